"""Problems are values: the core returns them, the command line prints them, Sphinx re-emits them as warnings.

The table :data:`CODES` is the one place where codes are defined.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

CODES: dict[str, str] = {
    "text-missing": "a file is named but cannot be read",
    "text-unknown": "a file among the texts belongs to no edition",
    "text-differs": "a source text differs from the one the edition was made from",
    "text-encoding": "a source text is not UTF-8",
    "text-empty": "a source text is empty",
    "text-control": "a source text contains control characters",
    "text-line-ends": "a source text has line ends other than line feeds",
    "text-line-long": "a source text has a line too long to be one",
    "text-size": "a file is too large to be what it should be",
    "toml-syntax": "a TOML file cannot be parsed",
    "toml-key": "a TOML file has a key that is not known, or lacks one",
    "toml-value": "a TOML file has a value of the wrong kind",
    "map-line": "the block map names a line that is not there or is blank",
    "heading-unexpected": "the headings found are not those the edition declares",
    "note-sequence": "note marks or notes do not follow one another",
    "emendation-lemma": "an emendation's lemma is not found at its place",
    "emendation-place": "an emendation names a place that does not exist",
    "decision-place": "a decision names a place that does not exist",
    "decision-words": "a decision's words are not found at its place",
    "decision-target": "a decision names no person, date or work that there is",
    "decision-unused": "a decision has no effect",
    "gap-place": "an editorial gap names words that are not found",
    "island-place": "an island of dates names a place or words that are not found",
    "ledger-shift": "a published address would come to mean another block",
    "ledger-changed": "the words at a published address have changed",
    "ledger-broken": "a ledger cannot be read",
    "authority-value": "an authority record is wrong",
    "authority-duplicate": "two authority records claim the same id or name",
    "authority-reference": "an authority record names a record that is not there",
    "date-contradiction": "a date in a text contradicts itself",
    "name-unexplained": "a text has a name that no record explains",
    "page-directive": "a page uses a directive that is not allowed",
    "page-role": "a page uses a role that is not allowed",
    "page-front-matter": "a page’s front matter says what it may not",
    "page-html": "a page has HTML",
    "page-link": "a link leads where none may lead",
    "page-file": "a page names a file that it may not show, or is none",
    "page-size": "a page is too large or nested too deeply",
    "website-tag": "a built page has a tag that none may have",
    "words-lost": "words of a source are missing from an output",
    "words-added": "an output has words the source does not have",
    "words-moved": "words of a source stand elsewhere in an output",
    "output-missing": "an output cannot be read",
}
"""Every problem code with what it says in one line."""


NOTICES = frozenset({"text-unknown"})
"""Codes of problems that are said but stop nothing: the folder of texts may hold other files."""


CHECKED_ONLY = frozenset({"date-contradiction", "name-unexplained"})
"""Codes that ``check`` alone reports: a text can be published before everybody in it is known and every date settled."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something an editor must know: where (``path`` relative to the project, 1-based ``line`` or 0), what, and what to do."""

    path: str
    line: int
    code: str
    message: str
    hint: str = ""

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"{self.code!r} is not a problem code; add it to sphinx_handbook.problems.CODES")

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.code} {self.message}" + (f"\n    {self.hint}" if self.hint else "")


class ProblemError(Exception):
    """Raised inside the core where work cannot go on; carries the problems found so far."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
