"""Notes and note marks: labels are a known sequence, so a mark is looked for by the label that must come next.

Patterns alone cannot tell ``Guchkovii`` (a name with the mark ii) from ``Proletarii``, or ``138,000.724`` from a number.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
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

    Of all places that look like marks, those are taken that let the most labels follow one another. Then labels still
    missing are looked for between their neighbours in doubtful places: inside a word, or behind a figure's stop.
    """
    order = {label: number for number, label in enumerate(expected)}
    sure, doubtful = _candidates(texts, frozenset(expected), style, numerals)
    marks = _longest_run(sure, order)
    places = [(mark.text, mark.end) for mark in marks]
    fitting = []
    for candidate in doubtful:
        index = bisect_left(places, (candidate.text, candidate.end))
        before, behind = marks[index - 1 : index], marks[index : index + 1]
        taken = behind and places[index] == (candidate.text, candidate.end)
        in_order = all(order[mark.label] < order[candidate.label] for mark in before) and all(
            order[candidate.label] < order[mark.label] for mark in behind
        )
        if in_order and not taken:
            fitting.append(candidate)
    return _longest_run([*marks, *fitting], order)


def _longest_run(candidates: Iterable[Mark], order: Mapping[str, int]) -> list[Mark]:
    """The most of ``candidates`` whose labels ascend as they follow one another; of equally many, the earliest."""
    # Of candidates that end together (“iv” and “v”) no two ascend, so that one at the most is taken.
    listed = sorted(candidates, key=lambda mark: (mark.text, mark.end, -order[mark.label]))
    # From the end: how long a run can begin with each candidate (patience sorting, on labels turned round).
    tails: list[int] = []
    lengths = []
    for mark in reversed(listed):
        place = bisect_left(tails, -order[mark.label])
        tails[place : place + 1] = [-order[mark.label]]
        lengths.append(place + 1)
    run: list[Mark] = []
    for mark, length in zip(listed, reversed(lengths), strict=True):
        if length == len(tails) - len(run) and (not run or order[run[-1].label] < order[mark.label]):
            run.append(mark)
    return run


_BRACKETED = re.compile(r"(?<=\S)\s?\[(\w+)\]")
# No note mark stands behind these: they open brackets and quotations, join ranges and dates, or name a sum.
_NOT_BEHIND = r"\s(\[{“‘$£€#№§/–-"
_ARABIC = re.compile(
    rf"(?<=[^\d{_NOT_BEHIND}])(?<!\d[.,:])(?<!\b[Nn]o\.)(?<!\b[Vv]ol\.)(?<!\bpp\.)(?<!\bp\.)(\d+)(?!\d|[.,:–-]\d)"
)
_ARABIC_BEHIND_STOP = re.compile(r"(?<=[.,])(\d+)(?!\d)")
_ROMAN_ALONE = re.compile(rf"(?<=[^\w{_NOT_BEHIND}])([ivxlcdm]+)(?!\w)")


def _candidates(
    texts: Sequence[str], wanted: frozenset[str], style: MarkStyle, numerals: Numerals
) -> tuple[list[Mark], list[Mark]]:
    """Where the ``wanted`` labels may be marks: places that are sure, and doubtful ones."""
    if style == "bracketed":
        return list(_matches(texts, wanted, _BRACKETED)), []
    if numerals == "roman":
        return list(_matches(texts, wanted, _ROMAN_ALONE)), list(_word_ends(texts, wanted))
    return list(_matches(texts, wanted, _ARABIC)), list(_matches(texts, wanted, _ARABIC_BEHIND_STOP))


def _matches(texts: Sequence[str], wanted: frozenset[str], pattern: re.Pattern[str]) -> Iterator[Mark]:
    for index, text in enumerate(texts):
        for match in pattern.finditer(text):
            if match[1] in wanted:
                yield Mark(index, match.start(), match.end(), match[1])


def _word_ends(texts: Sequence[str], wanted: frozenset[str]) -> Iterator[Mark]:
    """Every label with which a word ends: ``Guchkovii`` may have the mark ii or i."""
    longest = max(map(len, wanted), default=0)
    for index, text in enumerate(texts):
        for word in re.finditer(r"\w+", text):
            end, stem = word.end(), word[0].rstrip("ivxlcdm")
            for start in range(max(word.start() + max(len(stem), 1), end - longest), end):
                if text[start:end] in wanted:
                    yield Mark(index, start, end, text[start:end])


def label_pattern(numerals: Numerals, written: str) -> re.Pattern[str]:
    """What a note's text begins with: its label (the group) as ``written``, a space, and words behind it.

    ``written`` shows how, with ``1`` in the place of any label: ``1``, ``1.``, ``[1]``, ``[Footnote 1:``.
    """
    label = "[ivxlcdm]+" if numerals == "roman" else r"\d+"
    before, _, behind = written.partition("1")
    return re.compile(rf"{re.escape(before)}({label}){re.escape(behind)}\s+(?=\S)")


def left_open(written: str) -> bool:
    """Whether a label ``written`` so opens a bracket that only the note's last words close: ``[Footnote 1:``."""
    return written.count("[") > written.count("]")
