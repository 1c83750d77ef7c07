"""What stands around a text and is none of it: a licence, credits, a printed table of contents, marks of lost pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sphinx_handbook.propose.chunks import Chunk
from sphinx_handbook.propose.labels import heading_label, label_of
from sphinx_handbook.propose.proposal import Omitted
from sphinx_handbook.readers.headings import is_in_capitals
from sphinx_handbook.readers.lines import Line

_START = re.compile(r"\*\*\*\s?START OF (?:THE|THIS) PROJECT GUTENBERG", re.IGNORECASE)
_END = re.compile(r"\*\*\*\s?END OF (?:THE|THIS) PROJECT GUTENBERG|End of (?:the )?Project Gutenberg", re.IGNORECASE)
_CREDITS = re.compile(r"(?:Produced|E-text prepared|Etext prepared|Transcribed|Scanned) (?:by|from)\b", re.IGNORECASE)
_TRANSCRIBER = re.compile(r"\[Transcriber[’']s? note", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:TABLE OF )?CONTENTS[.:]?", re.IGNORECASE)
_PICTURE = re.compile(r"\[(?:Illustration|Frontispiece|Decoration)[.:]?\]", re.IGNORECASE)
CAPTION = re.compile(r"\[(?:Illustration|Frontispiece):", re.IGNORECASE)


def licence(lines: Sequence[Line]) -> list[Omitted]:
    """The head and the tail that Project Gutenberg puts around a text."""
    found = []
    start = next((line.number for line in lines if _START.match(line.text)), 0)
    if start:
        # The mark can be broken over two lines.
        while start < len(lines) and "***" not in lines[start - 1].text[3:] and lines[start].text.strip():
            start += 1
        found.append(Omitted(1, start, "the head of the licence"))
    end = next((line.number for line in lines[start:] if _END.match(line.text)), 0)
    if end:
        found.append(Omitted(end, lines[-1].number, "the licence"))
    return found


def said_in_head(lines: Sequence[Line], head: Sequence[Omitted]) -> dict[str, str]:
    """What the licence's head says of the text: ``{"title": …, "author": …, "language": …}``."""
    said: dict[str, str] = {}
    for line in lines[: head[0].last if head and head[0].first == 1 else 0]:
        if match := re.match(r"(Title|Author|Language):\s*(\S.*?)\s*$", line.text):
            said.setdefault(match[1].lower(), match[2])
    return said


def others(chunks: Sequence[Chunk]) -> Iterator[Omitted]:
    """Credits, notes of transcribers, marks of pictures without a caption, and the printed table of contents."""
    for number, chunk in enumerate(chunks):
        if number < 6 and _CREDITS.match(chunk.text):
            yield Omitted(chunk.first, chunk.last, "who made the file")
        elif _TRANSCRIBER.match(chunk.text) and chunk.text.endswith("]"):
            yield Omitted(chunk.first, chunk.last, "a note of the transcriber")
        elif _PICTURE.fullmatch(chunk.text):
            yield Omitted(chunk.first, chunk.last, "the place of a picture")
    yield from _contents(chunks)


def _contents(chunks: Sequence[Chunk]) -> Iterator[Omitted]:
    """The table of contents: from its heading to the heading above the first paragraph of prose."""
    start = next((number for number, chunk in enumerate(chunks) if _CONTENTS.fullmatch(_first_line(chunk))), None)
    if start is None:
        return
    prose = next((number for number in range(start, len(chunks)) if chunks[number].is_prose), None)
    if prose is None or prose == start:  # what stands right below the heading may be the text itself
        return
    near = range(prose - 1, max(start, prose - 5), -1)
    labelled = (number for number in near if heading_label(chunks[number]))
    apart = (number for number in near if chunks[number].blank_before > 1 and is_in_capitals(chunks[number].text))
    end = next(labelled, None) or next(apart, prose)
    # Above the first chapter its part can have a heading, which the table has listed before.
    while end > start + 1 and (step := _to_part(chunks[start:end])):
        end -= step
    if end - 1 > start or len(chunks[start].lines) > 1:
        yield Omitted(chunks[start].first, chunks[end - 1].last, "the table of contents")


def _to_part(chunks: Sequence[Chunk]) -> int:
    """How many chunks at the end are the heading of a part, perhaps with its title below; 0 if they are none."""
    for step in (1, 2):
        key = _key(chunks[-step].text) if step < len(chunks) else None
        if key and _times(key, chunks) > 1:
            return step
        if key:
            break
    return 0


def _first_line(chunk: Chunk) -> str:
    return chunk.lines[0].strip()


def _key(text: str) -> tuple[str, int] | None:
    label = label_of(" ".join(text.split()))
    return (label.kind, label.value) if label else None


def _times(key: tuple[str, int], chunks: Sequence[Chunk]) -> int:
    """How often a label stands among ``chunks``, as a chunk or as one of several lines."""
    return sum(_key(line) == key for chunk in chunks for line in chunk.lines)
