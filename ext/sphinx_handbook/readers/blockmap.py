"""The block map: what an editor says of single lines, where no rule could know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast, get_args

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
    """``kinds`` by the number of a block's first line; ``letters`` are ranges of lines (both ends in) set as one letter.

    ``omitted`` are ranges of lines that are no part of the text.
    """

    kinds: Mapping[int, BlockKind] = field(default_factory=dict)
    letters: tuple[tuple[int, int], ...] = ()
    gaps: tuple[Gap, ...] = ()
    omitted: tuple[tuple[int, int], ...] = ()

    def omits(self, line: int) -> bool:
        """Whether ``line`` is no part of the text."""
        return any(first <= line <= last for first, last in self.omitted)

    def letter_at(self, line: int) -> int:
        """The number (from 1) of the letter that ``line`` belongs to, or 0."""
        return next((number for number, (first, last) in enumerate(self.letters, 1) if first <= line <= last), 0)


def parse_ranges(ranges: str) -> tuple[tuple[int, int], ...]:
    """Read ``"13, 17, 39-40"`` as ``((13, 13), (17, 17), (39, 40))``; raises :class:`ValueError` on anything else."""
    return tuple(_parse_range(part.strip()) for part in ranges.split(",")) if ranges.strip() else ()


def _parse_range(part: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,7})(?:\s*-\s*([0-9]{1,7}))?", part)
    if match is None:
        raise ValueError(f"{part[:40]!r} is no line number and no range such as 39-40")
    low, high = int(match[1]), int(match[2] or match[1])
    if not 0 < low <= high:
        raise ValueError(f"{part!r} runs backwards or begins before line 1")
    return low, high


def line_kinds(ranges: Iterable[tuple[str, str]], lines: Sequence[str]) -> dict[int, BlockKind]:
    """Kinds by line of ``(kind, ranges)`` pairs for a text of ``lines``; blank lines inside a range are passed over.

    Of lines behind the last one the first of each range stays in, so that it can be told of.
    """
    return {
        line: cast(BlockKind, kind)
        for kind, text in ranges
        for first, last in parse_ranges(text)
        for line in range(first, max(first, min(last, len(lines) + 1)) + 1)
        if first == last or line > len(lines) or lines[line - 1].strip()
    }
