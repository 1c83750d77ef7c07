"""Notes that do not stand at the end of their division: among its paragraphs, or at the end of the book."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sphinx_handbook.readers.lines import LONGEST_MATCHED, Paragraph
from sphinx_handbook.readers.notes import find_marks, label_pattern, left_open
from sphinx_handbook.readers.reading import Reading


def notes_among(paragraphs: Sequence[Paragraph], reading: Reading) -> tuple[list[Paragraph], list[Paragraph]]:
    """The paragraphs of the text, and those of its notes, which begin with a label.

    A note whose label opens a bracket goes on to the paragraph that closes it, if one does before the next note.
    """
    pattern = label_pattern(reading.numerals, reading.notes_label)
    starts = [index for index, paragraph in enumerate(paragraphs) if pattern.match(paragraph.text)]
    text: list[Paragraph] = []
    notes: list[Paragraph] = []
    cursor = 0
    for start, following in pairwise([*starts, len(paragraphs)]):
        length = _length(paragraphs[start:following]) if left_open(reading.notes_label) else 1
        text += paragraphs[cursor:start]
        notes += paragraphs[start : start + length]
        cursor = start + length
    return [*text, *paragraphs[cursor:]], notes


def _length(paragraphs: Sequence[Paragraph]) -> int:
    """How many of ``paragraphs`` it takes until every bracket is closed; one, if that never happens."""
    depth = 0
    for number, paragraph in enumerate(paragraphs, 1):
        depth += paragraph.text.count("[") - paragraph.text.count("]")
        if depth <= 0:
            return number
    return 1


def last_heading(paragraphs: Sequence[Paragraph], pattern: str) -> int | None:
    """Index of the last paragraph that ``pattern`` matches as a whole, if there is one."""
    heading = re.compile(pattern)
    found = [
        index
        for index, paragraph in enumerate(paragraphs)
        if len(paragraph.text) <= LONGEST_MATCHED and heading.fullmatch(paragraph.text)
    ]
    return found[-1] if found else None


def shares(texts: Sequence[Sequence[str]], labels: Sequence[str], reading: Reading) -> list[slice]:
    """Which of the notes at the end of a book, by their ``labels`` in order, belong to each division.

    ``texts`` are the texts of each division. A note goes to the division that has its mark; one that has none, to that of
    the note before. Where numbers begin anew, each run of them goes to the next division with marks.
    """
    if reading.numbering == "division":
        return _runs_shared_out(texts, labels, reading)
    flat = [(number, text) for number, division in enumerate(texts) for text in division]
    marks = find_marks([text for _, text in flat], labels, reading.marks, reading.numerals)
    place = {label: index for index, label in enumerate(labels)}
    ends = [0] * len(texts)
    for mark in marks:
        ends[flat[mark.text][0]] = place[mark.label] + 1
    taken = 0
    found = []
    for number, end in enumerate(ends):
        is_last = number == len(ends) - 1 or (end and not any(ends[number + 1 :]))
        stop = len(labels) if is_last else max(end, taken)
        found.append(slice(taken, stop))
        taken = stop
    return found


def _runs_shared_out(texts: Sequence[Sequence[str]], labels: Sequence[str], reading: Reading) -> list[slice]:
    """Each run of labels, which begins with the first label again, for the next division that has a mark of it."""
    anew = [index for index, label in enumerate(labels) if index and label == labels[0]]
    runs = [slice(start, end) for start, end in pairwise([0, *anew, len(labels)])]
    found = []
    taken = 0
    for number, division in enumerate(texts):
        here = taken < len(runs) and find_marks(division, labels[runs[taken]], reading.marks, reading.numerals)
        if number == len(texts) - 1 and taken < len(runs):
            found.append(slice(runs[taken].start, len(labels)))
        elif here:
            found.append(runs[taken])
            taken += 1
        else:
            found.append(slice(0, 0))
    return found
