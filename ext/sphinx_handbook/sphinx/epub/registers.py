"""The pages of long registers in the ePub: one a section, a letter or a span of time, under an overview of all items.

Reading systems lay out a page as a whole, and slow ones give up on a long one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.docutils import new_document

from sphinx_handbook.sphinx.domain import HandbookDomain
from sphinx_handbook.sphinx.registers.directive import register
from sphinx_handbook.sphinx.registers.fill import ItemWriter, prose_in
from sphinx_handbook.sphinx.registers.items import Item
from sphinx_handbook.sphinx.registers.layout import Section, section_name

LONG = 120
"""A register of so many items is several pages."""


class Split(NamedTuple):
    """A register that is several pages: its page, its name, and its sections, in order."""

    docname: str
    name: str
    sections: tuple[Section, ...]


def split_registers(domain: HandbookDomain) -> list[Split]:
    """The registers of the book that are several pages."""
    found = []
    assert domain.registers
    for name, type_ in domain.register_types().items():
        docname = domain.register_of(type_)
        sections = sections_of(name, domain.registers.items(name)) if docname else ()
        if docname and sections:
            found.append(Split(docname, name, tuple(sections)))
    return found


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
        for docname, _, sections in split_registers(domain):
            for section in sections:
                for item in section.items:
                    for each in (item, *item.parts):
                        domain.pages[each.anchor] = f"{docname}/{section.name}"


def pages_of_registers(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Name, context and template of each page, as the event ``html-collect-pages`` wants them."""
    if app.builder.name == "epub":
        domain = cast(HandbookDomain, app.env.domains["hb"])
        for split in split_registers(domain):
            yield from _pages(cast(StandaloneHTMLBuilder, app.builder), domain, split)


def _pages(
    builder: StandaloneHTMLBuilder, domain: HandbookDomain, split: Split
) -> Iterator[tuple[str, dict[str, Any], str]]:
    env = domain.env
    doctree = env.get_doctree(split.docname)
    prose = prose_in(next(node for node in doctree.findall(register) if node["name"] == split.name))
    for section in split.sections:
        page = f"{split.docname}/{section.name}"
        write = ItemWriter(domain, builder, split.name, prose, page)
        title = f"{env.titles[split.docname].astext()}: {section.title}"
        document = new_document(page, doctree.settings)
        document += nodes.section("", nodes.title("", title), write.list_of(section.items), ids=[section.name])
        env.apply_post_transforms(document, page)
        yield page, {"title": title, "body": builder.render_partial(document[0])["fragment"]}, "page.html"
