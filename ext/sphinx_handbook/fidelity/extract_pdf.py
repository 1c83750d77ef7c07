"""The running text of a tagged PDF, in the order of its structure tree.

What the tags say is believed: headings, note marks, notes. Running heads and page numbers are artefacts and do not
occur. As Typst tags a footnote, its mark is a label (``Lbl``) with a link, and its note a ``Note`` whose first ``Lbl``
is the note's label, both in the paragraph at the place of the mark. A link titled ``page reference`` whose words are a
page's number, ``(p. 213)`` or ``(commentary 12, p. 213)``, was added by the book, as running heads are: it is left out. Superscript text (a ``Span`` with a
``BaselineShift`` upwards) is a note mark that leads to no note. Hyphens of hyphenation are soft hyphens and are taken
out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf

from sphinx_handbook.fidelity.extract_html import PageError
from sphinx_handbook.fidelity.flow import SOFT_HYPHEN, Flow, Region, Token, find_paragraph
from sphinx_handbook.fidelity.pdf_text import PageText, Reader, readable

_INLINE = frozenset(
    ("Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Form", "Em", "Strong", "Sub", "Lbl")
)


_PAGE_REFERENCE = re.compile(r"\s*\(p\.\s\d+\)|,\s*p\.\s\d+|(?:\s*\(commentary|;)\s[\d,\s]+,\sp\.\s\d+\)?")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its level (1 is highest) and the tokens ``[start, end)`` it consists of."""

    level: int
    start: int
    end: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PdfNote:
    """A note: where among the tokens of the text its mark stands, and its tokens, the first of which is its label."""

    at: int
    tokens: tuple[Token, ...]

    @property
    def label(self) -> str:
        return next((token.text for token in self.tokens if token.kind == "label"), "")


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text of a PDF in reading order; ``untagged`` is text that is in no tag and no artefact."""

    tokens: tuple[Token, ...]
    breaks: frozenset[int]
    headings: tuple[Heading, ...]
    notes: tuple[PdfNote, ...]
    untagged: str

    def locate(self, titles: Sequence[str]) -> list[tuple[int, int] | None]:
        """Token ranges of the divisions of an edition, whose headings are ``titles``, in order; ``None`` if not found.

        The divisions stand side by side: headings of one level with no higher heading between them. Where a title
        occurs more than once in the book, the place counts at which most of the divisions are found; where that is
        equal, the one inside the other: a part can have the title of its only division.
        """
        wanted = [tuple(title.split()) for title in titles]
        best: list[int | None] = [None] * len(wanted)
        around = 0
        for first in (n for n, heading in enumerate(self.headings) if heading.words in wanted):
            found = self._side_by_side(first, wanted)
            more = sum(place is not None for place in found) - sum(place is not None for place in best)
            if more > 0 or (more == 0 and self.headings[first].start < around):
                best, around = found, self._end(first)
        return [None if place is None else (self.headings[place].start, self._end(place)) for place in best]

    def _side_by_side(self, first: int, wanted: Sequence[tuple[str, ...]]) -> list[int | None]:
        found: list[int | None] = [None] * len(wanted)
        level, title = self.headings[first].level, 0
        for number in range(first, len(self.headings)):
            heading = self.headings[number]
            if heading.level < level:
                break
            if heading.level == level and heading.words in wanted[title:]:
                title = wanted.index(heading.words, title)
                found[title] = number
                title += 1
        return found

    def _end(self, number: int) -> int:
        level = self.headings[number].level
        after = (heading.start for heading in self.headings[number + 1 :] if heading.level <= level)
        return next(after, len(self.tokens))

    def region(
        self, start: int, end: int, note_labels: Sequence[str], editorial: Sequence[str] = ()
    ) -> tuple[Region, list[str]]:
        """The tokens ``[start, end)`` with their notes behind them, and which ``editorial`` paragraphs are missing.

        The notes stand in the order of ``note_labels``, which is the source's. ``editorial`` paragraphs are left out.
        """
        tokens = self.tokens[start:end]
        breaks = {place - start for place in self.breaks if start <= place <= end} | {len(tokens)}
        left_out: list[tuple[int, int]] = []
        missing = []
        for paragraph in editorial:
            found = find_paragraph(tokens, breaks - {place for place, _ in left_out}, paragraph)
            if found is None:
                missing.append(paragraph)
            else:
                left_out.append(found)
        for from_, to in sorted(left_out, reverse=True):
            tokens = tokens[:from_] + tokens[to:]
        order = {label: number for number, label in reversed(list(enumerate(note_labels)))}
        notes = [note for note in self.notes if start <= note.at < end]
        notes.sort(key=lambda note: order.get(note.label, len(order)))
        return Region(tokens + tuple(token for note in notes for token in note.tokens)), missing


Pages = list[PageText]

Begin = Callable[[Callable[[], Pages | None]], Callable[[], Pages | None]]
"""Begins work, and returns what waits for its value."""


@readable("the tree of tags")
def read_pdf(path: Path, begin: Begin = lambda work: work) -> PdfText:
    """The text of the PDF at ``path``; a PDF without tags has none. Half of its pages are read by what ``begin`` begins.

    Raises :class:`PageError` where its content or its tags are damaged, and what pikepdf raises where it is no PDF.
    """
    second = begin(partial(_second_half, path))
    with pikepdf.open(path) as pdf:
        half = len(pdf.pages) // 2
        first = _read(pdf, 0, half)
        return _Walk(pdf, [*first, *(second() or _read(pdf, half, len(pdf.pages)))]).run()


def _read(pdf: pikepdf.Pdf, start: int, end: int) -> Pages:
    """The text of the pages ``[start, end)``."""
    reader = Reader()
    return [reader.page(pdf.pages[number]) for number in range(start, end)]


def _second_half(path: Path) -> Pages | None:
    """The second half of the pages; nothing where they cannot be read, which whoever asks for them finds out anew."""
    try:
        with pikepdf.open(path) as pdf:
            return _read(pdf, len(pdf.pages) // 2, len(pdf.pages))
    except (OSError, PageError, pikepdf.PikepdfError):
        return None


class _NoteFlow(Flow):
    """The text of a note; ``labelled`` once its own label has come."""

    labelled = False


class _Walk:
    """Walks the structure tree and collects what it finds."""

    def __init__(self, pdf: pikepdf.Pdf, pages: Pages) -> None:
        self._pages = pages
        self._numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        self._tree: Any = pdf.Root.get("/StructTreeRoot", pikepdf.Dictionary())
        self._roles = {str(name)[1:]: str(role)[1:] for name, role in dict(self._tree.get("/RoleMap", {})).items()}
        self._seen: set[tuple[int, int]] = set()
        self._main = Flow()
        self._headings: list[Heading] = []
        self._notes: list[PdfNote] = []

    def run(self) -> PdfText:
        for kid, page in _kids(self._tree, None):
            self._visit(kid, page, self._main, "")
        self._main.block()
        untagged = [page.stray for page in self._pages]
        untagged += [
            text
            for number, page in enumerate(self._pages)
            for mcid, text in page.tagged.items()
            if (number, mcid) not in self._seen
        ]
        return PdfText(
            tuple(self._main.tokens),
            frozenset(self._main.breaks),
            tuple(self._headings),
            tuple(self._notes),
            " ".join(text.strip() for text in untagged if text.strip()),
        )

    def _visit(self, node: Any, page: int | None, flow: Flow, parent: str) -> None:
        """Add the text of ``node``, a structure element or marked content on ``page``, to ``flow``."""
        if isinstance(node, int):
            flow.text(self._content(page, node))
            return
        type_ = node.get("/Type")
        if type_ == "/MCR":
            flow.text(self._content(self._page(node, page), int(node["/MCID"])))
            return
        if type_ == "/OBJR":
            return
        page = self._page(node, page)
        role = self._role(node)
        if "/ActualText" in node:
            self._content_of(node, page)
            flow.text(str(node["/ActualText"]))
        elif role == "Link" and str(node.get("/T", "")) == "page reference":
            shown = self._content_of(node, page)
            if not _PAGE_REFERENCE.fullmatch(shown):
                flow.text(shown)
        elif role == "Note":
            self._note(node, page)
        elif role == "Lbl" and isinstance(flow, _NoteFlow) and not flow.labelled:
            flow.label(self._content_of(node, page))
            flow.labelled = True
        elif role == "Lbl" and parent not in ("LI", "TOCI") and _has_link(node, self._roles):
            flow.mark(self._content_of(node, page))
        elif role == "Span" and _raised(node):
            flow.mark(self._content_of(node, page), lost=True)
        elif level := re.fullmatch(r"H(\d+)", role):
            flow.block()
            start = len(flow.tokens)
            self._visit_kids(node, page, flow, role)
            flow.block()
            if flow is self._main:
                words = tuple(token.text for token in flow.tokens[start:])
                self._headings.append(Heading(int(level[1]), start, len(flow.tokens), words))
        elif role in _INLINE:
            self._visit_kids(node, page, flow, role)
        else:
            flow.block()
            self._visit_kids(node, page, flow, role)
            flow.block()

    def _visit_kids(self, node: Any, page: int | None, flow: Flow, role: str) -> None:
        for kid, kid_page in _kids(node, page):
            self._visit(kid, kid_page, flow, role)

    def _note(self, node: Any, page: int | None) -> None:
        """Collect the note ``node``: its first label is its own, the rest its text."""
        flow = _NoteFlow()
        self._visit_kids(node, page, flow, "Note")
        flow.block()
        at = len(self._main.tokens) - (0 if self._main.in_token else 1)
        self._notes.append(PdfNote(max(at, 0), tuple(flow.tokens)))

    def _content_of(self, node: Any, page: int | None) -> str:
        """The text of ``node`` and all below it, as one string."""
        texts = []
        for kid, kid_page in _kids(node, page):
            if isinstance(kid, int):
                texts.append(self._content(kid_page, kid))
            elif kid.get("/Type") == "/MCR":
                texts.append(self._content(self._page(kid, kid_page), int(kid["/MCID"])))
            elif kid.get("/Type") != "/OBJR":
                texts.append(self._content_of(kid, self._page(kid, kid_page)))
        return "".join(texts)

    def _content(self, page: int | None, mcid: int) -> str:
        if page is None:
            return ""
        self._seen.add((page, mcid))
        return self._pages[page].tagged.get(mcid, "").replace(SOFT_HYPHEN, "")

    def _page(self, node: Any, inherited: int | None) -> int | None:
        page = node.get("/Pg")
        return inherited if page is None else self._numbers[page.objgen]

    def _role(self, node: Any) -> str:
        role = str(node.get("/S", "/"))[1:]
        return self._roles.get(role, role)


def _kids(node: Any, page: int | None) -> Iterator[tuple[Any, int | None]]:
    kids = node.get("/K")
    if kids is None:
        return
    for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
        yield kid, page


def _descendants(node: Any) -> Iterator[Any]:
    for kid, _ in _kids(node, None):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _descendants(kid)


def _has_link(node: Any, roles: dict[str, str]) -> bool:
    return any(roles.get(str(kid["/S"])[1:], str(kid["/S"])[1:]) == "Link" for kid in _descendants(node))


def _raised(node: Any) -> bool:
    attributes = node.get("/A")
    if attributes is None:
        return False
    owners = attributes if isinstance(attributes, pikepdf.Array) else (attributes,)
    return any(float(owner.get("/BaselineShift", 0)) > 0 for owner in owners if isinstance(owner, pikepdf.Dictionary))
