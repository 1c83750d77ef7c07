"""Kinds of authority record besides persons, works and events: terms, places, and what else a handbook needs.

A kind is a table of ``kinds.toml`` and a file of records of its own; nothing in the code knows which kinds there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from sphinx_handbook.authority.records import Fault, form_faults, id_faults, parse_records
from sphinx_handbook.origins import Origin
from sphinx_handbook.problems import Problem


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of a kind: a term, a place.

    name: the headword.
    about: what it is, in Markdown; the roles `person`, `date`, `work` and `locus` may be used.
    sort: the name as registers sort it, where that differs.
    forms: the forms by which texts name it, each a whole word or several; one that begins with a small letter is found with a capital as well.
    russian: the name in Cyrillic.
    transliteration: the name in Latin letters, after the Library of Congress.
    group: what sort of thing it is, in a word.
    see: ids of related records of the same file.
    sources: keys of works in `references.bib` that treat it.
    not_before: a form directly before one of these words is something else.
    not_after: a form directly behind one of these words is something else.
    id: taken from the table's name; never written.
    """

    name: str
    about: str
    sort: str = ""
    forms: tuple[str, ...] = ()
    russian: str = ""
    transliteration: str = ""
    group: str = ""
    see: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    id: str = ""

    @property
    def sorted_by(self) -> str:
        return self.sort or self.name


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of authority record; the table’s name is that of its file and its register: `[ships]` has `ships.toml`.

    role: the role by which pages mention one, such as `ship`.
    index: the heading of its index in print, such as “Index of ships”.
    linked: whether a text links the `first` mention in each division, or `all`.
    id: taken from the table's name; never written.
    entries: the records of its file; never written here.
    """

    role: str
    index: str
    linked: Literal["first", "all"] = "first"
    id: str = ""
    entries: Mapping[str, Entry] = field(default_factory=dict)


TAKEN = frozenset(
    {"person", "date", "work", "locus", "emended", "emended-here", "page", "gap", "lost-note", "note", "parallel"}
)
"""Roles that a kind cannot have."""

REGISTERS = frozenset({"persons", "dates", "works", "events", "biographies", "names", "kinds"})
"""Files and registers that a kind cannot be named after."""


def parse_kinds(text: str, path: str) -> tuple[dict[str, Kind], list[Problem]]:
    """Kinds by id, without their entries, from the TOML ``text``."""
    declared, problems = parse_records(text, path, Kind, "kind", _kind_faults)
    owners: dict[str, str] = {}
    kinds = {}
    for kind in declared.values():
        other = owners.setdefault(kind.role, kind.id)
        if other != kind.id:
            message = f"the role {kind.role!r} is that of {other} and of {kind.id}"
            hint = "Give each kind a role of its own."
            problems.append(Origin(path, text, (kind.id, "role")).problem("authority-duplicate", message, hint))
            continue
        kinds[kind.id] = kind
    return kinds, problems


def _kind_faults(kind: Kind) -> Iterator[Fault]:
    yield from id_faults(kind.id, "ships")
    if kind.id in REGISTERS:
        yield Fault(
            "", f"a kind cannot be called {kind.id!r}", f"Choose another name than {', '.join(sorted(REGISTERS))}."
        )
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.role):
        yield Fault("role", f"{kind.role!r} is no role", "Write small letters, as in ship.")
    elif kind.role in TAKEN:
        yield Fault("role", f"the role {kind.role!r} is taken", f"Choose another than {', '.join(sorted(TAKEN))}.")
    yield from form_faults([("index", (kind.index,))])


def parse_entries(text: str, path: str, kind: Kind) -> tuple[Kind, list[Problem]]:
    """``kind`` with the entries of the TOML ``text``, and what is wrong with single ones."""
    entries, problems = parse_records(text, path, Entry, kind.role, _entry_faults)
    for entry in entries.values():
        for number, other in enumerate(entry.see):
            if other not in entries or other == entry.id:
                message = f"{entry.id}: see names {other!r}, which is no other record of this file"
                origin = Origin(path, text, (entry.id, "see", number))
                problems.append(origin.problem("authority-reference", message, "Correct the id, or take it out."))
    return replace(kind, entries=entries), problems


def _entry_faults(entry: Entry) -> Iterator[Fault]:
    yield from id_faults(entry.id, "dual-power")
    yield from form_faults([("name", (entry.name,)), ("forms", entry.forms)])
    if not entry.about.strip():
        yield Fault("about", "about is empty", "Say in a few sentences what it is.")


def shared_forms(kinds: Mapping[str, Kind]) -> Iterator[tuple[Kind, Entry, str, str]]:
    """Forms that two records claim: the kind and record that come second, the form, and a message."""
    owners: dict[str, Entry] = {}
    for kind in kinds.values():
        for entry in kind.entries.values():
            for form in dict.fromkeys(entry.forms):
                other = owners.setdefault(form, entry)
                if other is not entry:
                    yield kind, entry, form, f"{form!r} is a form of {other.id} and of {entry.id}"
