"""The order of names and titles in registers, indices and the bibliography."""

from __future__ import annotations

import unicodedata


def collation(text: str) -> str:
    """A key that sorts ``text`` as English indices do: letters without accents, case folded, punctuation passed over."""
    folded = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in folded if char.isalnum() or char == " ")
