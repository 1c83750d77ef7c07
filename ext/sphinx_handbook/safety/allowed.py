"""What a page may contain: everything else is refused. The one place to add to.

Whatever is allowed must be harmless whoever writes it: it runs nothing, reads no file but a picture below ``docs/``, and puts no HTML
of its own into a page. docs/contributing/safety.md shows these lists; the tests keep it so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

DIRECTIVES: Mapping[str, frozenset[str]] = {
    "what the handbook knows": frozenset(
        {"commentary", "commentary-list", "register", "year", "bibliography-files", "bibliography"}
    ),
    "parts of the handbook": frozenset({"toctree", "only", "container", "rubric"}),
    "prose set apart": frozenset({"note", "tip", "important", "warning", "admonition", "seealso", "epigraph"}),
    "tables, code and pictures": frozenset({"list-table", "table", "code-block", "code", "image", "figure"}),
    "cards, tabs and buttons": frozenset(
        {"grid", "grid-item", "grid-item-card", "card", "dropdown", "tab-set", "tab-item", "button-link", "button-ref"}
    ),
}
"""Directives by what they are for. Left out, among others: ``raw``, ``eval-rst`` and ``html_meta``, which write HTML; ``include``,
``literalinclude``, ``csv-table`` and ``download``, which read files."""

ROLES: Mapping[str, frozenset[str]] = {
    "mentions": frozenset({"person", "date", "work", "locus"}),
    "links within the handbook": frozenset({"doc", "ref", "any"}),
    "citations of works": frozenset({"cite", "cite:p", "cite:t"}),
    "signs": frozenset({"sub", "sup", "abbr"}),
}
"""Roles by what they are for; each kind of record has one besides."""

OWN_ROLES = frozenset({"page", "gap", "emended", "emended-here", "lost-note", "parallel"})
"""What only generated pages use."""

FRONT_MATTER: Mapping[str, str] = {
    "calendar": "the calendar of dates that name none",
    "landmark": "what the page is to an ePub reader, such as `glossary`",
    "orphan": "`true`: the page is in no table of contents",
}
"""What the front matter of a page may say; it can also make pages redirect and change how the parser works."""

OWN_FRONT_MATTER = frozenset({"siglum", "division", "later", "work"})
"""What only generated pages say."""

SCHEMES = frozenset({"https", "http", "mailto"})
"""How a link may begin, unless it leads to a place of the handbook itself."""

PICTURES = frozenset({"png", "jpg", "jpeg", "webp", "gif", "svg"})
"""The ends of names of files that a page may show: pictures that run nothing. An SVG is looked into besides."""

DOCS_FILES = PICTURES | {"md", "css", "woff2"}
"""The ends of names of files that may lie below ``docs/``, beside ``conf.py``: what is in ``_static`` is published as it is."""

LARGEST_PAGE = 300_000
"""Characters. The longest page that was written by hand has a tenth of that."""

MOST_DIRECTIVES = 300
"""On a page. The landing page has thirty."""

DEEPEST = 10
"""Directives in one another. The landing page has three; each costs the parser several calls of Python."""

LONGEST_FRONT_MATTER = 20
"""Lines."""

ALL_DIRECTIVES = frozenset().union(*DIRECTIVES.values())
ALL_ROLES = frozenset().union(*ROLES.values())

_ELSEWHERE = re.compile(r"external(?:\+[\w.-]+)?(?::[\w-]+){1,2}")
"""A role of intersphinx: a link to another project, which ``conf.py`` names."""


def allows_role(name: str, known: Collection[str]) -> bool:
    """Whether a page may use the role ``name``, which may name our domain, where it may use those ``known``."""
    return name.removeprefix("hb:") in known or _ELSEWHERE.fullmatch(name) is not None
