"""TOML to frozen values: the dataclass is the schema, and what does not fit it is a Problem with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any, TypeVar

import cattrs
from cattrs import transform_error
from cattrs.gen import make_dict_structure_fn

from sphinx_handbook.problems import Problem, ProblemError

T = TypeVar("T")

LARGEST = 2_000_000
"""Characters. No file of an edition comes near it; a larger one is not what it claims to be."""

_converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)


def _strict(kind: type) -> None:
    # cattrs would turn 5 into "5" and "5" into 5; an editor who writes one for the other wants to be told.
    def structure(value: object, _: type) -> object:
        if type(value) is not kind:
            raise ValueError(f"{value!r} is not {_KIND_NAMES[kind]}")
        return value

    _converter.register_structure_hook(kind, structure)


_KIND_NAMES: dict[type, str] = {str: "a text in quotation marks", int: "a whole number", bool: "true or false"}
for _kind in _KIND_NAMES:
    _strict(_kind)


def parse_toml(text: str, path: str) -> dict[str, Any]:
    """The tables of ``text``; raises :class:`ProblemError` with the line where it cannot be parsed."""
    if len(text) > LARGEST:
        raise ProblemError(
            [Problem(path, 0, "toml-syntax", f"the file has {len(text):,} characters; at most {LARGEST:,} are read")]
        )
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        message = re.sub(r" \(at (?:line.*|end of document)\)$", "", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        hint = 'TOML wants key = "value", with texts in quotation marks.'
        raise ProblemError([Problem(path, line, "toml-syntax", message, hint)]) from None
    except RecursionError:
        raise ProblemError([Problem(path, 0, "toml-syntax", "the file is nested too deeply to be read")]) from None


def structure(data: Mapping[str, Any], schema: type[T], text: str, path: str, root: tuple[str, ...] = ()) -> T:
    """``data`` as a ``schema``; raises :class:`ProblemError` with a Problem for each key that does not fit.

    ``text`` is the TOML that ``data`` came from, ``root`` the path of ``data`` in it: both only to find the line.
    """
    try:
        return _converter.structure(data, schema)
    except Exception as error:  # cattrs raises groups of whatever a hook raised
        raise ProblemError(
            _problem(message, text, path, root) for message in transform_error(error, path="$")
        ) from None


def forbid_extra_keys(schema: type) -> None:
    """Refuse unknown keys in ``schema`` when it stands inside another one."""
    _converter.register_structure_hook(
        schema, make_dict_structure_fn(schema, _converter, _cattrs_forbid_extra_keys=True)
    )


def _problem(message: str, text: str, path: str, root: tuple[str, ...]) -> Problem:
    what, _, where = message.rpartition(" @ ")
    keys = (*root, *re.findall(r"\['?([^'\]]+)'?\]|\.([A-Za-z_]\w*)", where)) if where else root
    flat = tuple(key if isinstance(key, str) else key[0] or key[1] for key in keys)
    extra = re.match(r"extra fields found \((.*)\)", what)
    missing = re.match(r"required field missing", what)
    if extra:
        names = ", ".join(sorted(name.strip() for name in extra[1].split(",")))
        key = names.split(", ")[0]
        return Problem(
            path,
            line_of(text, (*flat, key)),
            "toml-key",
            f"unknown key: {names}",
            "Take it out, or correct its spelling.",
        )
    if missing:
        return Problem(path, line_of(text, flat[:-1]), "toml-key", f"the key {flat[-1]} is missing", "Add it.")
    what = re.sub(r"^invalid value for type, expected \w+ \((.*)\)$", r"\1", re.sub(r"^invalid type, ", "", what))
    return Problem(path, line_of(text, flat), "toml-value", f"{'.'.join(flat)}: {what}")


def line_of(text: str, keys: tuple[str, ...]) -> int:
    """The line (1-based) on which the key at the path ``keys`` stands in the TOML ``text``, or the nearest above it."""
    lines = text.split("\n")
    found, start = 1, 0
    for index, key in enumerate(keys):
        if key.isdecimal() and index:
            header = re.compile(rf"\s*\[\[.*\b{re.escape(keys[index - 1])}\s*\]\]")
            hits = [number for number, line in enumerate(lines) if header.match(line)]
            hit = hits[int(key)] if int(key) < len(hits) else None
        else:
            name = rf"[\"']?{re.escape(key)}[\"']?"
            pattern = re.compile(rf"\s*(?:{name}\s*=|\[\[?\s*(?:[\w\"'.-]+\.)?{name}\s*\]\]?)")
            hit = next((number for number in range(start, len(lines)) if pattern.match(lines[number])), None)
        if hit is not None:
            found, start = hit + 1, hit
    return found
