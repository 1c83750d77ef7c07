"""The words of the editions as their pages were read, for the check of commentary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from docutils import nodes

from sphinx_handbook.sphinx.blocks import block_at
from sphinx_handbook.sphinx.domain import HandbookDomain
from sphinx_handbook.sphinx.mentions import words_of


class PageTexts:
    """An edition whose text is at hand: its addresses, and the words at each from the page that has it.

    Words that were asked for stay in the domain until their page is read again, so that writers need not open the page.
    """

    def __init__(self, domain: HandbookDomain, pages: Sequence[str]) -> None:
        self._domain, self._pages = domain, pages
        self._documents: dict[str, nodes.document] = {}

    @cached_property
    def _places(self) -> Mapping[str, tuple[str, str]]:
        """Page and anchor by address, in reading order."""
        loci = self._domain.data["loci"]
        return {
            address: (docname, anchor)
            for docname in self._pages
            for address, anchor in loci[docname].items()
            if address.count(".") == 2
        }

    @property
    def addresses(self) -> Sequence[str]:
        return tuple(self._places)

    def place(self, address: str) -> tuple[str, str]:
        """The page and the anchor of ``address``."""
        return self._places[address]

    def text(self, address: str) -> str:
        docname, anchor = self._places[address]
        known = self._domain.data["quoted"].setdefault(docname, {})
        if anchor not in known:
            if docname not in self._documents:
                self._documents[docname] = self._domain.env.get_doctree(docname)
            block = block_at(self._documents[docname], anchor)
            known[anchor] = words_of(block, without=("gap", "editorial")) if block is not None else ""
        return str(known[anchor])
