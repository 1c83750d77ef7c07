"""Compile a book in a process of its own: ``python compiler.py FOLDER TIMESTAMP STANDARD...``.

``FOLDER`` holds ``handbook.typ`` and all it needs; ``handbook.pdf`` and ``handbook-pages.json`` are written beside it. Typst's
threads do not survive a fork of the process that they are in, and its memory goes with its process. So that it starts at once,
this file imports nothing else of the package.

A link to a Typst label makes Typst lay out its paragraph once more when it has found the label: in a book with a link in every
line that is half the time and a third of the memory. So ``book.typ`` links to addresses, ``place:NAME`` or ``mention:NAME`` of an
anchor and ``spot:PAGE X Y`` of a place, and here the addresses become places. The book is laid out twice: the first time tells
where its anchors and mentions are, which ``handbook-index.json`` then tells the index.
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

_ADDRESS = re.compile(r"(place|mention|spot):(.*)")

ABOVE = 10.0
"""Points that a reader shows above the place a link leads to, as Typst's own links do."""

_SPOT = """let spot(it) = {
  let at = it.location().position()
  (at.page, at.x.pt(), at.y.pt())
}"""

_ANCHORS = f"""{{
  {_SPOT}
  query(selector.or(metadata, heading)).filter(it => it.has("label") and "#" in str(it.label)).map(it => (str(it.label), ..spot(it)))
}}"""

_MENTIONS = f"""{{
  {_SPOT}
  query(link).filter(it => type(it.dest) == str and it.dest.starts-with("mention:")).map(it => (it.dest, ..spot(it)))
}}"""


class CompileError(Exception):
    """What Typst says of a book that it cannot set, or that would be marred."""


class Spot(NamedTuple):
    """A place in the PDF: the page from 1, and points from its left and upper edges."""

    page: int
    x: float
    y: float


def compile_book(folder: Path, timestamp: int, standards: Sequence[str]) -> None:
    """Compile ``handbook.typ`` in ``folder``. Raises :class:`CompileError` for whatever Typst so much as warns of.

    Only the fonts inside the compiler and the files in ``folder`` are used, so every machine makes the same bytes.
    ``timestamp`` is the PDF's date in seconds since 1970.
    """
    try:
        _tell_index(folder)
        compiler = _compiler(folder)
        pdf, warnings = compiler.compile_with_warnings(
            format="pdf",
            timestamp=timestamp,
            pdf_standards=list(standards),  # type: ignore[arg-type]
        )
        anchors = _anchors(compiler)
    except typst.TypstError as error:
        raise CompileError(_described(error)) from error
    if warnings:
        raise CompileError("\n".join(_described(warning) for warning in warnings))
    assert isinstance(pdf, bytes)
    (folder / "handbook.pdf").write_bytes(_finished(pdf, anchors))
    pages = _as_json({name: spot.page for name, spot in anchors.items()})
    (folder / "handbook-pages.json").write_text(pages, encoding="utf-8")


def _tell_index(folder: Path) -> None:
    """Lay the book out without its index, and leave for the index where everything is."""
    index = folder / "handbook-index.json"
    index.write_text("{}\n", encoding="utf-8")
    compiler = _compiler(folder)
    try:
        found = _found(compiler)
    except RuntimeError:
        compiler.compile(format="svg")  # fails likewise, and says where
        raise
    index.write_text(_as_json(found), encoding="utf-8")


def _compiler(folder: Path) -> typst.Compiler:
    return typst.Compiler(str(folder / "handbook.typ"), root=str(folder), ignore_system_fonts=True)


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=0) + "\n"


def _anchors(compiler: typst.Compiler) -> dict[str, Spot]:
    """Every anchor of the book, by name."""
    return {name: Spot(page, x, y) for name, page, x, y in json.loads(compiler.eval(_ANCHORS))}


def _found(compiler: typst.Compiler) -> dict[str, list[Spot]]:
    """What an index may ask for: the place of each anchor, and of the mentions of each, the first on each page."""
    found = {name: [spot] for name, spot in _anchors(compiler).items()}
    for address, *place in json.loads(compiler.eval(_MENTIONS)):
        spot, before = Spot(*place), found.setdefault(address, [])
        if not before or before[-1].page < spot.page:
            before.append(spot)
    return found


def _finished(pdf: bytes, anchors: Mapping[str, Spot]) -> bytes:
    """The PDF with its links led to their places, and its many small structure objects compressed: half the size."""
    compacted = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        _lead_links(document, anchors)
        document.save(compacted, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return compacted.getvalue()


def _lead_links(pdf: pikepdf.Pdf, anchors: Mapping[str, Spot]) -> None:
    """Give each link with an address of the book its place as destination, and say the page for a screen reader.

    ``KeyError`` if an address names no anchor.
    """
    pages = [page.obj for page in pdf.pages]
    heights = [float(page.mediabox[3]) for page in pdf.pages]
    for link, spot in _addressed(pdf, anchors):
        number = spot.page - 1
        upwards = max(heights[number] - spot.y + ABOVE, 0)
        del link["/A"]
        link.Dest = pikepdf.Array([pages[number], pikepdf.Name.XYZ, round(spot.x, 2), round(upwards, 2), 0])
        link.Contents = pikepdf.String(f"page {spot.page}")


def _addressed(pdf: pikepdf.Pdf, anchors: Mapping[str, Spot]) -> Iterator[tuple[pikepdf.Object, Spot]]:
    for page in pdf.pages:
        for link in page.obj.get("/Annots", ()):
            address = _ADDRESS.fullmatch(str(link.A.get("/URI", ""))) if "/A" in link else None
            if address and address[1] == "spot":
                number, x, y = address[2].split(" ")
                yield link, Spot(int(number), float(x), float(y))
            elif address:
                yield link, anchors[address[2]]


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
