"""Names that nothing explains: words with a capital that no record of a person and no list of ``names.toml`` knows.

So nobody whom a text names is missed in silence. A word is taken for an ordinary one if the texts have it with a small letter.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

import ahocorasick

from sphinx_handbook.authority import Person
from sphinx_handbook.names import Names
from sphinx_handbook.recognisers import Annotated
from sphinx_handbook.text import Block, Edition


class Unexplained(NamedTuple):
    """A name that nothing explains, with its first place (the block and the offset in its text) and how often it stands."""

    words: str
    block: Block
    start: int
    times: int


@dataclass(frozen=True)
class Explained:
    """What explains a word: lists of names, surnames from which words derive, and words that the texts have in small letters."""

    names: Names
    surnames: frozenset[str]
    ordinary: Collection[str]

    @classmethod
    def of(cls, names: Names, persons: Iterable[Person], editions: Iterable[Edition]) -> Explained:
        surnames = (form.split()[-1] for person in persons for form in (person.name, *person.variants, *person.shared))
        small = {word for edition in editions for block in edition.blocks() for word in _SMALL.findall(block.text)}
        return cls(names, frozenset(surnames), small)

    def find(
        self, edition: Edition, annotated: Annotated, nobody: Mapping[str, Collection[str]] = MappingProxyType({})
    ) -> list[Unexplained]:
        """The names in ``edition`` that nothing explains, in the order of their first places.

        ``nobody`` are words, by the address at which they stand, that an editor knows to name no person.
        """
        found: dict[str, Unexplained] = {}
        for division in edition.divisions:
            notes = (block for note in division.notes for block in note.blocks)
            for block in (division.heading, *division.blocks, *notes):
                people = annotated.get((str(block.locus), block.text), ())
                spans = [(each.start, each.end) for each in people if each.type == "person"]
                for words in nobody.get(str(block.locus), ()):
                    spans += [(match.start(), match.end()) for match in re.finditer(re.escape(words), block.text)]
                for start, words in self._in_block(block, spans):
                    first = found.get(words, Unexplained(words, block, start, 0))
                    found[words] = first._replace(times=first.times + 1)
        return list(found.values())

    def _in_block(self, block: Block, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, str]]:
        """Each run of words with a capital, outside ``spans``, of which one is unexplained: where it begins, and the run."""
        taken = bytearray(len(block.text))
        for start, end in (*spans, *self._phrases(block.text)):
            taken[start:end] = b"x" * (end - start)
        run: list[tuple[int, int, bool]] = []
        for match in _WORD.finditer(block.text):
            if taken[match.start()]:
                continue
            word = _POSSESSIVE.sub("", match[0])
            if run and block.text[run[-1][1] : match.start()] not in (" ", "\xa0", ". "):
                yield from _told(block.text, run)
                run = []
            run.append((match.start(), match.start() + len(word), self._explains(word)))
        yield from _told(block.text, run)

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        automaton = ahocorasick.Automaton()
        for phrase in self.names.phrases:
            automaton.add_word(phrase, len(phrase))
        automaton.make_automaton()
        return automaton

    def _phrases(self, text: str) -> Iterator[tuple[int, int]]:
        for last, length in self._automaton.iter(text) if self.names.phrases else ():
            yield last + 1 - length, last + 1

    def _explains(self, word: str) -> bool:
        if word in self.names.known or word.casefold() in self.ordinary or word.isupper() or _ABSTRACT.search(word):
            return True
        parts = word.split("-")
        if len(parts) > 1:
            return all(not part[:1].isupper() or part in self.surnames or self._explains(part) for part in parts)
        return bool((derived := _DERIVED.fullmatch(word)) and derived[1] in self.surnames)


_SMALL = re.compile(r"(?<![\w’'])[^\W\d_A-Z][^\W\d_]*")
_WORD = re.compile(r"(?<![\w’'-])[^\W\d_a-zß-öø-ÿ]\w*(?:[-’'.]\w+)*")
_POSSESSIVE = re.compile(r"[’'](?:\w{1,2})?$")
# No surname ends as these words do.
_ABSTRACT = re.compile(r"[a-z]{2}(?:tions?|ness|ity|ities|ments?|ally|ously|ively|ology|graphy)$")
_DERIVED = re.compile(r"(\w+?)(?:ism|ists?|ites?|ians?)")


def _told(text: str, run: list[tuple[int, int, bool]]) -> Iterator[tuple[int, str]]:
    """The run without the explained words at its edges, if anything is left."""
    while run and run[0][2]:
        run = run[1:]
    while run and run[-1][2]:
        run = run[:-1]
    if run:
        yield run[0][0], text[run[0][0] : run[-1][1]]
