"""Dates that belong together: the ends of an interval, a list with one year, two forms of one day, centuries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sphinx_handbook.recognisers.dates.form import Form, qualifier
from sphinx_handbook.recognisers.dates.patterns import LEADING, LIST

_TO = re.compile(
    r"\s?[–—-]\s?|\s?/\s?"
    r"|\s(?:to|till|until|through|and)\s(?:the\s)?(?:(?:very\s)?(?:end|beginning|start|middle|close)\sof\s(?:the\s)?)?"
)

# What a month that begins an interval may stand behind. ``The light of May to June`` is what somebody preferred.
_FROM_MONTH = re.compile(r"\b(?:from|(?:months|period)\sof)\s(?:the\s)?$", re.IGNORECASE)
_PUT_OFF = re.compile(
    r"\b(?:put\soff|put\sback|postponed|deferred|delayed|adjourned|moved|shifted|transferred|changed|brought\sforward)"
    r"(?:\s[\w’]+){0,2}\sfrom\s(?:the\s)?$",
    re.IGNORECASE,
)


def joined(text: str, forms: Sequence[Form]) -> list[Form]:
    """``forms``, with what stands between ``from`` and ``to`` made one; a year that stands last in a list is that of all."""
    joined: list[Form] = []
    for form in reversed(forms):
        following = joined[-1] if joined else None
        if following is None or following.start - form.end > 32:
            joined.append(form)
            continue
        between = text[form.end : following.start]
        if _lacks_the_year(form, following, between):
            if (form.month or following.month) <= following.month:
                form = replace(form, year=following.year, year_words=following.year_words)
            elif following.year and _TO.fullmatch(between) and " and" not in between:
                form = replace(form, year=following.year - 1)
        bare = form.kind == following.kind == "day" and not form.month and form.day < following.day
        if bare and re.fullmatch(r",?\s(?:and|or|to)\s(?:the\s)?|,\s(?:the\s)?|\s?[–—-]\s?", between):
            form = replace(form, month=following.month, year=following.year)
        if _is_dual(between, form, following):
            other = (following.day, following.month, following.year)
            joined[-1] = replace(form, end=following.end, other=other, year=form.year or following.year)
        elif _is_interval(text, between, form, following):
            joined[-1] = replace(form, end=following.end, until=following)
        else:
            joined.append(form)
    return joined[::-1]


def _lacks_the_year(form: Form, following: Form, between: str) -> bool:
    """Whether ``form`` has no year of its own and stands in a list or interval with ``following``, which has one."""
    dated = {form.kind, following.kind} <= {"day", "month"}
    if not dated or form.year or form.year_words or form.other[2] or not (following.year or following.year_words):
        return False
    # With no more than a comma between them, ``3 May, 5 June 1905``, two days need not be of one year.
    return bool(LIST.fullmatch(between)) and (between != ", " or form.kind == "month" or not form.month)


def _is_dual(between: str, form: Form, following: Form) -> bool:
    """``24 October/6 November 1917``."""
    days = form.kind == following.kind == "day" and not form.until and not following.until
    return days and between.strip() == "/" and 0 < form.month != following.month > 0


def _is_interval(text: str, between: str, form: Form, following: Form) -> bool:
    kinds = {form.kind, following.kind}
    if form.until or following.until or not _TO.fullmatch(between) or not kinds <= {"day", "month", "year"}:
        return False
    if "year" in kinds and (len(kinds) > 1 or between.strip() == "/"):
        return False
    if not form.month and form.kind == "day" and following.month:
        form = replace(form, month=following.month)
    ends = [(one.year, one.month, one.day) for one in (form, following)]
    if form.year and following.year:
        if ends[0] >= ends[1]:
            return False
    elif (ends[0][1:] >= ends[1][1:]) or (form.year and not following.year):
        return False
    start = form.start - len(qualifier(text, form))
    before = text[max(start - 40, 0) : start]
    if _PUT_OFF.search(before):
        return False  # from one date to another, and not the time between them
    if " and" in between:
        months = form.kind == following.kind == "month" and between == " and " and following.year == form.year > 0
        if months and following.month - form.month == 1:
            return True
        return bool(re.search(r"\bbetween\s(?:the\s)?$", before, re.IGNORECASE))
    if re.search("[a-z]", between) and form.kind == "month":
        return not LEADING.search(before) or bool(_FROM_MONTH.search(before))
    return True


def elliptic_centuries(text: str, forms: Sequence[Form]) -> list[Form]:
    """``of the 20th`` behind a century, and not far from it, is a century too."""
    read: list[Form] = []
    for form in forms:
        above = read[-1] if read else None
        near = above and above.kind == "century" and form.start - above.end < 200
        bare = form.kind == "day" and form.day <= 21 and not (form.month or form.weekday or form.until)
        if near and bare and re.search(r"\b(?:of|to|into|in)\sthe\s$", text[max(form.start - 10, 0) : form.start]):
            form = replace(form, kind="century", day=0, year=100 * (form.day - 1))
        read.append(form)
    return read
