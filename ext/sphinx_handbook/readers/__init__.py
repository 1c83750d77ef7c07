"""Readers: a raw text and how to read it in, divisions and problems out. Nothing here opens a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sphinx_handbook.problems import Problem
from sphinx_handbook.readers.blockmap import BlockMap, Gap
from sphinx_handbook.readers.headings import is_section_heading
from sphinx_handbook.readers.lines import (
    Line,
    Paragraph,
    by_trailing_space,
    cut_pages,
    one_line_each,
    split_lines,
    text_faults,
)
from sphinx_handbook.readers.notes import Mark, find_marks, labels, split_label
from sphinx_handbook.readers.reading import PRESETS, Reading
from sphinx_handbook.text import Block, BlockKind, Division, Note, Span, with_spans

__all__ = ["PRESETS", "BlockMap", "Gap", "Read", "Reading", "SourceFile", "read"]

SPARE_LABELS = 20
"""Marks in brackets are looked for beyond the last note text: a source can lose a note and keep its mark."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One raw text: its key in the edition, its path for messages, its text, and the editor's block map."""

    key: str
    path: str
    text: str
    blocks: BlockMap = field(default_factory=BlockMap)


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of a file: divisions, the lines it took out as page artefacts, and what it found wrong."""

    divisions: tuple[Division, ...]
    removed: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """The paragraphs of one division: its heading, its text, and those that hold its notes."""

    heading: Paragraph
    body: tuple[Paragraph, ...]
    notes: tuple[Paragraph, ...]
    lines: tuple[int, int]


def read(source: SourceFile, reading: Reading, *, ids: Sequence[str] = (), first_note: int | None = None) -> Read:
    """Read ``source`` as ``reading`` says.

    ``ids`` are the divisions' ids in order; further divisions take their ordinal number. ``first_note`` is the number of
    the file's first note where labels run on from an earlier file. A text that cannot be read gives no divisions.
    """
    faults = tuple(
        Problem(source.path, line, code, message, _FAULT_HINTS[code])
        for code, line, message in text_faults(source.text)
    )
    if faults:
        return Read((), problems=faults)
    lines = split_lines(source.text)
    line_count = len(lines)
    problems = list(_map_problems(source, lines))
    artefact = re.compile(reading.artefact) if reading.artefact else None
    removed: list[Line] = []
    if reading.page_blanks:
        lines, removed = cut_pages(lines, first_page=reading.first_page, blanks=reading.page_blanks, artefact=artefact)
    paragraphs = _paragraphs(lines, reading, source.blocks)
    divisions: list[Division] = []
    next_note = reading.first_note if first_note is None else first_note
    for ordinal, part in enumerate(_parts(paragraphs, reading, source.blocks, line_count), 1):
        division_id = ids[ordinal - 1] if ordinal <= len(ids) else str(ordinal)
        if reading.numbering == "division":
            next_note = 1
        division, found = _division(part, reading, source, division_id, next_note)
        next_note += len(division.notes)
        divisions.append(division)
        problems.extend(found)
    return Read(tuple(divisions), tuple(removed), tuple(problems))


_FAULT_HINTS = {
    "text-empty": "Put the text into the file, or take the file out of edition.toml.",
    "text-control": "Remove the character; no output can show it.",
    "text-line-long": "Give the file its line ends back: a paragraph a line at the most.",
}


def _map_problems(source: SourceFile, lines: Sequence[Line]) -> Iterator[Problem]:
    """Lines of the block map and of gaps that are not there."""
    places = sorted({*source.blocks.kinds, *(gap.line for gap in source.blocks.gaps)})
    for place in places:
        if place > len(lines):
            what = f"the text has {len(lines):,} lines, no line {place:,}"
        elif lines[place - 1].blank:
            what = f"line {place:,} is blank"
        else:
            continue
        yield Problem(
            source.path,
            place,
            "map-line",
            f"the block map names a line without words: {what}",
            "Correct the number in edition.toml.",
        )


def _paragraphs(lines: Sequence[Line], reading: Reading, blocks: BlockMap) -> list[Paragraph]:
    if reading.lines == "one-line":
        return one_line_each(lines)
    return by_trailing_space(lines, starts=frozenset(blocks.kinds), continues=frozenset(reading.continues))


def _parts(paragraphs: Sequence[Paragraph], reading: Reading, blocks: BlockMap, line_count: int) -> Iterator[_Part]:
    """Cut the paragraphs into divisions; what stands before the first heading belongs to the first division."""
    if not paragraphs:
        return
    starts = [0]
    if reading.division:
        pattern = re.compile(reading.division)
        found = [
            index
            for index, paragraph in enumerate(paragraphs)
            if pattern.match(paragraph.text) and blocks.kinds.get(paragraph.first_line, "heading") == "heading"
        ]
        starts = [0, *found[1:]] if found else [0]
        heading_index = found[0] if found else 0
    else:
        heading_index = 0
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(paragraphs)
        first_line = 1 if number == 0 else paragraphs[start].first_line
        last_line = line_count + 1 if end == len(paragraphs) else paragraphs[end].first_line
        head = heading_index if number == 0 else start
        rest = (*paragraphs[start:head], *paragraphs[head + 1 : end])
        cut = _notes_start(rest, reading)
        yield _Part(paragraphs[head], rest[:cut], rest[cut:], (first_line, last_line))


def _notes_start(paragraphs: Sequence[Paragraph], reading: Reading) -> int:
    """Index of the paragraph with which the notes begin (their heading, if they have one)."""
    if reading.notes == "division-end":
        label = re.compile(r"\w+" + re.escape(reading.notes_stop) + r"\s")
        starts = [
            index
            for index, paragraph in enumerate(paragraphs)
            if paragraph.blank_before >= 2 and label.match(paragraph.text)
        ]
        return starts[-1] if starts else len(paragraphs)
    heading = re.compile(reading.notes_heading)
    found = [index for index, paragraph in enumerate(paragraphs) if heading.fullmatch(paragraph.text)]
    return found[-1] if found else len(paragraphs)


def _division(
    part: _Part, reading: Reading, source: SourceFile, division_id: str, first_note: int
) -> tuple[Division, list[Problem]]:
    blocks = [_block(part.heading, "heading"), *_blocks(part.body, reading, source.blocks)]
    notes, heading, problems = _notes(part.notes, reading, source, first_note)
    blocks = [_with_gaps(block, source.blocks.gaps) for block in blocks]
    problems += _gap_problems(blocks, source, part.lines)
    lost = {gap.note for gap in source.blocks.gaps}
    expected = [note.label for note in notes] or _labels(reading, first_note, reading.lost_notes)
    if reading.marks == "bracketed":
        expected += _labels(reading, first_note + len(expected), SPARE_LABELS)
    wanted = [label for label in expected if label not in lost]
    marks = find_marks([block.text for block in blocks], wanted, reading.marks, reading.numerals)
    problems += _mark_problems(wanted, marks, notes, source)
    blocks = [_cut_marks(block, [mark for mark in marks if mark.text == index]) for index, block in enumerate(blocks)]
    division = Division(
        division_id,
        blocks[0],
        tuple(_contained(blocks[1:] + heading, source.blocks)),
        tuple(notes),
        source.key,
        part.lines,
    )
    return division, problems


def _block(paragraph: Paragraph, kind: BlockKind, level: int = 0) -> Block:
    spans = tuple(Span(offset, offset, "page", page) for offset, page in paragraph.pages)
    return Block(kind, paragraph.text, spans, paragraph.lines, level=level)


def _blocks(paragraphs: Sequence[Paragraph], reading: Reading, blocks: BlockMap) -> Iterator[Block]:
    for paragraph in paragraphs:
        line = paragraph.first_line
        if line in blocks.kinds:
            kind = blocks.kinds[line]
        elif not reading.division and paragraph.blank_before <= 1 and (front := _front_kind(line, reading)):
            kind = front
        else:
            kind = "heading" if is_section_heading(paragraph, reading.sections) else "paragraph"
        if kind == "subheading":
            yield _block(paragraph, "heading", level=2)
        else:
            yield _block(paragraph, kind, level=1 if kind == "heading" else 0)


def _front_kind(line: int, reading: Reading) -> BlockKind | None:
    """The kind of a line of front matter: the raw formats put a blank line between each two."""
    place, between = divmod(line - 1, 2)
    return reading.front[place] if not between and place < len(reading.front) else None


def _notes(
    paragraphs: Sequence[Paragraph], reading: Reading, source: SourceFile, first_note: int
) -> tuple[list[Note], list[Block], list[Problem]]:
    """The notes, the block of their heading if they have one, and what breaks their sequence."""
    heading: list[Block] = []
    if paragraphs and reading.notes == "heading":
        heading = [_block(paragraphs[0], "notes-heading")]
        paragraphs = paragraphs[1:]
    notes: list[Note] = []
    problems: list[Problem] = []
    expected = labels(reading.numerals, first_note)
    label = next(expected)
    for paragraph in paragraphs:
        text = split_label(paragraph.text, label, reading.notes_stop)
        if text is not None:
            notes.append(Note(label, (_behind(paragraph, len(paragraph.text) - len(text)),)))
            label = next(expected)
        elif notes:
            notes[-1] = replace(notes[-1], blocks=(*notes[-1].blocks, _block(paragraph, "paragraph")))
            if reading.lines == "one-line":
                problems.append(_sequence_problem(paragraph, label, source))
        else:
            heading.append(_block(paragraph, "paragraph"))
            problems.append(_sequence_problem(paragraph, label, source))
    return notes, heading, problems


def _sequence_problem(paragraph: Paragraph, label: str, source: SourceFile) -> Problem:
    return Problem(
        source.path,
        paragraph.first_line,
        "note-sequence",
        f"note {label} should begin here, but the line begins with {paragraph.text[:20]!r}",
        "The words are kept with the note before it. Check first_note, numerals and notes_stop in edition.toml.",
    )


def _behind(paragraph: Paragraph, cut: int) -> Block:
    """The block of ``paragraph`` without its first ``cut`` characters."""
    lines = tuple((max(offset - cut, 0), line) for offset, line in paragraph.lines)
    spans = tuple(Span(max(offset - cut, 0), max(offset - cut, 0), "page", page) for offset, page in paragraph.pages)
    return Block("paragraph", paragraph.text[cut:], spans, lines)


def _labels(reading: Reading, first: int, number: int) -> list[str]:
    expected = labels(reading.numerals, first)
    return [next(expected) for _ in range(number)]


def _mark_problems(
    wanted: Sequence[str], marks: Sequence[Mark], notes: Sequence[Note], source: SourceFile
) -> Iterator[Problem]:
    found = {mark.label for mark in marks}
    by_label = {note.label: note for note in notes}
    for label in wanted:
        if label not in found and label in by_label:
            line = by_label[label].blocks[0].line_at(0)
            yield Problem(
                source.path,
                line,
                "note-sequence",
                f"note {label} has no mark in the text",
                "The note is kept. If the mark was lost with words of the text, say so by a [[file.gap]] in edition.toml.",
            )


def _cut_marks(block: Block, marks: Sequence[Mark]) -> Block:
    """Take the marks out of the block's text and put a span in the place of each."""
    if not marks:
        return block
    pieces, cursor = [], 0
    spans: list[Span] = []
    removed = 0
    for mark in marks:
        pieces.append(block.text[cursor : mark.start])
        spans.append(Span(mark.start - removed, mark.start - removed, "note", mark.label))
        removed += mark.end - mark.start
        cursor = mark.end
    pieces.append(block.text[cursor:])

    def moved(offset: int) -> int:
        return offset - sum(min(max(offset - mark.start, 0), mark.end - mark.start) for mark in marks)

    kept = tuple(replace(span, start=moved(span.start), end=moved(span.end)) for span in block.spans)
    lines = tuple((moved(offset), line) for offset, line in block.lines)
    return with_spans(replace(block, text="".join(pieces), spans=kept, lines=lines), *spans)


def _with_gaps(block: Block, gaps: Sequence[Gap]) -> Block:
    for gap in gaps:
        place = _gap_place(block, gap)
        if place is None:
            continue
        spans = [Span(place, place, "gap", gap.reason)]
        if gap.note:
            spans.append(Span(place, place, "note", gap.note))
        block = with_spans(block, *spans)
    return block


def _gap_place(block: Block, gap: Gap) -> int | None:
    """Offset behind the gap's words, if they stand in ``block`` on the gap's line."""
    start = block.text.find(gap.after)
    while start >= 0:
        if block.line_at(start) == gap.line:
            return start + len(gap.after)
        start = block.text.find(gap.after, start + 1)
    return None


def _gap_problems(blocks: Sequence[Block], source: SourceFile, lines: tuple[int, int]) -> Iterator[Problem]:
    for gap in source.blocks.gaps:
        if lines[0] <= gap.line < lines[1] and all(_gap_place(block, gap) is None for block in blocks):
            yield Problem(
                source.path,
                gap.line,
                "gap-place",
                f"the words {gap.after!r} before the gap are not found",
                "Correct `after` of the gap in edition.toml.",
            )


def _contained(blocks: Sequence[Block], block_map: BlockMap) -> Iterator[Block]:
    """Number the quotations and letters: neighbours in one letter, or neighbouring quotations, share a number."""
    container, previous = 0, ""
    for block in blocks:
        letter = block_map.letter_at(block.line_at(0))
        current = f"letter {letter}" if letter else block.kind if block.kind in ("quote", "epigraph") else ""
        container += bool(current) and current != previous
        previous = current
        yield replace(block, container=container if current else 0)
