"""Citations that begin with an author: a title stands behind the name, or words of one, a year, a page, an ``op. cit.``"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sphinx_handbook.authority import Work
from sphinx_handbook.recognisers.works.authors import Authors, authors_at
from sphinx_handbook.recognisers.works.citation import Citation, keys_of_works
from sphinx_handbook.recognisers.works.locators import read_tail
from sphinx_handbook.recognisers.works.reading import SENTENCE_END, Reading
from sphinx_handbook.recognisers.works.shelf import TitleHit, title_keys
from sphinx_handbook.recognisers.works.short import OP_CIT, opus
from sphinx_handbook.recognisers.works.words import ARTICLES, keys_of, weight

_AFTER_NAME = re.compile(
    r"(?P<role>(?:,? \(?(?:eds?|trans|tr)\b\.?\)?|,? et al\b\.?){0,3})"
    r"(?P<noun> (?:work|book|article|study|pamphlet|brochure|memoirs|diary|account|history)\b)?"
    r"(?P<sep>,? in (?:(?:his|her|their|the) )?(?=[A-Z“‘])|, |,(?=[“‘A-Z])|: ?| )?(?P<quote>[“‘]{1,2})?"
)
_QUOTED_PART = re.compile(r"[“‘]([^“”‘’]{3,120})[”’],? in $")
_INTRODUCED = re.compile(r" (?:in(?: [Tt]he)?|his|her) [“‘]*\Z")
_BEFORE_CONTAINER = re.compile(r",? (?:in )?(?:his |her |the )?[“‘]?(?:The |the )?$")
_SHORT_TITLE = re.compile(r"[^;()\[\]\n]{3,200}?(?=,? (?:[Pp]p?\.? ?\d|[Vv]ols?\.? |\d|\()|,? \(?(?:op|loc)\b\.? ?cit)")
_AUTHOR_YEAR = re.compile(r",? (?P<open>\()?(?P<y>(?:1[5-9]|20)\d\d)[a-z]?(?!\d)(?(open)\)?)")
_PLACE_NEXT = re.compile(r",? (?:[Pp]p?\b|[Vv]ols?\b|[Cc]h|\d|[IVXLC]{1,7}[,.:]|[ivxl]{1,6}[,.:])")
_ENOUGH = 0.75
"""So much of what a citation says of a title has to be in the title of the work that it means."""


def led_by_author(reading: Reading, index: int) -> Citation | None:
    """The citation that begins with the authors the first of whom has the word numbered ``index`` as a surname."""
    authors = authors_at(reading, index)
    if authors is None:
        return None
    text, note = reading.text, reading.note
    after = _AFTER_NAME.match(text, authors.end)
    assert after is not None  # all its pieces may be missing
    joined = after["sep"] not in (None, " ")
    place, behind_role = after.end(), after.end("role")
    if short := OP_CIT.match(text, place) or OP_CIT.match(text, behind_role):
        return opus(reading, authors.start, short, authors.works, authors.keys)
    if not joined and not authors.own and not after["role"]:
        return _author_alone(reading, authors, behind_role)
    next_ = reading.words.number_at(place)
    title = _title_of(reading, next_, authors.works) if next_ is not None else None
    if title and not note and (not title.raised or (title.form.weight < 2 and not reading.tail(title.end).data)):
        title = None
    if title and (short := OP_CIT.match(text, title.end)):
        said = text[title.start : title.end]
        return opus(reading, authors.start, short, _sharing(said, authors.works), authors.keys, said)
    if joined and next_ is not None:
        if inside := _part_of_a_work(reading, authors, next_, title):
            return inside
        if title is None and note:
            title = _title_behind(reading, next_, authors.works)
    if title:
        # Running text that goes on “Lenin’s book, On Slogans,” names a title; with a page, or in a note, it cites.
        places = bool(reading.tail_within(title.end, title.form.work)[0].data)
        leads = places and not after["noun"] if authors.own else joined and (note or places)
        return _author_and_title(reading, authors.start if leads else title.start, title, authors)
    if not joined or authors.own:
        return None
    return _short_title(reading, authors, place) or _author_alone(reading, authors, behind_role)


def _title_of(reading: Reading, index: int, works: Sequence[Work]) -> TitleHit | None:
    """The longest title of one of the works that begins at a word, with its article or without."""
    if reading.words[index].key in ARTICLES and index + 1 < len(reading.words):
        index += 1
    hits = reading.shelf.hits(reading.text, reading.words, index)
    return next((hit for hit in hits if hit.form.work in works and not hit.form.chapter), None)


def _title_behind(reading: Reading, index: int, works: Sequence[Work]) -> TitleHit | None:
    """A title behind more names: ``Sobolev, ed, Institute of History, History of the October Revolution``."""
    for number in range(index + 1, min(index + 14, len(reading.words))):
        word = reading.words[number]
        if not (word.is_raised or word.is_minor):
            return None
        if reading.text[word.start - 2 : word.start] == ", ":
            hit = _title_of(reading, number, works)
            if hit and hit.form.weight > 1:
                return hit
    return None


def _author_and_title(reading: Reading, begin: int, title: TitleHit, authors: Authors) -> Citation:
    """The citation of a title whose author stands before it; a part in quotation marks may stand before both."""
    work = title.form.work
    tail, part = reading.tail(title.end, work), ""
    if work.volumes and not tail.get("volume"):
        tail, part = reading.tail_within(title.end, work)
    edge = max(begin - 132, reading.covered)
    quoted = _QUOTED_PART.search(reading.text, edge, begin) if tail.get("volume") and not part else None
    if quoted:
        begin, part = quoted.start(1), quoted[1]
    tail = reading.with_volumes_before(title.start, tail)
    end, said = max(tail.end, title.end), reading.text[title.start : title.end]
    return Citation(begin, end, (work.key,), "author and title", part=part, title=said, tail=tail, authors=authors.keys)


def _part_of_a_work(reading: Reading, authors: Authors, index: int, title: TitleHit | None) -> Citation | None:
    """A piece cited in its author's collected works: ``Lenin, On Slogans, in Collected Works, vol. 25, 188``.

    ``index`` is the number of the piece's first word, ``title`` its title if it is known.
    """
    text, words, works = reading.text, reading.words, authors.works
    begin = words[index].start
    behind = title.end if title else begin
    for number in range(index, min(index + 40, len(words))):
        word = words[number]
        if word.start <= behind:
            continue
        between = text[behind : word.start]
        if len(between) > (120 if title else 220) or ";" in between or SENTENCE_END.search(between):
            return None
        introduced = bool(_INTRODUCED.search(text, max(word.start - 8, 0), word.start))
        work, end = reading.shelf.sigla.get(word.written), word.end
        if work is None:
            hit = _title_of(reading, number, works)
            if hit is None or (title and hit.form.work == title.form.work):
                continue
            if not (introduced or hit.form.work.volumes):
                continue
            work, end = hit.form.work, hit.end
        if work not in works or not (introduced or text.startswith(", ", word.start - 2)):
            continue
        tail = reading.tail(end, work)
        if not tail.data:
            continue
        cut = _BEFORE_CONTAINER.search(text, max(word.start - 16, 0), word.start)
        part = text[begin : cut.start() if cut else word.start].strip(" ,“”‘’")
        return Citation(
            authors.start, tail.end, (work.key,), "part of a work", part=part, tail=tail, authors=authors.keys
        )
    return None


def _short_title(reading: Reading, authors: Authors, place: int) -> Citation | None:
    """A title in words of the citing author’s choice: it has to be made of the words of one title alone."""
    if not reading.is_formal(place):
        return None
    run = _SHORT_TITLE.match(reading.text, place)
    if run is None or not run[0][:1].isupper() or SENTENCE_END.search(run[0]):
        return None
    said = run[0]
    shares = {work: _share(said, work) for work in authors.works}
    best = max(shares.values())
    if best < _ENOUGH:
        return None
    if short := OP_CIT.match(reading.text, run.end()):
        return opus(reading, authors.start, short, _sharing(said, authors.works), authors.keys, said)
    tail = reading.tail(run.end())
    if not tail.data and tail.end <= run.end():
        return None
    meant = keys_of_works(work for work, share in shares.items() if share == best)
    return Citation(authors.start, tail.end, meant, "short title", title=said, tail=tail, authors=authors.keys)


def _share(said: str, work: Work) -> float:
    """How much of what a citation says of a title is in the titles of a work, from 0 to 1."""
    keys = frozenset(key for key in keys_of(said) if weight((key,)))
    return len(keys & title_keys(work)) / max(len(keys), 1)


def _sharing(said: str, works: Sequence[Work]) -> list[Work]:
    """The works that a title can mean: those it names, and those of several volumes, of which it can be a part."""
    return [work for work in works if work.volumes or _share(said, work) >= _ENOUGH]


def _author_alone(reading: Reading, authors: Authors, place: int) -> Citation | None:
    """An author with nothing but a year or a page."""
    if not reading.is_formal(authors.start):
        return None
    text, start = reading.text, authors.start
    year = _AUTHOR_YEAR.match(text, place)
    dated = [work for work in authors.works if year and work.year.startswith(year["y"])]
    if year and dated:
        tail = read_tail(text, year.end() + text.startswith(":", year.end()), full=True)
        end = max(tail.end, year.end())
        return Citation(start, end, keys_of_works(dated), "author and year", tail=tail, authors=authors.keys)
    if not reading.opens_segment(start) or not _PLACE_NEXT.match(text, place):
        return None
    tail = read_tail(text, place, full=True)
    if not tail.get("page"):
        return None
    works = keys_of_works(authors.works)
    return Citation(start, tail.end, works, "author and page", via="author", tail=tail, authors=authors.keys)
