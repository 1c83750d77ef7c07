"""``corpus/exceptions.toml``: warnings and notices that an editor has looked into and lets stand, each with a reason.

What would break a build cannot be excused; :data:`~sphinx_handbook.problems.CODES` says which codes can.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sphinx_handbook.origins import Origin
from sphinx_handbook.problems import CODES, Problem, ProblemError
from sphinx_handbook.schema import parse_tables


@dataclass(frozen=True, slots=True)
class Exemption:
    """``[[exception]]``: problems that stay as they are, for ``reason``. What is left out matches everything.

    code: the code of the problems.
    reason: why they stay, in a few words.
    path: the file that the messages name.
    place: the address that the problems are about: a block, a note, a division with all its blocks, or an edition.
    line: the line of the file, if ``path`` is given.
    words: words of the message.
    """

    code: str
    reason: str
    path: str = ""
    place: str = ""
    line: int = 0
    words: str = ""

    def excuses(self, problem: Problem) -> bool:
        return (
            problem.code == self.code
            and self.path in ("", problem.path)
            and self.place in ("", problem.address, *_around(problem.address))
            and self.line in (0, problem.line)
            and self.words in problem.message
        )


def _around(address: str) -> Iterator[str]:
    """The division and the edition of an address."""
    while "." in address:
        address = address.rpartition(".")[0]
        yield address


@dataclass(frozen=True, slots=True)
class Exceptions:
    """The exceptions of a project, and where each is written."""

    exemptions: tuple[Exemption, ...] = ()
    origins: tuple[Origin, ...] = ()


def parse_exceptions(text: str, path: str) -> Exceptions:
    """The exceptions of the TOML ``text``; raises :class:`ProblemError` with all that is wrong with them."""
    exemptions, origins = parse_tables(text, path, "exception", Exemption)
    problems = [
        origin.at(key).problem("toml-value", message, hint)
        for exemption, origin in zip(exemptions, origins, strict=True)
        for key, message, hint in _faults(exemption)
    ]
    if problems:
        raise ProblemError(problems)
    return Exceptions(exemptions, origins)


_ADDRESS = re.compile(r"[a-z][a-z0-9]*(\.[a-z0-9-]+(\.[a-z0-9*†‡]+)?)?")


def _faults(exemption: Exemption) -> Iterator[tuple[str, str, str]]:
    """The key, what is wrong with it, and what to do."""
    excusable = [code for code, about in CODES.items() if about.excusable]
    if exemption.code not in CODES:
        close = get_close_matches(exemption.code, CODES, n=1)
        hint = f"{f'Did you mean {close[0]}? ' if close else ''}Copy the code from the message."
        yield "code", f"there is no code {exemption.code!r}", hint
    elif exemption.code not in excusable:
        hint = f"Mend what it tells of. What can be excused is {', '.join(excusable)}."
        yield "code", f"{exemption.code} cannot be excused: it would break the build", hint
    if not exemption.reason.strip():
        yield "reason", "the reason is empty", "Say in a few words why this may stay as it is."
    if not exemption.path and not exemption.place:
        yield "code", "the exception says neither path nor place", "Add the file of the message, or the address."
    if exemption.place and not _ADDRESS.fullmatch(exemption.place):
        yield "place", f"{exemption.place!r} is no address", "Write it as trotsky, trotsky.43 or trotsky.43.17."
    if exemption.line < 0 or (exemption.line and not exemption.path):
        yield "line", "a line needs the path of its file, and counts from 1", "Add the path, or take the line out."


def excuse(exceptions: Exceptions, problems: Iterable[Problem]) -> tuple[list[Problem], list[Problem]]:
    """Those of ``problems`` that are left, and those that an exception excuses."""
    left: list[Problem] = []
    excused: list[Problem] = []
    for problem in problems:
        stays = any(exemption.excuses(problem) for exemption in exceptions.exemptions)
        (excused if stays else left).append(problem)
    return left, excused


def unused(
    exceptions: Exceptions, excused: Sequence[Problem], at_hand: Callable[[Exemption], bool]
) -> Iterator[Problem]:
    """A problem for each exception that excuses nothing, if what it is about is ``at_hand``."""
    for exemption, origin in zip(exceptions.exemptions, exceptions.origins, strict=True):
        if at_hand(exemption) and not any(exemption.excuses(problem) for problem in excused):
            where = " of ".join(filter(None, (f"line {exemption.line}" * bool(exemption.line), exemption.path)))
            about = f" with the words {exemption.words!r}" if exemption.words else ""
            message = f"nothing at {exemption.place or where}{about} has the code {exemption.code}"
            hint = "Take the exception out: what it excused is mended. Or correct where it applies."
            yield origin.problem("exception-unused", message, hint, of="key")
