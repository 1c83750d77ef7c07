"""Dates: EDTF values as a source writes them, and their conversion from the Julian to the Gregorian calendar.

EDTF is the Extended Date/Time Format of ISO 8601-2:2019, here its days, months, seasons, years, decades, centuries and the
intervals between them. The arithmetic is convertdate's (Meeus, *Astronomical Algorithms*, chapter 7).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from convertdate import gregorian, julian
from convertdate.utils import jwday

Calendar = Literal["julian", "gregorian"]

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

SEASONS = ("spring", "summer", "autumn", "winter")
"""What EDTF writes as the months 21 to 24."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_PART = r"(?:\d{4}(?:-\d{2}(?:-\d{2})?)?|\d{3}X|\d{2}XX)"
_VALUE = re.compile(rf"{_PART}(?:/{_PART})?")


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """An EDTF value in a calendar. ``calendar`` is None where the value is neither day nor month, or nobody knows."""

    edtf: str
    calendar: Calendar | None = None

    @property
    def gregorian(self) -> str:
        """The value in the Gregorian calendar: of a Julian month the days from its first to its last.

        Seasons, years and what is longer, which hardly move, stay as they are.
        """
        return _converted(self, _julian_to_gregorian) if self.calendar == "julian" else self.edtf

    @property
    def julian(self) -> str:
        """The value in the Julian calendar, likewise."""
        return _converted(self, _gregorian_to_julian) if self.calendar == "gregorian" else self.edtf

    @property
    def weekday(self) -> int:
        """The weekday of the first day, 1 for Monday to 7 for Sunday; 0 where the value begins with no day."""
        first = self.gregorian.partition("/")[0]
        exact = self.edtf.partition("/")[0].count("-") == 2
        return int(jwday(gregorian.to_jd(*map(int, first.split("-"))))) + 1 if exact else 0


def day_number(date: Date) -> int:
    """The number of the first day of ``date``, which begins with a day: days that follow one another have numbers that do."""
    year, month, day = map(int, date.gregorian.partition("/")[0].split("-"))
    return datetime.date(year, month, day).toordinal()


Ymd = tuple[int, int, int]
_REFORM: Ymd = (1918, 2, 14)


@cache
def _converted(date: Date, convert: Callable[[int, int, int], Ymd]) -> str:
    first, _, last = date.edtf.partition("/")
    begin, end = _edge(first, date.calendar, last=False), _edge(last or first, date.calendar, last=True)
    first = _iso(*convert(*begin)) if begin else first
    # Russia's Old Style ended with January 1918: what began in it and ends later ends in the New Style.
    reformed = date.calendar == "julian" and begin and end and begin < _REFORM <= end
    last = _iso(*(end if reformed else convert(*end))) if end else last
    return f"{first}/{last}" if last and last != first else first


def _edge(part: str, calendar: Calendar | None, *, last: bool) -> Ymd | None:
    """The first or the last day of a day or month; None for what is longer."""
    year, *rest = part.split("-")
    if not rest or int(rest[0]) > 12:
        return None
    month = int(rest[0])
    if len(rest) == 2:
        return int(year), month, int(rest[1])
    return int(year), month, _month_length(int(year), month, calendar) if last else 1


def _month_length(year: int, month: int, calendar: Calendar | None) -> int:
    return int((julian if calendar == "julian" else gregorian).month_length(year, month))


def parse_date(value: str, calendar: Calendar | None = None) -> Date:
    """Read an EDTF value; raises :class:`ValueError` that says what is wrong with it."""
    if not _VALUE.fullmatch(value):
        raise ValueError(
            f"{value!r} is no EDTF date; write 1917-07-03, 1917-07, 1917 or an interval such as 1917-07-03/1917-07-05"
        )
    for part in value.split("/"):
        _check_part(part, calendar)
    first, _, last = value.partition("/")
    if last and last[: len(first)] < first[: len(last)]:
        raise ValueError(f"{value!r} ends before it begins")
    return Date(value, calendar)


def _check_part(part: str, calendar: Calendar | None) -> None:
    if "X" in part:
        if part < "00X":
            raise ValueError(f"{part!r}: only the years 0002 to 9998 can be read")
        return
    year, month, day = (int(number) if number else 0 for number in (*part.split("-"), "", "")[:3])
    if not 2 <= year <= 9998:  # so that the other calendar's year has four digits as well
        raise ValueError(f"{part!r}: only the years 0002 to 9998 can be read")
    seasons = range(21, 25) if part.count("-") == 1 else ()
    if "-" in part and month not in (*range(1, 13), *seasons):
        raise ValueError(f"{part!r}: there is no month {month}")
    if part.count("-") == 2:
        length = _month_length(year, month, calendar)
        if not 1 <= day <= length:
            raise ValueError(f"{part!r}: {MONTHS[month - 1]} {year} has {length} days")


def _julian_to_gregorian(year: int, month: int, day: int) -> Ymd:
    return tuple(julian.to_gregorian(year, month, day))


def _gregorian_to_julian(year: int, month: int, day: int) -> Ymd:
    return tuple(julian.from_gregorian(year, month, day))


def _iso(year: int, month: int, day: int) -> str:
    return f"{year:04}-{month:02}-{day:02}"


def in_words(edtf: str) -> str:
    """An EDTF value as English writes it: ``3 July 1917``, ``3–5 July 1917``, ``July 1917``, ``autumn 1917``, ``the 1930s``."""
    *first, last = [_part_in_words(part) for part in edtf.split("/")]
    if not first:
        return last
    begin, end = first[0].split(" "), last.split(" ")
    if len(begin) == len(end) and end[-1].isdecimal():
        # What both ends have in common is said once.
        while begin and begin[-1] == end[len(begin) - 1]:
            begin.pop()
    if not begin:
        return last
    dash = "–" if len(begin) == 1 else " – "
    return f"{' '.join(begin)}{dash}{last}"


def both_calendars(date: Date) -> str:
    """A date in words in both calendars: ``3 July 1917 Old Style, 16 July 1917 New Style``."""
    if date.julian == date.gregorian:
        return in_words(date.edtf)
    return f"{in_words(date.julian)} Old Style, {in_words(date.gregorian)} New Style"


def in_both(date: Date) -> str:
    """Days in both calendars as historians write them, the Old Style first: ``3 (16) July 1917``, ``25 October (7 November) 1917``.

    A month or a year is given as it was written.
    """
    if date.julian == date.gregorian or any(part.count("-") < 2 for part in date.edtf.split("/")):
        return in_words(date.edtf)
    old, new = in_words(date.julian).split(" "), in_words(date.gregorian).split(" ")
    for shared in (2, 1):
        # A month is said once only where nothing but a number stands before it.
        if old[-shared:] == new[-shared:] and (shared == 1 or len(old) == len(new) == 3):
            return f"{' '.join(old[:-shared])} ({' '.join(new[:-shared])}) {' '.join(old[-shared:])}"
    return f"{' '.join(old)} ({' '.join(new)})"


@cache
def _part_in_words(part: str) -> str:
    if part.endswith("XX"):
        return f"the {_ordinal(int(part[:2]) + 1)} century"
    if part.endswith("X"):
        return f"the {int(part[:3])}0s"
    year, *rest = part.split("-")
    words = [str(int(rest[1]))] if len(rest) == 2 else []
    names = {**dict(enumerate(MONTHS, 1)), **dict(enumerate(SEASONS, 21))}
    words += [names[int(rest[0])]] if rest else []
    return " ".join([*words, str(int(year))])


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
