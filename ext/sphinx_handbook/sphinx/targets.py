"""What roles and other projects can lead to: passages, emendations, and the entries of registers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from sphinx.addnodes import pending_xref

from sphinx_handbook.dates import Date, both_calendars

if TYPE_CHECKING:
    from .domain import HandbookDomain


class Target(NamedTuple):
    """Where a role leads: page, anchor, and the tooltip that says what is there."""

    docname: str
    anchor: str
    title: str


def target_of(domain: HandbookDomain, type_: str, name: str, node: pending_xref) -> Target | None:
    """What a role of a type points to by ``name``; ``node`` has the calendar of a date."""
    if type_ in ("locus", "parallel"):
        place = domain.places.passage(name)
        return Target(*place, f"The same words in {name}" if type_ == "parallel" else "") if place else None
    if type_ == "emended":
        doc = next((doc for doc, entries in domain.data["entries"].items() if name in entries), None)
        return Target(doc, name, lemma_of(domain, name)) if doc else None
    register = domain.register_of(type_)
    if register is None:
        return None
    anchor, title = _entry(domain, type_, name, node)
    return Target(domain.pages.get(anchor, register), anchor, title) if anchor else None


def _entry(domain: HandbookDomain, type_: str, name: str, node: pending_xref) -> tuple[str, str]:
    """Anchor and tooltip of a register's entry, or nothing."""
    authority = domain.authority
    if type_ == "date":
        date = Date(name, node["calendar"])
        return day_anchor(date), both_calendars(date)
    if type_ == "person" and name in authority.persons:
        person = authority.persons[name]
        return f"person-{name}", f"{person.name} ({person.life})" if person.life else person.name
    if type_ == "work" and name in authority.works:
        return f"work-{name}", authority.works[name].short
    kind = authority.by_role.get(type_)
    if kind and name in kind.entries:
        return f"{type_}-{name}", kind.entries[name].name
    return "", ""


def lemma_of(domain: HandbookDomain, number: str) -> str:
    """What the source has in the place of an emendation, and why it was emended."""
    shown = next((entries[number] for entries in domain.data["entries"].values() if number in entries), "")
    return f"The source has: {shown.partition(' ] ')[2]}" if shown else ""


def objects(domain: HandbookDomain) -> Iterator[tuple[str, str, str, str, str, int]]:
    """What other projects can lead to by name; days are named by their anchors, such as ``date-1917-07-16``."""
    for docname, loci in domain.data["loci"].items():
        for address, anchor in loci.items():
            yield address, address, "locus", docname, anchor, -1
    chronology = domain.register_of("date")
    if chronology:
        days = {day_anchor(date): both_calendars(beginning(date)) for date in domain.dates_shown()}
        for anchor, title in days.items():
            yield anchor, title, "date", domain.pages.get(anchor, chronology), anchor, -1
        for event in domain.authority.events.values():
            anchor = f"event-{event.id}"
            yield event.id, event.title, "event", domain.pages.get(anchor, chronology), anchor, -1
    named = [("person", key, person.name) for key, person in domain.persons_shown().items()]
    named += [("work", key, work.short) for key, work in domain.authority.works.items()]
    for kind in domain.authority.kinds.values():
        named += [(kind.role, key, entry.name) for key, entry in kind.entries.items()]
    for type_, key, name in named:
        register = domain.register_of(type_)
        if register:
            anchor = f"{type_}-{key}"
            yield key, name, type_, domain.pages.get(anchor, register), anchor, 1


def day_anchor(date: Date) -> str:
    """The chronology's anchor for a date: its beginning."""
    return "date-" + beginning(date).edtf


def beginning(date: Date) -> Date:
    """Under what the chronology lists a date: the first day in the Gregorian calendar; a month or year as it is written."""
    first = date.edtf.partition("/")[0]
    return Date(date.gregorian.partition("/")[0], "gregorian") if date.weekday else Date(first)
