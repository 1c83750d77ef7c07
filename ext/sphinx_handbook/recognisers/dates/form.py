"""A date as it is written, and the words before it that narrow it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sphinx_handbook.dates import Calendar

Kind = Literal["day", "month", "year", "season", "decade", "century"]


@dataclass(frozen=True, slots=True)
class Form:
    """A date as it is written. 0 stands for what it does not say: the month of ``the 16th``, the year of ``July 3``.

    month: 1 to 12; of a season 21 to 24, as in EDTF.
    year: of a decade or century the first of its years.
    until: the other end of an interval.
    other: day, month and year of a second form in brackets; each may be 0.
    weekday: 1 for Monday to 7 for Sunday.
    style: the calendar that words behind the date name.
    year_words: what stands for the year: ``of that year``.
    """

    start: int
    end: int
    kind: Kind
    year: int = 0
    month: int = 0
    day: int = 0
    until: Form | None = None
    other: tuple[int, int, int] = (0, 0, 0)
    weekday: int = 0
    style: Calendar | None = None
    year_words: str = ""

    @property
    def last(self) -> Form:
        """The end of an interval, or the date itself."""
        return self.until or self


_WHOLE = r"(?:beginning|start|end|middle|close|(?:first|second|last|latter)\s(?:half|part))"
_COUNT = r"(?:(?:two|three|four|five|six|seven|eight|nine|ten|few)\s)?"

_PART = (
    r"(?:first|second|third|fourth|last|final|early|opening|closing)\s"
    + _COUNT
    + r"(?:days?|weeks?|fortnight|months?|half|third|ten\sdays)"
)
_TIME = r"(?:(?:early|late|small)\s)?(?:night|evening|morning|afternoon|dawn|hours|(?:morning|evening|night)\shours)"

_QUALIFIER = re.compile(
    rf"\b(?:(?:very\s)?(?:early|late|mid|middle)(?:\sin|\son)?[\s-](?:the\s)?"
    rf"|(?:{_WHOLE}|{_PART}|{_TIME})\sof\s(?:the\s)?)$",
    re.IGNORECASE,
)


def qualifier(text: str, form: Form) -> str:
    """The words before ``form`` that narrow it: ``early``, ``end of``, ``night of``, ``first week of``."""
    match = _QUALIFIER.search(text[max(form.start - 60, 0) : form.start])
    return match[0] if match else ""
