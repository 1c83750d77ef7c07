"""A raw text with what is needed to say where in it something is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from sphinx_handbook.problems import Problem
from sphinx_handbook.readers.blockmap import BlockMap


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One raw text: its key in the edition, its path for messages, its text, and the editor's block map."""

    key: str
    path: str
    text: str
    blocks: BlockMap = field(default_factory=BlockMap)

    def problem(self, line: int, code: str, message: str, hint: str, words: str = "", near: int = 0) -> Problem:
        """The problem ``code`` on ``line``: at its first word, or at ``words`` if the line has them, nearest to offset ``near``.

        White space is folded and marks are cut before a text is recognised, so that an offset there is only near to one here.
        """
        raw = _lines(self.text)[line - 1] if line else ""
        found = [match.start() for match in re.finditer(re.escape(words), raw)] if words else []
        start = min(found, key=lambda place: abs(place - near)) if found else len(raw) - len(raw.lstrip())
        column = start + 1 if raw.strip() and (found or not words) else 0
        return Problem(self.path, line, code, message, hint, column=column)


@lru_cache(maxsize=2)
def _lines(text: str) -> list[str]:
    """The lines of a text, kept for its next problem: a wrong reading has one a line."""
    return text.split("\n")
