"""What the ePub's pages say more than those of the website: the types of EPUB and the roles that belong to them.

The types are those of the Structural Semantics Vocabulary 1.1, the roles those of DPUB-ARIA 1.1. Reading systems show a
note in a window of its own if a link of the type ``noteref``, which holds nothing but text, leads to an ``aside`` of the
type ``footnote``.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from sphinx_handbook.sphinx.html import HandbookTranslator

LANDMARKS = {"glossary": "doc-glossary", "bibliography": "doc-bibliography"}
"""What a page can say by ``landmark:`` in its front matter that it is, and the role of it."""


def mark_landmark(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Let a page's outermost section say that it is a landmark."""
    landmark = app.env.metadata.get(docname, {}).get("landmark")
    if app.builder.name == "epub" and landmark in LANDMARKS:
        for section in doctree.findall(nodes.section):
            section["landmark"] = landmark
            break


class EpubTranslator(HandbookTranslator):
    """The translator of the ePub."""

    has_notes = False
    """Whether the page has had a note."""

    def starttag(
        self, node: nodes.Element, tagname: str, suffix: str = "\n", empty: bool = False, **attributes: Any
    ) -> str:
        attributes = {name.lower(): value for name, value in attributes.items()}
        if attributes.get("role") == "heading":
            # Sphinx leaves out the level, without which the role means nothing.
            attributes.setdefault("aria-level", "2")
        if landmark := node.get("landmark"):
            attributes |= {"epub:type": landmark, "role": LANDMARKS[landmark]}
        return super().starttag(node, tagname, suffix, empty, **attributes)

    def visit_entry(self, node: nodes.entry) -> None:
        """A cell of a table. One in the head without words is none for a screen reader, and no heading."""
        super().visit_entry(node)
        if self.context[-1].startswith("</th") and not node.astext().strip():
            self.body[-1] = self.body[-1].replace("<th", "<td", 1)
            self.context[-1] = self.context[-1].replace("th", "td")

    def visit_footnote_reference(self, node: nodes.Element) -> None:
        attributes: dict[str, Any] = {"epub:type": "noteref", "role": "doc-noteref", "href": f"#{node['refid']}"}
        self.body.append(self.starttag(node, "a", "", classes=["footnote-reference"], **attributes))

    def depart_footnote_reference(self, node: nodes.Element) -> None:
        self.body.append("</a>")

    def visit_footnote(self, node: nodes.Element) -> None:
        attributes: dict[str, Any] = {"epub:type": "footnote", "role": "doc-footnote"}
        classes = ["footnote"] if self.has_notes else ["footnote", "first"]
        self.has_notes = True
        self.body.append(self.starttag(node, "aside", classes=classes, **attributes))

    def depart_footnote(self, node: nodes.Element) -> None:
        self.body.append("</aside>\n")

    def visit_label(self, node: nodes.label) -> None:
        """A note's label is a link back to its mark; where several marks lead to the note, links follow the label."""
        if not isinstance(node.parent, nodes.footnote):
            super().visit_label(node)
            return
        marks: list[str] = node.parent.get("backrefs", [])
        self.body.append('<span class="label">')
        if len(marks) == 1:
            self.body.append(f'<a role="doc-backlink" href="#{marks[0]}">')

    def depart_label(self, node: nodes.label) -> None:
        if not isinstance(node.parent, nodes.footnote):
            super().depart_label(node)
            return
        marks: list[str] = node.parent.get("backrefs", [])
        self.body.append("</a></span>\n" if len(marks) == 1 else "</span>\n")
        if len(marks) > 1:
            links = (f'<a role="doc-backlink" href="#{mark}">{number}</a>' for number, mark in enumerate(marks, 1))
            self.body.append(f'<span class="backrefs">({", ".join(links)})</span>\n')
