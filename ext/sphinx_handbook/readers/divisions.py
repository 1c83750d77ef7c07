"""One part of a text as a division: its blocks, its notes, and the gaps and marks that stand in it."""

from __future__ import annotations

from sphinx_handbook.problems import Problem
from sphinx_handbook.readers.blocks import block_of, blocks_of, contained
from sphinx_handbook.readers.gaps import with_gaps
from sphinx_handbook.readers.marks import lost_mark_problems, mark_problems, wanted_labels, without_marks
from sphinx_handbook.readers.notelists import read_notes
from sphinx_handbook.readers.notes import find_marks
from sphinx_handbook.readers.parts import Part, text_and_notes
from sphinx_handbook.readers.reading import Reading
from sphinx_handbook.readers.source import SourceFile
from sphinx_handbook.text import Division


def read_division(
    part: Part, reading: Reading, source: SourceFile, division_id: str, first_note: int
) -> tuple[Division, int, list[Problem]]:
    """The division, the number of the next division's first note, and what is wrong."""
    text, set_apart = text_and_notes(part, reading, first_note)
    blocks = [block_of(part.heading, "heading"), *blocks_of(text, reading, source.blocks)]
    notes, next_note, heading, problems = read_notes(set_apart, reading, source, first_note)
    gaps = [gap for gap in source.blocks.gaps if part.lines[0] <= gap.line < part.lines[1]]
    blocks, found = with_gaps(blocks, gaps, source)
    problems += found
    wanted = wanted_labels(reading, first_note, next_note, {gap.note for gap in gaps})
    marks = find_marks([block.text for block in blocks], wanted, reading.marks, reading.numerals)
    problems += mark_problems(wanted, marks, notes, source)
    if reading.lost_notes and not reading.division:
        problems += lost_mark_problems(wanted, marks, source)
    blocks = without_marks(blocks, marks)
    # What looks like a note among the text and is none stays where it stands.
    body = sorted(blocks[1:] + heading, key=lambda block: block.line_at(0))
    division = Division(
        division_id,
        blocks[0],
        tuple(contained(body, source.blocks)),
        tuple(notes),
        source.key,
        part.lines,
    )
    return division, next_note, problems
