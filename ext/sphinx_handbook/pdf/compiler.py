"""Lay a book out in a process of its own: ``python compiler.py FOLDER TIMESTAMP STANDARD...``.

``FOLDER`` holds ``handbook.typ`` and all it needs, among it ``handbook-index.json``, which tells the book where its anchors and
mentions were when it was laid out last: the index, the margins and the references to pages print it. It is laid out until
that is still so; then ``handbook.pdf`` is written, whose links are yet to be led (``links.py``).

Typst's threads do not survive a fork of the process that they are in, and its memory, which is large, goes with its process. So
that it starts at once, this file imports nothing else of the package.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import typst

LAYOUTS = 5
"""How often the book is laid out at most."""

REMEMBERED = 10
"""For how many compilations Typst remembers the parts of a layout (typst-py: ``comemo::evict(10)`` after each)."""

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
        return self._fixed(places, told["back"]) == self._fixed(self.places, self.back)

    def _fixed(self, places: Mapping[str, list[Spot]], back: int) -> dict[str, list[Spot]]:
        return {name: spots for name, spots in places.items() if spots[0].page < back or name in self.references}


def compile_book(folder: Path, timestamp: int, standards: Sequence[str]) -> None:
    """Lay ``handbook.typ`` in ``folder`` out until the places that it names are where things are, and write ``handbook.pdf``.

    ``handbook-index.json`` is then true of it, also of its indices. A page's number in a line can move the line's words to the next page, so that is
    not certain after two layouts. Raises :class:`CompileError` for whatever Typst so much as warns of, and if the book never
    comes to rest. Only the fonts inside the compiler and the files in ``folder`` are used, so every machine makes the same
    bytes. ``timestamp`` is the PDF's date in seconds since 1970.
    """
    compiler = typst.Compiler(str(folder / "handbook.typ"), root=str(folder), ignore_system_fonts=True)
    told = folder / "handbook-index.json"
    try:
        for _ in range(LAYOUTS):
            layout = _found(compiler)
            if layout.keeps(json.loads(told.read_text(encoding="utf-8"))):
                break
            told.write_text(_as_json(layout.told()), encoding="utf-8")
            _forget()
        else:
            raise CompileError(RESTLESS)
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
    (folder / "handbook.pdf").write_bytes(pdf)
    told.write_text(_as_json(layout.told()), encoding="utf-8")


RESTLESS = (
    f"after {LAYOUTS} layouts the book still names pages on which things are not: the number of a page moves what it refers to."
    " Change the words of the paragraph that wavers, or set handbook_pdf_page_references to False in conf.py."
)


def _forget() -> None:
    """Let Typst forget the last layout. Remembered, it would save the next one half its time and cost a quarter more memory."""
    for _ in range(REMEMBERED + 2):
        typst.compile(b"", format="svg", ignore_system_fonts=True)


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
