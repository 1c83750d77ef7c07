"""Citing a passage: what a page of the website knows of its text, and how a citation says it.

A citation is the same for all passages of a page but for three things, which stand in it as ``{address}``, ``{page}`` and
``{url}``. The forms are those of *The Chicago Manual of Style* (17th edition, 14.107, "Contribution to a multiauthor book", and
14.7, "URLs") and of BibTeX.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from sphinx_handbook.myst import plain

ADDRESS, PAGE, URL = "{address}", "{page}", "{url}"
"""The address, in brackets the pages of the source and of the PDF as far as they are known, and the address on the web."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation says of a passage's text: author, title, facts of the edition, division, and the handbook that has it.

    ``is_person`` says whether the author is one person, whose last name comes last. ``published`` is Markdown.
    """

    author: str
    is_person: bool
    title: str
    published: str
    division: str
    handbook: str
    year: str


def forms(cited: Cited) -> dict[str, str]:
    """The forms of a citation by their names; ``_…_`` is in italics."""
    part, book = placed(cited)
    whole, alone = cited.title, book == cited.handbook
    inside = "" if alone else f"in _{whole}_, "
    author = cited.author if cited.is_person else f"{{{cited.author}}}"
    published = plain(cited.published)
    rows = {
        "author": author,
        "title": part,
        "booktitle": cited.handbook if alone else f"{whole}. In: {cited.handbook}",
        "year": cited.year,
        "note": f"Passage {ADDRESS}{PAGE}. {published}".strip(),
        "url": URL,
    }
    sentences = [part, "" if alone else f"In: {whole}", published, cited.handbook, f"Passage {ADDRESS}{PAGE}"]
    said = " ".join(_stopped(sentence) for sentence in sentences if sentence)
    return {
        "Chicago note": f"{cited.author}, “{part},” {inside}in _{cited.handbook}_, {ADDRESS}{PAGE}, {URL}.",
        "BibTeX": "\n".join(
            [f"@incollection{{{ADDRESS},", *(f"  {name} = {{{value}}}," for name, value in rows.items() if value), "}"]
        ),
        "Plain text": f"{cited.author}: {said} {URL}",
    }


def placed(cited: Cited) -> tuple[str, str]:
    """The title of a division, and of what it is a part: the edition's book, or the handbook where the edition is one article."""
    part = _unnumbered(cited.division)
    alone = part == cited.title or part.startswith(f"{cited.title}: ")
    return part, cited.handbook if alone else cited.title


def _unnumbered(heading: str) -> str:
    """A division's title without its number: ``2) The July Days``."""
    return re.sub(r"^(?:\d+|[IVXLC]+)[).:]\s+", "", heading)


def _stopped(words: str) -> str:
    return words if words.endswith((".", "?", "!", ".”", "?”", "!”")) else f"{words}."


Step = tuple[Literal["block", "page", "words"], str]
"""What comes next on a page: a block with its anchor, the beginning of a page of the source, or words."""


def source_pages(steps: Iterable[Step], before: str = "") -> dict[str, str]:
    """The page or pages of the source on which each block of a page stands: ``46``, ``46–47``.

    ``before`` is the page of the source on which the first words stand. Blocks of which no page is known are left out.
    """
    return {anchor: "–".join(dict.fromkeys(pages)) for anchor, pages in _by_block(steps, before) if pages[0]}


def _by_block(steps: Iterable[Step], before: str) -> Iterator[tuple[str, tuple[str, str]]]:
    page, anchor, first = before, "", ""
    for kind, value in steps:
        if kind == "block":
            if anchor:
                yield anchor, (first or page, page)
            anchor, first = value, ""
        elif kind == "page":
            page = value
        else:
            first = first or page
    if anchor:
        yield anchor, (first or page, page)
