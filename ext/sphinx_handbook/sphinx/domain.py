"""The domain: what pages mention and where passages stand. Its tables are keyed by docname."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple, cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from sphinx_handbook.authority import Person, Work
from sphinx_handbook.dates import Date, in_words

from .indices import PersonIndex, WorkIndex
from .roles import (
    DateRole,
    EmendedHereRole,
    GapRole,
    LocusRole,
    LostNoteRole,
    MentionRole,
    PageRole,
    WorkRole,
)

REGISTERED = ("person", "date", "work")
"""The types whose mentions registers collect."""


class Mention(NamedTuple):
    """A mention: its type, what it stands for, and where: the anchor of its block, and the block's address or page title."""

    type: str
    target: str
    docname: str
    anchor: str
    place: str
    detail: str = ""


class HandbookDomain(Domain):
    """People, dates, works and passages."""

    name = "hb"
    label = "Handbook"
    object_types: ClassVar[dict[str, ObjType]] = {
        "person": ObjType("person", "person"),
        "work": ObjType("work", "work"),
        "date": ObjType("date", "date"),
        "locus": ObjType("passage", "locus"),
    }
    roles: ClassVar[dict[str, Any]] = {
        "person": MentionRole(),
        "date": DateRole(),
        "work": WorkRole(),
        "locus": LocusRole(),
        "emended": MentionRole(),
        "emended-here": EmendedHereRole(),
        "page": PageRole(),
        "gap": GapRole(),
        "lost-note": LostNoteRole(),
    }
    indices: ClassVar[list[Any]] = [PersonIndex, WorkIndex]
    initial_data: ClassVar[dict[str, Any]] = {"mentions": {}, "loci": {}, "registers": {}, "entries": {}}
    data_version = 1
    dangling_warnings: ClassVar[dict[str, str]] = {
        "person": "no person %(target)r in corpus/authority/persons.toml",
        "work": "no work %(target)r in references.bib",
        "locus": "there is no passage %(target)s",
        "emended": "there is no emendation %(target)s",
    }

    # Set before reading; not part of the pickled environment.
    persons: Mapping[str, Person]
    works: Mapping[str, Work]

    def clear_doc(self, docname: str) -> None:
        for table in self.data.values():
            if isinstance(table, dict):
                table.pop(docname, None)

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        for name in self.initial_data:
            self.data[name].update({doc: otherdata[name][doc] for doc in docnames if doc in otherdata[name]})

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Note the page's passages and mentions."""
        metadata = env.metadata.get(docname, {})
        siglum, division = metadata.get("siglum", ""), metadata.get("division", "")
        loci = dict(_passages(document, siglum, division)) if siglum else dict(_front(document, docname))
        if loci:
            self.data["loci"][docname] = loci
        entries = {
            node["ids"][0]: node.astext()
            for node in document.findall(nodes.paragraph)
            if "apparatus-entry" in node["classes"]
        }
        if entries:
            self.data["entries"][docname] = entries
        anchors = {anchor: address for address, anchor in reversed(loci.items())}
        for xref in document.findall(pending_xref):
            if xref.get("refdomain") == self.name and xref["reftype"] == "date" and not xref["calendar"]:
                xref["calendar"] = metadata.get("calendar", "julian")
        mentions = [
            Mention(xref["reftype"], xref["reftarget"], docname, anchor, anchors.get(anchor, ""), _detail(xref))
            for xref in document.findall(pending_xref)
            if xref.get("refdomain") == self.name and xref["reftype"] in REGISTERED
            for anchor in [_place(xref, f"{siglum}-{division}-n")]
        ]
        if mentions:
            self.data["mentions"][docname] = mentions

    def mentions(self, type_: str) -> dict[str, list[Mention]]:
        """All mentions of one type by what they stand for, each in reading order."""
        found: dict[str, list[Mention]] = {}
        for docname in sorted(self.data["mentions"], key=self._reading_order):
            for mention in self.data["mentions"][docname]:
                if mention.type == type_:
                    found.setdefault(mention.target, []).append(Mention(*mention))
        return found

    def _reading_order(self, docname: str) -> tuple[Any, ...]:
        return tuple(int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", docname))

    def register_of(self, type_: str) -> str | None:
        """The page that holds the register of a type."""
        return min((doc for doc, types in self.data["registers"].items() if type_ in types), default=None)

    def note_register(self, docname: str, type_: str) -> None:
        self.data["registers"].setdefault(docname, []).append(type_)

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        place = self._find(fromdocname, typ, target, node)
        if place is None:
            # The passages of an edition whose text is not at hand cannot be reached: their addresses are plain text.
            absent = typ == "locus" and not self._has_text(target.partition(".")[0])
            return cast(nodes.reference, contnode) if absent else None
        docname, anchor, title = place
        numbers: list[str] = node.get("emendations", [])
        lemmas = [self._entry(number) for number in numbers]
        reference = make_refnode(
            builder, fromdocname, docname, anchor, contnode.children, "; ".join([title, *lemmas]) or None
        )
        reference["classes"] += [typ, *(["emended"] if lemmas else [])]
        return reference

    def _find(self, fromdocname: str, typ: str, target: str, node: pending_xref) -> tuple[str, str, str] | None:
        """Page, anchor and tooltip of what a role points to."""
        if typ == "locus":
            return next(((doc, loci[target], "") for doc, loci in self.data["loci"].items() if target in loci), None)
        if typ == "emended":
            doc = next((doc for doc, entries in self.data["entries"].items() if target in entries), None)
            return (doc, target, self._entry(target)) if doc else None
        register = self.register_of(typ)
        if register is None:
            return None
        if typ == "person" and target in self.persons:
            person = self.persons[target]
            return register, f"person-{target}", f"{person.name} ({person.life})" if person.life else person.name
        if typ == "work" and target in self.works:
            return register, f"work-{target}", self.works[target].short
        if typ == "date":
            date = Date(target, node["calendar"])
            return register, day_anchor(date), both_calendars(date)
        return None

    def _entry(self, number: str) -> str:
        """What the source has in the place of an emendation, and why it was emended."""
        shown = next((entries[number] for entries in self.data["entries"].values() if number in entries), "")
        return f"The source has: {shown.partition(' ] ')[2]}" if shown else ""

    def _has_text(self, siglum: str) -> bool:
        return any(address.startswith(f"{siglum}.") for loci in self.data["loci"].values() for address in loci)

    def resolve_any_xref(self, *args: Any) -> list[tuple[str, nodes.reference]]:
        return []

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        for docname, loci in self.data["loci"].items():
            for address, anchor in loci.items():
                yield address, address, "locus", docname, anchor, -1
        for type_, records in (("person", self.persons), ("work", self.works)):
            register = self.register_of(type_)
            if register:
                for key, record in records.items():
                    name = record.name if isinstance(record, Person) else record.short
                    yield key, name, type_, register, f"{type_}-{key}", 1


def _front(document: nodes.document, docname: str) -> Iterator[tuple[str, str]]:
    """The front page of an edition is where its siglum leads."""
    parts = docname.split("/")
    if len(parts) >= 2 and parts[-1] == "index":
        siglum = parts[-2]
        if any(siglum in node["ids"] for node in document.findall(nodes.section)):
            yield siglum, siglum


def _passages(document: nodes.document, siglum: str, division: str) -> Iterator[tuple[str, str]]:
    """Address and anchor of every passage of a division's page."""
    prefix = f"{siglum}-{division}"
    yield f"{siglum}.{division}", prefix
    yield f"{siglum}.{division}.0", prefix
    for node in document.findall(nodes.target):
        for anchor in (node.get("refid"), *node["ids"]):
            if anchor and anchor.startswith(prefix + "-"):
                yield f"{siglum}.{division}.{anchor[len(prefix) + 1 :]}", anchor


def _place(node: nodes.Node, note_prefix: str) -> str:
    """The anchor of the block or note that ``node`` stands in."""
    while node.parent is not None:
        node = node.parent
        if isinstance(node, nodes.footnote):
            named = note_prefix != "--n" and node["names"]
            return note_prefix + str(node["names"][0]) if named else str(node["ids"][0])
        if isinstance(node, nodes.Element) and node["ids"]:
            return str(node["ids"][0])
    return ""


def _detail(xref: pending_xref) -> str:
    return str(xref.get("locator") or xref.get("calendar") or "")


def day_anchor(date: Date) -> str:
    """The chronology's anchor for a date: its beginning."""
    return "date-" + beginning(date).edtf


def beginning(date: Date) -> Date:
    """Under what the chronology lists a date: the first day in the Gregorian calendar; a month or year as it is written."""
    first = date.edtf.partition("/")[0]
    return Date(date.gregorian.partition("/")[0], "gregorian") if date.weekday else Date(first)


def both_calendars(date: Date) -> str:
    """A date in words in both calendars: ``3 July 1917 Old Style, 16 July 1917 New Style``."""
    if date.julian == date.gregorian:
        return in_words(date.edtf)
    return f"{in_words(date.julian)} Old Style, {in_words(date.gregorian)} New Style"
