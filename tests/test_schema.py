"""TOML to values: what does not fit says where it stands and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.schema import line_of, parse_toml, structure


@dataclass(frozen=True)
class Leaf:
    name: str
    size: int = 1


@dataclass(frozen=True)
class Tree:
    title: str
    colour: Literal["green", "red"] = "green"
    tall: bool = False
    numbers: tuple[int, ...] = ()
    leaf: tuple[Leaf, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    anything: dict[str, Any] = field(default_factory=dict)
    root: Leaf = Leaf("root")


GOOD = """
title = "Oak"
colour = "red"
tall = true
numbers = [1, 2]
anything = {a = [1, "x"]}

[names]
127 = "a"

[root]
name = "deep"

[[leaf]]
name = "first"

[[leaf]]
name = "second"
size = 3
"""


def tree(text: str) -> Tree:
    return structure(parse_toml(text, "t.toml"), Tree, text, "t.toml")


def problems(text: str) -> list[Problem]:
    with pytest.raises(ProblemError) as caught:
        tree(text)
    return sorted(caught.value.problems)


def test_what_fits_becomes_values() -> None:
    assert tree(GOOD) == Tree(
        "Oak", "red", True, (1, 2), (Leaf("first"), Leaf("second", 3)), {"127": "a"}, {"a": [1, "x"]}, Leaf("deep")
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('"Oak"', "5", 2, "title: 5 is not a text"),
        ('"Oak"', "1917-07-03", 2, "title: 1917-07-03 is not a text"),
        ('"Oak"', "9" * 30, 2, "title: a very large number is not a text"),
        ('"red"', '"blue"', 3, "colour: 'blue' is not a known choice"),
        ("tall = true", "tall = 1", 4, "tall: 1 is not true or false"),
        ("tall = true", 'tall = "yes"', 4, "tall: 'yes' is not true or false"),
        ("[1, 2]", "[1, true]", 5, "numbers: true is not a whole number"),
        ("[1, 2]", '"12"', 5, "numbers: '12' is not a list"),
        ('127 = "a"', "127 = []", 9, "names.127: a list is not a text"),
        ('name = "deep"', "name = {}", 12, "root.name: a table is not a text"),
        ("size = 3", 'size = "3"', 19, "leaf.size: '3' is not a whole number"),
        ("size = 3", "sice = 3", 19, "unknown key: sice"),
        ('name = "second"', "", 17, "the key name is missing"),
        ('title = "Oak"', "", 1, "the key title is missing"),
    ],
)
def test_what_does_not_fit_says_where_and_what(old: str, new: str, line: int, message: str) -> None:
    (problem,) = problems(GOOD.replace(old, new))
    assert (problem.line, problem.message) == (line, message)
    assert problem.hint


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert len(problems('colour = 1\ntall = 2\nleaf = "x"\nweight = 3\n')) == 5


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("title",), 2),
        (("names", "127"), 9),
        (("root",), 11),
        (("leaf", 0), 14),
        (("leaf", 1, "size"), 19),
        (("leaf", 1, "nothing"), 17),
        (("nothing",), 1),
        ((), 1),
    ],
)
def test_line_of_finds_the_line(keys: tuple[str | int, ...], line: int) -> None:
    assert line_of(GOOD, keys) == line


def test_line_of_finds_dotted_and_quoted_keys() -> None:
    text = 'reading.preset = "x"\n"a b" = 1\n[[file]]\n[file.blocks]\nquote = ""\n[[file]]\n[[file.gap]]\n[[file.gap]]\nline = 1\n'
    assert line_of(text, ("reading", "preset")) == 1
    assert line_of(text, ("a b",)) == 2
    assert line_of(text, ("file", 0, "blocks", "quote")) == 5
    assert line_of(text, ("file", 1, "gap", 1, "line")) == 9


@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True), st.integers(0, 3))
def test_line_of_finds_every_key(keys: list[str], blank: int) -> None:
    text = "".join("\n" * blank + f"[{key}]\nx = 1\n{key}{key} = 2\n" for key in keys)
    for number, key in enumerate(keys):
        assert line_of(text, (key,)) == number * (3 + blank) + blank + 1
        assert line_of(text, (key, key + key)) == number * (3 + blank) + blank + 3


JSON = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.dates()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["title", "colour", "tall", "numbers", "leaf", "names", "root", "x"]), JSON))
def test_any_value_fits_or_gives_problems(data: dict[str, Any]) -> None:
    found: tuple[Problem, ...] = ()
    try:
        assert structure(data, Tree, "", "t.toml").title == data["title"]
    except ProblemError as error:
        found = error.problems
    assert all(problem.hint and len(problem.message) < 300 for problem in found)
