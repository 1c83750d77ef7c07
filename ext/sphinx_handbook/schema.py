"""TOML to frozen values: the dataclass is the schema, and what does not fit it is a Problem with its place."""

from __future__ import annotations

import dataclasses
import re
import reprlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from sphinx_handbook.origins import TEXT, Keys, Origin, place_at
from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.syntax import explain

T = TypeVar("T")

UNWRITTEN = "…"
"""Stands for what nobody has written yet; ``handbook check`` names every place where it does."""

LARGEST = 2_000_000
"""Characters. No file of an edition comes near it; a larger one is not what it claims to be."""


_DEEP = re.compile(r"[\[{](?:\s*[\[{]){49}|\.(?:[ \t]*[\w\"'-]{1,40}[ \t]*\.){49}")
"""Fifty brackets or dots. It begins with one: to try a dotted key at each letter would take as long as to read the file."""

_WORDS = re.compile(rf"{TEXT.pattern}|[\"'#][^\n]*", re.DOTALL)
"""Texts and comments, which may hold any run of brackets; of a text that is not closed the rest of its line."""


def _without_words(text: re.Match[str]) -> str:
    return "_" + "\n" * text[0].count("\n")


def parse_toml(text: str, path: str) -> dict[str, Any]:
    """The tables of ``text``; raises :class:`ProblemError` with the line where it cannot be parsed."""
    if len(text) > LARGEST:
        message = f"the file has {len(text):,} characters; at most {LARGEST:,} are read"
        raise ProblemError([Problem(path, 0, "text-size", message, "Look whether this is the file that was meant.")])
    if text.startswith("\ufeff"):
        message = "the file begins with a byte order mark (U+FEFF)"
        raise ProblemError([Problem(path, 1, "toml-syntax", message, "Save it as UTF-8 without a byte order mark.")])
    if _DEEP.search(text) and (deep := _DEEP.search(bare := _WORDS.sub(_without_words, text))):
        # tomllib takes the square of the length of a dotted key, and a call for each bracket.
        message, hint = "the file is nested too deeply to be read", "Look for a run of opening brackets or of dots."
        raise ProblemError([Problem(path, bare.count("\n", 0, deep.start()) + 1, "toml-syntax", message, hint)])
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        said = re.sub(r" \(at (?:line.*|end of document)\)$", "", str(error))
        line, column = (int(place[1]), int(place[2])) if place else place_at(text, len(text.rstrip()))
        offset = sum(len(one) + 1 for one in text.split("\n")[: line - 1]) + column - 1
        message, hint = explain(text, offset, said)
        raise ProblemError([Problem(path, line, "toml-syntax", message, hint, column=column)]) from None
    except ValueError as error:  # a number of thousands of digits
        raise ProblemError([Problem(path, 0, "toml-syntax", str(error), "Look for a very long number.")]) from None
    except RecursionError:
        message = "the file is nested too deeply to be read"
        raise ProblemError([Problem(path, 0, "toml-syntax", message, "Look for a run of opening brackets.")]) from None


@dataclasses.dataclass(frozen=True, slots=True)
class _Fault:
    keys: Keys
    code: str
    message: str
    hint: str
    of: Literal["key", "value"] = "value"


def structure(data: Mapping[str, Any], schema: type[T], text: str, path: str, root: Keys = ()) -> T:
    """``data`` as a ``schema``; raises :class:`ProblemError` with a Problem for each key that does not fit.

    ``text`` is the TOML that ``data`` came from, ``root`` the way to ``data`` in it: both only to find the place.
    """
    faults: list[_Fault] = []
    value = _record(data, schema, root, faults)
    if faults:
        origin = Origin(path, text)
        raise ProblemError(
            origin.at(*fault.keys).problem(fault.code, fault.message, fault.hint, of=fault.of) for fault in faults
        )
    return value  # type: ignore[no-any-return]


def _record(data: Mapping[str, Any], schema: Any, keys: Keys, faults: list[_Fault]) -> Any:
    """``data`` as the dataclass ``schema``, or None and what is wrong in ``faults``."""
    kinds = _kinds(schema)
    before = len(faults)
    for key in data.keys() - kinds.keys():
        faults.append(
            _Fault((*keys, key), "toml-key", f"unknown key: {reprlib.repr(key)[1:-1]}", _spelling(key, kinds), "key")
        )
    for field in dataclasses.fields(schema):
        needed = field.default is field.default_factory is dataclasses.MISSING
        if needed and field.name not in data:
            hint = _missing(field.name, kinds[field.name], data)
            faults.append(_Fault(keys, "toml-key", f"the key {field.name} is missing", hint, "key"))
    values = {key: _value(data[key], kind, (*keys, key), faults) for key, kind in kinds.items() if key in data}
    return schema(**values) if len(faults) == before else None


@cache
def _kinds(schema: type) -> dict[str, Any]:
    return get_type_hints(schema)


def _spelling(key: str, known: Iterable[str]) -> str:
    """What to do about an unknown key."""
    keys = [name for name in known if name != "id"]  # an id is the name of a table, and never written
    close = get_close_matches(key, keys, n=1)
    if close:
        return f"Did you mean {close[0]}? Correct its spelling, or take it out."
    return f"Take it out, or correct its spelling. The keys are {', '.join(keys)}."


_WANTED: dict[Any, tuple[str, str, str]] = {
    str: ("a text", 'Write it in quotation marks: "…".', '"…"'),
    int: ("a whole number", "Write it in digits, without quotation marks.", "…, with a whole number"),
    bool: ("true or false", "Write true or false, without quotation marks.", "true"),
}


def _missing(name: str, kind: Any, data: Mapping[str, Any]) -> str:
    """What to do about a key that is missing; perhaps it was written below the head of a table by mistake."""
    below = next((key for key, value in data.items() if isinstance(value, Mapping) and name in value), "")
    if below:
        return f"It stands below [{below}], to which all lines under that head belong: move it above."
    return f"Add a line {_example(name, kind)}"


def _example(name: str, kind: Any) -> str:
    """How one writes a value of ``kind``, as the end of a sentence."""
    if get_origin(kind) is Literal:
        first = next(filter(None, get_args(kind)))
        return f'{name} = "{first}"; it can be {_choices(kind)}.'
    if get_origin(kind) is tuple:
        return (
            f"[[{name}]] with the keys of the first below it." if is_dataclass(get_args(kind)[0]) else f"{name} = […]."
        )
    return f"{name} = {_WANTED[kind][2]}." if kind in _WANTED else f"[{name}] with its keys below it."


def _choices(kind: Any) -> str:
    *others, last = filter(None, get_args(kind))
    return f"{', '.join(others)} or {last}"


def _value(value: Any, kind: Any, keys: Keys, faults: list[_Fault]) -> Any:
    """``value`` as a ``kind``, which is a type that a schema's field may have; or None and a fault."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is Any or (kind in _WANTED and type(value) is kind) or (origin is Literal and value in arguments):
        return value
    if isinstance(value, list | tuple) and origin is tuple:
        return tuple(_value(item, arguments[0], (*keys, index), faults) for index, item in enumerate(value))
    if isinstance(value, Mapping) and origin is dict:
        return {key: _value(item, arguments[1], (*keys, key), faults) for key, item in value.items()}
    if isinstance(value, Mapping) and is_dataclass(kind):
        return _record(value, kind, keys, faults)
    name = ".".join(key for key in keys if isinstance(key, str))
    wanted, hint = _wanted(kind, name)
    close = get_close_matches(value, get_args(kind), n=1) if origin is Literal and isinstance(value, str) else []
    hint = f"Did you mean {close[0]}? {hint}" if close and close[0] else hint
    faults.append(_Fault(keys, "toml-value", f"{name} must be {wanted}, not {_shown(value)}", hint))
    return None


def _wanted(kind: Any, name: str) -> tuple[str, str]:
    """What a value of ``kind`` is called, and how to write one."""
    if kind in _WANTED:
        return _WANTED[kind][:2]
    if get_origin(kind) is Literal:
        return _choices(kind), "Write it in quotation marks."
    if get_origin(kind) is tuple:
        if is_dataclass(get_args(kind)[0]):
            return "a list of tables", f"Head each table with [[{name}]], in double brackets."
        return "a list", "Write it in square brackets, with commas between its members."
    return "a table", f"Head it with [{name}], or write {{key = value}}."


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int) and abs(value) > 10**18:
        return "a very large number"
    return f"the text {reprlib.repr(value)}" if isinstance(value, str) else str(value).lower()


def parse_tables(text: str, path: str, name: str, schema: type[T]) -> tuple[tuple[T, ...], tuple[Origin, ...]]:
    """The tables ``[[name]]`` of the TOML ``text``, which has nothing else: each as a ``schema``, and where it is written.

    Raises :class:`ProblemError` with all that is wrong.
    """
    tables = parse_toml(text, path)
    hint = f"{name.capitalize()}s are tables, each headed [[{name}]]."
    problems = [
        Origin(path, text, (key,)).problem("toml-key", f"unknown key: {key}", hint, of="key")
        for key, value in tables.items()
        if key != name or not (isinstance(value, list) and all(isinstance(table, dict) for table in value))
    ]
    if problems:
        raise ProblemError(problems)
    found = []
    for index, record in enumerate(tables.get(name, [])):
        try:
            found.append(structure(record, schema, text, path, (name, index)))
        except ProblemError as error:
            problems += error.problems
    if problems:
        raise ProblemError(problems)
    return tuple(found), tuple(Origin(path, text, (name, index)) for index in range(len(found)))
