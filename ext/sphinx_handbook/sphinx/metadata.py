"""What the head of a page tells programs of the text on it: reference managers, search engines, and who wants its passages as data.

The ``citation_*`` names are Highwire Press's, which Zotero and Google Scholar read (https://scholar.google.com/intl/en/scholar/inclusion.html#indexing);
the description in JSON-LD is in the vocabulary of schema.org.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from .citing import Cited, placed


def head_tags(cited: Cited, language: str, *, url: str = "", data: str = "") -> str:
    """The tags of a division's page. ``url`` is the page's address, where it is known, and ``data`` leads to its passages as JSON."""
    return "".join(f"{tag}\n" for tag in _tags(cited, language, url, data))


def _tags(cited: Cited, language: str, url: str, data: str) -> Iterator[str]:
    if data:
        yield f'<link rel="alternate" type="application/json" href="{escape(data)}" title="Passages as data">'
    title, book = placed(cited)
    said = {
        "title": title,
        "author": cited.author,
        "inbook_title": book,
        "publication_date": cited.year,
        "language": language,
        "public_url": url,
    }
    for name, value in said.items():
        if value:
            yield f'<meta name="citation_{name}" content="{escape(value)}">'
    described = json.dumps(described_as(cited, language, url), ensure_ascii=False, separators=(",", ":"))
    yield f'<script type="application/ld+json">{described.replace("<", chr(92) + "u003c")}</script>'


def described_as(cited: Cited, language: str, url: str) -> dict[str, Any]:
    """The division as schema.org has it: a chapter of a book, or an article, on this website."""
    title, book = placed(cited)
    website = {"@type": "WebSite", "name": cited.handbook}
    alone = book == cited.handbook
    author = {"@type": "Person" if cited.is_person else "Organization", "name": cited.author}
    return {
        "@context": "https://schema.org",
        "@type": "Article" if alone else "Chapter",
        "name": title,
        "author": author,
        "inLanguage": language,
        "isPartOf": website if alone else {"@type": "Book", "name": book, "author": author, "isPartOf": website},
        **({"url": url} if url else {}),
    }
