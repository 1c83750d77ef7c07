"""Where a text cites a work: who, what, which place. What a short reference means is not asked here."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rapidfuzz.fuzz import ratio

from sphinx_handbook.authority import Work
from sphinx_handbook.recognisers.works.locators import DATE, VOLUMES_OF, Tail, read_tail, volume_number, volumes_of
from sphinx_handbook.recognisers.works.shelf import NAMED_KIND, Shelf, TitleHit, title_keys
from sphinx_handbook.recognisers.works.words import ARTICLES, Word, Words, keys_of, weight

Via = Literal["", "ibid", "op-cit", "loc-cit", "author", "unknown"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation as it stands: ``[start, end)``, the works it can mean, the title of a part, and what it says of the place.

    ``title`` is what it says of the title.
    ``via`` says by what it leads to its work: by itself (nothing), by ``ibid.`` or ``op. cit.``, by its author alone; or that
    it cites a work nobody knows. ``authors`` are the keys of the surnames that stand in it.
    """

    start: int
    end: int
    works: tuple[str, ...]
    rule: str
    via: Via = ""
    part: str = ""
    title: str = ""
    tail: Tail = field(default_factory=Tail)
    authors: tuple[str, ...] = ()


_IBID = re.compile(r"[Ii]bid(?:em)?\b\.?")
_OP_CIT = re.compile(r",? ?\(?(?P<what>op|loc)\b\.? ?cit\b\.?,{0,2}\)?")
_AFTER_NAME = re.compile(
    r"(?P<role>(?:,? \(?(?:eds?|trans|tr)\b\.?\)?|,? et al\b\.?){0,3})"
    r"(?P<noun> (?:work|book|article|study|pamphlet|brochure|memoirs|diary|account|history)\b)?"
    r"(?P<sep>,? in (?:(?:his|her|their|the) )?(?=[A-Z“‘])|, |,(?=[“‘A-Z])|: ?| )?(?P<quote>[“‘]{1,2})?"
)
_PARTICLES = frozenset({"de", "von", "van", "der", "la"})
_COAUTHOR = re.compile(r"(?:, and |,? and |,? & |, )((?:[A-Z][\w’.-]{0,30} ){0,3}[A-Z][\w’-]{0,30})(?![\w’-])")
_LEAD = re.compile(
    r"(?:[;:,.\s]|\b(?:[Aa]nd|[Ss]ee|[Aa]lso|[Cc]f|[Cc]ompare|[Qq]uoted|[Cc]ited|[Rr]eprinted|[Ss]ource|[Ii]n|[Bb]y|[Ff]rom|e\.g)\b)*"
)
_NAME = re.compile(
    r"(?:[A-Z]\.? ?){0,4}(?:[A-Z][\w’-]{0,30} ){0,2}[A-Z][\w’-]{1,30}"
    r"(?:(?:, | and | & )(?:[A-Z]\.? ?){0,4}(?:[A-Z][\w’-]{0,30} ){0,2}[A-Z][\w’-]{1,30}){0,3}"
    r"(?:,? \(?eds?\.?\)?|,? et al\.?)?,(?: in)? [“‘]?"
)
_NOUN = re.compile(
    r"\b(?:books?|pamphlet|brochure|articles?|essay|treatise|study|work|letter|memoirs|document|journal|entitled|titled)"
    r"(?: (?:of|by) [A-Z][\w’-]{1,30})?[,:]?(?: entitled| called)? (?:[–-] )?[“‘]?$"
)
_ENTITLED = re.compile(r"\b(?:entitled|titled),? [“‘]?$")
_CHAPTER = re.compile(r"\bchapters?\b[^.;]{0,80}$")
_VOLUME_BEFORE = re.compile(r"\b[Vv]ols?\.? (\d{1,2}|[IVX]{1,5}): $")
_CARRIED = re.compile(r"(?:[,;]? (?:and |also |again |then |in ){0,4}|[,;] )[“‘]?")
_INNER = re.compile(r",? (?P<part>[^;\n]{3,220}?)(?=,? (?:in )?[Vv]ols?\.? (?:\d|[IVXLC]))")
_TITLE_NEXT = re.compile(r", (?![Vv]ols?\b|[Pp]p?\b|\d|[IVXLC]+\b)[“‘]?\w")
_QUOTED_PART = re.compile(r"[“‘]([^“”‘’]{3,120})[”’],? in $")
_NAME_BEFORE = re.compile(r"(?<![\w.])(?:[A-Z]\.? ){1,3}[A-Z][\w’-]{1,30}(?:,? \(?eds?\.?\)?)?, [“‘]?$")
_BARE_VOLUME = re.compile(r",? (?P<v>\d{1,2}(?!\d)|[IVXLC]{1,7}\b)(?=[:,.] ?\d)[:,.]? ?")
_AUTHOR_YEAR = re.compile(r",? (?P<open>\()?(?P<y>(?:1[5-9]|20)\d\d)[a-z]?(?!\d)(?(open)\)?)")
_PLACE_NEXT = re.compile(r",? (?:[Pp]p?\b|[Vv]ols?\b|[Cc]h|\d|[IVXLC]{1,7}[,.:]|[ivxl]{1,6}[,.:])")
_SHORT_TITLE = re.compile(r"[^;()\[\]\n]{3,200}?(?=,? (?:[Pp]p?\.? ?\d|[Vv]ols?\.? |\d|\()|,? \(?(?:op|loc)\b\.? ?cit)")
_SENTENCE_END = re.compile(r"\w\w[.!?] [A-Z]")
_MORE_UNKNOWN = re.compile(
    r"\bpp?\.? ?\d|\bop\.? ?cit|, \d{1,4}(?:[–-]\d{1,4})?\.?$|\b[Vv]ol\.? (?:\d|[IVX])|\([^()]{3,80}, (?:1[5-9]|20)\d\d\)"
)
_ISSUE_OF = re.compile(rf"\b(?:issue|number|edition) of ({DATE})")
_ISSUE_BEFORE = re.compile(rf"\b((?:issue|number|edition) of ({DATE})),? of (?:the )?$")
_DATE_BEFORE = re.compile(rf"\b[Tt]he (({DATE})),? (?:(?:issue|number|edition) of (?:the )?)?$")
_ENOUGH = 0.75


class Reading:
    """One text being read for citations; ``note`` says that it is a note, where titles need no introduction."""

    def __init__(self, text: str, shelf: Shelf, *, note: bool) -> None:
        self.text = text
        self.shelf = shelf
        self.note = note
        self.words = Words(text)
        self.found: list[Citation] = []
        self._covered = 0

    def citations(self) -> list[Citation]:
        """All citations in order, without overlap."""
        opens = self.shelf.opens
        for index, found in enumerate(self.words.found):
            if found.start() < self._covered or not opens(found[0]):
                continue
            word = self.words[index]
            citation = (
                self._siglum(word)
                or self._ibid(word)
                or self._led_by_author(index, word)
                or self._titled(index)
                or self._opus(word)
                or self._named_kind(index, word)
            )
            if citation is None:
                continue
            if self.found and (whole := _joined(self.text, self.found[-1], citation)):
                self.found[-1] = citation = whole
            else:
                self.found.append(citation)
            self._covered = citation.end
        self._add(self._issues())
        if self.note:
            self._add(self._unknown())
        return self.found

    def _add(self, more: Iterable[Citation]) -> None:
        """Add those of ``more`` that overlap nothing."""
        old = self.found
        starts = [citation.start for citation in old]
        added: list[Citation] = []
        for new in sorted(more, key=lambda citation: citation.start):
            place = bisect_left(starts, new.end)
            is_free = place == 0 or old[place - 1].end <= new.start
            if is_free and (not added or added[-1].end <= new.start):
                added.append(new)
        self.found = sorted((*old, *added), key=lambda citation: citation.start)

    def _tail(self, place: int, work: Work | None = None, *, full: bool = False) -> Tail:
        issue, dated = bool(work and work.periodical), bool(work and work.journal)
        siglum = re.compile(r" \([A-Z]{2,6}\)").match(self.text, place)
        return read_tail(
            self.text, siglum.end() if siglum else place, full=full or self._is_formal(place), dated=dated, issue=issue
        )

    def _is_formal(self, place: int) -> bool:
        """Whether the place is in a note or in brackets, where references have their own grammar."""
        if self.note:
            return True
        before = self.text[max(place - 160, 0) : place]
        return before.rfind("(") > before.rfind(")")

    def _opens_segment(self, place: int) -> bool:
        """Whether nothing but words such as “See” stand between the place and the citation or semicolon before it."""
        edge = max(place - 80, 0)
        stops = ";" if self.note else ";("
        begin = max(self._covered, *(self.text.rfind(stop, edge, place) + 1 for stop in stops))
        if begin < edge:
            return False
        lead = _LEAD.match(self.text, begin, place)
        return lead is not None and lead.end() == place

    # what stands for a work

    def _siglum(self, word: Word) -> Citation | None:
        work = self.shelf.sigla.get(word.written)
        if work is None:
            return None
        tail, part = self._within(word.end, work)
        return Citation(word.start, max(tail.end, word.end), (work.key,), "siglum", part=part, tail=tail)

    def _within(self, place: int, work: Work) -> tuple[Tail, str]:
        """Volume and pages of a collected work, and the title of the part if one stands before them."""
        inner = _INNER.match(self.text, place) if work.volumes and _TITLE_NEXT.match(self.text, place) else None
        if inner and not _SENTENCE_END.search(inner["part"].replace("St. ", "St ")):
            return self._tail(inner.end(), work), inner["part"].strip(" ,“”‘’")
        tail = self._tail(place, work)
        if tail.get("volume") or not work.volumes:
            return tail, ""
        volume = _BARE_VOLUME.match(self.text, place)
        if volume:
            rest = read_tail(self.text, volume.end() - 1, full=True) if self.text[volume.end() - 1] == " " else Tail()
            rest = rest if rest.data else read_tail(f" {self.text[volume.end() : volume.end() + 60]}", 0, full=True)
            end = volume.end() + rest.end - 1 if rest.end < volume.end() else rest.end
            return Tail(end, (("volume", volume_number(volume["v"])), *rest.data)), ""
        return tail, ""

    def _ibid(self, word: Word) -> Citation | None:
        found = _IBID.match(self.text, word.start) if word.key in ("ibid", "ibidem") else None
        if found is None:
            return None
        tail = read_tail(self.text, found.end(), full=True)
        end = tail.end if tail.data else word.end
        return Citation(found.start(), end, (), "ibid", via="ibid", tail=tail)

    def _opus(self, word: Word) -> Citation | None:
        """An ``op. cit.`` whose author nobody knows."""
        found = _OP_CIT.match(self.text, word.start) if word.key in ("op", "loc") else None
        return self._short(found.start(), found, (), (), "") if found else None

    def _short(
        self, start: int, found: re.Match[str], works: Sequence[Work], authors: tuple[str, ...], title: str
    ) -> Citation:
        tail = read_tail(self.text, found.end() - (self.text[found.end() - 1] == ","), full=True)
        end = tail.end if tail.data else found.start() + len(found[0].rstrip(".,"))
        via: Via = "op-cit" if found["what"] == "op" else "loc-cit"
        return Citation(start, end, _keys(works), via, via=via, title=title, tail=tail, authors=authors)

    # citations that begin with an author

    def _led_by_author(self, index: int, word: Word) -> Citation | None:
        works = self.shelf.by_author(word.key)
        if not works or not word.is_raised:
            return None
        first = self._first_of_name(index)
        last, works, authors = self._coauthors(index, works)
        name_end = self.words[last].end
        start = self.words[first].start
        after = _AFTER_NAME.match(self.text, name_end)
        assert after is not None  # all its pieces may be missing
        owned = self.words[last].is_possessive
        joined = bool(after["sep"] and after["sep"] != " ")
        place = after.end()
        if short := _OP_CIT.match(self.text, place) or _OP_CIT.match(self.text, after.end("role")):
            return self._short(start, short, works, authors, "")
        if not joined and not owned and not after["role"]:
            return self._author_alone(start, after.end("role"), works, authors)
        next_ = self._word_at(place)
        title = self._title_of(next_, works) if next_ is not None else None
        if title and not self.note and (not title.raised or (title.form.weight < 2 and not self._tail(title.end).data)):
            title = None
        if title and (short := _OP_CIT.match(self.text, title.end)):
            said = self.text[title.start : title.end]
            return self._short(start, short, _sharing(said, works), authors, said)
        if joined and next_ is not None and (inside := self._container(start, next_, title, works, authors)):
            return inside
        if title is None and joined and self.note and next_ is not None:
            title = self._title_behind(next_, works)
        if title:
            # Running text that goes on “Lenin’s book, On Slogans,” names a title; with a page, or in a note, it cites.
            places = bool(self._within(title.end, title.form.work)[0].data)
            leads = places and not after["noun"] if owned else joined and (self.note or places)
            return self._author_and_title(start if leads else title.start, title, authors)
        if not joined or owned:
            return None
        return self._short_title(start, place, works, authors) or self._author_alone(
            start, after.end("role"), works, authors
        )

    def _author_and_title(self, begin: int, title: TitleHit, authors: tuple[str, ...]) -> Citation:
        """The citation of a title whose author stands before it; a part in quotation marks may stand before both."""
        work = title.form.work
        tail, part = self._tail(title.end, work), ""
        if work.volumes and not tail.get("volume"):
            tail, part = self._within(title.end, work)
        edge = max(begin - 132, self._covered)
        quoted = _QUOTED_PART.search(self.text, edge, begin) if tail.get("volume") and not part else None
        if quoted:
            begin, part = quoted.start(1), quoted[1]
        tail = self._with_volumes_before(title.start, tail)
        end, said = max(tail.end, title.end), self.text[title.start : title.end]
        return Citation(begin, end, (work.key,), "author and title", part=part, title=said, tail=tail, authors=authors)

    def _with_volumes_before(self, start: int, tail: Tail) -> Tail:
        """The tail of a title at ``start``, with the volumes that stand before it: ``the second volume of Trotsky’s History``."""
        said = None if tail.get("volume") else VOLUMES_OF.search(self.text, max(start - 100, 0), start)
        return Tail(tail.end, (("volume", volumes_of(said)), *tail.data)) if said else tail

    def _first_of_name(self, index: int) -> int:
        """The number of the first word of a name whose surname has the number ``index``."""
        given = self.shelf.given(self.words[index].key)
        initials = {key[0] for key in given}
        first = index
        while first and index - first < 6 and self.words[first - 1].start >= self._covered:
            before, gap = self.words[first - 1], self.text[self.words[first - 1].end : self.words[first].start]
            if gap not in (" ", ".", ". ", "-"):
                break
            is_initial = before.written.isupper() and len(before.written) == 1 and before.key in initials
            is_given = before.is_raised and (
                before.key in given or (gap.startswith(".") and before.key[0] in initials and len(before.key) < 3)
            )
            is_piece = gap == "-" and before.is_raised
            if not (
                is_initial or (is_given and gap != ".") or is_piece or (before.written in _PARTICLES and gap == " ")
            ):
                break
            first -= 1
        return first

    def _coauthors(self, index: int, works: tuple[Work, ...]) -> tuple[int, tuple[Work, ...], tuple[str, ...]]:
        """The last word of a list of authors, the works that they all wrote, and the keys of their surnames."""
        authors: tuple[str, ...] = (self.words[index].key,)
        last = index
        for _ in range(6):
            more = _COAUTHOR.match(self.text, self.words[last].end)
            if more is None:
                break
            key = keys_of(more[1])[-1]
            common = tuple(work for work in works if key in _surname_keys(work))
            if not common or key in authors:
                break
            while last + 1 < len(self.words) and self.words[last].end < more.end():
                last += 1
            works, authors = common, (*authors, key)
        return last, works, authors

    def _word_at(self, place: int) -> int | None:
        """The number of the word that begins at ``place``."""
        low, high = 0, len(self.words)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.words[middle].start < place else (low, middle)
        return low if low < len(self.words) and self.words[low].start == place else None

    def _title_of(self, index: int, works: Sequence[Work]) -> TitleHit | None:
        """The longest title of one of the works that begins at a word, with its article or without."""
        if self.words[index].key in ARTICLES and index + 1 < len(self.words):
            index += 1
        hits = [
            hit
            for hit in self.shelf.hits(self.text, self.words, index)
            if hit.form.work in works and not hit.form.chapter
        ]
        return hits[0] if hits else None

    def _container(
        self, start: int, index: int, title: TitleHit | None, works: Sequence[Work], authors: tuple[str, ...]
    ) -> Citation | None:
        """A piece cited in its author's collected works: ``Lenin, On Slogans, in Collected Works, vol. 25, 188``."""
        begin = self.words[index].start
        behind = title.end if title else begin
        for number in range(index, min(index + 40, len(self.words))):
            word = self.words[number]
            between = self.text[behind : word.start] if word.start > behind else ""
            if len(between) > (120 if title else 220) or ";" in between or _SENTENCE_END.search(between):
                return None
            if word.start <= behind:
                continue
            introduced = (
                self.text[max(word.start - 8, 0) : word.start]
                .rstrip("“‘")
                .endswith((" in ", " in The ", " in the ", " his ", " her "))
            )
            work = self.shelf.sigla.get(word.written)
            end = word.end
            if work is None:
                hit = self._title_of(number, works)
                if (
                    hit is None
                    or (not introduced and not hit.form.work.volumes)
                    or (title and hit.form.work == title.form.work)
                ):
                    continue
                work, end = hit.form.work, hit.end
            if work not in works or not (introduced or self.text.startswith(", ", word.start - 2)):
                continue
            tail = self._tail(end, work)
            if not tail.data:
                continue
            cut = re.compile(r",? (?:in )?(?:his |her |the )?[“‘]?(?:The |the )?$").search(
                self.text, word.start - 16 if word.start > 16 else 0, word.start
            )
            part = self.text[begin : cut.start() if cut else word.start].strip(" ,“”‘’")
            return Citation(start, tail.end, (work.key,), "part of a work", part=part, tail=tail, authors=authors)
        return None

    def _title_behind(self, index: int, works: Sequence[Work]) -> TitleHit | None:
        """A title behind more names: ``Sobolev, ed, Institute of History, History of the October Revolution``."""
        for number in range(index + 1, min(index + 14, len(self.words))):
            word = self.words[number]
            if not (word.is_raised or word.is_minor):
                return None
            if (
                self.text[word.start - 2 : word.start] == ", "
                and (hit := self._title_of(number, works))
                and hit.form.weight > 1
            ):
                return hit
        return None

    def _short_title(self, start: int, place: int, works: Sequence[Work], authors: tuple[str, ...]) -> Citation | None:
        """A title in words of the citing author’s choice: it has to be made of the words of one title alone."""
        if not self._is_formal(place):
            return None
        run = _SHORT_TITLE.match(self.text, place)
        if run is None or not run[0][:1].isupper() or _SENTENCE_END.search(run[0]):
            return None
        shares = [(_share(run[0], work), work) for work in works]
        best = max((share for share, _ in shares), default=0.0)
        meant = [work for share, work in shares if share == best]
        if best < _ENOUGH:
            return None
        if short := _OP_CIT.match(self.text, run.end()):
            return self._short(start, short, _sharing(run[0], works), authors, run[0])
        tail = self._tail(run.end())
        if not tail.data and tail.end <= run.end():
            return None
        return Citation(start, tail.end, _keys(meant), "short title", title=run[0], tail=tail, authors=authors)

    def _author_alone(self, start: int, place: int, works: Sequence[Work], authors: tuple[str, ...]) -> Citation | None:
        """An author with nothing but a year or a page."""
        if not self._is_formal(start):
            return None
        year = _AUTHOR_YEAR.match(self.text, place)
        dated = [work for work in works if year and work.year.startswith(year["y"])]
        if year and dated:
            tail = (
                read_tail(self.text, year.end(), full=True)
                if self.text[year.end() : year.end() + 1] != ":"
                else read_tail(self.text, year.end() + 1, full=True)
            )
            return Citation(
                start, max(tail.end, year.end()), _keys(dated), "author and year", tail=tail, authors=authors
            )
        if not self._opens_segment(start) or not _PLACE_NEXT.match(self.text, place):
            return None
        tail = read_tail(self.text, place, full=True)
        if not tail.get("page"):
            return None
        return Citation(start, tail.end, _keys(works), "author and page", via="author", tail=tail, authors=authors)

    # citations that begin with a title

    def _titled(self, index: int) -> Citation | None:
        hits = [hit for hit in self.shelf.hits(self.text, self.words, index) if hit.start >= self._covered]
        for end in dict.fromkeys(hit.end for hit in hits):
            if citation := self._title_alone([hit for hit in hits if hit.end == end]):
                return citation
        return None

    def _title_alone(self, hits: Sequence[TitleHit]) -> Citation | None:
        start, end = min(hit.start for hit in hits), hits[0].end
        before = self.text[max(start - 100, 0) : start]
        quoted = before.endswith(("“", "‘")) and self.text[end : end + 2].strip(".,!?;:")[:1] in ("”", "’")
        if any(hit.form.chapter for hit in hits):
            hit = next(hit for hit in hits if hit.form.chapter)
            if hit.raised and (_CHAPTER.search(before) or (quoted and hit.form.weight >= 3)):
                return Citation(start, end, (hit.form.work.key,), "chapter", part=self.text[start:end])
        hits = [hit for hit in hits if not hit.form.chapter and _is_a_title(hit)]
        if not hits:
            return None
        named = [hit.form.work for hit in hits if hit.form.alone][:1]
        works = named or list(dict.fromkeys(hit.form.work for hit in hits))
        tail = self._tail(end, works[0])
        years = frozenset(re.findall(r"\d{4}", self.text[end : tail.end]))
        of_year = [work for work in works if work.year[:4] in years]
        works = of_year if len(of_year) == 1 else works
        previous = self._carried(start)
        carried = [work for work in works if previous and previous in _surname_keys(work)]
        begin, author = self._unknown_name(start)
        if len(works) > 1:
            works = carried or [work for work in works if _is_spelled_like(author, work)] or works
        heavy = max(hit.form.weight for hit in hits)
        one = len(works) == 1
        long = 4 if self.note else 5
        placed = self.note and tail.end > end
        rules = {
            "title": bool(named) or (one and heavy >= long),
            "author and title": bool(author),
            "same author": bool(carried),
            "title in quotation marks": quoted and heavy >= 3,
            "title and year": len(of_year) == 1,
            "title and volume": self.note and one and bool(works[0].volumes and tail.get("volume")),
            "introduced title": one and bool((_NOUN if heavy >= 2 else _ENTITLED).search(before)),
            "title and place": placed and heavy >= 2 and (self._opens_segment(start) or self.text[tail.end - 1] == ")"),
        }
        rule = next((name for name, holds in rules.items() if holds), "")
        if not rule:
            return None
        part = ""
        if one and works[0].volumes and not tail.get("volume"):
            tail, part = self._within(end, works[0])
        volume = _VOLUME_BEFORE.search(self.text, max(start - 14, self._covered), start)
        if volume:
            begin, tail = volume.start(), Tail(tail.end, (("volume", volume_number(volume[1])), *tail.data))
        if one:
            tail = self._with_volumes_before(start, tail)
        authors = (previous,) if carried else author
        title = self.text[start:end]
        return Citation(
            begin, max(tail.end, end), _keys(works), rule, part=part, title=title, tail=tail, authors=authors
        )

    def _carried(self, start: int) -> str:
        """The surname's key of the citation before, if this one stands in a list with it."""
        last = self.found[-1] if self.found else None
        if last is None or not last.authors or not _CARRIED.fullmatch(self.text, last.end, start):
            return ""
        return last.authors[0]

    def _unknown_name(self, start: int) -> tuple[int, tuple[str, ...]]:
        """Where a citation begins whose author is spelled in a way of its own, and the keys of the author's names."""
        if not self.note:
            return start, ()
        edge = max(start - 160, 0)
        begin = max(self._covered, self.text.rfind(";", edge, start) + 1)
        lead = _LEAD.match(self.text, begin, start) if begin >= edge else None
        name = (lead and _NAME.fullmatch(self.text, lead.end(), start)) or _NAME_BEFORE.search(
            self.text, max(start - 60, self._covered), start
        )
        return (name.start(), keys_of(name[0])) if name else (start, ())

    def _named_kind(self, index: int, word: Word) -> Citation | None:
        """``Miliukov wrote in his History``: a work called by its kind, of the author named last in the sentence."""
        if word.key not in NAMED_KIND or not word.is_raised or not index:
            return None
        before = self.words[index - 1]
        if before.key not in ("the", "his", "her"):
            return None
        if before.is_raised or self.text[word.end : word.end + 4] == " of ":
            return None
        for number in range(index - 2, max(index - 16, -1), -1):
            if _SENTENCE_END.search(self.text, self.words[number].start, word.start):
                return None
            works = [work for work in self.shelf.by_author(self.words[number].key) if word.key in title_keys(work)]
            if works and self.words[number].is_raised:
                return Citation(
                    word.start, word.end, _keys(works), "called by its kind", authors=(self.words[number].key,)
                )
        return None

    # newspapers and journals, and what remains

    def _issues(self) -> list[Citation]:
        """Issues of what appears by date or number; the paper as such is no work that is cited."""
        found: list[Citation] = []
        named: Work | None = None
        pattern = self.shelf.periodical_pattern
        names = list(pattern.finditer(self.text)) if pattern else []
        for name in names:
            work = self.shelf.periodicals[name[1]]
            tail = read_tail(self.text, name.end(), full=self._is_formal(name.end()), issue=True)
            edge = max(name.start() - 64, 0)
            before = _ISSUE_BEFORE.search(self.text, edge, name.start()) or _DATE_BEFORE.search(
                self.text, edge, name.start()
            )
            if before and not tail.get("date") and not tail.get("number"):
                data = (("date", before[2]),)
                found.append(Citation(before.start(1), name.end(), (work.key,), "issue", tail=Tail(name.end(), data)))
            elif tail.get("date") or tail.get("number"):
                found.append(Citation(name.start(), tail.end, (work.key,), "issue", tail=tail))
        for issue in _ISSUE_OF.finditer(self.text) if names else ():
            named = next(
                (self.shelf.periodicals[name[1]] for name in reversed(names) if name.end() <= issue.start()), None
            )
            if named:
                tail = Tail(issue.end(), (("date", issue[1]),))
                found.append(Citation(issue.start(), issue.end(), (named.key,), "issue", tail=tail))
        return found

    def _unknown(self) -> list[Citation]:
        """What looks like a citation and is none of those found: it may be what an ``ibid.`` behind it means."""
        found: list[Citation] = []
        edges = [0, *(edge for citation in self.found for edge in (citation.start, citation.end)), len(self.text)]
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            for piece in re.compile(r"[^;]+").finditer(self.text, begin, end):
                # behind a citation only what a semicolon parts from it is another one
                apart = piece.start() == 0 or self.text[piece.start() - 1] == ";"
                if apart and len(piece[0]) < 400 and _MORE_UNKNOWN.search(piece[0]):
                    start = piece.start() + len(piece[0]) - len(piece[0].lstrip())
                    stop = piece.start() + len(piece[0].rstrip(" .,"))
                    if start < stop:
                        found.append(
                            Citation(start, stop, (), "unknown work", via="unknown", authors=keys_of(piece[0]))
                        )
        return found


def _share(said: str, work: Work) -> float:
    """How much of what a citation says of a title is in the titles of a work, from 0 to 1."""
    keys = frozenset(key for key in keys_of(said) if weight((key,)))
    return len(keys & title_keys(work)) / max(len(keys), 1)


def _sharing(said: str, works: Sequence[Work]) -> list[Work]:
    """The works that a title can mean: those it names, and those of several volumes, of which it can be a part."""
    return [work for work in works if work.volumes or _share(said, work) >= _ENOUGH]


def _is_a_title(hit: TitleHit) -> bool:
    """Whether the words have a title's capitals; what appears by issue has its own rules."""
    has_capitals = hit.raised or (hit.form.alone and not any(hit.form.raised))
    return has_capitals and (hit.form.alone or not hit.form.work.periodical)


def _surname_keys(work: Work) -> frozenset[str]:
    return frozenset(keys_of(name)[-1] for name in work.surnames)


def _is_spelled_like(names: Iterable[str], work: Work) -> bool:
    """Whether one of the names is a surname of the work in another spelling, or misspelled."""
    return any(ratio(name, surname) >= 75 for name in names for surname in _surname_keys(work))


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


def _keys(works: Iterable[Work]) -> tuple[str, ...]:
    return tuple(work.key for work in works)
