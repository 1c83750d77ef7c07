"""Lay a book out in a process of its own: ``python compiler.py FOLDER TIMESTAMP STANDARD...``.

``FOLDER`` holds ``handbook.typ`` and all it needs, among it ``handbook-told.json``, which tells the book on which pages its anchors
and mentions were when it was laid out last: the index, the margins and the references to pages print it. It is laid out until
that is still so; then ``handbook.pdf`` is written, whose links are yet to be led (``links.py``).

Typst's threads do not survive a fork of the process that they are in, and its memory, which is large, goes with its process. So
that it starts at once, this file imports nothing else of the package.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import typst

LAYOUTS = 5
"""How often the book is laid out at most."""

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
    openings: query(<opening>).map(it => (it.location().page(), it.value.level, it.value.title)),
    endings: query(<ending>).map(it => it.location().page()),
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
    whose page is named. ``openings`` are the titles that run over left and right pages, by the page on which a part or division
    opens; None is the book's. ``endings`` are the pages before a break to a right-hand page. ``front`` is the number of pages
    before page 1, ``back`` the page on which the indices begin.
    """

    places: dict[str, list[Spot]]
    addresses: dict[str, str]
    references: frozenset[str]
    openings: dict[str, list[str | None]]
    endings: list[int]
    front: int
    back: int

    def told(self) -> dict[str, Any]:
        """What the next layout is told, as JSON has it: the pages of all names, the margins and heads of pages, front and back."""
        margins: dict[str, list[list[Any]]] = {}
        for name, address in self.addresses.items():
            spot = self.places[name][0]
            margins.setdefault(str(spot.page), []).append([spot.y, address])
        pages = {name: [spot.page for spot in spots] for name, spots in self.places.items()}
        openings = {page: titles for page, titles in self.openings.items() if int(page) < self.back}
        endings = [page for page in self.endings if page < self.back]
        heads = {"openings": openings, "endings": endings}
        return {"pages": pages, "margins": margins, **heads, "front": self.front, "back": self.back}

    def keeps(self, told: Mapping[str, Any]) -> bool:
        """Whether everything that this layout was ``told`` is true of it.

        What stands in the indices is told only to those who refer to it: no index names its own pages.
        """
        if not told:
            return False
        now = self.told()
        fixed, still = (self._fixed(each["pages"], each["back"]) for each in (told, now))
        return fixed == still and all(told[what] == now[what] for what in ("margins", "openings", "endings", "front"))

    def _fixed(self, pages: Mapping[str, list[int]], back: int) -> dict[str, list[int]]:
        return {name: at for name, at in pages.items() if at[0] < back or name in self.references}


def compile_book(folder: Path, timestamp: int, standards: Sequence[str]) -> None:
    """Lay ``handbook.typ`` in ``folder`` out until the places that it names are where things are, and write ``handbook.pdf``.

    Everything that ``handbook-told.json`` told it is then true of it; ``handbook-places.json`` says where all is, also in its
    indices. A page's number in a line can move the line's words to the next page, so that is not certain after two layouts.
    A book that is told of the layout of one much like it needs only one. Only the fonts inside the compiler and the files in
    ``folder`` are used, so every machine makes the same bytes. ``timestamp`` is the PDF's date in seconds since 1970.
    Raises :class:`CompileError` for whatever Typst so much as warns of, and if the book never comes to rest.
    """
    compiler = typst.Compiler(str(folder / "handbook.typ"), root=str(folder), ignore_system_fonts=True)
    told = folder / "handbook-told.json"
    try:
        for _ in range(LAYOUTS):
            layout = _found(compiler)
            if layout.keeps(json.loads(told.read_text(encoding="utf-8"))):
                break
            told.write_text(_as_json(layout.told()), encoding="utf-8")
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
    places = {"places": layout.places, "front": layout.front}
    (folder / "handbook-places.json").write_text(_as_json(places), encoding="utf-8")


RESTLESS = (
    f"after {LAYOUTS} layouts the book still names pages on which things are not: the number of a page moves what it refers to."
    " Change the words of the paragraph that wavers, or set handbook_pdf_page_references to False in conf.py."
)


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
    return Layout(
        places,
        dict(found["addresses"]),
        frozenset(found["references"]),
        _openings(found["openings"]),
        found["endings"],
        found["front"],
        back,
    )


def _openings(found: Iterable[tuple[int, int, str | None]]) -> dict[str, list[str | None]]:
    """The titles over left and right pages, of the page, level and title of what opens: over a part the book's stands left."""
    titles: dict[str, list[str | None]] = {}
    part = None
    for page, level, title in found:
        titles[str(page)] = [None if level <= 1 else part, title]
        part = title if level <= 1 else part
    return titles


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
