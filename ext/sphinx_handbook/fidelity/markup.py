"""Markup of a plain text that its outputs show otherwise: underscores as emphasis, a note's label without its brackets.

Only characters are taken out here, never a word and never a line, so that lines keep their numbers.
"""

from __future__ import annotations

import re

from sphinx_handbook.fidelity.words import Change

_PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")
_BETWEEN_UNDERSCORES = re.compile(r"(?<!\w)_(?=[^\s_])(?P<words>[^_]*[^\s_])_(?!_)")


def without_underscores(raw: str, first_line: int) -> tuple[str, list[Change]]:
    """``raw``, which begins on line ``first_line``, without the pairs of underscores in its paragraphs; and each pair."""
    changes = []

    def words(match: re.Match[str]) -> str:
        line = first_line + raw.count("\n", 0, start + match.start())
        changes.append(Change("emphasis", line, " ".join(match[0].split()), " ".join(match["words"].split())))
        return match["words"]

    pieces, cursor = [], 0
    for paragraph in _PARAGRAPH.finditer(raw):
        start = paragraph.start()
        pieces += [raw[cursor:start], _BETWEEN_UNDERSCORES.sub(words, paragraph[0])]
        cursor = paragraph.end()
    return "".join([*pieces, raw[cursor:]]), changes


def without_note_brackets(raw: str, first_line: int, written: str) -> tuple[str, list[Change]]:
    """``raw`` without ``[Footnote`` and ``:`` around the labels of its notes, and without the brackets that close them.

    ``written`` shows how a label is written, with ``1`` in its place; where it opens no bracket nothing is taken out.
    """
    if written.count("[") <= written.count("]"):
        return raw, []
    before, _, behind = written.partition("1")
    label = re.compile(rf"^([^\S\n]*){re.escape(before)}(\w+){re.escape(behind)}(?=\s)", re.MULTILINE)
    pieces, changes, cursor = [], [], 0
    for match in label.finditer(raw):
        line = first_line + raw.count("\n", 0, match.start())
        closing = _closing(raw, match.end())
        pieces += [raw[cursor : match.start()], match[1], match[2]]
        cursor = match.end()
        changes.append(Change("note brackets", line, match[0].strip(), match[2]))
        if closing is not None:
            pieces.append(raw[cursor:closing])
            cursor = closing + 1
    return "".join([*pieces, raw[cursor:]]), changes


_BRACKET = re.compile(r"[\[\]]")
_PARAGRAPH_END = re.compile(r"[^\S\n]*(?:\n[^\S\n]*(?=\n)|\n?\Z)")


def _closing(raw: str, start: int) -> int | None:
    """Where the bracket stands that closes the one open at ``start``, if it is the last character of its paragraph."""
    depth = 1
    for bracket in _BRACKET.finditer(raw, start):
        depth += 1 if bracket[0] == "[" else -1
        if not depth:
            return bracket.start() if _PARAGRAPH_END.match(raw, bracket.end()) else None
    return None
