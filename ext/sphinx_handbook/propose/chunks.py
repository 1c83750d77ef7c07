"""A hard-wrapped text as chunks: lines between blank lines, with their numbers and their indentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from sphinx_handbook.readers.lines import Line


@dataclass(frozen=True)
class Chunk:
    """Neighbouring lines that are not blank; ``first`` is the number of the first, ``blank_before`` counts blanks above."""

    first: int
    lines: tuple[str, ...]
    blank_before: int

    @property
    def last(self) -> int:
        return self.first + len(self.lines) - 1

    @cached_property
    def text(self) -> str:
        """The words in one line, without underscores around them."""
        words = " ".join(" ".join(self.lines).split())
        return re.sub(r"(?<!\w)_(?=[^\s_])|(?<=[^\s_])_(?!\w)", "", words)

    @cached_property
    def indent(self) -> int:
        """How far every line is set in at the least."""
        return min(len(line) - len(line.lstrip()) for line in self.lines)

    @property
    def is_prose(self) -> bool:
        """Whether this is a paragraph of some length that ends as a sentence does."""
        return len(self.text) >= 100 and bool(re.search(r"[a-z].*[.!?…][”’\"'_)\]]*(?:\s?\[\w+\])?$", self.text))


def chunks_of(lines: Iterable[Line]) -> Iterator[Chunk]:
    """The chunks of ``lines``."""
    held: list[Line] = []
    above = 0
    for line in lines:
        if not line.blank:
            held.append(line)
            continue
        if held:
            yield Chunk(held[0].number, tuple(each.text for each in held), above)
            held, above = [], 0
        above += 1
    if held:
        yield Chunk(held[0].number, tuple(each.text for each in held), above)
