"""Alignment of words that the one text writes together and the other apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sphinx_handbook.fidelity.align import Difference, differences


def differences_by_piece(a: Sequence[str], b: Sequence[str], mark: re.Pattern[str]) -> list[Difference]:
    """Where two texts differ, one of which can have a space before a ``mark`` where the other has none.

    They are compared cut at their marks; ``mark`` has one group, around all of it. So in ``that [1] that`` each word finds its
    own in ``that[1] that``, and not the other one. Words are the same only if all their pieces are.
    """
    (a_pieces, a_ranges), (b_pieces, b_ranges) = _cut(a, mark), _cut(b, mark)
    partners = dict(_shared(a_pieces, b_pieces))
    places = {pieces: place for place, pieces in enumerate(b_ranges)}
    there = ((place, places.get(_partners(pieces, partners))) for place, pieces in enumerate(a_ranges))
    same = [(one, other) for one, other in there if other is not None]
    return list(_between(same, len(a), len(b)))


def _cut(words: Iterable[str], mark: re.Pattern[str]) -> tuple[list[str], list[range]]:
    """The pieces of all words, and which of them are each word's."""
    pieces: list[str] = []
    ranges: list[range] = []
    for word in words:
        begin = len(pieces)
        pieces += filter(None, mark.split(word))
        ranges.append(range(begin, len(pieces)))
    return pieces, ranges


def _shared(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of each piece that both have."""
    a_next = b_next = 0
    for found in [*differences(a, b), Difference(len(a), len(a), len(b), len(b))]:
        yield from zip(range(a_next, found.a_start), range(b_next, found.b_start), strict=True)
        a_next, b_next = found.a_end, found.b_end


def _partners(pieces: range, partners: Mapping[int, int]) -> range:
    """Where the pieces of a word stand in the other text; before its beginning if they do not stand there together."""
    there = [partners.get(piece, -1) for piece in pieces]
    together = range(there[0], there[0] + len(there))
    return together if there == list(together) and there[0] >= 0 else range(-1, 0)


def _between(same: Iterable[tuple[int, int]], a_length: int, b_length: int) -> Iterator[Difference]:
    """What stands between the words that are the same."""
    a_next = b_next = 0
    for a_place, b_place in [*same, (a_length, b_length)]:
        if (a_next, b_next) != (a_place, b_place):
            yield Difference(a_next, a_place, b_next, b_place)
        a_next, b_next = a_place + 1, b_place + 1
