"""TOML to values: what does not fit says where it stands and what to do."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.schema import parse_toml, structure


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
        ('"Oak"', "5", 2, "title must be a text, not 5"),
        ('"Oak"', "1917-07-03", 2, "title must be a text, not 1917-07-03"),
        ('"Oak"', "9" * 30, 2, "title must be a text, not a very large number"),
        ('"red"', '"blue"', 3, "colour must be green or red, not the text 'blue'"),
        ("tall = true", "tall = 1", 4, "tall must be true or false, not 1"),
        ("tall = true", 'tall = "yes"', 4, "tall must be true or false, not the text 'yes'"),
        ("[1, 2]", "[1, true]", 5, "numbers must be a whole number, not true"),
        ("[1, 2]", '"12"', 5, "numbers must be a list, not the text '12'"),
        ('127 = "a"', "127 = []", 9, "names.127 must be a text, not a list"),
        ('name = "deep"', "name = {}", 12, "root.name must be a text, not a table"),
        ("size = 3", 'size = "3"', 19, "leaf.size must be a whole number, not the text '3'"),
        ("size = 3", "sice = 3", 19, "unknown key: sice"),
        ('name = "second"', "", 17, "the key name is missing"),
        ('title = "Oak"', "", 1, "the key title is missing"),
    ],
)
def test_what_does_not_fit_says_where_and_what(old: str, new: str, line: int, message: str) -> None:
    (problem,) = problems(GOOD.replace(old, new))
    assert (problem.line, problem.message) == (line, message)
    assert problem.hint


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("size = 3", "sice = 3", "Did you mean size? Correct its spelling, or take it out."),
        ("size = 3", "weight = 3", "Take it out, or correct its spelling. The keys are name, size."),
        ('"red"', '"greem"', "Did you mean green? Write it in quotation marks."),
        ('name = "second"', "", 'Add a line name = "…".'),
    ],
)
def test_what_was_meant_is_guessed(old: str, new: str, hint: str) -> None:
    (problem,) = problems(GOOD.replace(old, new))
    assert problem.hint == hint


SYNTAX = (
    ("title = “Oak”\n", (1, 9), "a typographic quotation mark (“) stands where TOML wants a straight one"),
    ("title = Oak\n", (1, 9), "the value 'Oak' is neither in quotation marks nor a number"),
    ("title = \n", (1, 9), "the value is missing"),
    ('title = "Oak\n', (1, 13), "the text that begins in this line is not closed"),
    ('title = "Oak" "Elm"\n', (1, 15), """something follows where the line should end: '"Elm"'"""),
    ('title = "Oak",\n', (1, 14), "a comma stands behind the value"),
    ('title "Oak"\n', (1, 7), "there is no = behind the key"),
    ('title: "Oak"\n', (1, 6), "there is no = behind the key"),
    ('ti tle = "Oak"\n', (1, 4), "there is no = behind the key"),
    ("- title\n", (1, 3), "there is no = behind the key"),
    ("* title\n", (1, 1), "the line begins with '* title', which is no key"),
    ("“title” = 1\n", (1, 1), "a typographic quotation mark (“) stands where TOML wants a straight one"),
    ('a = "x"\na = "y"\n', (2, 8), "the key a is given twice in one table"),
    ("[oak]\n[elm]\n[oak]\n", (3, 5), "there are two tables [oak]"),
    ("[oak\nsize = 1\n", (1, 5), "the head of a table is not closed"),
    ("[[oak]\nsize = 1\n", (1, 6), "the head of a table is not closed"),
    ('a = ["x" "y"]\n', (1, 10), "a list is not closed, or lacks a comma"),
    ('a = ["x",\n', (1, 10), "a list is not closed, or lacks a comma"),
    ("a = {b = 1\n", (1, 11), "a table in braces is not closed"),
    ('a = "C:\\x"\n', (1, 10), "a backslash stands in a text"),
    ("a = True\n", (1, 5), "the value 'True' is neither in quotation marks nor a number"),
    ("a = 3 July\n", (1, 7), "something follows where the line should end: 'July'"),
    ("a = 7/3/1917\n", (1, 6), "the value is cut off before '/3/1917'"),
    ("a = 1917-02-30\n", (1, 5), "there is no day '1917-02-30'"),
    ('a = "x\ty"\na = "\x07"\n', (2, 6), "the line holds a character that cannot be read: '\\x07'"),
)


@pytest.mark.parametrize(("text", "place", "message"), SYNTAX)
def test_what_is_no_toml_is_said_in_words(text: str, place: tuple[int, int], message: str) -> None:
    with pytest.raises(ProblemError) as caught:
        parse_toml(text, "t.toml")
    (problem,) = caught.value.problems
    assert ((problem.line, problem.column), problem.message) == (place, message)
    assert problem.hint.endswith((".", ")"))


@given(st.text(alphabet="ab =[]{}\"'“\\\n\t,.1-#é\x07", max_size=25))
def test_any_text_is_toml_or_is_explained(text: str) -> None:
    try:
        parse_toml(text, "t.toml")
    except ProblemError as error:
        (problem,) = error.problems
        assert 1 <= problem.line <= text.count("\n") + 1
        assert problem.column >= 1
        assert problem.hint


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert len(problems('colour = 1\ntall = 2\nleaf = "x"\nweight = 3\n')) == 5


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


@pytest.mark.parametrize("words", ["[" * 60, "{ " * 60, "a." * 60, "\\\\" + "[" * 60])
def test_texts_and_comments_hold_any_run_of_brackets(words: str) -> None:
    text = f"# {words}\na = \"{words}\" # '{words}\nb = '''\n{words}''''\nc = 'x'\n"
    assert parse_toml(text, "a.toml") == tomllib.loads(text)


@pytest.mark.parametrize("deep", ["c = " + "[" * 60, "c" + ' . "c"' * 60 + " = 1", "'c'" + ".'c'" * 60 + " = 1"])
def test_what_is_nested_deeply_is_refused_at_its_line(deep: str) -> None:
    with pytest.raises(ProblemError) as refused:
        parse_toml(f'a = """\n{"[" * 60}\n"""\nb = "{"[" * 60}"\n{deep}\n', "a.toml")
    (problem,) = refused.value.problems
    assert (problem.line, problem.message) == (5, "the file is nested too deeply to be read")


@pytest.mark.parametrize("piece", ['\\"', '\\"\\\n', '"""a', "'''", "'a\n", '"\n', "#\n"])
def test_the_depth_of_a_long_file_is_told_at_once(piece: str) -> None:
    # Anything that is not linear in the length would not end while somebody waits.
    with pytest.raises(ProblemError):
        parse_toml(f'{"[" * 60}\na = "{piece * (1_000_000 // len(piece))}', "a.toml")
