"""Our own prose in authority files: Markdown with roles, whose targets must be there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sphinx_handbook.safety import kept_in

_TARGET = re.compile(r"<([^<>]*)>\s*$")


class RoleUse(NamedTuple):
    """A role in Markdown: its name, and the target that it names or, without one, its text."""

    role: str
    target: str


def roles_in(markdown: str) -> Iterator[RoleUse]:
    """The roles that ``markdown`` uses, in order."""
    for kept in kept_in(markdown):
        if kept.role:
            yield RoleUse(kept.role, target_of(kept.content))


def target_of(content: str) -> str:
    """What a role with ``content`` between its backticks names: ``lenin`` of ``Lenin <lenin>``, else the content itself."""
    target = _TARGET.search(content)
    return (target[1] if target else content).strip()


def is_plain(markdown: str) -> bool:
    """Whether ``markdown`` is a single paragraph without markup, so that its text is itself."""
    return not re.search(r"[*_`\[\]{}<>\\#|~^$&]|\n\s*\n|^\s*(?:[-+>]|\d+[.)])\s", markdown.strip())
