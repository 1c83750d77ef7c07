"""The export: every block with its annotations, in reading order."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sphinx_handbook.authority import Event
from sphinx_handbook.export import blocks as export
from sphinx_handbook.text import Annotation


@pytest.fixture
def exported(project: Path, handbook: Callable[..., int]) -> list[dict[str, Any]]:
    assert handbook("export", "--out", project / "data") == 0
    lines = (project / "data/annotations.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_every_block_is_there_in_reading_order(exported: list[dict[str, Any]]) -> None:
    assert [(each["address"], each["kind"]) for each in exported] == [
        ("mill.1.0", "heading"),
        ("mill.1.1", "paragraph"),
        ("mill.1.2", "paragraph"),
        ("mill.1.n1", "note"),
        ("mill.1.n2", "note"),
        ("mill.2.0", "heading"),
        ("mill.2.1", "paragraph"),
        ("mill.2.2", "quote"),
        *((f"mill.2.{number}", "list-item") for number in range(3, 7)),
        ("mill.2.n3", "note"),
    ]
    assert {each["source"] for each in exported} == {"mill"}


def test_texts_have_neither_marks_nor_markup(exported: list[dict[str, Any]]) -> None:
    assert exported[2]["text"] == "Nobody knew which way it would go!"
    assert "*high*, #1 of its kind <so she said>" in exported[1]["text"]


def test_annotations_say_what_the_contract_says(exported: list[dict[str, Any]]) -> None:
    by_address = {each["address"]: each for each in exported}
    first = by_address["mill.1.1"]
    found = {first["text"][one["start"] : one["end"]]: one for one in first["annotations"]}
    assert found["Vera Sokolova"] == {"start": 10, "end": 23, "type": "person", "target": "vera", "generic": False}
    assert found["July 3"] == {
        "start": 3,
        "end": 9,
        "type": "date",
        "edtf": "1917-07-03",
        "calendar": "julian",
        "gregorian": "1917-07-16",
        "event": None,
    }
    assert found[""] == {"start": 40, "end": 40, "type": "note", "label": "1", "target": "mill.1.n1"}
    (work,) = (one for one in by_address["mill.1.n1"]["annotations"] if one["type"] == "work")
    assert (work["target"], work["locator"]["volume"], work["via"]) == ("grey1931", "2", None)


def test_offsets_lie_inside_their_text(exported: list[dict[str, Any]]) -> None:
    for each in exported:
        for one in each["annotations"]:
            assert 0 <= one["start"] <= one["end"] <= len(each["text"])


def test_persons_carry_their_names(project: Path, exported: list[dict[str, Any]]) -> None:
    persons = json.loads((project / "data/persons.json").read_text(encoding="utf-8"))
    assert persons["vera"]["name"] == "Vera Sokolova"
    assert persons["vera"]["variants"] == ["Sokolova", "Vera"]


@pytest.mark.parametrize(
    ("edtf", "calendar", "gregorian"),
    [("1917-07-03", "julian", "1917-07-16"), ("1917-07-03", "", None), ("1917", "", "1917"), ("191X", "", "191X")],
)
def test_a_day_of_no_known_calendar_is_not_converted(edtf: str, calendar: str, gregorian: str | None) -> None:
    annotation = Annotation(0, 1, "date", edtf, data=(("calendar", calendar),))
    assert export._annotation(annotation, lambda day: None)["gregorian"] == gregorian


FINLAND = Event(
    "Finland becomes independent", "1917-12-06", "", "gregorian", abroad=True, place="Helsingfors", people=("svin",)
)
POST = Event("The post strikes", "1917-11-23", "", people=("vera",))


@pytest.mark.parametrize(
    ("events", "text", "persons", "expected"),
    [
        pytest.param([POST], "That day nothing came.", set(), "post", id="the one event of the day in Russia"),
        pytest.param([FINLAND], "That day nothing came.", set(), None, id="abroad, and nothing tells of it"),
        pytest.param([FINLAND], "Helsingfors hung out flags.", set(), "finland", id="abroad, at its place"),
        pytest.param([FINLAND], "He declared it.", {"svin"}, "finland", id="abroad, with one of its people"),
        pytest.param([FINLAND, POST], "That day nothing came.", set(), "post", id="Russia's goes before one abroad"),
        pytest.param([POST, POST], "That day nothing came.", {"vera"}, None, id="several, and it may be any"),
        pytest.param([], "That day nothing came.", set(), None, id="none"),
    ],
)
def test_a_date_names_its_event_only_where_that_is_plain(
    events: list[Event], text: str, persons: set[str], expected: str | None
) -> None:
    named = [replace(event, id="post" if event is POST else "finland") for event in events]
    assert export.event_of(named, text, persons) == expected
