"""Cited works: citations are found first, in every text for itself, and then led to their works through the edition's history.

What is known:

- ``words``      words, and the keys by which they are compared;
- ``shelf``      the works, by title and author.

What is written:

- ``citation``   a citation as it stands;
- ``reading``    a text as it is read for citations;
- ``locators``   what stands behind a title: volume, pages, issue;
- ``authors``    names of authors;
- ``short``      sigla, ``ibid.`` and ``op. cit.``;
- ``by_author``  the citation that begins with an author;
- ``by_title``   the citation that begins with a title;
- ``issues``     issues of newspapers and journals;
- ``citations``  all citations of a text.

What is meant:

- ``history``    what the edition has cited so far, which alone can tell what an ``ibid.`` means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sphinx_handbook.authority import Work
from sphinx_handbook.recognisers.works.citation import Citation
from sphinx_handbook.recognisers.works.citations import citations_in
from sphinx_handbook.recognisers.works.history import Antecedent, Cited, History
from sphinx_handbook.recognisers.works.shelf import Shelf, title_keys
from sphinx_handbook.recognisers.works.words import keys_of
from sphinx_handbook.text import Annotation, Block, Sureness

_VIA = {"ibid": "ibid", "op-cit": "op-cit", "loc-cit": "op-cit"}
_DATA = ("volume", "number", "date", "part", "chapter", "page", "note", "via")
_GUESSES = ("called by its kind", "short title")


class Citations:
    """The works, and how their citations are found in an edition."""

    def __init__(self, works: Iterable[Work]) -> None:
        self.works = tuple(works)

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf.of(self.works)

    def find(self, blocks: Sequence[Block]) -> list[list[Annotation]]:
        """The citations in each of ``blocks``, in order.

        ``data`` of an annotation holds what it says of the place: ``volume``, ``number`` and ``date`` of an issue, ``part``
        (its title), ``chapter``, ``page``, ``note``; and ``via`` (ibid or op-cit) if it leads to its work by the history.
        """
        if not self.works:
            return [[] for _ in blocks]
        history = History()
        return [self._annotations(block, history) for block in blocks]

    def _annotations(self, block: Block, history: History) -> list[Annotation]:
        place = str(block.locus)
        note = bool(block.locus and block.locus.block.startswith("n"))
        history.enter(place)
        found = []
        for citation in citations_in(block.text, self._shelf, note=note):
            meant = _Meaning.of(citation, history, place, note=note)
            if note or citation.tail.data:
                history.add(meant.as_cited(citation, place), note=note)
            found.append(meant.annotation(self._with_part(citation, meant.work)))
        return found

    def _with_part(self, citation: Citation, work: str) -> Citation:
        """An ``op. cit.`` that says another title than that of the collected work it leads to names a part of it."""
        of_a_part = (
            citation.via == "op-cit"
            and citation.title
            and work
            and self._shelf.works[work].volumes
            and not set(keys_of(citation.title)) <= title_keys(self._shelf.works[work])
        )
        return replace(citation, part=citation.title) if of_a_part else citation


@dataclass(frozen=True, slots=True)
class _Meaning:
    """The work that a citation leads to, if that is known, and the volume."""

    work: str
    sure: Sureness
    volume: str = ""
    page: str = ""

    @classmethod
    def of(cls, citation: Citation, history: History, place: str, *, note: bool) -> _Meaning:
        volume, page = citation.tail.get("volume"), citation.tail.get("page")
        antecedent: Antecedent | None = None
        if citation.via == "ibid":
            antecedent = history.ibid(place, page, note=note)
        elif citation.via in ("op-cit", "loc-cit", "author"):
            antecedent = history.opus(citation.authors, citation.works, citation.title)
        elif len(citation.works) == 1:
            sure: Sureness = "probable" if citation.rule in _GUESSES else "certain"
            return cls(citation.works[0], sure, volume, page)
        else:
            known = [work for work in citation.works if history.has(work)]
            return cls(known[0], "probable", volume, page) if len(known) == 1 else cls("", "unresolved", volume, page)
        if antecedent is None:
            return cls("", "unresolved", volume, page)
        if citation.via == "loc-cit":
            page = page or antecedent.page
        return cls(antecedent.work, "certain" if antecedent.sure else "probable", volume or antecedent.volume, page)

    def as_cited(self, citation: Citation, place: str) -> Cited:
        # A short reference names no work that has not been cited before, so it tells nothing new of its author.
        authors = (
            frozenset() if citation.via in ("ibid", "op-cit", "loc-cit", "author") else frozenset(citation.authors)
        )
        return Cited(self.work, place, self.volume, citation.part, self.page, authors)

    def annotation(self, citation: Citation) -> Annotation:
        said = {**dict(citation.tail.data), "volume": self.volume, "page": self.page, "part": citation.part}
        said["via"] = _VIA.get(citation.via, "") if self.work else ""
        data = tuple((name, said[name]) for name in _DATA if said.get(name))
        return Annotation(citation.start, citation.end, "work", self.work, citation.rule, data, self.sure)
