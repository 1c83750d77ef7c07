"""Which calendar a date is in, and what it is in both: its weekday, its second form, the months beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sphinx_handbook.dates import WEEKDAYS, Calendar, Date, in_words, parse_date
from sphinx_handbook.edition import Island
from sphinx_handbook.recognisers.dates.abroad import is_abroad
from sphinx_handbook.recognisers.dates.form import Form
from sphinx_handbook.recognisers.dates.setting import DateSetting

CALENDARS: tuple[Calendar, Calendar] = ("julian", "gregorian")


def calendar_of(text: str, form: Form, islands: Sequence[Island], setting: DateSetting) -> tuple[Calendar, str, str]:
    """The calendar of a day or month, the rule that says so, and what in the date contradicts it."""
    doubt = ""
    if form.other[0]:
        pairs = [calendar for calendar in CALENDARS if is_pair(form, calendar)]
        if pairs:
            return pairs[0], "two forms", ""
        doubt = f"{_shown(text, form)}: the two days are not the same day in the two calendars"
    if form.style:
        return form.style, "style", doubt
    declared = next((island.calendar for island in islands if island.calendar), None)
    calendar, rule = (declared, "island") if declared else usual_calendar(text, form, setting)
    if form.weekday and weekday_of(form, calendar) != form.weekday:
        readings = (f"{in_words(_part(form))} {each}: {_day_name(form, each)}" for each in CALENDARS)
        doubt = f"{_shown(text, form)}: the weekday does not fit the {calendar} calendar ({', '.join(readings)})"
        other: Calendar = "gregorian" if calendar == "julian" else "julian"
        if not declared and weekday_of(form, other) == form.weekday:
            return other, "weekday", doubt
    return calendar, rule, doubt


def usual_calendar(text: str, form: Form, setting: DateSetting) -> tuple[Calendar, str]:
    """The calendar of a date about which nothing in its form says anything."""
    if (form.year, form.month, form.day or 31) >= (1918, 2, 14):
        return "gregorian", "after the reform"
    if (form.year, form.month, form.day or 31) < (1582, 10, 15):
        return "julian", "before the reform"
    if setting.calendar == "julian" and is_abroad(text, form, setting.year):
        return "gregorian", "abroad"
    return setting.calendar, "edition"


def date_of(form: Form, calendar: Calendar | None, *, first_week: bool = False) -> Date:
    """The date of a form that states everything; raises :class:`ValueError` if there is no such day.

    Of a month only its first seven days are meant with ``first_week``.
    """
    if form.kind == "month" and first_week and not form.until:
        form = replace(form, day=1, until=replace(form, day=7))
    parts = [_part(form), *([_part(form.until)] if form.until else [])]
    return parse_date("/".join(parts), calendar)


def _part(form: Form) -> str:
    if form.kind == "century":
        return f"{form.year // 100:02}XX"
    if form.kind == "decade":
        return f"{form.year // 10:03}X"
    return f"{form.year:04}" + (f"-{form.month:02}" if form.month else "") + (f"-{form.day:02}" if form.day else "")


def _one_day(form: Form, calendar: Calendar) -> Date:
    return date_of(replace(form, until=None), calendar)


def is_pair(form: Form, calendar: Calendar) -> bool:
    """Whether the form in brackets is the same day in the other calendar, if ``form`` is in ``calendar``."""
    try:
        date = _one_day(form, calendar)
    except ValueError:
        return False
    year, month, day = map(int, (date.gregorian if calendar == "julian" else date.julian).split("-"))
    other_day, other_month, other_year = form.other
    return day == other_day and other_month in (0, month) and other_year in (0, year)


def by_pair(form: Form) -> Form | None:
    """The same day in the month before or behind, if the day in brackets is the same day there, and not in the month of the story."""
    if not form.other[0] or any(is_pair(form, each) for each in CALENDARS):
        return None
    near = (months_on(form, months) for months in (-1, 1))
    return next((each for each in near if any(is_pair(each, calendar) for calendar in CALENDARS)), None)


def months_on(form: Form, months: int) -> Form:
    """The same day so many months later, or earlier."""
    year, month = divmod(form.year * 12 + form.month - 1 + months, 12)
    return replace(form, year=year, month=month + 1)


def year_of_pair(form: Form) -> int:
    """The year of a date whose second form states one; at the turn of the year they differ."""
    stated = form.other[2]
    for year in (stated, stated - 1, stated + 1):
        if any(is_pair(replace(form, year=year), name) for name in CALENDARS):
            return year
    return stated


def weekday_of(form: Form, calendar: Calendar) -> int:
    """The weekday of the form's first day, from 1 for Monday to 7; 0 if there is no such day."""
    try:
        return _one_day(form, calendar).weekday
    except ValueError:
        return 0


def _day_name(form: Form, calendar: Calendar) -> str:
    weekday = weekday_of(form, calendar)
    return WEEKDAYS[weekday - 1] if weekday else "no such day"


def _shown(text: str, form: Form) -> str:
    return f"“{text[form.start : form.end]}”"
