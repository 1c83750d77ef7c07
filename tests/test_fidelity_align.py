"""Alignment finds every single difference; identical texts have none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook.fidelity import align
from sphinx_handbook.fidelity.align import differences
from sphinx_handbook.fidelity.compare import Run, compare
from sphinx_handbook.fidelity.expected import Expected
from sphinx_handbook.fidelity.flow import Flow, Mark, Region, Token
from sphinx_handbook.fidelity.moves import moves
from sphinx_handbook.fidelity.pieces import differences_by_piece
from sphinx_handbook.fidelity.words import words_of
from sphinx_handbook.text import Block, Division

TOKENS = st.lists(st.sampled_from(["the", "a", "sea", "sea,", "–", "1917", "Sea", "of"]), max_size=60)


def apply(a: list[str], b: list[str]) -> list[str]:
    """``a`` with the differences carried out, which must give ``b``."""
    result, cursor = [], 0
    for a_start, a_end, b_start, b_end in differences(a, b):
        result += a[cursor:a_start] + b[b_start:b_end]
        cursor = a_end
    return result + a[cursor:]


@given(TOKENS, TOKENS)
def test_differences_carry_one_text_into_the_other(a: list[str], b: list[str]) -> None:
    assert apply(a, b) == b
    assert bool(differences(a, b)) == (a != b)


@given(TOKENS, TOKENS)
def test_long_texts_are_cut_and_aligned_as_well(a: list[str], b: list[str]) -> None:
    limit, align.TABLE_LIMIT = align.TABLE_LIMIT, 1
    try:
        assert apply(a, b) == b
        assert bool(differences(a, b)) == (a != b)
    finally:
        align.TABLE_LIMIT = limit


def test_a_long_division_is_aligned() -> None:
    words = [f"w{n % 4000}" for n in range(15_000)]
    found = differences(words, ["x", *words[:7000], *words[7003:], "y"])
    assert len(found) == 3


def compared(source: str, output: str) -> tuple[int, int]:
    """How many tokens are lost and added when ``source`` comes out as ``output``."""
    words = tuple(words_of(source))
    division = Division("d", Block("heading", ""), (), (), "f", (1, source.count("\n") + 2))
    flow = Flow()
    flow.text(output)
    flow.block()
    result = compare(Expected(division, "f.txt", words, (), words), Region(tuple(flow.tokens)))
    return sum(len(run.words) for run in result.lost), sum(len(run.words) for run in result.added)


TEXT = st.lists(st.sampled_from(["sea", "the", "sea,", "–", "1917.", "Sea", "“of"]), min_size=1, max_size=40)


@given(TEXT, st.lists(st.sampled_from([" ", "\n", "\n\n", "\u00a0"]), min_size=40, max_size=40))
def test_identical_texts_have_no_deviation(words: list[str], spaces: list[str]) -> None:
    source = "".join(word + space for word, space in zip(words, spaces, strict=False))
    assert compared(source, " ".join(words)) == (0, 0)


@given(TEXT, st.data())
def test_any_deletion_is_found(words: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(words) - 1))
    assert compared(" ".join(words), " ".join(words[:place] + words[place + 1 :])) == (1, 0)


@given(TEXT, st.sampled_from(["sea", "new", "–"]), st.data())
def test_any_insertion_is_found(words: list[str], word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(words)))
    assert compared(" ".join(words), " ".join([*words[:place], word, *words[place:]])) == (0, 1)


@given(TEXT, st.data())
def test_any_transposition_is_found(words: list[str], data: st.DataObject) -> None:
    first, second = data.draw(st.integers(0, len(words) - 1)), data.draw(st.integers(0, len(words) - 1))
    swapped = list(words)
    swapped[first], swapped[second] = words[second], words[first]
    lost, added = compared(" ".join(words), " ".join(swapped))
    assert lost == added
    assert bool(lost) == (words[first] != words[second])


@given(TEXT, st.data())
def test_any_changed_letter_is_found(words: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(words) - 1))
    changed = [*words[:place], words[place] + "x", *words[place + 1 :]]
    assert compared(" ".join(words), " ".join(changed)) == (1, 1)


def run(words: str, line: int = 1) -> Run:
    return Run("d", "f.txt", line, tuple(words.split()))


def test_moved_runs() -> None:
    moved, lost, added = moves([run("a b c"), run("gone"), run("p q r s")], [run("r s new"), run("a b c", 9)])
    assert [(move.lost.words, move.added.line) for move in moved] == [(("a", "b", "c"), 9), (("r", "s"), 1)]
    assert [each.words for each in lost] == [("gone",), ("p", "q")]
    assert [each.words for each in added] == [("new",)]


@given(st.lists(TEXT, max_size=5), st.lists(TEXT, max_size=5))
def test_moves_account_for_every_word(lost: list[list[str]], added: list[list[str]]) -> None:
    moved, gone, new = moves([run(" ".join(words)) for words in lost], [run(" ".join(words)) for words in added])

    def count(runs: list[Run]) -> int:
        return sum(len(each.words) for each in runs)

    assert count([move.lost for move in moved]) + count(gone) == sum(map(len, lost))
    assert count([move.added for move in moved]) + count(new) == sum(map(len, added))
    assert all(move.lost.words == move.added.words for move in moved)


MARK = re.compile(r"(\[1\])")
MARKED = st.lists(st.sampled_from(["sea", "the", "sea[1]", "[1]", "[1]the"]), max_size=20)


@given(MARKED, MARKED)
def test_differences_by_piece_carry_one_text_into_the_other(a: list[str], b: list[str]) -> None:
    result, cursor = [], 0
    found = differences_by_piece(a, b, MARK)
    for a_start, a_end, b_start, b_end in found:
        result += a[cursor:a_start] + b[b_start:b_end]
        cursor = a_end
    assert result + a[cursor:] == b
    assert bool(found) == (a != b)


@given(st.lists(st.sampled_from(["sea", "the", "sea,", "sea[1]", "sea [1]", "[1]the", "sea [1]the"]), max_size=12))
def test_marks_in_brackets_are_no_words_however_words_repeat(pieces: list[str]) -> None:
    source = " ".join(["Before", *pieces])
    flow = Flow()
    for piece in re.split(r"( ?\[1\])", source):
        if piece.endswith("[1]"):
            flow.mark("1")
        else:
            flow.text(piece)
    flow.block()
    words = tuple(words_of(source))
    division = Division("d", Block("heading", ""), (), (), "f", (1, 2))
    found = compare(Expected(division, "f.txt", words, (), words), Region(tuple(flow.tokens)))
    assert (found.lost, found.added) == ((), ())


@pytest.mark.parametrize(
    ("raw", "text", "label", "accepted"),
    [
        ("word.683", "word.", "683", True),
        ("word.683", "word.6", "83", False),
        ("Guchkovii", "Guchkov", "ii", True),
        ("211xlix", "211", "xlix", True),
        ("word.683", "word", "683", False),
        ("word.683", "Word.", "683", False),
        ("word [1]", "word", "1", True),
        ("word [1]", "word", "2", False),
        ("word 1", "word", "1", False),
    ],
)
def test_mark_accounts_for_what_was_cut_and_nothing_else(raw: str, text: str, label: str, accepted: bool) -> None:
    flow = Flow()
    flow.text(f"Before {text}")
    flow.mark(label)
    flow.text(" after")
    flow.block()
    words = tuple(words_of(f"Before {raw} after"))
    division = Division("d", Block("heading", ""), (), (), "f", (1, 2))
    result = compare(Expected(division, "f.txt", words, (), words), Region(tuple(flow.tokens)))
    assert (not result.lost and not result.added) is accepted
    assert [each.kind for each in result.explained] == (["note mark"] if accepted else [])


@pytest.mark.parametrize(
    ("raw", "accepted"),
    [("word [1] [2]", True), ("word[1] [2]", True), ("word[1][2]", True), ("word [1] x [2]", False)],
)
def test_two_marks_behind_one_word(raw: str, accepted: bool) -> None:
    words = tuple(words_of(f"Before {raw} after"))
    division = Division("d", Block("heading", ""), (), (), "f", (1, 2))
    region = Region((Token("Before"), Token("word", (Mark(4, "1", False), Mark(4, "2", False))), Token("after")))
    result = compare(Expected(division, "f.txt", words, (), words), region)
    assert (not result.lost and not result.added) is accepted


def test_word_that_looks_like_a_note_label_is_none() -> None:
    words = tuple(words_of("see 1 here"))
    division = Division("d", Block("heading", ""), (), (), "f", (1, 2))
    region = Region((Token("see"), Token("1", kind="label"), Token("here")))
    assert compare(Expected(division, "f.txt", words, (), words), region).lost
