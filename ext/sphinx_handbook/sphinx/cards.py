"""Cards: what the website says of a person, a day, a work, a term or a passage where a reader points to its mention.

A card is a heading, facts in a line, and a text, each as HTML. The cards of one type are one file, which a page loads when a
reader first points to a mention of that type. It is a script, since a page read from disk may load nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import escape
from typing import NamedTuple

from sphinx_handbook.authority import Entry, Event, Person
from sphinx_handbook.authority.events import FIRST_GREGORIAN
from sphinx_handbook.bibliography import references_in_html
from sphinx_handbook.dates import WEEKDAYS, Date, both_calendars, in_words

SEVERAL = 4
"""So many events a date's card names; it counts the others."""

OPENING = 12
"""So many words of a passage its card shows at the most: enough to know it by, too few to be read for it."""


class Card(NamedTuple):
    """What a card says; ``facts`` and ``text`` may be nothing."""

    heading: str
    facts: str = ""
    text: str = ""


def person_card(person: Person, about: str) -> Card:
    """Name, dates of life, and the line about them, which is plain text."""
    return Card(escape(person.name, quote=False), escape(person.life, quote=False), escape(about, quote=False))


def entry_card(entry: Entry, about: str) -> Card:
    """Headword, its Russian, and the first sentence of the plain text about it."""
    russian = f'<span lang="ru">{escape(entry.russian, quote=False)}</span>' if entry.russian else ""
    latin = f"<em>{escape(entry.transliteration, quote=False)}</em>" if entry.transliteration else ""
    facts = ", ".join(filter(None, (russian, latin)))
    return Card(escape(entry.name, quote=False), facts, escape(first_sentence(about), quote=False))


def date_card(date: Date, events: Iterable[Event]) -> Card:
    """A date in both calendars, its weekday if it is a day, and the events of those days."""
    found = events_of(date, events)
    titles = [f"{escape(event.title, quote=False)}." for event in found[:SEVERAL]]
    if more := len(found) - SEVERAL:
        titles += [f"And {more} more in the chronology."] if more > 0 else []
    one_day = date.weekday and "/" not in date.gregorian
    return Card(
        escape(both_calendars(date), quote=False), WEEKDAYS[date.weekday - 1] if one_day else "", "<br>".join(titles)
    )


def locus_card(address: str, edition: str, opening: str) -> Card:
    """The address of a passage, its edition, and its first words."""
    return Card(escape(address), f"<em>{escape(edition, quote=False)}</em>", escape(opening, quote=False))


def date_key(date: Date) -> str:
    """The name of a date's card: the value in the Gregorian calendar, so that a day has one card however it is dated."""
    return date.gregorian


def other_style(date: Date, words: str) -> str:
    """The day in the calendar in which it is not given, ``16 July N.S.``; nothing where ``words`` say it, or it is no day."""
    days = date.edtf.split("/")
    if any(day.count("-") != 2 for day in days) or date.gregorian >= FIRST_GREGORIAN:
        return ""
    other, style = (date.gregorian, "N.S.") if date.calendar == "julian" else (date.julian, "O.S.")
    if all(re.search(rf"(?<!\d){int(day[8:])}(?!\d)", words) for day in (*days, *other.split("/"))):
        return ""
    without_year = re.sub(r" \d{4}$", "", in_words(other))
    return f"{without_year} {style}"


def events_of(date: Date, events: Iterable[Event]) -> list[Event]:
    """The events that fall, at least in part, into ``date``; of those dated no closer than a month, none falls on a day."""
    span = _days(date)
    if span is None:
        return []
    found = []
    for event in events:
        days = _days(event.when)
        near_enough = event.when.edtf.count("-") >= date.edtf.partition("/")[0].count("-")
        if days and near_enough and days[0] <= span[1] and span[0] <= days[1]:
            found.append(event)
    return found


@cache
def _days(date: Date) -> tuple[str, str] | None:
    """The first and the last day of a date, as strings that compare; nothing of a season, decade or century."""
    first, _, last = date.gregorian.partition("/")
    last = last or first
    if "X" in first + last or any(part.count("-") == 1 and int(part[5:]) > 12 for part in (first, last)):
        return None
    return first + "-00-00"[len(first) - 4 :], last + "-99-99"[len(last) - 4 :]


_SENTENCE_END = re.compile(r"[.?!][”’)]?(?=\s+[“‘(]?[A-Z0-9])")
_ABBREVIATION = re.compile(r"(?:\b[A-Z]|\b(?:St|Mt|Dr|Mr|Mrs|Gen|Col|no|vol|ca?|cf|pp?|ed|trans|Old|b|d))\.$")


def first_sentence(text: str) -> str:
    """The first sentence of plain text; a full stop behind an initial or an abbreviation does not end one."""
    text = " ".join(text.split())
    for match in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[: match.start() + 1]):
            return text[: match.end()]
    return text


def opening(text: str) -> str:
    """The first words of a passage, with three dots if there are more."""
    words = text.split()
    return " ".join(words[:OPENING]).rstrip(" ,;:") + ("…" if len(words) > OPENING else "")


def script(type_: str, cards: Mapping[str, Card]) -> str:
    """The file with the cards of a type: a call that hands them to the page, one card a line."""
    rows = (f"{_json(key)}:{_json(_short(card))}" for key, card in sorted(cards.items()))
    return f"handbookCards({_json(type_)},{{\n" + ",\n".join(rows) + "\n});\n"


def pages_script(name: str, pages: Mapping[str, int]) -> str:
    """The file with the pages of the PDF on which passages are, by their anchors: a call like that which hands over cards."""
    rows = (f"{_json(anchor)}:{page}" for anchor, page in pages.items())
    return f"handbookCards({_json(name)},{{\n" + ",\n".join(rows) + "\n});\n"


def _short(card: Card) -> Sequence[str]:
    """The card without what is empty at its end."""
    parts = list(card)
    while parts and not parts[-1]:
        parts.pop()
    return parts


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def work_cards(bibtex: str) -> Iterator[tuple[str, Card]]:
    """The key and the card of each work in the BibTeX text: its entry in the bibliography, in full."""
    for key, reference in references_in_html(bibtex):
        yield key, Card("", "", reference)
