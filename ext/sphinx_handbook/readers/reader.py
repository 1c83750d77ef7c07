"""The way of a raw text: its lines, checked and cleared of artefacts, then paragraphs, then parts, then divisions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sphinx_handbook.problems import Problem
from sphinx_handbook.readers.blockmap import BlockMap
from sphinx_handbook.readers.divisions import read_division
from sphinx_handbook.readers.lines import (
    Line,
    Paragraph,
    by_blank_lines,
    by_trailing_space,
    cut_pages,
    one_line_each,
    split_lines,
    text_faults,
    unbroken,
)
from sphinx_handbook.readers.markup import emphasised
from sphinx_handbook.readers.parts import cut_into_parts, with_notes_shared_out
from sphinx_handbook.readers.reading import Reading
from sphinx_handbook.readers.source import SourceFile
from sphinx_handbook.text import Division


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of a file: divisions, the lines it took out as page artefacts, and what it found wrong.

    ``next_note`` is the number with which the notes of a following file go on.
    """

    divisions: tuple[Division, ...]
    removed: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
    next_note: int = 1


def read(source: SourceFile, reading: Reading, *, ids: Sequence[str] = (), first_note: int | None = None) -> Read:
    """Read ``source`` as ``reading`` says.

    ``ids`` are the divisions' ids in order; further divisions take their ordinal number. ``first_note`` is the number of
    the file's first note where labels run on from an earlier file. A text that cannot be read gives no divisions.
    """
    faults = tuple(
        Problem(source.path, place.line, code, message, hint, column=place.column)
        for code, place, message, hint in text_faults(source.text)
    )
    if faults:
        return Read((), problems=faults)
    lines = split_lines(source.text)
    line_count = len(lines)
    problems = list(_map_problems(source, lines))
    artefact = re.compile(reading.artefact) if reading.artefact else None
    lines, removed = _omit(lines, source.blocks)
    if reading.page_blanks:
        lines, artefacts = cut_pages(
            lines, first_page=reading.first_page, blanks=reading.page_blanks, artefact=artefact
        )
        removed += artefacts
    paragraphs = _paragraphs(lines, reading, source.blocks)
    if not paragraphs:
        hint = "Correct the pattern `artefact`, or the lines `omitted`, in edition.toml."
        problems.append(Problem(source.path, 0, "text-empty", "every line is taken out as a page artefact", hint))
    divisions: list[Division] = []
    next_note = reading.first_note if first_note is None else first_note
    parts = list(cut_into_parts(paragraphs, reading, source.blocks, line_count))
    if reading.notes == "book-end":
        parts = with_notes_shared_out(parts, reading)
    for ordinal, part in enumerate(parts, 1):
        division_id = ids[ordinal - 1] if ordinal <= len(ids) else str(ordinal)
        division, next_note, found = read_division(
            part, reading, source, division_id, 1 if reading.numbering == "division" else next_note
        )
        divisions.append(division)
        problems.extend(found)
    return Read(tuple(divisions), tuple(removed), tuple(problems), next_note)


def _map_problems(source: SourceFile, lines: Sequence[Line]) -> Iterator[Problem]:
    """Lines of the block map, of letters and of gaps that are not there."""
    ends = {end for letter in source.blocks.letters for end in letter}
    named = {*source.blocks.kinds, *ends, *(gap.line for gap in source.blocks.gaps)}
    beyond = {last for _, last in source.blocks.omitted if last > len(lines)}
    for place in sorted(named | beyond):
        if not 0 < place <= len(lines):
            what = f"the text has {len(lines):,} lines, no line {place:,}"
        elif source.blocks.omits(place):
            what = f"line {place:,} is omitted"
        elif lines[place - 1].blank:
            what = f"line {place:,} is blank"
        else:
            continue
        yield Problem(
            source.path,
            place,
            "map-line",
            f"edition.toml names a line without words: {what}",
            "Correct the number in edition.toml; it counts lines from 1, as editors show them.",
        )


def _omit(lines: Sequence[Line], blocks: BlockMap) -> tuple[list[Line], list[Line]]:
    """The lines, blank where they are no part of the text; and those that were not blank before."""
    omitted = [line for line in lines if blocks.omits(line.number)]
    kept = [replace(line, text="") if blocks.omits(line.number) else line for line in lines]
    return kept, [line for line in omitted if not line.blank]


def _paragraphs(lines: Sequence[Line], reading: Reading, blocks: BlockMap) -> list[Paragraph]:
    starts, continues = frozenset(blocks.kinds), frozenset(reading.continues)
    if reading.lines == "one-line":
        paragraphs = one_line_each(lines)
    elif reading.lines == "trailing-space":
        paragraphs = by_trailing_space(lines, starts=starts, continues=continues)
    else:
        paragraphs = by_blank_lines(lines, starts=starts, continues=continues)
    if reading.emphasis == "underscores":
        paragraphs = emphasised(paragraphs)
    return [unbroken(paragraph) for paragraph in paragraphs]
