"""The domain: what Sphinx asks of it, its tables, which are keyed by docname, and who is mentioned in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from sphinx_handbook.authority import Authority, Person
from sphinx_handbook.dates import Calendar, Date
from sphinx_handbook.edition import EditionData

from .cards import date_key, other_style
from .collecting import collected
from .html import is_website
from .indices import PersonIndex, WorkIndex, index_of
from .log import warn
from .mentions import Mention, references
from .places import Places
from .roles import (
    DateRole,
    EmendedHereRole,
    GapRole,
    LocusRole,
    LostNoteRole,
    MentionRole,
    PageRole,
    ParallelRole,
    WorkRole,
)
from .targets import day_anchor, lemma_of, objects, target_of

if TYPE_CHECKING:
    from .commentary.settle import Listed
    from .registers.items import Registers


class HandbookDomain(Domain):
    """People, dates, works and passages."""

    name = "hb"
    label = "Handbook"
    object_types: ClassVar[dict[str, ObjType]] = {
        "person": ObjType("person", "person"),
        "work": ObjType("work", "work"),
        "date": ObjType("date", "date"),
        "event": ObjType("event"),
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
        "parallel": ParallelRole(),
    }
    indices: ClassVar[list[Any]] = [PersonIndex, WorkIndex]
    initial_data: ClassVar[dict[str, Any]] = {
        "mentions": {},
        "loci": {},
        "registers": {},
        "entries": {},
        "parallels": {},
        "dates": {},
        "openings": {},
        "pointed": {},
        "pages": {},
        "comments": {},
        "comment_lists": {},
        "quoted": {},
        "marks": {},
        "reached": {},
    }
    data_version = 5
    dangling_warnings: ClassVar[dict[str, str]] = {
        "person": "no person %(target)r in corpus/authority/persons.toml",
        "work": "no work %(target)r in references.bib",
        "locus": "there is no passage %(target)s",
        "parallel": "there is no passage %(target)s",
        "emended": "there is no emendation %(target)s",
    }

    # Set before reading; not part of the pickled environment.
    authority: Authority
    editions: Mapping[str, EditionData]
    """What the editors say of each edition; only the website asks."""
    pages: dict[str, str]
    """The page of each entry, by anchor, where a register is more than one page."""
    listed: dict[str, list[Listed]]
    """The comments on each edition in the order of its text, once every page has been read."""
    registers: Registers | None
    """What the registers say, once every page has been read."""
    asked: bool
    """Whether anyone has asked for mentions since this was last set to False."""
    places: Places
    """Where passages stand, and the order of pages, once every page has been read."""
    _shown: dict[str, Person] | None

    def know(self, authority: Authority) -> None:
        """Take the authority files over: each kind has a role and an index of its own."""
        self.authority = authority
        self.editions, self.listed = {}, {}
        self.pages, self.registers, self.asked = {}, None, False
        self.places = Places(self.env, self.data)
        self._shown = None
        # Sphinx declares these for classes, and reads them from the instance.
        own: Any = self
        own.roles = {**type(self).roles, **{kind.role: MentionRole() for kind in authority.kinds.values()}}
        own.indices = [*type(self).indices, *map(index_of, authority.kinds.values())]
        own.dangling_warnings = dict(type(self).dangling_warnings)
        self._role_cache.clear()
        for kind in authority.kinds.values():
            self.add_object_type(kind.role, ObjType(kind.role, kind.role))
            self.dangling_warnings[kind.role] = f"no {kind.role} %(target)r in corpus/authority/{kind.id}.toml"

    def borrow(self, role: str) -> None:
        """Take over the role of a kind that only another project has."""
        cast(Any, self).roles[role] = MentionRole()
        self.add_object_type(role, ObjType(role, role))

    @property
    def registered(self) -> frozenset[str]:
        """The types whose mentions registers collect."""
        return frozenset(("person", "date", "work", *self.authority.by_role))

    def register_types(self) -> dict[str, str]:
        """The type of mention that each register collects, by the name of the register."""
        return {"persons": "person", "dates": "date", "works": "work"} | {
            kind.id: kind.role for kind in self.authority.kinds.values()
        }

    def clear_doc(self, docname: str) -> None:
        for table in self.data.values():
            if isinstance(table, dict):
                table.pop(docname, None)

    def merge_domaindata(self, docnames: Iterable[str], otherdata: dict[str, Any]) -> None:
        for name in self.initial_data:
            self.data[name].update({doc: otherdata[name][doc] for doc in docnames if doc in otherdata[name]})

    def process_doc(self, env: BuildEnvironment, docname: str, document: nodes.document) -> None:
        """Note the page's passages and mentions; its dates without a calendar are in that of the page."""
        metadata = env.metadata.get(docname, {})
        for xref in references(document, "date"):
            xref["calendar"] = xref["calendar"] or metadata.get("calendar", "julian")
        is_register = docname in self.data["registers"]
        entries = collected(document, docname, metadata, self.registered, is_register=is_register)
        for table, entry in entries.items():
            self.data[table][docname] = entry

    def mentions(self, type_: str) -> dict[str, list[Mention]]:
        """All mentions of one type by what they stand for, each in reading order."""
        self.asked = True
        found: dict[str, list[Mention]] = {}
        for docname in sorted(self.data["mentions"], key=self.places.reading_order):
            for mention in self.data["mentions"][docname]:
                if mention.type == type_:
                    found.setdefault(mention.target, []).append(Mention(*mention))
        return found

    def dates_named(self) -> Iterator[Date]:
        """The dates that the reference part itself names."""
        for dates in self.data["dates"].values():
            yield from (Date(target, calendar) for target, calendar in dates)

    def dates_shown(self) -> list[Date]:
        """Every date that a text, the reference part or an event names, in order."""
        mentioned = (
            Date(target, cast(Calendar, each.detail))
            for target, mentions in self.mentions("date").items()
            for each in mentions
        )
        events = (event.when for event in self.authority.events.values())
        dates = {*mentioned, *self.dates_named(), *events}
        return sorted(dates, key=lambda date: (date.edtf, date.calendar or ""))

    def persons_shown(self) -> dict[str, Person]:
        """The persons whom a page or the reference part names; the authority file knows more, so as to recognise them."""
        self.asked = True
        if self._shown is None:
            named = self.authority.persons_named() | self.mentions("person").keys()
            self._shown = {key: person for key, person in self.authority.persons.items() if key in named}
        return self._shown

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
        found = target_of(self, typ, target, node)
        if found is None:
            return None
        docname, anchor, title = found
        numbers: list[str] = node.get("emendations", [])
        lemmas = [lemma_of(self, number) for number in numbers]
        shown = contnode.children if contnode.astext() else nodes.Text(title)
        tooltip = "; ".join([title, *lemmas])
        says_more = tooltip != (contnode.astext() or title)
        reference = make_refnode(builder, fromdocname, docname, anchor, shown, tooltip if says_more else None)
        reference["classes"] += [typ, *(["emended"] if lemmas else [])]
        if typ == "date" and is_website(builder):
            date = Date(target, node["calendar"])
            reference["card"], reference["other"] = date_key(date), other_style(date, contnode.astext())
        if builder.format == "typst" and typ in self.registered and fromdocname not in self.data["registers"]:
            reference["classes"].append("mention")
        return reference

    def check_consistency(self) -> None:
        """Warn once of each type that is mentioned and has no register, so that its mentions lead nowhere.

        A project without authority files of its own has no registers: its mentions lead to those of another project.
        """
        if self.authority == Authority():
            return
        for name, type_ in self.register_types().items():
            if self.register_of(type_) is None and (mentions := self.mentions(type_)):
                first = next(iter(mentions.values()))[0].docname
                message = f"no page has the register of {name}; write one with the directive {{register}} {name}"
                warn(message, first, "register")

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """What ``{any}`trotsky.43.17` `` may mean; not dates, which need a calendar."""
        found = []
        for typ in ("locus", *self.authority.targets()):
            if place := target_of(self, typ, target, node):
                shown = contnode.children if node.get("refexplicit") else nodes.inline("", place.title or target)
                link = make_refnode(builder, fromdocname, place.docname, place.anchor, shown)
                found.append((f"{self.name}:{typ}", link))
        return found

    def get_full_qualified_name(self, node: nodes.Element) -> str | None:
        """The name of a date in inventories: the anchor of its day, since a day alone says nothing without its calendar."""
        if node["reftype"] == "date":
            return day_anchor(Date(node["reftarget"], node["calendar"]))
        return None

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        return objects(self)
