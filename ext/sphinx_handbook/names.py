"""Names that are nobody's: places, papers, ships, peoples and other words with a capital, from ``names.toml``.

They explain to ``handbook check`` what is no person, and keep recognisers from a surname inside the name of a street.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property

from sphinx_handbook.authority.records import name_fault
from sphinx_handbook.origins import Origin
from sphinx_handbook.problems import Problem
from sphinx_handbook.schema import parse_toml, structure


@dataclass(frozen=True)
class Names:
    """Words and phrases with a capital that name no person, sorted by what they name.

    A phrase of several words means only itself; a word means also its possessive.

    places: countries, provinces, towns, streets, buildings and stations.
    peoples: peoples, languages and religions, and who belongs to them.
    bodies: parties, institutions, committees, factories and publishers.
    units: regiments, divisions and ships.
    papers: newspapers and journals.
    titles: words of titles of works in other languages.
    doctrines: doctrines and movements, and their followers.
    houses: ruling houses.
    figures: figures of the Bible, of legend and of literature.
    times: months, weekdays and feasts.
    ranks: titles and ranks, which stand before a name and are no part of it.
    words: ordinary words that the texts have only with a capital.
    given: first names; they explain nothing, but one before a surname says which of its bearers is meant.
    """

    places: tuple[str, ...] = ()
    peoples: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    doctrines: tuple[str, ...] = ()
    houses: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    ranks: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    given: tuple[str, ...] = ()

    @cached_property
    def known(self) -> frozenset[str]:
        """Everything that is explained: all lists but ``given``."""
        return frozenset(name for key, _, name in self._listed() if key != "given")

    @cached_property
    def phrases(self) -> tuple[str, ...]:
        """What of it has more than one word."""
        return tuple(sorted(name for name in self.known if not name.isalpha()))

    def _listed(self) -> Iterator[tuple[str, int, str]]:
        """Each name with its list and its number there."""
        return (
            (field.name, number, name)
            for field in fields(self)
            for number, name in enumerate(getattr(self, field.name))
        )


def parse_names(text: str, path: str) -> tuple[Names, list[Problem]]:
    """The names in the TOML ``text``, and what is wrong with single ones; a file that is no ``Names`` raises."""
    names = structure(parse_toml(text, path), Names, text, path)
    problems = []
    owners: dict[str, str] = {}
    origin = Origin(path, text)
    for key, number, name in names._listed():
        if fault := name_fault(name):
            hint = "Write the name as it stands in a text."
            problems.append(origin.at(key, number).problem("authority-value", f"{key}: {fault}", hint))
        elif key != "given" and owners.setdefault(name, key) != key:
            hint = "Take it out of one of the two lists."
            message = f"{name!r} is in {owners[name]} and in {key}"
            problems.append(origin.at(key, number).problem("authority-duplicate", message, hint))
    return names, problems
