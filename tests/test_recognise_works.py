"""Cited works: what is found, what it means, and what is left open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook.authority import parse_works
from sphinx_handbook.recognisers.works import Citations
from sphinx_handbook.recognisers.works.locators import volume_number
from sphinx_handbook.recognisers.works.shelf import Shelf
from sphinx_handbook.text import Annotation, Block, Locus

CASES = Path(__file__).parent / "cases" / "works"
WORKS, PROBLEMS = parse_works((CASES / "references.bib").read_text("utf-8"), "references.bib")
CITATIONS = Citations(WORKS.values())


def blocks(notes: Sequence[tuple[str, str]]) -> list[Block]:
    return [Block("paragraph", text, locus=Locus("quay", "1", label)) for label, text in notes]


def shown(text: str, found: Annotation) -> str:
    """A citation as the cases write it: the words, the work, the place, and how it was led there."""
    place = [f"{name}={value}" for name, value in found.data if name != "via"]
    how = [found.get("via"), found.sure if found.sure == "probable" else ""]
    return f"{text[found.start : found.end]} -> {' '.join(filter(None, [found.target or '?', *place, *how]))}"


def cases() -> Iterator[tuple[str, list[tuple[str, str]], list[str]]]:
    for case in re.split(r"(?m)^== ", (CASES / "notes.txt").read_text("utf-8"))[1:]:
        name, _, rest = case.partition("\n")
        given, _, expected = rest.partition("--\n")
        notes = [(f"n{label}", text) for label, text in (line.split(" | ") for line in given.splitlines() if line)]
        yield name, notes, [line for line in expected.splitlines() if line]


@pytest.mark.parametrize(("notes", "expected"), [pytest.param(*rest, id=name) for name, *rest in cases()])
def test_notes(notes: list[tuple[str, str]], expected: list[str]) -> None:
    found = CITATIONS.find(blocks(notes))
    assert [
        f"{label[1:]} | {shown(text, one)}" for (label, text), some in zip(notes, found, strict=True) for one in some
    ] == [" ".join(line.split(" ")) for line in expected]


def texts() -> list[tuple[str, str]]:
    lines = (CASES / "text.txt").read_text("utf-8").splitlines()
    return [(text, found) for text, found in (line.split(" -> ") for line in lines if " -> " in line)]


@pytest.mark.parametrize(("text", "expected"), texts())
def test_running_text(text: str, expected: str) -> None:
    [found] = CITATIONS.find(blocks([("1", text)]))
    assert "; ".join(shown(text, one).replace(" -> ", " = ") for one in found) == expected


def test_the_works_of_the_cases_are_read() -> None:
    assert not PROBLEMS
    assert WORKS["tide1940"].surnames == ("Tide",)
    assert WORKS["guild"].surnames == (), "an institution has no surname"
    assert WORKS["sedge1966"].contents == ("The Night of the Bell", "Low Water")


@pytest.mark.parametrize(
    ("written", "number"),
    [("II", "2"), ("XIV", "14"), ("XL", "40"), ("7", "7"), ("third", "3"), ("twenty-sixth", "26")],
)
def test_numbers_of_volumes(written: str, number: str) -> None:
    assert volume_number(written) == number


def test_the_notes_are_a_chain_of_their_own() -> None:
    """The text between two notes does not come between an ``ibid.`` and its antecedent."""
    notes = [
        ("n1", "Tide, Rivers and Their Ferries, 12."),
        ("1", "(Moor, The Great Flood, vol. 1, 3)"),
        ("n2", "Ibid., 13."),
    ]
    [[_], [moor], [ibid]] = CITATIONS.find(blocks(notes))
    assert (moor.target, ibid.target) == ("moor1950", "tide1931")


def test_an_edition_knows_nothing_of_the_one_before() -> None:
    CITATIONS.find(blocks([("n1", "Tide, Rivers and Their Ferries, 12.")]))
    [[ibid]] = CITATIONS.find(blocks([("n1", "Ibid., 13.")]))
    assert (ibid.target, ibid.sure) == ("", "unresolved")


def test_without_works_nothing_is_found() -> None:
    assert Citations(()).find(blocks([("n1", "Ibid., 13.")])) == [[]]


PIECES = (
    *(
        "Tide",
        "Tide’s",
        "Hanna Tide",
        "Moor",
        "Quill",
        " and ",
        ", ",
        "; ",
        ". ",
        " in ",
        " (",
        ")",
        "“",
        "”",
        "’",
        " ",
    ),
    *(
        "Rivers and Their Ferries",
        "The Great Flood",
        "On Oars",
        "QCW",
        "Collected Works",
        "Town Bell",
        "Council Minute",
        "TB",
    ),
    *(
        "vol. 2",
        "Vol II",
        "pp 3, 4-5",
        "12",
        "1931",
        "note 4",
        "no. 7",
        "chapter two",
        "May 3",
        "the 20th",
        "issue of ",
    ),
    *(
        "Ibid.",
        "ibid",
        "op cit",
        "op. cit.",
        "loc. cit.",
        "ed",
        "eds",
        "See ",
        "History",
        "his ",
        "[",
        "]",
        "\n",
        "٣",
        "²",
        "İ",
    ),
)


@given(
    st.lists(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=24).map("".join)), max_size=4),
    st.booleans(),
)
def test_citations_are_in_order_inside_the_text_and_do_not_overlap(some: list[str], note: bool) -> None:
    found = CITATIONS.find(blocks([(f"{'n' * note}{number}", text) for number, text in enumerate(some)]))
    for text, citations in zip(some, found, strict=True):
        edges = [edge for one in citations for edge in (one.start, one.end)]
        assert edges == sorted(edges)
        assert all(0 <= one.start < one.end <= len(text) for one in citations)
        assert all(one.target in WORKS if one.target else one.sure == "unresolved" for one in citations)


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "Tide, ",
            "Tide ",
            "T. ",
            "A",
            "Aa ",
            "Ibid., 3. ",
            "Moor, op cit; ",
            "QCW, ",
            "QCW 1",
            "The Great Flood ",
            "(",
            "“",
        ),
        *(
            "Town Bell 1 ",
            "issue of May 3 ",
            ", Rivers",
            " and Tide",
            "Vol 2: ",
            "1931, ",
            "a/",
            "Tide, The Great Flood, in ",
        ),
    ],
)
def test_long_texts_of_one_piece_are_read_to_the_end(piece: str) -> None:
    """A pattern that took more than linear time would not come back from here."""
    text = piece * (100_000 // len(piece))
    for label in ("n1", "1"):
        [found] = CITATIONS.find(blocks([(label, text)]))
        assert all(one.end <= len(text) for one in found)


def test_a_long_history_is_searched_fast() -> None:
    notes = [(f"n{number}", "Tide, Rivers and Their Ferries, 3; Moor, op cit, 4; ibid., 5") for number in range(3000)]
    assert len(CITATIONS.find(blocks(notes))) == 3000


def test_titles_end_with_their_own_marks() -> None:
    works, _ = parse_works("@misc{a, title = {What Is a Ferry?}, keywords = {What Is a Ferry?}}", "a.bib")
    [[found]] = Citations(works.values()).find(blocks([("1", "She asks What Is a Ferry? in vain.")]))
    assert (found.start, found.end) == (9, 25)


def test_a_shelf_gives_the_longest_title_first() -> None:
    works, _ = parse_works("@misc{a, title = {Low Water}} @misc{b, title = {Low Water Mark}}", "a.bib")
    shelf = Shelf.of(works.values())
    from sphinx_handbook.recognisers.works.words import Words

    text = "Low Water Mark"
    assert [hit.form.work.key for hit in shelf.hits(text, Words(text), 0)] == ["b", "a"]
