"""Authority files: the persons a text may name and the works it may cite. The dataclass is the schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pybtex.database import BibliographyData, Entry, parse_string
from pybtex.exceptions import PybtexError
from pybtex.scanner import PybtexSyntaxError

from sphinx_handbook.dates import parse_date
from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.schema import line_of, parse_toml, structure


@dataclass(frozen=True, slots=True)
class Person:
    """A person: heading, how an index sorts it, the forms of the name, life dates (EDTF, Gregorian), and who they were.

    A variant directly followed by a word of ``not_before``, or preceded by one of ``not_after``, is not this person.
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
        line = line_of(text, (person_id,))
        if not isinstance(record, dict):
            problems.append(
                Problem(
                    path,
                    line,
                    "toml-key",
                    f"{person_id} is no table",
                    "A person is a table: [lenin] and its keys below.",
                )
            )
            continue
        try:
            person = replace(structure(record, Person, text, path, (person_id,)), id=person_id)
        except ProblemError as error:
            problems.extend(error.problems)
            continue
        faults = list(_person_faults(person))
        problems += [
            Problem(path, line_of(text, (person_id, key)), "authority-value", f"{person_id}: {what}")
            for key, what in faults
        ]
        if not faults:
            persons[person_id] = person
    problems += _shared_variants(persons.values(), text, path)
    return persons, problems


def _person_faults(person: Person) -> Iterable[tuple[str, str]]:
    for key in ("born", "died"):
        value = getattr(person, key)
        try:
            if value:
                parse_date(value)
        except ValueError as error:
            yield key, str(error)
    if person.born and person.died and person.died[: len(person.born)] < person.born[: len(person.died)]:
        yield "died", f"died {person.died}, before being born {person.born}"


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
                path, error.lineno or 0, "authority-value", str(error), "Correct the entry; BibTeX wants key = {value},"
            )
        ]
    except PybtexError as error:
        return {}, [Problem(path, 0, "authority-value", str(error), "Correct the entry.")]
    return {key: _work(key, entry) for key, entry in data.entries.items()}, []


def _work(key: str, entry: Entry) -> Work:
    fields: Mapping[str, str] = entry.fields
    people = entry.persons.get("author") or entry.persons.get("editor") or ()
    surnames = [" ".join((*person.prelast_names, *person.last_names)) for person in people]
    creator = surnames[0] + " et al." if len(surnames) > 2 else " and ".join(surnames)
    forms = tuple(form.strip() for form in fields.get("keywords", "").split(";") if form.strip())
    title = _plain(fields.get("shorttitle") or fields.get("title", key))
    return Work(key, _plain(creator), title, fields.get("year", ""), tuple(map(_plain, forms)))


def _plain(value: str) -> str:
    """BibTeX text without the braces that protect its capitals."""
    return value.replace("{", "").replace("}", "").replace("\\&", "&").replace("--", "–")
