"""Notes and note marks: labels are a known sequence, so a mark is looked for by the label that must come next.

Patterns alone cannot tell ``Guchkovii`` (a name with the mark ii) from ``Proletarii``, or ``138,000.724`` from a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

MarkStyle = Literal["glued", "bracketed"]
Numerals = Literal["arabic", "roman"]

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def roman(number: int) -> str:
    """``number`` (1 or more) in lower-case roman numerals."""
    numeral = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        numeral += letters * times
    return numeral


def labels(numerals: Numerals, start: int = 1) -> Iterator[str]:
    """The labels from ``start`` on, without end."""
    return (roman(number) if numerals == "roman" else str(number) for number in count(start))


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A note mark in a run of texts: it takes up ``[start, end)`` of text number ``text``."""

    text: int
    start: int
    end: int
    label: str


def find_marks(texts: Sequence[str], expected: Sequence[str], style: MarkStyle, numerals: Numerals) -> list[Mark]:
    """The marks of ``expected`` (labels in order) in ``texts``, in order; a label that is nowhere is left out.

    A label is looked for behind the mark before it and ahead of the mark after it. Where it stands alone behind
    punctuation it is taken; glued to a letter (or to a figure's decimals) only if it stands nowhere else in that stretch.
    """
    sure, doubtful = _patterns(style, numerals)
    marks: list[Mark] = []
    cursor = (0, 0)
    for index, label in enumerate(expected):
        following = next(
            (mark for later in expected[index + 1 :] if (mark := _first(texts, cursor, later, sure))), None
        )
        mark = _first(texts, cursor, label, sure)
        if mark is None or (following is not None and following < mark):
            mark = _first(texts, cursor, label, doubtful) if doubtful else None
            if mark is None or (following is not None and following < mark):
                continue
        marks.append(mark)
        cursor = (mark.text, mark.end)
    return marks


def _patterns(style: MarkStyle, numerals: Numerals) -> tuple[str, str]:
    """Patterns with a place for the label: one that is sure, one that is taken only where the sure one finds nothing."""
    if style == "bracketed":
        return r"\s?\[{label}\]", ""
    if numerals == "roman":
        return r"(?<=[^\s\w(\[])(?<![’'](?=s\b)){label}(?![\w])", r"(?<=\w){label}(?!\w)"
    return r"(?<=[^\s\d(\[–-])(?<!\d[.,:]){label}(?!\d|[.,:–-]\d)", r"(?<=\d[.,]){label}(?!\d)"


def _first(texts: Sequence[str], cursor: tuple[int, int], label: str, pattern: str) -> Mark | None:
    compiled = re.compile(pattern.format(label=re.escape(label)))
    number, offset = cursor
    for index in range(number, len(texts)):
        match = compiled.search(texts[index], offset if index == number else 0)
        if match:
            return Mark(index, match.start(), match.end(), label)
    return None


def split_label(text: str, label: str, stop: str) -> str | None:
    """The text behind ``label`` and ``stop`` (such as ``.``) and a space, or None if ``text`` begins otherwise."""
    match = re.match(re.escape(label + stop) + r"\s+(?=\S)", text)
    return text[match.end() :] if match else None
