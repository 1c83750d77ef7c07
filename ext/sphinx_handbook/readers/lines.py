"""Raw text to numbered lines, and lines to paragraphs: the three ways in which the raw formats break lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sphinx_handbook.origins import Place, place_at

LONGEST_LINE = 200_000
"""A line of more characters is no line of a text: the file has lost its line ends or is not a text."""

LONGEST_MATCHED = 300
"""Characters. An edition's patterns are for headings and page artefacts; longer lines are not tried against them."""


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

    ``blank_before`` counts the blank lines above, ``blank_after`` those below; it is -1 where nothing follows.
    ``emphases`` are stretches of ``text``, half-open.
    """

    text: str
    lines: tuple[tuple[int, int], ...]
    pages: tuple[tuple[int, str], ...] = ()
    blank_before: int = 0
    blank_after: int = -1
    emphases: tuple[tuple[int, int], ...] = ()

    @property
    def first_line(self) -> int:
        return self.lines[0][1]


def text_faults(text: str) -> Iterator[tuple[str, Place, str, str]]:
    """What makes ``text`` unreadable: (problem code, place, message, hint)."""
    if not text.strip():
        hint = "Put the text into the file, or take the file out of edition.toml."
        yield "text-empty", Place(0, 0), "the text is empty", hint
        return
    if text.startswith("\ufeff"):
        hint = "Save the file as UTF-8 without a byte order mark; or say `windows = true` in its [[file]], if the text belongs to others."
        yield "text-control", Place(1, 1), "the text begins with a byte order mark (U+FEFF)", hint
    if "\r" in text:
        yield from _line_end_fault(text)
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            message = f"the line has {len(line):,} characters; at most {LONGEST_LINE:,} can be read"
            hint = "Give the file its line ends back: no line should hold more than a paragraph."
            yield "text-line-long", Place(number, 1), message, hint
    seen: set[str] = set()
    for match in _UNREADABLE.finditer(text):
        if match[0] not in seen:
            seen.add(match[0])
            times = text.count(match[0])
            again = f", the first of {times:,}" if times > 1 else ""
            message = f"here stands the control character U+{ord(match[0]):04X}{again}"
            yield "text-control", place_at(text, match.start()), message, "Remove the character: no output can show it."


# XML 1.0 admits no control characters but tab, line feed and carriage return, and no output could show them.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def _line_end_fault(text: str) -> Iterator[tuple[str, Place, str, str]]:
    place = place_at(text, text.index("\r"))
    if text.count("\r\n") == text.count("\r"):
        hint = (
            "Save it with Unix line ends (LF); in Git, `* text=auto eol=lf` in .gitattributes keeps them. "
            "For a text of others say `windows = true` in its [[file]]."
        )
        yield "text-line-ends", place, "the file has Windows line ends (CR LF)", hint
    else:
        hint = "Save the file with Unix line ends (LF), and look whether lines were lost."
        yield "text-line-ends", place, "the file has carriage returns (U+000D) among its lines", hint


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

    A page ends at ``blanks`` or more blank lines; where a line begins with a space; and after a line that ``artefact``
    matches (such as an address printed at a page's foot). Returns the lines, with ``page`` set on the first line of each
    page but the first, and the artefact lines taken out.
    """
    kept: list[Line] = []
    removed: list[Line] = []
    page, blank_run = first_page, 0
    begun = after_artefact = False
    for line in lines:
        if line.blank:
            blank_run += 1
            kept.append(replace(line, text=""))
            continue
        if artefact is not None and len(line.text) <= LONGEST_MATCHED and artefact.fullmatch(line.text.strip()):
            removed.append(line)
            begun = after_artefact = True
            continue
        turned = begun and (blank_run >= blanks or line.text.startswith(" ") or after_artefact)
        page += turned
        kept.append(replace(line, page=str(page)) if turned else line)
        blank_run, begun, after_artefact = 0, True, False
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


def by_blank_lines(lines: Iterable[Line], *, starts: frozenset[int], continues: frozenset[int]) -> list[Paragraph]:
    """Lines up to a blank line are one paragraph.

    Lines whose number is in ``starts`` begin a paragraph though none is blank above, and end it where the next is one of
    them too; those in ``continues`` are continued over a blank line.
    """
    groups: list[tuple[list[Line], int]] = []
    for line, before in _with_blanks(lines):
        above = groups[-1][0][-1].number if groups else 0
        if groups and line.number not in starts and (not before or above in continues):
            groups[-1][0].append(line)
        else:
            groups.append(([line], before))
    return _paragraphs(groups)


def joined(first: Paragraph, second: Paragraph) -> Paragraph:
    """Two paragraphs as one."""
    shift = len(first.text) + 1
    return Paragraph(
        f"{first.text} {second.text}",
        (*first.lines, *((offset + shift, line) for offset, line in second.lines)),
        (*first.pages, *((offset + shift, page) for offset, page in second.pages)),
        first.blank_before,
        second.blank_after,
        (*first.emphases, *((start + shift, end + shift) for start, end in second.emphases)),
    )


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
    listed = list(groups)
    blanks_after = [*(before for _, before in listed[1:]), -1]
    return [_join(lines, before, after) for (lines, before), after in zip(listed, blanks_after, strict=False)]


def _join(lines: Sequence[Line], blank_before: int, blank_after: int) -> Paragraph:
    """One paragraph of ``lines``, white space folded; a line feed stands where a line ends in a character of its own."""
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    pages: list[tuple[int, str]] = []
    length = 0
    for line in lines:
        if line.page:
            pages.append((length, line.page))
        places.append((length, line.number))
        piece = " ".join(line.text.split()) + (" " if line.text[-1].isspace() else "\n")
        pieces.append(piece)
        length += len(piece)
    return Paragraph("".join(pieces)[:-1], tuple(places), tuple(pages), blank_before, blank_after)


_CLOSED_UP = re.compile(r"(?<=\w)(?:-+\n)+")


def unbroken(paragraph: Paragraph) -> Paragraph:
    """The paragraph without its line ends: hyphens behind a word are kept and closed up, for others there is a space."""
    ends = [
        place
        for match in _CLOSED_UP.finditer(paragraph.text)
        for place in range(*match.span())
        if paragraph.text[place] == "\n"
    ]
    closed = without(paragraph, ends) if ends else paragraph
    return replace(closed, text=closed.text.replace("\n", " "), emphases=_in_one(closed.emphases))


def _in_one(stretches: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """``stretches`` with those in one that touch: the halves of a word, each in italics on its line, are one in italics."""
    joined: list[tuple[int, int]] = []
    for start, end in stretches:
        if joined and joined[-1][1] == start:
            start = joined.pop()[0]
        joined.append((start, end))
    return tuple(joined)


def without(paragraph: Paragraph, cuts: Sequence[int]) -> Paragraph:
    """The paragraph without the characters at the offsets ``cuts``, ascending."""
    edges = zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(paragraph.text)], strict=True)

    def moved(offset: int) -> int:
        return offset - bisect_left(cuts, offset)

    return replace(
        paragraph,
        text="".join(paragraph.text[low:high] for low, high in edges),
        lines=tuple((moved(offset), line) for offset, line in paragraph.lines),
        pages=tuple((moved(offset), page) for offset, page in paragraph.pages),
        emphases=tuple((moved(start), moved(end)) for start, end in paragraph.emphases),
    )
