"""The data of the whole handbook: authority files, names that are nobody's, and exceptions, from their files to values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sphinx_handbook.authority import (
    Authority,
    Kind,
    dangling,
    parse_biographies,
    parse_entries,
    parse_events,
    parse_kinds,
    parse_persons,
    parse_works,
    shared_forms,
)
from sphinx_handbook.corpus.files import read_utf8
from sphinx_handbook.exceptions import Exceptions, parse_exceptions
from sphinx_handbook.names import Names, parse_names
from sphinx_handbook.origins import Origin
from sphinx_handbook.problems import Problem, ProblemError

AUTHORITY = "authority"
"""The one folder of the corpus that is no edition."""

AUTHORITY_FILES = f"corpus/{AUTHORITY}"
"""The folder of the authority files."""

EXCEPTIONS = "corpus/exceptions.toml"
"""The file of the project's exceptions."""


def read_authority(root: Path) -> tuple[Authority, list[Problem], frozenset[str]]:
    """The authority files below ``root``, what is wrong with them, and the roles whose files have a mistake.

    Only the persons and the works must be there.
    """
    persons, wrong_persons = _read_records(root, f"{AUTHORITY_FILES}/persons.toml", parse_persons)
    works, wrong_works = _read_records(root, "references.bib", parse_works)
    biographies, wrong_lives = _read_records(
        root, f"{AUTHORITY_FILES}/biographies.toml", parse_biographies, needed=False
    )
    events, wrong_events = _read_records(root, f"{AUTHORITY_FILES}/events.toml", parse_events, needed=False)
    declared, wrong_kinds = _read_records(root, f"{AUTHORITY_FILES}/kinds.toml", parse_kinds, needed=False)
    kinds, wrong_entries = _read_kinds(root, declared)
    authority = Authority(persons, works, biographies, events, kinds)
    problems = [*wrong_persons, *wrong_works, *wrong_lives, *wrong_events, *wrong_kinds, *wrong_entries]
    faulty = {"person"} if wrong_persons else set()
    faulty |= {"work"} if wrong_works else set()
    faulty |= set(authority.by_role) if wrong_entries else set()
    # Nor is it reported once more for each record that names one with a mistake.
    return authority, problems or list(_dangling(root, authority)), frozenset(faulty)


def _read_records(root: Path, path: str, parse: Any, *, needed: bool = True) -> tuple[dict[str, Any], list[Problem]]:
    """What ``parse`` makes of the file ``path``; nothing where a file that is not ``needed`` is not there."""
    if not needed and not (root / path).exists():
        return {}, []
    try:
        return parse(read_utf8(root / path, path), path)  # type: ignore[no-any-return]
    except ProblemError as error:
        return {}, list(error.problems)


def _read_kinds(root: Path, declared: Mapping[str, Kind]) -> tuple[dict[str, Kind], list[Problem]]:
    """The kinds with their entries."""
    kinds: dict[str, Kind] = {}
    problems: list[Problem] = []
    for kind in declared.values():
        path = f"{AUTHORITY_FILES}/{kind.id}.toml"
        try:
            kinds[kind.id], found = parse_entries(read_utf8(root / path, path), path, kind)
            problems += found
        except ProblemError as error:
            problems += error.problems
    for kind, entry, form, message in shared_forms(kinds):
        path = f"{AUTHORITY_FILES}/{kind.id}.toml"
        hint = "Leave it to the one that it always means, or give both longer forms."
        origin = Origin(path, read_utf8(root / path, path), (entry.id, "forms", entry.forms.index(form)))
        problems.append(origin.problem("authority-duplicate", message, hint))
    return kinds, problems


def _dangling(root: Path, authority: Authority) -> Iterator[Problem]:
    for fault in dangling(authority):
        path = f"{AUTHORITY_FILES}/{fault.file}"
        keys = tuple(part for part in (fault.record, fault.key, fault.number) if part not in ("", None))
        origin = Origin(path, read_utf8(root / path, path), keys)
        yield origin.problem("authority-reference", fault.message, fault.hint)


def read_names(root: Path) -> tuple[Names | None, list[Problem]]:
    """The names of ``names.toml``, or None where there is no such file."""
    path = f"{AUTHORITY_FILES}/names.toml"
    try:
        return parse_names(read_utf8(root / path, path), path) if (root / path).exists() else (None, [])
    except ProblemError as error:
        return None, list(error.problems)


def read_exceptions(root: Path) -> tuple[Exceptions, list[Problem]]:
    """The exceptions of the project, none where there is no file of them."""
    file = root / EXCEPTIONS
    try:
        return (parse_exceptions(read_utf8(file, EXCEPTIONS), EXCEPTIONS) if file.exists() else Exceptions()), []
    except ProblemError as error:
        return Exceptions(), list(error.problems)
