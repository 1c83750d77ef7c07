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


@dataclass(frozen=True, slots=True)
class Work:
    """A cited work, from ``references.bib``: key, who wrote it, its short title, its year, and the forms that cite it.

    ``forms`` are titles that mean the work wherever they stand, ``sigla`` abbreviations that do, ``periodical`` the names of
    a newspaper or journal, which is cited only by the date or number of an issue, and ``contents`` titles of chapters.
    ``given`` are the first names of the people whose ``surnames`` are given, ``journal`` is what an article appeared in, and
    ``volumes`` how many volumes there are.
    """

    key: str
    creator: str
    title: str
    year: str
    forms: tuple[str, ...] = ()
    full_title: str = ""
    surnames: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    sigla: tuple[str, ...] = ()
    periodical: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    journal: str = ""
    volumes: str = ""

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


_ADDRESS = r"[a-z][a-z0-9]*(\.[a-z0-9-]+){0,2}"
_DATE_HINT = "Write it as 1917-07-03, 1917-07 or 1917, in the Gregorian calendar, only as exactly as is certain."


def _person_faults(person: Person) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a person: key, message, hint."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", person.id):
        hint = "Write small letters, digits and hyphens, as in antonov-ovseenko; the id stands in links."
        yield "", f"{person.id!r} is no id", hint
    for key, forms in (
        ("name", (person.name,)),
        ("sort", (person.sort,)),
        ("variants", person.variants),
        ("shared", person.shared),
    ):
        if not all(form and form == form.strip() for form in forms):
            yield key, f"{key} is empty, or has spaces at its edges", "Write the name as it stands in a text."
    if person.unidentified and not person.only_in:
        hint = "Give the edition, the division or the block in which the name is this person's, as trotsky.38."
        yield "unidentified", "an unidentified person needs only_in", hint
    for address in person.only_in:
        if not re.fullmatch(_ADDRESS, address):
            yield "only_in", f"{address!r} is no address", "Write it as trotsky, trotsky.38 or trotsky.38.54."
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
        for form in person.forms:
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
    title = _plain(fields.get("title", key))
    # An institution stands in braces, so that its name is one word to BibTeX; it has no surname by which others call it.
    named = [person for person in people if not any(" " in name for name in person.last_names)]
    return Work(
        key,
        _plain(creator),
        _plain(fields.get("shorttitle", "")) or title,
        fields.get("year", ""),
        forms=_several(fields, "keywords"),
        full_title=title,
        surnames=tuple(_plain(" ".join(person.last_names)) for person in named if person.last_names),
        given=tuple(_plain(name) for person in named for name in (*person.first_names, *person.middle_names)),
        sigla=_several(fields, "sigla"),
        periodical=_several(fields, "periodical"),
        contents=_several(fields, "contents"),
        journal=_plain(fields.get("journal", "")),
        volumes=fields.get("volumes", ""),
    )


def _several(fields: Mapping[str, str], name: str) -> tuple[str, ...]:
    """What a field holds between its semicolons."""
    values = (_plain(value).strip() for value in fields.get(name, "").split(";"))
    return tuple(value for value in values if value)


def _plain(value: str) -> str:
    """BibTeX text without the braces that protect its capitals."""
    return value.replace("{", "").replace("}", "").replace("\\&", "&").replace("--", "–")
