"""The forms in which English writes a date: what stands there, before anybody asks which year or calendar is meant.

:func:`read_forms` finds the dates of one text as :class:`Form` values. A scanner stops at each word or number that a date can
begin with, and a small reader takes from there what belongs to the date; nothing looks farther than a fixed distance, so
that the time a text takes is linear in its length.
"""

from __future__ import annotations

import re
from dataclasses import replace

from sphinx_handbook.recognisers.dates.form import Form
from sphinx_handbook.recognisers.dates.joining import elliptic_centuries, joined
from sphinx_handbook.recognisers.dates.patterns import SCAN
from sphinx_handbook.recognisers.dates.reader import Reader
from sphinx_handbook.recognisers.dates.words import MONTH_LENGTHS

_FIRST_OR_LAST_DAY = re.compile(r"\b(first|last)\sday\sof\s$", re.IGNORECASE)


def read_forms(text: str, about: int) -> list[Form]:
    """The dates in ``text``, in order; ``about`` is a year from which decades without a century are not far."""
    forms: list[Form] = []
    cursor = 0
    for anchor in SCAN.finditer(text):
        if anchor.start() < cursor:
            continue
        found = Reader(text, anchor.start(), about, forms).read(str(anchor.lastgroup))
        if found:
            forms += found
            cursor = found[-1].end
    forms = [_first_or_last_day(text, form) for form in forms]
    return elliptic_centuries(text, joined(text, forms))


def _first_or_last_day(text: str, form: Form) -> Form:
    """``the first day of May`` is a day. Which day is the last of February depends on the year."""
    match = _FIRST_OR_LAST_DAY.search(text[max(form.start - 20, 0) : form.start]) if form.kind == "month" else None
    if not match:
        return form
    last = match[1].lower() == "last"
    if last and form.month == 2:
        return form
    return replace(form, kind="day", start=form.start - len(match[0]), day=MONTH_LENGTHS[form.month - 1] if last else 1)
