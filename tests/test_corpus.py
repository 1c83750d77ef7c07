"""The corpus on disk: what is written is whole, and only what we wrote is removed. Problems have ``problems/``."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook import corpus
from sphinx_handbook.cli.beside import beside
from sphinx_handbook.edition import parse_edition
from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.readers.blockmap import BlockMap, line_kinds, parse_ranges
from sphinx_handbook.readers.reading import PRESETS, pattern_fault

BASE = Path(__file__).parent / "problems/base"


def test_own_texts_are_read_and_others_when_at_hand() -> None:
    without, with_texts = corpus.load(BASE), corpus.load(BASE, BASE / "texts")
    assert [folder.siglum for folder in without.folders] == ["ferry", "weir"]
    assert [one.folder.siglum for one in without.converted] == ["ferry"]
    assert [one.folder.siglum for one in with_texts.converted] == ["ferry", "weir"]
    assert without.problems == with_texts.problems == ()


Reading = Callable[[], Any]


class Beside:
    """Begins works in processes of their own, and counts them."""

    def __init__(self) -> None:
        self.begun: list[str] = []

    def __call__(self, work: Reading) -> Reading:
        assert isinstance(work, partial)
        self.begun.append(work.args[0].siglum)
        return beside(work)


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(corpus.loading, "LONG", 200)


def test_what_is_short_is_read_in_turn() -> None:
    begin = Beside()
    assert corpus.load(BASE, BASE / "texts", begin).converted
    assert begin.begun == []


@pytest.mark.usefixtures("two_cores")
def test_the_longest_edition_at_hand_is_read_beside_the_others() -> None:
    begin = Beside()
    assert corpus.load(BASE, BASE / "texts", begin) == corpus.load(BASE, BASE / "texts")
    assert begin.begun == ["weir"]
    corpus.load(BASE, None, begin)
    assert begin.begun == ["weir"], "the longest is not at hand, and the other is short"


@pytest.mark.usefixtures("two_cores")
@pytest.mark.parametrize(
    ("more", "longest"),
    [("", "weir"), (f"\n{'More. ' * 40}\n", "ferry"), (f"\n{'More. ' * 40}\x07\n", "ferry")],
    ids=["the last", "the first", "one that cannot be read"],
)
def test_problems_stay_in_the_order_of_the_editions(tmp_path: Path, more: str, longest: str) -> None:
    project = Path(shutil.copytree(BASE, tmp_path / "project"))
    (project / "corpus/ferry/source.txt").open("a").write(more)
    for data in project.glob("corpus/*/edition.toml"):
        data.write_text(data.read_text().replace('1 = "', '1 = "Not '))
    begin = Beside()
    found = corpus.load(project, project / "texts", begin)
    assert begin.begun == [longest]
    assert found == corpus.load(project, project / "texts")
    assert list(dict.fromkeys(problem.path.split("/")[1] for problem in found.problems)) == ["ferry", "weir"]
    assert [one.folder.siglum for one in found.converted] == (["weir"] if "\x07" in more else ["ferry", "weir"])


@pytest.mark.usefixtures("two_cores")
def test_an_edition_whose_reading_is_killed_is_not_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    here, convert = os.getpid(), corpus.loading.convert

    def killed(*given: Any) -> Any:
        return convert(*given) if os.getpid() == here else os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(corpus.loading, "convert", killed)
    with pytest.raises(RuntimeError, match="killed"):
        corpus.load(BASE, BASE / "texts", beside)


def test_a_text_is_known_by_its_bytes_and_not_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "download(1).dat").write_bytes((BASE / "texts/weir.txt").read_bytes())
    (tmp_path / ".hidden").write_text("not read")
    found = corpus.load(BASE, tmp_path)
    assert [one.folder.siglum for one in found.converted] == ["ferry", "weir"]
    assert found.problems == ()


def test_every_edition_has_pages() -> None:
    absent, present = (corpus.edition_texts(corpus.load(BASE, texts)) for texts in (None, BASE / "texts"))
    assert sorted(absent) == ["ferry/1.md", "ferry/2.md", "ferry/apparatus.md", "ferry/index.md", "weir/index.md"]
    assert sorted(present) == sorted([*absent, "weir/1.md"])
    assert "In the town library." in absent["weir/index.md"]
    assert "built" in present["ferry/2.md"]


def test_a_file_is_written_only_if_its_bytes_differ(tmp_path: Path) -> None:
    file = tmp_path / "deep/page.md"
    assert corpus.write_if_different(file, "one")
    os.utime(file, (0, 0))
    assert not corpus.write_if_different(file, "one")
    assert file.stat().st_mtime == 0
    assert corpus.write_if_different(file, "two")
    assert [path.name for path in file.parent.iterdir()] == ["page.md"]


def test_pages_that_are_no_longer_made_are_removed_and_no_others(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    assert corpus.write_pages(folder, {"a/1.md": "1", "a/2.md": "2"}) == (["a/1.md", "a/2.md"], [])
    (folder / "a/mine.md").write_text("mine")
    assert corpus.write_pages(folder, {"a/1.md": "1", "b/1.md": "3"}) == (["b/1.md"], ["a/2.md"])
    assert sorted(path.name for path in folder.rglob("*.md")) == ["1.md", "1.md", "mine.md"]


def test_a_forged_manifest_removes_nothing_outside(tmp_path: Path) -> None:
    precious = tmp_path / "precious.md"
    precious.write_text("mine")
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / corpus.generated.MANIFEST).write_text("../precious.md\n/etc/hostname\n")
    assert corpus.write_pages(folder, {}) == ([], [])
    assert precious.exists()


@pytest.mark.parametrize(
    ("ranges", "pairs"),
    [("", ()), ("  ", ()), ("13", ((13, 13),)), ("13, 39-40,50 - 52", ((13, 13), (39, 40), (50, 52)))],
)
def test_ranges(ranges: str, pairs: tuple[tuple[int, int], ...]) -> None:
    assert parse_ranges(ranges) == pairs


@pytest.mark.parametrize("ranges", ["a", "1,", "1-", "-1", "0", "5-3", "1–3", "٣", "1 2", "99999999"])
def test_what_is_no_range_is_refused(ranges: str) -> None:
    with pytest.raises(ValueError, match=r"is no line number|runs backwards"):
        parse_ranges(ranges)


@given(st.lists(st.tuples(st.integers(1, 999), st.integers(0, 99)).map(lambda pair: (pair[0], sum(pair))), min_size=1))
def test_ranges_read_back(pairs: list[tuple[int, int]]) -> None:
    assert parse_ranges(", ".join(f"{first}-{last}" for first, last in pairs)) == tuple(pairs)


def test_a_range_passes_over_blank_lines_but_a_number_does_not() -> None:
    assert line_kinds([("quote", "1-3")], ["a", "", "b"]) == {1: "quote", 3: "quote"}
    assert line_kinds([("quote", "2")], ["a", "", "b"]) == {2: "quote"}
    assert line_kinds([("quote", "3-9999999")], ["a", "", "b"]) == {3: "quote", 4: "quote"}


def test_letters_are_numbered() -> None:
    letters = BlockMap(letters=((3, 5), (8, 9)))
    assert [letters.letter_at(line) for line in range(2, 11)] == [0, 1, 1, 1, 0, 0, 2, 2, 0]


@pytest.mark.parametrize(
    "pattern", [r"(a+)+$", r"(a|a)*", r"(\w+\s?){2,}", r".*.*.*.*x", r"(", "[", "*", r"(?P<a>x)(?P<a>y)"]
)
def test_patterns_that_are_refused(pattern: str) -> None:
    assert pattern_fault(pattern)


@pytest.mark.parametrize(
    "pattern", [r"Chapter \d+: |Conclusion$", r"[()*+]{1,3}\)", r"(?:Notes?|Sources)", r"https?://\S+", ""]
)
def test_patterns_that_are_accepted(pattern: str) -> None:
    assert pattern_fault(pattern) == ""


def test_the_presets_have_good_patterns() -> None:
    for reading in PRESETS.values():
        assert not any(
            pattern_fault(pattern) for pattern in (reading.division, reading.notes_heading, reading.artefact)
        )


PARTS = (
    *('title = "T"', 'author = "A"', 'about = ""', 'rights = ""', 'calendar = "julian"', "year = 1912", "[reading]"),
    *(
        'preset = "pages"',
        'preset = "chapters"',
        "first_note = 0",
        'division = "(x+)*"',
        "[contents]",
        '1 = "One"',
        '"é" = "x"',
    ),
    *("[[file]]", 'path = "a"', 'sha256 = "0"', 'letters = "3-1"', "[file.blocks]", 'quote = "1-2"', 'heading = "2"'),
    *("[[file.gap]]", "line = 3", 'after = "x"', 'reason = "y"', 'note = "("', "x = [", "]", '"""', "front = 1"),
)


@given(st.lists(st.sampled_from(PARTS), max_size=25).map("\n".join))
def test_any_edition_file_reads_or_gives_problems(text: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        data, _, maps = parse_edition(text, "edition.toml")
        assert len(data.file) == len(maps)
    except ProblemError as error:
        problems = error.problems
    assert all(problem.hint and 0 <= problem.line <= text.count("\n") + 1 for problem in problems)


@pytest.mark.parametrize(
    ("declared", "right"),
    [
        ("1) The Weir", True),
        ("1) … Weir", True),
        ("1) The …", True),
        ("1) The … Mill", False),
        ("…", True),
        ("1) Weir", False),
    ],
)
def test_a_declared_heading_may_leave_words_out(project: Path, declared: str, right: bool) -> None:
    edition = project / "corpus/mill/edition.toml"
    edition.write_text(edition.read_text(encoding="utf-8").replace("1) The Weir", declared), encoding="utf-8")
    assert ("heading-unexpected" in {problem.code for problem in corpus.load(project).problems}) is not right
