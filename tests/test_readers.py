"""Readers: every text case below ``cases/readers`` reads as its outline says, and no text at all makes a reader fall.

A case ``<preset>-<what>.txt`` has two or three parts between lines ``---``: the raw text, what an editor says of it (TOML, may be
left out), and the outline expected. In the raw text ``␣`` is a space and ``⍽`` a no-break space, so that none is lost from sight;
``∎`` at the end says that the text has no final line feed. With ``ACCEPT_CASES=1`` in the environment the outlines are written
anew: read the difference before you keep it.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_handbook.readers import PRESETS, BlockMap, Gap, Read, Reading, SourceFile, read
from sphinx_handbook.readers.blockmap import line_kinds, parse_ranges
from sphinx_handbook.readers.reading import NotesRule
from sphinx_handbook.text import Block, Division, in_order

CASES = sorted((Path(__file__).parent / "cases/readers").glob("*.txt"))
LONGEST_SHOWN = 72


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_case_reads_as_its_outline_says(case: Path) -> None:
    raw, *options, expected = re.split(r"^---\n", case.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = outline(read_case(case, raw, options[0] if options else ""))
    if os.environ.get("ACCEPT_CASES"):
        case.write_text("---\n".join([raw, *options, found]), encoding="utf-8")
    elif found != expected:
        lines = difflib.unified_diff(expected.splitlines(), found.splitlines(), "expected", "found", lineterm="", n=2)
        pytest.fail(f"{case.name} reads otherwise:\n" + "\n".join(lines), pytrace=False)


def test_every_preset_has_cases() -> None:
    assert {case.stem.partition("-")[0] for case in CASES} == set(PRESETS)


def read_case(case: Path, raw: str, options: str) -> Read:
    said = tomllib.loads(options)
    text = raw.replace("␣", " ").replace("⍽", "\u00a0")
    text = text.removesuffix("∎\n") if text.endswith("∎\n") else text
    blocks = BlockMap(
        kinds=line_kinds(said.get("blocks", {}).items(), text.removesuffix("\n").split("\n")),
        letters=parse_ranges(said.get("letters", "")),
        gaps=tuple(Gap(**gap) for gap in said.get("gap", [])),
        omitted=parse_ranges(said.get("omitted", "")),
    )
    reading = replace(PRESETS[case.stem.partition("-")[0]], **said.get("reading", {}))
    source = SourceFile("text", "source.txt", text, blocks)
    return read(source, reading, ids=said.get("ids", []), first_note=said.get("first_note"))


def outline(found: Read) -> str:
    """What a reader made of a text, a line a thing."""
    lines = [line for division in found.divisions for line in division_outline(division)]
    lines += [f"removed: line {line.number} {line.text.strip()!r}" for line in found.removed]
    lines += [str(problem) for problem in found.problems]
    return "\n".join(lines) + "\n"


def division_outline(division: Division) -> Iterator[str]:
    first, behind = division.lines
    yield f"division {division.id}, lines {first} to {behind - 1}"
    for block in (division.heading, *division.blocks):
        yield from block_outline(block.kind, block)
    for note in division.notes:
        for number, block in enumerate(note.blocks):
            yield from block_outline(f"note {note.label}" if not number else "  more", block)
    lost = " ".join(division.marks_without_note())
    if lost:
        yield f"  marks without a note: {lost}"
    unmarked = " ".join(note.label for note in division.notes_without_mark())
    if unmarked:
        yield f"  notes without a mark: {unmarked}"


def block_outline(what: str, block: Block) -> Iterator[str]:
    level = f" of level {block.level}" if block.level > 1 else ""
    container = f" in {block.container}" if block.container else ""
    text = block.text if len(block.text) <= LONGEST_SHOWN else f"{block.text[:40]} … {block.text[-28:]}"
    yield f"  {what}{level}{container}: {text}"
    for span in block.spans:
        if span.kind == "emphasis":
            yield f"    emphasis: {block.text[span.start : span.end]}"
            continue
        before, behind = block.text[: span.start][-14:], block.text[span.start :][:10]
        yield f"    {span.kind} {span.value}: {before}|{behind}"


# Whatever text there is: it reads, or it gives problems; and no character that is not white space is lost or moved.

FRAGMENTS = (
    *("Chapter 1: A", "Chapter 2: B", "1) A", "2) B", "Appendix", "Notes", "Note", "Notes and References"),
    *("1. one", "2. two", "i one", "ii two", "xx", "1 one", "2 two", "(a) item", "• item", "http://a.b/c"),
    *("word.1", "word.2", "word.i", "wordii", "1.1.1.1", "2.2", "[1]", " [2]", "”3", "’iv", "[", "]", "-", "–", "- "),
    *(
        " ",
        "  ",
        "\n",
        "\n\n",
        "\n\n\n",
        "\n\n\n\n",
        " \n",
        "-\n",
        "\u00a0",
        "\t",
        "\u2028",
        "\u200b",
        "٣",
        "²",
        "Ⅳ",
        "ß",
    ),
    *("A short line", "A sentence that ends here.", "A TITLE", "CHAPTER I", "NOTES", "_", "_so_", "__", "_one\ntwo_"),
    *("[1] one", "[2] two", "[Footnote 1: one]", "[Footnote 2: two", "--\n"),
)
UNREADABLE = ("\ufeff", "\x00", "\r\n", "\x85", "\ud800", "\uffff")
RAW = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join),
    st.lists(st.sampled_from(FRAGMENTS + UNREADABLE), max_size=12).map("".join),
)


@pytest.mark.parametrize("preset", PRESETS)
@settings(max_examples=400)
@given(
    raw=RAW, lost=st.integers(0, 5), kinds=st.dictionaries(st.integers(1, 30), st.sampled_from(["quote", "heading"]))
)
def test_any_text_reads_or_gives_problems(preset: str, raw: str, lost: int, kinds: dict[int, str]) -> None:
    reading = replace(PRESETS[preset], lost_notes=lost, artefact="http://.*" if preset == "pages" else "")
    found = read(SourceFile("text", "source.txt", raw, BlockMap(kinds=kinds, letters=((2, 5),))), reading)  # type: ignore[arg-type]
    if not found.divisions:
        assert found.problems
        return
    removed = {line.number for line in found.removed}
    kept = "\n".join(line for number, line in enumerate(raw.split("\n"), 1) if number not in removed)
    made = no_space("".join(written(division, reading) for division in found.divisions))
    if preset == "wrapped":  # notes go to the end of their division, and underscores of emphasis go
        assert sorted(made.replace("_", "")) == sorted(no_space(kept).replace("_", ""))
        assert made.count("_") <= kept.count("_")
    else:
        assert made == no_space(kept)
    assert_sound(found, raw)


def no_space(text: str) -> str:
    return "".join(text.split())


def written(division: Division, reading: Reading) -> str:
    """The division's characters as its source has them, with white space between blocks."""
    bracketed = reading.marks == "bracketed"
    parts = []
    for block in (division.heading, *division.blocks):
        cursor = 0
        for span in block.of_kind("note"):
            parts += [block.text[cursor : span.start], f"[{span.value}]" if bracketed else span.value]
            cursor = span.start
        parts += [block.text[cursor:], "\n"]
    for note in division.notes:
        parts += [reading.notes_label.replace("1", note.label), " ", note.text, "\n"]
    return "".join(parts)


def assert_sound(found: Read, raw: str) -> None:
    """Divisions tile the file; spans and lines lie inside their blocks, in order; every line is where it says."""
    line_count = len(raw.removesuffix("\n").split("\n"))
    assert [division.lines[0] for division in found.divisions[1:]] == [d.lines[1] for d in found.divisions[:-1]]
    assert (found.divisions[0].lines[0], found.divisions[-1].lines[1]) == (1, line_count + 1)
    for division in found.divisions:
        for block in (division.heading, *division.blocks, *(b for note in division.notes for b in note.blocks)):
            assert block.text
            assert block.spans == in_order(block.spans)
            assert all(0 <= span.start <= span.end <= len(block.text) for span in block.spans)
            assert list(block.lines) == sorted(block.lines)
            assert all(division.lines[0] <= line < division.lines[1] for _, line in block.lines)


@pytest.mark.parametrize("notes", ["in-text", "book-end", "heading"])
@pytest.mark.parametrize("label", ["[1]", "[Footnote 1:", "1."])
@settings(max_examples=150)
@given(raw=RAW)
def test_any_plain_text_reads_however_its_notes_stand(notes: NotesRule, label: str, raw: str) -> None:
    reading = replace(
        PRESETS["wrapped"], notes=notes, notes_label=label, division="CHAPTER [IVX]+|[A-Z]\\)", title="below"
    )
    found = read(SourceFile("text", "source.txt", raw), reading)
    if not found.divisions:
        assert found.problems
        return
    made = no_space("".join(written(division, reading) for division in found.divisions)).replace("_", "")
    kept = no_space(raw).replace("_", "")
    lost = len(kept) - len(made)
    # The bracket that closes a note is all that may go.
    assert sorted(made + "]" * lost) == sorted(kept)
    assert lost <= sum(len(division.notes) for division in found.divisions)


# Time grows with the length of a text, not with its square.

SIZE = 10_000
LONG_TEXTS: dict[str, Callable[[int], str]] = {
    "figures": lambda n: "1) A\n\n" + "1." * n,
    "false marks": lambda n: "1) A\n\n" + "word.1 " * n + "\n\n\n" + "".join(f"{i} n\n" for i in range(1, n // 4)),
    "marks": lambda n: "1) A\n\n" + "".join(f"w.{i} " for i in range(1, n // 2)) + notes(n // 2),
    "marks in paragraphs": lambda n: "1) A\n\n" + "".join(f"w.{i}\n" for i in range(1, n // 2)) + notes(n // 2),
    "marks backwards": lambda n: "1) A\n\n" + "".join(f"w.{i} " for i in range(n // 2, 0, -1)) + notes(n // 2),
    "short paragraphs": lambda n: "1) A\n" + "word\n\n" * n,
    "one paragraph": lambda n: "Chapter 1: A\n\n" + "word \n" * n,
    "one letter": lambda n: "a\n\n" + "i" * (8 * n) + "b " + "v" * n,
    "brackets": lambda n: "Chapter 1: A\n\n" + "[" * n + " [1]" * n,
    "pages": lambda n: "Chapter 1: A\n\n" + "word \n\n\n\n" * n,
    "notes in the text": lambda n: "A\n\n" + "Word. [1]\n\n[1] Note.\n\n" * (n // 4),
    "a note of many paragraphs": lambda n: "A\n\nWord,i so.\n\nNotes\n\ni One.\n\n" + "More.\n\n" * n,
    "open notes": lambda n: "A\n\n" + "[Footnote 1: [\n\n" * (n // 4),
    "underscores": lambda n: "A\n\n" + "_so\n" * n,
    "headings": lambda n: "".join(f"Chapter {i}: A\n\n" for i in range(n // 2)),
}


def notes(count: int) -> str:
    return "\n\n\n" + "".join(f"{i} note\n" for i in range(1, count))


@pytest.mark.parametrize("what", LONG_TEXTS)
@pytest.mark.parametrize("preset", PRESETS)
def test_a_long_text_is_read_to_its_end(preset: str, what: str) -> None:
    text = LONG_TEXTS[what](SIZE)
    divisions = read(SourceFile("text", "source.txt", text), PRESETS[preset]).divisions
    assert divisions[-1].lines[1] == len(text.removesuffix("\n").split("\n")) + 1
