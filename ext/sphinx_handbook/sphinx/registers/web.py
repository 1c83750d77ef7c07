"""The pages of long registers on the website, for which the project has no documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.docutils import new_document
from sphinx.util.nodes import make_refnode

from sphinx_handbook.sphinx.domain import HandbookDomain
from sphinx_handbook.sphinx.html import is_website
from sphinx_handbook.sphinx.website_builder import WebsiteBuilder, note, take

from .directive import register
from .fill import ItemWriter, prose_in
from .items import Item
from .layout import Section, passage_pages, sections
from .passages import concordance
from .strips import strips

Page = tuple[str, dict[str, Any], str]
"""Name, context and template of a page, as the event ``html-collect-pages`` wants them."""


def extra_pages(app: Sphinx) -> Iterator[Page]:
    """Every page of every register that is more than one page."""
    domain = cast(HandbookDomain, app.env.domains["hb"])
    if is_website(app.builder) and domain.registers:
        for name, type_ in domain.register_types().items():
            docname = domain.register_of(type_)
            items = domain.registers.items(name) if docname else []
            if docname and (split := sections(name, items) or passage_pages(name, items)):
                yield from _pages(cast(StandaloneHTMLBuilder, app.builder), domain, name, docname, split)


def _pages(
    builder: StandaloneHTMLBuilder, domain: HandbookDomain, name: str, docname: str, split: Sequence[Section]
) -> Iterator[Page]:
    env = domain.env
    above = env.titles[docname].astext()
    doctree = env.get_doctree(docname)
    prose = prose_in(next(iter(doctree.findall(register))))
    # The pages of one folder have one navigation, which takes longer to make than the rest of a page.
    navigation = cache(lambda **options: builder._get_local_toctree(f"{docname}/{split[0].name}", **options))
    # The document of the register has the prose of its records.
    shared = builder.inputs.of_document(docname, asks=False) if isinstance(builder, WebsiteBuilder) else ""
    for index, section in enumerate(split):
        page = f"{docname}/{section.name}"
        around = [(each.name, each.title) for each in split[max(index - 1, 0) : index + 2]]
        inputs = (shared, name, section.title, [item.said() for item in section.items], around)
        if take(builder, page, *inputs):
            continue
        warnings = builder._app._warncount
        write = ItemWriter(domain, builder, name, prose, page)
        title = section.title if section.alone else f"{above}: {section.title}"
        document = new_document(page, doctree.settings)
        document += nodes.section("", nodes.title("", title), *_written(write, section, docname), ids=[section.name])
        env.apply_post_transforms(document, page)
        context = {
            "title": title,
            "body": builder.render_partial(document[0])["fragment"],
            "metatags": "",
            "parents": [{"link": builder.get_relative_uri(page, docname), "title": above}],
            "prev": _link(builder, page, f"{docname}/{split[index - 1].name}", split[index - 1].title)
            if index
            else None,
            "next": _link(builder, page, f"{docname}/{split[index + 1].name}", split[index + 1].title)
            if index + 1 < len(split)
            else None,
            "meta": {},
            "toctree": navigation,
        }
        yield page, context, "page.html"
        if builder._app._warncount == warnings:
            note(builder, page, [f"{page}{builder.out_suffix}"], *inputs)


def _link(builder: StandaloneHTMLBuilder, page: str, other: str, title: str) -> dict[str, str]:
    return {"link": builder.get_relative_uri(page, other), "title": title}


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
