"""Paragraphs as blocks: of which kind each is, which spans it has, and which stand in one quotation or letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sphinx_handbook.readers.blockmap import BlockMap
from sphinx_handbook.readers.headings import is_section_heading
from sphinx_handbook.readers.lines import Paragraph
from sphinx_handbook.readers.reading import Reading
from sphinx_handbook.readers.setapart import last_heading
from sphinx_handbook.text import Block, BlockKind, Span, in_order


def blocks_of(paragraphs: Sequence[Paragraph], reading: Reading, blocks: BlockMap) -> Iterator[Block]:
    """The blocks of a division's text, of the kinds that the block map names or else the rules of ``reading`` see."""
    for paragraph in paragraphs:
        line = paragraph.first_line
        if line in blocks.kinds:
            kind = blocks.kinds[line]
        elif not reading.division and paragraph.blank_before <= 1 and (front := _front_kind(line, reading)):
            kind = front
        elif reading.notes == "book-end" and last_heading([paragraph], reading.notes_heading) is not None:
            kind = "notes-heading"
        else:
            kind = "heading" if is_section_heading(paragraph, reading.sections) else "paragraph"
        if kind == "subheading":
            yield block_of(paragraph, "heading", level=2)
        else:
            yield block_of(paragraph, kind, level=1 if kind == "heading" else 0)


def _front_kind(line: int, reading: Reading) -> BlockKind | None:
    """The kind of a line of front matter: the raw formats put a blank line between each two."""
    place, between = divmod(line - 1, 2)
    return reading.front[place] if not between and place < len(reading.front) else None


def block_of(paragraph: Paragraph, kind: BlockKind, level: int = 0) -> Block:
    """The block of ``paragraph``; ``level`` is that of a heading."""
    return Block(kind, paragraph.text, _spans(paragraph, 0), paragraph.lines, level=level)


def block_behind(paragraph: Paragraph, cut: int) -> Block:
    """The block of ``paragraph`` without its first ``cut`` characters."""
    lines = tuple((max(offset - cut, 0), line) for offset, line in paragraph.lines)
    return Block("paragraph", paragraph.text[cut:], _spans(paragraph, cut), lines)


def _spans(paragraph: Paragraph, cut: int) -> tuple[Span, ...]:
    """The pages and emphases of the paragraph without its first ``cut`` characters."""
    pages = [Span(max(offset - cut, 0), max(offset - cut, 0), "page", page) for offset, page in paragraph.pages]
    emphases = [Span(max(start - cut, 0), end - cut, "emphasis", "") for start, end in paragraph.emphases if end > cut]
    return in_order([*pages, *emphases])


def contained(blocks: Sequence[Block], block_map: BlockMap) -> Iterator[Block]:
    """Number the quotations and letters: neighbours in one letter, neighbouring quotations or lines of a stanza share one."""
    container, previous, line = 0, "", 0
    for block in blocks:
        letter = block_map.letter_at(block.line_at(0))
        current = f"letter {letter}" if letter else block.kind if block.kind in ("quote", "epigraph", "verse") else ""
        new_stanza = current == "verse" and block.line_at(0) > line + 1
        container += bool(current) and (current != previous or new_stanza)
        previous, line = current, block.line_at(len(block.text))
        yield replace(block, container=container if current else 0)
