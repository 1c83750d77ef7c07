"""Problems are values: the core returns them, the command line prints them, Sphinx re-emits them as warnings.

The table :data:`CODES` is the one place where codes are defined.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "notice"]
"""An ``error`` stops everything: nothing is written and nothing is built. A ``warning`` is found by ``check`` alone and makes it
fail, but a text can be published before it is mended. A ``notice`` is said and stops nothing."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means, how bad it is, and whether an exception with a reason may excuse it (``corpus/exceptions.toml``)."""

    meaning: str
    severity: Severity = "error"
    excusable: bool = False


CODES: dict[str, Code] = {
    "text-missing": Code("a file is named but cannot be read"),
    "text-unknown": Code("a file among the texts belongs to no edition", "notice", excusable=True),
    "text-differs": Code("a source text differs from the one the edition was made from"),
    "text-encoding": Code("a source text is not UTF-8"),
    "text-empty": Code("a source text is empty"),
    "text-control": Code("a source text contains control characters"),
    "text-line-ends": Code("a source text has line ends other than line feeds"),
    "text-line-long": Code("a source text has a line too long to be one"),
    "text-size": Code("a file is too large to be what it should be"),
    "toml-syntax": Code("a TOML file cannot be parsed"),
    "toml-key": Code("a TOML file has a key that is not known, or lacks one"),
    "toml-value": Code("a TOML file has a value of the wrong kind"),
    "map-line": Code("the block map names a line that is not there or is blank"),
    "heading-unexpected": Code("the headings found are not those the edition declares"),
    "note-sequence": Code("note marks or notes do not follow one another"),
    "emendation-lemma": Code("an emendation's lemma is not found at its place"),
    "emendation-place": Code("an emendation names a place that does not exist"),
    "decision-place": Code("a decision names a place that does not exist"),
    "decision-words": Code("a decision's words are not found at its place"),
    "decision-target": Code("a decision names no person, date or work that there is"),
    "decision-unused": Code("a decision has no effect"),
    "commentary-syntax": Code("the argument of a commentary cannot be read"),
    "commentary-place": Code("a commentary names a place that does not exist"),
    "commentary-lemma": Code("the lemma of a commentary is not found at its place"),
    "gap-place": Code("an editorial gap names words that are not found"),
    "island-place": Code("an island of dates names a place or words that are not found"),
    "ledger-shift": Code("a published address would come to mean another block"),
    "ledger-changed": Code("the words at a published address have changed"),
    "ledger-broken": Code("a ledger cannot be read"),
    "authority-value": Code("an authority record is wrong"),
    "authority-duplicate": Code("two authority records claim the same id or name"),
    "authority-reference": Code("an authority record names a record that is not there"),
    "date-contradiction": Code("a date in a text contradicts itself", "warning", excusable=True),
    "name-unexplained": Code("a text has a name that no record explains", "warning", excusable=True),
    "exception-unused": Code("an exception excuses nothing", "warning"),
    "unwritten": Code("something begun with `handbook new` is still to be written", "notice"),
    "page-directive": Code("a page uses a directive that is not allowed"),
    "page-role": Code("a page uses a role that is not allowed"),
    "page-target": Code("a page mentions somebody or something that is not there"),
    "page-front-matter": Code("a page’s front matter says what it may not"),
    "page-html": Code("a page has HTML"),
    "page-link": Code("a link leads where none may lead"),
    "page-file": Code("a page names a file that it may not show, or is none"),
    "page-size": Code("a page is too large or nested too deeply"),
    "website-tag": Code("a built page has a tag that none may have"),
    "words-lost": Code("words of a source are missing from an output"),
    "words-added": Code("an output has words the source does not have"),
    "words-moved": Code("words of a source stand elsewhere in an output"),
    "output-missing": Code("an output cannot be read"),
}
"""Every problem code with what it says in one line. None that is an error may be excused: the build could not go on."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something an editor must know: where, what, and what to do.

    ``path`` is relative to the project; ``line`` and ``column`` count from 1, and are 0 where there is none. ``address`` is the
    division, block or note (``trotsky.43.17``) that a problem of a text is about.
    """

    path: str
    line: int
    column: int = field(default=0, kw_only=True)
    code: str
    message: str
    hint: str = ""
    address: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"{self.code!r} is not a problem code; add it to sphinx_handbook.problems.CODES")

    @property
    def severity(self) -> Severity:
        return CODES[self.code].severity

    @property
    def where(self) -> str:
        """``path``, ``path:line`` or ``path:line:column``, as editors and terminals know it."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}:{self.column}" if self.line and self.column else place

    def __str__(self) -> str:
        said = f"{self.where}: {self.code} {one_line(self.message)}"
        return f"{said}\n    {one_line(self.hint)}" if self.hint else said


def one_line(text: str) -> str:
    """``text`` with spaces for its line breaks, so that a program that reads lines finds a problem on its own."""
    return " ".join(text.splitlines())


class ProblemError(Exception):
    """Raised inside the core where work cannot go on; carries the problems found so far."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
