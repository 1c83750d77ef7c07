"""New records of authority files: the file's text in, its text with the record at its place out."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sphinx_handbook.authority import Entry, Event, Person
from sphinx_handbook.names import Names
from sphinx_handbook.propose.toml import value_toml
from sphinx_handbook.recognisers.spelling import fold
from sphinx_handbook.schema import UNWRITTEN


class Exists(Exception):
    """What is to be made is there already, in the record ``id``; ``how`` says in what form."""

    def __init__(self, record_id: str, how: str) -> None:
        super().__init__(how)
        self.id, self.how = record_id, how


@dataclass(frozen=True, slots=True)
class Draft:
    """A new record: its id, the whole text of the file with it, the line on which it begins, and what to know of it."""

    id: str
    text: str
    line: int
    remarks: tuple[str, ...] = ()


def slug(words: str) -> str:
    """``words`` as an id: small Latin letters, digits and hyphens; raises :class:`ValueError` where none are left."""
    plain = unicodedata.normalize("NFKD", words.casefold().replace("’", "").replace("'", ""))
    found = "-".join(re.findall(r"[a-z0-9]+", "".join(each for each in plain if not unicodedata.combining(each))))
    if not found:
        raise ValueError(f"no id can be made of {words!r}; give one with --id, in small Latin letters")
    return found


def with_person(text: str, persons: Mapping[str, Person], names: Names | None, name: str, record_id: str = "") -> Draft:
    """``persons.toml`` with the person ``name`` (``Anna Weiss`` or ``Weiss, Anna``).

    The id is the surname; where another bears it, surname and first names. Raises :class:`Exists` if the name is a form of a
    person's name, or another spelling of one.
    """
    surname, given = _parted(name)
    full = f"{given} {surname}".strip()
    for person in persons.values():
        for form in (*person.forms, *person.shared):
            if form.casefold() == full.casefold():
                raise Exists(person.id, f"{form!r} is a name of {person.id}")
            if given and _folded(form) == _folded(full):
                raise Exists(person.id, f"{full!r} is another spelling of {form!r}, a name of {person.id}")
    alike = [
        one
        for one in persons.values()
        if fold(surname) in {fold(form.split()[-1]) for form in (*one.forms, *one.shared) if form}
    ]
    if not record_id:
        short = slug(surname)
        record_id = slug(f"{surname} {given}") if alike or short in persons else short
    if record_id in persons:
        raise Exists(record_id, f"the id {record_id!r} is that of {persons[record_id].name}")
    sort = f"{surname}, {given}" if given else surname
    values: dict[str, object] = {"name": full, "sort": sort}
    remarks = [
        f"{one.name} [{one.id}] has this surname, too; say by `variants` and `shared` who is meant where"
        for one in alike
    ]
    if given and not alike:
        values["variants"] = [surname]
    remarks += _nobodys(names, (full, surname))
    return _inserted(text, record_id, {**values, "about": UNWRITTEN}, sorted(persons), lambda one: one, remarks)


def _parted(name: str) -> tuple[str, str]:
    """Surname and first names."""
    before, comma, behind = name.partition(",")
    if comma:
        return before.strip(), behind.strip()
    *given, surname = name.split()
    while given and given[-1][0].islower():  # von, de, van der
        surname = f"{given.pop()} {surname}"
    return surname, " ".join(given)


def _folded(name: str) -> list[str]:
    return [fold(word) for word in name.split()]


def _nobodys(names: Names | None, forms: Sequence[str]) -> list[str]:
    """What ``names.toml`` has for nobody's name and is a person's now."""
    known = names.known if names else frozenset()
    return [
        f"names.toml lists {form!r} as nobody's name; take it out there"
        for form in dict.fromkeys(forms)
        if form in known
    ]


def with_entry(text: str, entries: Mapping[str, Entry], word: str, record_id: str = "") -> Draft:
    """The file of a kind (``terms.toml``) with a record for ``word``; raises :class:`Exists` if a record has it as a form."""
    for entry in entries.values():
        if word.casefold() in {form.casefold() for form in (entry.name, *entry.forms)}:
            raise Exists(entry.id, f"{word!r} is a form of {entry.id}")
    record_id = record_id or slug(word)
    if record_id in entries:
        raise Exists(record_id, f"the id {record_id!r} is that of {entries[record_id].name}")
    values: dict[str, object] = {"name": word[0].upper() + word[1:], "forms": [word], "about": UNWRITTEN}
    return _inserted(text, record_id, values, sorted(entries), lambda one: one)


def with_event(text: str, events: Mapping[str, Event], new: Event, record_id: str = "") -> Draft:
    """``events.toml`` with the event ``new``, at its place by date; raises :class:`Exists` if that day has one of its title."""
    for event in events.values():
        if event.title.casefold() == new.title.casefold() and event.date == new.date:
            raise Exists(event.id, f"{event.id} has this title and date")
    record_id = record_id or _free_event_id(new, events)
    if record_id in events:
        raise Exists(record_id, f"the id {record_id!r} is that of {events[record_id].title!r}")
    values: dict[str, object] = {"title": new.title, "date": new.date}
    if new.calendar != "julian":
        values["calendar"] = new.calendar
    if new.abroad:
        values["abroad"] = True
    values["about"] = UNWRITTEN
    keys = {one.id: _order(one) for one in events.values()} | {record_id: _order(new)}
    remarks = [
        f"on this day there is also {one.title!r} [{one.id}]" for one in events.values() if _order(one) == _order(new)
    ]
    return _inserted(text, record_id, values, list(events), keys.__getitem__, remarks)


def _order(event: Event) -> tuple[str, str]:
    first, _, last = event.when.gregorian.partition("/")
    return first, last


def _free_event_id(event: Event, events: Mapping[str, Event]) -> str:
    """The first words of the title that say something; with the year, where another event has them."""
    small = {"the", "a", "an", "of", "in", "on", "at", "to", "and", "is", "are", "by", "for", "with", "its"}
    words = [word for word in re.findall(r"[\w’']+", event.title) if word.casefold() not in small] or [event.title]
    wanted = slug(" ".join(words[:3]))
    return wanted if wanted not in events else f"{wanted}-{slug(event.date)}"


def _inserted(
    text: str,
    record_id: str,
    values: Mapping[str, object],
    ids: Sequence[str],
    key: Callable[[str], object],
    remarks: Sequence[str] = (),
) -> Draft:
    """``text`` with a table before the first of the tables ``ids`` whose key is greater, else at the end."""
    lines = text.replace("\r\n", "\n").split("\n")
    heads = {one: head_of(text, one) - 1 for one in ids}
    own: object = key(record_id)
    behind = [place for one, place in heads.items() if key(one) > own]  # type: ignore[operator]
    table = [f"[{record_id}]", *(f"{name} = {value_toml(value)}" for name, value in values.items())]
    if behind:
        at = min(behind)
        while at and lines[at - 1].startswith("#"):
            at -= 1
        # The comment with which a file begins stays its beginning.
        at = at or min(behind)
        made, line = [*lines[:at], *table, "", *lines[at:]], at + 1
    else:
        while lines and not lines[-1].strip():
            lines.pop()
        made = [*lines, *([""] if lines else []), *table, ""]
        line = len(made) - len(table)
    new = "\n".join(made)
    if {**tomllib.loads(text), record_id: dict(values)} != tomllib.loads(new):
        raise ValueError("the file has lines in a text that look like the heads of its tables; add the record by hand")
    return Draft(record_id, new.replace("\n", "\r\n") if "\r\n" in text else new, line, tuple(remarks))


def head_of(text: str, record_id: str) -> int:
    """The line (1-based) with the head of the table ``record_id``; 1 if none is found."""
    head = re.compile(rf"\s*\[\s*[\"']?{re.escape(record_id)}[\"']?\s*\]\s*(?:#.*)?\r?")
    return next((number for number, line in enumerate(text.split("\n"), 1) if head.fullmatch(line)), 1)
