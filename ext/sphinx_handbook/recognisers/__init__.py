"""Recognisers find annotations in the blocks of an edition. They return spans and never change the text.

A recogniser is given all blocks of an edition in reading order (as :meth:`Edition.blocks` gives them), because what a name,
a date or an ``Ibid.`` means can depend on what stood before. It returns one list of annotations a block, each in order and
without overlap among themselves. Annotations of different types may lie inside each other: an author inside a citation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sphinx_handbook.authority import Person, Work
from sphinx_handbook.recognisers.dates import DateSetting, find_dates
from sphinx_handbook.recognisers.persons import Gazetteer
from sphinx_handbook.recognisers.works import Citations
from sphinx_handbook.text import Annotation, Block, Edition

__all__ = ["Annotated", "DateSetting", "Recogniser"]

Annotated = dict[tuple[str, str], tuple[Annotation, ...]]
"""The annotations of an edition by a block's address and text (the paragraphs of a note share its address)."""


@dataclass(frozen=True, slots=True)
class Recogniser:
    """All recognisers with the authority files they know."""

    gazetteer: Gazetteer
    citations: Citations

    @classmethod
    def of(cls, persons: Iterable[Person], works: Iterable[Work]) -> Recogniser:
        return cls(Gazetteer(persons), Citations(works))

    def annotate(self, edition: Edition, dates: DateSetting) -> Annotated:
        """The annotations of every block of ``edition``, in order of their places; an outer one before an inner one."""
        blocks = list(edition.blocks())
        layers = (self.citations.find(blocks), find_dates(blocks, dates), self.gazetteer.find(blocks))
        return {
            (str(block.locus), block.text): tuple(sorted(_merge(found), key=lambda each: (each.start, -each.end)))
            for block, *found in zip(blocks, *layers, strict=True)
        }


def _merge(layers: Sequence[Sequence[Annotation]]) -> list[Annotation]:
    """The annotations of all layers but those that cross the edge of one in an earlier layer."""
    chosen: list[Annotation] = []
    for layer in layers:
        chosen += [new for new in layer if not any(_cross(new, old) for old in chosen)]
    return chosen


def _cross(one: Annotation, other: Annotation) -> bool:
    """Whether two annotations overlap without one lying inside the other."""
    first, second = sorted((one, other))
    return first.start < second.start < first.end < second.end
