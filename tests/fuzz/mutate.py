"""Spoilt copies of what is right: a few edits, each of which hypothesis can take back to find out which of them matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from hypothesis import strategies as st

LONGEST = 150_000
"""Characters. What grows longer is left as it was before the edit."""

UNITS = (r"(?s).", r"\w+|\s+|[^\w\s]", r"[^\n]*\n|[^\n]+", r"(?s).*?(?:\n\n+|\Z)")
"""What is cut, doubled and swapped: characters, words, lines, paragraphs."""

CHARACTERS = (
    *("\x00", "\x07", "\x1b", "\x7f", "\x85", "\ufeff", "\ufffd", "\uffff"),  # controls, and what is no character
    *("\u202e", "\u2066", "\u2069", "\u200f", "\u061c"),  # writing from right to left
    *("\u200b", "\u200d", "\u00ad", "\u2028", "\u2029", "\u00a0", "\t", "\r", "\r\n", "\x0b", "\x0c"),  # white, or nothing
    *("e\u0301", "\u0301", "ß", "İ", "ﬁ", "ǅ", "Ⅳ", "²", "٣", "𝟙", "𐐀", "👩\u200d👧", "й", "語"),  # letters and figures
)  # fmt: skip
SYNTAX = (
    *("[", "]", "(", ")", "{", "}", "<", ">", "`", "*", "_", "\\", "|", "#", "$", "%", "&", "~", "^", "=", ":", ";", ","),
    *("'", '"', '"""', "'''", "“", "”", "’", "…", "-", "–", "—", "---", "/", "//", "@", "!", "?", ".", "\n", "\n\n", "\n\n\n"),
    *("0", "-1", "1", "1.5", "31", "99999999999999999999", "1e999", "nan", "0x1", "true", "I", "iv", "MCMXVII"),
)  # fmt: skip
RUNS = tuple(
    piece * count
    for piece in ("a", " ", "1", "[", "]", "(", "{", "<", "*", "_", "`", ":", "> ", "- ", ".", "a.", "\n", "\u0301", "“", "\\")
    for count in (60, 3000)
)  # fmt: skip


class Edit(NamedTuple):
    """A change of ``length`` units from a place on; places are counted round and round, so that there is none outside."""

    what: str
    unit: int
    place: int
    length: int
    other: int
    words: str


def spoilt(given: Sequence[str], tokens: Sequence[str] = (), *, surrogates: bool = False) -> st.SearchStrategy[str]:
    """Texts of ``given`` after some edits, into which ``tokens`` of their own language go; and now and then any text at all."""
    some = (*CHARACTERS, *(("\ud800",) if surrogates else ()))
    letters = st.characters() if surrogates else st.characters(exclude_categories=["Cs"])
    lines = tuple({line for text in given for line in text.split("\n") if line.strip()})
    words = st.one_of(
        st.sampled_from(SYNTAX),
        st.sampled_from(some),
        st.sampled_from(tokens or SYNTAX),
        st.sampled_from(lines or SYNTAX),
        st.sampled_from(RUNS),
        st.text(letters, max_size=8),
    )
    edits = st.builds(
        Edit,
        st.sampled_from(("insert", "cut", "double", "swap", "replace", "repeat")),
        st.integers(0, len(UNITS) - 1),
        st.integers(0, 4000),
        st.integers(1, 12),
        st.integers(0, 4000),
        words,
    )
    right = st.builds(spoil, st.sampled_from(given), st.lists(edits, max_size=8))
    pieces = st.lists(st.sampled_from((*(tokens or SYNTAX), *lines, "\n")), max_size=30).map("".join)
    return st.one_of(right, right, right, right, pieces, st.text(letters, max_size=300))


def spoil(text: str, edits: Sequence[Edit]) -> str:
    for edit in edits:
        changed = _edited(text, edit)
        text = changed if len(changed) <= LONGEST else text
    return text


def _edited(text: str, edit: Edit) -> str:
    units = re.findall(UNITS[edit.unit], text)
    start = edit.place % (len(units) + 1)
    end = min(start + edit.length, len(units))
    before, there, behind = units[:start], units[start:end], units[end:]
    if edit.what == "insert":
        return "".join([*before, edit.words, *there, *behind])
    if edit.what == "cut":
        return "".join([*before, *behind])
    if edit.what == "replace":
        return "".join([*before, edit.words, *behind])
    if edit.what in ("double", "repeat"):
        return "".join([*before, *there * (2 if edit.what == "double" else 2 + edit.other % 200), *behind])
    return "".join(_swapped(before, there, behind, edit.other))


def _swapped(before: list[str], there: list[str], behind: list[str], other: int) -> list[str]:
    """The units with those of ``there`` put elsewhere."""
    rest = before + behind
    place = other % (len(rest) + 1)
    return [*rest[:place], *there, *rest[place:]]


def spoilt_bytes(given: Sequence[bytes], tokens: Sequence[bytes] = ()) -> st.SearchStrategy[bytes]:
    """The same of bytes."""
    texts = spoilt([one.decode("latin-1") for one in given], [one.decode("latin-1") for one in tokens])
    return texts.map(lambda text: text.encode("latin-1", "replace"))
