"""Terms, places and other kinds of authority record: every form of every headword, found in one pass.

They yield to everything else: what stands in a name, a date or a citation is no mention of a term.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import ahocorasick

from sphinx_handbook.authority import Entry, Kind
from sphinx_handbook.text import Annotation, Block

LATER = "later"
"""The name, in an annotation's data, of what a page does not link: a mention after the first of its division, or a heading's."""


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
        division, named = "", set[str]()
        found: list[list[Annotation]] = []
        for block, others in zip(blocks, taken, strict=True):
            at = block.locus.division if block.locus else ""
            if at != division:
                division, named = at, set()
            mentions = []
            for hit in self._hits(block.text, others):
                later = hit.kind.linked == "first" and (hit.entry.id in named or block.kind == "heading")
                if block.kind != "heading":
                    named.add(hit.entry.id)
                data = ((LATER, "yes"),) if later else ()
                mentions.append(Annotation(hit.start, hit.end, hit.kind.role, hit.entry.id, "headword", data))
            found.append(mentions)
        return found

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
