"""What the index says of each passage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from sphinx_handbook.authority import Person

from .names import words_of
from .passages import Passage


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the website: where it is, its title, in which part of the book and of which edition; ``address`` is its division's."""

    url: str
    title: str
    part: str
    passages: tuple[Passage, ...]
    edition: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A person whom passages name: the name, the name as registers have it, and the other words that find the person."""

    name: str
    sort: str
    words: tuple[str, ...]


class Record(TypedDict):
    """A record as Pagefind takes it (https://pagefind.app/docs/node-api/, ``addCustomRecord``)."""

    url: str
    content: str
    meta: dict[str, str]
    filters: dict[str, list[str]]


def people_in(pages: Iterable[Page], persons: Mapping[str, Person]) -> dict[str, Named]:
    """Whom the passages of ``pages`` name, by id, with the words that find them."""
    printed: dict[str, set[str]] = {}
    for page in pages:
        for passage in page.passages:
            for person, words in passage.mentions:
                printed.setdefault(person, set()).add(words)
    return {
        key: Named(person.name, person.sort, words_of(person, printed[key]))
        for key, person in persons.items()
        if key in printed
    }


def records(pages: Iterable[Page], people: Mapping[str, Named]) -> Iterator[Record]:
    """One record a passage, in order."""
    for page in pages:
        for passage in page.passages:
            named: dict[str, list[str]] = {}
            for key, words in passage.mentions:
                if key in people:
                    named.setdefault(key, []).extend([words] if words else [])
            meta = {"title": passage.heading} if passage.heading else {}
            if named:
                meta["names"] = names(named, people)
            filters = {
                "part": [page.part] if page.part else [],
                "edition": [page.edition] if page.edition else [],
                "person": [people[key].sort for key in named],
            }
            yield {
                "url": f"{page.url}#{passage.anchor}" if passage.anchor else page.url,
                "content": passage.text,
                "meta": meta,
                "filters": {name: values for name, values in filters.items() if values},
            }


def names(printed: Mapping[str, Sequence[str]], people: Mapping[str, Named]) -> str:
    """Whom a passage names, as the search page reads it: ``Tseretelli = Irakli Tsereteli = Zereteli; Lenin = Vladimir Lenin =``.

    First the words printed, by commas; then the person's name; then the other words by which the person is found.
    """
    entries = ((", ".join(words), people[key].name, " ".join(people[key].words)) for key, words in printed.items())
    return "; ".join(" = ".join(entry).strip() for entry in entries)
