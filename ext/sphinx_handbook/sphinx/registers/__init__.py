"""Registers: the directive ``{register} persons`` and what it becomes when every page has been read.

A register is items, each with an anchor that mentions lead to. In print and on a small website a register is one list
where its directive stands. On a website a long one is an overview there, and its items are on pages of their own; so it is in
the ePub, see ``sphinx.epub.registers``.

- ``directive``  the directive, which also reads the Markdown of the records;
- ``items``      what a register has to say of each record, kind by kind;
- ``passages``   the places that mention a record, as addresses or with the words around them;
- ``layout``     which item is on which page of the website;
- ``pages``      the writing of such pages, on the website and in the ePub;
- ``web``        what only those of the website have;
- ``year``       the directive ``{year} 1917``, a picture of the chronology.
"""

from __future__ import annotations

from typing import Any, cast

from sphinx.application import Sphinx

from sphinx_handbook.sphinx.domain import HandbookDomain
from sphinx_handbook.sphinx.html import is_website

from .directive import RegisterDirective, register
from .fill import FillRegisters
from .items import Registers
from .layout import sections
from .pages import put_on_pages, splits
from .web import extra_pages
from .year import DrawYears, YearDirective, year_picture


def setup(app: Sphinx) -> None:
    app.add_node(register)
    app.add_directive_to_domain("hb", "register", RegisterDirective)
    app.add_post_transform(FillRegisters)
    app.add_node(year_picture)
    app.add_directive_to_domain("hb", "year", YearDirective)
    app.add_post_transform(DrawYears)
    app.connect("write-started", _lay_out)
    app.connect("html-collect-pages", extra_pages)


def _lay_out(app: Sphinx, builder: Any) -> None:
    """Tell the domain, before anything is written, what registers say and where the items of each are."""
    domain = cast(HandbookDomain, app.env.domains["hb"])
    domain.registers = Registers(domain)
    domain.pages = {}
    if is_website(builder):
        for split in splits(domain, sections):
            put_on_pages(domain, split)
