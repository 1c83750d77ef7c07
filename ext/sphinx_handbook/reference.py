"""The reference of keys for contributors, written from the dataclasses that are the schema.

What a key means stands in the docstring of its dataclass, a line a key: ``key: meaning``.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from sphinx_handbook.authority import Biography, Entry, Event, Kind, Person
from sphinx_handbook.decisions import Decision
from sphinx_handbook.edition import EditionData, FileData, GapData, Island
from sphinx_handbook.emend import Emendation
from sphinx_handbook.exceptions import Exemption
from sphinx_handbook.names import Names
from sphinx_handbook.readers import PRESETS, Reading
from sphinx_handbook.text import BlockKind

PAGE = "docs/contributing/keys.md"
"""The page that :func:`keys_page` is; written by ``python -m sphinx_handbook.reference``."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A part of the page: a table of TOML, the dataclass that is its schema, and what is said above its keys."""

    heading: str
    schema: type
    about: str
    left_out: tuple[str, ...] = ()


_TABLES = (
    _Table("`edition.toml`", EditionData, "One file an edition, in the edition's folder."),
    _Table(
        "`edition.toml`: `[reading]`",
        Reading,
        "Every key is set by the preset and may be set again. The defaults are those of a preset that does not set it.",
    ),
    _Table("`edition.toml`: `[[file]]`", FileData, "One table a raw text, in reading order."),
    _Table("`edition.toml`: `[[file.gap]]`", GapData, "Below its `[[file]]`; one table a gap."),
    _Table("`edition.toml`: `[[island]]`", Island, "One table a passage, in any order."),
    _Table("`emendations.toml`: `[[emendation]]`", Emendation, "One table a correction, in any order."),
    _Table("`decisions.toml`: `[[decision]]`", Decision, "One table a [decision](decisions.md), in any order."),
    _Table(
        "`exceptions.toml`: `[[exception]]`",
        Exemption,
        "One table an [exception](#exceptions) in `corpus/exceptions.toml`, in any order.",
    ),
    _Table(
        "`persons.toml`: `[id]`",
        Person,
        "One table a person in `corpus/authority/persons.toml`; the table's name is the person's id.",
        left_out=("id",),
    ),
    _Table(
        "`biographies.toml`: `[id]`",
        Biography,
        "One table a person who needs more than a line; the table’s name is the person’s id.",
        left_out=("id",),
    ),
    _Table(
        "`events.toml`: `[id]`",
        Event,
        "One table an event in `corpus/authority/events.toml`; the table’s name is the event’s id.",
        left_out=("id",),
    ),
    _Table(
        "`kinds.toml`: `[kind]`",
        Kind,
        "One table a kind of record; the table’s name is that of its file and of its register.",
        left_out=("id", "entries"),
    ),
    _Table(
        "`terms.toml`, `places.toml` and the files of other kinds: `[id]`",
        Entry,
        "One table a record; the table’s name is its id.",
        left_out=("id",),
    ),
    _Table("`names.toml`", Names, "`corpus/authority/names.toml`: lists of names with a capital that are no persons’."),
)

_HEAD = """\
# Keys

% Written by `python -m sphinx_handbook.reference` from the dataclasses; do not edit by hand.

Every key that the TOML files of the handbook may have. A key without a default must be there; a key that is not listed here is
a mistake, and `handbook check` says so.
"""


def keys_page() -> str:
    """The page ``keys.md``."""
    parts = [_HEAD.rstrip("\n")]
    for table in _TABLES:
        parts += [f"## {table.heading}", table.about, _table(_rows(table))]
        if table.schema is Reading:
            parts += ["### The presets", "What each preset sets; the rest are the defaults above.", _presets()]
    return "\n\n".join(parts) + "\n"


def meanings(schema: type) -> dict[str, str]:
    """What the docstring of ``schema`` says of each key, as Markdown."""
    found: dict[str, str] = {}
    for line in (inspect.getdoc(schema) or "").split("\n"):
        match = re.fullmatch(r"([a-z_0-9]+(?:, [a-z_0-9]+)*): (.+)", line)
        if match:
            meaning = match[2].replace("``", "`").replace("'", "’")
            found.update((key, meaning) for key in match[1].split(", "))
    return found


def _rows(table: _Table) -> Iterator[tuple[str, ...]]:
    yield "Key", "Value", "Meaning"
    said = meanings(table.schema)
    hints = get_type_hints(table.schema)
    for each in fields(table.schema):
        if each.name in table.left_out:
            continue
        if each.name not in said:
            raise LookupError(f"the docstring of {table.schema.__name__} does not say what {each.name} means")
        meaning = said[each.name]
        yield f"`{each.name}`", f"{_kind(hints[each.name])}; {_default(each)}", meaning[0].upper() + meaning[1:]


def _kind(hint: Any) -> str:
    """A type as people say it."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return _one_of([f"`{value}`" for value in arguments if value])
    if origin is UnionType:
        raise LookupError(f"there is no word for {hint}")
    if origin is tuple:
        plain = {str: "list of texts", int: "list of whole numbers", FileData: "tables `[[file]]`"}
        plain |= {GapData: "tables `[[file.gap]]`", Island: "tables `[[island]]`"}
        return "list of kinds of block" if arguments[0] == BlockKind else plain[arguments[0]]
    if origin is dict:
        return "table"
    return {str: "text", int: "whole number", bool: "true or false"}[hint]


def _one_of(values: list[str]) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"


def _default(each: Field[Any]) -> str:
    if each.default is MISSING and each.default_factory is MISSING:
        return "must be there"
    value = each.default_factory() if each.default_factory is not MISSING else each.default
    return f"`{_toml(value)}`" if value not in ("", (), {}) else "none"


def _toml(value: object) -> str:
    """A value as TOML writes it; patterns in single quotation marks, which leave backslashes alone."""
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(one) for one in value)}]"
    if isinstance(value, str):
        return f"'{value}'" if "\\" in value else f'"{value}"'
    return str(value)


def _presets() -> str:
    plain = Reading()
    rows = [("Preset", "Sets")]
    for name, reading in PRESETS.items():
        changed = [each.name for each in fields(Reading) if getattr(reading, each.name) != getattr(plain, each.name)]
        rows.append((f"`{name}`", ", ".join(f"`{key} = {_toml(getattr(reading, key))}`" for key in changed)))
    return _table(rows)


def _table(rows: Any) -> str:
    head, *body = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *body])


if __name__ == "__main__":
    import sys
    from pathlib import Path

    Path(sys.argv[1] if len(sys.argv) > 1 else PAGE).write_text(keys_page(), encoding="utf-8")
