"""Note marks, taken out of the words of blocks: which are wanted, which are not found, and a span in the place of each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, islice

from sphinx_handbook.problems import Problem
from sphinx_handbook.readers.notes import Mark, labels
from sphinx_handbook.readers.reading import Reading
from sphinx_handbook.readers.source import SourceFile
from sphinx_handbook.text import Block, Note, Span, with_spans

SPARE_LABELS = 20
"""Marks in brackets are looked for so far beyond the last note text: a source can lose a note and keep its mark."""


def wanted_labels(reading: Reading, first_note: int, next_note: int, lost: Collection[str]) -> list[str]:
    """The labels whose marks are looked for in a division with the notes from ``first_note`` to before ``next_note``.

    Those ``lost`` with words of the text are not.
    """
    expected = _labels(reading, first_note, next_note - first_note or reading.lost_notes)
    spare = _labels(reading, next_note, SPARE_LABELS) if reading.marks == "bracketed" else []
    return [label for label in (*expected, *spare) if label not in lost]


def _labels(reading: Reading, first: int, number: int) -> list[str]:
    return list(islice(labels(reading.numerals, first), number))


def mark_problems(
    wanted: Sequence[str], marks: Sequence[Mark], notes: Sequence[Note], source: SourceFile
) -> Iterator[Problem]:
    """The notes of the division that have no mark in it."""
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


def lost_mark_problems(wanted: Sequence[str], marks: Sequence[Mark], source: SourceFile) -> Iterator[Problem]:
    """The marks that ``lost_notes`` promises and that are not in the text."""
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


def without_marks(blocks: Sequence[Block], marks: Iterable[Mark]) -> list[Block]:
    """The blocks, in whose texts ``marks`` are, with a span in the place of each."""
    by_block: dict[int, list[Mark]] = {}
    for mark in marks:
        by_block.setdefault(mark.text, []).append(mark)
    return [_cut_marks(block, by_block.get(index, [])) for index, block in enumerate(blocks)]


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
