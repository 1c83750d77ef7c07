"""The blocks of a page in its document: the one with an anchor, and what else comes between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from docutils import nodes

from .citing import Step


def block_at(document: nodes.document, anchor: str) -> nodes.Element | None:
    """The block with the anchor: a paragraph, the title of a section, a note."""
    node: nodes.Node | None = document.ids.get(anchor)
    if isinstance(node, nodes.target):
        node = node.next_node(descend=False, siblings=True)
    if isinstance(node, nodes.section):
        node = node[node.first_child_matching_class(nodes.title) or 0]
    return node if isinstance(node, nodes.Element) else None


def steps(document: nodes.document, siglum: str, loci: Mapping[str, str]) -> Iterator[Step]:
    """The blocks of a page, its words, and where among them pages of the source begin; notes are left out."""
    anchors = set(loci.values())
    pages = f"{siglum}-p"
    for node in document.findall():
        if isinstance(node, nodes.Text):
            if not _in_note(node):
                yield "words", str(node)
        elif isinstance(node, nodes.target) and node["ids"] and re.fullmatch(rf"{pages}\d+", node["ids"][0]):
            yield "page", node["ids"][0].removeprefix(pages)
        elif isinstance(node, nodes.Element) and not isinstance(node, nodes.footnote):
            anchor = next((each for each in node["ids"] if each in anchors), "")
            if anchor and not isinstance(node, nodes.target):
                yield "block", anchor


def _in_note(node: nodes.Node) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, nodes.footnote):
            return True
    return False
