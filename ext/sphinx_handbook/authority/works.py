"""Works: what the texts cite, from ``references.bib``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pybtex.database import BibliographyData, Entry, parse_string
from pybtex.exceptions import PybtexError
from pybtex.scanner import PybtexSyntaxError

from sphinx_handbook.origins import Place, place_at
from sphinx_handbook.problems import Problem


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


def parse_works(text: str, path: str) -> tuple[dict[str, Work], list[Problem]]:
    """Works by key from the BibTeX ``text``."""
    try:
        data: BibliographyData = parse_string(text, "bibtex")
    except PybtexSyntaxError as error:
        message = f"the entry cannot be read: {str(error).partition(': ')[2] or error}"
        hint = "Correct the entry, or the one above; BibTeX wants `key = {value},` with every brace closed."
        place = _reached(text, error.parser.pos)
        return {}, [Problem(path, place.line, "authority-value", message, hint, column=place.column)]
    except PybtexError as error:
        key = str(error).rpartition(": ")[2]
        twice = list(re.finditer(rf"^[ \t]*@\w+[ \t]*\{{[ \t]*({re.escape(key)})[ \t]*,", text, re.MULTILINE))[1:2]
        message = f"a second entry has the key {key}" if twice else str(error)
        place = place_at(text, twice[0].start(1)) if twice else Place(0, 0)
        hint = "Give one of the two a key of its own, or take it out."
        return {}, [Problem(path, place.line, "authority-value", message, hint, column=place.column)]
    if strange := [key for key in data.entries if not _KEY.fullmatch(key)]:
        hint = "Give it a key of letters and digits, such as tide1931."
        places = ((key, place_at(text, max(text.find(key), 0))) for key in strange)
        return {}, [
            Problem(path, at.line, "authority-value", f"{key!r} is no key of an entry", hint, column=at.column)
            for key, at in places
        ]
    return {key: _work(key, entry) for key, entry in data.entries.items()}, []


_KEY = re.compile(r"\w[\w:.+/-]*")
"""What a work is cited by, in roles and in front of locators."""


def _reached(text: str, offset: int) -> Place:
    """Where the parser stopped at ``offset``: behind the last word, if it was at the end of the text.

    Pybtex counts a carriage return as the end of a line, and empty lines at the end; here they are counted as in all files.
    """
    return place_at(text, min(offset, len(text.rstrip())))


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
