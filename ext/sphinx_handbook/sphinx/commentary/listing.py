"""The list of commentary: every comment on an edition, in the order of its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from docutils import nodes
from sphinx.builders import Builder
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from sphinx_handbook.sphinx.domain import HandbookDomain
from sphinx_handbook.sphinx.log import warn

from .directive import commentary_list
from .settle import Listed


class FillCommentaryLists(SphinxPostTransform):
    """Replaces each list of commentary by what is known when all pages have been read."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        domain = cast(HandbookDomain, self.env.domains["hb"])
        if self.env.docname not in domain.data["comment_lists"]:
            return
        for node in list(self.document.findall(commentary_list)):
            siglum = node["siglum"]
            if siglum and not domain.places.front_of(siglum):
                warn(
                    f"there is no edition {siglum}; write {{commentary-list}} with a siglum or alone",
                    node,
                    "commentary",
                )
            if siglum:
                made = list(self._list_of(domain.listed.get(siglum, ())))
            else:
                made = [part for siglum in self._sigla(domain) for part in self._section(domain, siglum)]
            if made and node["heading"]:
                made.insert(0, nodes.rubric("", node["heading"], classes=["section"]))
            elif not made and not node["heading"]:
                made = [nodes.paragraph("", "No commentary yet.")]
            node.replace_self(made)

    def _sigla(self, domain: HandbookDomain) -> list[str]:
        """The editions that have commentary, as the contents have them."""
        places = domain.places
        return sorted(domain.listed, key=lambda siglum: places.reading_order(places.front_of(siglum)))

    def _section(self, domain: HandbookDomain, siglum: str) -> Iterator[nodes.Element]:
        front = domain.places.front_of(siglum)
        title: nodes.Node = nodes.Text(siglum)
        if front:
            words = nodes.Text(domain.places.title_of(siglum))
            title = make_refnode(self._builder, self.env.docname, front, siglum, words)
        yield nodes.rubric("", "", title, classes=["section"])
        yield from self._list_of(domain.listed[siglum])

    def _list_of(self, listed: Sequence[Listed]) -> Iterator[nodes.Element]:
        if listed:
            yield nodes.bullet_list("", *map(self._item, listed), classes=["commentary-list"])

    def _item(self, listed: Listed) -> nodes.list_item:
        """Address, lemma and title, the first and the last as links."""
        passage, mark, place = listed
        address: nodes.Node = nodes.Text(passage.address)
        if place:
            address = make_refnode(self._builder, self.env.docname, *place, address)
            address["classes"].append("locus")
        title = make_refnode(self._builder, self.env.docname, mark.docname, mark.anchor, nodes.Text(mark.title))
        # Print gives the page of such a link.
        title["classes"].append("doc")
        line = nodes.paragraph("", "", address, nodes.Text(f" “{passage.lemma}” "), title)
        return nodes.list_item("", line)

    @property
    def _builder(self) -> Builder:
        return self.env._app.builder
