"""Where the notes of a hard-wrapped text stand, and what their labels and marks look like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sphinx_handbook.propose.chunks import Chunk
from sphinx_handbook.propose.headings import NOTES_HEADING
from sphinx_handbook.propose.proposal import ranges
from sphinx_handbook.readers.reading import PRESETS

_STYLES = {
    "[1]": re.compile(r"\[(\d+)\]\s+\S"),
    "[Footnote 1:": re.compile(r"\[Footnote (\d+):\s+\S"),
    "[Note 1:": re.compile(r"\[Note (\d+):\s+\S"),
    "1.": re.compile(r"(\d+)\.\s+\S"),
}
_ONLY_BELOW_A_HEADING = ("1.",)
_MARK = re.compile(r"\S\s?\[(\d+)\]")
_OTHER_MARKS = re.compile(r"\S\s?(\[[A-Z*†‡]\]|\(\d+\)(?=\W|$))")
_OTHER_NOTES = re.compile(r"\[(?:Footnote )?[A-Z*†‡][:\]]")


@dataclass(frozen=True, slots=True)
class Notes:
    """The keys of reading that say it; the lines of the notes; lines at which one note follows another without a blank."""

    reading: dict[str, Any] = field(default_factory=dict)
    lines: frozenset[int] = frozenset()
    glued: tuple[int, ...] = ()
    findings: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def find_notes(chunks: Sequence[Chunk], divisions: Sequence[int]) -> Notes:
    """The notes among ``chunks``; ``divisions`` are the first lines of the divisions, ascending."""
    headings = [chunk for chunk in chunks if len(chunk.text) < 30 and NOTES_HEADING.fullmatch(chunk.text)]
    style, notes = _style(chunks, headings)
    marks = [(chunk.first, match[1]) for chunk in chunks for match in _MARK.finditer(chunk.text)]
    doubts = _other_doubts(chunks)
    if not notes:
        if marks:
            doubts.append(
                f"line {marks[0][0]}: [{marks[0][1]}] looks like a note mark, but no note begins with such a label; "
                "`lost_notes` is for marks whose notes are lost"
            )
        return Notes(doubts=tuple(doubts))
    glued = [
        chunk.first + number
        for chunk, _ in notes
        for number, line in enumerate(chunk.lines)
        if number and _STYLES[style].match(line.strip())
    ]
    labels = [
        (chunk.first + number, int(match[1]))
        for chunk, _ in notes
        for number, line in enumerate(chunk.lines)
        if (match := _STYLES[style].match(line.strip() if number else chunk.text))
    ]
    place = _place(headings, [chunk for chunk, _ in notes], marks, divisions)
    marked = {_division(line, divisions) for line, _ in marks}
    numbering, first_note, doubt = _numbering(labels, divisions, place, len(marked))
    doubts += [doubt] if doubt else []
    reading: dict[str, Any] = {"notes": place, "notes_label": style, "numbering": numbering, "first_note": first_note}
    preset = PRESETS["wrapped"]
    where = {
        "in-text": "among the paragraphs",
        "heading": "at the end of each division",
        "book-end": "at the end of the book",
    }
    shown = style if style.endswith("]") or "[" not in style else f"{style} …]"
    return Notes(
        {key: value for key, value in reading.items() if value != getattr(preset, key)},
        frozenset(line for chunk, _ in notes for line in range(chunk.first, chunk.last + 1)),
        tuple(glued),
        (f"{_counted(len(labels), 'note')} {where[place]}, as {shown}; {_counted(len(marks), 'mark')}",),
        tuple(doubts),
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"


MOST_NOTES = 100_000
"""No first note has a higher number (``edition.toml``), nor is any numbered 0."""


def _style(chunks: Sequence[Chunk], headings: Sequence[Chunk]) -> tuple[str, list[tuple[Chunk, int]]]:
    """How most notes are labelled, and the chunks that begin so, each with its number."""
    found: dict[str, list[tuple[Chunk, int]]] = {}
    for style, pattern in _STYLES.items():
        below = headings[0].first if headings else None
        if style in _ONLY_BELOW_A_HEADING and below is None:
            continue
        found[style] = [
            (chunk, int(match[1]))
            for chunk in chunks
            if (match := pattern.match(chunk.text))
            and 0 < int(match[1]) <= MOST_NOTES
            and (style not in _ONLY_BELOW_A_HEADING or (below is not None and chunk.first > below))
        ]
    style = max(found, key=lambda each: len(found[each]))
    return style, found[style]


def _place(
    headings: Sequence[Chunk], notes: Sequence[Chunk], marks: Sequence[tuple[int, str]], divisions: Sequence[int]
) -> str:
    """Where the notes stand: below the last heading of notes, below one in each division, or among the text."""
    if not headings or notes[0].first < headings[0].first:
        return "in-text"
    note_lines = {note.first for note in notes}
    marked = {_division(line, divisions) for line, _ in marks if line not in note_lines}
    if notes[0].first > headings[-1].first and marked - {_division(headings[-1].first, divisions)}:
        return "book-end"
    return "heading"


def _division(line: int, divisions: Sequence[int]) -> int:
    return sum(first <= line for first in divisions)


def _numbering(
    labels: Sequence[tuple[int, int]], divisions: Sequence[int], place: str, marked: int
) -> tuple[str, int, str]:
    """Whether numbers run on or begin anew, the first number, and what cannot be told; ``marked`` divisions have marks."""
    restarts = [(before[0], after[0]) for before, after in pairwise(labels) if after[1] <= before[1]]
    if not restarts:
        return "edition", labels[0][1], ""
    inside = [line for before, line in restarts if _division(before, divisions) == _division(line, divisions)]
    if place == "book-end":
        runs = len(restarts) + 1
        doubt = f"line {restarts[0][1]}: the notes begin anew {runs} times, but {marked} divisions have marks"
        return "division", 1, doubt if runs != marked else ""
    if inside:
        return (
            "division",
            1,
            f"lines {ranges(inside)}: numbers of notes begin anew within a chapter; give each its own number by hand",
        )
    return "division", 1, ""


def _other_doubts(chunks: Sequence[Chunk]) -> list[str]:
    """Marks and notes of forms that no reader knows."""
    lines = [chunk.first for chunk in chunks if _OTHER_NOTES.match(chunk.text)]
    doubts = [f"lines {ranges(lines)}: notes labelled by a letter or a sign cannot be read as notes"] if lines else []
    found = Counter(match[1] for chunk in chunks for match in _OTHER_MARKS.finditer(chunk.text) if not lines)
    number = sum(count for mark, count in found.items() if mark.startswith("("))
    if number >= 3:
        doubts.append(f"{number} numbers in parentheses may be note marks, which must stand in square brackets")
    return doubts
