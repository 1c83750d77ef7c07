"""Proposals: what is said of a raw text fits it, is written as ``edition.toml``, and reads the text as it was meant.

A case ``cases/propose/<what>.txt`` has two parts between lines ``---``: the raw text and the ``edition.toml`` proposed. With
``ACCEPT_CASES=1`` in the environment the second is written anew: read the difference before you keep it.
"""

from __future__ import annotations

import difflib
import os
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plain_books import Book, Style, make
from sphinx_handbook.corpus.texts import unix
from sphinx_handbook.edition import parse_edition
from sphinx_handbook.problems import ProblemError
from sphinx_handbook.propose import Proposal, edition_toml, propose
from sphinx_handbook.propose.headings import shortened
from sphinx_handbook.readers import Read, SourceFile, read
from sphinx_handbook.readers.blockmap import line_kinds
from test_readers import RAW

CASES = sorted((Path(__file__).parent / "cases/propose").glob("*.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_case_is_proposed_as_it_says(case: Path) -> None:
    raw, expected = re.split(r"^---\n", case.read_text(encoding="utf-8"), maxsplit=1, flags=re.MULTILINE)
    found = edition_toml(propose(raw.replace("␣", " "), "source.txt"), path="source.txt")
    if os.environ.get("ACCEPT_CASES"):
        case.write_text(f"{raw}---\n{found}", encoding="utf-8")
    elif found != expected:
        lines = difflib.unified_diff(expected.splitlines(), found.splitlines(), "expected", "found", lineterm="", n=2)
        pytest.fail(f"{case.name} is proposed otherwise:\n" + "\n".join(lines), pytrace=False)
    read_as_proposed(raw.replace("␣", " "), propose(raw.replace("␣", " "), "source.txt"))


def read_as_proposed(text: str, proposal: Proposal) -> Read:
    """What a reader makes of ``text`` by the ``edition.toml`` of the proposal, whose headings it must find."""
    data, reading, (block_map,) = parse_edition(edition_toml(proposal, path="source.txt"), "edition.toml")
    file = data.file[0]
    source = unix(text) if file.windows else text
    kinds = line_kinds(file.blocks.items(), source.removesuffix("\n").split("\n"))
    found = read(
        SourceFile("text", "source.txt", source, replace(block_map, kinds=kinds)), reading, ids=list(data.contents)
    )
    if data.contents:
        assert [division.id for division in found.divisions] == list(data.contents)
        assert [shortened(division.heading.text) for division in found.divisions] == list(data.contents.values())
    return found


# Books of which it is known what they hold

STYLES = st.builds(
    Style,
    headings=st.sampled_from(
        ["chapter", "chapter-title", "chapter-below", "words", "arabic", "numeral", "numeral-title", "capitals"]
    ),
    notes=st.sampled_from(["none", "in-text", "footnote", "chapter-end", "book-end", "numbered-end"]),
    anew=st.booleans(),
    licence=st.booleans(),
    contents=st.booleans(),
    windows=st.booleans(),
    preface=st.booleans(),
    appendices=st.integers(0, 3),
    centred=st.booleans(),
)


@settings(max_examples=250)
@given(style=STYLES, seed=st.integers(0, 10**6))
def test_a_book_is_read_whole_by_what_is_proposed(style: Style, seed: int) -> None:
    book = make(style, seed)
    assert_read_whole(book, propose(book.text, "book.txt"))


def assert_read_whole(book: Book, proposal: Proposal) -> None:
    found = read_as_proposed(book.text, proposal)
    assert found.problems == ()
    assert [division.heading.text for division in found.divisions] == book.headings
    assert [len(division.notes) for division in found.divisions] == book.notes
    assert [list(division.marks()) for division in found.divisions] == [
        [note.label for note in division.notes] for division in found.divisions
    ]
    blocks = [block for division in found.divisions for block in division.blocks]
    notes = [block for division in found.divisions for note in division.notes for block in note.blocks]
    kinds = [block.kind for block in blocks]
    assert (kinds.count("verse"), kinds.count("quote")) == (book.verses, book.quotes)
    assert sum(len(list(block.of_kind("emphasis"))) for block in (*blocks, *notes)) == book.emphases
    assert not any("_" in block.text or "GUTENBERG" in block.text for block in blocks)


def test_a_long_book_takes_few_lines() -> None:
    style = Style(headings="chapter-below", notes="in-text", appendices=2, windows=True)
    book = make(style, 1917, chapters=12, notes=100, paragraphs=145)
    assert 780_000 < len(book.text.encode()) < 900_000
    proposal = propose(book.text, "book.txt")
    assert_read_whole(book, proposal)
    assert sum(book.notes) == 100
    whole = edition_toml(proposal, path="source.txt")
    # [contents] gives the divisions ids and guards their headings; the text can be read without it.
    bare = re.sub(r"^\[contents\]\n(?:.+\n)+", "", whole, flags=re.MULTILINE)
    assert_read_whole(book, replace(proposal, contents={}))
    assert lines_of(bare) < 30
    assert lines_of(whole) == lines_of(bare) + 1 + len(book.headings)


def test_a_text_of_very_many_headings_is_proposed_at_once() -> None:
    # Each id is compared with each other: a pattern of its own for each pair would take half a minute and more.
    text = "".join(
        f"PREFACE {'I' * (number % 3)}\n\nWords of it.\n\n\n\nCHAPTER {number}\n\nWords.\n\n\n\n"
        for number in range(1, 1200)
    )
    started = time.process_time()
    assert len(propose(text, "book.txt").contents) >= 1199
    assert time.process_time() - started < 20


def lines_of(toml: str) -> int:
    """How many lines of ``toml`` say something."""
    return sum(bool(line) and not line.startswith("#") for line in toml.splitlines())


# Anything at all


@settings(max_examples=500)
@example(raw="[" * 60 + "One\n\nWords.")
@given(raw=RAW)
def test_any_text_is_proposed_or_refused(raw: str) -> None:
    try:
        proposal = propose(raw, "source.txt")
    except ProblemError:
        return
    read_as_proposed(raw, proposal)


@settings(max_examples=200)
@given(style=STYLES, seed=st.integers(0, 99), cuts=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.05)), max_size=4))
def test_a_mutilated_book_is_proposed_or_refused(style: Style, seed: int, cuts: list[tuple[float, float]]) -> None:
    text = make(style, seed, paragraphs=3).text
    for start, length in cuts:
        text = text[: int(start * len(text))] + text[int((start + length) * len(text)) :]
    try:
        proposal = propose(text, "source.txt")
    except ProblemError:
        return
    read_as_proposed(text, proposal)


@pytest.mark.parametrize(
    ("text", "code"), [("", "text-empty"), ("A\rB\n", "text-line-ends"), ("A\x0cB\n", "text-control")]
)
def test_what_no_edition_can_have_is_refused(text: str, code: str) -> None:
    with pytest.raises(ProblemError) as refused:
        propose(text, "source.txt")
    assert refused.value.problems[0].code == code
