"""Authority files: the persons a text may name and the works it may cite. The dataclass is the schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pybtex.database import BibliographyData, Entry, parse_string
from pybtex.exceptions import PybtexError
from pybtex.scanner import PybtexSyntaxError

from sphinx_handbook.dates import parse_date
from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.schema import line_of, parse_toml, structure


@dataclass(frozen=True, slots=True)
class Person:
    """A person, and the forms by which texts name them.

    name: the name as tooltips show it; texts that have it mean this person.
    sort: the name as registers and indices sort and print it.
    variants: other forms of the name in the texts, each of which means this person and nobody else.
    born: day, month or year of birth, EDTF in the Gregorian calendar.
    died: day, month or year of death, likewise.
    about: who they were, in one sentence.
    in_1917: party, office or role in 1917.
    not_before: a form directly before one of these words is not this person.
    not_after: a form directly behind one of these words is not this person.
    id: taken from the table's name; never written.
    """

    name: str
    sort: str
    variants: tuple[str, ...] = ()
    born: str = ""
    died: str = ""
    about: str = ""
    in_1917: str = ""
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    id: str = ""

    @property
    def life(self) -> str:
        """Years of birth and death: ``1870–1924``."""
        born, died = self.born[:4], self.died[:4]
        if born and died:
            return f"{born}–{died}"
        return f"born {born}" if born else f"died {died}" if died else ""


@dataclass(frozen=True, slots=True)
class Work:
    """A cited work, from ``references.bib``: key, who wrote it, its short title, its year, and the forms that cite it."""

    key: str
    creator: str
    title: str
    year: str
    forms: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The work as a register names it: ``Rabinowitch, The Bolsheviks Come to Power (1976)``."""
        named = f"{self.creator}, {self.title}" if self.creator else self.title
        return f"{named} ({self.year})" if self.year else named


def parse_persons(text: str, path: str) -> tuple[dict[str, Person], list[Problem]]:
    """Persons by id from the TOML ``text``, and what is wrong with single records; those are left out."""
    persons: dict[str, Person] = {}
    problems: list[Problem] = []
    for person_id, record in parse_toml(text, path).items():
        if not isinstance(record, dict):
            problems.append(
                Problem(
                    path,
                    line_of(text, (person_id,)),
                    "toml-key",
                    f"{person_id} is no table",
                    "A person is a table: [lenin] and its keys below.",
                )
            )
            continue
        if "id" in record:
            hint = "Take it out: a person's id is the name of the table."
            problems.append(Problem(path, line_of(text, (person_id, "id")), "toml-key", "unknown key: id", hint))
            continue
        try:
            person = replace(structure(record, Person, text, path, (person_id,)), id=person_id)
        except ProblemError as error:
            problems.extend(error.problems)
            continue
        faults = list(_person_faults(person))
        problems += [
            Problem(path, line_of(text, (person_id, key)), "authority-value", f"{person_id}: {what}", hint)
            for key, what, hint in faults
        ]
        if not faults:
            persons[person_id] = person
    problems += _shared_variants(persons.values(), text, path)
    return persons, problems


_DATE_HINT = "Write it as 1917-07-03, 1917-07 or 1917, in the Gregorian calendar, only as exactly as is certain."


def _person_faults(person: Person) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a person: key, message, hint."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", person.id):
        hint = "Write small letters, digits and hyphens, as in antonov-ovseenko; the id stands in links."
        yield "", f"{person.id!r} is no id", hint
    for key, forms in (("name", (person.name,)), ("sort", (person.sort,)), ("variants", person.variants)):
        if not all(form and form == form.strip() for form in forms):
            yield key, f"{key} is empty, or has spaces at its edges", "Write the name as it stands in a text."
    dates_are_good = True
    for key in ("born", "died"):
        value = getattr(person, key)
        try:
            if value:
                parse_date(value)
        except ValueError as error:
            dates_are_good = False
            yield key, str(error), _DATE_HINT
    born, died = person.born, person.died
    if dates_are_good and born and died and died[: len(born)] < born[: len(died)]:
        yield "died", f"died {died}, before being born {born}", "Correct one of the two dates."


def _shared_variants(persons: Iterable[Person], text: str, path: str) -> list[Problem]:
    owners: dict[str, str] = {}
    problems = []
    for person in persons:
        for form in dict.fromkeys((person.name, *person.variants)):
            other = owners.setdefault(form, person.id)
            if other != person.id:
                message = f"{form!r} is a name of {other} and of {person.id}"
                hint = "Leave it to the one it always means, or give both longer forms."
                problems.append(
                    Problem(path, line_of(text, (person.id, "variants")), "authority-duplicate", message, hint)
                )
    return problems


def parse_works(text: str, path: str) -> tuple[dict[str, Work], list[Problem]]:
    """Works by key from the BibTeX ``text``."""
    try:
        data: BibliographyData = parse_string(text, "bibtex")
    except PybtexSyntaxError as error:
        return {}, [
            Problem(
                path,
                error.lineno or 0,
                "authority-value",
                str(error),
                "Correct the entry, or the one above; BibTeX wants `key = {value},` with every brace closed.",
            )
        ]
    except PybtexError as error:
        return {}, [Problem(path, 0, "authority-value", str(error), "Correct the entry, or give it a key of its own.")]
    return {key: _work(key, entry) for key, entry in data.entries.items()}, []


def _work(key: str, entry: Entry) -> Work:
    fields: Mapping[str, str] = entry.fields
    people = entry.persons.get("author") or entry.persons.get("editor") or ()
    surnames = [" ".join((*person.prelast_names, *person.last_names)) for person in people]
    creator = surnames[0] + " et al." if len(surnames) > 2 else " and ".join(surnames)
    forms = (_plain(form).strip() for form in fields.get("keywords", "").split(";"))
    title = _plain(fields.get("shorttitle") or fields.get("title", key))
    return Work(key, _plain(creator), title, fields.get("year", ""), tuple(form for form in forms if form))


def _plain(value: str) -> str:
    """BibTeX text without the braces that protect its capitals."""
    return value.replace("{", "").replace("}", "").replace("\\&", "&").replace("--", "–")
