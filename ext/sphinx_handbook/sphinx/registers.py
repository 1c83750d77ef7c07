"""Registers: the directive ``{register} persons`` and what it becomes when every page has been read."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, ClassVar, cast

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from sphinx_handbook.authority import Person
from sphinx_handbook.dates import Calendar, Date

from .domain import HandbookDomain, Mention, beginning, both_calendars, day_anchor
from .indices import collation
from .log import warn

KINDS = {"persons": "person", "dates": "date", "works": "work"}


class register(nodes.General, nodes.Element):
    """The place of a register; replaced before any writer sees it."""


class RegisterDirective(SphinxDirective):
    """``{register} persons`` (or ``dates``, ``works``): everything of a kind, with the passages that mention it."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        kind = self.arguments[0]
        if kind not in KINDS:
            warn(
                f"there is no register of {kind!r}; the registers are {', '.join(KINDS)}",
                self.get_location(),
                "register",
            )
            return []
        domain = cast(HandbookDomain, self.env.domains["hb"])
        domain.note_register(self.env.current_document.docname, KINDS[kind])
        node = register(kind=KINDS[kind])
        self.set_source_info(node)
        return [node]


class FillRegisters(SphinxPostTransform):
    """Replaces each register by a definition list: a term with an anchor, who or what it is, and its passages."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        for node in list(self.document.findall(register)):
            rows = list(_ROWS[node["kind"]](cast(HandbookDomain, self.env.domains["hb"])))
            items = [self._item(node["kind"], *row) for row in rows]
            node.replace_self(
                [nodes.definition_list("", *items, classes=["register", node["kind"]])]
                if items
                else [nodes.paragraph("", "No mention yet.")]
            )

    def _item(
        self, kind: str, anchor: str, heading: str, about: str, mentions: list[Mention]
    ) -> nodes.definition_list_item:
        term = nodes.term("", heading, ids=[anchor])
        definition = nodes.definition()
        if about:
            definition += nodes.paragraph("", about)
        for siglum, group in groupby(
            _once(mentions), key=lambda mention: mention.place.partition(".")[0] or self._title(mention.docname)
        ):
            passages = list(group)
            paragraph = nodes.paragraph("", "", nodes.emphasis("", siglum), nodes.Text(" "), classes=["mentions"])
            for number, mention in enumerate(passages):
                paragraph += nodes.Text(", ") if number else nodes.Text("")
                paragraph += self._link(mention, siglum)
            definition += paragraph
        return nodes.definition_list_item("", term, definition)

    def _link(self, mention: Mention, siglum: str) -> nodes.reference:
        shown = mention.place.removeprefix(siglum + ".") or "here"
        if mention.detail and mention.type == "work":
            shown += f" ({mention.detail})"
        return make_refnode(self.env._app.builder, self.env.docname, mention.docname, mention.anchor, nodes.Text(shown))

    def _title(self, docname: str) -> str:
        title = self.env.titles.get(docname)
        return title.astext() if title else posixpath.basename(docname)


Row = tuple[str, str, str, list[Mention]]


def _once(mentions: Iterable[Mention]) -> list[Mention]:
    return list({(mention.docname, mention.anchor, mention.detail): mention for mention in mentions}.values())


def _person_rows(domain: HandbookDomain) -> Iterator[Row]:
    mentions = domain.mentions("person")
    for person in sorted(domain.persons.values(), key=lambda person: collation(person.sort)):
        yield (
            f"person-{person.id}",
            _person_heading(person),
            " ".join(filter(None, (person.about, _office(person)))),
            mentions.get(person.id, []),
        )


def _person_heading(person: Person) -> str:
    return f"{person.sort} ({person.life})" if person.life else person.sort


def _office(person: Person) -> str:
    return f"In 1917: {person.in_1917.rstrip('.')}." if person.in_1917 else ""


def _work_rows(domain: HandbookDomain) -> Iterator[Row]:
    mentions = domain.mentions("work")
    for work in sorted(domain.works.values(), key=lambda work: collation(work.short)):
        yield f"work-{work.key}", work.short, "", mentions.get(work.key, [])


def _date_rows(domain: HandbookDomain) -> Iterator[Row]:
    days: dict[str, tuple[str, list[Mention]]] = {}
    for target, mentions in domain.mentions("date").items():
        for mention in mentions:
            date = Date(target, cast(Calendar, mention.detail))
            days.setdefault(day_anchor(date), (both_calendars(beginning(date)), []))[1].append(mention)
    for anchor, (heading, mentions) in sorted(days.items()):
        yield anchor, heading, "", sorted(mentions, key=lambda mention: domain._reading_order(mention.docname))


_ROWS = {"person": _person_rows, "work": _work_rows, "date": _date_rows}
