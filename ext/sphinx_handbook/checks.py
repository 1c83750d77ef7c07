"""What ``check`` looks for beyond what a build needs: names that nothing explains, dates that contradict themselves,
exceptions that excuse nothing, and what is still to be written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sphinx_handbook.corpus import AUTHORITY_FILES, Corpus, unwritten
from sphinx_handbook.decisions import CONTRADICTION
from sphinx_handbook.exceptions import excuse, unused
from sphinx_handbook.problems import Problem
from sphinx_handbook.unexplained import Explained


def check(root: Path, corpus: Corpus) -> list[Problem]:
    """Everything that is wrong with the ``corpus`` of the project in ``root`` and that no exception excuses.

    Where there is an error nothing more is looked for: the names that a broken authority file would explain say nothing new.
    """
    if any(problem.severity == "error" for problem in corpus.problems):
        return list(corpus.problems)
    left, excused = excuse(corpus.exceptions, [*unexplained(corpus), *contradictions(corpus), *unwritten(root, corpus)])
    useless = unused(corpus.exceptions, [*corpus.excused, *excused], corpus.at_hand)
    return [*corpus.problems, *left, *useless]


def unexplained(corpus: Corpus) -> Iterator[Problem]:
    """A problem for each name in the editions at hand that no person's record and no list of names explains.

    Without ``names.toml`` nothing is looked for: every town would be one.
    """
    if corpus.names is None:
        return
    editions = [converted.edition for converted in corpus.converted]
    explained = Explained.of(corpus.names, corpus.authority.persons.values(), editions)
    hint = (
        f"Make the person known in {AUTHORITY_FILES}/persons.toml, which `handbook new person` begins, or say in names.toml beside it "
        "what else it is."
    )
    for converted in corpus.converted:
        nobody: dict[str, list[str]] = {}
        for decision in converted.folder.decisions:
            if decision.reject and decision.type == "person":
                nobody.setdefault(decision.place, []).append(decision.words)
        for name in explained.find(converted.edition, converted.annotated, nobody):
            often = f", {name.times} times" if name.times > 1 else ""
            message = f"nothing explains the name {name.words!r}{often}"
            yield converted.problem(name.block, name.start, name.words, "name-unexplained", message, hint)


def contradictions(corpus: Corpus) -> Iterator[Problem]:
    """A problem for each date in the editions at hand that contradicts itself and that no decision settles."""
    hint = (
        "If the text is wrong, emend it; if it is right, say in decisions.toml which day is meant. "
        "`handbook review` has a line to paste."
    )
    for converted in corpus.converted:
        for block in converted.edition.blocks():
            for each in converted.annotated.get((str(block.locus), block.text), ()):
                if message := each.get(CONTRADICTION):
                    words = block.text[each.start : each.end]
                    said = f"{block.locus}: {message}"
                    yield converted.problem(block, each.start, words, "date-contradiction", said, hint)
