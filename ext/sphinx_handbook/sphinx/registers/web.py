"""The pages of long registers on the website."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.nodes import make_refnode

from sphinx_handbook.sphinx.domain import HandbookDomain
from sphinx_handbook.sphinx.html import is_website
from sphinx_handbook.sphinx.website_builder import WebsiteBuilder, note, take, take_though_changed

from .fill import ItemWriter
from .items import Item
from .layout import Section, passage_pages, sections
from .pages import Split, splits, write
from .passages import concordance
from .strips import strips

Page = tuple[str, dict[str, Any], str]
"""Name, context and template of a page, as the event ``html-collect-pages`` wants them."""


def extra_pages(app: Sphinx) -> Iterator[Page]:
    """Every page of every register that is more than one page."""
    if is_website(app.builder):
        domain = cast(HandbookDomain, app.env.domains["hb"])
        for split in splits(domain, _sections_of):
            yield from _pages(cast(StandaloneHTMLBuilder, app.builder), domain, split)


def _sections_of(name: str, items: Sequence[Item]) -> Sequence[Section]:
    return sections(name, items) or passage_pages(name, items)


def _pages(builder: StandaloneHTMLBuilder, domain: HandbookDomain, split: Split) -> Iterator[Page]:
    docname = split.docname
    above = domain.env.titles[docname].astext()
    # The document of the register has the prose of its records.
    shared = builder.inputs.of_document(docname, asks=False) if isinstance(builder, WebsiteBuilder) else ""
    neighbours = [None, *split.sections, None]
    stale = []
    for section, before, after in zip(split.sections, neighbours, neighbours[2:], strict=False):
        around = [each and (each.name, each.title) for each in (before, after)]
        inputs = (shared, split.name, section.title, [item.said() for item in section.items], around)
        if not take(builder, split.page(section), *inputs) and not take_though_changed(builder, split.page(section)):
            stale.append((section, before, after, inputs))
    written = write(
        builder,
        domain,
        split._replace(sections=tuple(section for section, *_ in stale)),
        lambda writer, section: _written(writer, section, docname),
    )
    warnings = builder._app._warncount
    for (page, title, _, body), (_, before, after, inputs) in zip(written, stale, strict=True):
        context = {
            "title": title,
            "body": body,
            "metatags": "",
            "parents": [{"link": builder.get_relative_uri(page, docname), "title": above}],
            "prev": _link(builder, page, split, before) if before else None,
            "next": _link(builder, page, split, after) if after else None,
            "meta": {},
        }
        yield page, context, "page.html"
        if builder._app._warncount == warnings:
            note(builder, page, [f"{page}{builder.out_suffix}"], *inputs)
        warnings = builder._app._warncount


def _link(builder: StandaloneHTMLBuilder, page: str, split: Split, section: Section) -> dict[str, str]:
    return {"link": builder.get_relative_uri(page, split.page(section)), "title": section.title}


def _written(write: ItemWriter, section: Section, docname: str) -> Iterator[nodes.Node]:
    """The items of a page. Passages are shown with the words around each, and where in each edition they are."""
    if write.name == "dates":
        yield write.list_of(section.items)
        return
    for item in section.items:
        if write.name == "persons":
            yield _head(item, section)
            yield from write.known(item)
        else:
            back = make_refnode(write.builder, write.page, docname, item.anchor, nodes.Text(item.heading))
            yield nodes.rubric("", "", back, ids=[item.anchor], classes=["person"])
        yield nodes.raw("", _passages(write, item), format="html")


def _head(item: Item, section: Section) -> nodes.Element:
    if section.alone:
        return nodes.target("", "", ids=[item.anchor])
    return nodes.rubric("", item.heading, ids=[item.anchor], classes=["person"])


def _passages(write: ItemWriter, item: Item) -> str:
    if not item.mentions:
        return '<p class="facts">Named only in the reference part.</p>'
    drawn = strips(write.domain, item.mentions)
    return f'<div class="passages">{drawn}{concordance(write.domain, write.builder, write.page, item.mentions)}</div>'
