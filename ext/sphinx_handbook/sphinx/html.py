"""What HTML and ePub share, the translator, and what the website has besides."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.builders import Builder
from sphinx.writers.html5 import HTML5Translator

DEPRECATED_ROLES = {"doc-biblioentry"}
"""ARIA roles that docutils writes and DPUB-ARIA 1.1 deprecates: validators warn of every one."""


class HandbookTranslator(HTML5Translator):
    """Sphinx's translator without deprecated roles."""

    def starttag(
        self, node: nodes.Element, tagname: str, suffix: str = "\n", empty: bool = False, **attributes: Any
    ) -> str:
        if attributes.get("role") in DEPRECATED_ROLES:
            del attributes["role"]
        return str(super().starttag(node, tagname, suffix, empty, **attributes))


def is_website(builder: Builder) -> bool:
    return builder.name in ("html", "dirhtml")


class WebsiteTranslator(HandbookTranslator):
    """The translator of the website, which tells scripts and style sheets what a node knows besides its words.

    ``data-card`` names the card of a date, since other mentions are named by their target; ``data-other`` is the day in the other
    calendar.
    """

    def starttag(
        self, node: nodes.Element, tagname: str, suffix: str = "\n", empty: bool = False, **attributes: Any
    ) -> str:
        if isinstance(node, nodes.container) and "wide" in node["classes"]:
            # What scrolls sideways must be reachable without a mouse (WCAG 2.1.1).
            attributes |= {"tabindex": "0", "role": "group", "aria-label": "Scrolls sideways"}
        if isinstance(node, nodes.reference):
            attributes |= {f"data-{name}": node[name] for name in ("card", "other") if node.get(name)}
        return super().starttag(node, tagname, suffix, empty, **attributes)

    def visit_section(self, node: nodes.section) -> None:
        """A page's outermost section is the page: its ``h1`` heads the article, not a section within (HTML, 4.3.11)."""
        self.section_level += 1
        outermost = isinstance(node.parent, nodes.document)
        self.body.append(self.starttag(node, "div", CLASS="section") if outermost else self.starttag(node, "section"))

    def depart_section(self, node: nodes.section) -> None:
        self.section_level -= 1
        self.body.append("</div>\n" if isinstance(node.parent, nodes.document) else "</section>\n")

    def visit_footnote(self, node: nodes.Element) -> None:
        """A note, with a name that tells it from the others; around a row of notes stands no nameless ``aside``."""
        if not isinstance(node.previous_sibling(), nodes.footnote):
            self.body.append('<div class="footnote-list">\n')
        attributes: dict[str, Any] = {"role": "doc-footnote", "aria-label": f"Note {node[0].astext()}"}
        self.body.append(self.starttag(node, "aside", classes=["footnote", "brackets"], **attributes))

    def depart_footnote(self, node: nodes.Element) -> None:
        self.body.append("</aside>\n")
        if not isinstance(node.next_node(descend=False, siblings=True), nodes.footnote):
            self.body.append("</div>\n")
