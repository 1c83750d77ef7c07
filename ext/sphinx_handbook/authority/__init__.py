"""Authority files: whom and what the texts name, and what happened when. Each dataclass is the schema of its file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from sphinx_handbook.authority.biographies import Biography, parse_biographies
from sphinx_handbook.authority.entries import Entry, Kind, parse_entries, parse_kinds, shared_forms
from sphinx_handbook.authority.events import Event, parse_events
from sphinx_handbook.authority.persons import Person, parse_persons
from sphinx_handbook.authority.prose import roles_in, target_of
from sphinx_handbook.authority.works import Work, parse_works
from sphinx_handbook.dates import parse_date
from sphinx_handbook.text import Locus

__all__ = [
    "Authority",
    "Biography",
    "Entry",
    "Event",
    "Kind",
    "Person",
    "Work",
    "mention_fault",
    "parse_biographies",
    "parse_entries",
    "parse_events",
    "parse_kinds",
    "parse_persons",
    "parse_works",
    "shared_forms",
]


@dataclass(frozen=True, slots=True)
class Authority:
    """All authority files."""

    persons: Mapping[str, Person] = field(default_factory=dict)
    works: Mapping[str, Work] = field(default_factory=dict)
    biographies: Mapping[str, Biography] = field(default_factory=dict)
    events: Mapping[str, Event] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)

    @property
    def by_role(self) -> Mapping[str, Kind]:
        """The kinds by the role that mentions one of their records."""
        return {kind.role: kind for kind in self.kinds.values()}

    def targets(self) -> dict[str, Collection[str]]:
        """What each role may point to."""
        found: dict[str, Collection[str]] = {"person": self.persons.keys(), "work": self.works.keys()}
        return found | {kind.role: kind.entries.keys() for kind in self.kinds.values()}

    def prose(self) -> Iterator[tuple[str, str, str, str]]:
        """Our own prose: the file (``events.toml``), the record, the key, and the Markdown."""
        yield from (("persons.toml", person.id, "about", person.about) for person in self.persons.values())
        yield from (("biographies.toml", life.id, "text", life.text) for life in self.biographies.values())
        yield from (("events.toml", event.id, "about", event.about) for event in self.events.values())
        for kind in self.kinds.values():
            yield from ((f"{kind.id}.toml", entry.id, "about", entry.about) for entry in kind.entries.values())

    def persons_named(self) -> frozenset[str]:
        """The persons whom the reference part itself speaks of, whether a text names them or not."""
        named = {target for *_, text in self.prose() for role, target in roles_in(text) if role == "person"}
        return frozenset(named.union(self.biographies, *(event.people for event in self.events.values())))


@dataclass(frozen=True, slots=True)
class Dangling:
    """A record that names another which is not there: the file (``persons.toml``), the record, the key, and the fault.

    ``number`` counts the values of the key from 0, where it has several.
    """

    file: str
    record: str
    key: str
    message: str
    hint: str
    number: int | None = None


def dangling(authority: Authority) -> Iterator[Dangling]:
    """Every reference of an authority record to a person, a work or another record that there is not."""
    targets = authority.targets()

    def missing(file: str, record: str, key: str, role: str, named: Collection[str]) -> Iterator[Dangling]:
        for number, target in enumerate(named):
            if target not in targets[role]:
                close = get_close_matches(target, targets[role], n=1)
                message = f"{record}: {key} names {target!r}, which is {_NO[role]}"
                hint = f"{f'Did you mean {close[0]}? ' if close else ''}Correct it, or add the record first."
                yield Dangling(file, record, key, message, hint, number)

    for file, record, key, text in authority.prose():
        for role, target in roles_in(text):
            if fault := _role_fault(role, target, targets):
                hint = f"Correct it, or add the record first. The roles are {', '.join(sorted((*targets, 'date', 'locus')))}."
                yield Dangling(file, record, key, f"{record}: {key}: {fault}", hint)
    for biography in authority.biographies.values():
        if biography.id not in authority.persons:
            hint = "The table has the name that the person's has in persons.toml."
            yield Dangling("biographies.toml", biography.id, "", f"there is no person {biography.id!r}", hint)
        yield from missing("biographies.toml", biography.id, "sources", "work", biography.sources)
    for event in authority.events.values():
        yield from missing("events.toml", event.id, "people", "person", event.people)
        yield from missing("events.toml", event.id, "sources", "work", event.sources)
    for kind in authority.kinds.values():
        for entry in kind.entries.values():
            yield from missing(f"{kind.id}.toml", entry.id, "sources", "work", entry.sources)


_NO = {"person": "no person of persons.toml", "work": "no work of references.bib"}


def mention_fault(authority: Authority, role: str, content: str) -> tuple[str, str] | None:
    """What is wrong with a role on a page that stands before ``content`` in backticks, and what to do; None if nothing.

    Whether a passage is there is not looked at.
    """
    targets = authority.targets()
    if role not in {*targets, "date", "locus"} or content.startswith("!"):
        return None
    target = target_of(content)
    if not (fault := _role_fault(role, target, targets)):
        return None
    if role == "date":
        return fault, "Write the date behind the words, as in {date}`July 3 <1917-07-03>`."
    if role == "locus":
        return fault, "Write the address that the margin of the passage shows."
    named = target.partition(";")[0].strip()
    file = _FILE.get(role) or f"corpus/authority/{authority.by_role[role].id}.toml"
    close = get_close_matches(named.casefold(), targets[role], n=1)
    meant = f"Did you mean {close[0]}? " if close else ""
    return fault, f"{meant}Between < and > stands the id, as {file} has it."


_FILE = {"person": "corpus/authority/persons.toml", "work": "references.bib"}


def _role_fault(role: str, target: str, targets: Mapping[str, Collection[str]]) -> str:
    """What is wrong with a role in our prose, or nothing."""
    if role in targets:
        target = target.partition(";")[0].strip()
        return "" if target in targets[role] else f"there is no {role} {target!r}"
    if role == "date":
        day, _, calendar = target.partition(" ")
        if calendar not in ("", "julian", "gregorian"):
            return f"{target!r} is no date: write 1917-07-03, and if need be a calendar behind it: 1917-07-16 gregorian"
        try:
            parse_date(day)
        except ValueError as error:
            return str(error)
        return ""
    if role == "locus":
        try:
            Locus.parse(target if "." in target else f"{target}.0")
        except ValueError:
            return f"{target!r} is no address; one looks like trotsky.43.17"
        return ""
    return f"there is no role {role!r}"
