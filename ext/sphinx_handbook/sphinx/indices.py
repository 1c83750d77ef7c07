"""The indices of persons and of works cited: every mention with its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

from sphinx.domains import Index, IndexEntry

from sphinx_handbook.authority import Kind
from sphinx_handbook.collation import collation

if TYPE_CHECKING:
    from .domain import HandbookDomain
    from .mentions import Mention


class MentionIndex(Index):
    """An index of one type of mention: each heading, and below it the passages that mention it."""

    type = ""
    domain: HandbookDomain

    def heading(self, target: str) -> str:
        raise NotImplementedError

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        wanted = set(docnames) if docnames is not None else None
        rows: list[tuple[str, list[IndexEntry]]] = []
        for heading, _, mentions in self._rows():
            passages = _passages(mention for mention in mentions if wanted is None or mention.docname in wanted)
            if passages:
                head = IndexEntry(
                    heading, 1 if len(passages) > 1 else 0, passages[0].docname, passages[0].anchor, "", "", ""
                )
                rest = [
                    IndexEntry(mention.place or mention.anchor, 2, mention.docname, mention.anchor, "", "", "")
                    for mention in passages
                ]
                rows.append((heading, [head, *rest] if len(passages) > 1 else [head]))
        return [
            (letter, [entry for _, entries in group for entry in entries]) for letter, group in _by_letter(rows)
        ], True

    def printed(self) -> list[tuple[str, list[Printed]]]:
        """The index for a book, which finds the pages of what leads to an entry of a register."""
        register = self.domain.register_of(self.type)
        rows: list[Printed] = []
        for heading, target, mentions in self._rows():
            listed = (each for each in mentions if each.docname not in self.domain.data["registers"])
            passages = _passages(each for each in listed if register is None or not each.words)
            entry = (register, f"{self.type}-{target}") if register else None
            rows.append((heading, entry, [(each.docname, each.anchor) for each in passages]))
        return [(letter, list(group)) for letter, group in _by_letter(rows)]

    def _rows(self) -> list[tuple[str, str, list[Mention]]]:
        """Heading, target and mentions of each entry, in order."""
        found = self.domain.mentions(self.type).items()
        rows = [(heading, target, mentions) for target, mentions in found if (heading := self.heading(target))]
        return sorted(rows, key=lambda row: collation(row[0]))


Row = TypeVar("Row", bound=tuple[Any, ...])
Printed = tuple[str, tuple[str, str] | None, list[tuple[str, str]]]
"""A line of a printed index: its words, the page and anchor that its mentions lead to, and the passages that have no link."""


def _by_letter(rows: Iterable[Row]) -> Iterator[tuple[str, Iterator[Row]]]:
    return groupby(rows, key=lambda row: collation(row[0])[:1].upper())


def _passages(mentions: Iterable[Mention]) -> list[Mention]:
    """One mention a passage, the first."""
    return list({(mention.docname, mention.anchor): mention for mention in reversed(list(mentions))}.values())[::-1]


class PersonIndex(MentionIndex):
    name = "persons"
    localname = "Index of persons"
    shortname = "persons"
    type = "person"

    def heading(self, target: str) -> str:
        person = self.domain.authority.persons.get(target)
        return person.sort if person else ""


class WorkIndex(MentionIndex):
    name = "works"
    localname = "Index of works cited"
    shortname = "works"
    type = "work"

    def heading(self, target: str) -> str:
        work = self.domain.authority.works.get(target)
        return work.short if work else ""


def index_of(kind: Kind) -> type[MentionIndex]:
    """The index of a kind of authority record."""

    class KindIndex(MentionIndex):
        name = kind.id
        localname = kind.index
        shortname = kind.id
        type = kind.role

        def heading(self, target: str) -> str:
            entry = self.domain.authority.kinds[kind.id].entries.get(target)
            return entry.sorted_by if entry else ""

    return KindIndex
