"""What an edition has cited so far, and what ``ibid.``, ``op. cit.`` and a bare author therefore mean."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import pairwise

from sphinx_handbook.recognisers.works.words import keys_of, weight

_FAR = 200
"""Pages further apart than this, named in one ``ibid.``, are hardly of one work: the second is somebody's slip."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation that has been led to its work, or to nothing if nobody knows which; where it stands; what it says.

    ``authors`` are the keys of the surnames that stand in it.
    """

    work: str
    place: str
    volume: str = ""
    part: str = ""
    page: str = ""
    authors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Antecedent:
    """The work that a short reference leads back to, and the volume, if all that may be meant agree on one.

    ``sure`` is not said of an ``ibid.`` with other notes in between.
    """

    work: str
    volume: str = ""
    page: str = ""
    sure: bool = True


@dataclass(slots=True)
class _Chain:
    """The citations of the notes, or of the text: the last, and all of the note or block in which it stands."""

    last: Cited | None = None
    works: set[str] = field(default_factory=set)
    volumes: set[str] = field(default_factory=set)

    def add(self, cited: Cited) -> None:
        if self.last is None or self.last.place != cited.place:
            self.works, self.volumes = set(), set()
        self.last = cited
        self.works.add(cited.work)
        self.volumes.add(cited.volume)


@dataclass(slots=True)
class _Opus:
    """What the edition has said of a work: the volumes, the last pages, and the volumes of each part named."""

    volumes: set[str] = field(default_factory=set)
    page: str = ""
    parts: dict[str, set[str]] = field(default_factory=dict)


@dataclass(slots=True)
class History:
    """The citations of an edition in reading order; those in the notes are a chain of their own, as notes are read."""

    _notes: _Chain = field(default_factory=_Chain)
    _body: _Chain = field(default_factory=_Chain)
    _opera: dict[str, _Opus] = field(default_factory=dict)
    _unknown: set[str] = field(default_factory=set)
    _places: dict[str, int] = field(default_factory=dict)

    def enter(self, place: str) -> None:
        """Go on to the block or note at ``place``."""
        self._places.setdefault(place, len(self._places))

    def add(self, cited: Cited, *, note: bool) -> None:
        (self._notes if note else self._body).add(cited)
        if not cited.work:
            self._unknown |= cited.authors
            return
        opus = self._opera.setdefault(cited.work, _Opus())
        opus.volumes.add(cited.volume)
        opus.page = cited.page or opus.page
        if cited.part:
            opus.parts.setdefault(cited.part, set()).add(cited.volume)

    def has(self, work: str) -> bool:
        """Whether the edition has cited the work."""
        return work in self._opera

    def ibid(self, place: str, page: str, *, note: bool) -> Antecedent | None:
        """The work cited last, unless that is unknown, or the note before cites several, or the pages speak against it."""
        chain = self._notes if note else self._body
        last = chain.last
        if last is None or not last.work or _are_far_apart(page):
            return None
        if last.place == place:
            return Antecedent(last.work, last.volume, last.page)
        if chain.works != {last.work}:
            return None
        between = self._places.get(place, 0) - self._places.get(last.place, 0)
        return Antecedent(last.work, _only(chain.volumes), last.page, sure=between == 1)

    def opus(self, authors: Collection[str], candidates: Collection[str], title: str = "") -> Antecedent | None:
        """The one work among the candidates that the edition has cited; a title decides among works, or among parts.

        Nothing, if the edition has also cited something unknown by these authors.
        """
        known = {work: self._opera[work] for work in candidates if work in self._opera}
        if title:
            named = {work: opus for work, opus in known.items() if any(_alike(part, title) for part in opus.parts)}
            known = named or known
        if len(known) != 1 or (not title and self._unknown & set(authors)):
            return None
        [(work, opus)] = known.items()
        parts = [volumes for part, volumes in opus.parts.items() if title and _alike(part, title)]
        return Antecedent(work, _only(set().union(*parts) if parts else opus.volumes), opus.page)


def _only(volumes: set[str]) -> str:
    """The volume that all name who name one."""
    stated = volumes - {""}
    return next(iter(stated)) if len(stated) == 1 else ""


def _are_far_apart(page: str) -> bool:
    numbers = sorted(int(number) for number in re.findall(r"(?<![\d-])\d{1,5}", page))
    return any(high - low > _FAR for low, high in pairwise(numbers))


def _alike(one: str, other: str) -> bool:
    """Whether all words of the shorter title that say something are in the longer."""
    first, second = frozenset(keys_of(one)), frozenset(keys_of(other))
    common = weight(tuple(first & second))
    return 0 < common == min(weight(tuple(first)), weight(tuple(second)))
