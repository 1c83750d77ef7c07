"""The indices of persons and of works cited: every mention with its page."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

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
        for target, mentions in self.domain.mentions(self.type).items():
            heading = self.heading(target)
            passages = _passages(mention for mention in mentions if wanted is None or mention.docname in wanted)
            if heading and passages:
                head = IndexEntry(
                    heading, 1 if len(passages) > 1 else 0, passages[0].docname, passages[0].anchor, "", "", ""
                )
                rest = [
                    IndexEntry(mention.place or mention.anchor, 2, mention.docname, mention.anchor, "", "", "")
                    for mention in passages
                ]
                rows.append((heading, [head, *rest] if len(passages) > 1 else [head]))
        rows.sort(key=lambda row: collation(row[0]))
        letters = groupby(rows, key=lambda row: collation(row[0])[:1].upper())
        return [(letter, [entry for _, entries in group for entry in entries]) for letter, group in letters], True


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
