"""Paragraphs, cut into the parts that become divisions, each with its text and its notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sphinx_handbook.readers.blockmap import BlockMap
from sphinx_handbook.readers.headings import is_title
from sphinx_handbook.readers.lines import LONGEST_MATCHED, Paragraph, joined
from sphinx_handbook.readers.notes import label_pattern, labels
from sphinx_handbook.readers.reading import Reading
from sphinx_handbook.readers.setapart import last_heading, notes_among, shares


@dataclass(frozen=True, slots=True)
class Part:
    """The paragraphs of one division: its heading, its text with its notes, and notes from elsewhere; and its lines."""

    heading: Paragraph
    rest: tuple[Paragraph, ...]
    lines: tuple[int, int]
    notes: tuple[Paragraph, ...] = ()


def cut_into_parts(
    paragraphs: Sequence[Paragraph], reading: Reading, blocks: BlockMap, line_count: int
) -> Iterator[Part]:
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
        yield Part(heading, tuple(rest), (first_lines[number], first_lines[number + 1]))


def _has_title_below(heading: Paragraph, rest: Sequence[Paragraph], reading: Reading, blocks: BlockMap) -> bool:
    return (
        bool(rest)
        and len(heading.text) <= LONGEST_MATCHED
        and bool(re.match(reading.division, heading.text))
        and rest[0].first_line not in blocks.kinds
        and is_title(rest[0])
    )


def with_notes_shared_out(parts: Sequence[Part], reading: Reading) -> list[Part]:
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


def text_and_notes(part: Part, reading: Reading, first_note: int) -> tuple[Sequence[Paragraph], Sequence[Paragraph]]:
    """The paragraphs of the part's text, and those of its notes with their heading, if they have one."""
    if reading.notes == "book-end":
        return part.rest, part.notes
    if reading.notes == "in-text":
        return notes_among(part.rest, reading)
    cut = _notes_start(part.rest, reading, first_note)
    return part.rest[:cut], part.rest[cut:]


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
