"""Exceptions: what an editor lets stand is not reported, an error never stands, and an exception without a use is a problem."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook import checks, corpus
from sphinx_handbook.cli import main
from sphinx_handbook.exceptions import Exceptions, Exemption, excuse, parse_exceptions
from sphinx_handbook.problems import CODES, Problem, ProblemError

PROBLEMS = Path(__file__).parent / "problems"
NAME = Problem(
    "corpus/ferry/source.txt", 10, "name-unexplained", "nothing explains the name 'Tide'", address="ferry.1.n1"
)


@pytest.mark.parametrize(
    ("said", "excused"),
    [
        ({"path": NAME.path}, True),
        ({"path": NAME.path, "line": 10}, True),
        ({"path": NAME.path, "line": 11}, False),
        ({"path": "weir.txt"}, False),
        ({"place": "ferry.1.n1"}, True),
        ({"place": "ferry.1"}, True),
        ({"place": "ferry"}, True),
        ({"place": "ferry.1.n"}, False),
        ({"place": "ferry.11"}, False),
        ({"place": "ferry", "words": "'Tide'"}, True),
        ({"place": "ferry", "words": "'Ebb'"}, False),
        ({"place": "ferry", "path": "weir.txt"}, False),
        ({"place": "ferry", "code": "date-contradiction"}, False),
    ],
)
def test_an_exception_means_what_it_names(said: dict[str, object], excused: bool) -> None:
    exemption = Exemption(**{"code": "name-unexplained", "reason": "a test", **said})  # type: ignore[arg-type]
    assert exemption.excuses(NAME) is excused
    assert excuse(Exceptions((exemption,)), [NAME]) == (([], [NAME]) if excused else ([NAME], []))


@pytest.mark.parametrize("code", CODES)
def test_what_would_break_a_build_is_never_excused(code: str) -> None:
    assert not (CODES[code].excusable and CODES[code].severity == "error")
    text = f'[[exception]]\ncode = "{code}"\nplace = "ferry"\nreason = "a test"\n'
    if CODES[code].excusable:
        assert parse_exceptions(text, "e.toml").exemptions == (Exemption(code, "a test", place="ferry"),)
    else:
        with pytest.raises(ProblemError, match="cannot be excused"):
            parse_exceptions(text, "e.toml")


@given(st.sampled_from([one for one in CODES if CODES[one].severity == "error"]), st.text(max_size=9))
def test_no_error_is_left_out(code: str, words: str) -> None:
    problem = Problem("a", 1, code, words, address="ferry.1")
    exceptions = parse_exceptions('[[exception]]\ncode = "name-unexplained"\nplace = "ferry"\nreason = "x"\n', "e.toml")
    assert excuse(exceptions, [problem]) == ([problem], [])


# In a project

NAMES = 'bodies = ["Ibid", "Town Record"]\nwords = ["Boat", "Bridge", "He", "Its", "No", "Nobody", "Notes", "Old", "Stone"]\n'
TIDE = '[[exception]]\ncode = "name-unexplained"\nplace = "ferry.1.n1"\nreason = "the author of a work"\n'
LIST = '[[exception]]\ncode = "text-unknown"\npath = "list.txt"\nreason = "it lies there for the cook"\n'


@pytest.fixture
def base(tmp_path: Path) -> Path:
    root = Path(shutil.copytree(PROBLEMS / "base", tmp_path / "base"))
    (root / "corpus/authority/names.toml").write_text(NAMES, encoding="utf-8")
    return root


def check(root: Path, *options: str) -> int:
    return main(["--root", str(root), "check", *options])


def test_check_leaves_out_what_is_excused(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(base) == 1
    assert "'Tide'" in capsys.readouterr().err
    (base / "corpus/exceptions.toml").write_text(TIDE, encoding="utf-8")
    assert check(base) == 0
    out, err = capsys.readouterr()
    assert (err, out.splitlines()[1]) == ("", "1 exception is made in corpus/exceptions.toml")


def test_a_notice_is_excused_where_the_file_is(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (base / "corpus/exceptions.toml").write_text(TIDE + "\n" + LIST, encoding="utf-8")
    texts = base / "texts"
    (texts / "list.txt").write_text("Milk\n", encoding="utf-8")
    assert check(base, "--texts", str(texts)) == 0
    assert capsys.readouterr().err == ""
    # Another contributor's folder has no such list, and the exception is none of that contributor's business.
    (texts / "list.txt").unlink()
    assert check(base, "--texts", str(texts)) == 0
    assert check(base) == 0


def test_an_exception_on_a_text_that_is_absent_is_not_judged(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mill = TIDE.replace("ferry.1.n1", "weir.1.2")
    (base / "corpus/exceptions.toml").write_text(TIDE + "\n" + mill, encoding="utf-8")
    assert check(base) == 0
    assert check(base, "--texts", str(base / "texts")) == 1
    assert "corpus/exceptions.toml:6:1: exception-unused" in capsys.readouterr().err


def test_a_build_and_check_agree(base: Path) -> None:
    (base / "corpus/exceptions.toml").write_text(TIDE + "\n" + LIST, encoding="utf-8")
    (base / "texts/list.txt").write_text("Milk\n", encoding="utf-8")
    loaded = corpus.load(base, base / "texts")
    assert (loaded.problems, checks.check(base, loaded)) == ((), [])
    assert main(["--root", str(base), "convert", "--texts", str(base / "texts")]) == 0
    (base / "corpus/exceptions.toml").write_text(TIDE.replace("reason", "raison"), encoding="utf-8")
    before = sorted(base.rglob("*"))
    for verb in ("check", "convert"):
        assert main(["--root", str(base), verb]) == 1, "a wrong file of exceptions stops both"
    assert sorted(base.rglob("*")) == before


def test_an_exception_does_not_hide_an_error(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (base / "corpus/exceptions.toml").write_text(TIDE, encoding="utf-8")
    edition = base / "corpus/ferry/edition.toml"
    edition.write_text(edition.read_text(encoding="utf-8").replace("author", "autor"), encoding="utf-8")
    assert check(base) == 1
    assert "toml-key" in capsys.readouterr().err
