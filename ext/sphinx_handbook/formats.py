"""Problems as text: for people, for other programs, and for the pages on which a forge shows a change."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import quote

from sphinx_handbook import __version__
from sphinx_handbook.problems import CODES, Problem, one_line

GUIDE = "docs/contributing/problems.md"
"""The page with a section for each code."""


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """``problems`` without doubles, by file, line and column."""
    return sorted(set(problems))


def as_text(problems: Sequence[Problem], guide: str = "") -> str:
    """``path:line:column: CODE message``, as compilers print it, and what to do in the line below."""
    return "".join(f"{problem}\n" for problem in problems)


def as_json(problems: Sequence[Problem], guide: str = "") -> str:
    """A list of objects; ``docs/contributing/checking.md`` says what each key means."""
    listed = [
        {
            "path": problem.path,
            "line": problem.line or None,
            "column": problem.column or None,
            "address": problem.address or None,
            "code": problem.code,
            "severity": problem.severity,
            "message": problem.message,
            "hint": problem.hint or None,
        }
        for problem in problems
    ]
    return json.dumps(listed, indent=1) + "\n"


def as_github(problems: Sequence[Problem], guide: str = "") -> str:
    """Workflow commands, which GitHub shows beside the lines of a change; the hint is the second line of the text.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions; what is escaped is not written there, but in
    https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts.
    """
    commands = "".join(f"{_command(problem)}\n" for problem in problems)
    # The name of a file need not be text; what no encoding has is written as Python does.
    return commands.encode("utf-8", "backslashreplace").decode("utf-8")


def _command(problem: Problem) -> str:
    said = {"file": problem.path, "line": problem.line, "col": problem.column, "title": problem.code}
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in said.items() if value)
    message = "\n".join(filter(None, (one_line(problem.message), problem.hint)))
    return f"::{problem.severity} {properties}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "notice": "note"}


def as_sarif(problems: Sequence[Problem], guide: str = "") -> str:
    """A log in SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/). ``guide`` is the address of the page of codes."""
    numbers = {code: number for number, code in enumerate(CODES)}
    driver = {"name": "handbook", "semanticVersion": __version__, "rules": [_rule(code, guide) for code in CODES]}
    results = [_result(problem, numbers[problem.code]) for problem in problems]
    # Columns are those of Python, which counts characters and not the units of UTF-16 that SARIF otherwise takes for granted.
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=1) + "\n"


def _rule(code: str, guide: str) -> dict[str, Any]:
    about = CODES[code]
    meaning = f"{about.meaning[0].upper()}{about.meaning[1:]}."
    rule = {
        "id": code,
        "shortDescription": {"text": meaning},
        "defaultConfiguration": {"level": _LEVELS[about.severity]},
    }
    return {**rule, "helpUri": f"{guide}#{code}"} if guide else rule


def _result(problem: Problem, number: int) -> dict[str, Any]:
    region = {"startLine": problem.line, "startColumn": problem.column}
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(os.fsencode(problem.path))}}
    if problem.line:
        place["region"] = {key: value for key, value in region.items() if value}
    location: dict[str, Any] = {"physicalLocation": place}
    if problem.address:
        location["logicalLocations"] = [{"fullyQualifiedName": problem.address, "kind": "element"}]
    return {
        "ruleId": problem.code,
        "ruleIndex": number,
        "level": _LEVELS[problem.severity],
        "message": {"text": f"{problem.message}\n{problem.hint}" if problem.hint else problem.message},
        "locations": [location],
        **({"properties": {"hint": problem.hint}} if problem.hint else {}),
    }


FORMATS: dict[str, Callable[[Sequence[Problem], str], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}
"""The formats of ``handbook check --format``: each takes problems in order and the address of the guide."""
