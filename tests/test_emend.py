"""Emendations: the reading replaces the lemma, and nothing else moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook.emend import Emendation, Entry, emend
from sphinx_handbook.origins import Origin
from sphinx_handbook.problems import Problem
from sphinx_handbook.text import Block, Division, Edition, Locus, Note, Span

HEADING = Block("heading", "One", locus=Locus("ferry", "1", "0"))


def edition(*blocks: Block) -> Edition:
    note = Note("1", (Block("paragraph", "A nite.", locus=Locus("ferry", "1", "n1")),))
    return Edition("ferry", (Division("1", HEADING, blocks, (note,), "text", (1, 9)),))


def block(text: str, *spans: Span, lines: tuple[tuple[int, int], ...] = ((0, 3),)) -> Block:
    return Block("paragraph", text, spans, lines, locus=Locus("ferry", "1", "1"))


def apply(target: Block, *emendations: Emendation) -> tuple[Block, list[Entry], list[Problem]]:
    emended, entries, problems = emend(
        edition(target), emendations, [Origin("emendations.toml", "")] * len(emendations)
    )
    return emended.divisions[0].blocks[0], entries, problems


def read(lemma: str, reading: str, occurrence: int = 0) -> Emendation:
    return Emendation("ferry.1.1", lemma, reading, "a test", occurrence)


def test_the_reading_replaces_the_lemma() -> None:
    found, entries, problems = apply(block("A bulit bridge."), read("bulit", "built"))
    assert found.text == "A built bridge."
    assert found.spans == (Span(2, 7, "emendation", "e1"),)
    assert [(entry.number, entry.line, entry.occurrence) for entry in entries] == [("e1", 3, 1)]
    assert problems == []


def test_marks_and_pages_stay_at_their_words() -> None:
    text = block("one tow three", Span(7, 7, "note", "1"), Span(8, 8, "page", "4"), lines=((0, 3), (8, 4)))
    found, _, _ = apply(text, read("tow", "two and a half"))
    assert found.text == "one two and a half three"
    assert found.text[: found.spans[1].start].endswith("half")
    assert found.text[found.spans[2].start :] == "three"
    assert [found.text[offset:] for offset, _ in found.lines] == [found.text, "three"]


def test_marks_behind_one_word_keep_their_order() -> None:
    found, _, _ = apply(block("one tow", Span(5, 5, "note", "9"), Span(6, 6, "note", "10")), read("tow", ""))
    assert [span.value for span in found.of_kind("note")] == ["9", "10"]


def test_headings_and_notes_can_be_emended() -> None:
    emended, entries, problems = emend(
        edition(block("text")),
        [Emendation("ferry.1.n1", "nite", "note", "slip"), Emendation("ferry.1.0", "One", "First", "slip")],
        [Origin("emendations.toml", "")] * 2,
    )
    assert (emended.divisions[0].heading.text, emended.divisions[0].notes[0].text) == ("First", "A note.")
    assert [entry.emendation.place for entry in entries] == ["ferry.1.0", "ferry.1.n1"], "in reading order"
    assert problems == []


def test_an_occurrence_can_be_chosen() -> None:
    assert apply(block("a cat, a cat"), read("cat", "dog", 2))[0].text == "a cat, a dog"


@pytest.mark.parametrize(
    ("emendation", "message"),
    [
        (read("dog", "cat"), "the lemma 'dog' does not stand at ferry.1.1"),
        (read("", "cat"), "the lemma '' does not stand at ferry.1.1"),
        (read("cat", "dog"), "'cat' stands 2 times at ferry.1.1"),
        (read("cat", "dog", 3), "'cat' stands 2 times at ferry.1.1; there is no number 3"),
        (read("cat", "dog", -1), "'cat' stands 2 times at ferry.1.1; there is no number -1"),
        (Emendation("ferry.1.7", "cat", "dog", "x"), "there is no ferry.1.7 in the text"),
    ],
)
def test_what_cannot_be_applied_is_a_problem(emendation: Emendation, message: str) -> None:
    found, entries, problems = apply(block("a cat, a cat"), emendation)
    assert (found.text, entries) == ("a cat, a cat", [])
    assert [(problem.line, problem.message) for problem in problems] == [(1, message)]


def test_emendations_may_touch_but_not_overlap() -> None:
    assert apply(block("abcd"), read("ab", "x"), read("cd", "y"))[0].text == "xy"
    found, _, (problem,) = apply(block("abcd"), read("abc", "x"), read("cd", "y"))
    assert (found.text, problem.message) == ("aby", "the lemma overlaps that of the emendation in line 1")


@given(
    st.lists(
        st.tuples(st.text("abc ", min_size=1, max_size=5), st.text("xyz ", max_size=5), st.booleans()), max_size=8
    ),
    st.lists(st.integers(0, 60), max_size=6),
)
def test_everything_else_stays(pieces: list[tuple[str, str, bool]], places: list[int]) -> None:
    """Of pieces that are each a lemma or not, only lemmas are replaced; marks stay inside, in order, at their words."""
    texts = [f"<{number}{piece}>" for number, (piece, _, _) in enumerate(pieces)]
    text = "".join(texts)
    spans = tuple(Span(place, place, "note", str(place)) for place in sorted(set(places)) if place <= len(text))
    emendations = [read(texts[number], reading) for number, (_, reading, emended) in enumerate(pieces) if emended]
    target = block(
        text, *spans, lines=tuple((place, 3 + number) for number, place in enumerate(range(0, len(text), 5)))
    )
    found, entries, problems = apply(target, *emendations)
    assert problems == []
    assert len(entries) == len(emendations)
    assert found.text == "".join(
        reading if emended else texts[number] for number, (_, reading, emended) in enumerate(pieces)
    )
    assert all(0 <= span.start <= span.end <= len(found.text) for span in found.spans)
    assert [span.value for span in found.of_kind("note")] == [span.value for span in spans]
    assert {found.text[span.start : span.end] for span in found.of_kind("emendation")} <= {r for _, r, _ in pieces}
    assert list(found.lines) == sorted(found.lines)
    for before, after in zip(spans, found.of_kind("note"), strict=True):
        number = next(
            (n for n in range(len(texts)) if sum(map(len, texts[:n])) < before.start < sum(map(len, texts[: n + 1]))),
            None,
        )
        if number is not None and not pieces[number][2]:
            assert found.text[after.start :].startswith(text[before.start : sum(map(len, texts[: number + 1]))])
