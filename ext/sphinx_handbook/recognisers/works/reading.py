"""A text as it is read from citation to citation, and what is asked of it around each: where it stands, what stands behind it."""

from __future__ import annotations

import re

from sphinx_handbook.authority import Work
from sphinx_handbook.recognisers.works.citation import Citation
from sphinx_handbook.recognisers.works.locators import VOLUMES_OF, Tail, read_tail, volume_number, volumes_of
from sphinx_handbook.recognisers.works.shelf import Shelf
from sphinx_handbook.recognisers.works.words import Words

SENTENCE_END = re.compile(r"\w\w[.!?] [A-Z]")
"""The end of a sentence, with the beginning of the next."""

_LEAD = re.compile(
    r"(?:[;:,.\s]|\b(?:[Aa]nd|[Ss]ee|[Aa]lso|[Cc]f|[Cc]ompare|[Qq]uoted|[Cc]ited|[Rr]eprinted|[Ss]ource|[Ii]n|[Bb]y|[Ff]rom|e\.g)\b)*"
)
_SIGLUM_BEHIND = re.compile(r" \([A-Z]{2,6}\)")
_INNER = re.compile(r",? (?P<part>[^;\n]{3,220}?)(?=,? (?:in )?[Vv]ols?\.? (?:\d|[IVXLC]))")
_TITLE_NEXT = re.compile(r", (?![Vv]ols?\b|[Pp]p?\b|\d|[IVXLC]+\b)[“‘]?\w")
_BARE_VOLUME = re.compile(r",? (?P<v>\d{1,2}(?!\d)|[IVXLC]{1,7}\b)(?=[:,.] ?\d)[:,.]? ?")


class Reading:
    """One text being read for citations; ``note`` says that it is a note, where titles need no introduction.

    ``found`` are the citations that have been read, in order.
    """

    def __init__(self, text: str, shelf: Shelf, *, note: bool) -> None:
        self.text = text
        self.shelf = shelf
        self.note = note
        self.words = Words(text)
        self.found: list[Citation] = []

    @property
    def covered(self) -> int:
        """Where the last citation ends; no other begins before."""
        return self.found[-1].end if self.found else 0

    def is_formal(self, place: int) -> bool:
        """Whether the place is in a note or in brackets, where references have their own grammar."""
        if self.note:
            return True
        before = self.text[max(place - 160, 0) : place]
        return before.rfind("(") > before.rfind(")")

    def segment_start(self, place: int, room: int) -> int | None:
        """Where a citation at ``place`` may begin: behind the citation or semicolon before it, and words such as “See”.

        Nothing, if these stand more than ``room`` characters before it.
        """
        edge = max(place - room, 0)
        stops = ";" if self.note else ";("
        begin = max(self.covered, *(self.text.rfind(stop, edge, place) + 1 for stop in stops))
        lead = _LEAD.match(self.text, begin, place) if begin >= edge else None
        return lead.end() if lead else None

    def opens_segment(self, place: int) -> bool:
        """Whether nothing but words such as “See” stand between the place and the citation or semicolon before it."""
        return self.segment_start(place, 80) == place

    def tail(self, place: int, work: Work | None = None) -> Tail:
        """What stands behind a title that ends at ``place``."""
        siglum = _SIGLUM_BEHIND.match(self.text, place)
        return read_tail(
            self.text,
            siglum.end() if siglum else place,
            full=self.is_formal(place),
            dated=bool(work and work.journal),
            issue=bool(work and work.periodical),
        )

    def tail_within(self, place: int, work: Work) -> tuple[Tail, str]:
        """Volume and pages of a collected work, and the title of the part if one stands before them."""
        inner = _INNER.match(self.text, place) if work.volumes and _TITLE_NEXT.match(self.text, place) else None
        if inner and not SENTENCE_END.search(inner["part"].replace("St. ", "St ")):
            return self.tail(inner.end(), work), inner["part"].strip(" ,“”‘’")
        tail = self.tail(place, work)
        bare = self._tail_of_bare_volume(place) if work.volumes and not tail.get("volume") else None
        return bare or tail, ""

    def _tail_of_bare_volume(self, place: int) -> Tail | None:
        """A volume that does not call itself one, and its pages: ``25:188``, ``XXV, 188``."""
        volume = _BARE_VOLUME.match(self.text, place)
        if volume is None:
            return None
        behind, number = volume.end(), ("volume", volume_number(volume["v"]))
        spaced = read_tail(self.text, behind - 1, full=True) if self.text[behind - 1] == " " else Tail()
        if spaced.data:
            return Tail(spaced.end, (number, *spaced.data))
        close = read_tail(f" {self.text[behind : behind + 60]}", 0, full=True)
        return Tail(behind + close.end - 1, (number, *close.data))

    def with_volumes_before(self, start: int, tail: Tail) -> Tail:
        """The tail of a title at ``start``, with the volumes that stand before it: ``the second volume of Trotsky’s History``."""
        said = None if tail.get("volume") else VOLUMES_OF.search(self.text, max(start - 100, 0), start)
        return Tail(tail.end, (("volume", volumes_of(said)), *tail.data)) if said else tail
