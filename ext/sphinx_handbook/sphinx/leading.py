"""Roles of the domain become links before Sphinx resolves the references of others."""

from __future__ import annotations

from typing import Any, cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.errors import NoUri
from sphinx.transforms.post_transforms import ReferencesResolver, SphinxPostTransform

from .domain import HandbookDomain


class LeadRoles(SphinxPostTransform):
    """Makes links of the domain's roles, of which a text has some in each line.

    Sphinx would do the same with a copy of the words of each, which costs more than all else. What leads nowhere is left to it:
    it asks other projects, and warns.
    """

    default_priority = ReferencesResolver.default_priority - 1

    def run(self, **kwargs: Any) -> None:
        domain = cast(HandbookDomain, self.env.domains["hb"])
        builder = self.env._app.builder
        for node in list(self.document.findall(pending_xref)):
            if node.get("refdomain") == domain.name:
                page = node.get("refdoc", self.env.docname)
                words = cast(nodes.Element, node[0])
                try:
                    link = domain.resolve_xref(self.env, page, builder, node["reftype"], node["reftarget"], node, words)
                except NoUri:
                    continue
                if link is not None:
                    node.replace_self(link)
