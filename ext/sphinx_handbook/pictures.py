"""Pictures that are made at build: values in, SVG out. They take their colour from the text around them.

Each says in words what it shows (``role="img"`` with a label; W3C, *SVG Accessibility API Mappings*).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from math import sqrt

STRIP = 240
"""How many places a strip tells apart."""


def strip(places: Iterable[float], label: str) -> str:
    """A strip with a tick at each of ``places``, which are shares of its length (0 to 1), and ``label`` as its words."""
    ticks = sorted({min(int(place * STRIP), STRIP - 1) for place in places})
    path = "".join(f"M{tick + 0.5:g} 1v8" for tick in ticks)
    return (
        f'<svg class="strip" viewBox="0 0 {STRIP} 10" preserveAspectRatio="none" role="img" aria-label="{escape(label)}">'
        f'<path d="M0 9.5h{STRIP}" class="base"/><path d="{path}"/></svg>'
    )


@dataclass(frozen=True, slots=True)
class Year:
    """What the picture of a year shows. Days are counted from 0, the year's first day in the Old Style.

    ``editions`` are, by siglum, how often each day is named; ``events`` pairs of day and title, ``labels`` pairs of day and
    the words by which the picture names an event.
    """

    year: int
    length: int
    editions: Mapping[str, Mapping[int, int]]
    events: Sequence[tuple[int, str]]
    labels: Sequence[tuple[int, str]]


_LEFT, _RIGHT, _ROW, _LINE = 66, 6, 26, 13
_WIDTH = 640
_LETTER = 5.6
"""About how wide a letter is."""


def picture_of(year: Year, begins: Mapping[str, Sequence[tuple[int, str]]]) -> str:
    """The year as SVG: its events above, below them a row an edition whose bars say how often it names each day.

    ``begins`` are the months of each calendar: the day on which it begins, which may be before the year's first, and its name.
    """
    labels, rows = _placed(year)
    top = 8 + rows * _LINE
    base = top + 16
    height = base + 18 + len(year.editions) * _ROW + len(begins) * 14
    bottom = base + 10 + len(year.editions) * _ROW
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="year" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{escape(described(year))}" font-size="10.5" fill="currentColor">'
    ]
    parts += _months(begins, top, bottom, year.length)
    parts.append(
        f'<path stroke="currentColor" stroke-width=".8" d="{"".join(f"M{_x(day, year):.1f} {top + 6}v9" for day, _ in year.events)}"/>'
    )
    for day, title, row, anchor in labels:
        y = 10 + row * _LINE
        parts.append(
            f'<path stroke="currentColor" stroke-width=".4" opacity=".55" d="M{_x(day, year):.1f} {y + 2}V{top + 6}"/>'
        )
        parts.append(f'<text x="{_x(day, year):.1f}" y="{y}" text-anchor="{anchor}">{escape(title)}</text>')
    parts.append(f'<text x="{_LEFT - 6}" y="{top + 14}" text-anchor="end">events</text>')
    most = max((often for days in year.editions.values() for often in days.values()), default=1)
    for number, (siglum, days) in enumerate(year.editions.items()):
        floor = base + 6 + (number + 1) * _ROW
        bars = "".join(
            f"M{_x(day, year):.1f} {floor}v{-(_ROW - 6) * sqrt(often / most):.1f}"
            for day, often in sorted(days.items())
        )
        parts.append(f'<path stroke="currentColor" stroke-width="1.4" d="{bars}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{floor - 2}" text-anchor="end">{escape(siglum)}</text>')
    parts.append("</svg>")
    return "".join(parts)


def described(year: Year) -> str:
    """The picture in words: what it shows, the events that it names, and when each edition is densest."""
    first = date(2000 if year.length == 366 else 2001, 1, 1)

    def day(number: int) -> str:
        # Any year of the same length tells months and days.
        there = first + timedelta(days=number)
        return f"{there.day} {there:%B}"

    named = "; ".join(f"{title}, {day(number)}" for number, title in year.labels)
    densest = "; ".join(
        f"{siglum} most on {day(max(days, key=lambda number: (days[number], -number)))}"
        for siglum, days in year.editions.items()
        if days
    )
    parts = [
        f"The year {year.year} in the Old Style: {len(year.events)} events, and how often each edition names each day."
    ]
    parts += [f"Named events: {named}."] if named else []
    parts += [f"Densest: {densest}."] if densest else []
    return " ".join([*parts, "The list below has all events."])


def _x(day: int, year: Year) -> float:
    return _LEFT + (day + 0.5) * (_WIDTH - _LEFT - _RIGHT) / year.length


def _placed(year: Year) -> tuple[list[tuple[int, str, int, str]], int]:
    """The labels, each with a row where its title meets no other, and how many rows there are."""
    ends: list[float] = []
    placed = []
    for day, title in sorted(year.labels):
        x, width = _x(day, year), len(title) * _LETTER
        anchor = "start" if x + width < _WIDTH else "end"
        begin, end = (x, x + width) if anchor == "start" else (x - width, x)
        row = next((number for number, taken in enumerate(ends) if taken + 6 < begin), len(ends))
        ends[row:] = [end, *ends[row + 1 :]]
        placed.append((day, title, row, anchor))
    # The first row is the lowest, so that no line of another crosses a title.
    return [(day, title, len(ends) - 1 - row, anchor) for day, title, row, anchor in placed], len(ends)


def _months(begins: Mapping[str, Sequence[tuple[int, str]]], top: int, bottom: int, length: int) -> Iterator[str]:
    """Names of months in each calendar, and a line where a month of the first begins."""
    scale = (_WIDTH - _LEFT - _RIGHT) / length
    for number, (calendar, months) in enumerate(begins.items()):
        y = bottom + 8 + number * 14
        yield f'<text x="{_LEFT - 6}" y="{y}" text-anchor="end" opacity=".75">{escape(calendar)}</text>'
        for index, (begin, name) in enumerate(months):
            following = months[index + 1][0] if index + 1 < len(months) else length
            middle = _LEFT + (max(begin, 0) + following) * scale / 2
            if number == 0:
                yield f'<path stroke="currentColor" stroke-width=".4" opacity=".35" d="M{_LEFT + begin * scale:.1f} {top + 4}V{bottom}"/>'
            if following - max(begin, 0) > 14:
                yield f'<text x="{middle:.1f}" y="{y}" text-anchor="middle" opacity=".75">{name}</text>'
