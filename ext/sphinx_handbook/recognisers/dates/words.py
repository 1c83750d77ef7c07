"""What the words of a date mean: months, days, decades and styles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sphinx_handbook.dates import MONTHS, Calendar
from sphinx_handbook.numberwords import ordinals

SHORT_MONTHS = {
    "Jan": 1,
    "Feb": 2,
    "Mar": 3,
    "Apr": 4,
    "Jun": 6,
    "Jul": 7,
    "Aug": 8,
    "Sep": 9,
    "Sept": 9,
    "Oct": 10,
    "Nov": 11,
    "Dec": 12,
}
_MONTH_NUMBERS = {
    name: number for number, month in enumerate(MONTHS, 1) for name in (month, month.upper())
} | SHORT_MONTHS
ORDINALS = ordinals(31)
DECADES = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_STYLES: dict[str, Calendar] = {
    **dict.fromkeys(("new", "n", "gregorian", "western", "european"), "gregorian"),
    **dict.fromkeys(("old", "o", "julian", "russian"), "julian"),
}


def any_of(words: Sequence[str]) -> str:
    """The pattern of any of ``words``, the longest first."""
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


def near_year(end: int, about: int) -> int:
    """The year with these last two digits that is nearest to ``about``."""
    century = about // 100 * 100
    return min((each + end for each in (century - 100, century, century + 100)), key=lambda year: abs(year - about))


def is_real(month: int, day: int) -> bool:
    """Whether some year has the day."""
    return 1 <= month <= 12 and 1 <= day <= MONTH_LENGTHS[month - 1]


def ascending(numbers: Sequence[int]) -> bool:
    """Whether each number is greater than the one before."""
    return all(earlier < later for earlier, later in pairwise(numbers))


def day_number(word: str) -> int:
    """The day that is written ``3``, ``3rd`` or ``third``; 0 for what is none."""
    digits = re.match(r"\d+", word)
    return int(digits[0]) if digits else ORDINALS.get(word, 0)


def month_number(word: str) -> int:
    """The month that is written ``July``, ``JULY`` or ``Jul.``, from 1 to 12."""
    return _MONTH_NUMBERS[word.removesuffix(".")]


def style_of(groups: Sequence[str | None]) -> Calendar | None:
    """The calendar that the words of a style name; they are the last groups of their pattern."""
    return next((_STYLES[group.lower()] for group in groups if group and group.lower() in _STYLES), None)


def swapped(style: Calendar | None) -> Calendar | None:
    """A style that stands with the form in brackets is not that of the form before it."""
    return {"julian": "gregorian", "gregorian": "julian", None: None}[style]
