"""Raw text to words with lines; declarations change exactly what they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook.fidelity import EditionUnderTest, Emendation, Gap, Removed
from sphinx_handbook.fidelity.expected import expected
from sphinx_handbook.fidelity.words import Change, Edit, is_word, join_line_end_hyphens, lines_of, words_of
from sphinx_handbook.text import Block, Division, Edition, Note

CHANGE = Change("emendation", 1, "", "")


def texts(source: str, *, join: bool = False, marks: tuple[str, ...] = (), **declared: object) -> list[str]:
    """The words an output of ``source`` must have; a declaration that does not fit raises."""
    notes = tuple(Note(label, ()) for label in marks)
    division = Division("d", Block("heading", ""), (), notes, "f", (1, len(lines_of(source)) + 1))
    edition = EditionUnderTest(
        "e",
        {"f": ("f.txt", source)},
        Edition("e", (division,)),
        hyphens_join="over-breaks" if join else "never",
        **declared,  # type: ignore[arg-type]
    )
    found, problems = expected(edition, division)
    assert problems == []
    return [word.text for word in found.words]


def test_words_have_lines_counted_from_one() -> None:
    words = words_of("One two\n\n three \u00a0four\nfive", first_line=10)
    assert [(word.text, word.line) for word in words] == [
        ("One", 10), ("two", 10), ("three", 12), ("four", 12), ("five", 13),
    ]  # fmt: skip
    assert [word.text for word in words if word.first] == ["One", "three", "five"]
    assert [word.text for word in words if word.last] == ["two", "four", "five"]


@given(st.text(alphabet=" \n\u00a0\u2009ab-’1"))
def test_words_are_those_between_white_space(text: str) -> None:
    words = words_of(text)
    assert [word.text for word in words] == text.split()
    assert all(word.text in text.split("\n")[word.line - 1].split() for word in words)


@given(st.text(alphabet="ab \n", max_size=40), st.data())
def test_edits_change_only_what_they_cover(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    edits = [
        Edit(start, end, data.draw(st.text(alphabet="xy ", max_size=4)), CHANGE)
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    edited, cursor = "", 0
    for edit in edits:
        edited += text[cursor : edit.start] + edit.text
        cursor = edit.end
    words = words_of(text, edits=edits)
    assert [word.text for word in words] == (edited + text[cursor:]).split()
    assert all(word.changes for word in words if set(word.text) & {"x", "y"})


@pytest.mark.parametrize(("token", "counts"), [("1917", True), ("é", True), ("–", False), ("...", False), ("“", False)])
def test_word_has_letter_or_digit(token: str, counts: bool) -> None:
    assert is_word(token) is counts


@pytest.mark.parametrize(
    ("source", "joined"),
    [
        ("well-\nknown", ["well-known"]),
        ("well-\n\n\n\nknown", ["well-known"]),
        ("well-\n  known", ["well-known"]),
        ("M-i-n-\ni-s-\nters", ["M-i-n-i-s-ters"]),
        ("well- \nknown", ["well-", "known"]),
        ("well- known", ["well-", "known"]),
        ("word –\nknown", ["word", "–", "known"]),
        ("word -\nknown", ["word", "-", "known"]),
        ("well-", ["well-"]),
    ],
)
def test_line_end_hyphens(source: str, joined: list[str]) -> None:
    words = join_line_end_hyphens(words_of(source))
    assert [word.text for word in words] == joined
    assert texts(source) == source.split()


@pytest.mark.parametrize(
    ("source", "joined"),
    [("a well-\nknown", ["a", "well-known"]), ("well-\n\nknown", ["well-", "known"]), ("a-\nb-\nc", ["a-b-c"])],
)
def test_where_blank_lines_part_paragraphs_no_word_goes_on_behind_them(source: str, joined: list[str]) -> None:
    assert [word.text for word in join_line_end_hyphens(words_of(source), over_breaks=False)] == joined


@pytest.mark.parametrize(
    ("source", "joined"),
    [
        ("a bridge--\nit fell", ["a", "bridge--it", "fell"]),
        ("a bridge --\nit fell", ["a", "bridge", "--", "it", "fell"]),
        ("a bridge-- \nit fell", ["a", "bridge--", "it", "fell"]),
        ("a bridge-\n-\nit fell", ["a", "bridge--it", "fell"]),
    ],
)
def test_a_dash_of_hyphens_behind_a_word_is_closed_up(source: str, joined: list[str]) -> None:
    assert [word.text for word in join_line_end_hyphens(words_of(source), over_breaks=False)] == joined


def test_what_is_declared_says_whether_a_word_goes_on() -> None:
    def joined(source: str, **declared: tuple[int, ...]) -> list[str]:
        return [word.text for word in join_line_end_hyphens(words_of(source), over_breaks=False, **declared)]

    assert joined("the bridge--\nit fell", starts=(2,)) == ["the", "bridge--", "it", "fell"]
    assert joined("well-\n\nknown", continues=(1,)) == ["well-known"]
    assert joined("well-\n\nknown", continues=(1,), starts=(3,)) == ["well-", "known"]


@pytest.mark.parametrize(
    ("source", "emendation", "result"),
    [
        ("in tends to", Emendation("f", 1, "in tends", "intends"), "intends to"),
        ("not\nwithstanding all", Emendation("f", 1, "not withstanding", "notwithstanding"), "notwithstanding all"),
        ("wore armyaki", Emendation("f", 1, "wore", "wears"), "wears armyaki"),
        ("worearmyaki.", Emendation("f", 1, "worearmyaki", "wore armyaki"), "wore armyaki."),
        ("horses In the", Emendation("f", 1, "horses In", "horses. In"), "horses. In the"),
        ("a case.”696 Then", Emendation("f", 1, "case.”", "case."), "a case.696 Then"),
        ("was resumed.706", Emendation("f", 1, "resumed.", "resumed.”"), "was resumed.”706"),
        ("of Petrov696 wth him", Emendation("f", 1, "Petrov wth", "Petrof with"), "of Petrof696 with him"),
        ("of Petrov [706] wth", Emendation("f", 1, "Petrov wth", "Petrof with"), "of Petrof [706] with"),
        ("the the the", Emendation("f", 1, "the", "a", occurrence=2), "the a the"),
        ("a recent a fully", Emendation("f", 1, "recent a fully", "recent and fully"), "a recent and fully"),
        ("peace  won't", Emendation("f", 1, "peace won't", "peace"), "peace"),
    ],
)
def test_emendation(source: str, emendation: Emendation, result: str) -> None:
    assert texts(source, emendations=[emendation], marks=("696", "706")) == result.split()


def test_emendation_of_a_dash_that_looks_like_a_line_end_hyphen() -> None:
    emendations = [Emendation("f", 1, "who-", "who –")]
    assert texts("those who-\nfor once", join=True, emendations=emendations) == ["those", "who", "–", "for", "once"]


@pytest.mark.parametrize("lemma", ["post-war", "post-war years"])
def test_lemma_with_a_line_end_hyphen(lemma: str) -> None:
    emendations = [Emendation("f", 1, lemma, lemma.replace("post", "past"))]
    assert texts("the post-\n\nwar years", join=True, emendations=emendations) == ["the", "past-war", "years"]


def test_emendation_holds_only_at_its_place() -> None:
    assert texts("one\none\none", emendations=[Emendation("f", 2, "one", "two")]) == ["one", "two", "one"]


def test_removed_line_and_removed_words() -> None:
    source = "the half-\n\nhttp://x.org/1 of\n\nbaked bread 12 here"
    assert texts(source, join=True, removed=[Removed("f", 3), Removed("f", 5, "12")]) == [
        "the",
        "half-baked",
        "bread",
        "here",
    ]


def test_gap_stands_behind_its_words() -> None:
    gaps = [Gap("f", 1, "as a"), Gap("f", 2, "end", note="li")]
    assert texts("just as a\nman. The end came", gaps=gaps) == [
        "just", "as", "a", "\0gap", "man.", "The", "end", "\0gapli", "came",
    ]  # fmt: skip
