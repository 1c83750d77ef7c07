"""Commentary: comments of contributors, each on one or more passages of the editions.

A comment is anchored by an address and a *lemma*, the few words it is about, never by an offset. So it holds when a text is
corrected elsewhere, and is reported, with the place where its lemma now stands, when it no longer fits.

- ``argument``  what stands behind ``{commentary}``, as values;
- ``lemma``     whether a lemma stands in a text, and where;
- ``check``     every comment against its edition, and the address that it should have.
"""

from sphinx_handbook.commentary.argument import ArgumentError, Passage, parse_argument
from sphinx_handbook.commentary.check import Comment, EditionText, Finding, KnownEdition, check, comments_in, reanchor
from sphinx_handbook.commentary.lemma import find_lemma

CODES = frozenset({"commentary-syntax", "commentary-place", "commentary-lemma"})
"""The codes of the problems that commentary can have."""

__all__ = [
    "CODES",
    "ArgumentError",
    "Comment",
    "EditionText",
    "Finding",
    "KnownEdition",
    "Passage",
    "check",
    "comments_in",
    "find_lemma",
    "parse_argument",
    "reanchor",
]
