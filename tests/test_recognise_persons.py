"""People in texts: every file of ``cases/persons`` is the divisions of an edition, one block a paragraph, and what is found in it.

The lines below ``----`` say what is found, block by block. With ``ACCEPT_CASES=1`` in the environment they are written anew:
read the difference before you keep it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook.authority import Person
from sphinx_handbook.names import Names
from sphinx_handbook.recognisers.persons import Gazetteer
from sphinx_handbook.recognisers.spelling import fold
from sphinx_handbook.text import Annotation, Block, Locus

CASES = Path(__file__).parent / "cases" / "persons"
PERSONS = (
    Person(
        "Anton Weiss", "Weiss, Anton", ("Weiss", "Weiss-Moor"), not_before=("Street",), not_after=("Edel",), id="weiss"
    ),
    Person("Mara Quill", "Quill, Mara", ("Quill",), id="quill"),
    Person("Peter Quill", "Quill, Peter", id="peter"),
    Person("Weiss the Younger", "Weiss the Younger", id="younger"),
    Person("Kornberg", "Kornberg", id="kornberg"),
    Person("Lev Chernikov", "Chernikov, Lev", ("Chernikov",), id="chernikov"),
    Person("Semyon Ryabov", "Ryabov, Semyon", ("Ryabov",), id="ryabov"),
    Person("Georg Moor", "Moor, Georg", shared=("Moor",), only_after=("Prince",), id="georg"),
    Person("Viktor Moor", "Moor, Viktor", shared=("Moor",), only_before=("ferryman",), id="viktor"),
    Person("Fyodor Kishin", "Kishin, Fyodor", ("Kishin",), id="kishin"),
    Person("Otto Kishin", "Kishin, Otto", ("Dame Otto",), shared=("Kishin",), only_after=("Captain",), id="otto"),
    Person("Pavel Antonovich", "Pavel Antonovich", ("Pavel",), id="pavel"),
    Person("Pavel Lvovich", "Pavel Lvovich", id="lvovich"),
    Person("Tom", "Tom", only_in=("tale.1.2",), unidentified=True, id="tom"),
)
NAMES = Names(
    places=("Weiss Memorial Bridge",),
    times=("August",),
    ranks=("Dame", "General", "Minister"),
    given=("August", "Basil", "Max", "Otto", "Theodore"),
)
GAZETTEER = Gazetteer(PERSONS, NAMES)


def blocks(text: str) -> list[Block]:
    """A division of paragraphs; ``====`` begins a new one."""
    return [
        Block("paragraph", words, locus=Locus("tale", str(division), str(number)))
        for division, part in enumerate(text.strip().split("\n\n====\n\n"), 1)
        for number, words in enumerate(part.split("\n\n"), 1)
    ]


def said(block: Block, found: list[Annotation]) -> list[str]:
    return [
        " ".join(
            filter(
                None,
                (
                    f"{block.locus}:",
                    block.text[one.start : one.end],
                    "=",
                    one.target or "?",
                    one.get("generic") and "(generic)",
                    f"by {one.rule}",
                ),
            )
        )
        for one in found
    ]


@pytest.mark.parametrize("case", sorted(CASES.glob("*.txt")), ids=lambda case: case.stem)
def test_people_are_found(case: Path) -> None:
    text, _, expected = case.read_text(encoding="utf-8").partition("\n----\n")
    given_blocks = blocks(text)
    found = zip(given_blocks, GAZETTEER.find(given_blocks), strict=True)
    lines = [line for block, people in found for line in said(block, people)]
    if os.environ.get("ACCEPT_CASES"):
        case.write_text("\n".join([text.rstrip("\n"), "----", *lines, ""]), encoding="utf-8")
    else:
        assert lines == expected.splitlines()


@pytest.mark.parametrize(
    "spellings",
    [
        "Milyukov Miliukov Miliukoff Milioukov Milukov Miljukow",
        "Chernov Tchernov Tschernow Chernoff",
        "Tereshchenko Terestchenko Tereschenko Tereščenko",
        "Shliapnikov Shlyapnikov Schlapnikow",
        "Lunacharsky Lunatcharsky Lunačarskij Lounatcharski",
        "Dzerzhinsky Dzerjinsky Dzerzhinskii",
        "Ordzhonikidze Ordjonikidze",
        "Trotsky Trotzky Trotskii Trotskij",
        "Kamenev Kameneff Kameniev Kamenew",
        "Alekseyev Alexeiev Alexeev Alexeieff",
        "Fyodorov Fedorov Feodorov",
        "Tretyakov Tret’iakov Tretiakov",
        "Tsereteli Tseretelli Tzereteli",
        "Chkheidze Tchkheidze",
    ],
)
def test_spellings_of_one_name_become_one(spellings: str) -> None:
    assert len({fold(one) for one in spellings.split()}) == 1


@pytest.mark.parametrize(
    "names", ["Lenin Larin", "Kamenev Kamkov", "Bubnov Bublikov", "Milyutin Milyukov", "Uritsky Ruzsky", "Sher Cher"]
)
def test_two_names_stay_two(names: str) -> None:
    one, other = names.split()
    assert fold(one) != fold(other)


def test_a_spelling_that_could_be_two_peoples_is_nobodys() -> None:
    both = Gazetteer((Person("Chernov", "Chernov", id="a"), Person("Tchernoff", "Tchernoff", id="b")))
    (found,) = both.find(blocks("Chernov, Tchernoff, Tschernow"))
    assert [one.target for one in found] == ["a", "b"]


def test_a_spelling_of_a_place_is_nobodys() -> None:
    (found,) = Gazetteer((Person("Kharkov", "Kharkov", id="a"),), Names(places=("Harkov",))).find(
        blocks("Charkov Harkoff")
    )
    assert found == []


def test_nobody_is_known() -> None:
    assert Gazetteer(()).find(blocks("Weiss")) == [[]]


PIECES = (
    *(
        "Weiss",
        "Anton ",
        "A. ",
        "A ",
        "Quill",
        "’s",
        " Street",
        "Edel ",
        "Moor",
        "Prince ",
        "Tchernikoff",
        "Otto ",
        "s",
        "es",
    ),
    *(
        "-",
        "–",
        " ",
        "\xa0",
        "[",
        "]",
        "(",
        ")",
        ", ",
        ". ",
        "\n",
        "Ω",
        "é",
        "²",
        "the ",
        "another ",
        "Memorial Bridge",
        "ICH",
    ),
)


@given(
    st.lists(
        st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=30).map("".join)),
        min_size=1,
        max_size=3,
    )
)
def test_mentions_are_inside_the_text_in_order_and_apart(texts: list[str]) -> None:
    some = [Block("paragraph", text, locus=Locus("tale", "1", str(number))) for number, text in enumerate(texts)]
    for block, found in zip(some, GAZETTEER.find(some), strict=True):
        edges = [edge for one in found for edge in (one.start, one.end)]
        assert edges == sorted(edges)
        assert all(0 <= one.start < one.end <= len(block.text) for one in found)
        assert all(bool(one.target) == (one.sure != "unresolved") for one in found)


@pytest.mark.parametrize(
    "piece", ["A", "Weiss ", "a-", "A. ", "Otto ", "[(", "’s", "Weiss-", "Abab-Cdcd’", "Moor Prince "]
)
def test_long_blocks_take_no_time_worth_speaking_of(piece: str) -> None:
    # Anything that is not linear in the length would not end while somebody waits.
    (found,) = GAZETTEER.find([Block("paragraph", piece * (100_000 // len(piece)))])
    assert len(found) <= 100_000
