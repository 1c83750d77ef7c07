"""Names that nothing explains, and the lists of names that explain what is no person."""

from __future__ import annotations

import pytest

from sphinx_handbook.authority import Person
from sphinx_handbook.names import Names, parse_names
from sphinx_handbook.recognisers.persons import Gazetteer
from sphinx_handbook.text import Block, Division, Edition, Locus, Note
from sphinx_handbook.unexplained import Explained

PERSONS = (Person("Anton Weiss", "Weiss, Anton", ("Weiss",), id="weiss"),)
NAMES = Names(
    places=("Low Water", "Quayside"),
    bodies=("Ferry Board",),
    ranks=("Captain",),
    given=("Tom",),
    words=("He", "In", "The"),
)


def block(text: str, number: str = "1") -> Block:
    return Block("paragraph", text, lines=((0, 7),), locus=Locus("tale", "1", number))


def unexplained(*texts: str, note: str = "") -> list[tuple[str, int, int]]:
    some = [block(text, str(number)) for number, text in enumerate(texts, 1)]
    notes = (Note("1", (block(note, "n1"),)),) if note else ()
    division = Division("1", block("The", "0"), tuple(some), notes, "main", (0, 9))
    edition = Edition("tale", (division,))
    blocks = list(edition.blocks())
    annotated = {
        (str(one.locus), one.text): tuple(found)
        for one, found in zip(blocks, Gazetteer(PERSONS, NAMES).find(blocks), strict=True)
    }
    found = Explained.of(NAMES, PERSONS, [edition]).find(edition, annotated)
    return [(name.words, name.block.line_at(name.start), name.times) for name in found]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("In Quayside Weiss met Captain Tide, and Tom Tide.", ["Tide", "Tom Tide"]),
        ("Anton Weiss’s boat; Weissists, Weissism, a Weiss-like man.", []),
        ("The boat, a Boat; He said: Boat.", []),
        ("At Low Water the Ferry Board met. In Low Quay it met again.", ["At", "Low Quay"]),
        ("In HMS and A. B. Tide.", ["Tide"]),
        ("In Anglo-Tidish hands; Organisation and Loneliness.", ["Anglo-Tidish"]),
        ("“Tide’s boat,” he said; O’Hara rowed.", ["Tide", "O’Hara"]),
        ("In Tom’s boat.", ["Tom"]),
    ],
)
def test_names_that_nothing_explains(text: str, names: list[str]) -> None:
    assert [words for words, _, _ in unexplained(text)] == names


def test_a_name_is_told_once_with_its_first_line() -> None:
    assert unexplained("In Tide’s boat", "In Tide", note="Tide") == [("Tide", 7, 3)]


def test_words_of_which_an_editor_says_that_they_are_nobodys() -> None:
    division = Division("1", block("The", "0"), (block("In Tide and Tide"),), (), "main", (0, 9))
    edition = Edition("tale", (division,))
    explained = Explained.of(NAMES, PERSONS, [edition])
    assert [name.words for name in explained.find(edition, {})] == ["Tide"]
    assert explained.find(edition, {}, {"tale.1.1": ["Tide"]}) == []


def test_lists_of_names_are_read() -> None:
    names, problems = parse_names('places = ["Quay", "Low Water"]\ngiven = ["Quay"]\n', "names.toml")
    assert problems == []
    assert (names.known, names.phrases) == ({"Quay", "Low Water"}, ("Low Water",))
