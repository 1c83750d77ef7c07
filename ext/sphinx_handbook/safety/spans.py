"""Roles and code within a line of Markdown: what stands between two runs of as many backticks."""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple


class Kept(NamedTuple):
    """A role, or code where ``role`` is empty: where it begins and ends, and what stands between its backticks."""

    role: str
    start: int
    end: int
    content: str


_RUN = re.compile(r"`+")
_ROLE = re.compile(r"\{([^\s{}`]{1,80})\}$")


def kept_in(markdown: str) -> Iterator[Kept]:
    """What a paragraph keeps from being read as Markdown, in order (https://spec.commonmark.org/0.31.2/#code-spans).

    The time it takes grows with the length of the paragraph and not with its square, whatever backticks it has.
    """
    runs = [match.span() for match in _RUN.finditer(markdown)]
    by_length: defaultdict[int, list[int]] = defaultdict(list)
    for start, end in runs:
        by_length[end - start].append(start)
    read = 0
    for start, end in runs:
        if start < read:
            continue
        same = by_length[end - start]
        index = bisect(same, start)
        if index == len(same):
            continue  # never closed, so it stands for itself
        role = _ROLE.search(markdown[max(read, start - 82) : start])
        read = same[index] + end - start
        name = role[1] if role else ""
        yield Kept(name, start - len(name) - 2 if name else start, read, markdown[end : same[index]])


def without_kept(markdown: str) -> str:
    """``markdown`` with blanks for roles and code, so that every other character stays where it is."""
    parts: list[str] = []
    at = 0
    for kept in kept_in(markdown):
        parts += [markdown[at : kept.start], re.sub(r"[^\n]", " ", markdown[kept.start : kept.end])]
        at = kept.end
    return "".join(parts) + markdown[at:]
