"""The navigation beside each page of the website: the theme's own, made once, and told for each page where the reader is.

Sphinx would copy and render the whole tree of contents for every page, and Furo parse it, though pages differ only in how their
links begin and in what is marked as current.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.domains.std import StandardDomain

NOWHERE = ""
"""A page in the website's uppermost folder that is no document and in no tree."""

_TAG = re.compile(r"(<(?:ul|li|a|input)\b[^<>]*>|</(?:ul|li)>)")
_HREF = re.compile(r'href="([^"#]*)(#[^"]*)?"')
_CLASS = re.compile(r'class="((?:toctree-l\d+ ?)?)([^"]*)"')


class Navigation:
    """The navigation as HTML in pieces, of which each page changes some.

    ``html`` is what the page ``NOWHERE`` shows, ``documents`` has the name of each document by its address there, and
    ``address`` says how a page addresses a document.
    """

    def __init__(self, html: str, documents: Mapping[str, str], address: Callable[[str, str], str]) -> None:
        self._pieces = _TAG.split(html)
        self._address = address
        self._links: dict[int, tuple[str, str]] = {}
        """The document and the anchor to which links lead, by their pieces."""
        self._current: dict[str, set[int]] = {}
        """The pieces that are current on the page of a document: links to it, and the lists and items around them."""
        self._boxes: dict[int, int] = {}
        """The checkboxes of items that can be folded, by the items."""
        self._in_folders: dict[str, list[str]] = {}
        """The pieces as the pages of a folder have them."""
        self._read(documents)

    @classmethod
    def of(cls, builder: StandaloneHTMLBuilder) -> Navigation:
        """The navigation of a website all of whose documents have been read, as Furo asks for it."""
        from furo.navigation import get_navigation_tree  # as late as the theme, which only websites load

        names = {*builder.env.found_docs, *(name for name, _ in StandardDomain._virtual_doc_names.values())}
        documents = {builder.get_relative_uri(NOWHERE, name): name for name in names}
        tree = builder._get_local_toctree(NOWHERE, collapse=False, titles_only=True, maxdepth=-1, includehidden=True)
        return cls(get_navigation_tree(tree), documents, builder.get_relative_uri)

    def _read(self, documents: Mapping[str, str]) -> None:
        around: list[int] = []
        for at, piece in enumerate(self._pieces):
            if piece.startswith(("<ul", "<li")):
                around.append(at)
            elif piece.startswith("</"):
                around.pop()
            elif piece.startswith("<input"):
                self._boxes[around[-1]] = at
            elif piece.startswith("<a") and (href := _HREF.search(piece)) and href[1] in documents:
                document, anchor = documents[href[1]], href[2] or ""
                self._links[at] = document, anchor
                if not anchor:
                    self._current.setdefault(document, set()).update(around, [at])

    def on(self, page: str) -> str:
        """The navigation as HTML on the page of this name, which need be neither a document nor in the tree."""
        pieces = self._in(page.rpartition("/")[0]).copy()
        current = sorted(self._current.get(page, ()))
        for at in current:
            pieces[at] = _as_current(pieces[at])
            if at in self._boxes:
                pieces[self._boxes[at]] = pieces[self._boxes[at]].replace(" class=", ' checked="" class=', 1)
        for at in [at for at in current if pieces[at].startswith("<li")][-1:]:
            pieces[at] = _CLASS.sub(r'class="\1\2 current-page"', pieces[at])
        for at, (document, anchor) in self._links.items():
            if document == page:
                pieces[at] = _HREF.sub(f'href="{anchor or "#"}"', pieces[at])
        return "".join(pieces)

    def _in(self, folder: str) -> list[str]:
        if folder not in self._in_folders:
            page = f"{folder}/{NOWHERE}" if folder else NOWHERE
            pieces = self._in_folders[folder] = self._pieces.copy()
            for at, (document, anchor) in self._links.items():
                pieces[at] = _HREF.sub(f'href="{self._address(page, document)}{anchor}"', pieces[at])
        return self._in_folders[folder]


def _as_current(tag: str) -> str:
    """The tag of a list, an item or a link with this class: behind the depth of an item, before all others."""
    if 'class="' not in tag:
        return f'{tag.removesuffix(">")} class="current">'
    return _CLASS.sub(lambda found: f'class="{" ".join(filter(None, (found[1].strip(), "current", found[2])))}"', tag)
