"""People: every form of every name in the authority file, found in one pass over the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

import ahocorasick

from sphinx_handbook.authority import Person
from sphinx_handbook.text import Annotation, Block


class Gazetteer:
    """The names of ``persons`` in an automaton; the longest form wins, and a form must be whole words."""

    def __init__(self, persons: Iterable[Person]) -> None:
        self.persons = tuple(persons)

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        automaton = ahocorasick.Automaton()
        for person in self.persons:
            for form in dict.fromkeys((person.name, *person.variants)):
                automaton.add_word(form, (len(form), person))
        automaton.make_automaton()
        return automaton

    def find(self, blocks: Sequence[Block]) -> list[list[Annotation]]:
        """The mentions in each of ``blocks``, in order, none overlapping another."""
        return [self._mentions(block.text) for block in blocks]

    def _mentions(self, text: str) -> list[Annotation]:
        if not self.persons:
            return []
        hits = [(end + 1 - length, end + 1, person) for end, (length, person) in self._automaton.iter(text)]
        hits.sort(key=lambda hit: (hit[0], -hit[1]))
        found: list[Annotation] = []
        covered = 0
        for start, end, person in hits:
            if start < covered or not _whole_words(text, start, end):
                continue
            covered = end
            if not _excluded(text, start, end, person):
                found.append(Annotation(start, end, "person", person.id, rule="name"))
        return found


def _whole_words(text: str, start: int, end: int) -> bool:
    before, behind = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or behind.isalnum() or before == "-" or behind == "-")


_WORD_BEHIND = re.compile(r"[’'“”\s]*(\w+)")
_WORD_BEFORE = re.compile(r"(\w+)[\s“]*$")


def _excluded(text: str, start: int, end: int, person: Person) -> bool:
    if person.not_before and (behind := _WORD_BEHIND.match(text, end)) and behind[1] in person.not_before:
        return True
    # No word is longer than what is looked at; a pattern anchored at the end would try the whole text.
    before = _WORD_BEFORE.search(text[max(start - 80, 0) : start]) if person.not_after else None
    return bool(before and before[1] in person.not_after)
