"""Data files, dates and arguments: each is read, or refused with a problem that says where and what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from fuzz.mutate import spoilt
from fuzz.run import Target, scratch
from fuzz.texts import body
from sphinx_handbook import bibliography, corpus, loci
from sphinx_handbook.authority import (
    Kind,
    parse_biographies,
    parse_entries,
    parse_events,
    parse_kinds,
    parse_persons,
    parse_works,
)
from sphinx_handbook.dates import both_calendars, in_both, in_words, parse_date
from sphinx_handbook.edition import parse_decisions, parse_edition, parse_emendations
from sphinx_handbook.exceptions import parse_exceptions
from sphinx_handbook.names import parse_names
from sphinx_handbook.problems import Problem, ProblemError
from test_commentary import test_any_argument_is_read_or_says_what_is_wrong as argument_is_read

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
TOML = ("[a]", "[[a]]", "a = ", "a.b = ", '""', "''", "[", "]", "{", "}", "=", "1917-07-03", "07:32:00", "0.5", "inf", "\\u0000", "\\U00110000")  # fmt: skip


def files(*patterns: str) -> list[str]:
    """The files of the project and of the tests by that name, of the long ones the beginning."""
    found = [
        file
        for pattern in patterns
        for base in (ROOT / "corpus", TESTS / "problems", TESTS / "roots")
        for file in sorted(base.rglob(pattern))
    ]
    return list(dict.fromkeys(beginning(file.read_bytes().decode(errors="replace")) for file in found)) or [""]


def beginning(text: str) -> str:
    """Some tables or lines of a long file, all of them whole."""
    short = text[:3000].rpartition("\n[")[0] or text[:3000].rpartition("\n")[0]
    return short if len(text) > 3000 else text


def assert_helpful(problems: Iterable[Problem], text: str) -> None:
    for problem in problems:
        assert problem.hint, problem
        lines = text.split("\n")
        assert 0 <= problem.line <= len(lines), problem
        assert not problem.column or 1 <= problem.column <= len(lines[problem.line - 1]) + 1, problem
        str(problem).encode()


def parser(name: str, parse: Callable[[str, str], Any]) -> Target:
    def check(text: str) -> None:
        try:
            found = parse(text, name)
            single = found[1] if isinstance(found, tuple) and isinstance(found[-1], list) else []
        except ProblemError as error:
            single = error.problems
        assert_helpful(single, text)

    return Target(spoilt(files(name), TOML), check)


def check_bibliography(text: str) -> None:
    works, problems = parse_works(text, "references.bib")
    assert_helpful(problems, text)
    if problems:
        return
    assert all(work.key and work.short for work in works.values())
    assert len(list(bibliography.references_in_html(text))) == len(bibliography.csl_json(text)) == len(works)
    bibliography.public_bibtex(text)
    for entry in bibliography.parse_string(text, "bibtex").entries.values():
        bibliography.coins(entry)


def check_date(given: tuple[str, Any]) -> None:
    value, calendar = given
    try:
        date = parse_date(value, calendar)
    except ValueError:
        return
    for edtf in (date.gregorian, date.julian):
        parse_date(edtf)
    assert in_words(date.edtf)
    assert both_calendars(date)
    assert in_both(date)
    assert 0 <= date.weekday <= 7


def check_ledger(text: str) -> None:
    prints, problems = loci.parse_ledger(text, "ledger.txt")
    assert_helpful(problems, text)
    assert loci.parse_ledger(loci.format_ledger(prints), "ledger.txt") == (prints, [])
    published, _ = loci.parse_ledger(LEDGERS[0], "ledger.txt")
    assert bool(loci.compare(published, prints, "ledger.txt")) == any(
        prints.get(key) != value for key, value in published.items()
    )


PLACES = Kind("place", "Index of places", id="places")
LEDGERS = files("ledger.txt")
DATE_TOKENS = ("1917", "-", "/", "X", "XX", "-02", "-29", "-31", "-13", "-21", "0000", "9999", "0001", "1900", "..", "?", "~", "%")  # fmt: skip
BIBTEX = ("@book{", "@string{a = ", "@comment{", "@preamble{", "author = ", "and others", " and ", "title", "{", "}", '"', "#", "\\&", "%", "year = 1", "@", ",")  # fmt: skip


@cache
def project() -> Path:
    """A copy of the project of ``problems/base``, for files to be spoilt in."""
    return Path(shutil.copytree(TESTS / "problems/base", scratch() / "base"))


def project_files() -> list[tuple[str, str]]:
    """What may stand in a file of the project: as the base has it, and as each of the problems has it."""
    base = TESTS / "problems"
    found = [
        file for file in sorted(base.rglob("*")) if file.is_file() and file.suffix in (".toml", ".bib", ".txt", ".md")
    ]
    pairs = []
    for file in found:
        parts = file.relative_to(base).parts
        name = "/".join(parts[1:] if parts[0] == "base" else parts[2:])
        if name.partition("/")[0] in ("corpus", "docs", "texts", "references.bib"):
            pairs.append((name, file.read_bytes().decode(errors="replace")))
    return pairs


def check_project(given: tuple[str, str]) -> None:
    """``check`` says what is wrong; where nothing is, all pages can be written. And the project is as it was."""
    name, text = given
    file = project() / name
    before = file.read_bytes() if file.exists() else None
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        file.write_bytes(text.encode())
        loaded = corpus.load(project(), project() / "texts")
        for problem in loaded.problems:
            assert problem.hint, problem
            str(problem).encode()
        if not any(problem.severity == "error" for problem in loaded.problems):
            list(corpus.unwritten(project(), loaded))
            corpus.edition_texts(loaded, corpus.parallels_of(loaded))
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_bytes(before)


def project_target() -> Target:
    by_name: dict[str, list[str]] = {}
    for name, text in project_files():
        by_name.setdefault(name, []).append(text)
    spoilt_files = [st.tuples(st.just(name), spoilt(given, TOML)) for name, given in sorted(by_name.items())]
    return Target(st.one_of(spoilt_files), check_project, 100)


TARGETS = {
    "edition.toml": parser("edition.toml", parse_edition),
    "emendations.toml": parser("emendations.toml", parse_emendations),
    "decisions.toml": parser("decisions.toml", parse_decisions),
    "exceptions.toml": parser("exceptions.toml", parse_exceptions),
    "persons.toml": parser("persons.toml", parse_persons),
    "biographies.toml": parser("biographies.toml", parse_biographies),
    "events.toml": parser("events.toml", parse_events),
    "kinds.toml": parser("kinds.toml", parse_kinds),
    "records of a kind": parser("places.toml", lambda text, path: parse_entries(text, path, PLACES)),
    "names.toml": parser("names.toml", parse_names),
    "references.bib": Target(spoilt(files("references.bib"), BIBTEX), check_bibliography),
    "ledger.txt": Target(spoilt(LEDGERS), check_ledger),
    "dates": Target(
        st.tuples(
            spoilt(["1917-07-03/1917-07-05", "1917-07", "191X"], DATE_TOKENS),
            st.sampled_from(["julian", "gregorian", None]),
        ),
        check_date,
    ),
    "commentary argument": Target(
        spoilt(
            ['trotsky.43.17 "a lemma … of it"', 'woods.1.2-1.n3 "words" 2; isr.1.1 "“more”"'],
            ("-", '"', "…", ";", ".n1", "1"),
        ),
        body(argument_is_read),
    ),
    "project": project_target(),
}
