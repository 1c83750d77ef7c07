"""What the proof expects of a plain text: emphasis without its underscores, notes at the end of their division; and that the
reader, with which it shares no code, makes the same of any text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plain_books import Style, make
from sphinx_handbook.cli.verify import under_test
from sphinx_handbook.corpus import Converted
from sphinx_handbook.fidelity.expected import expected
from sphinx_handbook.fidelity.markup import without_note_brackets, without_underscores
from sphinx_handbook.readers import PRESETS, BlockMap, Reading, SourceFile, read
from sphinx_handbook.readers.reading import NotesRule
from sphinx_handbook.text import Edition
from test_readers import RAW, written


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a _word_ here", "a word here"),
        ("_two\nlines_ and _one_.", "two\nlines and one."),
        ("_not\n\nover_ a blank line", "_not\n\nover_ a blank line"),
        ("file_name_here, __blank__ and _ alone _", "file_name_here, __blank__ and _ alone _"),
        ("_one_[1] (_two_)", "one[1] (two)"),
    ],
)
def test_underscores_of_emphasis_go(raw: str, clean: str) -> None:
    found, changes = without_underscores(raw, 1)
    assert found == clean
    assert len(changes) == (raw.count("_") - clean.count("_")) // 2


@pytest.mark.parametrize(
    ("raw", "notes", "clean"),
    [
        ("[Footnote 1: So.]", [(1, 1)], "1 So."),
        ("a\n\n  [Footnote 12: See [2]\n  there.] \n\nb", [(3, 4)], "a\n\n  12 See [2]\n  there. \n\nb"),
        ("[Footnote 1: One.\n\nTwo.]\n", [(1, 3)], "1 One.\n\nTwo.\n"),
        ("[Footnote 1: One.] more", [(1, 1)], "1 One.] more"),
        ("[Footnote 1: it is no note]", [], "[Footnote 1: it is no note]"),
        ("see [Footnote 1: no]", [(1, 1)], "see [Footnote 1: no]"),
    ],
)
def test_brackets_of_notes_go(raw: str, notes: list[tuple[int, int]], clean: str) -> None:
    assert without_note_brackets(raw, 1, "[Footnote 1:", notes)[0] == clean
    assert without_note_brackets(raw, 1, "[1]", notes) == (raw, [])


@pytest.mark.parametrize(
    ("starts", "continued", "clean"),
    [((), (1,), "so\n\nfar"), ((3,), (1,), "_so\n\nfar_"), ((), (2,), "_so\n\nfar_")],
    ids=["continued", "begun anew", "another line continued"],
)
def test_an_emphasis_goes_on_behind_a_blank_line_where_its_paragraph_does(
    starts: tuple[int, ...], continued: tuple[int, ...], clean: str
) -> None:
    assert without_underscores("_so\n\nfar_", 1, starts=starts, continued=continued)[0] == clean


def assert_agree(text: str, reading: Reading, blocks: BlockMap) -> None:
    """For every division the reader's characters are those that the proof expects, and so is what it closes up."""
    source = SourceFile("text", "source.txt", text, blocks)
    found = read(source, reading)
    edition = Edition("one", found.divisions)
    folder = SimpleNamespace(reading=reading)
    removed = tuple(("text", line) for line in found.removed)
    test = under_test(Converted(folder, edition, (source,), (), removed, {}))  # type: ignore[arg-type]
    bare = "[" in reading.notes_label and not reading.notes_label.endswith("]")
    for division in found.divisions:
        wanted, problems = expected(test, division)
        assert problems == []
        made = written(division, replace(reading, notes_label="1") if bare else reading)
        assert only_behind_hyphens(" ".join(word.text for word in wanted.words)) == only_behind_hyphens(made)


def only_behind_hyphens(text: str) -> str:
    """``text`` with spaces only behind hyphens, and there none before a mark, of which the reader takes it away."""
    return " ".join(re.sub(r"\s+(?=\[)|(?<!-)\s+", "", text).split())


@pytest.mark.parametrize("notes", ["in-text", "book-end", "heading"])
@pytest.mark.parametrize("label", ["[1]", "[Footnote 1:", "1."])
@settings(max_examples=150)
@example(raw="0\n\nNOTES\n\n0", verse=[], continues=[])
@example(raw="_--\n_b", verse=[], continues=[])
@example(raw="_a--_\n_b_", verse=[], continues=[])
@example(raw="a _-\nb_", verse=[], continues=[])
@example(raw="a-\n--\nb", verse=[], continues=[])
@example(raw="CHAPTER I\n\n[1] a-\nb", verse=[4], continues=[])
@example(raw="_a-\n\nb_", verse=[], continues=[1])
@given(raw=RAW, verse=st.lists(st.integers(1, 20), max_size=4), continues=st.lists(st.integers(1, 20), max_size=2))
def test_reader_and_proof_agree_on_any_text(
    notes: NotesRule, label: str, raw: str, verse: list[int], continues: list[int]
) -> None:
    reading = replace(
        PRESETS["wrapped"],
        notes=notes,
        notes_label=label,
        division="CHAPTER [IVX]+|A$",
        title="below",
        continues=tuple(continues),
    )
    assert_agree(raw, reading, BlockMap(kinds=dict.fromkeys(verse, "verse")))


@settings(max_examples=60)
@given(
    style=st.builds(Style, notes=st.sampled_from(["in-text", "footnote", "chapter-end", "book-end", "numbered-end"])),
    seed=st.integers(0, 10**6),
    omitted=st.lists(st.integers(1, 200), max_size=3),
)
def test_reader_and_proof_agree_on_books(style: Style, seed: int, omitted: list[int]) -> None:
    labels = {"footnote": "[Footnote 1:", "numbered-end": "1."}
    places: dict[str, NotesRule] = {"chapter-end": "heading", "numbered-end": "heading", "book-end": "book-end"}
    reading = replace(
        PRESETS["wrapped"],
        division="CHAPTER [IVX]+$",
        notes=places.get(style.notes, "in-text"),
        notes_label=labels.get(style.notes, "[1]"),
    )
    assert_agree(make(style, seed).text, reading, BlockMap(omitted=tuple((line, line + 2) for line in omitted)))
