"""The formats of ``check``: what a problem says is in each of them, whatever it says."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import fastjsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook.cli import main
from sphinx_handbook.cli.check import guide
from sphinx_handbook.formats import FORMATS, as_github, as_json, as_sarif, as_text, in_order
from sphinx_handbook.problems import CODES, Problem

SCHEMA = Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json"
"""The schema of SARIF 2.1.0, as npm's @microsoft/jest-sarif 1.0.0-beta.0 has it (MIT), without its white space."""
ONE = Problem("corpus/a b/edition.toml", 3, "toml-key", "unknown key: 100%, or: so", "Take it out.", column=7)
OTHER = Problem("weir.txt", 0, "text-unknown", "the file belongs to no edition")


VALID: Callable[[Any], Any] = fastjsonschema.compile(json.loads(SCHEMA.read_text(encoding="utf-8")), use_default=False)
"""Raises an error that says what is no SARIF."""


def test_text_is_what_compilers_print() -> None:
    assert as_text([ONE, OTHER]) == (
        "corpus/a b/edition.toml:3:7: toml-key unknown key: 100%, or: so\n    Take it out.\n"
        "weir.txt: text-unknown the file belongs to no edition\n"
    )


def test_github_shows_a_problem_beside_its_line() -> None:
    assert as_github([ONE, OTHER]) == (
        "::error file=corpus/a b/edition.toml,line=3,col=7,title=toml-key::unknown key: 100%25, or: so%0ATake it out.\n"
        "::notice file=weir.txt,title=text-unknown::the file belongs to no edition\n"
    )


def test_json_is_a_list_of_objects() -> None:
    assert json.loads(as_json([ONE]))[0] == {
        "path": "corpus/a b/edition.toml",
        "line": 3,
        "column": 7,
        "address": None,
        "code": "toml-key",
        "severity": "error",
        "message": "unknown key: 100%, or: so",
        "hint": "Take it out.",
    }


def test_sarif_has_a_rule_for_each_code() -> None:
    log = json.loads(as_sarif([ONE, OTHER], "https://example.org/problems.html"))
    VALID(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CODES)
    assert all(rule["helpUri"] == f"https://example.org/problems.html#{rule['id']}" for rule in rules)
    levels = {rule["id"]: rule["defaultConfiguration"]["level"] for rule in rules}
    assert (levels["toml-key"], levels["name-unexplained"], levels["text-unknown"]) == ("error", "warning", "note")
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "corpus/a%20b/edition.toml"},
        "region": {"startLine": 3, "startColumn": 7},
    }
    assert "region" not in run["results"][1]["locations"][0]["physicalLocation"]


def test_problems_come_in_order_and_once() -> None:
    later = Problem("a.toml", 2, "toml-key", "x", column=9)
    sooner = Problem("a.toml", 2, "toml-value", "y", column=3)
    assert in_order([later, OTHER, sooner, later]) == [sooner, later, OTHER]


# Round trips


def problems(*, lines: bool, path: str = "") -> st.SearchStrategy[Problem]:
    """Any problem; with ``lines`` its words may have line breaks, and in its path are no characters of ``path``."""
    one_line = st.text(max_size=40).map(lambda text: " ".join(text.splitlines()).strip())
    words = st.text(max_size=40) if lines else one_line
    paths = st.text(
        st.characters(codec="utf-8", exclude_characters=f"\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\0{path}"), min_size=1
    )
    return st.builds(
        Problem,
        paths,
        st.integers(0, 10**6),
        st.sampled_from(list(CODES)),
        words,
        words,
        column=st.integers(0, 10**4),
        address=st.sampled_from(["", "ferry.1", "ferry.1.n1"]),
    ).map(lambda one: one if one.line else Problem(one.path, 0, one.code, one.message, one.hint, address=one.address))


@given(st.lists(problems(lines=True)))
def test_json_says_all(listed: list[Problem]) -> None:
    back = [
        Problem(
            each["path"],
            each["line"] or 0,
            each["code"],
            each["message"],
            each["hint"] or "",
            column=each["column"] or 0,
            address=each["address"] or "",
        )
        for each in json.loads(as_json(listed))
    ]
    assert back == listed


@given(st.lists(problems(lines=True), max_size=5))
def test_sarif_says_all(listed: list[Problem]) -> None:
    log = json.loads(as_sarif(listed))
    assert [from_sarif(result) for result in log["runs"][0]["results"]] == listed


@given(problems(lines=True))
def test_sarif_is_valid(problem: Problem) -> None:
    VALID(json.loads(as_sarif([problem], "https://example.org/")))


def from_sarif(result: dict[str, Any]) -> Problem:
    (location,) = result["locations"]
    place = location["physicalLocation"]
    region = place.get("region", {})
    hint = result.get("properties", {}).get("hint", "")
    (logical,) = location.get("logicalLocations", [{"fullyQualifiedName": ""}])
    return Problem(
        os.fsdecode(unquote_to_bytes(place["artifactLocation"]["uri"])),
        region.get("startLine", 0),
        result["ruleId"],
        result["message"]["text"].removesuffix(f"\n{hint}" if hint else ""),
        hint,
        column=region.get("startColumn", 0),
        address=logical["fullyQualifiedName"],
    )


@given(problems(lines=False))
def test_github_says_all(problem: Problem) -> None:
    (line,) = as_github([problem]).split("\n")[:-1]
    found = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line)
    assert found
    said = dict(pair.split("=", 1) for pair in found[2].split(","))
    message, _, hint = unescaped(found[3]).partition("\n")
    assert found[1] == problem.severity
    assert (message, hint) == (problem.message, problem.hint) or not problem.message
    assert unescaped(said["file"]) == problem.path
    assert (int(said.get("line", 0)), int(said.get("col", 0))) == (problem.line, problem.column)
    assert unescaped(said["title"]) == problem.code


def unescaped(text: str) -> str:
    """As the runner reads it, ``%`` last."""
    for written, meant in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(written, meant)
    return text


@given(problems(lines=False, path=":"))
def test_text_says_all(problem: Problem) -> None:
    said, _, hint = as_text([problem]).removesuffix("\n").partition("\n    ")
    found = re.fullmatch(r"([^:]+)(?::(\d+))?(?::(\d+))?: ([a-z-]+) (.*)", said)
    assert found
    place = (found[1], int(found[2] or 0), int(found[3] or 0))
    assert (*place, found[4], found[5], hint) == (
        problem.path,
        problem.line,
        problem.column,
        problem.code,
        problem.message,
        problem.hint,
    )


def test_words_of_several_lines_are_one_line_of_text() -> None:
    assert str(Problem("a", 1, "toml-key", "one\ntwo", "three\r\nfour")) == "a:1: toml-key one two\n    three four"


# The command line


@pytest.mark.parametrize("name", FORMATS)
def test_programs_read_problems_alone(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "corpus/dam").mkdir(parents=True)
    assert main(["--root", str(tmp_path), "check", "--format", name]) == 1
    out, err = capsys.readouterr()
    problem = "corpus/dam/edition.toml: text-missing"
    if name == "text":
        assert problem in err
        assert out == "3 problems in 0 editions, 0 of them with their text\n"
    else:
        assert "text-missing" in out
        assert err == "3 problems in 0 editions, 0 of them with their text\n"
    if name == "json":
        assert [each["code"] for each in json.loads(out)] == ["text-missing"] * 3
    if name == "sarif":
        VALID(json.loads(out))


def test_the_guide_is_where_the_reader_is(tmp_path: Path) -> None:
    assert guide(tmp_path, {}) == "", "another project has no such page"
    page = tmp_path / "docs/contributing/problems.md"
    page.parent.mkdir(parents=True)
    page.touch()
    assert guide(tmp_path, {}) == page.as_uri()
    workflow = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "a/b", "GITHUB_SHA": "c0ffee"}
    assert guide(tmp_path, workflow) == "https://github.com/a/b/blob/c0ffee/docs/contributing/problems.md"
