"""Citations that begin with a title: whether its words cite a work or only happen to stand there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz.fuzz import ratio

from sphinx_handbook.authority import Work
from sphinx_handbook.recognisers.works.citation import Citation, keys_of_works
from sphinx_handbook.recognisers.works.locators import Tail, volume_number
from sphinx_handbook.recognisers.works.reading import Reading
from sphinx_handbook.recognisers.works.shelf import TitleHit, surname_keys
from sphinx_handbook.recognisers.works.words import keys_of

_NAME = re.compile(
    r"(?:[A-Z]\.? ?){0,4}(?:[A-Z][\w’-]{0,30} ){0,2}[A-Z][\w’-]{1,30}"
    r"(?:(?:, | and | & )(?:[A-Z]\.? ?){0,4}(?:[A-Z][\w’-]{0,30} ){0,2}[A-Z][\w’-]{1,30}){0,3}"
    r"(?:,? \(?eds?\.?\)?|,? et al\.?)?,(?: in)? [“‘]?"
)
_NAME_BEFORE = re.compile(r"(?<![\w.])(?:[A-Z]\.? ){1,3}[A-Z][\w’-]{1,30}(?:,? \(?eds?\.?\)?)?, [“‘]?$")
_NOUN = re.compile(
    r"\b(?:books?|pamphlet|brochure|articles?|essay|treatise|study|work|letter|memoirs|document|journal|entitled|titled)"
    r"(?: (?:of|by) [A-Z][\w’-]{1,30})?[,:]?(?: entitled| called)? (?:[–-] )?[“‘]?$"
)
_ENTITLED = re.compile(r"\b(?:entitled|titled),? [“‘]?$")
_CHAPTER = re.compile(r"\bchapters?\b[^.;]{0,80}$")
_VOLUME_BEFORE = re.compile(r"\b[Vv]ols?\.? (\d{1,2}|[IVX]{1,5}): $")
_CARRIED = re.compile(r"(?:[,;]? (?:and |also |again |then |in ){0,4}|[,;] )[“‘]?")


def titled(reading: Reading, index: int) -> Citation | None:
    """The citation that begins with the longest title that cites, of those that begin with the word numbered ``index``."""
    hits = [hit for hit in reading.shelf.hits(reading.text, reading.words, index) if hit.start >= reading.covered]
    for end in dict.fromkeys(hit.end for hit in hits):
        if citation := _cited_by([hit for hit in hits if hit.end == end], reading):
            return citation
    return None


def _cited_by(hits: Sequence[TitleHit], reading: Reading) -> Citation | None:
    """The citation of a title: of a chapter, or of the works that can be meant."""
    text, note = reading.text, reading.note
    start, end = min(hit.start for hit in hits), hits[0].end
    before = text[max(start - 100, 0) : start]
    quoted = before.endswith(("“", "‘")) and text[end : end + 2].strip(".,!?;:")[:1] in ("”", "’")
    chapter = next((hit for hit in hits if hit.form.chapter), None)
    if chapter and chapter.raised and (_CHAPTER.search(before) or (quoted and chapter.form.weight >= 3)):
        return Citation(start, end, (chapter.form.work.key,), "chapter", part=text[start:end])
    hits = [hit for hit in hits if not hit.form.chapter and _is_a_title(hit)]
    if not hits:
        return None
    named = [hit.form.work for hit in hits if hit.form.alone][:1]
    works = named or list(dict.fromkeys(hit.form.work for hit in hits))
    tail = reading.tail(end, works[0])
    years = frozenset(re.findall(r"\d{4}", text[end : tail.end]))
    of_year = [work for work in works if work.year[:4] in years]
    works = of_year if len(of_year) == 1 else works
    previous = _carried(reading, start)
    carried = [work for work in works if previous and previous in surname_keys(work)]
    begin, author = _unknown_name(reading, start)
    if len(works) > 1:
        works = carried or [work for work in works if _is_spelled_like(author, work)] or works
    heavy = max(hit.form.weight for hit in hits)
    one = len(works) == 1
    placed = note and tail.end > end
    rules = {
        "title": bool(named) or (one and heavy >= (4 if note else 5)),
        "author and title": bool(author),
        "same author": bool(carried),
        "title in quotation marks": quoted and heavy >= 3,
        "title and year": len(of_year) == 1,
        "title and volume": note and one and bool(works[0].volumes and tail.get("volume")),
        "introduced title": one and bool((_NOUN if heavy >= 2 else _ENTITLED).search(before)),
        "title and place": placed and heavy >= 2 and (reading.opens_segment(start) or text[tail.end - 1] == ")"),
    }
    rule = next((name for name, holds in rules.items() if holds), "")
    if not rule:
        return None
    part = ""
    if one and works[0].volumes and not tail.get("volume"):
        tail, part = reading.tail_within(end, works[0])
    volume = _VOLUME_BEFORE.search(text, max(start - 14, reading.covered), start)
    if volume:
        begin, tail = volume.start(), Tail(tail.end, (("volume", volume_number(volume[1])), *tail.data))
    if one:
        tail = reading.with_volumes_before(start, tail)
    return Citation(
        begin,
        max(tail.end, end),
        keys_of_works(works),
        rule,
        part=part,
        title=text[start:end],
        tail=tail,
        authors=(previous,) if carried else author,
    )


def _is_a_title(hit: TitleHit) -> bool:
    """Whether the words have a title's capitals; what appears by issue has its own rules."""
    has_capitals = hit.raised or (hit.form.alone and not any(hit.form.raised))
    return has_capitals and (hit.form.alone or not hit.form.work.periodical)


def _carried(reading: Reading, start: int) -> str:
    """The surname's key of the citation before, if this one stands in a list with it."""
    last = reading.found[-1] if reading.found else None
    if last is None or not last.authors or not _CARRIED.fullmatch(reading.text, last.end, start):
        return ""
    return last.authors[0]


def _unknown_name(reading: Reading, start: int) -> tuple[int, tuple[str, ...]]:
    """Where a citation begins whose author is spelled in a way of its own, and the keys of the author's names."""
    if not reading.note:
        return start, ()
    text, begin = reading.text, reading.segment_start(start, 160)
    name = _NAME.fullmatch(text, begin, start) if begin is not None else None
    name = name or _NAME_BEFORE.search(text, max(start - 60, reading.covered), start)
    return (name.start(), keys_of(name[0])) if name else (start, ())


def _is_spelled_like(names: Iterable[str], work: Work) -> bool:
    """Whether one of the names is a surname of the work in another spelling, or misspelled."""
    return any(ratio(name, surname) >= 75 for name in names for surname in surname_keys(work))
