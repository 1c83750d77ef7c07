"""Recognisers find annotations in the text of a block. They return spans and never change the text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sphinx_handbook.authority import Person, Work
from sphinx_handbook.dates import Calendar
from sphinx_handbook.recognisers import dates
from sphinx_handbook.recognisers.persons import Gazetteer
from sphinx_handbook.recognisers.works import Citations
from sphinx_handbook.text import Annotation

__all__ = ["Recogniser"]


@dataclass(frozen=True, slots=True)
class Recogniser:
    """All recognisers with the authority files they know."""

    gazetteer: Gazetteer
    citations: Citations

    @classmethod
    def of(cls, persons: Iterable[Person], works: Iterable[Work]) -> Recogniser:
        return cls(Gazetteer(persons), Citations(works))

    def annotate(self, text: str, calendar: Calendar, year: int) -> list[Annotation]:
        """The annotations of ``text``, in order and without overlap; a citation outranks the names and dates inside it."""
        chosen: list[Annotation] = []
        for layer in (self.citations.find(text), dates.find(text, calendar, year), self.gazetteer.find(text)):
            chosen = sorted([*chosen, *_clear_of(chosen, layer)])
        return chosen


def _clear_of(chosen: Sequence[Annotation], layer: Iterable[Annotation]) -> Iterator[Annotation]:
    """Those of ``layer`` that touch none of ``chosen``, which are in order and without overlap."""
    starts = [annotation.start for annotation in chosen]
    for new in layer:
        before = bisect_left(starts, new.end)
        if not before or chosen[before - 1].end <= new.start:
            yield new
