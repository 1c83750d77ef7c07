"""What kind of block a chunk of a hard-wrapped text is, as far as its shape shows it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from sphinx_handbook.propose.chunks import Chunk
from sphinx_handbook.propose.frame import CAPTION
from sphinx_handbook.propose.proposal import ranges
from sphinx_handbook.readers.headings import is_in_capitals

_SET_IN = 2
_FAR_IN = 20
_VERSE_WIDTH = 60
_END = re.compile(r"(?:THE END|FINIS|END)\W*", re.IGNORECASE)
_ITEM = re.compile(r"\(?(?:\d{1,2}|[a-z])[.)]\s+\S")


def block_map(chunks: Sequence[Chunk], taken: Collection[int]) -> tuple[dict[str, str], list[str]]:
    """For each kind the lines with which such blocks begin, and what is doubtful; ``taken`` are lines that are no text."""
    kinds: dict[str, list[int]] = {}
    doubts = []
    text = [chunk for chunk in chunks if chunk.first not in taken]
    for number, chunk in enumerate(text):
        if not any(character.isalnum() for character in chunk.text):
            continue
        lines = list(range(chunk.first, chunk.last + 1))
        if _END.fullmatch(chunk.text):
            kinds.setdefault("closing", []).append(chunk.first)
            continue
        if CAPTION.match(chunk.text):
            doubts.append(
                f"line {chunk.first}: a picture is missing; its caption stays as printed, or goes into `omitted`"
            )
        elif _is_table(chunk):
            kinds.setdefault("table", []).extend(lines)
            doubts.append(f"lines {ranges(lines)}: a table, of which each line becomes a paragraph")
        elif _is_verse(chunk):
            kinds.setdefault("verse", []).extend(lines)
        elif chunk.indent >= _FAR_IN and len(chunk.lines) == 1 and not is_in_capitals(chunk.text):
            kinds.setdefault("signature", []).append(chunk.first)
        elif chunk.indent >= _SET_IN and not is_in_capitals(chunk.text):
            kinds.setdefault("quote", []).append(chunk.first)
        elif _ITEM.match(chunk.text) and any(
            _ITEM.match(other.text) for other in text[max(number - 1, 0) : number + 2] if other is not chunk
        ):
            kinds.setdefault("list-item", []).append(chunk.first)
    return {kind: ranges(lines) for kind, lines in kinds.items()}, doubts


def _is_verse(chunk: Chunk) -> bool:
    """Whether all lines are set in, short, and begin as verses do."""
    lines = [line.strip() for line in chunk.lines]
    begin = sum(bool(re.match(r"[_“‘\"'(\[]*[A-Z]", line)) for line in lines)
    return (
        len(lines) > 1
        and chunk.indent >= _SET_IN
        and max(map(len, lines)) <= _VERSE_WIDTH
        and begin >= 0.8 * len(lines)
        and _is_ragged(lines)
    )


def _is_ragged(lines: Sequence[str]) -> bool:
    """Whether lines end before they must: the first word of the next would have fitted."""
    width = max(map(len, lines))
    short = sum(len(line) + 1 + len(following.split()[0]) <= width for line, following in pairwise(lines))
    return len(lines) <= 2 or 2 * short >= len(lines) - 1 or width <= 45


def _is_table(chunk: Chunk) -> bool:
    """Whether most of several lines are cut in columns."""
    cut = sum(bool(re.search(r"\S(?: {3,}|\t|\s*\|\s*)\S", line.strip())) for line in chunk.lines)
    return len(chunk.lines) > 1 and cut >= 0.6 * len(chunk.lines)


def stray(lines: Iterable[int], what: str) -> list[str]:
    """A doubt about ``lines``, if there are any."""
    listed = list(lines)
    return [f"line{'s' if len(listed) > 1 else ''} {ranges(listed)}: {what}"] if listed else []
