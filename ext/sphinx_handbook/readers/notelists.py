"""A division's list of notes, read by the labels that must follow one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from sphinx_handbook.problems import Problem
from sphinx_handbook.readers.blocks import block_behind, block_of
from sphinx_handbook.readers.lines import Paragraph
from sphinx_handbook.readers.notes import label_pattern, labels, left_open
from sphinx_handbook.readers.reading import Reading
from sphinx_handbook.readers.source import SourceFile
from sphinx_handbook.text import Block, Note

LONGEST_HOLE = 20
"""So many notes in a row can be missing from a list of notes before its numbers make no sense."""


def read_notes(
    paragraphs: Sequence[Paragraph], reading: Reading, source: SourceFile, first_note: int
) -> tuple[list[Note], int, list[Block], list[Problem]]:
    """The notes, the number that comes after them, the block of their heading if any, and what breaks their sequence."""
    heading: list[Block] = []
    if paragraphs and reading.notes == "heading":
        heading = [block_of(paragraphs[0], "notes-heading")]
        paragraphs = paragraphs[1:]
    listed: list[tuple[str, list[Block]]] = []
    problems: list[Problem] = []
    next_note = first_note
    upcoming = labels(reading.numerals, first_note)
    expected = list(islice(upcoming, LONGEST_HOLE))
    pattern = label_pattern(reading.numerals, reading.notes_label)
    for paragraph in paragraphs:
        match = pattern.match(paragraph.text)
        if match and match[1] in expected:
            hole = expected.index(match[1])
            if hole:
                problems.append(_hole_problem(paragraph, expected[:hole], match[1], source))
            listed.append((match[1], [block_behind(paragraph, match.end())]))
            expected = [*expected[hole + 1 :], *islice(upcoming, hole + 1)]
            next_note += hole + 1
            continue
        block = block_of(paragraph, "paragraph")
        if match or not listed or reading.lines == "one-line":
            problems.append(_sequence_problem(paragraph, expected[0], source))
        if listed:
            listed[-1][1].append(block)
        else:
            heading.append(block)
    notes = [Note(label, tuple(blocks)) for label, blocks in listed]
    if left_open(reading.notes_label):
        notes = [_closed(note) for note in notes]
    return notes, next_note, heading, problems


def _closed(note: Note) -> Note:
    """The note without the bracket that closes the one before its label."""
    *before, last = note.blocks
    if not last.text.endswith("]"):
        return note
    text = last.text[:-1]
    spans = tuple(replace(span, start=min(span.start, len(text)), end=min(span.end, len(text))) for span in last.spans)
    return replace(note, blocks=(*before, replace(last, text=text, spans=spans)))


def _hole_problem(paragraph: Paragraph, missing: Sequence[str], label: str, source: SourceFile) -> Problem:
    which = f"note {missing[0]} is" if len(missing) == 1 else f"notes {missing[0]} to {missing[-1]} are"
    return source.problem(
        paragraph.first_line,
        "note-sequence",
        f"{which} missing: note {label} begins here",
        "Compare the list of notes with its original; a label that is misspelt in the text hides its note.",
    )


def _sequence_problem(paragraph: Paragraph, label: str, source: SourceFile) -> Problem:
    return source.problem(
        paragraph.first_line,
        "note-sequence",
        f"note {label} should begin here, but the line begins with {paragraph.text[:20]!r}",
        "The words stay where they are. Check first_note, numerals and notes_label in edition.toml.",
    )
