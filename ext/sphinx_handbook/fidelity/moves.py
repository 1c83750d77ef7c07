"""Lost words that turn up elsewhere have moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sphinx_handbook.fidelity.compare import Run


class Move(NamedTuple):
    """A run that is lost at one place and added at another."""

    lost: Run
    added: Run


def moves(lost: Sequence[Run], added: Sequence[Run]) -> tuple[list[Move], list[Run], list[Run]]:
    """The moves among ``lost`` and ``added``, then what is lost and what is added for good.

    Whole runs are matched first, then the longest stretches of two words and more.
    """
    found: list[Move] = []
    still_lost: list[Run] = []
    free: dict[tuple[str, ...], list[Run]] = defaultdict(list)
    for run in added:
        free[run.words].append(run)
    for run in lost:
        if free[run.words]:
            found.append(Move(run, free[run.words].pop(0)))
        else:
            still_lost.append(run)
    rest = [run for runs in free.values() for run in runs]
    pairs: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for number, run in enumerate(rest):
        for at, pair in enumerate(zip(run.words, run.words[1:], strict=False)):
            pairs[pair].append((number, at))
    taken = [[False] * len(run.words) for run in rest]
    gone: list[Run] = []
    for run in still_lost:
        at = start = 0
        while at < len(run.words):
            length, number, place = _longest(run.words, at, rest, pairs, taken)
            if length < 2:
                at += 1
                continue
            if start < at:
                gone.append(replace(run, words=run.words[start:at]))
            words = run.words[at : at + length]
            taken[number][place : place + length] = [True] * length
            found.append(Move(replace(run, words=words), replace(rest[number], words=words)))
            at = start = at + length
        if start < len(run.words):
            gone.append(replace(run, words=run.words[start:]))
    return found, gone, [piece for run, used in zip(rest, taken, strict=True) for piece in _left(run, used)]


def _longest(
    words: Sequence[str],
    at: int,
    rest: Sequence[Run],
    pairs: dict[tuple[str, str], list[tuple[int, int]]],
    taken: list[list[bool]],
) -> tuple[int, int, int]:
    """The longest stretch from ``words[at:]`` free in one of ``rest``: its length, the run's number, its place."""
    best = (0, 0, 0)
    if at + 1 >= len(words):
        return best
    for number, place in pairs.get((words[at], words[at + 1]), ()):
        there, used, length = rest[number].words, taken[number], 0
        while (
            at + length < len(words)
            and place + length < len(there)
            and not used[place + length]
            and there[place + length] == words[at + length]
        ):
            length += 1
        best = max(best, (length, number, place), key=lambda each: each[0])
    return best


def _left(run: Run, used: Sequence[bool]) -> list[Run]:
    """The pieces of ``run`` that are not ``used``."""
    pieces: list[Run] = []
    start = 0
    for place in range(len(used) + 1):
        if place == len(used) or used[place]:
            if start < place:
                pieces.append(replace(run, words=run.words[start:place]))
            start = place + 1
    return pieces
