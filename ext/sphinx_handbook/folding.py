"""Words as people quote them: without regard to case, accents, and the shape of quotation marks, dashes and spaces."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_QUOTES = frozenset("\"'`´‘’‚‛“”„‟«»‹›′″")
_MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` folded, and for each of its characters, and its end, the offset of the one in the original it stands for."""

    text: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that ``[start, end)`` of the folded text stands for."""
        return self.offsets[start], self.offsets[end - 1] + 1 if end > start else self.offsets[start]


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> Folded:
    """``text`` folded by Unicode's rules (NFKD, default case folding; The Unicode Standard, 3.13 and UAX #15), and besides:

    a quotation mark or an apostrophe is a straight one; a dash is a hyphen without spaces; white space is one space, and none at
    the ends; accents and characters without a shape are left out.
    """
    chars: list[str] = []
    offsets: list[int] = []
    for offset, original in enumerate(text):
        for plain in _shapes(original):
            if plain == " " and (not chars or chars[-1] in " -"):
                continue
            if plain == "-" and chars and chars[-1] == " ":
                chars.pop()
                offsets.pop()
            if plain:
                chars.append(plain)
                offsets.append(offset)
    if chars and chars[-1] == " ":
        chars.pop()
        offsets.pop()
    return Folded("".join(chars), (*offsets, len(text)))


@lru_cache(maxsize=1 << 12)
def _shapes(original: str) -> tuple[str, ...]:
    """What each character counts as of which a character is composed."""
    return tuple(map(_plain, unicodedata.normalize("NFKD", original.casefold())))


def _plain(char: str) -> str:
    """What a decomposed character counts as; nothing for one that does not count."""
    if char in _QUOTES:
        return "'"
    if char.isspace():
        return " "
    category = unicodedata.category(char)
    if category == "Pd" or char == _MINUS:
        return "-"
    return "" if category in ("Mn", "Me", "Cf") else char
