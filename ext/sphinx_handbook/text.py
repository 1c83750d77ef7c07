"""The text model: an edition is divisions of blocks, and marks stand off from the words.

All values are frozen. Offsets are Python character offsets into ``Block.text``, half-open. ``Block.text`` holds the words
a reader sees and nothing else: no note marks, no page breaks, no markup.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

BlockKind = Literal[
    "paragraph",
    "heading",
    "subheading",
    "quote",
    "list-item",
    "sublist-item",
    "salutation",
    "signature",
    "dialogue",
    "epigraph",
    "standfirst",
    "author",
    "series",
    "colophon",
    "table",
    "table-source",
    "closing",
    "notes-heading",
    "verse",
]
"""What a block is. ``heading`` is a heading inside a division; the division's own heading is ``Division.heading``.

``subheading`` is what a block map calls a heading below a heading; the block is then a ``heading`` of level 2.
"""

SpanKind = Literal["note", "page", "gap", "emendation", "emphasis"]
"""``note``, ``page`` and ``gap`` have no width; ``emendation`` covers the reading in the text, ``emphasis`` what is set off."""


@dataclass(frozen=True, slots=True, order=True)
class Locus:
    """The address of a division (``woods.127``), a block (``woods.127.5``) or a note (``woods.127.n683``).

    Blocks are counted from 1 within their division; ``0`` is the division's heading, ``s1`` its first inner heading,
    ``n683`` the note labelled 683.
    """

    siglum: str
    division: str
    block: str = ""

    def __str__(self) -> str:
        division = f"{self.siglum}.{self.division}" if self.division else self.siglum
        return f"{division}.{self.block}" if self.block else division

    @property
    def anchor(self) -> str:
        """The address as an HTML id: ``woods-127-5``."""
        return str(self).replace(".", "-")

    @classmethod
    def parse(cls, address: str) -> Locus:
        """Read ``siglum.division`` or ``siglum.division.block``; anything else raises :class:`ValueError`."""
        match = re.fullmatch(r"([a-z][a-z0-9]*)\.([a-z0-9]+(?:-[a-z0-9]+)*)(?:\.(\d+|s\d+|n[a-z0-9*†‡]+))?", address)
        if match is None:
            raise ValueError(f"{address!r} is not an address; one looks like trotsky.43.17")
        return cls(match[1], match[2], match[3] or "")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a block's text, half-open, with what it is.

    ``value`` is the note's label, the page's number, the reason of a gap, or the number of an emendation in its edition;
    an emphasis has none.
    """

    start: int
    end: int
    kind: SpanKind
    value: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph-like unit of text.

    ``lines`` says where the text came from: pairs (offset in ``text``, 1-based line of the source file), ascending.
    ``container`` numbers the quotation or letter the block stands in (0: none); neighbours with one number belong together.
    """

    kind: BlockKind
    text: str
    spans: tuple[Span, ...] = ()
    lines: tuple[tuple[int, int], ...] = ()
    container: int = 0
    level: int = 0
    locus: Locus | None = None

    def line_at(self, offset: int) -> int:
        """The source line (1-based) on which the character at ``offset`` stands; 0 if the block has no source lines."""
        return self.place_at(offset)[1]

    def place_at(self, offset: int) -> tuple[int, int]:
        """The source line on which the character at ``offset`` stands, behind the offset at which that line begins."""
        index = bisect_right(self.lines, offset, key=lambda place: place[0])
        return self.lines[index - 1] if index else (0, 0)

    def of_kind(self, kind: SpanKind) -> Iterator[Span]:
        return (span for span in self.spans if span.kind == kind)


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the source: its label as printed and its text, one block a paragraph."""

    label: str
    blocks: tuple[Block, ...]
    locus: Locus | None = None

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Division:
    """A chapter, an article, an appendix: what becomes one page.

    ``file`` is the source file's key in its edition and ``lines`` the half-open range of its 1-based lines that the division
    takes up, so that the divisions of a file tile it.
    """

    id: str
    heading: Block
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    file: str
    lines: tuple[int, int]

    def marks(self) -> Iterator[str]:
        """Labels of the note marks in the text, in reading order."""
        for block in (self.heading, *self.blocks):
            yield from (span.value for span in block.of_kind("note"))

    def marks_without_note(self) -> tuple[str, ...]:
        labels = {note.label for note in self.notes}
        return tuple(label for label in self.marks() if label not in labels)

    def notes_without_mark(self) -> tuple[Note, ...]:
        marks = set(self.marks())
        return tuple(note for note in self.notes if note.label not in marks)


@dataclass(frozen=True, slots=True)
class Edition:
    """The text of one edition after reading: its siglum and its divisions in reading order."""

    siglum: str
    divisions: tuple[Division, ...]

    def division(self, id: str) -> Division:
        for division in self.divisions:
            if division.id == id:
                return division
        raise KeyError(id)

    def blocks(self) -> Iterator[Block]:
        """Every block in reading order: heading, blocks and note blocks of each division."""
        for division in self.divisions:
            yield division.heading
            yield from division.blocks
            for note in division.notes:
                yield from note.blocks


Sureness = Literal["certain", "probable", "unresolved"]
"""How sure a rule is: ``probable`` is shown and listed for review; ``unresolved`` is listed only, and has no target."""


@dataclass(frozen=True, slots=True, order=True)
class Annotation:
    """What a recogniser or an editor found in a block's text: ``[start, end)`` is a ``type`` that stands for ``target``.

    ``type`` is ``person``, ``date``, ``work`` or the role of a kind of authority record, such as ``term``. ``rule`` names the
    rule that found it; ``data`` holds what the type needs besides (see the recognisers).
    """

    start: int
    end: int
    type: str
    target: str
    rule: str = field(compare=False, default="")
    data: tuple[tuple[str, str], ...] = field(compare=False, default=())
    sure: Sureness = field(compare=False, default="certain")

    def get(self, name: str) -> str:
        """A value of ``data``, or nothing."""
        return dict(self.data).get(name, "")


def with_spans(block: Block, *spans: Span) -> Block:
    """The block with ``spans`` added, all in order; at one place those that were there come first."""
    return replace(block, spans=in_order((*block.spans, *spans)))


def in_order(spans: Iterable[Span]) -> tuple[Span, ...]:
    """``spans`` by place; those at one place, such as the marks 9 and 10 behind one word, stay as they follow one another."""
    return tuple(sorted(spans, key=lambda span: (span.start, span.end)))
