"""What a fidelity check found: counts for each edition and output, every deviation with its line, and the problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sphinx_handbook.fidelity.compare import Explained
from sphinx_handbook.problems import Problem


@dataclass(frozen=True, slots=True)
class Entry:
    """An edition in one output.

    ``words`` counts the source's words (tokens with a letter or digit), ``output_words`` the output's. ``lost``,
    ``added`` and ``moved`` count tokens that nothing explains, also those of punctuation only. ``notes`` and ``marks``
    are pairs: in the edition, in the output. ``explained`` holds pairs (division, deviation).
    """

    siglum: str
    output: str
    words: int
    output_words: int
    notes: tuple[int, int]
    marks: tuple[int, int]
    lost: int
    added: int
    moved: int
    explained: tuple[tuple[str, Explained], ...] = ()

    @property
    def reasons(self) -> Mapping[str, int]:
        """How many deviations each reason explains."""
        return dict(sorted(Counter(each.kind for _, each in self.explained).items()))


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check: it has proved that nothing is lost if ``problems`` is empty and ``entries`` is not."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @property
    def ok(self) -> bool:
        return bool(self.entries) and not self.problems

    def on(self, output: str) -> Report:
        """What it says of one output, if all is well."""
        return Report(tuple(entry for entry in self.entries if entry.output == output), self.problems)

    def with_(self, other: Report) -> Report:
        """Both reports as one, edition by edition; what both say of the sources is said once."""
        sigla = list(dict.fromkeys(entry.siglum for entry in (*self.entries, *other.entries)))
        entries = sorted((*self.entries, *other.entries), key=lambda entry: sigla.index(entry.siglum))
        return Report(tuple(entries), tuple(dict.fromkeys((*self.problems, *other.problems))))

    def table(self, verbose: bool = False) -> str:
        """The counts, a line an edition and output; ``verbose`` adds every explained deviation."""
        head = ("edition", "output", "words", "printed", "notes", "marks", "lost", "added", "moved", "explained")
        rows = [head, *(_row(entry) for entry in self.entries)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(head) - 1)]
        lines = [
            "  ".join(
                [
                    cell.ljust(width) if n < 2 else cell.rjust(width)
                    for n, (cell, width) in enumerate(zip(row, widths, strict=False))
                ]
                + [row[-1]]
            ).rstrip()
            for row in rows
        ]
        if verbose:
            for entry in self.entries:
                for division, each in entry.explained:
                    reason = f" ({each.reason})" if each.reason else ""
                    where = f"{entry.siglum}.{division} {entry.output} line {each.line}"
                    lines.append(f"{where}: {each.kind} “{each.source}” → “{each.output}”{reason}")
        return "\n".join(lines) + "\n"


def _row(entry: Entry) -> tuple[str, ...]:
    return (
        entry.siglum,
        entry.output,
        f"{entry.words:,}",
        f"{entry.output_words:,}",
        "/".join(map(str, entry.notes)),
        "/".join(map(str, entry.marks)),
        str(entry.lost),
        str(entry.added),
        str(entry.moved),
        ", ".join(f"{kind} {count}" for kind, count in entry.reasons.items()),
    )
