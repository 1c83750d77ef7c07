"""On which page of the website each item of a long register stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .items import Item

SPLIT = {"persons": 120, "dates": 120}
"""From so many items on these registers are more than one page; the others are read as lists, and stay one."""

MUCH = 15
"""A person in so many passages has a page of their own."""

MANY = 12
"""The passages of a term, a place and the like that has more than these are on a page beside the register."""


@dataclass(frozen=True, slots=True)
class Section:
    """A page of a register: its name below the register's, its title, and its items."""

    name: str
    title: str
    items: tuple[Item, ...]

    @property
    def alone(self) -> bool:
        """Whether the page is that of a single record."""
        return len(self.items) == 1 and self.items[0].record == self.name


def sections(name: str, items: Iterable[Item]) -> list[Section]:
    """The pages of the register ``name``: one a section, and one for each person with much material."""
    items = list(items)
    if len(items) < SPLIT.get(name, len(items) + 1):
        return []
    found: list[Section] = []
    own = [item for item in items if name == "persons" and item.often >= MUCH]
    together: dict[str, list[Item]] = {}
    for item in items:
        if item not in own:
            together.setdefault(item.section, []).append(item)
    for title, members in together.items():
        found.append(Section(section_name(title, name), title, tuple(members)))
    found += [Section(item.record, item.heading, (item,)) for item in own]
    return found


def is_kind(name: str) -> bool:
    """Whether a register is that of a kind of authority record such as terms or places."""
    return name not in ("persons", "works", "dates")


def passage_pages(name: str, items: Iterable[Item]) -> list[Section]:
    """The pages with the passages of those items of a kind's register that have many: one a letter."""
    together: dict[str, list[Item]] = {}
    for item in items if is_kind(name) else ():
        if item.often > MANY:
            together.setdefault(item.section, []).append(item)
    return [Section(passage_page(title), f"Passages, {title}", tuple(members)) for title, members in together.items()]


def passage_page(title: str) -> str:
    """The name of the page with the passages of the items of a section."""
    return f"passages-{section_name(title, '')}"


def section_name(title: str, name: str) -> str:
    """The name of a section's page; that of a letter cannot be a person's id."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-") or "other"
    return f"letter-{plain}" if name == "persons" else plain
