"""Markup of a plain text that its outputs show otherwise: underscores as emphasis, a note's label without its brackets.

Only characters are taken out here, never a word and never a line, so that lines keep their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from sphinx_handbook.fidelity.words import Change

_BETWEEN_UNDERSCORES = re.compile(r"(?<!\w)_(?=[^\s_])(?P<words>[^_]*[^\s_])_(?!_)")


def without_underscores(
    raw: str,
    first_line: int,
    removed: Collection[int] = (),
    *,
    starts: Collection[int] = (),
    continued: Collection[int] = (),
) -> tuple[str, list[Change]]:
    """``raw``, which begins on line ``first_line``, without the pairs of underscores in its paragraphs; and each pair.

    Lines that are ``removed`` part paragraphs as blank ones do; but neither does so behind a line that is ``continued``, unless the
    next line with words is one of ``starts``.
    """
    lines = raw.split("\n")
    shown = [" " * len(line) if number in removed else line for number, line in enumerate(lines, first_line)]
    seen = "\n".join(shown)
    changes, pieces, cursor = [], [], 0
    for paragraph in _paragraphs(shown, first_line, starts, continued):
        for match in _BETWEEN_UNDERSCORES.finditer(seen[paragraph]):
            start, end = (paragraph.start + place for place in match.span())
            line = first_line + raw.count("\n", 0, start)
            changes.append(Change("emphasis", line, " ".join(match[0].split()), " ".join(match["words"].split())))
            pieces += [raw[cursor:start], raw[start + 1 : end - 1]]
            cursor = end
    return "".join([*pieces, raw[cursor:]]), changes


def _paragraphs(
    lines: Iterable[str], first_line: int, starts: Collection[int], continued: Collection[int]
) -> list[slice]:
    """Where the paragraphs stand in the text of ``lines``."""
    found: list[slice] = []
    offset = above = 0
    for number, line in enumerate(lines, first_line):
        if line.strip():
            goes_on = number == above + 1 or (above in continued and number not in starts)
            start = found.pop().start if found and goes_on else offset
            found.append(slice(start, offset + len(line)))
            above = number
        offset += len(line) + 1
    return found


def without_note_brackets(
    raw: str, first_line: int, written: str, notes: Iterable[tuple[int, int]]
) -> tuple[str, list[Change]]:
    """``raw`` without ``[Footnote`` and ``:`` around the labels of its notes, and without the brackets that end them.

    ``written`` shows how a label is written, with ``1`` in its place; where it opens no bracket nothing is taken out. ``notes``
    are the first and the last line of each note, in any part of the file.
    """
    if written.count("[") <= written.count("]"):
        return raw, []
    before, _, behind = written.partition("1")
    label = re.compile(rf"(\s*){re.escape(before)}(\w+){re.escape(behind)}(?=\s|$)")
    lines = raw.split("\n")
    changes = []
    for first, last in notes:
        start, end = first - first_line, last - first_line
        match = label.match(lines[start]) if start >= 0 and end < len(lines) else None
        if match is None:
            continue
        lines[start] = match[1] + match[2] + lines[start][match.end() :]
        lines[end] = re.sub(r"\](\s*)$", r"\1", lines[end])
        changes.append(Change("note brackets", first, match[0].strip(), match[2]))
    return "\n".join(lines), changes
