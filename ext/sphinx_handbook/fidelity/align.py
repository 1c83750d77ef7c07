"""Alignment of two sequences of tokens, exact and frugal."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Indel

TABLE_LIMIT = 400_000_000
"""The longest table, in bits, that is computed at once; beyond it, sequences are cut at tokens unique to both."""


class Difference(NamedTuple):
    """Where two sequences differ: ``a[a_start:a_end]`` stands where ``b[b_start:b_end]`` stands; one may be empty."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int


def differences(a: Sequence[str], b: Sequence[str]) -> list[Difference]:
    """The stretches in which ``a`` and ``b`` differ, in order, as few tokens as possible; everything else is equal.

    There are none exactly if the sequences are equal.
    """
    numbers: dict[str, int] = {}
    a_numbers = [numbers.setdefault(token, len(numbers)) for token in a]
    b_numbers = [numbers.setdefault(token, len(numbers)) for token in b]
    merged: list[Difference] = []
    for found in _differences(a_numbers, b_numbers, 0, 0):
        if merged and (merged[-1].a_end, merged[-1].b_end) == (found.a_start, found.b_start):
            merged[-1] = Difference(merged[-1].a_start, found.a_end, merged[-1].b_start, found.b_end)
        else:
            merged.append(found)
    return merged


def _differences(a: list[int], b: list[int], a_offset: int, b_offset: int) -> Iterator[Difference]:
    start = _common_prefix(a, b)
    a, b = a[start:], b[start:]
    end = _common_prefix(a[::-1], b[::-1])
    a, b = a[: len(a) - end], b[: len(b) - end]
    a_offset, b_offset = a_offset + start, b_offset + start
    if not a and not b:
        return
    if not a or not b:
        yield Difference(a_offset, a_offset + len(a), b_offset, b_offset + len(b))
    elif len(a) * len(b) > TABLE_LIMIT and (anchors := _anchors(a, b)):
        a_cursor = b_cursor = 0
        for a_end, b_end in [*anchors, (len(a), len(b))]:
            yield from _differences(a[a_cursor:a_end], b[b_cursor:b_end], a_offset + a_cursor, b_offset + b_cursor)
            a_cursor, b_cursor = a_end, b_end
    else:
        for code in Indel.opcodes(a, b):
            if code.tag != "equal":
                yield Difference(
                    a_offset + code.src_start,
                    a_offset + code.src_end,
                    b_offset + code.dest_start,
                    b_offset + code.dest_end,
                )


def _common_prefix(a: list[int], b: list[int]) -> int:
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _anchors(a: list[int], b: list[int]) -> list[tuple[int, int]]:
    """Pairs of places at which tokens stand that occur once in ``a`` and once in ``b``, ascending in both."""
    once_in_b = {token for token, count in Counter(b).items() if count == 1}
    place_in_b = {token: place for place, token in enumerate(b) if token in once_in_b}
    once_in_a = {token for token, count in Counter(a).items() if count == 1}
    pairs = [(place, place_in_b[token]) for place, token in enumerate(a) if token in once_in_a and token in place_in_b]
    tails: list[int] = []
    chain: list[int] = []
    previous = [-1] * len(pairs)
    for number, (_, place) in enumerate(pairs):
        at = bisect_left(tails, place)
        previous[number] = chain[at - 1] if at else -1
        tails[at : at + 1] = [place]
        chain[at : at + 1] = [number]
    number = chain[-1] if chain else -1
    longest = []
    while number >= 0:
        longest.append(pairs[number])
        number = previous[number]
    return longest[::-1]
