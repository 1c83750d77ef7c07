"""The pages of the PDF in the ePub: a mark where each begins, a list of them, and which book they are pages of.

A reader of the ePub can so find and give the page that others have before them (EPUB Accessibility 1.1, section 4;
https://www.w3.org/community/reports/publishingcg/CG-FINAL-page-source-id-20230314/). The book knows on which page each
block begins. A page's mark stands at the first block that begins on it; where none does, at the block that runs through it.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping
from html import escape
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from .archive import read_archive, write_archive

_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)([^<>]*)>")
_ID = re.compile(r'\sid="([^"]*)"')
_SPINE = re.compile(r'<itemref idref="([^"]*)"')
_ITEM = re.compile(r'<item id="([^"]*)" href="([^"]*)"')

_HOLDS_NO_TEXT = frozenset({"ul", "ol", "dl", "table", "thead", "tbody", "tr", "colgroup"})
"""Elements that may hold no mark: it goes into the first element in them that may."""

_IN_LINE = frozenset({"span", "a", "img", "br", "hr"})
"""Elements before which a mark goes, since they are empty or stand in a line; it goes into any other."""

_LEADS_TO_A_NOTE = re.compile(r"(</span>\s*<span[^<>]*>)*</span>\s*<aside\b")
"""What stands behind the tag of an empty element that is the anchor of a note."""

FEATURES = ("pageNavigation", "pageBreakMarkers")


class Spot(NamedTuple):
    """A place in the ePub where the mark of a page can stand: file, offset in it, and the page in the PDF."""

    file: str
    offset: int
    page: int


def name_pages(epub: Path, pages: Path) -> None:
    """Name in the file ``epub`` the pages that the JSON file ``pages`` has (``docname#id`` to page); it is written anew."""
    members, stamp = read_archive(epub)
    write_archive(epub, with_pages(members, json.loads(pages.read_text(encoding="utf-8"))).items(), stamp)


def with_pages(members: Mapping[str, bytes], pages: Mapping[str, int]) -> dict[str, bytes]:
    """The ``members`` of an ePub, by name and in their order, with the pages of its anchors named; as they are if none is."""
    package = members["content.opf"].decode()
    texts = {name: members[name].decode() for name in reading_order(package)}
    marks = list(beginnings(in_order(_anchors(texts, pages))))
    if not marks:
        return dict(members)
    named = dict(members)
    for name, group in groupby(marks, key=lambda mark: mark.file):
        named[name] = marked(texts[name], group).encode()
    named["nav.xhtml"] = with_list(members["nav.xhtml"].decode(), marks).encode()
    named["content.opf"] = with_source(package).encode()
    return named


def reading_order(package: str) -> list[str]:
    """The pages of the spine."""
    files = dict(_ITEM.findall(package))
    return [files[id] for id in _SPINE.findall(package)]


def _anchors(texts: Mapping[str, str], pages: Mapping[str, int]) -> Iterator[Spot]:
    """The anchors of ``texts``, by file in reading order, that are in the PDF.

    A document of the PDF may be several files here, in a folder of its name; then the first has the same anchors, for an
    overview, and only those count that the others lack.
    """
    documents: dict[str, dict[str, int]] = {}
    for anchor, page in pages.items():
        docname, _, id = anchor.partition("#")
        documents.setdefault(docname, {})[id] = page
    of_file = {name: _document_of(name.removesuffix(".xhtml"), documents) for name in texts}
    elsewhere: dict[str, set[str]] = {}
    for name, docname in of_file.items():
        if name != f"{docname}.xhtml":
            elsewhere.setdefault(docname, set()).update(_ID.findall(texts[name]))
    for name, docname in of_file.items():
        known = documents.get(docname, {})
        if name == f"{docname}.xhtml" and docname in elsewhere:
            known = {id: page for id, page in known.items() if id not in elsewhere[docname]}
        yield from spots_in(name, texts[name], known)


def _document_of(stem: str, documents: Container[str]) -> str:
    """The document of the PDF that a file of the ePub is, or is of."""
    if stem in documents:
        return stem
    above = stem.rpartition("/")[0]
    return above if above in documents else ""


def spots_in(file: str, text: str, known: Mapping[str, int]) -> Iterator[Spot]:
    """The anchors of a file whose page is ``known``, in order. Notes are left out: the PDF has them elsewhere."""
    in_notes = 0
    waiting: list[int] = []
    for tag in _TAG.finditer(text):
        closing, name, attributes = tag.groups()
        if name == "aside":
            in_notes += -1 if closing else 1
        if closing or in_notes:
            continue
        id = _ID.search(attributes)
        if id and id[1] in known and not _LEADS_TO_A_NOTE.match(text, tag.end()):
            waiting.append(known[id[1]])
        if waiting and name not in _HOLDS_NO_TEXT:
            offset = tag.start() if name in _IN_LINE else tag.end()
            yield from (Spot(file, offset, page) for page in waiting)
            waiting = []


def in_order(spots: Iterable[Spot]) -> list[Spot]:
    """As many of the ``spots`` as have their pages in order: without those that the ePub has elsewhere than the PDF.

    This is the longest subsequence that does not decrease, found by patience sorting.
    """
    ends: list[int] = []
    """For each length, the lowest page at which a subsequence of this length ends."""
    rows: list[tuple[int, Spot]] = []
    for spot in spots:
        length = bisect_right(ends, spot.page)
        ends[length : length + 1] = [spot.page]
        rows.append((length, spot))
    kept: list[Spot] = []
    wanted = len(ends) - 1
    for length, spot in reversed(rows):
        if length == wanted and (not kept or spot.page <= kept[-1].page):
            kept.append(spot)
            wanted -= 1
    return kept[::-1]


def beginnings(spots: Iterable[Spot]) -> Iterator[Spot]:
    """Where each page of the PDF begins, from the first to the last that ``spots`` name, whose pages are in order."""
    last: Spot | None = None
    for spot in spots:
        if last is None:
            yield spot
        elif spot.page > last.page:
            yield from (last._replace(page=page) for page in range(last.page + 1, spot.page))
            yield spot
        last = spot


def marked(text: str, marks: Iterable[Spot]) -> str:
    """The text of a file with the mark of each page in its place."""
    pieces: list[str] = []
    cursor = 0
    for mark in marks:
        pieces += [text[cursor : mark.offset], _mark(mark.page)]
        cursor = mark.offset
    return "".join([*pieces, text[cursor:]])


def mark_id(page: int) -> str:
    return f"page-{page}"


def _mark(page: int) -> str:
    return f'<span epub:type="pagebreak" role="doc-pagebreak" id="{mark_id(page)}" aria-label="{page}"></span>'


def with_list(nav: str, marks: Iterable[Spot]) -> str:
    """The navigation with a list of pages."""
    items = "".join(
        f'        <li><a href="{escape(mark.file)}#{mark_id(mark.page)}">{mark.page}</a></li>\n' for mark in marks
    )
    pages = (
        '    <nav epub:type="page-list" role="doc-pagelist" id="page-list" aria-labelledby="page-list-title" hidden="hidden">\n'
        f'      <h2 id="page-list-title">Pages of the PDF</h2>\n      <ol>\n{items}      </ol>\n    </nav>\n'
    )
    return nav.replace("  </body>", f"{pages}  </body>")


def with_source(package: str) -> str:
    """The package, saying that there are pages, and of which book: it has no number but the ePub's title and date."""
    title, date = (package.partition(f"<dc:{name}>")[2].partition("<")[0] for name in ("title", "date"))
    source = f"{title}, PDF of {date[:10]}"
    lines = [f'<meta property="schema:accessibilityFeature">{feature}</meta>' for feature in FEATURES]
    lines += [f"<dc:source>{source}</dc:source>", f'<meta property="pageBreakSource">{source}</meta>']
    return package.replace("  </metadata>", "".join(f"    {line}\n" for line in lines) + "  </metadata>")
