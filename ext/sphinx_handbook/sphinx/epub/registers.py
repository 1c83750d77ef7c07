"""The pages of long registers in the ePub: one a section, a letter or a span of time, under an overview of all items.

Reading systems lay out a page as a whole, and slow ones give up on a long one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from sphinx_handbook.sphinx.domain import HandbookDomain
from sphinx_handbook.sphinx.registers.items import Item
from sphinx_handbook.sphinx.registers.layout import Section, section_name
from sphinx_handbook.sphinx.registers.pages import Split, put_on_pages, splits, write

LONG = 120
"""A register of so many items is several pages."""


def split_registers(domain: HandbookDomain) -> list[Split]:
    """The registers of the book that are several pages."""
    return list(splits(domain, sections_of))


def sections_of(name: str, items: Sequence[Item]) -> list[Section]:
    """The pages of the register ``name``; none where it is short or has no sections."""
    together: dict[str, list[Item]] = {}
    for item in items if len(items) >= LONG else ():
        together.setdefault(item.section, []).append(item)
    if len(together) < 2:
        return []
    return [Section(section_name(title, name), title, tuple(members)) for title, members in together.items()]


def lay_out(app: Sphinx, builder: Any) -> None:
    """Tell the domain, before the ePub is written, on which page each item of a long register is."""
    if builder.name == "epub":
        domain = cast(HandbookDomain, app.env.domains["hb"])
        for split in split_registers(domain):
            put_on_pages(domain, split)


def pages_of_registers(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Name, context and template of each page, as the event ``html-collect-pages`` wants them."""
    if app.builder.name == "epub":
        domain = cast(HandbookDomain, app.env.domains["hb"])
        builder = cast(StandaloneHTMLBuilder, app.builder)
        for split in split_registers(domain):
            for written in write(builder, domain, split, lambda writer, section: [writer.list_of(section.items)]):
                yield written.page, {"title": written.title, "body": written.body}, "page.html"
