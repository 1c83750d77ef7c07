"""Passages as data beside the website: from the entry to a passage, as another program goes, and what the head of a page says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from lxml import html

from sphinx_handbook import corpus
from sphinx_handbook.export.passages import Site, files, source_pages
from sphinx_handbook.sphinx.citing import Cited
from sphinx_handbook.sphinx.metadata import head_tags
from sphinx_handbook.text import Block, Division, Locus, Span
from test_domain import build

Json = dict[str, Any]


@pytest.fixture
def tree(project: Path) -> dict[str, Json]:
    """The files by their paths below the website."""
    return dict(files(corpus.load(project), Site("A small handbook", pdf_pages={"texts/mill/1#mill-1-1": 7})))


def expanded(template: str, **values: str) -> str:
    """A URI template of level 1 (RFC 6570) with values."""
    return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], template)


def test_a_program_comes_from_the_entry_to_a_passage(tree: dict[str, Json]) -> None:
    entry = tree["api/index.json"]
    assert (entry["@type"], entry["dtsVersion"]) == ("EntryPoint", "1.0")
    root = urljoin("api/index.json", expanded(entry["collection"], id="all-editions"))
    (mill,) = [member for member in tree[root]["member"] if member["@type"] == "Resource"]
    navigation = urljoin(root, mill["navigation"])
    units = tree[navigation]["member"]
    assert [unit["identifier"] for unit in units] == [
        *("1", "1.0", "1.1", "1.2", "1.n1", "1.n2"),
        *("2", "2.0", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.n3"),
    ]
    assert {(unit["level"], unit["citeType"], unit["parent"] is None) for unit in units} == {
        (1, "division", True),
        (2, "passage", False),
    }
    document = urljoin(root, expanded(mill["document"], ref=units[0]["identifier"]))
    passage = tree[document]["passages"]["mill.1.2"]
    assert passage["text"] == "Nobody knew which way it would go!"


def test_an_address_leads_to_its_passage_by_the_rule(tree: dict[str, Json], project: Path) -> None:
    for converted in corpus.load(project).converted:
        for address in converted.fingerprints:
            siglum, division, _ = address.split(".")
            assert tree[f"api/document/{siglum}/{division}.json"]["passages"][address]["text"]


def test_a_passage_says_what_it_is_and_where(tree: dict[str, Json]) -> None:
    document = tree["api/document/mill/1.json"]
    assert {name: document[name] for name in ("address", "title", "url")} == {
        "address": "mill.1",
        "title": "1) The Weir",
        "url": "../../../texts/mill/1.html",
    }
    passage = document["passages"]["mill.1.1"]
    assert (passage["kind"], passage["pdf_page"]) == ("paragraph", 7)
    assert passage["url"] == "../../../texts/mill/1.html#mill-1-1"
    found = {passage["text"][each["start"] : each["end"]]: each for each in passage["annotations"]}
    assert found["Vera Sokolova"]["target"] == "vera"
    assert document["passages"]["mill.1.0"]["url"] == "../../../texts/mill/1.html#mill-1"


def test_an_edition_without_its_text_says_so(tree: dict[str, Json]) -> None:
    letters = tree["api/collection/letters.json"]
    assert (letters["@type"], letters["totalChildren"]) == ("Collection", 0)
    assert "is not part of this copy" in letters["description"]
    assert letters["description"].endswith("In the archive.")
    assert not [name for name in tree if "letters" in name and name != "api/collection/letters.json"]


def test_a_website_that_knows_where_it_stands_gives_whole_addresses(project: Path) -> None:
    tree = dict(files(corpus.load(project), Site("A small handbook", "https://example.org/mill")))
    passage = tree["api/document/mill/1.json"]["passages"]["mill.1.1"]
    assert passage["url"] == "https://example.org/mill/texts/mill/1.html#mill-1-1"
    assert tree["api/index.json"]["navigation"] == "https://example.org/mill/api/navigation/{resource}.json"


REQUIRED = {
    "EntryPoint": {"@context", "dtsVersion", "@id", "@type", "collection", "navigation", "document"},
    "Collection": {"@id", "@type", "title", "totalParents", "totalChildren", "collection"},
    "Resource": {"@id", "@type", "title", "totalParents", "collection", "navigation", "document", "citationTrees"},
    "Navigation": {"@context", "dtsVersion", "@id", "@type", "resource"},
    "CitableUnit": {"identifier", "@type", "level", "parent"},
    "CitationTree": {"@type"},
}
"""What each object must have (Distributed Text Services 1.0, the tables of its properties)."""


def test_every_object_has_what_the_specification_requires(tree: dict[str, Json]) -> None:
    def check(found: object) -> None:
        if isinstance(found, dict):
            if found.get("@type") in REQUIRED:
                assert REQUIRED[found["@type"]] <= found.keys()
            for value in found.values():
                check(value)
        elif isinstance(found, list):
            for value in found:
                check(value)

    for name, content in tree.items():
        if "/document/" not in name:
            check(content)


PAGES = [
    ([("Words on one page.", [])], "", {}),
    ([("Words.", [(0, "46")])], "", {"1": "46"}),
    ([("Words that go on.", [(6, "47")])], "46", {"0": "46", "1": "46–47"}),
    ([("Words.", [(6, "47")]), ("More.", [])], "46", {"0": "46", "1": "46–47", "2": "47"}),
    ([("Words over two breaks.", [(6, "47"), (11, "48")])], "46", {"0": "46", "1": "46–48"}),
]


@pytest.mark.parametrize(("blocks", "before", "expected"), PAGES)
def test_the_page_of_the_source_is_known(
    blocks: list[tuple[str, list[tuple[int, str]]]], before: str, expected: dict[str, str]
) -> None:
    made = tuple(
        Block(
            "paragraph",
            text,
            spans=tuple(Span(at, at, "page", page) for at, page in breaks),
            locus=Locus("mill", "1", str(number)),
        )
        for number, (text, breaks) in enumerate(blocks, 1)
    )
    heading = Block("heading", "The Weir", locus=Locus("mill", "1", "0"))
    found, _ = source_pages(Division("1", heading, made, (), "text", (1, 9)), before)
    assert found == {f"mill.1.{block}": page for block, page in expected.items()}


# The head of a page


def test_a_build_writes_the_data_and_its_pages_lead_there(project: Path, handbook: Callable[..., int]) -> None:
    assert handbook("build", "--formats", "html,pdf", "--no-verify") == 0
    page = project / "build/html/texts/mill/1.html"
    head = html.fromstring(page.read_bytes()).find("head")
    (link,) = head.xpath('link[@rel="alternate"]/@href')
    document = json.loads((page.parent / link).resolve().read_text(encoding="utf-8"))
    assert document["address"] == "mill.1"
    assert all(passage["pdf_page"] for passage in document["passages"].values())
    target, _, anchor = document["passages"]["mill.1.2"]["url"].partition("#")
    assert ((page.parent / link).parent / target).resolve() == page.resolve()
    assert anchor in html.fromstring(page.read_bytes()).xpath("//@id")
    pages = (project / "build/html/_static/cards/printed-mill.js").read_text(encoding="utf-8")
    assert f'"{anchor}":{document["passages"]["mill.1.2"]["pdf_page"]}' in pages


def test_a_page_that_was_built_without_data_leads_to_none(project: Path) -> None:
    build(project, "html")
    page = (project / "out/html/texts/mill/1.html").read_text(encoding="utf-8")
    assert 'rel="alternate"' not in page
    assert 'name="citation_title" content="The Weir"' in page


CITED = Cited("Vera Miller", True, "The Mill", "", "2) The Wheel <script> & “co.”", "A small handbook", "2026")


def test_reference_managers_find_chapter_book_and_author() -> None:
    head = html.fromstring(f"<html><head>{head_tags(CITED, 'en', url='https://example.org/2.html')}</head></html>")
    assert {meta.get("name"): meta.get("content") for meta in head.iter("meta")} == {
        "citation_title": "The Wheel <script> & “co.”",
        "citation_author": "Vera Miller",
        "citation_inbook_title": "The Mill",
        "citation_publication_date": "2026",
        "citation_language": "en",
        "citation_public_url": "https://example.org/2.html",
    }


def test_search_engines_are_told_the_same() -> None:
    tags = head_tags(CITED, "en")
    (described,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', tags)
    found = json.loads(described)
    assert (found["@type"], found["name"]) == ("Chapter", "The Wheel <script> & “co.”")
    assert found["author"] == {"@type": "Person", "name": "Vera Miller"}
    assert found["isPartOf"]["name"] == "The Mill"
    assert tags.count("<script") == 1, "no title of a text can begin a script"


def test_an_article_is_part_of_the_handbook_alone() -> None:
    article = Cited("The Editors", False, "The Mill", "", "The Mill", "A small handbook", "2026")
    (described,) = re.findall(r"<script[^>]*>(.*?)</script>", head_tags(article, "en"))
    found = json.loads(described)
    assert (found["@type"], found["isPartOf"]["@type"]) == ("Article", "WebSite")
    assert 'name="citation_inbook_title" content="A small handbook"' in head_tags(article, "en")
