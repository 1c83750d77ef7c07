"""Gaps that the block map declares, found by the words before them."""

from __future__ import annotations

from collections.abc import Sequence

from sphinx_handbook.problems import Problem
from sphinx_handbook.readers.blockmap import Gap
from sphinx_handbook.readers.source import SourceFile
from sphinx_handbook.text import Block, Span, with_spans


def with_gaps(blocks: Sequence[Block], gaps: Sequence[Gap], source: SourceFile) -> tuple[list[Block], list[Problem]]:
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
