"""The block map: what an editor says of single lines, where no rule could know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import get_args

from sphinx_handbook.text import BlockKind

KINDS: tuple[str, ...] = get_args(BlockKind)


@dataclass(frozen=True, slots=True)
class Gap:
    """Words are lost in the source behind ``after`` on ``line``; ``note`` is the label of a mark lost with them."""

    line: int
    after: str
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class BlockMap:
    """``kinds`` by the number of a block's first line; ``letters`` are ranges of lines (both ends in) set as one letter."""

    kinds: Mapping[int, BlockKind] = field(default_factory=dict)
    letters: tuple[tuple[int, int], ...] = ()
    gaps: tuple[Gap, ...] = ()

    def letter_at(self, line: int) -> int:
        """The number (from 1) of the letter that ``line`` belongs to, or 0."""
        return next((number for number, (first, last) in enumerate(self.letters, 1) if first <= line <= last), 0)


def parse_ranges(ranges: str) -> tuple[tuple[int, int], ...]:
    """Read ``"13, 17, 39-40"`` as ``((13, 13), (17, 17), (39, 40))``; raises :class:`ValueError` on anything else."""
    return tuple(_parse_range(part.strip()) for part in ranges.split(",")) if ranges.strip() else ()


def _parse_range(part: str) -> tuple[int, int]:
    first, _, last = part.partition("-")
    if not first.isdecimal() or (last and not last.isdecimal()):
        raise ValueError(f"{part!r} is no line number and no range such as 39-40")
    low, high = int(first), int(last or first)
    if not 0 < low <= high:
        raise ValueError(f"{part!r} runs backwards or begins before line 1")
    return low, high


def line_kinds(ranges: Iterable[tuple[BlockKind, str]], blank: frozenset[int]) -> dict[int, BlockKind]:
    """Kinds by line of ``(kind, ranges)`` pairs; blank lines inside a range are passed over."""
    return {
        line: kind
        for kind, text in ranges
        for first, last in parse_ranges(text)
        for line in range(first, last + 1)
        if first == last or line not in blank
    }
