"""What an edition says of its dates, and where its islands lie: the stretches of text that have a calendar or year of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sphinx_handbook.dates import Calendar
from sphinx_handbook.edition import Island
from sphinx_handbook.text import Block, Locus


@dataclass(frozen=True, slots=True)
class DateSetting:
    """What an edition says of its dates: their calendar, the year of those that do not state one, and the exceptions."""

    calendar: Calendar
    year: int
    islands: tuple[Island, ...] = ()


Places = dict[int, list[tuple[int, int, Island]]]
"""By the number of a block, the stretches of its text that islands cover: start, end, and the island."""


def island_places(blocks: Sequence[Block], islands: Sequence[Island]) -> Places:
    """Where each of ``islands`` lies: the stretches of text that it covers, by the number of the block."""
    places: Places = {}
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for index, block in enumerate(blocks) if islands else ():
        for name in _names(block.locus):
            first.setdefault(name, index)
            last[name] = index
    for island in islands:
        begin, end = first.get(island.place), last.get(island.to or island.place)
        for index in range(begin, end + 1) if begin is not None and end is not None else ():
            text = blocks[index].text
            words = re.escape(island.words) or "(?s:.*)"
            for spot in re.finditer(words, text):
                places.setdefault(index, []).append((*spot.span(), island))
    return places


def lost_islands(blocks: Sequence[Block], islands: Sequence[Island]) -> Iterator[tuple[int, str, str]]:
    """The islands that cover no text, by their number; the key that is to blame, and why."""
    names = {name for block in blocks for name in _names(block.locus)} if islands else set()
    for number, island in enumerate(islands):
        places = {"place": island.place, "to": island.to}
        unknown = next((key for key, place in places.items() if place and place not in names), "")
        if unknown:
            yield number, unknown, f"there is no place {places[unknown]}"
        elif not island_places(blocks, [island]):
            where = f"the words {island.words!r} are not" if island.words else "nothing is"
            yield (
                number,
                "words" if island.words else "place",
                f"{where} at {island.place}" + (f" to {island.to}" if island.to else ""),
            )


def _names(locus: Locus | None) -> tuple[str, ...]:
    """The addresses under which a block can be named: its own and its division's."""
    return (str(locus), f"{locus.siglum}.{locus.division}") if locus else ()
