"""Events: what happened on which day, in the calendar in which the place dated it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sphinx_handbook.authority.records import Fault, id_faults, parse_records
from sphinx_handbook.dates import Calendar, Date, parse_date
from sphinx_handbook.problems import Problem

LAST_JULIAN, FIRST_GREGORIAN = "1918-01-31", "1918-02-14"
"""In Russia the day after the first was the second (decree of 24 January 1918, Old Style)."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the chronology.

    title: a headline in the present tense, without a full stop.
    date: day, month or interval of days, EDTF in `calendar`, as exactly as is certain.
    about: what happened and why it matters, a sentence or two in Markdown.
    calendar: the calendar of `date`; Russia’s is Julian up to 31 January 1918 and Gregorian from 14 February 1918.
    abroad: whether it happened where the calendar is Gregorian anyway.
    place: where it happened.
    people: ids of persons, the most important first.
    sources: keys of works in `references.bib` that treat it.
    label: a few words by which the picture of the year names it; without them it has a stroke only.
    id: taken from the table's name; never written.
    """

    title: str
    date: str
    about: str
    calendar: Literal["julian", "gregorian"] = "julian"
    abroad: bool = False
    place: str = ""
    people: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    label: str = ""
    id: str = ""

    @property
    def when(self) -> Date:
        return Date(self.date, self.calendar)


def parse_events(text: str, path: str) -> tuple[dict[str, Event], list[Problem]]:
    """Events by id, in the order of their dates, from the TOML ``text``, and what is wrong with single ones."""
    events, problems = parse_records(text, path, Event, "event", _faults)
    return dict(sorted(events.items(), key=lambda item: _order(item[1]))), problems


def _order(event: Event) -> tuple[str, str]:
    first, _, last = event.when.gregorian.partition("/")
    return first, last


def _faults(event: Event) -> Iterator[Fault]:
    yield from id_faults(event.id, "july-days")
    for key, value in (("title", event.title), ("about", event.about)):
        if not value.strip():
            yield Fault(key, f"{key} is empty", "Say in a few words what happened.")
    try:
        parse_date(event.date, event.calendar)
    except ValueError as error:
        yield Fault(
            "date", str(error), "Write year, month and day in digits, in this order; leave out what is not certain."
        )
        return
    if not event.abroad:
        yield from _russian_faults(event.date, event.calendar)
    elif event.calendar == "julian":
        hint = 'Write calendar = "gregorian" and the day of the New Style, or take `abroad` out.'
        yield Fault("abroad", "an event abroad has a date of the Old Style", hint)


def _russian_faults(edtf: str, calendar: Calendar) -> Iterator[Fault]:
    """Days that Russia did not have, or had under another date."""
    for part in edtf.split("/"):
        if calendar == "julian" and part > LAST_JULIAN[: len(part)]:
            message = (
                f"Russia had no {part} of the Old Style: it went from 31 January 1918 to 14 February 1918, New Style"
            )
            yield Fault("date", message, 'Give the day of the New Style, and calendar = "gregorian".')
        elif calendar == "gregorian" and LAST_JULIAN < part < FIRST_GREGORIAN and part.count("-") == 2:
            message = f"Russia had no {part}: 31 January 1918 was followed by 14 February 1918"
            yield Fault("date", message, "Correct the day; or write abroad = true, if it happened elsewhere.")
        elif calendar == "gregorian" and part < FIRST_GREGORIAN[: len(part)]:
            message = f"Russia dated by the Old Style until 31 January 1918, and {part} is given in the New Style"
            yield Fault(
                "date", message, "Give the day of the Old Style; or write abroad = true, if it happened elsewhere."
            )
