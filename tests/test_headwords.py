"""Terms and places in texts: every file of ``cases/headwords`` is the divisions of an edition, as in ``cases/persons``.

What is found stands below ``----``: the words, the record, and whether the page links it or leaves it to the register.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook.authority import Authority, Entry, Kind, Person
from sphinx_handbook.recognisers import DateSetting, Recogniser
from sphinx_handbook.recognisers.headwords import LATER, Headwords, mark_later
from sphinx_handbook.text import Annotation, Block, Division, Edition, Locus, Note

CASES = Path(__file__).parent / "cases" / "headwords"

BELL = Entry(
    "Bell", "Rung by hand.", forms=("bell", "bells"), not_before=("jar", "tower"), not_after=("Mrs", "door"), id="bell"
)
TOWER = Entry("Bell tower", "It holds the bell.", forms=("bell tower",), id="tower")
BOARD = Entry("River Board", "It let the ferry.", forms=("River Board", "Board"), id="board")
LANDING = Entry("Upper Landing", "Where the ferry lay.", forms=("Upper Landing", "the Landing"), id="landing")
GUDRUN = Entry("Gudrun", "A ferry.", forms=("Gudrun",), id="gudrun")
KINDS = {
    "terms": Kind("term", "Terms", id="terms", entries={"bell": BELL, "tower": TOWER, "board": BOARD}),
    "places": Kind("place", "Places", id="places", entries={"landing": LANDING}),
    "ships": Kind("ship", "Ships", linked="all", id="ships", entries={"gudrun": GUDRUN}),
}
PERSONS = {"bell": Person("Martha Bell", "Bell, Martha", ("Mrs Bell", "Martha Bell"), id="bell")}


def edition(text: str) -> Edition:
    """Divisions of paragraphs; ``====`` begins a new one, ``# `` a heading, ``[1] `` a note."""
    divisions = []
    for number, part in enumerate(text.strip().split("\n\n====\n\n"), 1):
        heading = Block("heading", "Untitled", locus=Locus("tale", str(number), "0"))
        blocks, notes = [], []
        for words in part.split("\n\n"):
            if words.startswith("# "):
                heading = Block("heading", words[2:], locus=Locus("tale", str(number), "0"))
            elif words.startswith("["):
                label, _, said = words[1:].partition("] ")
                locus = Locus("tale", str(number), f"n{label}")
                notes.append(Note(label, (Block("paragraph", said, locus=locus),), locus))
            else:
                blocks.append(Block("paragraph", words, locus=Locus("tale", str(number), str(len(blocks) + 1))))
        divisions.append(Division(str(number), heading, tuple(blocks), tuple(notes), "main", (1, 2)))
    return Edition("tale", tuple(divisions))


@pytest.mark.parametrize("case", sorted(CASES.glob("*.txt")), ids=lambda case: case.stem)
def test_terms_and_places_are_found(case: Path) -> None:
    text, _, expected = case.read_text(encoding="utf-8").partition("\n----\n")
    tale = edition(text)
    annotated = Recogniser.of(Authority(persons=PERSONS, kinds=KINDS)).annotate(tale, DateSetting("gregorian", 1912))
    marked = mark_later(tale, annotated, KINDS.values())
    made = "".join(
        f"{block.locus}: {block.text[one.start : one.end]} = {one.type} {one.target}{' (later)' * bool(one.get(LATER))}\n"
        for block in tale.blocks()
        for one in marked[str(block.locus), block.text]
    )
    if os.environ.get("ACCEPT_CASES"):
        case.write_text(f"{text}\n----\n{made}", encoding="utf-8")
    assert made == expected


WORDS = st.lists(
    st.sampled_from(("bell", "bells", "Bell", "tower", "jar", "River", "Board", "the", "Landing", "x")), max_size=30
)
TAKEN = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=5)


@given(WORDS.map(" ".join), TAKEN)
def test_mentions_are_whole_words_and_cross_nothing(text: str, taken: list[tuple[int, int]]) -> None:
    others = [Annotation(start, start + length, "date", "1912") for start, length in taken]
    (found,) = Headwords(KINDS.values()).find([Block("paragraph", text)], [others])
    free = 0
    for one in found:
        assert one.start >= free
        free = one.end
        assert not text[one.start - 1 : one.start].strip()
        assert not text[one.end : one.end + 1].strip()
        assert not any(other.start < one.end and one.start < other.end for other in others)
        entry = next(kind for kind in KINDS.values() if kind.role == one.type).entries[one.target]
        assert text[one.start : one.end] in {
            written for form in entry.forms for written in (form, form[0].upper() + form[1:])
        }
