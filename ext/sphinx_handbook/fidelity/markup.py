"""Markup of a plain text that its outputs show otherwise: underscores as emphasis, a note's label without its brackets.

Only characters are taken out here, never a word and never a line, so that lines keep their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from sphinx_handbook.fidelity.words import Change

_PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")
_BETWEEN_UNDERSCORES = re.compile(r"(?<!\w)_(?=[^\s_])(?P<words>[^_]*[^\s_])_(?!_)")


def without_underscores(raw: str, first_line: int, removed: Collection[int] = ()) -> tuple[str, list[Change]]:
    """``raw``, which begins on line ``first_line``, without the pairs of underscores in its paragraphs; and each pair.

    Lines that are ``removed`` part paragraphs as blank ones do.
    """
    lines = raw.split("\n")
    seen = "\n".join(" " * len(line) if number in removed else line for number, line in enumerate(lines, first_line))
    changes, pieces, cursor = [], [], 0
    for paragraph in _PARAGRAPH.finditer(seen):
        for match in _BETWEEN_UNDERSCORES.finditer(paragraph[0]):
            start, end = (paragraph.start() + place for place in match.span())
            line = first_line + raw.count("\n", 0, start)
            changes.append(Change("emphasis", line, " ".join(match[0].split()), " ".join(match["words"].split())))
            pieces += [raw[cursor:start], match["words"]]
            cursor = end
    return "".join([*pieces, raw[cursor:]]), changes


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
