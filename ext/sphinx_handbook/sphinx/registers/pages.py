"""The pages of registers for which the project has no documents, on the website and in the ePub."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.docutils import new_document

from sphinx_handbook.sphinx.domain import HandbookDomain

from .directive import register
from .fill import ItemWriter, prose_in
from .items import Item
from .layout import Section


class Split(NamedTuple):
    """A register with pages of its own: the page of its directive, its name, and its sections, one a page, in order."""

    docname: str
    name: str
    sections: tuple[Section, ...]

    def page(self, section: Section) -> str:
        """The name of a section's page."""
        return f"{self.docname}/{section.name}"


class Written(NamedTuple):
    """A section's page: its name, its title, and what stands on it, as a document and as HTML."""

    page: str
    title: str
    document: nodes.document
    body: str


def splits(domain: HandbookDomain, sections_of: Callable[[str, Sequence[Item]], Sequence[Section]]) -> Iterator[Split]:
    """The registers of the book that ``sections_of`` their names and items says are several pages."""
    for name, type_ in domain.register_types().items():
        docname = domain.register_of(type_)
        sections = sections_of(name, domain.registers.items(name)) if docname and domain.registers else ()
        if docname and sections:
            yield Split(docname, name, tuple(sections))


def put_on_pages(domain: HandbookDomain, split: Split) -> None:
    """Tell the domain on which page each item of a register is."""
    for section in split.sections:
        for item in section.items:
            for each in (item, *item.parts):
                domain.pages[each.anchor] = split.page(section)


def write(
    builder: StandaloneHTMLBuilder,
    domain: HandbookDomain,
    split: Split,
    content: Callable[[ItemWriter, Section], Iterable[nodes.Node]],
) -> Iterator[Written]:
    """Every page of a register, with the ``content`` of its section under a heading."""
    env = domain.env
    above = env.titles[split.docname].astext()
    doctree = env.get_doctree(split.docname)
    prose = prose_in(next(node for node in doctree.findall(register) if node["name"] == split.name))
    for section in split.sections:
        page = split.page(section)
        title = section.title if section.alone else f"{above}: {section.title}"
        document = new_document(page, doctree.settings)
        written = content(ItemWriter(domain, builder, split.name, prose, page), section)
        document += nodes.section("", nodes.title("", title), *written, ids=[section.name])
        env.apply_post_transforms(document, page)
        yield Written(page, title, document, builder.render_partial(document[0])["fragment"])
