"""Short references: a siglum, ``ibid.``, ``op. cit.``, and a work called by its kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sphinx_handbook.authority import Work
from sphinx_handbook.recognisers.works.citation import Citation, Via, keys_of_works
from sphinx_handbook.recognisers.works.locators import read_tail
from sphinx_handbook.recognisers.works.reading import SENTENCE_END, Reading
from sphinx_handbook.recognisers.works.shelf import NAMED_KIND, title_keys

OP_CIT = re.compile(r",? ?\(?(?P<what>op|loc)\b\.? ?cit\b\.?,{0,2}\)?")
_IBID = re.compile(r"[Ii]bid(?:em)?\b\.?")


def siglum(reading: Reading, index: int) -> Citation | None:
    word = reading.words[index]
    work = reading.shelf.sigla.get(word.written)
    if work is None:
        return None
    tail, part = reading.tail_within(word.end, work)
    return Citation(word.start, max(tail.end, word.end), (work.key,), "siglum", part=part, tail=tail)


def ibid(reading: Reading, index: int) -> Citation | None:
    word = reading.words[index]
    found = _IBID.match(reading.text, word.start) if word.key in ("ibid", "ibidem") else None
    if found is None:
        return None
    tail = read_tail(reading.text, found.end(), full=True)
    return Citation(word.start, tail.end if tail.data else word.end, (), "ibid", via="ibid", tail=tail)


def opus_of_nobody(reading: Reading, index: int) -> Citation | None:
    """An ``op. cit.`` whose author nobody knows."""
    word = reading.words[index]
    found = OP_CIT.match(reading.text, word.start) if word.key in ("op", "loc") else None
    return opus(reading, word.start, found) if found else None


def opus(
    reading: Reading,
    start: int,
    found: re.Match[str],
    works: Sequence[Work] = (),
    authors: tuple[str, ...] = (),
    title: str = "",
) -> Citation:
    """The citation from ``start`` that ends with an ``op. cit.``: ``found`` is a match of :data:`OP_CIT`."""
    tail = read_tail(reading.text, found.end() - found[0].endswith(","), full=True)
    end = tail.end if tail.data else found.start() + len(found[0].rstrip(".,"))
    via: Via = "op-cit" if found["what"] == "op" else "loc-cit"
    return Citation(start, end, keys_of_works(works), via, via=via, title=title, tail=tail, authors=authors)


def called_by_its_kind(reading: Reading, index: int) -> Citation | None:
    """``Miliukov wrote in his History``: a work called by its kind, of the author named last in the sentence."""
    words, word = reading.words, reading.words[index]
    if word.key not in NAMED_KIND or not word.is_raised or not index:
        return None
    before = words[index - 1]
    if before.key not in ("the", "his", "her") or before.is_raised:
        return None
    if reading.text.startswith(" of ", word.end):
        return None
    for number in range(index - 2, max(index - 16, -1), -1):
        name = words[number]
        if SENTENCE_END.search(reading.text, name.start, word.start):
            return None
        works = [work for work in reading.shelf.by_author(name.key) if word.key in title_keys(work)]
        if works and name.is_raised:
            return Citation(word.start, word.end, keys_of_works(works), "called by its kind", authors=(name.key,))
    return None
