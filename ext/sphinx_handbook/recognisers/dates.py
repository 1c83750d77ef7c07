"""Dates that state a day and a month: ``3 July 1917``, ``July 4–5``, ``the 25th of October``, ``25 October (7 November) 1917``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sphinx_handbook.dates import MONTHS, Calendar, Date, parse_date
from sphinx_handbook.text import Annotation, Block

_MONTH = "(?:" + "|".join(MONTHS) + ")"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_UNTIL = rf"(?:\s?[–-]\s?(?P<last>{_DAY}))?"
_YEAR = r"(?:,?\s(?P<year>1[5-9]\d\d|20\d\d))?(?!\d)"
# A second form in brackets is the same day in the other calendar; with it the calendars are known.
_OTHER = rf"(?P<other>\s\(\d{{1,2}}(?:\s{_MONTH})?\))?"
_PATTERNS = (
    re.compile(rf"\b(?P<month>{_MONTH})\s(?P<day>{_DAY}){_UNTIL}\b{_OTHER}{_YEAR}"),
    re.compile(rf"\b(?P<day>{_DAY}){_UNTIL}\s(?:of\s)?(?P<month>{_MONTH})\b{_OTHER}{_YEAR}"),
)
# Behind these a month names an event or a group, not a day.
_NOT_BEFORE = re.compile(r"\s(?:Days?|Theses|Conference|Congress|Revolution)\b")


@dataclass(frozen=True, slots=True)
class DateSetting:
    """What an edition says of its dates: the calendar they are in, and the year of those that do not state one."""

    calendar: Calendar
    year: int


def find_dates(blocks: Sequence[Block], setting: DateSetting) -> list[list[Annotation]]:
    """The dates in each of ``blocks``, in order.

    ``target`` of an annotation is EDTF as written; ``data`` holds its ``calendar``.
    """
    return [_dates(block.text, setting.calendar, setting.year) for block in blocks]


def _dates(text: str, calendar: Calendar, year: int) -> list[Annotation]:
    found: list[Annotation] = []
    for annotation in sorted(_candidates(text, calendar, year), key=lambda hit: (hit.start, -hit.end)):
        if not found or annotation.start >= found[-1].end:
            found.append(annotation)
    return found


def _candidates(text: str, calendar: Calendar, year: int) -> Iterator[Annotation]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if _NOT_BEFORE.match(text, match.end()):
                continue
            date = _value(match, calendar, year)
            if date:
                yield Annotation(
                    match.start(), match.end(), "date", date.edtf, "day and month", (("calendar", date.calendar or ""),)
                )


def _value(match: re.Match[str], calendar: Calendar, year: int) -> Date | None:
    month = MONTHS.index(match["month"]) + 1
    in_year = int(match["year"] or year)
    # Russia left the Julian calendar behind on 31 January 1918 (decree of 24 January 1918).
    stated: Calendar = calendar if (in_year, month) < (1918, 2) else "gregorian"
    days = [
        f"{in_year:04}-{month:02}-{int(re.sub('[a-z]', '', day)):02}" for day in (match["day"], match["last"]) if day
    ]
    try:
        if match["other"]:
            other_day = int(re.findall(r"\d+", match["other"])[0])
            stated = next((name for name in ("julian", "gregorian") if _other_day(days[0], name) == other_day), stated)
        return parse_date("/".join(days), stated)
    except ValueError:
        return None  # there is no such day: what looks like a date is none


def _other_day(day: str, calendar: Calendar) -> int:
    date = parse_date(day, calendar)
    return int((date.gregorian if calendar == "julian" else date.julian)[-2:])
