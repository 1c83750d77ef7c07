"""Indices with page numbers, made of what Sphinx knows: every domain's indices and the general index."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx.environment.adapters.indexentries import IndexEntries

from sphinx_handbook.collation import collation
from sphinx_handbook.pdf.escape import array, label, string

if TYPE_CHECKING:
    from sphinx.builders import Builder
    from sphinx.domains import Index, IndexEntry
    from sphinx.environment import BuildEnvironment


_SUB_ENTRY = 2


MENTIONS = "mention:"
"""How a label begins that stands for all mentions that lead to an anchor."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an index: its words, a remark that follows them, and the labels whose pages it names.

    A label may be ``mention:`` and that of a register's entry: it stands for all mentions that lead there.
    """

    words: str
    remark: str
    labels: tuple[str, ...]
    indented: bool = False
    see: bool = False
    """Whether the line sends the reader to another line instead of to pages."""


@dataclass(frozen=True, slots=True)
class BackIndex:
    """An index at the book's end; ``name`` is what references call it, as in ``{ref}`genindex```."""

    name: str
    title: str
    groups: tuple[tuple[str, tuple[Line, ...]], ...]

    def labels(self) -> Iterator[str]:
        return (name.removeprefix(MENTIONS) for _, lines in self.groups for line in lines for name in line.labels)

    def typst(self) -> str:
        """The index as Typst code."""
        lines = [f"\n#index-of({string(label(self.name))}, {string(self.title)}, ("]
        for heading, entries in self.groups:
            lines.append(f"  ({string(heading)}, (")
            lines += [
                f"    (words: {string(line.words)}, remark: {string(line.remark)}, indented: "
                f"{str(line.indented).lower()}, at: {array(line.labels)}),"
                for line in entries
            ]
            lines.append("  )),")
        return "\n".join([*lines, "))\n"])


def back_indices(
    env: BuildEnvironment, builder: Builder, documents: set[str], wanted: bool | list[str]
) -> list[BackIndex]:
    """Every index that has an entry in the ``documents`` of the book; ``wanted`` may name the indices to print."""
    found = [
        _domain_index(f"{domain.name}-{index.name}", index(domain), documents)
        for domain in env.domains.sorted()
        for index in domain.indices
    ]
    found.append(_general_index(env, builder, documents))
    chosen = [index for index in found if wanted is True or (wanted and index.name in wanted)]
    return [index for index in chosen if index.groups]


def _domain_index(name: str, index: Index, documents: set[str]) -> BackIndex:
    """A domain's index with page numbers: the sub-entries of an entry are its passages, and become its pages.

    An index of mentions knows better where they are than by the beginning of their passages.
    """
    if mentioned := getattr(index, "printed", None):
        groups = [
            (letter, _without_empty([_mentioned(words, entry, unlinked, documents) for words, entry, unlinked in rows]))
            for letter, rows in with_variants(mentioned(), _variants(index, documents))
        ]
        return BackIndex(name, str(index.localname), tuple(group for group in groups if group[1]))
    content, _ = index.generate()
    groups = []
    for heading, entries in content:
        found: dict[str, list[IndexEntry]] = {}
        words = ""
        for entry in entries:
            words = words if entry.subtype == _SUB_ENTRY else entry.name
            found.setdefault(words, []).append(entry)
        groups.append((heading, _without_empty([_line(words, rows, documents) for words, rows in found.items()])))
    return BackIndex(name, str(index.localname), tuple(group for group in groups if group[1]))


FAR = 12
"""A variant that stands so many lines from its heading is a line of its own: about a third of a column."""

Row = tuple[str, tuple[str, str] | None, list[tuple[str, str]]]


def _variants(index: Index, documents: set[str]) -> dict[str, list[str]]:
    """The other spellings of the surname of each person, by the anchor of the person's entry in a register of the book.

    A form of several words has its person's first name or title in it; nobody looks it up under that.
    """
    domain: Any = index.domain
    if index.name != "persons" or domain.register_of("person") not in documents:
        return {}
    persons = domain.authority.persons
    return {f"person-{key}": [form for form in person.variants if " " not in form] for key, person in persons.items()}


def with_variants(
    groups: list[tuple[str, list[Row]]], variants: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, list[Row]]]:
    """The rows with one for each variant that stands far from its heading: “Tseretelli, see Tsereteli, Irakli”."""
    order = sorted(collation(words) for _, rows in groups for words, _, _ in rows)
    found: dict[str, list[Row]] = {letter: list(rows) for letter, rows in groups}
    for _, rows in groups:
        for words, entry, _ in rows:
            for form in variants.get(entry[1], ()) if entry else ():
                lines = abs(bisect(order, collation(form)) - bisect(order, collation(words)))
                if lines >= FAR and form[:1].isupper():
                    found.setdefault(collation(form)[:1].upper(), []).append((f"{form}, see {words}", None, []))
    for letter in sorted(found, key=collation):
        yield letter, sorted(found[letter], key=lambda row: collation(row[0]))


def _mentioned(words: str, entry: tuple[str, str] | None, passages: list[tuple[str, str]], documents: set[str]) -> Line:
    """The line of an entry by where its mentions lead, and the passages whose mentions are no links."""
    mentions = (MENTIONS + label(*entry),) if entry and entry[0] in documents else ()
    labels = (*mentions, *_unique(label(*each) for each in passages if each[0] in documents))
    return Line(words, "", labels, see=entry is None and not passages)


def _line(words: str, rows: list[IndexEntry], documents: set[str]) -> Line:
    remarks = _unique(row.descr for row in rows if row.descr)
    labels = _unique(label(row.docname, row.anchor) for row in rows if row.docname in documents)
    return Line(words, remarks[0] if len(remarks) == 1 else "", labels)


def _general_index(env: BuildEnvironment, builder: Builder, documents: set[str]) -> BackIndex:
    groups = []
    for heading, entries in IndexEntries(env).create_index(builder):
        lines: list[Line] = []
        for words, (links, below, _) in entries:
            lines.append(Line(words, "", _labels(links, documents)))
            lines += [
                Line(sub, "", _labels(sub_links, documents), indented=True, see=not sub_links)
                for sub, sub_links in below
            ]
        groups.append((str(heading), _without_empty(lines)))
    return BackIndex("genindex", "Index", tuple(group for group in groups if group[1]))


def _labels(links: Iterable[tuple[str | None, str | bool]], documents: set[str]) -> tuple[str, ...]:
    """The labels behind the addresses ``%docname#anchor`` of a general index."""
    parts = [str(uri).removeprefix("%").partition("#") for _, uri in links if uri]
    return _unique(label(docname, anchor) for docname, _, anchor in parts if docname in documents)


def _without_empty(lines: list[Line]) -> tuple[Line, ...]:
    """The lines that name a page, those that send to another line, and those that have such a line below them."""
    kept: list[Line] = []
    for line in reversed(lines):
        heads_kept = bool(kept) and kept[-1].indented and not line.indented
        if line.labels or line.see or heads_kept:
            kept.append(line)
    return tuple(reversed(kept))


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
