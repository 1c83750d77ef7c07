"""Which of the raw formats a text has, and how one whose lines are paragraphs, or pages, departs from its preset."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise

from sphinx_handbook.propose.proposal import Proposal
from sphinx_handbook.readers.headings import LONGEST_HEADING
from sphinx_handbook.readers.lines import Line
from sphinx_handbook.readers.notes import find_marks, labels
from sphinx_handbook.readers.reading import PRESETS
from sphinx_handbook.schema import UNWRITTEN

WIDEST_WRAPPED = 100
"""Characters. Hard-wrapped lines are shorter, paragraphs in one line longer."""

MOST_LOST = 400
"""Marks without notes that are looked for."""

_ROMAN_NOTE = re.compile(r"i[.:)]?\s+\S")
_NOTES = re.compile(PRESETS["endnotes"].notes_heading)


def preset_of(lines: Sequence[Line]) -> str:
    """The name of the preset whose raw format ``lines`` have."""
    full = [line for line in lines if not line.blank]
    neighbours = [(one, two) for one, two in pairwise(lines) if not one.blank and not two.blank]
    continued = sum(one.text.endswith((" ", "-")) for one, _ in neighbours)
    wide = sum(len(line.text) > WIDEST_WRAPPED for line in full)
    if len(neighbours) > len(full) / 3 and 2 * continued > len(neighbours):
        return "pages"
    if wide * 5 < len(full) and (neighbours or wide == 0):
        return "wrapped"
    if any(re.match(PRESETS["chapters"].division, line.text) for line in full):
        return "chapters"
    if _glued_headings(neighbours) > 1:
        return "article"
    return "endnotes" if any(_ROMAN_NOTE.match(line.text) for line in _below_notes(full)) else "article"


def _glued_headings(neighbours: Sequence[tuple[Line, Line]]) -> int:
    return sum(len(one.text) < 90 < len(two.text) for one, two in neighbours)


def _below_notes(full: Sequence[Line]) -> Sequence[Line]:
    """The lines below the last heading of notes."""
    places = [number for number, line in enumerate(full) if _NOTES.fullmatch(line.text.strip())]
    return full[places[-1] + 1 :] if places else ()


def of_other_format(lines: Sequence[Line], preset: str, windows: bool) -> Proposal:
    """The proposal for a text that is not hard-wrapped: its preset, and what its lines show."""
    full = [line.text.strip() for line in lines if not line.blank]
    proposal = Proposal(preset, title=title_of(full[0], PRESETS[preset].division), windows=windows)
    if preset == "pages":
        return _pages(proposal, full)
    if preset == "chapters":
        first = _first_label_below_two_blanks(lines)
        return replace(proposal, reading={"first_note": first} if first > 1 else {})
    if preset == "article":
        notes = [line.text for line in _below_notes([line for line in lines if not line.blank])]
        if not notes and (lost := _lost_notes(full)):
            doubt = (
                f"{lost} note marks were found, and no notes; if there are notes, say so by `notes` and `notes_heading`"
            )
            return replace(proposal, reading={"lost_notes": lost}, doubts=(doubt,))
        return replace(proposal, reading={"notes_label": "1."} if notes and re.match(r"1\.\s", notes[0]) else {})
    return replace(proposal, author=full[1][:200] if len(full) > 1 and len(full[1]) < 80 else proposal.author)


def title_of(first: str, division: str) -> str:
    """The title of a text that begins with the line ``first``, unless that is a division's heading, or prose."""
    is_title = len(first) <= LONGEST_HEADING and not (division and re.match(division, first))
    return first if is_title else UNWRITTEN


def _lost_notes(full: Sequence[str]) -> int:
    """The number of marks that count on from 1, if there are more than chance would have."""
    expected = list(islice(labels("arabic"), MOST_LOST))
    marks = find_marks(full, expected, "glued", "arabic")
    found = [mark.label for mark in marks]
    return len(found) if len(found) > 4 and found == expected[: len(found)] else 0


def _pages(proposal: Proposal, full: Sequence[str]) -> Proposal:
    addresses = [text for text in full if re.fullmatch(r"https?://\S+", text)]
    reading = {"artefact": r"https?://\S+"} if len(addresses) > 1 else {}
    chapters = [text for text in full if re.match(PRESETS["pages"].division, text)]
    doubts = () if chapters else ("no line begins as a chapter does; say in `division` what the headings look like",)
    found = (f"{len(addresses)} lines are printed web addresses",) if reading else ()
    return replace(proposal, reading=reading, findings=found, doubts=doubts)


def _first_label_below_two_blanks(lines: Sequence[Line]) -> int:
    """The number of the first note of a book’s chapters."""
    for one, two, three in zip(lines, lines[1:], lines[2:], strict=False):
        match = re.match(r"(\d{1,5})\s+\S", three.text)
        if one.blank and two.blank and match:
            return max(int(match[1]), 1)
    return 1
