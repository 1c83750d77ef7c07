"""The months that a text has named, and the one in which its story is."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A year and month that the text has named, in which block, and with which day; 0 is none."""

    year: int
    month: int
    block: int
    day: int = 0

    @property
    def exact(self) -> bool:
        """Whether a day was named."""
        return self.day > 0


class Memory:
    """The months that the text has named, from which a day without a month takes its own."""

    def __init__(self, told: Sequence[Told] = ()) -> None:
        self.told = deque(told, maxlen=60)
        self.before: Told | None = None  # the last day of the division before

    def new_division(self) -> None:
        self.before = next((told for told in reversed(self.told) if told.exact), self.before)
        self.told.clear()

    def copy(self) -> Memory:
        other = Memory(self.told)
        other.before = self.before
        return other

    def month(self, block: int, years: Collection[int]) -> tuple[Told | None, bool]:
        """The month in which the story is at ``block``, and whether that is in doubt.

        It is the month of the last day, or of the block's last month if that is later: a story goes forward. A month farther
        back than the one which the division has named most, of late, is taken for a glance back, unless it is near. Of what
        stands in blocks before only ``years`` count.
        """
        all_told = [told for told in self.told if told.block == block or told.year in years]
        days = [told for told in all_told if told.exact]
        last = days[-1] if days else self.before
        latest = all_told[-1] if all_told else None
        if latest and latest.block == block and last and latest.year != last.year:
            return latest, False
        if last and last.block == block:
            return last, False
        above = next((told for told in reversed(all_told) if not told.exact), None)
        if above and (last is None or (above.block == block and (above.year, above.month) > (last.year, last.month))):
            return above, False
        scores: dict[tuple[int, int], float] = {}
        for told in days[-40:]:
            key = (told.year, told.month)
            scores[key] = scores.get(key, 0) + 0.95 ** (block - told.block)
        if last and scores:
            best = max(scores, key=lambda key: scores[key])
            if best > (last.year, last.month):
                return Told(*best, block), True
        return last, False
