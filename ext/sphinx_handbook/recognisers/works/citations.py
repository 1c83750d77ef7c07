"""All citations of a text: who, what, which place. What a short reference means is not asked here."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sphinx_handbook.recognisers.works.by_author import led_by_author
from sphinx_handbook.recognisers.works.by_title import titled
from sphinx_handbook.recognisers.works.citation import Citation
from sphinx_handbook.recognisers.works.issues import issues
from sphinx_handbook.recognisers.works.locators import Tail
from sphinx_handbook.recognisers.works.reading import Reading
from sphinx_handbook.recognisers.works.shelf import Shelf
from sphinx_handbook.recognisers.works.short import called_by_its_kind, ibid, opus_of_nobody, siglum
from sphinx_handbook.recognisers.works.words import keys_of

_BEGINNINGS = (siglum, ibid, led_by_author, titled, opus_of_nobody, called_by_its_kind)
"""What a citation can begin with. Each takes the number of a word and returns the citation that begins there, if there is one."""

_PIECE = re.compile(r"[^;]+")
_LOOKS_CITED = re.compile(
    r"\bpp?\.? ?\d|\bop\.? ?cit|, \d{1,4}(?:[–-]\d{1,4})?\.?$|\b[Vv]ol\.? (?:\d|[IVX])|\([^()]{3,80}, (?:1[5-9]|20)\d\d\)"
)


def citations_in(text: str, shelf: Shelf, *, note: bool) -> list[Citation]:
    """All citations in order, without overlap; ``note`` says that the text is a note, where titles need no introduction."""
    reading = Reading(text, shelf, note=note)
    for index, word in enumerate(reading.words.found):
        if not shelf.opens(word[0]) or word.start() < reading.covered:
            continue
        citation = next(filter(None, (begin(reading, index) for begin in _BEGINNINGS)), None)
        if citation is None:
            continue
        whole = _joined(text, reading.found[-1], citation) if reading.found else None
        if whole:
            reading.found[-1] = whole
        else:
            reading.found.append(citation)
    found = _with(reading.found, issues(reading))
    return _with(found, _unknown(text, found)) if note else found


def _joined(text: str, one: Citation, other: Citation) -> Citation | None:
    """One citation for two that are one: a work and its volume (``A History. Vol 1: The Beginning, 1937``), or a piece and
    the volume that it stands in (``“On Slogans”, in Lenin, Collected Works, vol. 25``).
    """
    between = text[one.end : other.start]
    if between in ("”, in ", "’, in ", ", in ") and other.tail.get("volume") and not other.part and not one.tail.data:
        return replace(other, start=one.start, part=one.title)
    if not one.works or one.works != other.works or between != ": ":
        return None
    tail = Tail(other.end, tuple({**dict(other.tail.data), **dict(one.tail.data)}.items()))
    return replace(one, end=other.end, tail=tail, part=one.part or other.title)


def _with(found: Sequence[Citation], more: Iterable[Citation]) -> list[Citation]:
    """``found`` and those of ``more`` that overlap nothing, in order."""
    starts = [citation.start for citation in found]
    added: list[Citation] = []
    for new in sorted(more, key=lambda citation: citation.start):
        place = bisect_left(starts, new.end)
        is_free = place == 0 or found[place - 1].end <= new.start
        if is_free and (not added or added[-1].end <= new.start):
            added.append(new)
    return sorted((*found, *added), key=lambda citation: citation.start)


def _unknown(text: str, found: Sequence[Citation]) -> Iterator[Citation]:
    """What looks like a citation in a note and is none of those found: it may be what an ``ibid.`` behind it means."""
    edges = [0, *(edge for citation in found for edge in (citation.start, citation.end)), len(text)]
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        for piece in _PIECE.finditer(text, begin, end):
            # behind a citation only what a semicolon parts from it is another one
            apart = piece.start() == 0 or text[piece.start() - 1] == ";"
            if apart and len(piece[0]) < 400 and _LOOKS_CITED.search(piece[0]):
                start = piece.end() - len(piece[0].lstrip())
                stop = piece.start() + len(piece[0].rstrip(" .,"))
                if start < stop:
                    yield Citation(start, stop, (), "unknown work", via="unknown", authors=keys_of(piece[0]))
