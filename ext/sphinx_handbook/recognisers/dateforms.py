"""The forms in which English writes a date: what stands there, before anybody asks which year or calendar is meant.

:func:`read_forms` finds the dates of one text as :class:`Form` values. A scanner stops at each word or number that a date can
begin with, and a small reader takes from there what belongs to the date; nothing looks farther than a fixed distance, so
that the time a text takes is linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from sphinx_handbook.dates import MONTHS, SEASONS, WEEKDAYS, Calendar

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


_SHORT = {
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
}
_SHORT["Dec"] = 12
_MONTH_NUMBERS = {name: number for number, month in enumerate(MONTHS, 1) for name in (month, month.upper())} | _SHORT
_ONES = (
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
)
_TEENS = ("thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth")
_ORDINALS = {word: number for number, word in enumerate((*_ONES, *_TEENS), 1)}
_ORDINALS |= {f"twenty-{word}": 20 + number for word, number in list(_ORDINALS.items())[:9]}
_ORDINALS |= {"thirtieth": 30, "thirty-first": 31}
_TENS = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")


def _any(words: Sequence[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_WORD_DAY = _any(list(_ORDINALS))
# Americans of the time wrote 2d and 23d.
_NTH = r"(?:\d?[23]d|\d{1,2}(?:st|nd|rd|th))"
_D = rf"(?:(?:{_NTH}|\d{{1,2}})(?![\w½%])|" + _WORD_DAY + r"(?!\w))"
_MONTH = re.compile(rf"({_any([*MONTHS, *map(str.upper, MONTHS)])}(?![\w])|{_any(list(_SHORT))}(?:\.|(?=\s\d)))")
_Y = r"(?:1\d{3}|20[0-4]\d)(?![\w%]|[.,]\d)"
_YEAR = re.compile(
    rf"(?:,?\s(?:of\s)?({_Y})|\s(of\s(?:that|the\s(?:same|following|next|previous|preceding))\s(?:same\s)?year)\b)"
)
_WEEKDAY = re.compile(rf"({_any(WEEKDAYS)}),?\s(?:the\s|on\s(?:the\s)?)?")
_BETWEEN_DAYS = r"(?:\s?[–—/-]\s?|,?\s(?:and|or|to)\s(?:the\s)?|,\s)"
_DAYS = re.compile(rf"{_D}(?:{_BETWEEN_DAYS}{_D}){{0,3}}")
_DAY_OR_TWO = re.compile(rf"{_D}(?:{_BETWEEN_DAYS}{_D})?")
_DAY = re.compile(_D)
_STYLE = r"(?:(?:by|in|according\sto)\sthe\s)?(?:([Nn]ew|[Oo]ld)[\s-](?:[Ss]tyle(?:\s[Cc]alendar)?|[Cc]alendar)|([NO])\.?\s?S\.?)"
_NAMED_STYLE = r"(Russian|Julian|Gregorian|Western|European)[\s-](?:[Ss]tyle|[Cc]alendar|[Rr]eckoning)"
_NAMED_STYLE_BEHIND = re.compile(rf",?\s(?:[(\[]|(?:by|in|of|according\sto|after)\s(?:(?:the|our)\s)?)?{_NAMED_STYLE}")
_STYLE_BEHIND = re.compile(rf"\s[(\[]{_STYLE}[)\]]|,?\s{_STYLE}(?!\w)")
# ``4 May by the New`` where the styles have just been named.
_STYLE_ELLIPTIC = re.compile(r",?\s(?:by|in|according\sto)\sthe\s([Nn]ew|[Oo]ld)(?=[^\w\s-]|\s(?:and|or|but)\b|$)")
_STYLE_NAMED = re.compile(r"\b(?:[Nn]ew|[Oo]ld)[\s-](?:[Ss]tyle|[Cc]alendar)\b")
_OTHER = re.compile(
    rf",?\s?[(\[](?:or\s)?(?:{_any(WEEKDAYS)},?\s)?(?:the\s)?"
    rf"(?:(?P<day>{_D})(?:(?:\s?[–-]\s?|\sto\s)(?P<last>{_D}))?(?:\s(?:of\s)?(?P<month>{_any(MONTHS)}))?"
    rf"|(?P<month2>{_any(MONTHS)})\s(?P<day2>{_D})(?:\s?[–-]\s?(?P<last2>{_D}))?)"
    rf"(?:,?\s(?P<year>{_Y}))?(?:,?\s(?:{_STYLE}|(?:(?:by|in|of|according\sto)\s(?:(?:the|our)\s)?)?{_NAMED_STYLE}))?[)\]]"
)
# What a month or a year stands behind where it is a time. A month behind none of these is often the name of an event.
_IN = (
    *(
        "in",
        "by",
        "since",
        "until",
        "till",
        "before",
        "after",
        "from",
        "to",
        "through",
        "throughout",
        "during",
        "between",
    ),
    *(
        "of",
        "around",
        "about",
        "towards",
        "toward",
        "for",
        "last",
        "next",
        "this",
        "than",
        "as",
        "late",
        "early",
        "mid",
    ),
)
_LEADING = re.compile(rf"\b({_any(_IN)}|as\s\w+\sas|it\s(?:is|was)|no\slonger)[\s-]+$", re.IGNORECASE)
_ARTICLE = re.compile(
    r"(?:\b(?:the|a|an|his|her|its|their|our|my|your|that|these|those|such|every|each|any|no)|[’']s?)\s(?:[\w-]+\s)?$",
    re.IGNORECASE,
)
_NEXT_MONTH = re.compile(rf"(?:,\s|\s?[–-]\s?|\s(?:and|or|to)\s){_any(MONTHS)}\b")
_EVENT = re.compile(
    r"[-\s](?:[Dd]ays?|DAYS?|[Tt]heses|[Rr]evolution\w*|[Ii]nsurrection\w*|[Oo]verturn|[Uu]prising\w*|[Ee]vents|[Rr]ising"
    r"|[Cc]oup|[Cc]ris[ei]s|[Dd]efeat|[Vv]ictory|[Oo]ffensive|[Dd]emonstrations?|[Cc]onference|[Cc]ongress|[Ss]ocialists?"
    r"|[Rr][eé]gime|[Mm]anifesto|[Oo]ctobrists?|[Pp]lenum|[Ss]trikes?|[Dd]ecrees?|[Ll]aws|[Pp]arty|[Ss]treet|[Ss]quare)\b"
)
_FIGURES = re.compile(r"\s(?:figures?|elections?|returns|results|issues?|numbers?|sessions?|meetings?|vote|totals?)\b")
_NOT_ORDINAL = re.compile(
    r"[-\s](?:[A-Z][\w’-]*[\s-]){0,3}"
    r"(?i:centur(?:y|ies)|regiments?|arm(?:y|ies)|corps|divisions?|battalions?|brigades?|compan(?:y|ies)|squadrons?|batter(?:y|ies)"
    r"|fleet|infantry|cavalry|rifles?|reserve|bicycle|bicyclists|sappers|grenadiers?|guards?|congress(?:es)?|conferences?|sessions?"
    r"|anniversary|floor|day|time|year|volume|edition|chapter|article|page|district|ward|part|degree|birthday|class|place"
    r"|hour|minute|week|meeting|issue|point|paragraph|section|grade|round|line|person|party|plenum|duma|international"
    r"|street|avenue|parallel|wave|row|rank|state|assembly|republic|arrondissement|symphony|of\sthem|edn|ed|largest|most|best"
    r"|power|category|series|question|letter|case|side|man|woman|one(?!\sof))\b"
    r"|-|\sof\s(?!the\smonth|that\smonth|last\smonth|this\smonth|the\ssame\smonth)"
)
# What can stand behind a day in words. Behind another ordinal stands what it counts.
_NO_NOUN = re.compile(
    r"[.,;:!?)\]”’]|$"
    r"|\s(?:is|was|were|had|has|would|could|might|too|also|when|while|where|at|in|by|but|as|because|that|which|until|after|before"
    r"|he|she|it|they|we|I|his|her|their|the|with|and\sthe|or\sthe|to\sthe)\b"
)
_NO_DAY_BEFORE = re.compile(r"\b(?:[Ii]n|[Ii]nto|[A-ZÀ-Þ][\w’-]+)\sthe\s$")
_ORDINAL = re.compile(rf"(?<![\w-])({_WORD_DAY})\b", re.IGNORECASE)
_LED = re.compile(r"\b(?:on|by|till|until|since|before|after|night\sof|evening\sof|morning\sof)\sthe\s$", re.IGNORECASE)
_ON_DAY = re.compile(r"\b[Oo]n\sthe\s$")
_ORDINAL_DAY = re.compile(rf"{_NTH}\b|\b{_WORD_DAY}\b")
_NAMED_DAY = "(?:" + "|".join(rf"{word.capitalize()}(?!\w)" for word in sorted(_ORDINALS, key=len, reverse=True)) + ")"
_NAMED = re.compile(_NAMED_DAY)
_BEFORE_NAMED = re.compile(
    r"\b(?:[Oo]n|[Uu]ntil|[Ss]ince|[Bb]efore|(?:night|evening|morning|afternoon|dawn|noon|midnight|events|day)\sof)\sthe\s$"
)
_OF_MONTH = re.compile(rf"\sof\s({_any(MONTHS)})(?!\w)")
_AFTER_DATE = re.compile(r"\b(?:of|by|till|to|from|after|for|and)\sthe\s$")
_BEFORE_DAY = re.compile(
    r"\b(?:[Oo]n|[Dd]uring|[Uu]ntil|[Ss]ince|and"
    r"|(?:night|evening|morning|afternoon|session|meeting|conference|sitting|resolution|decision|minutes)\sof)\sthe\s$"
)
_CENTURY = re.compile(rf"({_NTH}|{_WORD_DAY})(?:,\s|\s(?:and|or)\s(?:the\s)?|[-–])?")
_SEASON = re.compile(
    rf"(Spring|Summer|Autumn|Fall|Winter|{_any([*SEASONS, 'fall'])})(?:\smonths)?(?:,?\s(?:of\s)?(?:the\syear\s)?(\d{{4}}[–-]\d\d(?!\d)|{_Y})|\s(of\s(?:that|the\ssame)\syear)\b)"
)
_YEARS = re.compile(
    rf"({_Y.partition('(?!')[0]})(?:s\b|\s?[–—/-]\s?(\d{{4}}|\d{{1,2}})(?![\w½%~?]|[.,]\d|-(?:\d|XX))|(?![\w%½]|[.,]\d|-(?:\d|XX)))"
)
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:/(\d{4})-(\d\d)-(\d\d))?(?![\w-])")
_NUMERIC = re.compile(
    r"(\d{1,2})\.\s?(?:(\d{1,2}|[IVX]{1,4})\.\s?(1[5-9]\d\d|20[0-4]\d)|([IVX]{1,4})\.\s?(\d\d))(?![\w.]\w|\d)"
)
_DECADE_WORD = re.compile(rf"({_any(_TENS)})(?![\w-]|\sof\b)")

_ANCHORS = {
    "month": (*MONTHS, *map(str.upper, MONTHS), *_SHORT),
    "weekday": WEEKDAYS,
    "season": (*SEASONS, "fall", *map(str.capitalize, SEASONS), "Fall"),
    "ordinal": tuple(_ORDINALS),
    "named": tuple(map(str.capitalize, _ORDINALS)),
    "decade": _TENS,
}
"""The words with which dates begin, by what they are."""
_FIRST_LETTERS = "".join(sorted({word[0] for words in _ANCHORS.values() for word in words}))
# The look-ahead says nothing new: by their first letter most words are passed over.
_SCAN = re.compile(
    rf"(?<![\w$£€])(?=[\d{_FIRST_LETTERS}])(?:(?P<number>\d{{1,4}})"
    + "".join(rf"|(?P<{what}>{_any(words)})(?!\w)" for what, words in _ANCHORS.items())
    + ")"
)


_FIRST_OR_LAST_DAY = re.compile(r"\b(first|last)\sday\sof\s$", re.IGNORECASE)


def read_forms(text: str, about: int) -> list[Form]:
    """The dates in ``text``, in order; ``about`` is a year from which decades without a century are not far."""
    forms: list[Form] = []
    cursor = 0
    for anchor in _SCAN.finditer(text):
        if anchor.start() < cursor:
            continue
        found = _Reader(text, anchor.start(), about, forms).read(str(anchor.lastgroup))
        if found:
            forms += found
            cursor = found[-1].end
    forms = [_first_or_last_day(text, form) for form in forms]
    return _elliptic_centuries(text, _joined(text, forms))


def _first_or_last_day(text: str, form: Form) -> Form:
    """``the first day of May`` is a day. Which day is the last of February depends on the year."""
    match = _FIRST_OR_LAST_DAY.search(text[max(form.start - 20, 0) : form.start]) if form.kind == "month" else None
    if not match:
        return form
    last = match[1].lower() == "last"
    if last and form.month == 2:
        return form
    return replace(form, kind="day", start=form.start - len(match[0]), day=_LENGTHS[form.month - 1] if last else 1)


class _Reader:
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
        match = self.take(_ISO)
        if not match:
            return []
        ends = [
            Form(self.start, self.at, "day", int(group[0]), int(group[1]), int(group[2]), style="gregorian")
            for group in (match.groups()[:3], match.groups()[3:])
            if group[0]
        ]
        return [replace(ends[0], until=ends[1] if len(ends) > 1 else None)]

    def _numeric(self) -> list[Form]:
        match = self.take(_NUMERIC)
        if not match:
            return []
        roman = {name: number for number, name in enumerate(_ROMAN, 1)}
        name = match[2] or match[4]
        month = int(name) if name.isdigit() else roman.get(name, 0)
        year = int(match[3] or 0) or _near_year(int(match[5]), self.about)
        return [Form(self.start, self.at, "day", year, month, int(match[1]))] if _real(month, int(match[1])) else []

    def _weekday(self) -> list[Form]:
        match = self.take(_WEEKDAY)
        if not match:
            return []
        inner = _Reader(self.text, self.at, self.about)
        found = inner._day_first() or inner._restart()._month_first() or inner._restart()._bare_days(weekday=True)
        weekday = WEEKDAYS.index(match[1]) + 1
        return [replace(found[0], start=self.start, weekday=weekday), *found[1:]] if found and found[0].day else []

    def _restart(self) -> _Reader:
        self.at = self.start
        return self

    def _day_first(self) -> list[Form]:
        """``3 July``, ``3–5 July 1917``, ``the 25th of October``, ``24 (11) March 1918``."""
        if re.search(r"(?:\d[.,:/–-]|\b(?:No|pp?|[Vv]ol|[Cc]hapter)\.?\s)$", self._before(10)):
            return []
        days = self.take(_DAYS)
        if days and days[0][0].isalpha() and "," in days[0]:
            self.at = self.start
            days = self.take(_DAY)
        if not days:
            return []
        other = self._other_form(days[0])
        behind = re.compile(r"\s?(?:of\s)?").match(self.text, self.at)
        self.at = behind.end() if behind else self.at
        month = self.take(_MONTH)
        if not month or (self.text[self.at - len(month[0]) - 1].isdigit()):
            return []
        return self._days(days, _month_number(month[1]), other, month_first=False)

    def _month_first(self) -> list[Form]:
        """``July 3``, ``July 3–5, 1917``, ``July 10 (23), 1917``, ``September (25-27)``."""
        month = self.take(_MONTH)
        if not month:
            return []
        behind = self.at
        if in_brackets := self.take(re.compile(rf"\s[(\[]({_D})(?:\s?[–-]\s?({_D}))?[)\]]")):
            days = [_day_number(day) for day in in_brackets.groups() if day]
            return self._one(_month_number(month[1]), days, None) if _ascending(days) else []
        if not self.take(re.compile(r"\s(?:the\s)?(?=\d|[a-z-]+\b)")):
            return []
        at = self.at
        for pattern in (_DAYS, _DAY_OR_TWO, _DAY):
            self.at = at
            days_match = self.take(pattern)
            if not days_match or re.compile(r"[.,:]\d|\s?(?:[ap]\.?m\b|per\scent|percent|o[’']clock)").match(
                self.text, self.at
            ):
                continue
            if pattern is not _DAY and not self._plausible_list(days_match[0]):
                continue
            other = self._other_form(days_match[0])
            if found := self._days(days_match, _month_number(month[1]), other, month_first=True):
                return found
        self.at = behind
        return []

    def _other_form(self, days: str) -> re.Match[str] | None:
        """The same day in the other calendar, in brackets; a day without a month must be about as far off as the calendars."""
        at = self.at
        match = self.take(_OTHER)
        if match and not (match["month"] or match["month2"]):
            apart = abs(_day_number(match["day"]) - _day_number(days))
            if not 9 <= min(apart, 31 - apart) <= 16:
                self.at = at
                return None
        return match

    def _plausible_list(self, days: str) -> bool:
        """Whether several numbers behind a month are its days: in ``July 3, 15 boats`` the second is none."""
        numbers = [_day_number(day) for day in re.findall(_D, days)]
        if not _ascending(numbers):
            return "/" in days
        if len(numbers) == 1 or re.search("[–—/-]| to ", days):
            return True
        consecutive = all(later - earlier == 1 for earlier, later in pairwise(numbers))
        closed = bool(re.compile(r"\s?[)\]\[;.,:(–—”]|$").match(self.text, self.at))
        return closed if "," in days else consecutive or closed

    def _days(self, days: re.Match[str], month: int, other: re.Match[str] | None, *, month_first: bool) -> list[Form]:
        """One date, or several where the days neither follow one another nor are the ends of an interval."""
        places = [(days.start() + hit.start(), days.start() + hit.end()) for hit in re.finditer(_D, days[0])]
        numbers = [_day_number(self.text[start:end]) for start, end in places]
        if not all(_real(month, number) for number in numbers):
            return []
        if len(numbers) == 2 and re.search(r"\d\s?/\s?\d", days[0]) and numbers[1] - numbers[0] != 1:
            return self._one(month, numbers[:1], other, slash=numbers[1])
        if not _ascending(numbers):
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
        year = self.take(_YEAR)
        other = other or self._other_form(str(days[0]))
        if other and not year:
            year = self.take(_YEAR)
        style = self._style_behind()
        form = Form(
            self.start,
            self.at,
            "day",
            int(year[1] or 0) if year else 0,
            month,
            days[0],
            other=(slash, 0, 0) if slash else _other(other),
            style=style or (_swapped(_style(other.groups())) if other else None),
            year_words=(year[2] or "") if year else "",
        )
        last = replace(form, day=days[-1], other=(0, 0, 0)) if len(days) > 1 else None
        return [replace(form, until=last)]

    def _style_behind(self) -> Calendar | None:
        """The calendar that words behind a date name; ``by the New`` alone does not belong to the date."""
        if style := self.take(_STYLE_BEHIND):
            return _style(style.groups())
        if style := _NAMED_STYLE_BEHIND.match(self.text, self.at):
            return _style(style.groups())
        style = _STYLE_ELLIPTIC.match(self.text, self.at)
        return _style(style.groups()) if style and _STYLE_NAMED.search(self._before(120)) else None

    def _month(self) -> list[Form]:
        month = self.take(_MONTH)
        if not month:
            return []
        name, before = month[1], self._before()
        year = self.take(_YEAR)
        style = self._style_behind()
        number = _month_number(name)
        form = Form(
            self.start,
            self.at,
            "month",
            int(year[1] or 0) if year else 0,
            number,
            style=style,
            year_words=(year[2] or "") if year else "",
        )
        if style or (year and (year[1] or _LEADING.search(before))):
            return [form]
        if name not in MONTHS or not self._is_time(before, name):
            return []
        return [form]

    def _is_time(self, before: str, name: str) -> bool:
        """Whether a month alone means a time, and not an event, a name or another word."""
        text, end = self.text, self.at
        if _FIGURES.match(text, end):
            return True
        behind = text[end : end + 1]
        if behind in "’'" and behind and text[end + 1 : end + 2] == "s":
            return False
        hyphenated = behind == "-" or before[-1:] == "-"
        if hyphenated and not re.search(rf"\b(?:mid|{_any(MONTHS)})-$", before, re.IGNORECASE):
            joined = re.compile(rf"-{_any(MONTHS)}").match(text, end)
            if not joined:
                return False
        if _EVENT.match(text, end):
            return False
        capital = re.compile(r"\s[A-ZÀ-Þ]").match(text, end)
        if re.search(r"\b[A-Z][a-z-]*(?:st|nd|rd|th)\sof\s$", before):
            return False  # the name of a street or a feast
        if re.search(r"\b[Tt]hat\s$", before):
            return bool(re.compile(r"[,.;:)]").match(text, end))
        leading = _LEADING.search(before)
        if leading:
            strict = name in ("April", "May", "June", "August") and capital
            return not strict or leading[1].lower() not in ("by", "of", "to", "for", "than", "as", "about", "with")
        if re.search(rf"\b{_any(MONTHS)}(?:\s\d{{4}})?(?:,|,?\s(?:and|or|to)|\s?[–-])\s?$", before):
            return not capital or self._is_listed_with_a_time()
        if _ARTICLE.search(before) or capital or name in ("March", "May"):
            return bool(_NEXT_MONTH.match(text, end)) and not _ARTICLE.search(before)
        return bool(
            _NEXT_MONTH.match(text, end) or re.compile(r"\s(?:was|saw|brought|passed|came)\b|[)\]]").match(text, end)
        )

    def _is_listed_with_a_time(self) -> bool:
        """Whether the month goes on a list that is a time: in ``in July and August Miller wrote`` no event is named."""
        first = self.start
        for form in reversed(self.above[-12:]):
            if form.kind != "month" or not _LIST.fullmatch(self.text[form.end : first]):
                break
            first = form.start
        return first < self.start and bool(_LEADING.search(self.text[max(first - 40, 0) : first]))

    def _bare_days(self, *, weekday: bool = False) -> list[Form]:
        """``the 16th``, ``the 22nd and 23rd``, ``Sunday the 22nd``."""
        if not weekday and not re.search(r"\b[Tt]he\s$", self._before(5)):
            return []
        words = self.text[self.start : self.start + 1].isalpha()
        led = weekday or bool(_LED.search(self._before()))
        match = self.take(_DAYS)
        places = [hit.span() for hit in re.compile(_D).finditer(self.text, self.start, self.at)] if match else []
        places = [place for place in places if words or weekday or not self.text[place[0] : place[1]].isdigit()]
        numbers = [_day_number(self.text[start:end]) for start, end in places]
        if not places or not all(1 <= number <= 31 for number in numbers) or not _ascending(numbers):
            return []
        self.at = places[-1][1]
        if words and not weekday and (numbers[0] <= 10 or not led) and not self._goes_on_with_days(numbers[0]):
            return []
        if _NOT_ORDINAL.match(self.text, self.at) or self._names_a_unit(weekday):
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
        led = _BEFORE_NAMED.search(before) or (self._is_dated() and _AFTER_DATE.search(before))
        match = self.take(_NAMED) if led else None
        if not match:
            return []
        day = _day_number(match[0].lower())
        if month := self.take(_OF_MONTH):
            return [Form(self.start, self.at, "day", month=_month_number(month[1]), day=day)]
        return [Form(self.start, self.at, "day", day=day)] if _NO_NOUN.match(self.text, self.at) else []

    def _is_dated(self) -> bool:
        """Whether a day or a month stands not far before."""
        near = (form for form in reversed(self.above[-8:]) if self.start - form.end < 400)
        return any(form.month and form.kind in ("day", "month") for form in near)

    def _goes_on_with_days(self, number: int) -> bool:
        """Whether an ordinal in words is a day because days or months stand before it, and no word that it could count."""
        before = self._before(400)
        if not _NO_NOUN.match(self.text, self.at) or _NO_DAY_BEFORE.search(before[-40:]) or "centur" in before:
            return False
        if "centur" in self.text[self.at : self.at + 80]:
            return False
        if number > 10:
            return self._is_dated() and not self._counts(self.start - len(before), before)
        if number > 3 and _ON_DAY.search(before[-10:]) and self._is_dated():
            return not self._counts(self.start - len(before), before)
        last = self.above[-1] if self.above else None
        in_words = last and last.kind == "day" and _ORDINAL_DAY.search(self.text[last.start : last.end])
        return bool(number > 2 and last and in_words and self.start - last.end < 150)

    def _counts(self, at: int, before: str) -> bool:
        """Whether an ordinal that is no date stands in ``before``, as of congresses or armies that the text numbers."""
        return any(
            _ORDINALS[hit[1].lower()] > 4
            and not any(form.start <= at + hit.start(1) < form.end for form in reversed(self.above[-8:]))
            for hit in _ORDINAL.finditer(before)
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
        return not _BEFORE_DAY.search(self._before())

    def _century(self) -> list[Form]:
        """``the nineteenth century``, ``the 17th, 18th and 19th centuries``."""
        numbers: list[int] = []
        while len(numbers) < 4 and (match := self.take(_CENTURY)):
            numbers.append(_day_number(match[1]))
        if not numbers or not self.take(re.compile(r"[-\s]centur(?:y|ies)\b")) or not _ascending(numbers):
            return []
        if self.text[self.at : self.at + 1] == "-" or not 1 <= numbers[0] <= numbers[-1] <= 21:
            return []
        first = Form(self.start, self.at, "century", 100 * (numbers[0] - 1))
        last = replace(first, year=100 * (numbers[-1] - 1)) if len(numbers) > 1 else None
        return [replace(first, until=last)]

    def _years(self) -> list[Form]:
        match = self.take(_YEARS)
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
        match = self.take(_SEASON)
        if not match:
            return []
        name = match[1].lower().replace("fall", "autumn")
        year = int(match[2][:4]) if match[2] else 0
        return [Form(self.start, self.at, "season", year, 21 + SEASONS.index(name), year_words=match[3] or "")]

    def _decade(self) -> list[Form]:
        if not re.search(r"\bthe\s(?:(?:early|mid|late|middle)[\s-])?$", self._before()):
            return []
        match = self.take(_DECADE_WORD)
        if not match:
            return []
        return [Form(self.start, self.at, "decade", _near_year(20 + 10 * _TENS.index(match[1]), self.about - 5))]


def _near_year(end: int, about: int) -> int:
    """The year with these last two digits that is nearest to ``about``."""
    century = about // 100 * 100
    return min((each + end for each in (century - 100, century, century + 100)), key=lambda year: abs(year - about))


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _real(month: int, day: int) -> bool:
    """Whether some year has the day."""
    return 1 <= month <= 12 and 1 <= day <= _LENGTHS[month - 1]


def _ascending(numbers: Sequence[int]) -> bool:
    return all(earlier < later for earlier, later in pairwise(numbers))


def _day_number(word: str) -> int:
    digits = re.match(r"\d+", word)
    return int(digits[0]) if digits else _ORDINALS.get(word, 0)


def _month_number(word: str) -> int:
    return _MONTH_NUMBERS[word.removesuffix(".")]


def _other(match: re.Match[str] | None) -> tuple[int, int, int]:
    if not match:
        return (0, 0, 0)
    day, month = match["day"] or match["day2"], match["month"] or match["month2"]
    return _day_number(day), _month_number(month) if month else 0, int(match["year"] or 0)


_STYLES: dict[str, Calendar] = {
    **dict.fromkeys(("new", "n", "gregorian", "western", "european"), "gregorian"),
    **dict.fromkeys(("old", "o", "julian", "russian"), "julian"),
}


def _style(groups: Sequence[str | None]) -> Calendar | None:
    """The calendar that the words of a style name; they are the last groups of their pattern."""
    return next((_STYLES[group.lower()] for group in groups if group and group.lower() in _STYLES), None)


def _swapped(style: Calendar | None) -> Calendar | None:
    """A style that stands with the form in brackets is not that of the form before it."""
    return {"julian": "gregorian", "gregorian": "julian", None: None}[style]


_LIST = re.compile(r",\s|,?\s(?:and|or|to|till|until)\s(?:the\s|in\s)?(?:early\s|late\s|mid-)?|\s?[–—/-]\s?")
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


def _joined(text: str, forms: Sequence[Form]) -> list[Form]:
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
    return bool(_LIST.fullmatch(between)) and (between != ", " or form.kind == "month" or not form.month)


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
        return not _LEADING.search(before) or bool(_FROM_MONTH.search(before))
    return True


def _elliptic_centuries(text: str, forms: Sequence[Form]) -> list[Form]:
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
