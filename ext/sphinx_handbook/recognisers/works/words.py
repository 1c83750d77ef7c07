"""Words of a text with a key to compare them by, and what makes a run of words a title."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W\d_]+)*")
ARTICLES = frozenset({"the", "a", "an"})
_MINOR = ARTICLES | {
    *("of", "in", "and", "on", "to", "from", "for", "by", "at", "with", "as", "is", "be", "or", "its"),
    *("la", "le", "les", "de", "du", "des", "et", "und", "der", "die", "das", "o", "v", "i"),
}


class Word(NamedTuple):
    """A word of a text: its place, how it is written, and the key by which it is compared."""

    start: int
    end: int
    written: str
    key: str

    @property
    def is_raised(self) -> bool:
        """Whether it begins with a capital or a digit."""
        return self.written[0].isupper() or self.written[0].isdigit()

    @property
    def is_possessive(self) -> bool:
        return self.written.endswith(("’s", "'s"))

    @property
    def is_minor(self) -> bool:
        """Whether titles write it small and it says little: of, the, and."""
        return self.key in _MINOR


def words_of(text: str) -> list[Word]:
    return [Word(found.start(), found.end(), found[0], key_of(found[0])) for found in _WORD.finditer(text)]


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
