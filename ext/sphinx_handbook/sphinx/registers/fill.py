"""What stands where a register's directive stood: all its items, or an overview of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, cast

from docutils import nodes
from sphinx.builders import Builder
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

from sphinx_handbook.sphinx.domain import HandbookDomain
from sphinx_handbook.sphinx.html import is_website

from .directive import register
from .items import Item, Prose, Registers
from .layout import MANY, is_kind, passage_page, section_name
from .passages import addresses, divisions, folded
from .works import full_entry, places_of_work


class FillRegisters(SphinxPostTransform):
    """Replaces each register by its list, or by the overview of its pages."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        domain = cast(HandbookDomain, self.env.domains["hb"])
        if self.env.docname not in domain.data["registers"]:
            return
        for node in list(self.document.findall(register)):
            registers = domain.registers or Registers(domain)
            builder = self.env._app.builder
            items = registers.items(node["name"])
            write = ItemWriter(domain, builder, node["name"], prose_in(node), self.env.docname)
            if items and items[0].anchor in domain.pages:
                node.replace_self(list(overview(write, items)))
            elif items:
                node.replace_self([*letters(write, items), write.list_of(items)])
            else:
                node.replace_self([nodes.paragraph("", "No mention yet.")])


def prose_in(node: register) -> Prose:
    """The prose that the directive has read, by record."""
    found: dict[str, list[nodes.Node]] = {}
    for child in node.children:
        if isinstance(child, nodes.container):
            found.setdefault(child["record"], []).extend(child.children)
    return found


class ItemWriter:
    """Writes items of one register as nodes, on ``page``."""

    def __init__(self, domain: HandbookDomain, builder: Builder, name: str, prose: Prose, page: str) -> None:
        self.domain, self.builder, self.name, self.prose, self.page = domain, builder, name, prose, page

    def list_of(self, items: Sequence[Item]) -> nodes.definition_list:
        """Items with what is known and the addresses of their passages, as a definition list."""
        return nodes.definition_list("", *map(self._item, items), classes=["register", self.name])

    def _item(self, item: Item) -> nodes.definition_list_item:
        shown = [node.deepcopy() for node in item.title] or [nodes.Text(item.heading)]
        term = nodes.term("", "", *shown, ids=[item.anchor])
        definition = nodes.definition("", *self.known(item), *self.places(item))
        if not definition.children:
            definition += nodes.paragraph("", self._unmentioned(item), classes=["facts"])
        return nodes.definition_list_item("", term, definition)

    def known(self, item: Item) -> Iterator[nodes.Element]:
        """What is known of a record: facts, prose, what follows, and its parts."""
        yield from (fact.deepcopy() for fact in item.facts)
        yield from (cast(nodes.Element, node.deepcopy()) for node in self.prose.get(item.record, ()))
        yield from (fact.deepcopy() for fact in item.after)
        for part in item.parts:
            yield nodes.paragraph("", "", *self._part_title(part), classes=["event"])
            yield from self.known(part)

    def _part_title(self, part: Item) -> Iterator[nodes.Node]:
        yield nodes.target("", "", ids=[part.anchor])
        yield nodes.strong("", part.heading)
        if part.note:
            yield nodes.Text(f", {part.note}")

    def places(self, item: Item) -> Iterator[nodes.Element]:
        """The passages. In print the indices name their pages, so only works and days have them."""
        if self.name == "works":
            if not item.mentions and not item.after:
                yield nodes.paragraph("", self._unmentioned(item), classes=["facts"])
            places = places_of_work(self.domain.env, self.builder, self.page, item.mentions)
            yield from folded(self.domain.env, self.builder, item.mentions, places)
            if self.builder.name != "typst":  # in print the bibliography is as near as the link
                yield from full_entry(self.domain.env, self.builder, self.page, item.record)
        elif self.builder.name != "typst" or self.name == "dates":
            yield from self._passages(item)

    def _passages(self, item: Item) -> Iterator[nodes.Element]:
        if not is_kind(self.name) or item.often <= MANY:
            lists = addresses(self.domain.env, self.builder, self.page, item.mentions)
            yield from folded(self.domain.env, self.builder, item.mentions, lists)
        elif is_website(self.builder):
            page = f"{self.page}/{passage_page(item.section)}"
            link = make_refnode(self.builder, self.page, page, item.anchor, nodes.Text(f"In {item.often} passages"))
            yield nodes.paragraph("", "", link, classes=["mentions"])
        else:
            yield from divisions(self.domain.env, self.builder, self.page, item.mentions)

    def _unmentioned(self, item: Item) -> str:
        if item.mentions:
            return f"In {item.often} passages."
        return "No text at hand cites it." if self.name == "works" else "No passage at hand leads here."


LONG = 60
"""From so many items on, a list on the website begins with links to its letters."""


def letters(write: ItemWriter, items: Sequence[Item]) -> Iterator[nodes.paragraph]:
    """A line of links to the first item of each letter, where the list is long and its items have letters."""
    first = {item.section: item.anchor for item in reversed(items) if item.section}
    if is_website(write.builder) and len(items) >= LONG and len(first) > 1:
        links = [nodes.reference("", letter, internal=True, refid=anchor) for letter, anchor in reversed(first.items())]
        line = nodes.paragraph("", "", classes=["letters"])
        for link in links:
            line += [link, nodes.Text(" ")]
        yield line


def overview(write: ItemWriter, items: Sequence[Item]) -> Iterator[nodes.Element]:
    """Every item of a long register in a line, under the section it belongs to."""
    for title, group in groupby(items, key=lambda item: item.section):
        members = list(group)
        yield nodes.rubric("", "", *_linked(write, members[0].anchor, title, to_page=True), classes=["section"])
        rows = [row for item in members for row in _rows(write, item)]
        if rows:
            yield nodes.bullet_list("", *rows, classes=["overview", write.name])


def _rows(write: ItemWriter, item: Item) -> Iterator[nodes.list_item]:
    """An item's lines in the overview: of a date, one an event; of all else, the item itself with its note."""
    if write.name == "dates":
        for part in item.parts:
            line = nodes.paragraph("", "", *_linked(write, part.anchor, part.heading))
            line += [nodes.Text(" "), nodes.inline("", part.note or item.note, classes=["note"])]
            yield nodes.list_item("", line)
        return
    line = nodes.paragraph("", "", *_linked(write, item.anchor, item.heading))
    often = str(item.often) if item.mentions else ""
    line += (
        [nodes.Text(" "), nodes.inline("", item.note, classes=["note"]), nodes.Text(" ")]
        if item.note
        else nodes.Text(" ")
    )
    line += nodes.inline("", often, classes=["count"]) if often else nodes.Text("")
    yield nodes.list_item("", line, ids=[item.anchor])


def _linked(write: ItemWriter, anchor: str, words: str, *, to_page: bool = False) -> Iterator[nodes.reference]:
    page = write.domain.pages[anchor]
    if to_page and write.name == "persons":
        page = f"{page.rpartition('/')[0]}/{section_name(words, write.name)}"
    target = "" if to_page else anchor
    yield make_refnode(write.builder, write.page, page, target, nodes.Text(words))
