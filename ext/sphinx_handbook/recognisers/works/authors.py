"""The authors whose names stand in a text: where they begin and end, and what they have written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sphinx_handbook.authority import Work
from sphinx_handbook.recognisers.works.reading import Reading
from sphinx_handbook.recognisers.works.shelf import surname_keys
from sphinx_handbook.recognisers.works.words import keys_of

_PARTICLES = frozenset({"de", "von", "van", "der", "la"})
_COAUTHOR = re.compile(r"(?:, and |,? and |,? & |, )((?:[A-Z][\w’.-]{0,30} ){0,3}[A-Z][\w’-]{0,30})(?![\w’-])")


@dataclass(frozen=True, slots=True)
class Authors:
    """Authors whose names stand at ``[start, end)``, the works that they all wrote, and the keys of their surnames.

    ``own`` says that the last name is a possessive: Lenin’s.
    """

    start: int
    end: int
    works: tuple[Work, ...]
    keys: tuple[str, ...]
    own: bool


def authors_at(reading: Reading, index: int) -> Authors | None:
    """The authors the first of whom has the word numbered ``index`` as a surname."""
    word = reading.words[index]
    works = reading.shelf.by_author(word.key)
    if not works or not word.is_raised:
        return None
    keys: tuple[str, ...] = (word.key,)
    last = index
    for _ in range(6):
        more = _COAUTHOR.match(reading.text, reading.words[last].end)
        if more is None:
            break
        key = keys_of(more[1])[-1]
        common = tuple(work for work in works if key in surname_keys(work))
        if not common or key in keys:
            break
        while last + 1 < len(reading.words) and reading.words[last].end < more.end():
            last += 1
        works, keys = common, (*keys, key)
    end = reading.words[last]
    return Authors(_start_of_name(reading, index), end.end, works, keys, end.is_possessive)


def _start_of_name(reading: Reading, index: int) -> int:
    """Where a name begins whose surname is the word numbered ``index``."""
    words = reading.words
    given = reading.shelf.given(words[index].key)
    initials = {key[0] for key in given}
    first = index
    while first and index - first < 6 and words[first - 1].start >= reading.covered:
        before, gap = words[first - 1], reading.text[words[first - 1].end : words[first].start]
        if gap not in (" ", ".", ". ", "-"):
            break
        is_initial = len(before.written) == 1 and before.written.isupper() and before.key in initials
        is_short = gap == ". " and len(before.key) < 3 and before.key[:1] in initials
        is_given = before.is_raised and gap != "." and (before.key in given or is_short)
        is_piece = before.is_raised and gap == "-"
        is_particle = before.written in _PARTICLES and gap == " "
        if not (is_initial or is_given or is_piece or is_particle):
            break
        first -= 1
    return words[first].start
