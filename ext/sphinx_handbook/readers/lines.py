"""Raw text to numbered lines, and lines to paragraphs: the two ways in which the raw formats break lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

LONGEST_LINE = 200_000
"""A line of more characters is no line of a text: the file has lost its line ends or is not a text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a source: its 1-based number, its text without the line end, and the page that begins with it, if one does."""

    number: int
    text: str
    page: str = ""

    @property
    def blank(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Joined lines. ``lines`` and ``pages`` are pairs (offset in ``text``, line number or page label), ascending.

    ``blank_before`` counts the blank lines above, ``blank_after`` those below.
    """

    text: str
    lines: tuple[tuple[int, int], ...]
    pages: tuple[tuple[int, str], ...] = ()
    blank_before: int = 0
    blank_after: int = 0

    @property
    def first_line(self) -> int:
        return self.lines[0][1]


def text_faults(text: str) -> Iterator[tuple[str, int, str]]:
    """What makes ``text`` unreadable: (problem code, line, message)."""
    if not text.strip():
        yield "text-empty", 0, "the text is empty"
        return
    if text.startswith("\ufeff"):
        yield "text-control", 1, "the text begins with a byte order mark (U+FEFF)"
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            yield (
                "text-line-long",
                number,
                f"the line has {len(line):,} characters; at most {LONGEST_LINE:,} can be read",
            )
            continue
        for column, char in enumerate(line, 1):
            if _unreadable(char):
                yield "text-control", number, f"column {column} holds the control character U+{ord(char):04X}"
                break


def _unreadable(char: str) -> bool:
    # XML 1.0 admits no control characters but tab, line feed and carriage return, and no output could show them.
    return char == "\ufffe" or char == "\uffff" or (char != "\t" and unicodedata.category(char) in ("Cc", "Cs"))


def split_lines(text: str) -> list[Line]:
    """The lines of ``text``; only a line feed ends one, so that line numbers agree with every editor's."""
    texts = text.split("\n")
    if texts and not texts[-1]:
        texts.pop()
    return [Line(number, line) for number, line in enumerate(texts, 1)]


def cut_pages(
    lines: Sequence[Line], *, first_page: int, blanks: int, artefact: re.Pattern[str] | None
) -> tuple[list[Line], list[Line]]:
    """Mark the lines that begin a page, and take out printed page artefacts.

    A page ends at ``blanks`` or more blank lines; or where a line begins with a space though none stands above it to be
    continued by a blank; or after a line that ``artefact`` matches (such as an address printed at a page's foot).
    Returns the lines, with ``page`` set on the first line of each page but the first, and the artefact lines taken out.
    """
    kept: list[Line] = []
    removed: list[Line] = []
    page, blank_run, after_artefact = first_page, 0, False
    for line in lines:
        if line.blank:
            blank_run += 1
            kept.append(replace(line, text=""))
            continue
        if artefact is not None and artefact.fullmatch(line.text.strip()):
            removed.append(line)
            after_artefact = True
            continue
        begins = bool(removed or kept) and (blank_run >= blanks or line.text.startswith(" ") or after_artefact)
        page += begins
        kept.append(replace(line, page=str(page)) if begins else line)
        blank_run, after_artefact = 0, False
    return kept, removed


def one_line_each(lines: Iterable[Line]) -> list[Paragraph]:
    """Every line that is not blank is a paragraph."""
    return _paragraphs(([line], before) for line, before in _with_blanks(lines))


def by_trailing_space(lines: Iterable[Line], *, starts: frozenset[int], continues: frozenset[int]) -> list[Paragraph]:
    """A line that ends in a space or a hyphen is continued by the next; blank lines say nothing.

    Lines whose number is in ``starts`` begin a paragraph whatever stands above; those in ``continues`` are continued
    though they do not end in a space.
    """
    groups: list[tuple[list[Line], int]] = []
    open_group = False
    for line, before in _with_blanks(lines):
        if open_group and line.number not in starts:
            groups[-1][0].append(line)
        else:
            groups.append(([line], before))
        open_group = line.text.endswith((" ", "-")) or line.number in continues
    return _paragraphs(groups)


def _with_blanks(lines: Iterable[Line]) -> Iterator[tuple[Line, int]]:
    """The lines with words, each with the number of blank lines above it."""
    before = 0
    for line in lines:
        if line.blank:
            before += 1
        else:
            yield line, before
            before = 0


def _paragraphs(groups: Iterable[tuple[list[Line], int]]) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    for lines, before in groups:
        if paragraphs:
            paragraphs[-1] = replace(paragraphs[-1], blank_after=before)
        paragraphs.append(replace(_join(lines), blank_before=before))
    return paragraphs


def _join(lines: Sequence[Line]) -> Paragraph:
    """One paragraph of ``lines``: white space folded, a hyphen at a line's end kept and closed up."""
    text = ""
    places: list[tuple[int, int]] = []
    pages: list[tuple[int, str]] = []
    for line in lines:
        if text and not text.endswith("-"):
            text += " "
        if line.page:
            pages.append((len(text), line.page))
        places.append((len(text), line.number))
        text += " ".join(line.text.split())
    return Paragraph(text, tuple(places), tuple(pages))
