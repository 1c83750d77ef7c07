"""Whether a date belongs to a place where the Gregorian calendar was in use while Russia kept the Julian one."""

from __future__ import annotations

import re

from sphinx_handbook.recognisers.dates.form import Form
from sphinx_handbook.recognisers.dates.words import any_of

# Where the Gregorian calendar was in use while Russia kept the Julian one.
_CITIES = (
    *(
        "Paris",
        "Versailles",
        "Berlin",
        "Hamburg",
        "Kiel",
        "Munich",
        "Leipzig",
        "Dresden",
        "Cologne",
        "Stuttgart",
        "Spa",
        "London",
    ),
    *(
        "Manchester",
        "Leeds",
        "Glasgow",
        "Edinburgh",
        "Dublin",
        "New York",
        "Washington",
        "Chicago",
        "San Francisco",
        "Halifax",
    ),
    *(
        "Stockholm",
        "Christiania",
        "Oslo",
        "Copenhagen",
        "Zurich",
        "Zürich",
        "Geneva",
        "Berne",
        "Bern",
        "Basel",
        "Lausanne",
    ),
    *(
        "Zimmerwald",
        "Kienthal",
        "Vienna",
        "Budapest",
        "Prague",
        "Rome",
        "Turin",
        "Milan",
        "Madrid",
        "Barcelona",
        "Lisbon",
    ),
    *(
        "Brussels",
        "Amsterdam",
        "The Hague",
        "Tokyo",
        "Peking",
        "Shanghai",
        "Canton",
        "Portsmouth",
        "Stuttgart",
        "Cracow",
    ),
)

_LANDS = (
    *(
        "France",
        "Germany",
        "Prussia",
        "Bavaria",
        "England",
        "Britain",
        "Great Britain",
        "Scotland",
        "Ireland",
        "America",
    ),
    *(
        "Canada",
        "Sweden",
        "Norway",
        "Denmark",
        "Switzerland",
        "Austria",
        "Hungary",
        "Austria-Hungary",
        "Italy",
        "Spain",
    ),
    *(
        "Portugal",
        "Belgium",
        "Holland",
        "Japan",
        "China",
        "the United States",
        "the West",
        "western Europe",
        "Western Europe",
    ),
)

_PEOPLES = (
    *(
        "French",
        "German",
        "Prussian",
        "English",
        "British",
        "American",
        "Italian",
        "Spanish",
        "Austrian",
        "Hungarian",
        "Chinese",
    ),
    *(
        "Japanese",
        "Swedish",
        "Swiss",
        "Jacobin",
        "Jacobins",
        "Communards",
        "Commune",
        "Convention",
        "Bastille",
        "Tuileries",
    ),
)
_HOME = r"\b(?:Russia|Russian|Russians|Petrograd|Petersburg|St\.? Petersburg|Moscow|[Tt]sar|[Cc]zar|Bolshevik|Bolsheviks|Duma|Soviets?)\b"
_PLACE_BEHIND = re.compile(rf",?\s(?:abroad|(?:in|at|from)\s(?:the\s)?{any_of((*_CITIES, *_LANDS))})\b")

_PLACE_BEFORE = re.compile(
    rf"\b(?:(?:[Ii]n|[Aa]t)\s{any_of((*_CITIES, *_LANDS))}|[Aa]broad),?\s(?:(?:it|this|that)\swas\s|on\s|in\s|of\s|by\s)?(?:the\s)?$"
)
_ABROAD = re.compile(rf"\b{any_of((*_CITIES, *_LANDS, *_PEOPLES))}\b")
_AT_HOME = re.compile(_HOME)
_SENTENCE_END = re.compile(r"[.!?]\W")


def is_abroad(text: str, form: Form, year: int) -> bool:
    """Whether a date belongs to a place outside Russia: one that stands beside it, or, in another year, in its sentence."""
    start = max(form.start - 60, 0)
    if _PLACE_BEHIND.match(text, form.end) or _PLACE_BEFORE.search(text[start : form.start]):
        return True
    if form.year == year:
        return False
    before, behind = text[max(form.start - 300, 0) : form.start], text[form.end : form.end + 300]
    ends = [hit.end() for hit in _SENTENCE_END.finditer(before)]
    stop = _SENTENCE_END.search(behind)
    sentence = before[ends[-1] if ends else 0 :] + " " + behind[: stop.start() if stop else None]
    return bool(_ABROAD.search(sentence)) and not _AT_HOME.search(sentence)
