"""The domain: what pages mention and where passages stand. Its tables are keyed by docname."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.builders import Builder
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from sphinx_handbook.authority import Authority, Person
from sphinx_handbook.commentary import Comment
from sphinx_handbook.dates import Calendar, Date, both_calendars
from sphinx_handbook.edition import EditionData

from .cards import date_key, opening, other_style
from .citing import Step
from .html import is_website
from .indices import PersonIndex, WorkIndex, index_of
from .log import warn
from .mentions import Mention, block_order, later_mentions, mentions_on, place_of, words_of
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
    _shown: dict[str, Person] | None
    _order: dict[str, int]
    _positions: dict[str, dict[str, float]]
    _passages: dict[str, tuple[str, str]]

    def know(self, authority: Authority) -> None:
        """Take the authority files over: each kind has a role and an index of its own."""
        self.authority = authority
        self.editions, self.listed = {}, {}
        self.pages, self.registers, self.asked = {}, None, False
        self._shown, self._order, self._positions, self._passages = None, {}, {}, {}
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
        """Note the page's passages and mentions."""
        metadata = env.metadata.get(docname, {})
        siglum, division = metadata.get("siglum", ""), metadata.get("division", "")
        loci = dict(_passages(document, siglum, division)) if siglum else dict(_front(document, docname))
        if loci:
            self.data["loci"][docname] = loci
            self.data["openings"][docname] = dict(_openings(document, loci))
        entries = {
            node["ids"][0]: node.astext()
            for node in document.findall(nodes.paragraph)
            if "apparatus-entry" in node["classes"]
        }
        if entries:
            self.data["entries"][docname] = entries
        parallels = [
            (xref["reftarget"], place_of(xref, f"{siglum}-{division}-n")) for xref in _of_type(document, "parallel")
        ]
        if parallels:
            self.data["parallels"][docname] = parallels
        pages = [page for kind, page in steps(document, siglum, loci) if kind == "page"]
        if pages:
            self.data["pages"][docname] = pages[-1]
        pointed = sorted({xref["reftarget"] for xref in _of_type(document, "locus")})
        if pointed:
            self.data["pointed"][docname] = pointed
        anchors = {anchor: address for address, anchor in reversed(loci.items())}
        for xref in _of_type(document, "date"):
            xref["calendar"] = xref["calendar"] or metadata.get("calendar", "julian")
        if docname in self.data["registers"]:
            dates = {(each["reftarget"], each["calendar"]) for each in _of_type(document, "date")}
            self.data["dates"][docname] = sorted(dates)
            return
        mentions = [
            *mentions_on(document, docname, self.registered, anchors, f"{siglum}-{division}-n"),
            *later_mentions(metadata.get("later", ""), docname, loci, f"{siglum}.{division}"),
        ]
        if mentions:
            self.data["mentions"][docname] = mentions

    def mentions(self, type_: str) -> dict[str, list[Mention]]:
        """All mentions of one type by what they stand for, each in reading order."""
        self.asked = True
        found: dict[str, list[Mention]] = {}
        for docname in sorted(self.data["mentions"], key=self.reading_order):
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

    def reading_order(self, docname: str) -> tuple[Any, ...]:
        """A key that sorts pages as the contents have them; those that are in no contents come last, by name."""
        if not self._order:
            self._order = {
                doc: number for number, doc in enumerate(_in_contents(self.env, self.env.config.root_doc, set()))
            }
        natural = tuple(int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", docname))
        return (self._order.get(docname, len(self._order)), *natural)

    def in_order(self, mention: Mention) -> tuple[Any, ...]:
        """A key that sorts mentions in reading order: pages, and on a page its blocks before its notes."""
        return (*self.reading_order(mention.docname), "", *block_order(mention.place.rpartition(".")[2]))

    def position(self, address: str) -> float:
        """Where in its edition a passage stands, as a share of all its passages: 0 at the beginning, 1 at the end."""
        siglum = address.partition(".")[0]
        if siglum not in self._positions:
            pages = [doc for doc, loci in self.data["loci"].items() if next(iter(loci)).startswith(f"{siglum}.")]
            found = [place for doc in sorted(pages, key=self.reading_order) for place in self.data["loci"][doc]]
            self._positions[siglum] = {place: number / len(found) for number, place in enumerate(found)}
        return self._positions[siglum].get(address, 0.0)

    def editions_of_works(self) -> dict[str, str]:
        """The sigla of the works that are editions of the handbook, by key."""
        fronts = {doc: siglum for doc, loci in self.data["loci"].items() for siglum in loci if "." not in siglum}
        works = {siglum: self.env.metadata.get(doc, {}).get("work", "") for doc, siglum in fronts.items()}
        return {work: siglum for siglum, work in works.items() if work}

    def parallels_with(self, siglum: str) -> list[tuple[str, str]]:
        """The passages of other editions that have words of ``siglum``, each with the passage of ``siglum``."""
        found = []
        for docname in sorted(self.data["parallels"], key=self.reading_order):
            address = {anchor: address for address, anchor in self.data["loci"].get(docname, {}).items()}
            for target, anchor in self.data["parallels"][docname]:
                if target.partition(".")[0] == siglum and anchor in address:
                    found.append((address[anchor], target))
        return list(dict.fromkeys(found))

    def title_of(self, siglum: str) -> str:
        """The title of an edition."""
        return self.env.titles[self.front_of(siglum)].astext()

    def pointed_at(self) -> list[tuple[str, str, str]]:
        """Address, page and anchor of each passage to which a page of ours or another edition points."""
        wanted = {address for addresses in self.data["pointed"].values() for address in addresses}
        for docname, parallels in self.data["parallels"].items():
            anchors = {anchor for _, anchor in parallels}
            wanted.update(target for target, _ in parallels)
            wanted.update(
                address for address, anchor in self.data["loci"].get(docname, {}).items() if anchor in anchors
            )
        return [
            (address, docname, anchor)
            for docname, loci in sorted(self.data["loci"].items())
            for address, anchor in loci.items()
            if address in wanted
        ]

    def page_before(self, docname: str) -> str:
        """The page of the source on which the text before a division ends, or nothing."""
        siglum = self.env.metadata[docname].get("siglum", "")
        before = [each for each in self.divisions_of(siglum) if self.reading_order(each) < self.reading_order(docname)]
        return next((self.data["pages"][each] for each in reversed(before) if each in self.data["pages"]), "")

    def divisions_of(self, siglum: str) -> list[str]:
        """The pages of an edition's divisions, in order."""
        pages = [doc for doc, data in self.env.metadata.items() if siglum and data.get("siglum") == siglum]
        return sorted(pages, key=self.reading_order)

    def register_of(self, type_: str) -> str | None:
        """The page that holds the register of a type."""
        return min((doc for doc, types in self.data["registers"].items() if type_ in types), default=None)

    def note_comment(self, docname: str, comment: Comment) -> str:
        """Keep a comment of a page; returns its anchor, which is named after its first passage."""
        known: list[tuple[str, Comment]] = self.data["comments"].setdefault(docname, [])
        anchor = f"on-{comment.passages[0].first.anchor}"
        number = sum(each.passages[0].first == comment.passages[0].first for _, each in known) + 1
        known.append((f"{anchor}--{number}" if number > 1 else anchor, comment))
        return known[-1][0]

    def note_commentary_list(self, docname: str) -> None:
        self.data["comment_lists"][docname] = True

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
            return None
        docname, anchor, title = place
        numbers: list[str] = node.get("emendations", [])
        lemmas = [self._entry(number) for number in numbers]
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

    def leads_nowhere(self, typ: str, target: str) -> bool:
        """Whether a role that nothing resolves is plain text, and no mistake.

        The passages of an edition whose text is not at hand cannot be reached, and a day need not be in a chronology. Where there is
        no register nothing can be reached; but a project without records of its own names those of another, which must be there.
        """
        absent = typ in ("locus", "parallel") and not self._has_text(target.partition(".")[0])
        unregistered = typ in self.registered and self.register_of(typ) is None
        return absent or (unregistered and (typ == "date" or self.authority != Authority()))

    def _find(self, fromdocname: str, typ: str, target: str, node: pending_xref) -> tuple[str, str, str] | None:
        """Page, anchor and tooltip of what a role points to."""
        if typ in ("locus", "parallel"):
            title = f"The same words in {target}" if typ == "parallel" else ""
            place = self._passage(target)
            return (*place, title) if place else None
        if typ == "emended":
            doc = next((doc for doc, entries in self.data["entries"].items() if target in entries), None)
            return (doc, target, self._entry(target)) if doc else None
        register = self.register_of(typ)
        if register is None:
            return None
        anchor, title = self._entry_of(typ, target, node)
        return (self.pages.get(anchor, register), anchor, title) if anchor else None

    def _passage(self, address: str) -> tuple[str, str] | None:
        """Page and anchor of a passage; asked when every page has been read."""
        if not self._passages:
            for docname, loci in self.data["loci"].items():
                for each, anchor in loci.items():
                    self._passages.setdefault(each, (docname, anchor))
        return self._passages.get(address)

    def _entry_of(self, typ: str, target: str, node: pending_xref) -> tuple[str, str]:
        """Anchor and tooltip of a register's entry, or nothing."""
        if typ == "date":
            date = Date(target, node["calendar"])
            return day_anchor(date), both_calendars(date)
        if typ == "person" and target in self.authority.persons:
            person = self.authority.persons[target]
            return f"person-{target}", f"{person.name} ({person.life})" if person.life else person.name
        if typ == "work" and target in self.authority.works:
            return f"work-{target}", self.authority.works[target].short
        kind = self.authority.by_role.get(typ)
        if kind and target in kind.entries:
            return f"{typ}-{target}", kind.entries[target].name
        return "", ""

    def _entry(self, number: str) -> str:
        """What the source has in the place of an emendation, and why it was emended."""
        shown = next((entries[number] for entries in self.data["entries"].values() if number in entries), "")
        return f"The source has: {shown.partition(' ] ')[2]}" if shown else ""

    def front_of(self, siglum: str) -> str:
        """The front page of an edition, or nothing."""
        return next((doc for doc, loci in self.data["loci"].items() if siglum in loci), "")

    def _has_text(self, siglum: str) -> bool:
        return any(address.startswith(f"{siglum}.") for loci in self.data["loci"].values() for address in loci)

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
            place = self._find(fromdocname, typ, target, node)
            if place is not None:
                docname, anchor, title = place
                shown = contnode.children if node.get("refexplicit") else nodes.inline("", title or target)
                found.append((f"{self.name}:{typ}", make_refnode(builder, fromdocname, docname, anchor, shown)))
        return found

    def get_full_qualified_name(self, node: nodes.Element) -> str | None:
        """The name of a date in inventories: the anchor of its day, since a day alone says nothing without its calendar."""
        if node["reftype"] == "date":
            return day_anchor(Date(node["reftarget"], node["calendar"]))
        return None

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """What other projects can lead to by name; days are named by their anchors, such as ``date-1917-07-16``."""
        for docname, loci in self.data["loci"].items():
            for address, anchor in loci.items():
                yield address, address, "locus", docname, anchor, -1
        chronology = self.register_of("date")
        if chronology:
            days = {day_anchor(date): both_calendars(beginning(date)) for date in self.dates_shown()}
            for anchor, title in days.items():
                yield anchor, title, "date", self.pages.get(anchor, chronology), anchor, -1
            for event in self.authority.events.values():
                anchor = f"event-{event.id}"
                yield event.id, event.title, "event", self.pages.get(anchor, chronology), anchor, -1
        named = [("person", key, person.name) for key, person in self.persons_shown().items()]
        named += [("work", key, work.short) for key, work in self.authority.works.items()]
        for kind in self.authority.kinds.values():
            named += [(kind.role, key, entry.name) for key, entry in kind.entries.items()]
        for type_, key, name in named:
            register = self.register_of(type_)
            if register:
                anchor = f"{type_}-{key}"
                yield key, name, type_, self.pages.get(anchor, register), anchor, 1


def _in_contents(env: BuildEnvironment, docname: str, seen: set[str]) -> Iterator[str]:
    """``docname`` and the pages that its contents name, and so on."""
    if docname not in seen:
        seen.add(docname)
        yield docname
        for child in env.toctree_includes.get(docname, ()):
            yield from _in_contents(env, child, seen)


def _front(document: nodes.document, docname: str) -> Iterator[tuple[str, str]]:
    """The front page of an edition is where its siglum leads."""
    parts = docname.split("/")
    if len(parts) >= 2 and parts[-1] == "index":
        siglum = parts[-2]
        if any(siglum in node["ids"] for node in document.findall(nodes.section)):
            yield siglum, siglum


def _of_type(document: nodes.document, type_: str) -> Iterator[pending_xref]:
    """The references of one type of the handbook's own."""
    for xref in document.findall(pending_xref):
        if xref.get("refdomain") == HandbookDomain.name and xref["reftype"] == type_:
            yield xref


def _passages(document: nodes.document, siglum: str, division: str) -> Iterator[tuple[str, str]]:
    """Address and anchor of every passage of a division's page."""
    prefix = f"{siglum}-{division}"
    yield f"{siglum}.{division}", prefix
    yield f"{siglum}.{division}.0", prefix
    for node in document.findall(nodes.target):
        for anchor in (node.get("refid"), *node["ids"]):
            if anchor and anchor.startswith(prefix + "-"):
                yield f"{siglum}.{division}.{anchor[len(prefix) + 1 :]}", anchor


def steps(document: nodes.document, siglum: str, loci: Mapping[str, str]) -> Iterator[Step]:
    """The blocks of a page, its words, and where among them pages of the source begin; notes are left out."""
    anchors = set(loci.values())
    pages = f"{siglum}-p"
    for node in document.findall():
        if isinstance(node, nodes.Text):
            if not _in_note(node):
                yield "words", str(node)
        elif isinstance(node, nodes.target) and node["ids"] and re.fullmatch(rf"{pages}\d+", node["ids"][0]):
            yield "page", node["ids"][0].removeprefix(pages)
        elif isinstance(node, nodes.Element) and not isinstance(node, nodes.footnote):
            anchor = next((each for each in node["ids"] if each in anchors), "")
            if anchor and not isinstance(node, nodes.target):
                yield "block", anchor


def _in_note(node: nodes.Node) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, nodes.footnote):
            return True
    return False


def _openings(document: nodes.document, loci: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Anchor and first words of every passage of a page."""
    for anchor in dict.fromkeys(loci.values()):
        block = block_at(document, anchor)
        if block is not None:
            yield anchor, opening(words_of(block))


def block_at(document: nodes.document, anchor: str) -> nodes.Element | None:
    """The block with the anchor: a paragraph, the title of a section, a note."""
    node: nodes.Node | None = document.ids.get(anchor)
    if isinstance(node, nodes.target):
        node = node.next_node(descend=False, siblings=True)
    if isinstance(node, nodes.section):
        node = node[node.first_child_matching_class(nodes.title) or 0]
    return node if isinstance(node, nodes.Element) else None


def day_anchor(date: Date) -> str:
    """The chronology's anchor for a date: its beginning."""
    return "date-" + beginning(date).edtf


def beginning(date: Date) -> Date:
    """Under what the chronology lists a date: the first day in the Gregorian calendar; a month or year as it is written."""
    first = date.edtf.partition("/")[0]
    return Date(date.gregorian.partition("/")[0], "gregorian") if date.weekday else Date(first)
