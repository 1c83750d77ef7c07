"""How a raw text is to be read: a preset for each raw format, and what an edition changes in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sphinx_handbook.readers.headings import SectionRule
from sphinx_handbook.readers.notes import MarkStyle, Numerals
from sphinx_handbook.text import BlockKind

NotesRule = Literal["division-end", "heading"]
"""Where note texts begin: at the first run of two blank lines of a division, or below a heading such as ``Notes``."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The steps of a reader and their parameters; each field can be set in ``[reading]`` of ``edition.toml``.

    lines: ``one-line`` (a line is a paragraph) or ``trailing-space`` (a line that ends in a space or hyphen is continued).
    division: pattern that a division's heading matches from its beginning; empty where the whole file is one division.
    sections: how headings inside a division are found.
    front: block kinds of the first lines of a file that is one division, by line number.
    notes: where note texts begin.
    notes_heading: pattern of the heading of a list of notes.
    notes_stop: what stands behind a note's label (``.`` in ``1. Text``).
    marks, numerals: what note marks look like.
    numbering: whether labels run on through the ``edition`` or begin anew in each ``division``.
    first_note: number of the edition's first note.
    lost_notes: number of marks whose note texts the source does not have.
    page_blanks: number of blank lines that end a page; 0 where the source has no page breaks.
    first_page: the number of the first page.
    artefact: pattern of a line that belongs to the page, not to the text.
    continues: numbers of lines that are continued though they do not end in a space.
    """

    lines: Literal["one-line", "trailing-space"] = "one-line"
    division: str = ""
    sections: SectionRule = "declared"
    front: tuple[BlockKind, ...] = ()
    notes: NotesRule = "heading"
    notes_heading: str = r"Notes?|Notes and References"
    notes_stop: str = ""
    marks: MarkStyle = "glued"
    numerals: Numerals = "arabic"
    numbering: Literal["edition", "division"] = "edition"
    first_note: int = 1
    lost_notes: int = 0
    page_blanks: int = 0
    first_page: int = 1
    artefact: str = ""
    continues: tuple[int, ...] = ()


def pattern_fault(pattern: str) -> str:
    """What is wrong with an edition's pattern, or nothing.

    A pattern that repeats a repetition can take longer than the universe has; none that a heading needs does.
    """
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"cannot be read: {error}"
    bare = re.sub(r"\\.|\[\^?\]?[^\]]*\]", "x", pattern)
    if re.search(r"\)[*+{]", bare):
        return "repeats a group in parentheses"
    if len(re.findall(r"[*+]|\{\d*,\d*\}", bare)) > MOST_REPETITIONS:
        return f"has more than {MOST_REPETITIONS} repetitions"
    return ""


MOST_REPETITIONS = 3

PRESETS: dict[str, Reading] = {
    "chapters": Reading(division=r"\d+\) ", notes="division-end"),
    "endnotes": Reading(numerals="roman", sections="short-line", front=("heading", "author")),
    "article": Reading(sections="glued", front=("heading", "series", "standfirst", "epigraph")),
    "pages": Reading(
        lines="trailing-space",
        division=r"Chapter \d+: |Appendix\b",
        sections="short-line",
        notes_stop=".",
        marks="bracketed",
        numbering="division",
        page_blanks=3,
    ),
}
"""The four raw formats: a book's chapters with notes at their ends; a magazine page with roman endnotes; an article with
headings glued to the first paragraph; pages of a PDF with hard-wrapped lines."""
