"""Recognisers find annotations in the blocks of an edition. They return spans and never change the text.

A recogniser is given all blocks of an edition in reading order (as :meth:`Edition.blocks` gives them), because what a name,
a date or an ``Ibid.`` means can depend on what stood before. It returns one list of annotations a block, each in order and
without overlap among themselves. Annotations of different types may lie inside each other: an author inside a citation.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sphinx_handbook.authority import Authority
from sphinx_handbook.names import Names
from sphinx_handbook.recognisers.dates import DateSetting, find_dates
from sphinx_handbook.recognisers.headwords import Headwords
from sphinx_handbook.recognisers.persons import Gazetteer
from sphinx_handbook.recognisers.works import Citations
from sphinx_handbook.text import Annotation, Edition

__all__ = ["Annotated", "DateSetting", "Recogniser"]

Annotated = dict[tuple[str, str], tuple[Annotation, ...]]
"""The annotations of an edition by a block's address and text (the paragraphs of a note share its address)."""


@dataclass(frozen=True, slots=True)
class Recogniser:
    """All recognisers with the authority files they know."""

    gazetteer: Gazetteer
    citations: Citations
    headwords: Headwords

    @classmethod
    def of(cls, authority: Authority, names: Names | None = None) -> Recogniser:
        persons, works = authority.persons.values(), authority.works.values()
        return cls(Gazetteer(persons, names), Citations(works), Headwords(authority.kinds.values()))

    def annotate(self, edition: Edition, dates: DateSetting) -> Annotated:
        """The annotations of every block of ``edition``, in order of their places; an outer one before an inner one."""
        blocks = list(edition.blocks())
        layers = (self.citations.find(blocks), find_dates(blocks, dates), self.gazetteer.find(blocks))
        merged = [_merge(found) for found in zip(*layers, strict=True)]
        return {
            (str(block.locus), block.text): tuple(sorted([*found, *terms], key=lambda each: (each.start, -each.end)))
            for block, found, terms in zip(blocks, merged, self.headwords.find(blocks, merged), strict=True)
        }


def _merge(layers: Sequence[Sequence[Annotation]]) -> list[Annotation]:
    """The annotations of all layers but those that cross the edge of one in an earlier layer."""
    kept: list[list[Annotation]] = []
    for layer in layers:
        kept.append([new for new in layer if not any(_crosses(new, earlier) for earlier in kept)])
    return [annotation for layer in kept for annotation in layer]


def _crosses(new: Annotation, layer: Sequence[Annotation]) -> bool:
    """Whether ``new`` overlaps one of ``layer`` (in order, none overlapping another) without one lying inside the other."""
    first = bisect_right(layer, new.start, key=lambda each: each.end)
    last = bisect_left(layer, new.end, key=lambda each: each.start) - 1
    return first <= last and (
        (layer[first].start < new.start and layer[first].end < new.end)
        or (layer[last].start > new.start and layer[last].end > new.end)
    )
