"""Words of a text with a key to compare them by, and what makes a run of words a title."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W\d_]+)*")
ARTICLES = frozenset({"the", "a", "an"})
_MINOR = ARTICLES | {
    *("of", "in", "and", "on", "to", "from", "for", "by", "at", "with", "as", "is", "be", "or", "its"),
    *("la", "le", "les", "de", "du", "des", "et", "und", "der", "die", "das", "o", "v", "i"),
}


def is_raised(word: str) -> bool:
    """Whether ``word`` begins with a capital or a digit."""
    return word[0].isupper() or word[0].isdigit()


class Word(NamedTuple):
    """A word of a text: its place, how it is written, and the key by which it is compared."""

    start: int
    end: int
    written: str
    key: str

    @property
    def is_raised(self) -> bool:
        return is_raised(self.written)

    @property
    def is_possessive(self) -> bool:
        return self.written.endswith(("’s", "'s"))

    @property
    def is_minor(self) -> bool:
        """Whether titles write it small and it says little: of, the, and."""
        return self.key in _MINOR


class Words:
    """The words of a text by their numbers. Most are never asked for, so that each is made when it first is."""

    def __init__(self, text: str) -> None:
        self.found = list(_WORD.finditer(text))
        self._made: dict[int, Word] = {}

    def __len__(self) -> int:
        return len(self.found)

    def __iter__(self) -> Iterator[Word]:
        return (self[index] for index in range(len(self)))

    def __getitem__(self, index: int) -> Word:
        word = self._made.get(index)
        if word is None:
            found = self.found[index]
            word = self._made[index] = Word(found.start(), found.end(), found[0], key_of(found[0]))
        return word

    def number_at(self, place: int) -> int | None:
        """The number of the word that begins at ``place``."""
        number = bisect_left(self.found, place, key=re.Match.start)
        return number if number < len(self) and self.found[number].start() == place else None


def keys_of(text: str) -> tuple[str, ...]:
    return tuple(key_of(word) for word in _WORD.findall(text))


@lru_cache(maxsize=1 << 16)
def key_of(word: str) -> str:
    """The word without accents, capitals, apostrophes and a possessive's ending."""
    bare = word[:-2] if word.endswith(("’s", "'s")) else word
    letters = unicodedata.normalize("NFKD", bare.replace("’", "").replace("'", ""))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def weight(keys: tuple[str, ...]) -> int:
    """How many of the words say something: a title of many such words is no chance phrase."""
    return sum(key not in _MINOR for key in keys)
