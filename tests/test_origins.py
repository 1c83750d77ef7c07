"""Where a value of a TOML file was written: every key and value is found, however it is written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook.origins import Keys, Origin, place_at, places

TEXT = '''\
title = "Oak"  # [not] = "this"
reading.preset = "x"
"a b" = [1, [2, 3], # 9
  4]
inline = {key = "v", "other key" = {deep = """
]"" ["""}}

[names]
127 = 'a'

[[leaf]]
name = "first"

[[leaf]]
name = "second"
[[leaf.gap]]
line = 1
[leaf.blocks]
quote = ""
[[leaf.gap]]
line = 1979-05-27 07:32:00
'''


@pytest.mark.parametrize(
    ("keys", "key", "value"),
    [
        (("title",), (1, 1), (1, 9)),
        (("reading", "preset"), (2, 9), (2, 18)),
        (("a b",), (3, 1), (3, 9)),
        (("a b", 1, 0), (3, 14), (3, 14)),
        (("a b", 2), (4, 3), (4, 3)),
        (("inline", "key"), (5, 11), (5, 17)),
        (("inline", "other key", "deep"), (5, 37), (5, 44)),
        (("names",), (8, 1), (8, 1)),
        (("names", "127"), (9, 1), (9, 7)),
        (("leaf",), (11, 1), (11, 1)),
        (("leaf", 0, "name"), (12, 1), (12, 8)),
        (("leaf", 1), (14, 1), (14, 1)),
        (("leaf", 1, "gap", 0, "line"), (17, 1), (17, 8)),
        (("leaf", 1, "blocks", "quote"), (19, 1), (19, 9)),
        (("leaf", 1, "gap", 1, "line"), (21, 1), (21, 8)),
    ],
)
def test_a_value_is_found(keys: Keys, key: tuple[int, int], value: tuple[int, int]) -> None:
    assert (Origin("t.toml", TEXT, keys).place("key"), Origin("t.toml", TEXT, keys).place()) == (key, value)


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ((), (1, 1)),
        (("nothing",), (1, 1)),
        (("leaf", 1, "nothing"), (14, 1)),
        (("title", 0), (1, 9)),  # a member of a list that is no list: the value itself
        (("names", "127", "deeper"), (9, 1)),
    ],
)
def test_what_is_not_written_is_where_its_table_is(keys: Keys, place: tuple[int, int]) -> None:
    assert Origin("t.toml", TEXT, keys).place() == place


def test_a_problem_has_its_place() -> None:
    problem = Origin("t.toml", TEXT).at("names", "127").problem("toml-value", "it is wrong", "Mend it.")
    assert str(problem) == "t.toml:9:7: toml-value it is wrong\n    Mend it."


KEYS = st.sampled_from(["a", "b-1", "c_2", "3", "d e", "é", 'f"g', "h.i", "j\\k"])
TREES = st.recursive(
    st.none(),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=12,
)


def written(draw: st.DrawFn, tree: object, numbers: Iterator[int]) -> str:
    """``tree`` in one line or, if it is a list, perhaps in several; each leaf is a number of its own."""
    if isinstance(tree, dict):
        inner = ", ".join(f"{quoted(draw, key)} = {written(draw, value, numbers)}" for key, value in tree.items())
        return f"{{{inner}}}"
    if isinstance(tree, list):
        space = draw(st.sampled_from(["", " ", "\n", " # ], 17\n\t"]))
        return "[" + "".join(f"{space}{written(draw, value, numbers)}{space}," for value in tree) + f"{space}]"
    return str(next(numbers))


def quoted(draw: st.DrawFn, key: str) -> str:
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    forms = [f'"{escaped}"'] + ([key] if key.isascii() and key.replace("-", "").replace("_", "").isalnum() else [])
    return draw(st.sampled_from(forms))


@st.composite
def documents(draw: st.DrawFn) -> str:
    numbers = count(1000)
    lines: list[str] = []
    tables = draw(st.dictionaries(KEYS, st.lists(st.dictionaries(KEYS, TREES, max_size=3), min_size=1, max_size=3)))
    for name, members in tables.items():
        several = len(members) > 1
        for member in members:
            head = quoted(draw, name)
            lines.append(f"[[{head}]]" if several else f"[ {head} ]")
            lines += [f"{quoted(draw, key)} = {written(draw, tree, numbers)}" for key, tree in member.items()]
            lines.append(draw(st.sampled_from(["", "# [x]", "\t"])))
    return "\n".join(lines)


def leaves(data: Any, keys: Keys = ()) -> Iterator[tuple[Keys, int]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*keys, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from leaves(value, (*keys, index))
    else:
        yield keys, data


@given(documents())
def test_every_value_is_found(text: str) -> None:
    found = places(text)
    for keys, number in leaves(tomllib.loads(text)):
        assert text.startswith(str(number), found[keys].value)


@given(st.text(alphabet="ab\n", max_size=30), st.data())
def test_a_place_counts_as_editors_do(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    line, column = place_at(text, offset)
    before = text.split("\n")[: line - 1]
    assert sum(len(one) + 1 for one in before) + column - 1 == offset
