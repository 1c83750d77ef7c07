"""Which year and month the dates of an edition mean: what a reader bears in mind from one date to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sphinx_handbook.decisions import CONTRADICTION, DOUBT
from sphinx_handbook.edition import Island
from sphinx_handbook.recognisers.dates.calendars import (
    CALENDARS,
    by_pair,
    calendar_of,
    date_of,
    months_on,
    usual_calendar,
    weekday_of,
    year_of_pair,
)
from sphinx_handbook.recognisers.dates.form import Form, qualifier
from sphinx_handbook.recognisers.dates.forms import read_forms
from sphinx_handbook.recognisers.dates.memory import Memory, Told
from sphinx_handbook.recognisers.dates.setting import DateSetting
from sphinx_handbook.text import Annotation, Block, Locus

_FAR = 4
"""Blocks. What stood farther back than this no longer says in which year the text is."""

_LONG_AHEAD = 7
"""Months. So far ahead in the next year a month is rather that of the year before."""

_STAYED = 2
"""Blocks. A text that has told of another year for so long is taken to go on with it."""

_SOON = 4
"""Months. A date that lies more than this behind the last one of another year is taken for one of the edition's year."""

_LONG_AFTER = 15
"""Years. What is told of a year so long after the events is a book about them."""

_NEAR = 700
"""Characters. A year that its paragraph has stated farther back says nothing of a day."""

_NEXT = re.compile(
    r",?\s(?:on|in|by|from|between)\s(?:the\s)?(?:early\s|late\s|mid-|(?:night|morning|evening|end|beginning)\sof\s)?(?:the\s)?"
)

# A month behind another word, as in ``after October``, need not go on with the story.
_IN = re.compile(
    r"\b(?:[Ii]n|[Bb]y|[Ee]arly|[Ll]ate|mid|(?:end|beginning|middle|start|half|days|weeks?|month)\sof)[\s-]$"
)

# What is fixed for a day lies ahead.
_TO_COME = re.compile(
    r"\b(?:put\soff|postponed|deferred|delayed|adjourned|prorogued|called|summoned|convened|convoked|set|fixed|appointed"
    r"|planned|scheduled|arranged|announced|promised|expected|due)\b[^.;:!?]*\b(?:for|to|till|until|on|by)\s(?:the\s)?$"
)

# Words with which a text returns to what it is about: someone tells of it later, or it had happened before.
_REPORT = re.compile(
    r"\b(?:wrote|written|writes|writing|told|tells|telling|recalled|recalls|recalling|remembered|remembers|remembering|described"
    r"|describes|describing|published|publishes|publishing|publication|printed|reprinted|presented|presents|presenting"
    r"|recounted|reported|edited|memoirs?|diary|diaries|recollections?|reminiscences|accounts?|book|article|history|historians?"
    r"|film|anniversary|jubilee|commemorat\w+|celebrat\w+)\b|\bhad\b[^.;:!?]*$",
    re.IGNORECASE,
)

_EVERY_YEAR = re.compile(
    r"\b(?:(?:every|each)\syear|yearly|annual\w*|holidays?|feasts?|Christmas|birthday|still|today|nowadays|(?:ever|long)\ssince)\b",
    re.IGNORECASE,
)

# A sentence that opens with a year tells of it; a year inside a sentence can be no more than a comparison.
_OPENING = re.compile(
    r"(?:^|[.!?:;][”’\"')\]]{0,2}\s)(?:(?:Then|Again|Later|Already|Still|Only|But|And|So|Finally|Early|Late),?\s)?"
    r"(?:[Ii]n|[Bb]y|[Dd]uring|[Tt]hroughout)\s(?:the\s)?(?:(?:early|late|very)\s)?(?:year\s|(?:end|beginning|middle|course)\sof\s)?(?:the\s)?$"
)
_HEADED = re.compile(r":\s")
_IN_SEASON = re.compile(r"\b[Ii]n\s(?:the\s)?(?:(?:early|late|following)\s)?$")


class Story:
    """What a reader of an edition bears in mind from one date to the next."""

    def __init__(self, setting: DateSetting) -> None:
        self.setting = setting
        self.block = 0
        self.division = self.note = ""
        self.memory = self._of_text = Memory()
        self.elsewhere: Told | None = None  # the last date of another year than the edition's
        self.elsewhere_since = 0  # the block in which the text came to that year
        self.ahead = False  # whether the last date was one to come, to which the story has not moved on
        self.just_stated: Form | None = None  # the year that stands right before
        self.told_of: Form | None = None  # the year of which the paragraph says, as in ``In 1923``, that it tells of it
        self.years: list[int] = []  # the years that the text has stated, the last one first

    def read(self, block: Block, islands: Sequence[tuple[int, int, Island]]) -> Iterator[Annotation]:
        """The dates of the next block."""
        self._turn_to(block.locus)
        text = block.text
        self.just_stated = self.told_of = None
        forms = read_forms(text, self.years[0] if self.years else self.setting.year)
        for index, form in enumerate(forms):
            near = [island for start, end, island in islands if form.start < end and start < form.end]
            full, doubts = self._completed(text, form, forms[index + 1 : index + 9], near)
            if full is None:
                yield Annotation(form.start, form.end, "date", "", "no month", ((DOUBT, doubts[0]),), "unresolved")
                continue
            ahead, self.ahead = self.ahead, False
            self.just_stated = form if form.kind == "year" and not form.until else None
            annotation = self._annotation(text, full, near, doubts)
            if form.year or form.year_words:
                self.told_of = full if _tells_of(text, full) else None
            if annotation:
                yield annotation
            if annotation and not ahead:
                self._remember(form, full, at_home=annotation.rule not in ("abroad", "island"))

    def _turn_to(self, locus: Locus | None) -> None:
        """Go on to the next block. A note stands apart: it knows the text before it, but the text does not know it."""
        self.block += 1
        division = locus.division if locus else ""
        note = locus.block if locus and locus.block.startswith("n") else ""
        if (division, note) == (self.division, self.note):
            return
        if division != self.division:
            self._of_text.new_division()
        self.division, self.note = division, note
        self.memory = self._of_text.copy() if note else self._of_text
        self.elsewhere, self.years = None, []

    def _completed(
        self, text: str, form: Form, following: Sequence[Form], islands: Sequence[Island]
    ) -> tuple[Form | None, list[str]]:
        """``form`` with the month and year that it does not state, and what is in doubt about them."""
        if form.year_words:
            return _through(form, self._named_year(form.year_words), form.month), []
        if form.kind not in ("day", "month") or (form.year and form.month):
            return _through(form, form.year, form.month), []
        year = next((island.year for island in islands if island.year), 0)
        if not form.month:
            month = next((island.month for island in islands if island.month), 0)
            return self._with_month(text, form, following, year, month)
        if form.until and form.until.year:
            return _through(form, _year_before(form, form.until), form.month), []
        if form.other[2]:
            return _through(form, year_of_pair(form), form.month), []
        if year:
            return _through(form, year, form.month), []
        if self.just_stated and _NEXT.fullmatch(text, self.just_stated.end, form.start):
            year = self.just_stated.year
            self.elsewhere = Told(year, form.month, self.block) if year != self.setting.year else None
            return _through(form, year, form.month), []
        above = self.elsewhere
        moved = (
            above
            and above.month <= form.month
            and self._goes_on(above, form)
            and not self._is_at_home(text, form, above)
        )
        if above and moved and (form.kind == "day" or _IN.search(text[max(form.start - 30, 0) : form.start])):
            return _through(form, above.year, form.month), [f"the year {above.year} is taken from what stands before"]
        if self.told_of and self._is_of_the_year(text, form, self.told_of):
            year = self.told_of.year
            return _through(form, year, form.month), [f"the year {year} is taken from what stands before"]
        if self._is_new_year(form):
            year = self.setting.year + 1
            return _through(form, year, form.month), [f"the story is taken to go on in {year}"]
        return self._by_weekday(_through(form, self.setting.year, form.month), text), []

    def _is_new_year(self, form: Form) -> bool:
        """Whether a date of January or February follows on a day of December."""
        last = next((told for told in reversed(self.memory.told) if told.exact), None)
        if not last or form.month > 2 or (last.year, last.month) != (self.setting.year, 12):
            return False
        return self.block - last.block <= (1 if form.kind == "day" else 0)

    def _is_at_home(self, text: str, form: Form, above: Told) -> bool:
        """Whether a date is of the edition's year for all that the text has gone beyond it: its month is nearer, or its weekday fits."""
        if above.year == self.setting.year + 1 and form.month - above.month >= _LONG_AHEAD + (form.kind == "month"):
            return True
        here, there = (replace(form, year=year) for year in (self.setting.year, above.year))
        fits = form.weekday and weekday_of(here, usual_calendar(text, here, self.setting)[0]) == form.weekday
        return bool(fits) and weekday_of(there, usual_calendar(text, there, self.setting)[0]) != form.weekday

    def _goes_on(self, above: Told, form: Form) -> bool:
        """Whether the text is still in the year that ``above`` has named.

        In a later block it is if it has stayed there for some blocks, or if the year is the next one and its month near.
        """
        if above.block == self.block:
            return True
        stayed = self.elsewhere_since and above.block - self.elsewhere_since >= _STAYED
        near = above.year == self.setting.year + 1 and form.month - above.month <= _SOON
        return self.block - above.block <= _FAR and bool(stayed or near)

    def _is_of_the_year(self, text: str, form: Form, told_of: Form) -> bool:
        """Whether a day that states no year is of the year of which its paragraph tells."""
        if form.kind != "day" or form.start - told_of.end > _NEAR:
            return False
        if not told_of.year < self.setting.year + _LONG_AFTER or told_of.year == self.setting.year:
            return False
        between = text[told_of.end : form.start]
        if _EVERY_YEAR.search(between) or (told_of.year > self.setting.year and _REPORT.search(between)):
            return False
        if form.weekday:
            there = replace(form, year=told_of.year)
            return weekday_of(there, usual_calendar(text, there, self.setting)[0]) == form.weekday
        return True

    def _by_weekday(self, form: Form, text: str) -> Form:
        """``form`` in the year that its weekday fits, if not in the edition's then in the one that the text stated last."""
        if (
            form.weekday
            and self.years
            and weekday_of(form, usual_calendar(text, form, self.setting)[0]) != form.weekday
        ):
            there = replace(form, year=self.years[0])
            if any(weekday_of(there, calendar) == form.weekday for calendar in CALENDARS):
                return there
        return form

    def _with_month(
        self, text: str, form: Form, following: Sequence[Form], year: int, month: int
    ) -> tuple[Form | None, list[str]]:
        staying = self.elsewhere.year if self.elsewhere and self._goes_on(self.elsewhere, form) else self.setting.year
        above, close = self.memory.month(self.block, {self.setting.year, staying})
        if month:
            return _through(form, year or self.setting.year, month), []
        if above:
            doubts = ["the last day before it is of another month"] if close else []
            there = _through(form, year or above.year, above.month)
            self.ahead = not close and self._is_ahead(text, there, above)
            moved = months_on(there, 1) if self.ahead else by_pair(there) or self._by_weekday_of_month(text, there)
            return (moved, ["the month is not that of the last day before it"]) if moved else (there, doubts)
        for later in following:
            if later.kind in ("day", "month") and later.month:
                return _through(form, later.year or year or self.setting.year, later.month), []
        return None, ["nothing says which month is meant"]

    def _by_weekday_of_month(self, text: str, form: Form) -> Form | None:
        """The same day of the nearest month in which it has its weekday, if it has another one in the month of the story."""
        if not form.weekday or form.until or any(weekday_of(form, each) == form.weekday for each in CALENDARS):
            return None
        near = (months_on(form, months) for months in (1, -1, 2, -2))
        return next(
            (each for each in near if weekday_of(each, usual_calendar(text, each, self.setting)[0]) == form.weekday),
            None,
        )

    def _is_ahead(self, text: str, form: Form, above: Told) -> bool:
        """Whether a day is still to come, and so one of the month after that of the later day which the text has just named."""
        back = above.day - form.day
        if above.block != self.block or form.weekday or form.until or back <= 15:
            return False
        return bool(_TO_COME.search(text[max(form.start - 80, 0) : form.start]))

    def _named_year(self, words: str) -> int:
        """The year that ``of that year`` or ``of the next year`` means."""
        year = self.years[0] if self.years else self.setting.year
        if "following" in words or "next" in words:
            return year + 1
        return year - 1 if "previous" in words or "preceding" in words else year

    def _remember(self, stated: Form, full: Form, *, at_home: bool) -> None:
        before = self.elsewhere
        self._remember_date(stated, full, at_home=at_home)
        here = self.elsewhere
        if here and (not before or before.year != here.year or here.block - before.block > _FAR):
            self.elsewhere_since = here.block

    def _remember_date(self, stated: Form, full: Form, *, at_home: bool) -> None:
        last = full.last
        dated = full.kind in ("day", "month")
        if (dated or full.kind in ("year", "season")) and (not self.years or self.years[0] != last.year):
            self.years = [last.year, *self.years[:7]]
        if full.kind == "year" and last.year == self.setting.year:
            self.elsewhere = None
        if not dated:
            return
        if at_home or full.year != self.setting.year:
            self.memory.told.append(Told(last.year, last.month, self.block, last.day if full.kind == "day" else 0))
        if stated.last.year or stated.year_words:
            # A year long after the events is that of a book about them.
            digression = full.year != self.setting.year and full.year - self.setting.year < _LONG_AFTER
            self.elsewhere = Told(last.year, full.month, self.block) if digression else None
        elif self.elsewhere and last.year == self.elsewhere.year:
            self.elsewhere = replace(self.elsewhere, block=self.block)
        elif not self.elsewhere and full.kind == "day" and full.year == self.setting.year + 1:
            self.elsewhere = Told(full.year, full.month, self.block)
        elif self.elsewhere and self._leaves(self.elsewhere, full):
            self.elsewhere = None

    def _leaves(self, above: Told, full: Form) -> bool:
        """Whether a date of the edition's year ends what the text tells of another one: no month does in the same block, nor
        a day of long before."""
        if above.block < self.block:
            return True
        return bool(full.until or full.kind == "day") and full.month - above.month < _LONG_AHEAD

    def _annotation(self, text: str, form: Form, islands: Sequence[Island], doubts: list[str]) -> Annotation | None:
        narrowed = qualifier(text, form)
        try:
            if form.kind in ("day", "month"):
                calendar, rule, contradiction = calendar_of(text, form, islands, self.setting)
                date = date_of(form, calendar, first_week="first week" in narrowed.lower())
                doubts = [*doubts, *([contradiction] if contradiction else [])]
            else:
                date, rule, contradiction = date_of(form, None), form.kind, ""
        except ValueError:
            return None  # there is no such day: what looks like a date is none
        data = [("calendar", date.calendar or "")] + [(DOUBT, "; ".join(doubts))] * bool(doubts)
        data += [(CONTRADICTION, contradiction)] * bool(contradiction)
        start = form.start - len(narrowed)
        return Annotation(start, form.end, "date", date.edtf, rule, tuple(data), "probable" if doubts else "certain")


def _tells_of(text: str, form: Form) -> bool:
    """Whether the text says, by stating a year, that it goes on to tell of it; not in brackets or a quotation."""
    if form.kind not in ("year", "season") or form.until:
        return False
    before = text[max(form.start - 200, 0) : form.start]
    if any(before.rfind(opening) > before.rfind(closing) for opening, closing in ("()", "[]", "“”")):
        return False
    if form.kind == "season":
        return bool(_IN_SEASON.search(before))
    return bool(_OPENING.search(before, max(len(before) - 60, 0))) or (
        not form.start and bool(_HEADED.match(text, form.end))
    )


def _through(form: Form, year: int, month: int) -> Form:
    """``form``, and the other end of its interval, with a year and a month where they have none."""
    until = form.until
    if until:
        later = until.month and month and until.month < month
        until = replace(until, year=until.year or year + bool(later), month=until.month or month)
    return replace(form, year=form.year or year, month=form.month or month, until=until)


def _year_before(form: Form, until: Form) -> int:
    """The year of the first end of an interval of which only the second states one."""
    return until.year - ((form.month, form.day) > (until.month, until.day or 31))
