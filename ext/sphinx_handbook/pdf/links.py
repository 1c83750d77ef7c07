"""Where the book's anchors stand in the laid-out book, and its links led to them.

A link to a Typst label makes Typst lay out its paragraph once more when it has found the label: in a book with a link in every
line that is half the time and a third of the memory. So ``book.typ`` links to the address ``place:NAME``, and here the address
becomes the place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pikepdf
import typst

SCHEME = "place:"
"""How the address begins that ``book.typ`` gives a link to an anchor of the book."""

ABOVE = 10.0
"""Points that a reader shows above the place a link leads to, as Typst's own links do."""

_SPOTS = """query(selector.or(metadata, heading))
  .filter(it => it.has("label") and "#" in str(it.label))
  .map(it => {
    let at = it.location().position()
    (str(it.label), at.page, at.x.pt(), at.y.pt())
  })"""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the PDF: the page from 1, and points from its left and upper edges."""

    page: int
    x: float
    y: float


def spots_of(compiler: typst.Compiler) -> dict[str, Spot]:
    """Every anchor of the book that ``compiler`` has laid out, by name."""
    return {name: Spot(page, x, y) for name, page, x, y in json.loads(compiler.eval(_SPOTS))}


def lead_links(pdf: pikepdf.Pdf, spots: Mapping[str, Spot]) -> None:
    """Give each link whose address is ``place:NAME`` NAME's place as its destination, and say the page for a screen reader.

    ``KeyError`` if NAME is no anchor.
    """
    pages = [page.obj for page in pdf.pages]
    heights = [float(page.mediabox[3]) for page in pdf.pages]
    for link, name in _addressed(pdf):
        spot = spots[name]
        number = spot.page - 1
        upwards = max(heights[number] - spot.y + ABOVE, 0)
        del link["/A"]
        link.Dest = pikepdf.Array([pages[number], pikepdf.Name.XYZ, round(spot.x, 2), round(upwards, 2), 0])
        link.Contents = pikepdf.String(f"page {spot.page}")


def _addressed(pdf: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, str]]:
    for page in pdf.pages:
        for link in page.obj.get("/Annots", ()):
            if "/A" in link and str(link.A.get("/URI", "")).startswith(SCHEME):
                yield link, str(link.A.URI).removeprefix(SCHEME)
