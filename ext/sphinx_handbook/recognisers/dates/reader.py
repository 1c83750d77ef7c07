"""Reads the date that begins at one place of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from sphinx_handbook.dates import MONTHS, SEASONS, WEEKDAYS, Calendar
from sphinx_handbook.recognisers.dates import patterns
from sphinx_handbook.recognisers.dates.form import Form
from sphinx_handbook.recognisers.dates.words import (
    DECADES,
    ORDINALS,
    ROMAN_MONTHS,
    any_of,
    ascending,
    day_number,
    is_real,
    month_number,
    near_year,
    style_of,
    swapped,
)


class Reader:
    """Reads what begins at one place of a text."""

    def __init__(self, text: str, start: int, about: int, above: Sequence[Form] = ()) -> None:
        self.text, self.start, self.about = text, start, about
        self.above = above
        self.at = start

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def read(self, what: str) -> list[Form]:
        if what == "number":
            readers = (self._iso, self._numeric, self._day_first, self._century, self._years, self._bare_days)
        else:
            readers = {
                "month": (self._month_first, self._month),
                "weekday": (self._weekday,),
                "season": (self._season,),
                "ordinal": (self._day_first, self._century, self._bare_days),
                "named": (self._named_day,),
                "decade": (self._decade,),
            }[what]  # type: ignore[assignment]
        for reader in readers:
            self.at = self.start
            if found := reader():
                return found
        return []

    def _before(self, length: int = 40) -> str:
        return self.text[max(self.start - length, 0) : self.start]

    def _iso(self) -> list[Form]:
        match = self.take(patterns.ISO)
        if not match:
            return []
        ends = [
            Form(self.start, self.at, "day", int(group[0]), int(group[1]), int(group[2]), style="gregorian")
            for group in (match.groups()[:3], match.groups()[3:])
            if group[0]
        ]
        return [replace(ends[0], until=ends[1] if len(ends) > 1 else None)]

    def _numeric(self) -> list[Form]:
        match = self.take(patterns.NUMERIC)
        if not match:
            return []
        roman = {name: number for number, name in enumerate(ROMAN_MONTHS, 1)}
        name = match[2] or match[4]
        month = int(name) if name.isdigit() else roman.get(name, 0)
        year = int(match[3] or 0) or near_year(int(match[5]), self.about)
        return [Form(self.start, self.at, "day", year, month, int(match[1]))] if is_real(month, int(match[1])) else []

    def _weekday(self) -> list[Form]:
        match = self.take(patterns.WEEKDAY)
        if not match:
            return []
        inner = Reader(self.text, self.at, self.about)
        found = inner._day_first() or inner._restart()._month_first() or inner._restart()._bare_days(weekday=True)
        weekday = WEEKDAYS.index(match[1]) + 1
        return [replace(found[0], start=self.start, weekday=weekday), *found[1:]] if found and found[0].day else []

    def _restart(self) -> Reader:
        self.at = self.start
        return self

    def _day_first(self) -> list[Form]:
        """``3 July``, ``3–5 July 1917``, ``the 25th of October``, ``24 (11) March 1918``."""
        if re.search(r"(?:\d[.,:/–-]|\b(?:No|pp?|[Vv]ol|[Cc]hapter)\.?\s)$", self._before(10)):
            return []
        days = self.take(patterns.DAYS)
        if days and days[0][0].isalpha() and "," in days[0]:
            self.at = self.start
            days = self.take(patterns.DAY)
        if not days:
            return []
        other = self._other_form(days[0])
        behind = re.compile(r"\s?(?:of\s)?").match(self.text, self.at)
        self.at = behind.end() if behind else self.at
        month = self.take(patterns.MONTH)
        if not month or (self.text[self.at - len(month[0]) - 1].isdigit()):
            return []
        return self._days(days, month_number(month[1]), other, month_first=False)

    def _month_first(self) -> list[Form]:
        """``July 3``, ``July 3–5, 1917``, ``July 10 (23), 1917``, ``September (25-27)``."""
        month = self.take(patterns.MONTH)
        if not month:
            return []
        behind = self.at
        if in_brackets := self.take(re.compile(rf"\s[(\[]({patterns.D})(?:\s?[–-]\s?({patterns.D}))?[)\]]")):
            days = [day_number(day) for day in in_brackets.groups() if day]
            return self._one(month_number(month[1]), days, None) if ascending(days) else []
        if not self.take(re.compile(r"\s(?:the\s)?(?=\d|[a-z-]+\b)")):
            return []
        at = self.at
        for pattern in (patterns.DAYS, patterns.DAY_OR_TWO, patterns.DAY):
            self.at = at
            days_match = self.take(pattern)
            if not days_match or re.compile(r"[.,:]\d|\s?(?:[ap]\.?m\b|per\scent|percent|o[’']clock)").match(
                self.text, self.at
            ):
                continue
            if pattern is not patterns.DAY and not self._plausible_list(days_match[0]):
                continue
            other = self._other_form(days_match[0])
            if found := self._days(days_match, month_number(month[1]), other, month_first=True):
                return found
        self.at = behind
        return []

    def _other_form(self, days: str) -> re.Match[str] | None:
        """The same day in the other calendar, in brackets; a day without a month must be about as far off as the calendars."""
        at = self.at
        match = self.take(patterns.OTHER)
        if match and not (match["month"] or match["month2"]):
            apart = abs(day_number(match["day"]) - day_number(days))
            if not 9 <= min(apart, 31 - apart) <= 16:
                self.at = at
                return None
        return match

    def _plausible_list(self, days: str) -> bool:
        """Whether several numbers behind a month are its days: in ``July 3, 15 boats`` the second is none."""
        numbers = [day_number(day) for day in re.findall(patterns.D, days)]
        if not ascending(numbers):
            return "/" in days
        if len(numbers) == 1 or re.search("[–—/-]| to ", days):
            return True
        consecutive = all(later - earlier == 1 for earlier, later in pairwise(numbers))
        closed = bool(re.compile(r"\s?[)\]\[;.,:(–—”]|$").match(self.text, self.at))
        return closed if "," in days else consecutive or closed

    def _days(self, days: re.Match[str], month: int, other: re.Match[str] | None, *, month_first: bool) -> list[Form]:
        """One date, or several where the days neither follow one another nor are the ends of an interval."""
        places = [(days.start() + hit.start(), days.start() + hit.end()) for hit in re.finditer(patterns.D, days[0])]
        numbers = [day_number(self.text[start:end]) for start, end in places]
        if not all(is_real(month, number) for number in numbers):
            return []
        if len(numbers) == 2 and re.search(r"\d\s?/\s?\d", days[0]) and numbers[1] - numbers[0] != 1:
            return self._one(month, numbers[:1], other, slash=numbers[1])
        if not ascending(numbers):
            return []
        interval = (
            re.search("[–—/-]| to ", days[0].replace("-first", "").replace("twenty-", ""))
            or all(later - earlier == 1 for earlier, later in pairwise(numbers))
            or re.search(r"\bbetween\s(?:the\s)?$", self._before())
        )
        if interval or len(numbers) == 1:
            return self._one(month, numbers if len(numbers) < 3 else [numbers[0], numbers[-1]], other)
        whole = self._one(month, numbers[:1], other)[0]
        forms = [
            replace(whole, start=start, end=end, day=day, other=(0, 0, 0))
            for (start, end), day in zip(places, numbers, strict=True)
        ]
        first = replace(forms[0], start=self.start) if month_first else forms[0]
        return [first, *forms[1:-1], replace(forms[-1], end=self.at)]

    def _one(self, month: int, days: Sequence[int], other: re.Match[str] | None, *, slash: int = 0) -> list[Form]:
        other = other or self._other_form(str(days[0]))
        year = self.take(patterns.YEAR)
        other = other or self._other_form(str(days[0]))
        if other and not year:
            year = self.take(patterns.YEAR)
        style = self._style_behind()
        form = Form(
            self.start,
            self.at,
            "day",
            int(year[1] or 0) if year else 0,
            month,
            days[0],
            other=(slash, 0, 0) if slash else _other(other),
            style=style or (swapped(style_of(other.groups())) if other else None),
            year_words=(year[2] or "") if year else "",
        )
        last = replace(form, day=days[-1], other=(0, 0, 0)) if len(days) > 1 else None
        return [replace(form, until=last)]

    def _style_behind(self) -> Calendar | None:
        """The calendar that words behind a date name; ``by the New`` alone does not belong to the date."""
        if style := self.take(patterns.STYLE_BEHIND):
            return style_of(style.groups())
        if style := patterns.NAMED_STYLE_BEHIND.match(self.text, self.at):
            return style_of(style.groups())
        style = patterns.STYLE_ELLIPTIC.match(self.text, self.at)
        return style_of(style.groups()) if style and patterns.STYLE_NAMED.search(self._before(120)) else None

    def _month(self) -> list[Form]:
        month = self.take(patterns.MONTH)
        if not month:
            return []
        name, before = month[1], self._before()
        year = self.take(patterns.YEAR)
        style = self._style_behind()
        number = month_number(name)
        form = Form(
            self.start,
            self.at,
            "month",
            int(year[1] or 0) if year else 0,
            number,
            style=style,
            year_words=(year[2] or "") if year else "",
        )
        if style or (year and (year[1] or patterns.LEADING.search(before))):
            return [form]
        if name not in MONTHS or not self._is_time(before, name):
            return []
        return [form]

    def _is_time(self, before: str, name: str) -> bool:
        """Whether a month alone means a time, and not an event, a name or another word."""
        text, end = self.text, self.at
        if patterns.FIGURES.match(text, end):
            return True
        behind = text[end : end + 1]
        if behind in "’'" and behind and text[end + 1 : end + 2] == "s":
            return False
        hyphenated = behind == "-" or before[-1:] == "-"
        if hyphenated and not re.search(rf"\b(?:mid|{any_of(MONTHS)})-$", before, re.IGNORECASE):
            joined = re.compile(rf"-{any_of(MONTHS)}").match(text, end)
            if not joined:
                return False
        if patterns.EVENT.match(text, end):
            return False
        capital = re.compile(r"\s[A-ZÀ-Þ]").match(text, end)
        if re.search(r"\b[A-Z][a-z-]*(?:st|nd|rd|th)\sof\s$", before):
            return False  # the name of a street or a feast
        if re.search(r"\b[Tt]hat\s$", before):
            return bool(re.compile(r"[,.;:)]").match(text, end))
        leading = patterns.LEADING.search(before)
        if leading:
            strict = name in ("April", "May", "June", "August") and capital
            return not strict or leading[1].lower() not in ("by", "of", "to", "for", "than", "as", "about", "with")
        if re.search(rf"\b{any_of(MONTHS)}(?:\s\d{{4}})?(?:,|,?\s(?:and|or|to)|\s?[–-])\s?$", before):
            return not capital or self._is_listed_with_a_time()
        if patterns.ARTICLE.search(before) or capital or name in ("March", "May"):
            return bool(patterns.NEXT_MONTH.match(text, end)) and not patterns.ARTICLE.search(before)
        return bool(
            patterns.NEXT_MONTH.match(text, end)
            or re.compile(r"\s(?:was|saw|brought|passed|came)\b|[)\]]").match(text, end)
        )

    def _is_listed_with_a_time(self) -> bool:
        """Whether the month goes on a list that is a time: in ``in July and August Miller wrote`` no event is named."""
        first = self.start
        for form in reversed(self.above[-12:]):
            if form.kind != "month" or not patterns.LIST.fullmatch(self.text[form.end : first]):
                break
            first = form.start
        return first < self.start and bool(patterns.LEADING.search(self.text[max(first - 40, 0) : first]))

    def _bare_days(self, *, weekday: bool = False) -> list[Form]:
        """``the 16th``, ``the 22nd and 23rd``, ``Sunday the 22nd``."""
        if not weekday and not re.search(r"\b[Tt]he\s$", self._before(5)):
            return []
        words = self.text[self.start : self.start + 1].isalpha()
        led = weekday or bool(patterns.LED.search(self._before()))
        match = self.take(patterns.DAYS)
        places = (
            [hit.span() for hit in re.compile(patterns.D).finditer(self.text, self.start, self.at)] if match else []
        )
        places = [place for place in places if words or weekday or not self.text[place[0] : place[1]].isdigit()]
        numbers = [day_number(self.text[start:end]) for start, end in places]
        if not places or not all(1 <= number <= 31 for number in numbers) or not ascending(numbers):
            return []
        self.at = places[-1][1]
        if words and not weekday and (numbers[0] <= 10 or not led) and not self._goes_on_with_days(numbers[0]):
            return []
        if patterns.NOT_ORDINAL.match(self.text, self.at) or self._names_a_unit(weekday):
            return []
        month, year = self._month_of_sentence() if words and not weekday else (0, 0)
        forms = [Form(start, end, "day", year, month, day) for (start, end), day in zip(places, numbers, strict=True)]
        interval = all(later - earlier == 1 for earlier, later in pairwise(numbers)) or re.search(
            r"\bbetween\sthe\s$", self._before()
        )
        if len(forms) > 1 and interval:
            forms = [replace(forms[0], end=self.at, until=forms[-1])]
        if other := self._other_form(self.text[places[0][0] : places[0][1]]):
            forms[-1] = replace(forms[-1], end=self.at, other=_other(other))
        return forms

    def _named_day(self) -> list[Form]:
        """``on the Sixth``, ``the morning of the Eighth``: a day that is a name, and not the First Duma."""
        before = self._before()
        led = patterns.BEFORE_NAMED.search(before) or (self._is_dated() and patterns.AFTER_DATE.search(before))
        match = self.take(patterns.NAMED) if led else None
        if not match:
            return []
        day = day_number(match[0].lower())
        if month := self.take(patterns.OF_MONTH):
            return [Form(self.start, self.at, "day", month=month_number(month[1]), day=day)]
        return [Form(self.start, self.at, "day", day=day)] if patterns.NO_NOUN.match(self.text, self.at) else []

    def _is_dated(self) -> bool:
        """Whether a day or a month stands not far before."""
        near = (form for form in reversed(self.above[-8:]) if self.start - form.end < 400)
        return any(form.month and form.kind in ("day", "month") for form in near)

    def _goes_on_with_days(self, number: int) -> bool:
        """Whether an ordinal in words is a day because days or months stand before it, and no word that it could count."""
        before = self._before(400)
        if (
            not patterns.NO_NOUN.match(self.text, self.at)
            or patterns.NO_DAY_BEFORE.search(before[-40:])
            or "centur" in before
        ):
            return False
        if "centur" in self.text[self.at : self.at + 80]:
            return False
        if number > 10:
            return self._is_dated() and not self._counts(self.start - len(before), before)
        if number > 3 and patterns.ON_DAY.search(before[-10:]) and self._is_dated():
            return not self._counts(self.start - len(before), before)
        last = self.above[-1] if self.above else None
        in_words = last and last.kind == "day" and patterns.ORDINAL_DAY.search(self.text[last.start : last.end])
        return bool(number > 2 and last and in_words and self.start - last.end < 150)

    def _counts(self, at: int, before: str) -> bool:
        """Whether an ordinal that is no date stands in ``before``, as of congresses or armies that the text numbers."""
        return any(
            ORDINALS[hit[1].lower()] > 4
            and not any(form.start <= at + hit.start(1) < form.end for form in reversed(self.above[-8:]))
            for hit in patterns.ORDINAL.finditer(before)
        )

    def _month_of_sentence(self) -> tuple[int, int]:
        """The month of the last day in the same sentence, and its year if that is stated; else 0."""
        last = self.above[-1].last if self.above else None
        if not last or last.kind != "day" or self.start - last.end > 150:
            return 0, 0
        return (0, 0) if re.search(r"[.!?]\W", self.text[last.end : self.start]) else (last.month, last.year)

    def _names_a_unit(self, weekday: bool) -> bool:
        """Whether a capital word behind an ordinal belongs to it, as in ``of the 5th Kexholm``."""
        if weekday or not re.compile(r"\s[A-ZÀ-Þ]").match(self.text, self.at):
            return False
        return not patterns.BEFORE_DAY.search(self._before())

    def _century(self) -> list[Form]:
        """``the nineteenth century``, ``the 17th, 18th and 19th centuries``."""
        numbers: list[int] = []
        while len(numbers) < 4 and (match := self.take(patterns.CENTURY)):
            numbers.append(day_number(match[1]))
        if not numbers or not self.take(re.compile(r"[-\s]centur(?:y|ies)\b")) or not ascending(numbers):
            return []
        if self.text[self.at : self.at + 1] == "-" or not 1 <= numbers[0] <= numbers[-1] <= 21:
            return []
        first = Form(self.start, self.at, "century", 100 * (numbers[0] - 1))
        last = replace(first, year=100 * (numbers[-1] - 1)) if len(numbers) > 1 else None
        return [replace(first, until=last)]

    def _years(self) -> list[Form]:
        match = self.take(patterns.YEARS)
        if not match or not self._is_year(int(match[1]), match):
            return []
        year = int(match[1])
        if match[0].endswith("s"):
            return [Form(self.start, self.at, "decade", year)] if year % 10 == 0 else []
        if not match[2]:
            return [Form(self.start, self.at, "year", year)]
        last = int(match[1][: 4 - len(match[2])] + match[2])
        if last <= year:
            self.at = match.end(1)
            return [Form(self.start, self.at, "year", year)]
        return [Form(self.start, self.at, "year", year, until=Form(self.start, self.at, "year", last))]

    def _is_year(self, year: int, match: re.Match[str]) -> bool:
        """Whether a number of four digits is a year: not a page, a sum or a count of men."""
        before, behind = self._before(), self.text[match.end() : match.end() + 24]
        if re.search(
            r"(?:\d[.,:–-]|[#№(/]\d*/|\b(?:[Nn]os?|[Nn]umbers?|pp?|[Vv]ols?|[Oo]rder|[Mm]inutes?|[Ll]ines?|[Pp]ages?)\.?\s?|\bvol\.\s\w+,\s)$",
            before,
        ) or re.search(r"\b(?:pp?|nos)\.?\s(?:[\d,\s–-]|and\s){1,30}$", before):
            return False
        if year < 1500:
            return bool(re.search(r"\b(?:[Ii]n|year|[Ss]ince|[Uu]ntil|of|AD)\s$", before)) and not re.match(
                r"\s[a-z]", behind
            )
        if re.match(
            r"\s(?:per\scent|percent|men|people|delegates?|versts|poods|roubles|rubles|miles|of\sthem|or\sso)\b", behind
        ):
            return False
        count = re.match(r"\s([a-z]+)s\b", behind)
        counted = count and count[1] not in (
            "wa",
            "i",
            "a",
            "ha",
            "thi",
            "it",
            "hi",
            "alway",
            "perhap",
            "thu",
            "onward",
        )
        the = re.search(
            r"\b(?:[Tt]he|[Tt]hat|[Tt]his|[Ii]n|[Ss]ince|[Uu]ntil|[Tt]ill|[Bb]efore|[Aa]fter|[Dd]uring|year)\s$|[’']s\s$",
            before,
        )
        of = re.search(r"\b(?:of|on|by|from|to)\s$", before)
        inexact = re.search(r"\b(?:some|over|nearly|almost|than|approximately|least|exactly|only|these)\s$", before)
        return not (counted and not (the and year >= 1700) and not (of and abs(year - self.about) <= 30)) and not (
            inexact and re.match(r"\s[a-z]", behind)
        )

    def _season(self) -> list[Form]:
        match = self.take(patterns.SEASON)
        if not match:
            return []
        name = match[1].lower().replace("fall", "autumn")
        year = int(match[2][:4]) if match[2] else 0
        return [Form(self.start, self.at, "season", year, 21 + SEASONS.index(name), year_words=match[3] or "")]

    def _decade(self) -> list[Form]:
        if not re.search(r"\bthe\s(?:(?:early|mid|late|middle)[\s-])?$", self._before()):
            return []
        match = self.take(patterns.DECADE_WORD)
        if not match:
            return []
        return [Form(self.start, self.at, "decade", near_year(20 + 10 * DECADES.index(match[1]), self.about - 5))]


def _other(match: re.Match[str] | None) -> tuple[int, int, int]:
    if not match:
        return (0, 0, 0)
    day, month = match["day"] or match["day2"], match["month"] or match["month2"]
    return day_number(day), month_number(month) if month else 0, int(match["year"] or 0)
