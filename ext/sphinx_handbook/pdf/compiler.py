"""Compile a book in a process of its own: ``python compiler.py FOLDER TIMESTAMP STANDARD...``.

``FOLDER`` holds ``handbook.typ`` and all it needs; ``handbook.pdf`` and ``handbook-pages.json`` are written beside it. Typst's
threads do not survive a fork of the process that they are in, and its memory goes with its process. So that it starts at once,
this file imports nothing else of the package.

A link to a Typst label makes Typst lay out its paragraph once more when it has found the label: in a book with a link in every
line that is half the time and a third of the memory. So ``book.typ`` links to the address ``place:NAME``, and here the address
becomes the place.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


class CompileError(Exception):
    """What Typst says of a book that it cannot set, or that would be marred."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the PDF: the page from 1, and points from its left and upper edges."""

    page: int
    x: float
    y: float


def _spots_of(compiler: typst.Compiler) -> dict[str, Spot]:
    """Every anchor of the book that ``compiler`` has laid out, by name."""
    return {name: Spot(page, x, y) for name, page, x, y in json.loads(compiler.eval(_SPOTS))}


def _lead_links(pdf: pikepdf.Pdf, spots: Mapping[str, Spot]) -> None:
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


def compile_book(folder: Path, timestamp: int, standards: Sequence[str]) -> None:
    """Compile ``handbook.typ`` in ``folder``. Raises :class:`CompileError` for whatever Typst so much as warns of.

    Only the fonts inside the compiler and the files in ``folder`` are used, so every machine makes the same bytes.
    ``timestamp`` is the PDF's date in seconds since 1970.
    """
    pdf, spots = _laid_out(folder, timestamp, standards)
    (folder / "handbook.pdf").write_bytes(_finished(pdf, spots))
    pages = json.dumps({name: spot.page for name, spot in spots.items()}, ensure_ascii=False, indent=0)
    (folder / "handbook-pages.json").write_text(pages + "\n", encoding="utf-8")


def _laid_out(folder: Path, timestamp: int, standards: Sequence[str]) -> tuple[bytes, dict[str, Spot]]:
    """Typst's PDF and the place of every anchor."""
    try:
        compiler = typst.Compiler(str(folder / "handbook.typ"), root=str(folder), ignore_system_fonts=True)
        pdf, warnings = compiler.compile_with_warnings(
            format="pdf",
            timestamp=timestamp,
            pdf_standards=list(standards),  # type: ignore[arg-type]
        )
        spots = _spots_of(compiler)
    except typst.TypstError as error:
        raise CompileError(_described(error)) from error
    if warnings:
        raise CompileError("\n".join(_described(warning) for warning in warnings))
    assert isinstance(pdf, bytes)
    return pdf, spots


def _finished(pdf: bytes, spots: Mapping[str, Spot]) -> bytes:
    """The PDF with its links led to their places, and its many small structure objects compressed: half the size."""
    compacted = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        _lead_links(document, spots)
        document.save(compacted, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return compacted.getvalue()


def _described(message: Any) -> str:
    """Typst's message with its place in the source and its hints."""
    place = re.sub(r"\x1b\[[0-9;]*m", "", message.diagnostic or "").strip()
    hints = [f"hint: {hint}" for hint in message.hints if hint not in place]
    return "\n".join([place if message.message in place else f"{message.message}\n{place}", *hints])


def main(folder: str, timestamp: str, *standards: str) -> int:
    try:
        compile_book(Path(folder), int(timestamp), standards)
    except CompileError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
