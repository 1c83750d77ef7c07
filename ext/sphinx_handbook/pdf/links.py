"""The links of a book that is laid out.

A link to a Typst label makes Typst lay out its paragraph once more when it has found the label: in a book with a link in every
line that is half the time and a third of the memory. So ``book.typ`` links to addresses, ``place:NAME``, ``page:NAME`` or
``mention:NAME`` of an anchor and ``spot:PAGE NAME`` of what has that name on a page, and here the addresses become places.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pikepdf

from sphinx_handbook.pdf.compiler import Spot

_ADDRESS = re.compile(r"(place|page|mention|spot):(.*)")

ABOVE = 10.0
"""Points that a reader shows above the place a link leads to, as Typst's own links do."""

PAGE_REFERENCE = "page reference"
"""The title of a link in the structure tree whose words are a page's number, which the documents do not have."""


def lead_links(folder: Path) -> None:
    """Lead the links of ``handbook.pdf`` in ``folder``, pack its many small structure objects, and write ``handbook-pages.json``.

    Where everything is stands in ``handbook-places.json``. Packed, the PDF has less than half the size.
    """
    layout = json.loads((folder / "handbook-places.json").read_text(encoding="utf-8"))
    places = {name: [Spot(*spot) for spot in spots] for name, spots in layout["places"].items()}
    path, packed = folder / "handbook.pdf", folder / "handbook-packed.pdf"
    with pikepdf.open(path) as document:
        _lead(document, places, layout["front"])
        if len(document.pages) % 2:
            # A leaf has two pages. Typst cannot be asked for the second: the break would move what asks for it.
            width, height = document.pages[-1].mediabox[2:]
            document.add_blank_page(page_size=(float(width), float(height)))
        document.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    packed.replace(path)
    anchors = {name: spots[0] for name, spots in places.items() if not name.startswith("mention:")}
    pages = {name: spot.page - layout["front"] for name, spot in anchors.items()}
    text = json.dumps(pages, ensure_ascii=False, indent=0) + "\n"
    (folder / "handbook-pages.json").write_text(text, encoding="utf-8")


def _lead(pdf: pikepdf.Pdf, places: Mapping[str, Sequence[Spot]], front: int) -> None:
    """Give each link with an address of the book its place as destination, and say the printed page for a screen reader.

    A link that shows a page's number is called so in the structure tree. ``KeyError`` if an address names no anchor.
    """
    pages = [page.obj for page in pdf.pages]
    heights = [float(page.mediabox[3]) for page in pdf.pages]
    parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree) if "/StructTreeRoot" in pdf.Root else {}
    for link, kind, spot in _addressed(pdf, places):
        number = spot.page - 1
        upwards = max(heights[number] - spot.y + ABOVE, 0)
        del link["/A"]
        link.Dest = pikepdf.Array([pages[number], pikepdf.Name.XYZ, round(spot.x, 2), round(upwards, 2), 0])
        link.Contents = pikepdf.String(f"page {spot.page - front}")
        if kind == "page":
            parents[int(link.StructParent)].T = pikepdf.String(PAGE_REFERENCE)


def _addressed(pdf: pikepdf.Pdf, places: Mapping[str, Sequence[Spot]]) -> Iterator[tuple[pikepdf.Object, str, Spot]]:
    for page in pdf.pages:
        for link in page.obj.get("/Annots", ()):
            address = _ADDRESS.fullmatch(str(link.A.get("/URI", ""))) if "/A" in link else None
            if address and address[1] == "spot":
                number, name = address[2].split(" ", 1)
                yield link, "spot", {spot.page: spot for spot in places[name]}[int(number)]
            elif address:
                yield link, address[1], places[address[2]][0]
