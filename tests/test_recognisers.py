"""Recognisers: what they find in a text, and what they leave alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook.authority import Person, Work
from sphinx_handbook.dates import Date
from sphinx_handbook.recognisers import Recogniser

PERSONS = (
    Person(
        "Anton Weiss", "Weiss, Anton", ("Weiss", "Weiss-Moor"), not_before=("Street",), not_after=("Edel",), id="weiss"
    ),
    Person("Mara Quill", "Quill, Mara", ("Quill",), id="quill"),
    Person("Weiss the Younger", "Weiss the Younger", id="younger"),
)
WORKS = (
    Work("tide", "Tide", "Rivers", "1931", ("Tide, Rivers", "Rivers and Ferries", "Quill’s Book")),
    Work("record", "", "Town Record", "1900", ("Town Record",)),
)
RECOGNISER = Recogniser.of(PERSONS, WORKS)


def found(text: str, type_: str, calendar: str = "julian") -> list[tuple[str, str]]:
    annotations = RECOGNISER.annotate(text, calendar, 1917)  # type: ignore[arg-type]
    return [(text[one.start : one.end], one.target) for one in annotations if one.type == type_]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Weiss and Anton Weiss met Quill.", ["Weiss", "Anton Weiss", "Quill"]),
        ("“Weiss’s boat,” said Weiss.", ["Weiss", "Weiss"]),
        ("Weissberg and weiss and Fritz-Weiss", []),
        ("in Weiss Street, an Edel Weiss grew; Weiss stayed", ["Weiss"]),
        ("Weiss-Moor", ["Weiss-Moor"]),
        ("Weiss the Younger", ["Weiss the Younger"]),
        ("Quill—Weiss", ["Quill", "Weiss"]),
    ],
)
def test_people(text: str, names: list[str]) -> None:
    assert [words for words, _ in found(text, "person")] == names


def test_the_longest_name_says_who_it_is() -> None:
    assert found("Weiss the Younger", "person") == [("Weiss the Younger", "younger")]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("on July 3 they", ["1917-07-03"]),
        ("on 3 July they", ["1917-07-03"]),
        ("the 25th of October", ["1917-10-25"]),
        ("July 3rd, 1905, and", ["1905-07-03"]),
        ("July 3–5", ["1917-07-03/1917-07-05"]),
        ("3-5 July 1912", ["1912-07-03/1912-07-05"]),
        ("the July Days; July 32; 30 February; May came; 1917", []),
        ("February 29", []),
        ("July 5–3", []),
        ("July 32 (14), 30 February (3 March), 29 February (13 March)", []),
    ],
)
def test_dates(text: str, edtf: list[str]) -> None:
    assert [value for _, value in found(text, "date")] == edtf


def test_a_second_form_says_which_calendar_is_meant() -> None:
    for text, calendar in (("25 October (7 November) 1917", "julian"), ("7 November (25 October) 1917", "gregorian")):
        for default in ("julian", "gregorian"):
            (date,) = RECOGNISER.annotate(text, default, 1917)
            assert (text[date.start : date.end], dict(date.data)["calendar"]) == (text, calendar)
            assert Date(date.target, calendar).gregorian == "1917-11-07"  # type: ignore[arg-type]


def test_after_january_1918_dates_are_gregorian() -> None:
    calendars = [
        dict(date.data)["calendar"] for date in RECOGNISER.annotate("31 January 1918, 14 February 1918", "julian", 1917)
    ]
    assert calendars == ["julian", "gregorian"]


@pytest.mark.parametrize(
    ("text", "words", "data"),
    [
        ("Tide, Rivers, 12.", "Tide, Rivers, 12", {"page": "12"}),
        ("See Tide, Rivers, vol. 2, pp. 12–14.", "Tide, Rivers, vol. 2, pp. 12–14", {"volume": "2", "page": "12–14"}),
        ("Rivers and Ferries, 3 and 7", "Rivers and Ferries, 3 and 7", {"page": "3 and 7"}),
        ("Town Record Vol IX, p 5", "Town Record Vol IX, p 5", {"volume": "IX", "page": "5"}),
        ("Town Record says so", "Town Record", {}),
    ],
)
def test_citations(text: str, words: str, data: dict[str, str]) -> None:
    (work,) = [one for one in RECOGNISER.annotate(text, "julian", 1917) if one.type == "work"]
    assert (text[work.start : work.end], dict(work.data)) == (words, data)


def test_a_citation_outranks_the_name_in_it() -> None:
    assert found("Quill’s Book, 3", "person") == []
    assert found("Quill’s Book, 3, by Quill", "person") == [("Quill", "quill")]


def test_without_authority_files_only_dates_are_found() -> None:
    assert [one.type for one in Recogniser.of((), ()).annotate("Weiss, July 3", "julian", 1917)] == ["date"]


PIECES = (
    *("Weiss", "Anton Weiss", "Quill", "’s", " Street", "Edel ", "Tide, Rivers", ", vol. ", ", pp. ", "12", "–", "99"),
    *(
        "July",
        " ",
        "3",
        "31",
        "st",
        "th of ",
        "October",
        "(",
        ")",
        " (7 November)",
        " 1917",
        " 1918",
        "February 29",
        "٣",
        "²",
        "\n",
    ),
)


@given(
    st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)), st.integers(2, 9998)
)
def test_annotations_are_in_order_and_do_not_overlap(text: str, year: int) -> None:
    annotations = RECOGNISER.annotate(text, "julian", year)
    edges = [edge for one in annotations for edge in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(0 <= one.start < one.end <= len(text) for one in annotations)
