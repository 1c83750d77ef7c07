"""What can be said of a raw text by looking at it: how to read it, what was found, what could not be decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sphinx_handbook.schema import UNWRITTEN


@dataclass(frozen=True, slots=True)
class Omitted:
    """Lines (both ends in) that are no part of the text, and what they are."""

    first: int
    last: int
    what: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An edition of a raw text as it can be guessed.

    ``reading`` are the keys in which the text departs from ``preset``; ``contents`` the heading of each division by its
    id; ``blocks`` the lines with which blocks of a kind begin. ``findings`` say what was seen, ``doubts`` what an editor must
    look at.
    """

    preset: str
    title: str = UNWRITTEN
    author: str = UNWRITTEN
    language: str = "en"
    year: int = 1900
    windows: bool = False
    reading: dict[str, Any] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    omitted: tuple[Omitted, ...] = ()
    blocks: dict[str, str] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def ranges(lines: list[int]) -> str:
    """``[3, 4, 5, 9]`` as ``3-5, 9``."""
    parts: list[list[int]] = []
    for line in sorted(set(lines)):
        if parts and parts[-1][1] == line - 1:
            parts[-1][1] = line
        else:
            parts.append([line, line])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)
