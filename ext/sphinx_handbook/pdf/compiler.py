"""Lay a book out in a process of its own, once: ``python compiler.py FOLDER TIMESTAMP STANDARD...``.

``FOLDER`` holds ``handbook.typ`` and all it needs, among it ``handbook-index.json``, which tells the book where its anchors and
mentions were when it was laid out last: the index, the margins and the references to pages print it. If that is still so,
``handbook.pdf`` and ``handbook-pages.json`` are written. If not, ``handbook-index.json`` is written anew, and the exit status is
:data:`AGAIN`. Typst's threads do not survive a fork of the process that they are in, and its memory, which it keeps from one
layout to the next, goes with its process. So that it starts at once, this file imports nothing else of the package.

A link to a Typst label makes Typst lay out its paragraph once more when it has found the label: in a book with a link in every
line that is half the time and a third of the memory. So ``book.typ`` links to addresses, ``place:NAME``, ``page:NAME`` or
``mention:NAME`` of an anchor and ``spot:PAGE X Y`` of a place, and here the addresses become places.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import typst

_ADDRESS = re.compile(r"(place|page|mention|spot):(.*)")

AGAIN = 3
"""The exit status of a layout that was told what is no longer true."""

ABOVE = 10.0
"""Points that a reader shows above the place a link leads to, as Typst's own links do."""

PAGE_REFERENCE = "page reference"
"""The title of a link in the structure tree whose words are a page's number, which the documents do not have."""

_FOUND = """{
  let spot(it) = {
    let at = it.location().position()
    (at.page, at.x.pt(), at.y.pt())
  }
  let linked(kind) = query(link).filter(it => type(it.dest) == str and it.dest.starts-with(kind))
  let named = query(selector.or(metadata, heading)).filter(it => it.has("label"))
  let anchors = named.filter(it => "#" in str(it.label))
  (
    anchors: anchors.map(it => (str(it.label), ..spot(it))),
    addresses: anchors.filter(it => it.func() == metadata and type(it.value) == dictionary)
      .map(it => (str(it.label), it.value.address)),
    mentions: linked("mention:").map(it => (it.dest, ..spot(it))),
    references: linked("page:").map(it => it.dest.slice(5)),
    front: named.filter(it => it.label == <main-matter>).map(it => it.location().page() - 1).at(0, default: 0),
    back: named.filter(it => it.label == <back-matter>).map(it => it.location().page()).at(0, default: none),
  )
}"""


class CompileError(Exception):
    """What Typst says of a book that it cannot set, or that would be marred."""


class Spot(NamedTuple):
    """A place in the PDF: the page from 1, and points from its left and upper edges."""

    page: int
    x: float
    y: float


class Layout(NamedTuple):
    """What a layout of the book tells of itself.

    ``places`` has the place of each anchor by name, and of the mentions of each, the first on each page, by ``mention:``
    and its name. ``addresses`` are the addresses of passages by the name of their anchor. ``references`` are the anchors
    whose page is named. ``front`` is the number of pages before page 1, ``back`` the page on which the indices begin.
    """

    places: dict[str, list[Spot]]
    addresses: dict[str, str]
    references: frozenset[str]
    front: int
    back: int

    def printed(self, spot: Spot) -> int:
        """The number that the page of ``spot`` bears."""
        return spot.page - self.front

    def anchors(self) -> dict[str, Spot]:
        return {name: spots[0] for name, spots in self.places.items() if not name.startswith("mention:")}

    def told(self) -> dict[str, object]:
        """What the next layout is told: this, and the addresses in the margin of each page."""
        margins: dict[int, list[tuple[float, str]]] = {}
        for name, address in self.addresses.items():
            spot = self.places[name][0]
            margins.setdefault(spot.page, []).append((spot.y, address))
        return {"places": self.places, "margins": margins, "front": self.front, "back": self.back}

    def keeps(self, told: Mapping[str, Any]) -> bool:
        """Whether everything that this layout was ``told`` is true of it.

        What stands in the indices is told only to those who refer to it: no index names its own pages.
        """
        if not told or told["front"] != self.front:
            return False
        places = {name: [Spot(*spot) for spot in spots] for name, spots in told["places"].items()}
        names = {name for name, spots in places.items() if spots[0].page < told["back"]} | self.references
        return all(places.get(name) == self.places.get(name) for name in names)


def compile_book(folder: Path, timestamp: int, standards: Sequence[str]) -> bool:
    """Lay ``handbook.typ`` in ``folder`` out, and compile it if what it was told is true; returns whether it was.

    Raises :class:`CompileError` for whatever Typst so much as warns of. Only the fonts inside the compiler and the files in
    ``folder`` are used, so every machine makes the same bytes. ``timestamp`` is the PDF's date in seconds since 1970.
    """
    compiler = typst.Compiler(str(folder / "handbook.typ"), root=str(folder), ignore_system_fonts=True)
    told = folder / "handbook-index.json"
    try:
        layout = _found(compiler)
        if not layout.keeps(json.loads(told.read_text(encoding="utf-8"))):
            told.write_text(_as_json(layout.told()), encoding="utf-8")
            return False
        pdf, warnings = compiler.compile_with_warnings(
            format="pdf",
            timestamp=timestamp,
            pdf_standards=list(standards),  # type: ignore[arg-type]
        )
    except typst.TypstError as error:
        raise CompileError(_described(error)) from error
    if warnings:
        raise CompileError("\n".join(_described(warning) for warning in warnings))
    assert isinstance(pdf, bytes)
    (folder / "handbook.pdf").write_bytes(_finished(pdf, layout))
    pages = _as_json({name: layout.printed(spot) for name, spot in layout.anchors().items()})
    (folder / "handbook-pages.json").write_text(pages, encoding="utf-8")
    return True


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=0) + "\n"


def _found(compiler: typst.Compiler) -> Layout:
    """Lay the book out and ask where everything is."""
    try:
        found = json.loads(compiler.eval(_FOUND))
    except RuntimeError:
        compiler.compile(format="svg")  # fails likewise, and says where
        raise
    places = {name: [Spot(*spot)] for name, *spot in found["anchors"]}
    for address, *spot in found["mentions"]:
        before, place = places.setdefault(address, []), Spot(*spot)
        if not before or before[-1].page < place.page:
            before.append(place)
    back = found["back"] or sys.maxsize
    return Layout(places, dict(found["addresses"]), frozenset(found["references"]), found["front"], back)


def _finished(pdf: bytes, layout: Layout) -> bytes:
    """The PDF with its links led to their places, and its many small structure objects compressed: half the size."""
    compacted = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        _lead_links(document, layout)
        if len(document.pages) % 2:
            # A leaf has two pages. Typst cannot be asked for the second: the break would move what asks for it.
            width, height = document.pages[-1].mediabox[2:]
            document.add_blank_page(page_size=(float(width), float(height)))
        document.save(compacted, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return compacted.getvalue()


def _lead_links(pdf: pikepdf.Pdf, layout: Layout) -> None:
    """Give each link with an address of the book its place as destination, and say the page for a screen reader.

    A link that shows a page's number is called so in the structure tree. ``KeyError`` if an address names no anchor.
    """
    pages = [page.obj for page in pdf.pages]
    heights = [float(page.mediabox[3]) for page in pdf.pages]
    parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree) if "/StructTreeRoot" in pdf.Root else {}
    for link, kind, spot in _addressed(pdf, layout.anchors()):
        number = spot.page - 1
        upwards = max(heights[number] - spot.y + ABOVE, 0)
        del link["/A"]
        link.Dest = pikepdf.Array([pages[number], pikepdf.Name.XYZ, round(spot.x, 2), round(upwards, 2), 0])
        link.Contents = pikepdf.String(f"page {layout.printed(spot)}")
        if kind == "page":
            parents[int(link.StructParent)].T = pikepdf.String(PAGE_REFERENCE)


def _addressed(pdf: pikepdf.Pdf, anchors: Mapping[str, Spot]) -> Iterator[tuple[pikepdf.Object, str, Spot]]:
    for page in pdf.pages:
        for link in page.obj.get("/Annots", ()):
            address = _ADDRESS.fullmatch(str(link.A.get("/URI", ""))) if "/A" in link else None
            if address and address[1] == "spot":
                number, x, y = address[2].split(" ")
                yield link, "spot", Spot(int(number), float(x), float(y))
            elif address:
                yield link, address[1], anchors[address[2]]


def _described(message: Any) -> str:
    """Typst's message with its place in the source and its hints."""
    place = re.sub(r"\x1b\[[0-9;]*m", "", message.diagnostic or "").strip()
    hints = [f"hint: {hint}" for hint in message.hints if hint not in place]
    return "\n".join([place if message.message in place else f"{message.message}\n{place}", *hints])


def main(folder: str, timestamp: str, *standards: str) -> int:
    try:
        return 0 if compile_book(Path(folder), int(timestamp), standards) else AGAIN
    except CompileError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
