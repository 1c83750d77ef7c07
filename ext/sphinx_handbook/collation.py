"""The order of names and titles in registers, indices and the bibliography."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters that Unicode does not take for others with an accent, as English indices sort them."""


def collation(text: str) -> str:
    """A key that sorts ``text`` as English indices do: letters without accents, case folded, punctuation passed over."""
    folded = unicodedata.normalize("NFD", text.casefold().translate(_LETTERS))
    return "".join(char for char in folded if char.isalnum() or char == " ")
