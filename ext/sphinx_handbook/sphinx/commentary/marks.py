"""What stands beside a passage that has commentary, in each output. It is of ours and no word of the source: class ``editorial``."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, cast

from docutils import nodes
from sphinx.builders import Builder
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from sphinx_handbook.sphinx.blocks import block_at
from sphinx_handbook.sphinx.domain import HandbookDomain
from sphinx_handbook.sphinx.html import is_website

from .directive import comment_numbers
from .settle import Mark


class MarkCommentary(SphinxPostTransform):
    """Puts a mark at each passage of the page that has commentary.

    On the website it is a sign in the margin that opens a list of titles; in the ePub and in print it stands behind the passage's
    last word, as links. In print comments have numbers.
    """

    default_priority = 9

    def run(self, **kwargs: Any) -> None:
        domain = cast(HandbookDomain, self.env.domains["hb"])
        builder = self.env._app.builder
        addresses = {anchor: address for address, anchor in domain.data["loci"].get(self.env.docname, {}).items()}
        for anchor, marks in domain.data["marks"].get(self.env.docname, {}).items():
            block = block_at(self.document, anchor)
            if block is not None:
                found = [Mark(*each) for each in marks]
                if is_website(builder):
                    _insert_behind(_last_text(block), self._sign(builder, addresses[anchor], found))
                else:
                    _append(_last_text(block), self._links(builder, found))

    def _sign(self, builder: Builder, address: str, marks: Sequence[Mark]) -> nodes.raw:
        """A sign with the list of comments, as HTML that needs no script."""
        items = "".join(
            f'<li><a class="reference internal" href="{escape(self._uri(builder, mark))}">{escape(mark.title)}</a>'
            f" <span>“{escape(mark.lemma)}”</span></li>"
            for mark in marks
        )
        name = f"{len(marks)} comments on {address}" if len(marks) > 1 else f"Comment on {address}"
        html = (
            f'<details class="editorial commented"><summary>{_SIGN}<span class="name">{name}</span></summary>'
            f"<ul>{items}</ul></details>"
        )
        return nodes.raw("", html, format="html")

    def _uri(self, builder: Builder, mark: Mark) -> str:
        return f"{builder.get_relative_uri(self.env.docname, mark.docname)}#{mark.anchor}"

    def _links(self, builder: Builder, marks: Sequence[Mark]) -> nodes.inline:
        """The comments as links; those of the PDF are numbers, to which its writer adds their pages."""
        links = nodes.inline("", "", classes=["editorial", "commented"])
        numbers = comment_numbers(cast(HandbookDomain, self.env.domains["hb"])) if builder.format == "typst" else {}
        for number, mark in enumerate(marks, 1):
            shown = f"comment {number}" if len(marks) > 1 else "comment"
            if numbers:
                shown = str(numbers[mark.docname, mark.anchor])
            link = make_refnode(
                builder, self.env.docname, mark.docname, mark.anchor, nodes.Text(shown), f"{mark.title}: “{mark.lemma}”"
            )
            links += [nodes.Text(" "), link]
        return links


class NumberComments(SphinxPostTransform):
    """Puts the number of each comment before its lemma in print, where a passage cannot lead to it otherwise."""

    default_priority = 9
    formats = ("typst",)

    def run(self, **kwargs: Any) -> None:
        numbers = comment_numbers(cast(HandbookDomain, self.env.domains["hb"]))
        for box in self.document.findall(nodes.container):
            if "commentary" in box["classes"]:
                number = numbers[self.env.docname, box["ids"][0]]
                cast(nodes.paragraph, box[0]).insert(0, [nodes.strong("", str(number)), nodes.Text(" ")])


_SIGN = (
    '<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
    '<path d="M2.5 3h11v8h-6l-3 2.5V11h-2z" fill="none" stroke="currentColor" stroke-linejoin="round"/></svg>'
)
"""A speech bubble."""


def _last_text(block: nodes.Element) -> nodes.Element:
    """The paragraph or the title with which a block ends."""
    return block if isinstance(block, nodes.TextElement) else list(block.findall(nodes.paragraph))[-1]


def _insert_behind(block: nodes.Element, node: nodes.Node) -> None:
    block.parent.insert(block.parent.index(block) + 1, node)


def _append(block: nodes.Element, links: nodes.inline) -> None:
    """Put ``links`` at the end of ``block``; a title stays free of them, since contents and page heads repeat it."""
    if isinstance(block, nodes.title):
        _insert_behind(block, nodes.paragraph("", "", links, classes=["editorial"]))
    else:
        block += links
