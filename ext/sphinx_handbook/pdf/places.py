"""Where documents and anchors stand in the book, and the error of a book that cannot be printed."""

from __future__ import annotations

from dataclasses import dataclass, field

from sphinx.errors import SphinxError


class PdfError(SphinxError):
    """The handbook cannot be printed as it stands."""

    category = "PDF error"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands in the book: its depth in the toctrees (root 0), whether it has others under it, and its part's title."""

    docname: str
    depth: int
    opens_part: bool
    part: str = ""


@dataclass(slots=True)
class Anchors:
    """What the book defines and what it points to; both are complete only when the last document is written."""

    defined: set[str] = field(default_factory=set)
    wanted: dict[str, str] = field(default_factory=dict)
    """Label -> a document that points to it."""
    lines_above: set[str] = field(default_factory=set)
    """The addresses of the blocks above which a line is left, as an editor has asked."""

    def define(self, name: str, docname: str) -> None:
        if name in self.defined:
            raise PdfError(f"{docname}: the anchor {name!r} is defined twice")
        self.defined.add(name)

    def want(self, name: str, docname: str) -> None:
        self.wanted.setdefault(name, docname)

    def missing(self) -> list[str]:
        """One line for each anchor that is pointed to and does not exist."""
        return [
            f"{docname}: a reference points to {name!r}, which is not in the handbook"
            for name, docname in self.wanted.items()
            if name not in self.defined
        ]
