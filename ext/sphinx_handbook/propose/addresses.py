"""Addresses near one that is not there, and the words with which a comment can quote a block."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from sphinx_handbook.schema import UNWRITTEN

LEMMA_WORDS = 5


def nearest(address: str, known: Sequence[str], number: int = 3) -> list[str]:
    """The addresses of ``known`` that are most like ``address``: of its division if there are any, by number."""
    division, _, block = address.rpartition(".")
    same = [one for one in known if one.rpartition(".")[0] == division]
    if same and block.isdecimal():
        numbered = [one for one in same if one.rpartition(".")[2].isdecimal()]
        return sorted(numbered or same, key=lambda one: _distance(one, int(block)))[:number]
    pool = same or list(dict.fromkeys(one.rpartition(".")[0] for one in known))
    return difflib.get_close_matches(address, pool, number, 0.3) or pool[:number]


def _distance(address: str, wanted: int) -> int:
    block = address.rpartition(".")[2]
    return abs(int(block) - wanted) if block.isdecimal() else 10**9


def lemma_of(text: str) -> str:
    """The first few words of a block as they stand there, up to a straight quotation mark, which would end the lemma."""
    words = " ".join(text.lstrip('"').partition('"')[0].split()[:LEMMA_WORDS])
    return re.sub(r"^[^\w]+|[^\w]+$", "", words)


def commentary_page(address: str, lemma: str) -> str:
    """A page of commentary that lacks nothing but the comment."""
    return f'# On “{_escaped(lemma)}”\n\n:::{{commentary}} {address} "{lemma}"\n{UNWRITTEN}\n:::\n'


def _escaped(text: str) -> str:
    return re.sub(r"[\\`*_{}\[\]<>&$|~^@#]", r"\\\g<0>", text)
