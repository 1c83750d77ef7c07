"""The mentions on a page: what each stands for, where it stands, and the words around it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.addnodes import pending_xref

from sphinx_handbook.decisions import in_context

ROOM = 110
"""About how many characters around a mention a register shows."""


class Mention(NamedTuple):
    """A mention: its type, what it stands for, and where: the anchor of its block, and the block's address or nothing.

    ``detail`` is the locator of a work or the calendar of a date, ``via`` how a citation leads to its work; ``words`` are those of
    the mention, with what stands before and after. A mention that its page does not link has no words.
    """

    type: str
    target: str
    docname: str
    anchor: str
    place: str
    detail: str = ""
    via: str = ""
    before: str = ""
    words: str = ""
    after: str = ""


def mentions_on(
    document: nodes.document, docname: str, types: frozenset[str], anchors: Mapping[str, str], note_prefix: str
) -> Iterator[Mention]:
    """The mentions of ``types`` on a page, in order. ``anchors`` are the page's addresses by anchor."""
    texts: dict[int, tuple[str, dict[int, tuple[int, int]]]] = {}
    for xref in references(document, *types):
        block = _block(xref)
        if id(block) not in texts:
            texts[id(block)] = _flat(block)
        text, spans = texts[id(block)]
        start, end = spans[id(xref)]
        before, after = in_context(text, start, end, ROOM)
        anchor = place_of(xref, note_prefix)
        detail = str(xref.get("locator") or xref.get("calendar") or "")
        via = str(xref.get("via", ""))
        yield Mention(
            xref["reftype"], xref["reftarget"], docname, anchor, anchors.get(anchor, ""), detail, via,
            before, text[start:end], after,
        )  # fmt: skip


def references(document: nodes.document, *types: str) -> Iterator[pending_xref]:
    """The references on a page that the handbook's own roles of ``types`` have made, in order."""
    for xref in document.findall(pending_xref):
        if xref.get("refdomain") == "hb" and xref["reftype"] in types:
            yield xref


def later_mentions(value: str, docname: str, loci: Mapping[str, str], prefix: str) -> Iterator[Mention]:
    """The mentions that a page's front matter lists under ``later``: ``term:duma 3 5; place:smolny 4``."""
    for row in filter(None, value.split("; ")):
        what, *places = row.split(" ")
        type_, _, target = what.partition(":")
        for place in places:
            address = f"{prefix}.{place}"
            yield Mention(type_, target, docname, loci.get(address, address.replace(".", "-")), address)


def _block(node: nodes.Node) -> nodes.Element:
    """The paragraph or title that ``node`` stands in."""
    parent: nodes.Element = node.parent
    while isinstance(parent, nodes.Inline) and parent.parent is not None:
        parent = parent.parent
    return parent


def _flat(block: nodes.Element, without: Collection[str] = ()) -> tuple[str, dict[int, tuple[int, int]]]:
    """The words of ``block`` without note marks, and where each mention stands in them, by the node's identity.

    ``without`` are classes of what is left out besides.
    """
    left_out = {"note-lost", *without}
    pieces: list[str] = []
    spans: dict[int, tuple[int, int]] = {}

    def walk(node: nodes.Node, at: int) -> int:
        if isinstance(node, nodes.Text):
            pieces.append(" ".join(node.astext().split("\n")))
            return at + len(pieces[-1])
        if isinstance(node, nodes.footnote_reference) or (
            isinstance(node, nodes.Element) and not left_out.isdisjoint(node["classes"])
        ):
            return at
        end = at
        for child in node.children:
            end = walk(child, end)
        if isinstance(node, pending_xref):
            spans[id(node)] = (at, end)
        return end

    walk(block, 0)
    return "".join(pieces), spans


def words_of(block: nodes.Element, without: Collection[str] = ()) -> str:
    """The words of a block or a note, without marks and labels of notes, and without elements of the classes ``without``."""
    texts = [block] if isinstance(block, nodes.TextElement) else block.findall(nodes.paragraph)
    return " ".join(_flat(text, without)[0] for text in texts)


def place_of(node: nodes.Node, note_prefix: str) -> str:
    """The anchor of the block or note that ``node`` stands in."""
    while node.parent is not None:
        node = node.parent
        if isinstance(node, nodes.footnote):
            named = note_prefix != "--n" and node["names"]
            return note_prefix + str(node["names"][0]) if named else str(node["ids"][0])
        if isinstance(node, nodes.Element) and node["ids"]:
            return str(node["ids"][0])
    return ""


def block_order(block: str) -> tuple[Any, ...]:
    """A key that sorts the blocks of a division as they stand: headings and paragraphs by number, then the notes."""
    number = [int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", block) if part]
    return (0, *number) if block.isdecimal() else (1, *map(str, number))
