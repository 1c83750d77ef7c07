"""Citing a passage: the forms of a citation, the pages of the source, and what the website's pages are told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sphinx_handbook.sphinx.citing import Cited, forms, source_pages
from test_domain import build

MILL = Cited("Vera Miller", True, "The Mill", "Second, *enlarged* edition.", "2) The Wheel", "A small handbook", "2026")


def test_a_note_names_author_division_text_handbook_and_address() -> None:
    assert forms(MILL)["Chicago note"] == (
        "Vera Miller, “The Wheel,” in _The Mill_, in _A small handbook_, {address}{page}, {url}."
    )


def test_an_article_is_not_in_itself() -> None:
    article = Cited("Vera Miller", True, "The Mill", "", "The Mill: A Memoir", "A small handbook", "2026")
    assert forms(article)["Chicago note"] == (
        "Vera Miller, “The Mill: A Memoir,” in _A small handbook_, {address}{page}, {url}."
    )
    assert "booktitle = {A small handbook}" in forms(article)["BibTeX"]


def test_bibtex_has_the_facts_of_the_edition_and_takes_no_body_for_a_person() -> None:
    assert forms(MILL)["BibTeX"] == "\n".join(
        [
            "@incollection{{address},",
            "  author = {Vera Miller},",
            "  title = {The Wheel},",
            "  booktitle = {The Mill. In: A small handbook},",
            "  year = {2026},",
            "  note = {Passage {address}{page}. Second, enlarged edition.},",
            "  url = {{url}},",
            "}",
        ]
    )
    assert "author = {{The Guild}}" in forms(Cited("The Guild", False, "Rules", "", "I. On Water", "H", ""))["BibTeX"]


def test_plain_text_is_whole_sentences() -> None:
    assert forms(MILL)["Plain text"] == (
        "Vera Miller: The Wheel. In: The Mill. Second, enlarged edition. A small handbook. Passage {address}{page}. {url}"
    )


def test_a_block_has_the_pages_from_its_first_word_to_its_last() -> None:
    pages = source_pages(
        [
            ("block", "a"), ("words", "…"),
            ("block", "b"), ("words", "…"), ("page", "8"), ("words", "…"),
            ("block", "c"), ("page", "9"), ("words", "…"),
        ],
        before="7",
    )  # fmt: skip
    assert pages == {"a": "7", "b": "7–8", "c": "9"}


def test_what_stands_on_no_known_page_has_none() -> None:
    assert source_pages([("block", "a"), ("words", "…"), ("block", "b"), ("page", "8"), ("words", "…")]) == {"b": "8"}
    assert source_pages([("words", "…")]) == {}


def told(page: str) -> dict[str, Any]:
    (text,) = re.findall(r'<script type="application/json" id="hb-passages">(.*?)</script>', page)
    found: dict[str, Any] = json.loads(text)
    return found


def test_every_paragraph_of_a_division_links_to_itself(project: Path) -> None:
    _, warnings = build(project, "html")
    assert not warnings
    page = (project / "out/html/texts/mill/2.html").read_text(encoding="utf-8")
    paragraphs = re.findall(r'<p id="(mill-2-\d+)"[^>]*>(<a[^>]*></a>)?', page)
    assert paragraphs
    for anchor, link in paragraphs:
        assert f'href="#{anchor}" aria-label="Passage {anchor.replace("-", ".")}"' in link
    assert told(page)["division"] == "mill.2"
    assert "Nobody, “The Wheel,” in _The Mill_, in _A small handbook_" in told(page)["forms"]["Chicago note"]


def test_every_note_of_a_division_links_to_its_address_behind_its_last_word(project: Path) -> None:
    build(project, "html")
    page = (project / "out/html/texts/mill/1.html").read_text(encoding="utf-8")
    assert page.count('role="doc-footnote"') == 2
    for label in ("1", "2"):
        assert f'aria-label="Note {label}"' in page
        assert re.search(rf'href="#mill-1-n{label}" aria-label="Note mill\.1\.n{label}"[^>]*></a></p>', page)
    assert "Note mill" not in (project / "out/html/texts/mill/index.html").read_text(encoding="utf-8")


def test_other_pages_and_the_epub_are_told_nothing(project: Path) -> None:
    build(project, "html")
    assert "hb-passages" not in (project / "out/html/people.html").read_text(encoding="utf-8")
    build(project, "epub")
    page = (project / "out/epub/texts/mill/2.xhtml").read_text(encoding="utf-8")
    assert "hb-passages" not in page
    assert "data-address" not in page
