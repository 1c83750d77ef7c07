"""How a raw text is to be read: a preset for each raw format, and what an edition changes in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sphinx_handbook.readers.headings import SectionRule, TitleRule
from sphinx_handbook.readers.markup import EmphasisRule
from sphinx_handbook.readers.notes import MarkStyle, Numerals
from sphinx_handbook.text import BlockKind

NotesRule = Literal["division-end", "heading", "in-text", "book-end"]
"""Where note texts stand: behind the first run of two blank lines of a division; below a heading such as ``Notes`` in each
division; among the paragraphs of a division, wherever one begins with a label; or below the last such heading of the file."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The steps of a reader and their parameters; each field can be set in ``[reading]`` of ``edition.toml``.

    lines: ``one-line`` (a line is a paragraph), ``trailing-space`` (a line that ends in a space or hyphen is continued) or ``blank-line`` (a blank line ends a paragraph).
    emphasis: whether words between ``underscores`` are emphasised, or ``none``.
    division: pattern that a division's heading matches from its beginning; empty where the whole file is one division.
    title: whether a division's title stands in its ``heading``, or in a short paragraph ``below``.
    sections: how headings inside a division are found.
    front: block kinds of the first lines of a file that is one division, by line number.
    notes: where note texts stand.
    notes_heading: pattern of the heading of a list of notes.
    notes_label: how a note's text begins, with ``1`` for its label: ``1``, ``1.``, ``[1]`` or ``[Footnote 1:``.
    marks, numerals: what note marks look like.
    numbering: whether labels run on through the ``edition`` or begin anew in each ``division``.
    first_note: number of the edition's first note.
    lost_notes: number of marks whose note texts the source does not have.
    page_blanks: number of blank lines that end a page; 0 where the source has no page breaks.
    first_page: the number of the first page.
    artefact: pattern of a line that belongs to the page, not to the text.
    continues: numbers of lines that are continued though they do not end in a space.
    """

    lines: Literal["one-line", "trailing-space", "blank-line"] = "one-line"
    emphasis: EmphasisRule = "none"
    division: str = ""
    title: TitleRule = "heading"
    sections: SectionRule = "declared"
    front: tuple[BlockKind, ...] = ()
    notes: NotesRule = "heading"
    notes_heading: str = r"Notes?|Notes and References"
    notes_label: str = "1"
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
        notes_label="1.",
        marks="bracketed",
        numbering="division",
        page_blanks=3,
    ),
    "wrapped": Reading(
        lines="blank-line",
        emphasis="underscores",
        sections="capitals",
        notes="in-text",
        notes_heading=r"(?:FOOTNOTES|Footnotes|ENDNOTES|Endnotes|NOTES|Notes)[:.]?",
        notes_label="[1]",
        marks="bracketed",
    ),
}
"""The five raw formats: a book's chapters with notes at their ends; a magazine page with roman endnotes; an article with
headings glued to the first paragraph; pages of a PDF with hard-wrapped lines; and plain text whose lines are hard-wrapped and
whose paragraphs a blank line ends, as Project Gutenberg publishes books."""
