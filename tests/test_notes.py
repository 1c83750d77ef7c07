"""Note labels and marks: a mark is the label that must come next, wherever the words before it end."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook.readers.notes import Mark, find_marks, label_pattern, labels, roman


@pytest.mark.parametrize(
    ("number", "numeral"),
    [
        (1, "i"),
        (4, "iv"),
        (9, "ix"),
        (14, "xiv"),
        (40, "xl"),
        (69, "lxix"),
        (99, "xcix"),
        (400, "cd"),
        (1917, "mcmxvii"),
    ],
)
def test_roman_numerals(number: int, numeral: str) -> None:
    assert roman(number) == numeral


@given(st.integers(1, 3998))
def test_roman_numerals_differ(number: int) -> None:
    assert roman(number) != roman(number + 1)
    assert set(roman(number)) <= set("mdclxvi")


def test_labels_begin_where_told() -> None:
    arabic, numerals = labels("arabic", 683), labels("roman", 8)
    assert [next(arabic), next(arabic)] == ["683", "684"]
    assert [next(numerals), next(numerals)] == ["viii", "ix"]


def found(text: str, expected: str, style: str = "glued", numerals: str = "arabic") -> str:
    """``text`` with each mark found in it set in ``<>``."""
    for mark in reversed(find_marks([text], expected.split(), style, numerals)):  # type: ignore[arg-type]
        text = f"{text[: mark.start]}<{text[mark.start : mark.end]}>{text[mark.end :]}"
    return text


@pytest.mark.parametrize(
    ("text", "expected", "shown"),
    [
        pytest.param("The end.1", "1", "The end.<1>", id="behind a stop"),
        pytest.param("“The end.”1 So", "1", "“The end.”<1> So", id="behind a quotation"),
        pytest.param("the krugs12 met", "12", "the krugs<12> met", id="behind a word"),
        pytest.param("the end1.", "1", "the end<1>.", id="before the stop"),
        pytest.param("some 138,000.7", "7", "some 138,000.<7>", id="behind a number"),
        pytest.param("3.5 of them.5", "5", "3.5 of them.<5>", id="not the decimals"),
        pytest.param("3.15 p.m. and 12–15 men.15", "15", "3.15 p.m. and 12–15 men.<15>", id="not a time or range"),
        pytest.param(
            "“3 men,” £3, (3), 1/3, No.3, p.3. So.3", "3", "“3 men,” £3, (3), 1/3, No.3, p.3. So.<3>", id="not a sum"
        ),
        pytest.param("one.1 two.2 ten.10", "1 2 10", "one.<1> two.<2> ten.<10>", id="in order"),
        pytest.param(
            "four.4 one.1 two.2 three.3 four.4",
            "1 2 3 4",
            "four.4 one.<1> two.<2> three.<3> four.<4>",
            id="out of order",
        ),
        pytest.param("one.1 three.3", "1 2 3", "one.<1> three.<3>", id="with a hole"),
        pytest.param("in 1917.12 Then", "12", "in 1917.<12> Then", id="behind a year"),
    ],
)
def test_arabic_marks(text: str, expected: str, shown: str) -> None:
    assert found(text, expected) == shown


@pytest.mark.parametrize(
    ("text", "expected", "shown"),
    [
        pytest.param("spring.i So", "i", "spring.<i> So", id="behind a stop"),
        pytest.param("by Markovii and", "ii", "by Markov<ii> and", id="behind a name"),
        pytest.param("by Rostovxxxi and", "xxxi", "by Rostov<xxxi> and", id="behind a letter of numerals"),
        pytest.param("Victory!’xlv So", "xlv", "Victory!’<xlv> So", id="behind a closing single quote"),
        pytest.param("bourgeois”xxv) and", "xxv", "bourgeois”<xxv>) and", id="before a bracket"),
        pytest.param("a plot”lxix.", "lxix", "a plot”<lxix>.", id="before the stop"),
        pytest.param("page 211xlix says", "xlix", "page 211<xlix> says", id="behind a figure"),
        pytest.param("the Allies.l Then", "l", "the Allies.<l> Then", id="a single letter"),
        pytest.param(
            "(i) one (ii) two.i and V I Lenz, vol ii", "i ii", "(i) one (ii) two.<i> and V I Lenz, vol ii", id="not (i)"
        ),
        pytest.param("Kollontai and Torvi said.i", "i", "Kollontai and Torvi said.<i>", id="not a name's end"),
        pytest.param("a civil tax, a mix.x", "x", "a civil tax, a mix.<x>", id="not a word's end"),
    ],
)
def test_roman_marks(text: str, expected: str, shown: str) -> None:
    assert found(text, expected, numerals="roman") == shown


def test_bracketed_marks_take_their_space_along() -> None:
    assert found("one [1], [we] two.[2] [3]", "1 2 3", "bracketed") == "one< [1]>, [we] two.<[2]>< [3]>"
    assert found("[1] alone", "1", "bracketed") == "[1] alone"


def test_a_mark_is_looked_for_behind_the_one_before_it() -> None:
    assert find_marks(["b.2", "a.1", "c.2"], ["1", "2"], "glued", "arabic") == [Mark(1, 2, 3, "1"), Mark(2, 2, 3, "2")]


@given(
    st.lists(st.sampled_from(["a.", "b", "c”", "12,", "3.5", "d) ", "’", " ", "[", "]"]), max_size=30),
    st.integers(1, 900),
)
def test_marks_that_are_put_in_are_found(words: list[str], first: int) -> None:
    """Behind a word and its stop, whatever else stands around, every mark of a running sequence is found."""
    text = "".join(f"{word} end.{first + number} " for number, word in enumerate(words))
    expected = [str(first + number) for number in range(len(words))]
    marks = find_marks([text], expected, "glued", "arabic")
    assert [mark.label for mark in marks] == expected
    assert all(text[mark.start - 4 : mark.start] == "end." for mark in marks)


@given(st.lists(st.text("iv1 .[]", max_size=12), max_size=5), st.sampled_from(["arabic", "roman"]), st.booleans())
def test_marks_are_labels_in_order(texts: list[str], numerals: str, bracketed: bool) -> None:
    source = labels(numerals)  # type: ignore[arg-type]
    expected = [next(source) for _ in range(6)]
    marks = find_marks(texts, expected, "bracketed" if bracketed else "glued", numerals)  # type: ignore[arg-type]
    places = [(mark.text, mark.start, mark.end) for mark in marks]
    assert all(before[0] < behind[0] or before[2] <= behind[1] for before, behind in itertools.pairwise(places))
    assert [expected.index(mark.label) for mark in marks] == sorted({expected.index(mark.label) for mark in marks})
    assert all(texts[m.text][m.start : m.end].strip(" []") == m.label for m in marks)


@pytest.mark.parametrize(
    ("text", "label", "words"),
    [
        ("1. Bell", "1.", "Bell"),
        ("1 Bell", "1", "Bell"),
        ("[1] Bell", "[1]", "Bell"),
        ("[Footnote 1: Bell", "[Footnote 1:", "Bell"),
        ("1.Bell", "1.", None),
        ("1.", "1.", None),
        ("x. Bell", "1.", None),
    ],
)
def test_a_note_begins_with_its_label(text: str, label: str, words: str | None) -> None:
    match = label_pattern("arabic", label).match(text)
    assert (text[match.end() :] if match else None) == words
