"""Terms, places and other kinds of authority record: every form of every headword, found in one pass.

They yield to everything else: what stands in a name, a date or a citation is no mention of a term.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import ahocorasick

from sphinx_handbook.authority import Entry, Kind
from sphinx_handbook.text import Annotation, Block, Edition

LATER = "later"
"""The name, in an annotation's data, of what a page does not link: a mention after the first of its division, or a heading's."""


Key = tuple[str, str]
"""The address and the text of a block, as :data:`Annotated` has it."""


class _Hit(NamedTuple):
    start: int
    end: int
    kind: Kind
    entry: Entry


class Headwords:
    """The forms of the records of ``kinds``; the longest form wins, and a form must be whole words."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self.kinds = tuple(kinds)

    def find(self, blocks: Sequence[Block], taken: Sequence[Sequence[Annotation]]) -> list[list[Annotation]]:
        """The mentions in each of ``blocks`` outside what is ``taken`` there, in order, none overlapping another."""
        if not len(self._automaton):
            return [[] for _ in blocks]
        return [
            [
                Annotation(hit.start, hit.end, hit.kind.role, hit.entry.id, "headword")
                for hit in self._hits(block.text, others)
            ]
            for block, others in zip(blocks, taken, strict=True)
        ]

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        automaton = ahocorasick.Automaton()
        for kind in self.kinds:
            for entry in kind.entries.values():
                for form in entry.forms:
                    for written in {form, form[0].upper() + form[1:]}:
                        automaton.add_word(written, (len(written), kind, entry))
        automaton.make_automaton()
        return automaton

    def _hits(self, text: str, others: Sequence[Annotation]) -> Iterator[_Hit]:
        hits = [
            _Hit(last + 1 - length, last + 1, kind, entry) for last, (length, kind, entry) in self._automaton.iter(text)
        ]
        spans = _disjoint(others)
        ends = [end for _, end in spans]
        free = 0
        for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
            if hit.start < free or _cut(text, hit) or _barred(text, hit):
                continue
            following = bisect_left(ends, hit.start + 1)
            if following < len(spans) and spans[following][0] < hit.end:
                continue
            free = hit.end
            yield hit


def mark_later(
    edition: Edition, annotated: Mapping[Key, tuple[Annotation, ...]], kinds: Iterable[Kind]
) -> dict[Key, tuple[Annotation, ...]]:
    """``annotated`` with :data:`LATER` on what pages do not link: of kinds that are linked once, all but the first mention in
    each division, and all in headings."""
    once = {kind.role for kind in kinds if kind.linked == "first"}
    if not once:
        return dict(annotated)
    marked = dict(annotated)
    for division in edition.divisions:
        named: set[tuple[str, str]] = set()
        notes = (block for note in division.notes for block in note.blocks)
        for block in (division.heading, *division.blocks, *notes):
            key = (str(block.locus), block.text)
            if not any(each.type in once for each in annotated.get(key, ())):
                continue
            row = []
            for each in annotated[key]:
                what = (each.type, each.target)
                if each.type in once and (block.kind == "heading" or what in named):
                    row.append(replace(each, data=(*each.data, (LATER, "yes"))))
                else:
                    row.append(each)
                    named.add(what)
            marked[key] = tuple(row)
    return marked


def _disjoint(annotations: Sequence[Annotation]) -> list[tuple[int, int]]:
    """What ``annotations`` cover, in order: an inner one goes with the one around it."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((each.start, each.end) for each in annotations):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _cut(text: str, hit: _Hit) -> bool:
    """Whether the hit is part of a longer word."""
    return (hit.start > 0 and text[hit.start - 1].isalnum()) or (hit.end < len(text) and text[hit.end].isalnum())


def _barred(text: str, hit: _Hit) -> bool:
    """Whether a word beside the hit says that it is something else."""
    after, before = text[hit.end : hit.end + 60].lstrip(), text[max(hit.start - 60, 0) : hit.start].rstrip()
    return any(_begins(after, word) for word in hit.entry.not_before) or any(
        _ends(before, word) for word in hit.entry.not_after
    )


def _begins(text: str, word: str) -> bool:
    return text.startswith(word) and not text[len(word) : len(word) + 1].isalnum()


def _ends(text: str, word: str) -> bool:
    return text.endswith(word) and not text[: -len(word)][-1:].isalnum()
