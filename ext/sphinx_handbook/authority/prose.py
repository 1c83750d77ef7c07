"""Our own prose in authority files: Markdown with roles, whose targets must be there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_ROLE = re.compile(r"\{([\w:+-]+)\}(`+)(.+?)(?<!`)\2(?!`)", re.DOTALL)
_TARGET = re.compile(r"<([^<>]*)>\s*$")


class RoleUse(NamedTuple):
    """A role in Markdown: its name, and the target that it names or, without one, its text."""

    role: str
    target: str


def roles_in(markdown: str) -> Iterator[RoleUse]:
    """The roles that ``markdown`` uses, in order."""
    for match in _ROLE.finditer(markdown):
        target = _TARGET.search(match[3])
        yield RoleUse(match[1], (target[1] if target else match[3]).strip())


def is_plain(markdown: str) -> bool:
    """Whether ``markdown`` is a single paragraph without markup, so that its text is itself."""
    return not re.search(r"[*_`\[\]{}<>\\#|~^$&]|\n\s*\n|^\s*(?:[-+>]|\d+[.)])\s", markdown.strip())
