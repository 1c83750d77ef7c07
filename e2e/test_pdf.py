"""The printed book as a program finds it that reads it aloud, checks it, or puts it on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pytest

from sphinx_handbook import corpus
from sphinx_handbook.fidelity.extract_pdf import read_pdf
from sphinx_handbook.pdf.papers import PAPERS, Paper

POINT = 25.4 / 72
TRIM = 5.0
"""Millimetres from a trimmed edge that must be free of words."""
HANGING = 2.5
"""Millimetres by which a stop or a hyphen may hang over the edge of the text, or an accent stand above it."""
LINE = 4.0
"""Millimetres from a line of the text to the next, roughly: a raised mark is nearer."""


@pytest.fixture(scope="module")
def book(builds: tuple[Path, Path]) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(builds[0] / "handbook.pdf") as pdf:
        yield pdf


def test_it_says_which_standards_it_keeps_and_shows_its_title(book: pikepdf.Pdf) -> None:
    with book.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == ("2", "A", "1")
        assert metadata["dc:title"] == "1917: From July to October"
    assert bool(book.Root.MarkInfo.Marked)
    assert str(book.Root.Lang) == "en"
    assert bool(book.Root.ViewerPreferences.DisplayDocTitle)


def test_every_kind_of_element_is_there_and_headings_skip_no_level(book: pikepdf.Pdf) -> None:
    found = [role for role, _ in elements(book)]
    assert {"P", "L", "LI", "Link", "Note", "BlockQuote", "Figure", "TOC", "Lbl"} <= set(found)
    levels = [int(role[1:]) for role in found if re.fullmatch(r"H\d", role)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_outline_has_every_heading_in_order(book: pikepdf.Pdf, builds: tuple[Path, Path]) -> None:
    headings = [" ".join(heading.words) for heading in read_pdf(builds[0] / "handbook.pdf").headings]
    numbers = {page.obj.objgen: number for number, page in enumerate(book.pages)}
    with book.open_outline() as outline:
        marks = list(bookmarks(outline.root))
    # The contents are a heading that needs no bookmark.
    assert [" ".join(title.split()) for title, _ in marks] == headings[1:]
    pages = [numbers[place.objgen] for _, place in marks]
    assert pages == sorted(pages)


def test_every_note_and_every_link(book: pikepdf.Pdf, loaded: corpus.Corpus) -> None:
    """Each note of the sources is a note; each link says in words where it leads, and is in the structure."""
    notes = sum(len(division.notes) for each in loaded.converted for division in each.edition.divisions)
    found = [role for role, _ in elements(book)]
    assert found.count("Note") == notes
    links = [each for page in book.pages for each in page.get("/Annots", ()) if each.Subtype == "/Link"]
    assert len(links) > 5_000
    assert all("/StructParent" in link and "/Contents" in link for link in links)
    addresses = {str(link.A.URI) for link in links if "/A" in link and "/URI" in link.A}
    assert all(re.match(r"(https?|mailto):", address) for address in addresses), "no address of the compiler’s is left"


def test_pages_that_are_named_bear_that_number(book: pikepdf.Pdf) -> None:
    """The page in brackets behind a reference is the label of the page to which it leads, and so is what is read aloud."""
    labels = {page.obj.objgen: str(page.label) for page in book.pages}
    parents = pikepdf.NumberTree(book.Root.StructTreeRoot.ParentTree)
    told, checked = 0, 0
    for page in book.pages:
        for link in (each for each in page.get("/Annots", ()) if "/Dest" in each):
            if not isinstance(link.Dest, pikepdf.Array):
                continue
            number, said = labels[link.Dest[0].objgen], str(link.Contents)
            assert not said.startswith("page ") or said == f"page {number}"
            told += said.startswith("page ")
            checked += str(parents[int(link.StructParent)].get("/T", "")) == "page reference"
    assert told > 5_000
    assert checked > 50


def test_page_labels(book: pikepdf.Pdf) -> None:
    labels = [str(page.label) for page in book.pages]
    front = labels.index("1")
    assert labels[:6] == ["i", "ii", "iii", "iv", "v", "vi"]
    assert labels[front:] == [str(number) for number in range(1, len(labels) - front + 1)]
    assert (front % 2, len(labels) % 2) == (0, 0), "page 1 is a right-hand page, and the book has whole leaves"


def test_all_fonts_are_embedded(book: pikepdf.Pdf) -> None:
    fonts = {font.objgen: font for page in book.pages for font in page.Resources.get("/Font", {}).values()}
    descendants = [each for font in fonts.values() for each in font.get("/DescendantFonts", [font])]
    assert descendants
    for font in descendants:
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys()), str(font.BaseFont)


def test_words_keep_within_the_margins(book: pikepdf.Pdf) -> None:
    """The text in its area; what stands around it, far enough from the edges that are trimmed."""
    paper = PAPERS["a5"]
    wrong = []
    for number, page in enumerate(book.pages, start=1):
        areas = {False: text_area(paper, number), True: (TRIM, TRIM, paper.width - TRIM, paper.height - TRIM)}
        for piece in pieces(page):
            left, top, right, bottom = areas[piece.artifact]
            slack = 0 if piece.artifact else HANGING
            inside = left - slack <= piece.left and piece.right <= right + slack
            if not (inside and top - slack <= piece.base <= bottom + slack):
                wrong.append((str(page.label), piece))
    assert wrong == []


def test_no_line_of_a_paragraph_stands_alone_on_a_page(book: pikepdf.Pdf) -> None:
    """A first line at the foot, or a last one at the head of a page. ``handbook_pdf_line_above`` in docs/conf.py mends it."""
    numbers = {page.objgen: number for number, page in enumerate(book.pages)}
    bases: dict[tuple[int, int], list[float]] = {}
    for number, page in enumerate(book.pages):
        for piece in pieces(page):
            bases.setdefault((number, piece.tag), []).append(piece.base)
    alone, divided = [], 0
    for role, node in elements(book):
        if role != "P" or is_in(node, "/Note"):
            continue
        lines: dict[int, list[float]] = {}
        for page, tag in contents(node):
            lines.setdefault(numbers[page.objgen], []).extend(bases.get((numbers[page.objgen], tag), []))
        pages = sorted(number for number in lines if lines[number])
        if len(pages) < 2:
            continue
        divided += 1
        for number in (pages[0], pages[-1]):
            if max(lines[number]) - min(lines[number]) < LINE / 2:
                alone.append((str(book.pages[number].label), "last" if number == pages[-1] else "first"))
    assert divided > len(book.pages) / 10, "paragraphs run from page to page all the time"
    assert alone == []


def is_in(node: Any, kind: str) -> bool:
    while "/S" in node and kind != node.S:
        node = node.get("/P", {})
    return "/S" in node


def contents(node: Any, page: Any = None) -> Iterator[tuple[Any, int]]:
    """The page and tag of each piece of content of an element, but for its notes."""
    page = node.get("/Pg", page)
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            yield page, kid
        elif kid.get("/Type") == "/MCR":
            yield kid.get("/Pg", page), int(kid.MCID)
        elif kid.get("/S") not in (None, "/Note"):
            yield from contents(kid, page)


def text_area(paper: Paper, number: int) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the text on a page, in millimetres."""
    left, right = (paper.inside, paper.outside) if number % 2 else (paper.outside, paper.inside)
    return left, paper.top, paper.width - right, paper.height - paper.bottom


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """The structure elements in reading order, each with the role that is its."""
    roles = {str(name): str(role) for name, role in dict(pdf.Root.StructTreeRoot.get("/RoleMap", {})).items()}
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if "/S" in node:
            yield roles.get(str(node.S), str(node.S)).lstrip("/"), node
        kids = node.get("/K", [])
        kids = kids if isinstance(kids, pikepdf.Array) else [kids]
        below = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and ("/S" in kid)]
        waiting.extend(reversed(below))


def bookmarks(items: list[pikepdf.OutlineItem]) -> Iterator[tuple[str, Any]]:
    """The titles of the outline from top to bottom, each with its page."""
    for item in items:
        destination = item.destination if item.destination is not None else item.action.D
        yield item.title, destination[0]
        yield from bookmarks(item.children)


class Piece(NamedTuple):
    """A piece of a line, in millimetres from the upper left corner of the page."""

    left: float
    right: float
    base: float
    artifact: bool
    tag: int
    """The marked content of which it is part (``MCID``), or -1."""


def pieces(page: pikepdf.Page) -> Iterator[Piece]:
    """The pieces of text that a page's own content has; drawings are left out."""
    fonts = {name: widths(font) for name, font in page.Resources.get("/Font", {}).items()}
    height = float(page.mediabox[3])
    matrix, at = pikepdf.Matrix(), pikepdf.Matrix()
    saved: list[Any] = []
    marked: list[tuple[bool, int]] = []
    font, size = {}, 0.0
    for operands, operator in pikepdf.parse_content_stream(page, "q Q cm Tm Tf Tj TJ BDC BMC EMC"):
        match str(operator):
            case "q":
                saved.append((matrix, font, size))
            case "Q":
                matrix, font, size = saved.pop()
            case "cm":
                matrix = pikepdf.Matrix(*operands) @ matrix
            case "Tm":
                at = pikepdf.Matrix(*operands)
            case "Tf":
                font, size = fonts[str(operands[0])], float(operands[1])
            case "BDC" | "BMC":
                tag = (
                    operands[1].get("/MCID", -1)
                    if len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary)
                    else -1
                )
                marked.append((operands[0] == "/Artifact", int(tag)))
            case "EMC":
                marked.pop()
            case "Tj" | "TJ":
                run = [operands[0]] if str(operator) == "Tj" else list(operands[0])
                wide = sum(advance(each, font) for each in run) * size / 1000
                place = at @ matrix
                left, base = float(place.e), float(place.f)
                right, tag = left + wide * float(place.a), next((tag for _, tag in reversed(marked) if tag >= 0), -1)
                artifact = any(artifact for artifact, _ in marked)
                yield Piece(left * POINT, right * POINT, (height - base) * POINT, artifact, tag)


def advance(piece: Any, font: dict[int, float]) -> float:
    """How far a string or a number of ``TJ`` moves, in thousandths of the size; a blank at its end takes no room."""
    if not isinstance(piece, pikepdf.String):
        return -float(piece)
    glyphs = bytes(piece)
    return sum(font.get(int.from_bytes(glyphs[at : at + 2]), font[-1]) for at in range(0, len(glyphs), 2))


def widths(font: Any) -> dict[int, float]:
    """The width of each glyph of a composite font; -1 has that of all others (ISO 32000-1, 9.7.4.3)."""
    font = font.DescendantFonts[0]
    found = {-1: float(font.get("/DW", 1000))}
    entries = list(font.get("/W", []))
    while entries:
        first = int(entries.pop(0))
        if isinstance(entries[0], pikepdf.Array):
            found |= {first + number: float(width) for number, width in enumerate(entries.pop(0))}
        else:
            last, width = int(entries.pop(0)), float(entries.pop(0))
            found |= dict.fromkeys(range(first, last + 1), width)
    return found
