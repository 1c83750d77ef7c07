"""Dates: EDTF values as a source writes them, and their conversion from the Julian to the Gregorian calendar.

EDTF is the Extended Date/Time Format of ISO 8601-2:2019, here its days, months, years and intervals. The arithmetic is
convertdate's (Meeus, *Astronomical Algorithms*, chapter 7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from convertdate import gregorian, julian

Calendar = Literal["julian", "gregorian"]

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_VALUE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?(?:/\d{4}(?:-\d{2}(?:-\d{2})?)?)?")


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """An EDTF value in a calendar. ``calendar`` is None where the value is no day, or nobody knows."""

    edtf: str
    calendar: Calendar | None = None

    @property
    def gregorian(self) -> str:
        """The value in the Gregorian calendar; months and years, which no calendar conversion can move, stay as they are."""
        if self.calendar != "julian":
            return self.edtf
        return "/".join(_julian_to_gregorian(part) for part in self.edtf.split("/"))

    @property
    def julian(self) -> str:
        """The value in the Julian calendar, likewise."""
        if self.calendar != "gregorian":
            return self.edtf
        return "/".join(_gregorian_to_julian(part) for part in self.edtf.split("/"))


def parse_date(value: str, calendar: Calendar | None = None) -> Date:
    """Read an EDTF day, month, year or interval; raises :class:`ValueError` that says what is wrong with it."""
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
    year, month, day = (int(number) if number else 0 for number in (*part.split("-"), "", "")[:3])
    if not 2 <= year <= 9998:  # so that the other calendar's year has four digits as well
        raise ValueError(f"{part!r}: only the years 0002 to 9998 can be read")
    if "-" in part and not 1 <= month <= 12:
        raise ValueError(f"{part!r}: there is no month {month}")
    if part.count("-") == 2:
        length = (julian if calendar == "julian" else gregorian).month_length(year, month)
        if not 1 <= day <= length:
            raise ValueError(f"{part!r}: {MONTHS[month - 1]} {year} has {length} days")


def _julian_to_gregorian(part: str) -> str:
    day = _DAY.fullmatch(part)
    return _iso(*julian.to_gregorian(*map(int, day.groups()))) if day else part


def _gregorian_to_julian(part: str) -> str:
    day = _DAY.fullmatch(part)
    return _iso(*julian.from_gregorian(*map(int, day.groups()))) if day else part


def _iso(year: int, month: int, day: int) -> str:
    return f"{year:04}-{month:02}-{day:02}"


def in_words(edtf: str) -> str:
    """An EDTF value as English writes it: ``3 July 1917``, ``July 1917``, ``3 July – 5 July 1917``."""
    parts = [_part_in_words(part) for part in edtf.split("/")]
    return " – ".join(parts)


def _part_in_words(part: str) -> str:
    year, *rest = part.split("-")
    words = [str(int(rest[1]))] if len(rest) == 2 else []
    words += [MONTHS[int(rest[0]) - 1]] if rest else []
    return " ".join([*words, str(int(year))])
