"""TOML to frozen values: the dataclass is the schema, and what does not fit it is a Problem with its line."""

from __future__ import annotations

import dataclasses
import re
import reprlib
import tomllib
from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from sphinx_handbook.problems import Problem, ProblemError

T = TypeVar("T")

Keys = tuple[str | int, ...]
"""The way to a value: keys of tables, and indices (from 0) in arrays."""

LARGEST = 2_000_000
"""Characters. No file of an edition comes near it; a larger one is not what it claims to be."""


_DEEP = re.compile(r"(?:[\[{]\s*){50}|(?:[\w\"'-]{1,40}[ \t]*\.[ \t]*){50}")


def parse_toml(text: str, path: str) -> dict[str, Any]:
    """The tables of ``text``; raises :class:`ProblemError` with the line where it cannot be parsed."""
    if len(text) > LARGEST:
        message = f"the file has {len(text):,} characters; at most {LARGEST:,} are read"
        raise ProblemError([Problem(path, 0, "text-size", message, "Look whether this is the file that was meant.")])
    if text.startswith("\ufeff"):
        message = "the file begins with a byte order mark (U+FEFF)"
        raise ProblemError([Problem(path, 1, "toml-syntax", message, "Save it as UTF-8 without a byte order mark.")])
    if deep := _DEEP.search(text):
        # tomllib takes the square of the length of a dotted key, and a call for each bracket.
        message, hint = "the file is nested too deeply to be read", "Look for a run of opening brackets or of dots."
        raise ProblemError([Problem(path, text.count("\n", 0, deep.start()) + 1, "toml-syntax", message, hint)])
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        message = re.sub(r" \(at (?:line.*|end of document)\)$", "", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        hint = 'TOML wants key = "value", each key once, with texts in quotation marks.'
        raise ProblemError([Problem(path, line, "toml-syntax", message, hint)]) from None
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


def structure(data: Mapping[str, Any], schema: type[T], text: str, path: str, root: Keys = ()) -> T:
    """``data`` as a ``schema``; raises :class:`ProblemError` with a Problem for each key that does not fit.

    ``text`` is the TOML that ``data`` came from, ``root`` the way to ``data`` in it: both only to find the line.
    """
    faults: list[_Fault] = []
    value = _record(data, schema, root, faults)
    if faults:
        raise ProblemError(
            Problem(path, line_of(text, fault.keys), fault.code, fault.message, fault.hint) for fault in faults
        )
    return value  # type: ignore[no-any-return]


def _record(data: Mapping[str, Any], schema: Any, keys: Keys, faults: list[_Fault]) -> Any:
    """``data`` as the dataclass ``schema``, or None and what is wrong in ``faults``."""
    kinds = _kinds(schema)
    before = len(faults)
    for key in data.keys() - kinds.keys():
        hint = f"Take it out, or correct its spelling. The keys are {', '.join(kinds)}."
        faults.append(_Fault((*keys, key), "toml-key", f"unknown key: {reprlib.repr(key)[1:-1]}", hint))
    for field in dataclasses.fields(schema):
        needed = field.default is field.default_factory is dataclasses.MISSING
        if needed and field.name not in data:
            wanted, _ = _wanted(kinds[field.name])
            faults.append(_Fault(keys, "toml-key", f"the key {field.name} is missing", f"Add it; it is {wanted}."))
    values = {key: _value(data[key], kind, (*keys, key), faults) for key, kind in kinds.items() if key in data}
    return schema(**values) if len(faults) == before else None


@cache
def _kinds(schema: type) -> dict[str, Any]:
    return get_type_hints(schema)


_WANTED: dict[Any, tuple[str, str]] = {
    str: ("a text", 'Write it in quotation marks: "…".'),
    int: ("a whole number", "Write it in digits, without quotation marks."),
    bool: ("true or false", "Write true or false, without quotation marks."),
}


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
    faults.append(_Fault(keys, "toml-value", f"{name}: {_shown(value)} is not {wanted}", hint))
    return None


def _wanted(kind: Any, name: str = "") -> tuple[str, str]:
    """What a value of ``kind`` is called, and how to write one."""
    if kind in _WANTED:
        return _WANTED[kind]
    if get_origin(kind) is Literal:
        choices = ", ".join(filter(None, get_args(kind)))
        return "a known choice", f"Write one of {choices}, in quotation marks."
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
    return reprlib.repr(value) if isinstance(value, str) else str(value).lower()


def line_of(text: str, keys: Keys) -> int:
    """The line (1-based) on which the value at ``keys`` begins in the TOML ``text``, or the nearest above it."""
    lines = text.split("\n")
    found = 0
    for index, key in enumerate(keys):
        if isinstance(key, int):
            header = re.compile(rf"\s*\[\[.*\b{re.escape(str(keys[index - 1]))}\s*\]\]")
            hits = [number for number in range(found, len(lines)) if header.match(lines[number])]
            found = hits[key] if key < len(hits) else found
        else:
            name = rf"(?:[\w\"'-]+\.)*[\"']?{re.escape(key)}[\"']?"
            pattern = re.compile(rf"\s*(?:{name}\s*[=.]|\[\[?\s*{name}\s*\]\]?)")
            found = next((number for number in range(found, len(lines)) if pattern.match(lines[number])), found)
    return found + 1
