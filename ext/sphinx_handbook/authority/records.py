"""What all authority files share: tables ``[id]``, each a record of one dataclass."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple, Protocol, TypeVar

from sphinx_handbook.origins import Keys, Origin
from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.schema import parse_toml, structure


class Record(Protocol):
    """A record knows its id, which is the name of its table."""

    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=Record)


class Fault(NamedTuple):
    """What is wrong with a record: the key, a message, what to do, and the number of the value if the key has several."""

    key: str
    message: str
    hint: str
    number: int | None = None

    @property
    def keys(self) -> Keys:
        """The way from the record to the value."""
        return tuple(part for part in (self.key, self.number) if part not in ("", None))


def parse_records(
    text: str, path: str, schema: type[R], noun: str, faults: Callable[[R], Iterable[Fault]]
) -> tuple[dict[str, R], list[Problem]]:
    """Records by id from the TOML ``text``, and what is wrong with single ones, which are left out.

    ``noun`` is what one is called. Text that is no TOML raises :class:`ProblemError`.
    """
    origin = Origin(path, text)
    records: dict[str, R] = {}
    problems: list[Problem] = []
    for record_id, table in parse_toml(text, path).items():
        if not isinstance(table, dict):
            hint = f"Each {noun} has a table of its own, headed by its id in single brackets: [id]."
            problems.append(origin.at(record_id).problem("toml-key", f"{record_id} is no table", hint, of="key"))
            continue
        if "id" in table:
            hint = f"Take it out: a {noun}'s id is the name of the table."
            problems.append(origin.at(record_id, "id").problem("toml-key", "unknown key: id", hint, of="key"))
            continue
        try:
            made: Any = structure(table, schema, text, path, (record_id,))
        except ProblemError as error:
            problems.extend(error.problems)
            continue
        record = replace(made, id=record_id)
        found = list(faults(record))
        problems += [
            origin.at(record_id, *fault.keys).problem("authority-value", f"{record_id}: {fault.message}", fault.hint)
            for fault in found
        ]
        if not found:
            records[record_id] = record
    return records, problems


def id_faults(record_id: str, example: str) -> Iterator[Fault]:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", record_id):
        hint = f"Write small letters, digits and hyphens, as in {example}; the id stands in links."
        yield Fault("", f"{record_id!r} is no id", hint)


def form_faults(named: Iterable[tuple[str, Iterable[str]]]) -> Iterator[Fault]:
    """Names that are empty or have spaces at their edges; ``named`` are pairs of a key and its names."""
    for key, forms in named:
        for number, form in enumerate(forms):
            if message := name_fault(form):
                yield Fault(key, f"{key}: {message}", "Write the name as it stands in a text.", number)


def name_fault(name: str) -> str:
    """What is wrong with a name that texts are to be searched for, or nothing."""
    if not name.strip():
        return "a name is empty"
    return f"{name!r} begins or ends with a space" if name != name.strip() else ""
