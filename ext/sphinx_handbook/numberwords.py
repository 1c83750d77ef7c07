"""Numbers in English words: ``seven``, ``seventh``, ``twenty-first``."""

from __future__ import annotations

_ONES = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_FIRSTS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_CARDINALS = [*_ONES]
_ORDINALS = [*_FIRSTS]
for _ten in _TENS:
    _CARDINALS += [_ten, *(f"{_ten}-{one}" for one in _ONES[:9])]
    _ORDINALS += [f"{_ten.removesuffix('y')}ieth", *(f"{_ten}-{first}" for first in _FIRSTS[:9])]


def cardinals(last: int) -> dict[str, int]:
    """The words ``one``, ``two`` and so on up to the number ``last``, which is at most 99, with what each means."""
    return {word: number for number, word in enumerate(_CARDINALS[:last], 1)}


def ordinals(last: int) -> dict[str, int]:
    """The words ``first``, ``second`` and so on up to the number ``last``, which is at most 99, with what each means."""
    return {word: number for number, word in enumerate(_ORDINALS[:last], 1)}
