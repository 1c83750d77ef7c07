"""Look at a raw text and propose how to make an edition of it. Text in, proposal out; nothing here opens a file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.propose.formats import of_other_format, preset_of
from sphinx_handbook.propose.headings import Headings, ids_of, shortened
from sphinx_handbook.propose.labels import label_of
from sphinx_handbook.propose.proposal import Omitted, Proposal
from sphinx_handbook.propose.toml import edition_toml
from sphinx_handbook.propose.wrapped import of_wrapped
from sphinx_handbook.readers import PRESETS, BlockMap, Reading, SourceFile, read
from sphinx_handbook.readers.blockmap import line_kinds
from sphinx_handbook.readers.lines import split_lines, text_faults
from sphinx_handbook.text import Division

__all__ = ["Omitted", "Proposal", "edition_toml", "propose"]

MOST_DOUBTS = 12
"""So many problems of a first reading are told; behind them stand more of the same."""


def propose(text: str, path: str) -> Proposal:
    """How the text of the file ``path`` can be read; raises :class:`ProblemError` for a text that no edition can have."""
    unix = text.removeprefix("\ufeff").replace("\r\n", "\n")
    windows = unix != text
    faults = [
        Problem(path, place.line, code, message, hint, column=place.column)
        for code, place, message, hint in text_faults(unix)
    ]
    if faults:
        raise ProblemError(faults)
    lines = split_lines(unix)
    preset = preset_of(lines)
    headings = Headings()
    if preset == "wrapped":
        proposal, headings = of_wrapped(lines, windows, path)
    else:
        proposal = of_other_format(lines, preset, windows)
    return _with_contents(proposal, headings, unix)


def _with_contents(proposal: Proposal, headings: Headings, text: str) -> Proposal:
    """The proposal with the headings that a reader finds by it, and with what it reports."""
    blocks = BlockMap(
        kinds=line_kinds(proposal.blocks.items(), text.removesuffix("\n").split("\n")),
        omitted=tuple((one.first, one.last) for one in proposal.omitted),
    )
    reading = replace(PRESETS[proposal.preset], **proposal.reading)
    found = read(SourceFile("text", "text", text, blocks), reading)
    if not found.divisions:
        raise ProblemError(found.problems)
    ids = _ids(found.divisions, headings, reading)
    said = [f"line {one.line}: {one.message}" if one.line else one.message for one in found.problems]
    more = [f"and {len(said) - MOST_DOUBTS} more of the kind, which `handbook check` lists"] * (len(said) > MOST_DOUBTS)
    contents = {id_: shortened(division.heading.text) for id_, division in zip(ids, found.divisions, strict=True)}
    year, doubt = _year(found.divisions)
    return replace(
        proposal,
        year=year or proposal.year,
        contents=contents,
        findings=(f"{len(contents)} division{'s' * (len(contents) > 1)}", *proposal.findings),
        doubts=(doubt, *proposal.doubts, *said[:MOST_DOUBTS], *more),
    )


def _year(divisions: Sequence[Division]) -> tuple[int, str]:
    """The year that the text names most often, the earliest of several; 0 for none. And what to say of it."""
    texts = (block.text for division in divisions for block in (division.heading, *division.blocks))
    counts = Counter(match[0] for text in texts for match in re.finditer(r"\b(?:1\d|20)\d\d\b", text))
    if not counts:
        return 0, "`calendar` and `year` are guesses: the text names no year"
    year, times = min(counts.items(), key=lambda item: (-item[1], item[0]))
    often = "once" if times == 1 else f"{times} times"
    return int(year), f"`calendar` and `year` are guesses: the text names {year} {often}, and no year more often"


def _ids(divisions: tuple[Division, ...], headings: Headings, reading: Reading) -> list[str]:
    if reading.division and headings.divisions:
        labels = {chunk.first: label for chunk, label in headings.divisions}
        front = divisions[0].heading.line_at(0) not in labels
        rest = divisions[1:] if front else divisions
        return ids_of([labels.get(division.heading.line_at(0)) for division in rest], front=front)
    labels_ = [label_of(division.heading.text.replace(")", ".", 1)) for division in divisions]
    return ids_of(labels_, front=False)
