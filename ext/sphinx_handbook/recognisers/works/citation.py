"""A citation as it stands in a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from sphinx_handbook.authority import Work
from sphinx_handbook.recognisers.works.locators import Tail

Via = Literal["", "ibid", "op-cit", "loc-cit", "author", "unknown"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation as it stands: ``[start, end)``, the works it can mean, the title of a part, and what it says of the place.

    ``title`` is what it says of the title.
    ``via`` says by what it leads to its work: by itself (nothing), by ``ibid.`` or ``op. cit.``, by its author alone; or that
    it cites a work nobody knows. ``authors`` are the keys of the surnames that stand in it.
    """

    start: int
    end: int
    works: tuple[str, ...]
    rule: str
    via: Via = ""
    part: str = ""
    title: str = ""
    tail: Tail = field(default_factory=Tail)
    authors: tuple[str, ...] = ()


def keys_of_works(works: Iterable[Work]) -> tuple[str, ...]:
    return tuple(work.key for work in works)
