"""A block's words with their marks, as the content of a TEI element.

XML nests, and annotations need not. Where two cross, the one that begins later goes on behind the end of the other as a second
element, and the parts name each other by ``next`` and ``prev`` (TEI P5, 21.2, "Boundary Marking and Fragmentation"). An emendation is
never cut: whatever crosses its edge is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sphinx_handbook.text import Annotation, Block, Span

from .mentions import add_locator, mention
from .xml import XML_ID, Element, add, add_text, xml_id

Lemma = Callable[[str], str]
"""What the source has in the place of an emendation, by the emendation's number."""


@dataclass(slots=True)
class Piece:
    """A stretch of a block that becomes an element; ``part`` of ``parts`` where an annotation had to be cut."""

    start: int
    end: int
    of: Annotation | Span
    part: int = 1
    parts: int = 1
    number: int = 0
    inside: list[Piece] = field(default_factory=list)


def fill(
    element: Element, block: Block, annotations: Sequence[Annotation], labels: frozenset[str], lemma: Lemma
) -> None:
    """Write the words of ``block`` into ``element``. ``labels`` are those of the notes that its division has."""
    anchor = xml_id(block.locus.anchor if block.locus else "")
    siglum = block.locus.siglum if block.locus else ""
    write = _Writer(block.text, anchor, siglum, labels, lemma)
    write.pieces(element, 0, len(block.text), nested(block, annotations))


def nested(block: Block, annotations: Sequence[Annotation]) -> list[Piece]:
    """What becomes of a block's spans and annotations: pieces inside pieces, none of which crosses another."""
    pieces = [Piece(span.start, span.end, span) for span in block.of_kind("emendation") if span.end > span.start]
    for number, annotation in enumerate(sorted(annotations, key=lambda each: (each.start, -each.end)), 1):
        cuts = sorted({cut for other in pieces for cut in _cuts(annotation, other)})
        edges = [annotation.start, *cuts, annotation.end]
        parts = [(start, end) for start, end in pairwise(edges) if block.text[start:end].strip()]
        pieces += [
            Piece(start, end, annotation, part, len(parts), number) for part, (start, end) in enumerate(parts, 1)
        ]
    roots: list[Piece] = []
    open_: list[Piece] = []
    for piece in sorted(pieces, key=_outer_first):
        while open_ and open_[-1].end <= piece.start:
            open_.pop()
        (open_[-1].inside if open_ else roots).append(piece)
        open_.append(piece)
    for span in block.spans:
        if span.start == span.end:
            _place(roots, Piece(span.start, span.end, span))
    return roots


def _cuts(annotation: Annotation, other: Piece) -> Iterator[int]:
    """Where ``annotation`` must be cut because it crosses ``other``."""
    if annotation.start < other.start < annotation.end < other.end:
        yield other.start
    if other.start < annotation.start < other.end < annotation.end:
        yield other.end


def _outer_first(piece: Piece) -> tuple[int, int, int, int]:
    """Of pieces of one extent a citation is outermost, and an emendation innermost."""
    rank = 2 if isinstance(piece.of, Span) else 0 if piece.of.type == "work" else 1
    return piece.start, -piece.end, rank, piece.number


def _place(pieces: list[Piece], point: Piece) -> None:
    """Put a point among ``pieces``, into the one in whose midst it lies."""
    index = 0
    for piece in pieces:
        if piece.start < point.start < piece.end:
            _place(piece.inside, point)
            return
        if piece.end > point.start:
            break
        index += 1
    pieces.insert(index, point)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the pieces of one block."""

    text: str
    anchor: str
    siglum: str
    labels: frozenset[str]
    lemma: Lemma

    def pieces(self, parent: Element, start: int, end: int, pieces: Sequence[Piece]) -> None:
        """Write ``[start, end)`` of the text into ``parent``."""
        cursor = start
        for piece in pieces:
            add_text(parent, self.text[cursor : piece.start])
            inner = self.element(parent, piece)
            self.pieces(inner, piece.start, piece.end, piece.inside)
            if isinstance(piece.of, Annotation) and piece.part == piece.parts:
                add_locator(inner, piece.of)
            cursor = piece.end
        add_text(parent, self.text[cursor:end])

    def element(self, parent: Element, piece: Piece) -> Element:
        """The new element that holds the piece's words."""
        if isinstance(piece.of, Annotation):
            made = mention(parent, piece.of)
            self.link_parts(made, piece)
            return made
        return self.emendation(parent, piece.of) if piece.of.kind == "emendation" else self.point(parent, piece.of)

    def emendation(self, parent: Element, span: Span) -> Element:
        choice = add(parent, "choice", id=xml_id(f"{self.siglum}-{span.value}"))
        add(choice, "sic", self.lemma(span.value))
        return add(choice, "corr")

    def point(self, parent: Element, span: Span) -> Element:
        """A note mark, a page break or a gap."""
        if span.kind == "page":
            return add(parent, "pb", n=span.value)
        if span.kind == "gap":
            gap = add(parent, "gap", reason="lost")
            add(gap, "desc", span.value)
            return gap
        if span.value in self.labels:
            division = self.anchor.rpartition("-")[0]
            return add(parent, "ptr", type="note-mark", n=span.value, target=f"#{division}-n{xml_id(span.value)}")
        return add(parent, "anchor", type="note-mark", subtype="lost", n=span.value)

    def link_parts(self, made: Element, piece: Piece) -> None:
        """Let the parts of an annotation that was cut name each other."""
        if piece.parts > 1:
            name = f"{self.anchor}.{piece.number}."
            made.set(XML_ID, f"{name}{piece.part}")
            if piece.part > 1:
                made.set("prev", f"#{name}{piece.part - 1}")
            if piece.part < piece.parts:
                made.set("next", f"#{name}{piece.part + 1}")
