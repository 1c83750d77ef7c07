"""The proposal for a hard-wrapped text: frame, headings, notes and kinds of blocks, each found by its own module."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.propose.blocks import block_map, stray
from sphinx_handbook.propose.chunks import Chunk, chunks_of
from sphinx_handbook.propose.formats import title_of
from sphinx_handbook.propose.frame import licence, others, said_in_head
from sphinx_handbook.propose.headings import Headings, exact_pattern, find_headings, pattern_of
from sphinx_handbook.propose.notes import find_notes
from sphinx_handbook.propose.proposal import Omitted, Proposal, ranges
from sphinx_handbook.readers import BlockMap, SourceFile, read
from sphinx_handbook.readers.lines import Line
from sphinx_handbook.readers.markup import has_stray_underscore
from sphinx_handbook.readers.reading import PRESETS
from sphinx_handbook.schema import UNWRITTEN

LANGUAGES = {
    "english": "en", "french": "fr", "german": "de", "italian": "it", "spanish": "es", "dutch": "nl", "russian": "ru",
    "portuguese": "pt", "latin": "la", "swedish": "sv", "danish": "da", "finnish": "fi", "polish": "pl",
}  # fmt: skip
"""BCP 47 tags of the languages whose English names heads of licences give."""


def of_wrapped(lines: Sequence[Line], windows: bool, path: str) -> tuple[Proposal, Headings]:
    """The proposal, without contents, and the headings it was made from."""
    frame = licence(lines)
    said = said_in_head(lines, frame)
    inside = list(chunks_of(_without(lines, frame)))
    omitted = sorted([*frame, *others(inside)], key=lambda one: one.first)
    chunks = list(chunks_of(_without(lines, omitted)))
    if not chunks:
        hint = "Take out what stands around it, or say by hand in `omitted` what is no text."
        raise ProblemError([Problem(path, 0, "text-empty", "there is no text but licence, credits and contents", hint)])
    headings = find_headings(chunks)
    starts = [chunk.first for chunk, _ in headings.divisions]
    notes = find_notes(chunks, starts)
    front = [chunk for chunk in chunks if not starts or chunk.first < starts[0]]
    taken = {*notes.lines, *starts, *(chunk.first for chunk in front if starts or chunk is chunks[0])}
    taken |= {chunk.first for chunk in (*headings.sections, *headings.titles)}
    blocks, doubts = block_map(chunks, taken)
    if headings.sections:
        blocks["heading"] = ranges([chunk.first for chunk in headings.sections])
    if notes.glued:
        blocks["paragraph"] = ranges(list(notes.glued))
    strays = [chunk.first for chunk in chunks if has_stray_underscore(" ".join(chunk.lines))]
    reading = {**_heading_keys(headings), **notes.reading}
    proposal = Proposal(
        "wrapped",
        title=said.get("title") or title_of(chunks[0].text, reading.get("division", "")),
        author=said.get("author") or _author(front or chunks[:4]),
        language=LANGUAGES.get(said.get("language", "").lower(), "en"),
        windows=windows,
        reading=reading,
        omitted=tuple(omitted),
        blocks=dict(sorted(blocks.items())),
        findings=notes.findings,
        doubts=(
            *stray(strays, "an underscore without its fellow stays as printed"),
            *([] if headings.divisions else ["no headings of chapters were found; the whole text is one division"]),
            *notes.doubts,
            *doubts,
        ),
    )
    return _fitting(proposal, headings, lines), headings


def _without(lines: Sequence[Line], omitted: Sequence[Omitted]) -> list[Line]:
    """The lines, blank where they are omitted."""
    gone = {number for one in omitted for number in range(one.first, one.last + 1)}
    return [replace(line, text="") if line.number in gone else line for line in lines]


def _heading_keys(headings: Headings) -> dict[str, Any]:
    keys: dict[str, Any] = {"division": pattern_of(headings)} if headings.divisions else {}
    return {**keys, "title": "below"} if headings.titles else keys


def _fitting(proposal: Proposal, headings: Headings, lines: Sequence[Line]) -> Proposal:
    """The proposal; with the headings letter by letter, if their pattern is seen to match other lines too."""
    wanted = [chunk.first for chunk, _ in headings.divisions]
    if not wanted:
        return proposal
    text = "\n".join(line.text for line in lines)
    reading = replace(PRESETS["wrapped"], division=proposal.reading["division"])
    omitted = tuple((one.first, one.last) for one in proposal.omitted)
    found = read(SourceFile("text", "text", text, BlockMap(omitted=omitted)), reading).divisions
    if {
        division.heading.line_at(0) for division in found[0 if found and found[0].heading.line_at(0) in wanted else 1 :]
    } == set(wanted):
        return proposal
    return replace(proposal, reading={**proposal.reading, "division": exact_pattern(headings)})


def _author(front: Sequence[Chunk]) -> str:
    """Who stands behind the word “by” above the text."""
    for number, chunk in enumerate(front):
        for line in chunk.lines:
            if match := re.fullmatch(r"by:?\s+(\S.{2,80})", line.strip(), re.IGNORECASE):
                return match[1].strip(" _")
        if re.fullmatch(r"by:?", chunk.lines[-1].strip(), re.IGNORECASE) and number + 1 < len(front):
            return front[number + 1].lines[0].strip()[:80]
    return UNWRITTEN
