"""What editions share: quotations found by their words, whatever the spelling, and nothing that is none."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_handbook.parallels import LEAST, Parallel, by_siglum, find_parallels
from sphinx_handbook.text import Annotation, Block, Division, Edition, Locus

LINE = "On the morning of the flood the ferryman carried forty people over, and Chernikov’s wife counted them all"
"""Nineteen words."""


def edition(siglum: str, *texts: str) -> Edition:
    blocks = tuple(
        Block("heading" if text.startswith("# ") else "paragraph", text, locus=Locus(siglum, "1", str(number)))
        for number, text in enumerate(texts, 1)
    )
    heading = Block("heading", "One", locus=Locus(siglum, "1", "0"))
    return Edition(siglum, (Division("1", heading, blocks, (), "main", (1, 2)),))


def shared(one: Edition, other: Edition) -> list[tuple[str, str]]:
    """The shared words as each has them."""
    words = {str(block.locus): block.text for text in (one, other) for block in text.blocks()}

    def cut(found: Parallel) -> tuple[str, str]:
        first, second = found.first, found.second
        return words[str(first.locus)][first.start : first.end], words[str(second.locus)][second.start : second.end]

    return [cut(found) for found in find_parallels([(one, {}), (other, {})])]


def test_a_quotation_is_found_inside_other_words() -> None:
    one = edition("one", f"She wrote: {LINE}. Nobody else did.")
    other = edition("other", "A paragraph before.", f"(As a witness has it, ‘{LINE}’!)")
    assert shared(one, other) == [(LINE, LINE)]
    (found,) = find_parallels([(one, {}), (other, {})])
    assert (str(found.first.locus), str(found.second.locus), found.words) == ("one.1.1", "other.1.2", 19)


def test_spelling_accents_case_and_punctuation_do_not_count() -> None:
    theirs = (
        "on the morning of the flood, the ferryman carried forty people over -- and Tchernikoff's wife counted them all"
    )
    assert shared(edition("one", LINE), edition("other", theirs)) == [(LINE, theirs)]
    british = "The colour of the programme was honoured in the defence of every labour centre that we had travelled to"
    american = "The color of the program was honored in the defense of every labor centre that we had traveled to"
    assert shared(edition("one", british), edition("other", american)) == [(british, american)]


def test_a_few_words_may_differ_between_two_stretches() -> None:
    theirs = LINE.replace("forty people", "some fifty wet people")
    assert shared(edition("one", LINE), edition("other", theirs)) == [(LINE, theirs)]
    far = LINE.replace("forty people", "as many as she could hold in the dark of that night")
    assert shared(edition("one", LINE), edition("other", far)) == []


def test_eleven_words_are_no_quotation() -> None:
    words = LINE.split()
    eleven, twelve = " ".join(words[: LEAST - 1]), " ".join(words[:LEAST]).strip(",")
    assert shared(edition("one", eleven), edition("other", eleven)) == []
    assert shared(edition("one", twelve), edition("other", twelve)) == [(twelve, twelve)]


def test_headings_and_citations_are_no_quotations() -> None:
    assert shared(edition("one", f"# {LINE}"), edition("other", f"# {LINE}")) == []
    one, other = edition("one", LINE), edition("other", LINE)
    cited = {("one.1.1", LINE): (Annotation(0, len(LINE), "work", "tide1931"),)}
    assert find_parallels([(one, cited), (other, {})]) == []


def test_no_run_goes_from_one_paragraph_to_the_next() -> None:
    half = LINE.split()
    one = edition("one", " ".join(half[:9]), " ".join(half[9:]))
    assert shared(one, edition("other", LINE)) == []


def test_each_edition_has_its_parallels_first() -> None:
    one, other = edition("one", LINE), edition("other", LINE)
    found = by_siglum(find_parallels([(one, {}), (other, {})]))
    assert {siglum: [str(each.second.locus) for each in row] for siglum, row in found.items()} == {
        "one": ["other.1.1"],
        "other": ["one.1.1"],
    }


VOCABULARY = [f"w{number}" for number in range(400)]


@settings(max_examples=60)
@given(st.randoms(use_true_random=False), st.integers(LEAST, 40), st.integers(0, 60), st.integers(0, 60))
def test_what_was_planted_is_found_and_agrees(chance: random.Random, length: int, before: int, behind: int) -> None:
    words = chance.sample(VOCABULARY, length + before + behind)
    planted = words[:length]
    one = edition("one", " ".join([*words[length : length + before], *planted]))
    other = edition("other", " ".join([*planted, *words[length + before :]]))
    assert [tuple(map(str.split, pair)) for pair in shared(one, other)] == [(planted, planted)]


def test_a_formula_is_no_quotation() -> None:
    """A word said a hundred thousand times agrees with itself everywhere, and must not be compared pair by pair."""
    often = edition("one", "no " * 100_000)
    assert shared(often, edition("other", "no " * 100_000)) == []
