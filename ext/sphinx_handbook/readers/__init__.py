"""Readers: a raw text and how to read it in, divisions and problems out. Nothing here opens a file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, islice, pairwise

from sphinx_handbook.problems import Problem
from sphinx_handbook.readers.blockmap import BlockMap, Gap
from sphinx_handbook.readers.headings import is_section_heading, is_title
from sphinx_handbook.readers.lines import (
    LONGEST_MATCHED,
    Line,
    Paragraph,
    by_blank_lines,
    by_trailing_space,
    cut_pages,
    joined,
    one_line_each,
    split_lines,
    text_faults,
    unbroken,
)
from sphinx_handbook.readers.markup import emphasised
from sphinx_handbook.readers.notes import Mark, find_marks, label_pattern, labels, left_open
from sphinx_handbook.readers.reading import PRESETS, Reading
from sphinx_handbook.readers.setapart import last_heading, notes_among, shares
from sphinx_handbook.text import Block, BlockKind, Division, Note, Span, in_order, with_spans

__all__ = ["PRESETS", "BlockMap", "Gap", "Read", "Reading", "SourceFile", "read"]

SPARE_LABELS = 20
"""Marks in brackets are looked for so far beyond the last note text: a source can lose a note and keep its mark."""

LONGEST_HOLE = 20
"""So many notes in a row can be missing from a list of notes before its numbers make no sense."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One raw text: its key in the edition, its path for messages, its text, and the editor's block map."""

    key: str
    path: str
    text: str
    blocks: BlockMap = field(default_factory=BlockMap)

    def problem(self, line: int, code: str, message: str, hint: str, words: str = "", near: int = 0) -> Problem:
        """The problem ``code`` on ``line``: at its first word, or at ``words`` if the line has them, nearest to offset ``near``.

        White space is folded and marks are cut before a text is recognised, so that an offset there is only near to one here.
        """
        raw = self.text.split("\n")[line - 1] if line else ""
        found = [match.start() for match in re.finditer(re.escape(words), raw)] if words else []
        start = min(found, key=lambda place: abs(place - near)) if found else len(raw) - len(raw.lstrip())
        column = start + 1 if raw.strip() and (found or not words) else 0
        return Problem(self.path, line, code, message, hint, column=column)


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of a file: divisions, the lines it took out as page artefacts, and what it found wrong.

    ``next_note`` is the number with which the notes of a following file go on.
    """

    divisions: tuple[Division, ...]
    removed: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
    next_note: int = 1


@dataclass(frozen=True, slots=True)
class _Part:
    """The paragraphs of one division: its heading, its text with its notes, and notes from elsewhere; and its lines."""

    heading: Paragraph
    rest: tuple[Paragraph, ...]
    lines: tuple[int, int]
    notes: tuple[Paragraph, ...] = ()


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
    parts = list(_parts(paragraphs, reading, source.blocks, line_count))
    if reading.notes == "book-end":
        parts = _shared_out(parts, reading)
    for ordinal, part in enumerate(parts, 1):
        division_id = ids[ordinal - 1] if ordinal <= len(ids) else str(ordinal)
        division, next_note, found = _division(
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


def _parts(paragraphs: Sequence[Paragraph], reading: Reading, blocks: BlockMap, line_count: int) -> Iterator[_Part]:
    """Cut the paragraphs into divisions; what stands before the first heading is a division of its own."""
    if not paragraphs:
        return
    starts = [0]
    if reading.division:
        pattern = re.compile(reading.division)
        starts += [
            index
            for index, paragraph in enumerate(paragraphs)
            if index
            and len(paragraph.text) <= LONGEST_MATCHED
            and pattern.match(paragraph.text)
            and blocks.kinds.get(paragraph.first_line, "heading") == "heading"
        ]
    first_lines = [1, *(paragraphs[start].first_line for start in starts[1:]), line_count + 1]
    for number, (start, end) in enumerate(pairwise([*starts, len(paragraphs)])):
        heading, rest = paragraphs[start], paragraphs[start + 1 : end]
        if reading.title == "below" and _has_title_below(heading, rest, reading, blocks):
            heading, rest = joined(heading, rest[0]), rest[1:]
        yield _Part(heading, tuple(rest), (first_lines[number], first_lines[number + 1]))


def _has_title_below(heading: Paragraph, rest: Sequence[Paragraph], reading: Reading, blocks: BlockMap) -> bool:
    return (
        bool(rest)
        and len(heading.text) <= LONGEST_MATCHED
        and bool(re.match(reading.division, heading.text))
        and rest[0].first_line not in blocks.kinds
        and is_title(rest[0])
    )


def _shared_out(parts: Sequence[_Part], reading: Reading) -> list[_Part]:
    """The parts, each with those of the notes at the end of the book whose marks it has.

    The heading of the notes stays in the part in which it stands, and so does what follows it before the first note.
    """
    places = [last_heading(part.rest, reading.notes_heading) for part in parts]
    number = next((number for number in reversed(range(len(parts))) if places[number] is not None), None)
    if number is None:
        return list(parts)
    at = places[number] or 0
    behind = parts[number].rest[at + 1 :]
    pattern = label_pattern(reading.numerals, reading.notes_label)
    found = {index: match[1] for index, paragraph in enumerate(behind) if (match := pattern.match(paragraph.text))}
    if not found:
        return list(parts)
    first = min(found)
    cut = [replace(part, rest=part.rest[: at + 1 + first]) if part is parts[number] else part for part in parts]
    texts = [[part.heading.text, *(paragraph.text for paragraph in part.rest)] for part in cut]
    edges = [*found, len(behind)]
    shared = shares(texts, list(found.values()), reading)
    return [
        replace(part, notes=behind[edges[share.start] : edges[share.stop]])
        for part, share in zip(cut, shared, strict=True)
    ]


def _notes_start(paragraphs: Sequence[Paragraph], reading: Reading, first_note: int) -> int:
    """Index of the paragraph with which the notes begin (their heading, if they have one)."""
    if reading.notes == "heading":
        heading = last_heading(paragraphs, reading.notes_heading)
        return len(paragraphs) if heading is None else heading
    pattern = label_pattern(reading.numerals, reading.notes_label)
    found = {
        index: match[1]
        for index, paragraph in enumerate(paragraphs)
        if paragraph.blank_before >= 2 and (match := pattern.match(paragraph.text))
    }
    first_label = next(labels(reading.numerals, first_note))
    exact = (index for index, label in found.items() if label == first_label)
    return next(exact, max(found, default=len(paragraphs)))


def _division(
    part: _Part, reading: Reading, source: SourceFile, division_id: str, first_note: int
) -> tuple[Division, int, list[Problem]]:
    """The division, the number of the next division's first note, and what is wrong."""
    text, set_apart = _text_and_notes(part, reading, first_note)
    blocks = [_block(part.heading, "heading"), *_blocks(text, reading, source.blocks)]
    notes, next_note, heading, problems = _notes(set_apart, reading, source, first_note)
    gaps = [gap for gap in source.blocks.gaps if part.lines[0] <= gap.line < part.lines[1]]
    blocks, found = _with_gaps(blocks, gaps, source)
    problems += found
    lost = {gap.note for gap in gaps}
    expected = _labels(reading, first_note, next_note - first_note or reading.lost_notes)
    spare = _labels(reading, next_note, SPARE_LABELS) if reading.marks == "bracketed" else []
    wanted = [label for label in (*expected, *spare) if label not in lost]
    marks = find_marks([block.text for block in blocks], wanted, reading.marks, reading.numerals)
    problems += _mark_problems(wanted, marks, notes, source)
    if reading.lost_notes and not reading.division:
        problems += _lost_mark_problems(wanted, marks, source)
    by_block: dict[int, list[Mark]] = {}
    for mark in marks:
        by_block.setdefault(mark.text, []).append(mark)
    blocks = [_cut_marks(block, by_block.get(index, [])) for index, block in enumerate(blocks)]
    # What looks like a note among the text and is none stays where it stands.
    body = sorted(blocks[1:] + heading, key=lambda block: block.line_at(0))
    division = Division(
        division_id,
        blocks[0],
        tuple(_contained(body, source.blocks)),
        tuple(notes),
        source.key,
        part.lines,
    )
    return division, next_note, problems


def _text_and_notes(part: _Part, reading: Reading, first_note: int) -> tuple[Sequence[Paragraph], Sequence[Paragraph]]:
    """The paragraphs of the part's text, and those of its notes with their heading, if they have one."""
    if reading.notes == "book-end":
        return part.rest, part.notes
    if reading.notes == "in-text":
        return notes_among(part.rest, reading)
    cut = _notes_start(part.rest, reading, first_note)
    return part.rest[:cut], part.rest[cut:]


def _block(paragraph: Paragraph, kind: BlockKind, level: int = 0) -> Block:
    return Block(kind, paragraph.text, _spans(paragraph, 0), paragraph.lines, level=level)


def _spans(paragraph: Paragraph, cut: int) -> tuple[Span, ...]:
    """The pages and emphases of the paragraph without its first ``cut`` characters."""
    pages = [Span(max(offset - cut, 0), max(offset - cut, 0), "page", page) for offset, page in paragraph.pages]
    emphases = [Span(max(start - cut, 0), end - cut, "emphasis", "") for start, end in paragraph.emphases if end > cut]
    return in_order([*pages, *emphases])


def _blocks(paragraphs: Sequence[Paragraph], reading: Reading, blocks: BlockMap) -> Iterator[Block]:
    for paragraph in paragraphs:
        line = paragraph.first_line
        if line in blocks.kinds:
            kind = blocks.kinds[line]
        elif not reading.division and paragraph.blank_before <= 1 and (front := _front_kind(line, reading)):
            kind = front
        elif reading.notes == "book-end" and last_heading([paragraph], reading.notes_heading) is not None:
            kind = "notes-heading"
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
) -> tuple[list[Note], int, list[Block], list[Problem]]:
    """The notes, the number that comes after them, the block of their heading if any, and what breaks their sequence."""
    heading: list[Block] = []
    if paragraphs and reading.notes == "heading":
        heading = [_block(paragraphs[0], "notes-heading")]
        paragraphs = paragraphs[1:]
    notes: list[Note] = []
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
            notes.append(Note(match[1], (_behind(paragraph, match.end()),)))
            expected = [*expected[hole + 1 :], *islice(upcoming, hole + 1)]
            next_note += hole + 1
            continue
        block = _block(paragraph, "paragraph")
        if match or not notes or reading.lines == "one-line":
            problems.append(_sequence_problem(paragraph, expected[0], source))
        if notes:
            notes[-1] = replace(notes[-1], blocks=(*notes[-1].blocks, block))
        else:
            heading.append(block)
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


def _behind(paragraph: Paragraph, cut: int) -> Block:
    """The block of ``paragraph`` without its first ``cut`` characters."""
    lines = tuple((max(offset - cut, 0), line) for offset, line in paragraph.lines)
    return Block("paragraph", paragraph.text[cut:], _spans(paragraph, cut), lines)


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
            yield source.problem(
                by_label[label].blocks[0].line_at(0),
                "note-sequence",
                f"note {label} has no mark in the text",
                "The note is kept. If the mark was lost with words of the text, say so by a [[file.gap]] in edition.toml.",
            )


def _lost_mark_problems(wanted: Sequence[str], marks: Sequence[Mark], source: SourceFile) -> Iterator[Problem]:
    found = {mark.label for mark in marks}
    missing = [label for label in wanted if label not in found]
    if missing:
        yield Problem(
            source.path,
            0,
            "note-sequence",
            f"lost_notes promises marks that are not in the text: {', '.join(missing[:10])}"
            + (" and others" if len(missing) > 10 else ""),
            "Set lost_notes in edition.toml to the number of marks.",
        )


def _cut_marks(block: Block, marks: Sequence[Mark]) -> Block:
    """Take the marks out of the block's text and put a span in the place of each."""
    if not marks:
        return block
    starts = [mark.start for mark in marks]
    cut_before = [0, *accumulate(mark.end - mark.start for mark in marks)]

    def moved(offset: int) -> int:
        index = bisect_right(starts, offset) - 1
        return offset - cut_before[index] - min(offset, marks[index].end) + marks[index].start if index >= 0 else offset

    ends = [0, *(mark.end for mark in marks)]
    text = "".join(block.text[end:start] for end, start in zip(ends, [*starts, len(block.text)], strict=True))
    placed = with_spans(block, *(Span(mark.start, mark.start, "note", mark.label) for mark in marks))
    spans = tuple(replace(span, start=moved(span.start), end=moved(span.end)) for span in placed.spans)
    return replace(block, text=text, spans=spans, lines=tuple((moved(offset), line) for offset, line in block.lines))


def _with_gaps(blocks: Sequence[Block], gaps: Sequence[Gap], source: SourceFile) -> tuple[list[Block], list[Problem]]:
    """The blocks with a span for each gap, and the gaps whose words are not found."""
    gapped = list(blocks)
    problems = []
    for gap in gaps:
        places = ((index, _gap_place(block, gap)) for index, block in enumerate(gapped))
        index, place = next(((index, place) for index, place in places if place is not None), (0, None))
        if place is None:
            message = f"the words {gap.after!r} before the gap are not found"
            hint = "Correct `line` and `after` of the gap in edition.toml; `after` keeps the note marks of the source."
            problems.append(source.problem(gap.line, "gap-place", message, hint))
            continue
        spans = [Span(place, place, "gap", gap.reason)]
        if gap.note:
            spans.append(Span(place, place, "note", gap.note))
        gapped[index] = with_spans(gapped[index], *spans)
    return gapped, problems


def _gap_place(block: Block, gap: Gap) -> int | None:
    """Offset behind the gap's words, if they stand in ``block`` on the gap's line."""
    if not block.lines or not block.lines[0][1] <= gap.line <= block.lines[-1][1]:
        return None
    start = block.text.find(gap.after)
    while start >= 0:
        if block.line_at(start) == gap.line:
            return start + len(gap.after)
        start = block.text.find(gap.after, start + 1)
    return None


def _contained(blocks: Sequence[Block], block_map: BlockMap) -> Iterator[Block]:
    """Number the quotations and letters: neighbours in one letter, neighbouring quotations or lines of a stanza share one."""
    container, previous, line = 0, "", 0
    for block in blocks:
        letter = block_map.letter_at(block.line_at(0))
        current = f"letter {letter}" if letter else block.kind if block.kind in ("quote", "epigraph", "verse") else ""
        new_stanza = current == "verse" and block.line_at(0) > line + 1
        container += bool(current) and (current != previous or new_stanza)
        previous, line = current, block.line_at(len(block.text))
        yield replace(block, container=container if current else 0)
