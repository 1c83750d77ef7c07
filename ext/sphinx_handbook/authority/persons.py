"""Persons: whom the texts name, and by which forms. The dataclass is the schema of ``persons.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sphinx_handbook.authority.records import Fault, form_faults, id_faults, parse_records
from sphinx_handbook.dates import parse_date
from sphinx_handbook.origins import Origin
from sphinx_handbook.problems import Problem


@dataclass(frozen=True, slots=True)
class Person:
    """A person, and the forms by which texts name them.

    name: the name as tooltips show it; texts that have it mean this person.
    sort: the name as registers and indices sort and print it.
    variants: other forms of the name, each of which means this person; other spellings of a Russian surname need none.
    shared: forms that others have too; they mean this person where a key below or a full name before says so.
    born: day, month or year of birth, EDTF in the Gregorian calendar.
    died: day, month or year of death, likewise.
    about: who they were, in one sentence.
    in_1917: party, office or role in 1917.
    not_before: a form directly before one of these words is not this person.
    not_after: a form directly behind one of these words is not this person.
    only_in: addresses of editions, divisions or blocks in which the ``shared`` forms mean this person.
    only_after: words directly behind which the ``shared`` forms mean this person.
    only_before: words directly before which the ``shared`` forms mean this person.
    unidentified: whether nobody knows more of the person than the texts say; ``name`` is then one of the ``shared`` forms.
    id: taken from the table's name; never written.
    """

    name: str
    sort: str
    variants: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    born: str = ""
    died: str = ""
    about: str = ""
    in_1917: str = ""
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    only_in: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    only_before: tuple[str, ...] = ()
    unidentified: bool = False
    id: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that mean this person wherever they stand."""
        return tuple(dict.fromkeys(self.variants if self.unidentified else (self.name, *self.variants)))

    @property
    def shared_forms(self) -> tuple[str, ...]:
        """The forms that need a reason to mean this person."""
        return tuple(dict.fromkeys((self.name, *self.shared) if self.unidentified else self.shared))

    @property
    def life(self) -> str:
        """Years of birth and death: ``1870–1924``."""
        born, died = self.born[:4], self.died[:4]
        if born and died:
            return f"{born}–{died}"
        return f"born {born}" if born else f"died {died}" if died else ""


def parse_persons(text: str, path: str) -> tuple[dict[str, Person], list[Problem]]:
    """Persons by id from the TOML ``text``, and what is wrong with single records; those are left out."""
    persons, problems = parse_records(text, path, Person, "person", _person_faults)
    return persons, [*problems, *_shared_variants(persons.values(), text, path)]


_ADDRESS = r"[a-z][a-z0-9]*(\.[a-z0-9-]+){0,2}"
_DATE_HINT = "Give year, month and day in this order, in the Gregorian calendar, only as exactly as is certain."


def _person_faults(person: Person) -> Iterator[Fault]:
    """What is wrong with a person."""
    yield from id_faults(person.id, "antonov-ovseenko")
    named = ("name", (person.name,)), ("sort", (person.sort,)), ("variants", person.variants), ("shared", person.shared)
    yield from form_faults(named)
    if person.unidentified and not person.only_in:
        hint = "Give the edition, the division or the block in which the name is this person's, as trotsky.38."
        yield Fault("unidentified", "an unidentified person needs only_in", hint)
    for number, address in enumerate(person.only_in):
        if not re.fullmatch(_ADDRESS, address):
            hint = "Write it as trotsky, trotsky.38 or trotsky.38.54."
            yield Fault("only_in", f"{address!r} is no address", hint, number)
    dates_are_good = True
    for key in ("born", "died"):
        value = getattr(person, key)
        try:
            if value:
                parse_date(value)
        except ValueError as error:
            dates_are_good = False
            yield Fault(key, str(error), _DATE_HINT)
    born, died = person.born, person.died
    if dates_are_good and born and died and died[: len(born)] < born[: len(died)]:
        yield Fault("died", f"died {died}, before being born {born}", "Correct one of the two dates.")


def _shared_variants(persons: Iterable[Person], text: str, path: str) -> list[Problem]:
    owners: dict[str, str] = {}
    problems = []
    for person in persons:
        for form in person.forms:
            other = owners.setdefault(form, person.id)
            if other != person.id:
                message = f"{form!r} is a name of {other} and of {person.id}"
                hint = "Leave it to the one it always means, or give both longer forms."
                keys = ("variants", person.variants.index(form)) if form in person.variants else ("name",)
                origin = Origin(path, text, (person.id, *keys))
                problems.append(origin.problem("authority-duplicate", message, hint))
    return problems
