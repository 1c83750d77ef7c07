"""A division as a TEI ``div``: its blocks as heads, paragraphs, quotations and lists, and its notes behind them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sphinx_handbook.recognisers import Annotated
from sphinx_handbook.text import Block, Division, Note

from .inline import Lemma, fill
from .xml import Element, add_block, xml_id

DEPTH = {"list-item": 0, "sublist-item": 1}
ELEMENTS = {"paragraph": "p", "quote": "quote", "heading": "label"}
"""The element of each kind of block that is neither a list's item nor a division's head; the others are ``ab`` with their kind as type.

A quotation of several blocks is one ``quote`` of paragraphs.
"""


@dataclass(frozen=True, slots=True)
class DivisionWriter:
    """Writes one division."""

    siglum: str
    division: Division
    annotated: Annotated
    lemma: Lemma

    def write(self, body: Element) -> None:
        division, anchor = self.division, f"{self.siglum}-{self.division.id}"
        made = add_block(body, "div", type="division", n=division.id, id=anchor)
        self.block(made, "head", division.heading)
        self.sections(made, division.blocks)

    def sections(self, division: Element, blocks: Sequence[Block]) -> None:
        """The blocks, those below an inner heading in a ``div`` of its own, and the notes, below their heading if they have one."""
        last = blocks[-1] if blocks else None
        notes_heading = last if last and last.kind == "notes-heading" else None
        open_ = [(0, division)]
        for is_heading, group in groupby(blocks[:-1] if notes_heading else blocks, key=_opens_section):
            if not is_heading:
                self.containers(open_[-1][1], list(group))
                continue
            for heading in group:
                while open_[-1][0] >= heading.level:
                    open_.pop()
                section = add_block(open_[-1][1], "div", type="section")
                self.block(section, "head", heading)
                open_.append((heading.level, section))
        if notes_heading or self.division.notes:
            notes = add_block(division, "div", type="notes")
            if notes_heading:
                self.block(notes, "head", notes_heading)
            for note in self.division.notes:
                self.note(notes, note)

    def containers(self, parent: Element, blocks: Sequence[Block]) -> None:
        """Blocks, those of one container in a ``quote`` of their own."""
        for container, group in groupby(blocks, key=lambda block: block.container):
            members = list(group)
            if not container:
                self.flow(parent, members)
                continue
            kinds = {block.kind for block in members}
            kind = "" if kinds == {"quote"} else "epigraph" if kinds == {"epigraph"} else "letter"
            self.flow(add_block(parent, "quote", type=kind), members, quoted=True)

    def flow(self, parent: Element, blocks: Sequence[Block], *, quoted: bool = False) -> None:
        """Blocks, items that follow one another in one list."""
        for is_list, group in groupby(blocks, key=lambda block: block.kind in DEPTH):
            if is_list:
                self.items(parent, group)
                continue
            for block in group:
                own = "p" if quoted and block.kind in ("quote", "epigraph") else ELEMENTS.get(block.kind, "ab")
                self.block(parent, own, block, kind=block.kind if own == "ab" else "")

    def items(self, parent: Element, blocks: Iterable[Block]) -> None:
        outer = add_block(parent, "list")
        inner: Element | None = None
        for block in blocks:
            if DEPTH[block.kind] and len(outer):
                inner = add_block(outer[-1], "list") if inner is None else inner
                self.block(inner, "item", block)
            else:
                inner = None
                self.block(outer, "item", block)

    def block(self, parent: Element, name: str, block: Block, *, kind: str = "") -> None:
        made = add_block(parent, name, id=xml_id(block.locus.anchor if block.locus else ""), type=kind)
        self.inline(made, block)

    def note(self, parent: Element, note: Note) -> None:
        anchor = xml_id(note.locus.anchor if note.locus else "")
        made = add_block(parent, "note", id=anchor, n=note.label, place="end")
        for block in note.blocks:
            self.inline(add_block(made, "p"), block)

    def inline(self, element: Element, block: Block) -> None:
        found = self.annotated.get((str(block.locus), block.text), ())
        labels = frozenset(note.label for note in self.division.notes)
        fill(element, block, [each for each in found if each.target], labels, self.lemma)


def _opens_section(block: Block) -> bool:
    return block.kind == "heading" and not block.container
