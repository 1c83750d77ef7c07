"""The hand-made labels of our own essays: they and the essays must not drift apart."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from convertdate import julian

GOLD = Path(__file__).parent / "gold" / "own.jsonl"
CORPUS = Path(__file__).parents[1] / "corpus"
LISTS = ("people", "dates", "works", "periodicals", "event_traps", "people_traps", "date_traps")
DAY = re.compile(r"\d{4}-\d\d-\d\d")

Passage = dict[str, Any]
PASSAGES: list[Passage] = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
each_passage = pytest.mark.parametrize("passage", PASSAGES, ids=lambda passage: str(passage["id"]))


def running(text: str) -> str:
    """``text`` as running words: lines and pages joined, marks such as ``[1]`` left out.

    A hyphen at the end of a line is kept, since our essays break words only where they have a hyphen anyway.
    """
    text = re.sub(r"-\s*\n\s*", "-", text)
    text = re.sub(r"\s*\[\d+\]", "", text)
    return " ".join(text.split())


ESSAYS = {
    siglum: running((CORPUS / siglum / "source.txt").read_text(encoding="utf-8"))
    for siglum in {passage["source"] for passage in PASSAGES}
}


def first_lost(passage: str, essay: str) -> str:
    """The words of ``passage`` from the first one at which ``essay`` goes on differently; empty if it has them all."""
    words = passage.split()
    kept = len(words)
    while " ".join(words[:kept]) not in essay:
        kept -= 1
    return " ".join(words[kept : kept + 8])


def labels(passage: Passage) -> Iterator[dict[str, Any]]:
    for name in LISTS:
        for label in passage[name]:
            yield label
            if "core" in label:
                yield label["core"]


def day(edtf: str, calendar: str) -> tuple[int, int, int]:
    """A day as the Gregorian calendar has it."""
    year, month, number = map(int, edtf.split("-"))
    return julian.to_gregorian(year, month, number) if calendar == "julian" else (year, month, number)


def test_first_lost_says_where_an_essay_changed() -> None:
    assert first_lost("the red flag of the works", "Over it flew the red banner of the works.") == "flag of the works"
    assert first_lost("the red flag", running("Over it\n\n\nflew the [3]\nred flag.")) == ""
    assert first_lost("Antonov-Ovseenko", running("Antonov-\nOvseenko")) == ""


@each_passage
def test_passage_stands_in_its_essay(passage: Passage) -> None:
    lost = first_lost(running(passage["text"]), ESSAYS[passage["source"]])
    assert not lost, (
        f"corpus/{passage['source']}/source.txt no longer has the passage {passage['id']} of tests/gold/own.jsonl; "
        f"it differs from “{lost} …” on. Change text and labels there with the essay (tests/gold/README.md)."
    )


@each_passage
def test_labels_stand_at_their_offsets(passage: Passage) -> None:
    wrong = [
        f"“{label['surface']}” at {label['start']}–{label['end']}, where the text has “{found}”"
        for label in labels(passage)
        if (found := passage["text"][label["start"] : label["end"]]) != label["surface"]
    ]
    assert not wrong, f"{passage['id']} of tests/gold/own.jsonl: " + "; ".join(wrong)


@each_passage
def test_days_agree_in_both_calendars(passage: Passage) -> None:
    for date in passage["dates"]:
        if "also" in date and DAY.fullmatch(date["edtf"]) and DAY.fullmatch(date["also"]):
            assert day(date["edtf"], date["calendar"]) == day(date["also"], date["also_calendar"]), date["surface"]
        if "gregorian" in date:
            written = [day(part, date["calendar"]) for part in date["edtf"].split("/")]
            converted = [day(part, "gregorian") for part in date["gregorian"].split("/")]
            assert written == converted, date["surface"]


def test_every_essay_has_its_share() -> None:
    assert len({passage["id"] for passage in PASSAGES}) == len(PASSAGES)
    kinds = Counter((passage["source"], passage["kind"]) for passage in PASSAGES)
    for siglum in ("october", "calendars", "historians", "petrograd"):
        assert kinds[siglum, "body"] >= 10, siglum
        assert kinds[siglum, "note"] >= 6, siglum
