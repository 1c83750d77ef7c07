"""Annotations in the W3C's model: each file is held against the rules of the recommendation, which stand here as a list."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sphinx_handbook.export.blocks import passages
from sphinx_handbook.export.webannotation import annotations_of
from sphinx_handbook.text import Annotation, Block, Division, Locus, Note

Json = dict[str, Any]

MOTIVATIONS = frozenset(
    """assessing bookmarking classifying commenting describing editing highlighting identifying linking moderating questioning
    replying tagging""".split()  # noqa: SIM905
)
CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def faults(found: Json, *, embedded: bool = False) -> Iterator[str]:
    """What is wrong with an annotation, a page or a collection (Web Annotation Data Model, 23 February 2017)."""
    name = found.get("id", "something")
    if not embedded and found.get("@context") != CONTEXT:
        yield f"{name}: the context must be the model's (3.1, 5.1, 5.2)"
    if not isinstance(found.get("id"), str) or not found["id"]:
        yield f"{name}: there must be exactly one IRI (3.1, 5.1, 5.2)"
    check = {"Annotation": _annotation, "AnnotationPage": _page, "AnnotationCollection": _collection}
    if found.get("type") not in check:
        yield f"{name}: the type is {found.get('type')!r}"
        return
    yield from (f"{name}: {fault}" for fault in check[found["type"]](found))


def _annotation(found: Json) -> Iterator[str]:
    if found.get("motivation") not in MOTIVATIONS:
        yield "the motivation is none of the model's (3.3.5)"
    for body in found["body"]:
        if body["type"] == "TextualBody" and not isinstance(body.get("value"), str):
            yield "a textual body must have its text (3.2.4)"
        if body["type"] == "SpecificResource" and not isinstance(body.get("source"), str):
            yield "a specific resource must have a source (4)"
        if body.get("purpose") not in MOTIVATIONS:
            yield "a body's purpose is none of the model's (3.3.5)"
    target = found.get("target") or {}
    if not isinstance(target.get("source"), str) or "#" in target["source"]:
        yield "the target must have a source, whose part the selector chooses (3.1, 4)"
    selector = target["selector"]
    if selector["type"] != "FragmentSelector" or not selector.get("value") or not selector.get("conformsTo"):
        yield "a fragment selector must have a value, and should say what it conforms to (4.2.1)"
    for refined in selector["refinedBy"]:
        if refined["type"] == "TextQuoteSelector" and not refined.get("exact"):
            yield "a quotation must have its words (4.2.4)"
        if refined["type"] == "TextPositionSelector" and not 0 <= refined["start"] <= refined["end"]:
            yield "a position must have a start and an end, not negative (4.2.5)"


def _page(found: Json) -> Iterator[str]:
    if not found.get("items"):
        yield "a page must have items (5.2)"
    if not isinstance(found.get("startIndex"), int) or found["startIndex"] < 0:
        yield "startIndex must not be negative (5.2)"
    if not found.get("partOf"):
        yield "a page should say of which collection it is part (5.2)"
    for item in found["items"]:
        yield from faults(item, embedded=True)


def _collection(found: Json) -> Iterator[str]:
    if not found.get("label"):
        yield "a collection should have a label (5.1)"
    if found.get("total") and not found.get("first"):
        yield "a collection that is not empty must have a first page (5.1)"


@pytest.fixture
def exported(project: Path, handbook: Callable[..., int]) -> dict[str, Json]:
    assert (
        handbook("export", "--format", "jsonld", "--site", "https://example.org/mill", "--out", project / "data") == 0
    )
    return {file.name: json.loads(file.read_text(encoding="utf-8")) for file in (project / "data").iterdir()}


def test_an_edition_is_a_collection_of_pages(exported: dict[str, Json]) -> None:
    assert sorted(exported) == ["authority.jsonld", "mill.1.jsonld", "mill.2.jsonld", "mill.jsonld"]
    found = [fault for name, content in exported.items() if name != "authority.jsonld" for fault in faults(content)]
    assert found == []


def test_from_the_first_page_on_every_annotation_is_reached(exported: dict[str, Json]) -> None:
    collection = exported["mill.jsonld"]
    items: list[Json] = []
    name = collection["first"]
    while name:
        page = exported[name]
        assert page["startIndex"] == len(items)
        items += page["items"]
        last, name = name, page.get("next")
    assert last == collection["last"]
    assert len(items) == collection["total"] == 12
    assert len({item["id"] for item in items}) == len(items)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "jsonld", "--site", "example.org"),
        ("--site", "https://example.org"),
        ("--format", "tei", "--site", "https://example.org"),
    ],
)
def test_a_website_that_is_none_or_not_asked_for_is_said_to_be_wrong(
    project: Path, handbook: Callable[..., int], capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert handbook("export", "--out", project / "data", *arguments) == 2
    assert "such as https://example.org/" in capsys.readouterr().err
    assert not (project / "data").exists(), "nothing is half written"


def in_short(item: Json) -> tuple[str, str, list[str]]:
    quoted = [each["exact"] for each in item["target"]["selector"]["refinedBy"] if "exact" in each]
    return item["motivation"], "".join(quoted), [body.get("source") or body["value"] for body in item["body"]]


def test_what_the_words_stand_for(exported: dict[str, Json]) -> None:
    assert [in_short(item) for item in exported["mill.1.jsonld"]["items"]] == [
        ("tagging", "July 3", ["1917-07-16", "3 July 1917 Old Style, 16 July 1917 New Style"]),
        ("identifying", "Vera Sokolova", ["authority.jsonld#person-vera"]),
        ("linking", "", ["https://example.org/mill/texts/mill/1.html#mill-1-n1"]),
        ("linking", "", ["https://example.org/mill/texts/mill/1.html#mill-1-n2"]),
        (
            "identifying",
            "Grey, Mills, vol. 2, 14–15 and 20",
            ["authority.jsonld#work-grey1931", "volume 2, page 14-15, 20"],
        ),
        ("identifying", "Orlov", ["authority.jsonld#person-old-pavel"]),
        ("tagging", "5 July, 1917", ["1917-07-18", "5 July 1917 Old Style, 18 July 1917 New Style"]),
    ]


def test_every_quotation_stands_where_the_position_says(
    project: Path, exported: dict[str, Json], handbook: Any
) -> None:
    assert handbook("export", "--out", project / "lines") == 0
    lines = (project / "lines/annotations.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {each["address"].replace(".", "-"): each["text"] for each in map(json.loads, lines)}
    for name in ("mill.1.jsonld", "mill.2.jsonld"):
        for item in exported[name]["items"]:
            selector = item["target"]["selector"]
            position, *quotation = selector["refinedBy"]
            text = texts[selector["value"]]
            for quoted in quotation:
                before, behind = text[: position["start"]], text[position["end"] :]
                assert text[position["start"] : position["end"]] == quoted["exact"]
                assert before.endswith(quoted.get("prefix", ""))
                assert behind.startswith(quoted.get("suffix", ""))


def test_bodies_lead_to_records(exported: dict[str, Json]) -> None:
    records = {each["@id"]: each for each in exported["authority.jsonld"]["@graph"]}
    sources = [
        body["source"]
        for page in exported.values()
        for item in page.get("items", ())
        for body in item["body"]
        if "source" in body
    ]
    assert {source for source in sources if source.startswith("authority")} <= records.keys()
    assert records["authority.jsonld#person-vera"] == {
        "@id": "authority.jsonld#person-vera",
        "@type": "Person",
        "name": "Vera Sokolova",
        "alternateName": ["Sokolova", "Vera"],
        "birthDate": "1880",
        "deathDate": "1941-06",
    }


def test_a_note_of_two_paragraphs_is_one_passage() -> None:
    locus = Locus("mill", "1", "n2")
    blocks = (Block("paragraph", "A first paragraph.", locus=locus), Block("paragraph", "Orlov’s too.", locus=locus))
    heading = Block("heading", "The Weir", locus=Locus("mill", "1", "0"))
    division = Division("1", heading, (), (Note("2", blocks, locus),), "text", (1, 4))
    annotated = {("mill.1.n2", "Orlov’s too."): (Annotation(0, 5, "person", "old-pavel"),)}
    _, note = passages(division, annotated, {})
    assert note["text"] == "A first paragraph.\nOrlov’s too."
    (orlov,) = annotations_of(note, "mill.1.jsonld")
    position, quoted = orlov["target"]["selector"]["refinedBy"]
    assert (position["start"], quoted["exact"]) == (len("A first paragraph.\n"), "Orlov")


EVERY_KIND: list[tuple[Json, tuple[str, str, list[str]]]] = [
    (
        {"type": "date", "edtf": "1917-07-03", "calendar": None, "gregorian": None, "event": None},
        ("tagging", "Words", ["1917-07-03", "3 July 1917"]),
    ),
    (
        {"type": "date", "edtf": "1917-07-16", "calendar": "gregorian", "gregorian": "1917-07-16", "event": "flood"},
        (
            "tagging",
            "Words",
            ["1917-07-16", "3 July 1917 Old Style, 16 July 1917 New Style", "authority.jsonld#event-flood"],
        ),
    ),
    (
        {"type": "work", "target": "grey1931", "locator": {}, "via": "ibid"},
        ("identifying", "Words", ["authority.jsonld#work-grey1931", "ibid"]),
    ),
    (
        {"type": "person", "target": "vera", "generic": True},
        ("identifying", "Words", ["authority.jsonld#person-vera", "generic"]),
    ),
    ({"type": "ship", "target": "gudrun"}, ("identifying", "Words", ["authority.jsonld#ship-gudrun"])),
]


@pytest.mark.parametrize(("annotation", "expected"), EVERY_KIND)
def test_every_kind_of_annotation(annotation: Json, expected: tuple[str, str, list[str]]) -> None:
    passage = {"address": "mill.1.0", "text": "Words here", "annotations": [{"start": 0, "end": 5, **annotation}]}
    (made,) = annotations_of(passage, "mill.1.jsonld")
    assert list(faults(made, embedded=True)) == []
    assert in_short(made) == expected
    assert made["target"]["selector"]["value"] == "mill-1", "a division's heading is where the division is"


def test_a_mark_whose_note_is_lost_is_no_annotation() -> None:
    mark = {"start": 5, "end": 5, "type": "note", "label": "7", "target": None}
    assert list(annotations_of({"address": "mill.1.1", "text": "Words", "annotations": [mark]}, "mill.1.jsonld")) == []


def test_a_broken_annotation_is_seen() -> None:
    good = {
        "address": "mill.1.1",
        "text": "Words",
        "annotations": [{"start": 0, "end": 5, "type": "person", "target": "v"}],
    }
    (made,) = annotations_of(good, "mill.1.jsonld")
    assert list(faults({**made, "motivation": "guessing"}, embedded=True))
    assert list(faults({**made, "target": {**made["target"], "source": "a#b"}}, embedded=True))
    assert list(faults({**made, "body": [{"type": "TextualBody", "purpose": "tagging"}]}, embedded=True))
    assert list(faults(made))
