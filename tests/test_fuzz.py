"""The fuzzer: every target stands a few examples, and what a target does not stand is found, made small, kept and told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx.util.docutils import docutils_namespace

from fuzz.__main__ import TARGETS, main
from fuzz.mutate import LONGEST, Edit, spoil
from fuzz.pages import website
from fuzz.run import Tally, Target, fuzz, one_round, report

EDITS = st.builds(
    Edit,
    st.sampled_from(["insert", "cut", "double", "swap", "replace", "repeat"]),
    *(st.integers(0, 3), st.integers(0, 99), st.integers(1, 9), st.integers(0, 99)),
    st.text(max_size=3),
)


@pytest.fixture
def own_website() -> Iterator[None]:
    """Leaves nothing of the fuzzer's Sphinx in docutils, which other tests would find."""
    with docutils_namespace():
        yield
    website.cache_clear()


@pytest.mark.usefixtures("own_website")
@pytest.mark.parametrize("name", TARGETS)
def test_a_target_stands_some_examples(name: str) -> None:
    tallies = fuzz({name: TARGETS[name]._replace(a_round=5)}, minutes=0, first_seed=0)
    assert not tallies[name].findings
    assert tallies[name].examples


def fails_from_50_on(number: int) -> None:
    assert number < 50


def test_the_smallest_example_that_fails_is_told_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tallies = fuzz({"a number": Target(st.integers(0, 1000), fails_from_50_on)}, minutes=1, first_seed=1)
    (finding,) = tallies["a number"].findings
    assert finding.example == 50
    assert report(tallies, tmp_path) == 1
    said = capsys.readouterr()
    assert f"a number, seed {finding.seed}: 50\n" in said.err
    assert "in fails_from_50_on" in said.err
    assert (tmp_path / f"a-number-{finding.seed}.txt").read_text(encoding="utf-8").startswith("50\n")
    assert said.out.splitlines()[1].split()[-1] == "1"


def test_an_example_without_an_end_is_ended() -> None:
    def check(number: int) -> None:
        while number > 3:
            pass

    tally = Tally()
    one_round("a number", Target(st.integers(0, 1000), check), tally, 1, limit=0.1)
    (finding,) = tally.findings
    assert finding.why.startswith("no end after 0.1 seconds")
    assert "in check" in finding.why


def test_the_same_seed_tries_the_same() -> None:
    def tried(seed: int) -> list[str]:
        examples: list[str] = []
        fuzz({"dates": Target(TARGETS["ledger.txt"].examples, examples.append, 30)}, minutes=0, first_seed=seed)
        return examples

    assert tried(1) == tried(1) != tried(2)


@given(st.text("ab \n", max_size=60), st.lists(EDITS, max_size=6))
def test_swapping_loses_nothing(text: str, edits: list[Edit]) -> None:
    assert Counter(spoil(text, [edit._replace(what="swap") for edit in edits])) == Counter(text)


def test_nothing_grows_without_end() -> None:
    assert LONGEST / 2 < len(spoil("ab", [Edit("double", 0, 0, 10**9, 0, "")] * 30)) <= LONGEST


def test_the_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--minutes", "0", "--seed", "7", "--only", "argument", "--keep", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("1 targets for 0 minutes, seed 7\n")
    with pytest.raises(SystemExit):
        main(["--only", "nothing that there is"])
    assert "there are reader chapters," in capsys.readouterr().err
