"""What the index says of each passage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from sphinx_handbook.authority import Person

from .names import words_of
from .passages import Passage


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the website: where it is, its title, and of which edition, division and part of the book it is.

    ``loci`` are the addresses of its passages by anchor.
    """

    url: str
    title: str
    part: str
    passages: tuple[Passage, ...]
    edition: str = ""
    address: str = ""
    loci: Mapping[str, str] = field(default_factory=dict)


class Record(TypedDict):
    """A record as Pagefind takes it (https://pagefind.app/docs/node-api/, ``addCustomRecord``)."""

    url: str
    content: str
    meta: dict[str, str]
    filters: dict[str, list[str]]


def records(pages: Sequence[Page], persons: Mapping[str, Person]) -> list[Record]:
    """One record a passage, in order."""
    printed: dict[str, set[str]] = {}
    for page in pages:
        for passage in page.passages:
            for person, words in passage.mentions:
                printed.setdefault(person, set()).add(words)
    known = {key: words_of(person, printed[key]) for key, person in persons.items() if key in printed}
    return list(_records(pages, persons, known))


def _records(
    pages: Iterable[Page], persons: Mapping[str, Person], known: Mapping[str, tuple[str, ...]]
) -> Iterator[Record]:
    for page in pages:
        for passage in page.passages:
            named: dict[str, list[str]] = {}
            for key, words in passage.mentions:
                if key in known:
                    named.setdefault(key, []).extend([words] if words else [])
            meta = {"title": passage.heading} if passage.heading else {}
            if named:
                meta["names"] = names(named, known)
            filters = {
                "part": [page.part] if page.part else [],
                "edition": [page.edition] if page.edition else [],
                "person": [persons[key].sort for key in named],
            }
            yield {
                "url": f"{page.url}#{passage.anchor}" if passage.anchor else page.url,
                "content": passage.text,
                "meta": meta,
                "filters": {name: values for name, values in filters.items() if values},
            }


def names(named: Mapping[str, Sequence[str]], known: Mapping[str, Sequence[str]]) -> str:
    """Whom a passage names, as the search page reads it: ``Tseretelli = Irakli Tsereteli Zereteli; Lenin = Vladimir Lenin``.

    Before the sign stand the words printed, by commas; behind it all words by which the person is found.
    """
    return "; ".join(f"{', '.join(printed)} = {' '.join(known[key])}" for key, printed in named.items())
