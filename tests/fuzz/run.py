"""Going round: every target gets a few seconds at a time, with a seed of its own, until the time is over."""

from __future__ import annotations

import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

SECONDS_AN_EXAMPLE = 5.0
"""Of the processor's time, which a busy machine does not change."""


WORTH_A_LOOK = 1.0
"""The slowest example of a target is kept if it took more seconds."""


class Target(NamedTuple):
    """What is tried, the function that must return, and how often in a round. An error or a failing assertion is a finding."""

    examples: st.SearchStrategy[Any]
    check: Callable[[Any], object]
    a_round: int = 300


class TooSlowError(BaseException):
    """An example took longer than any may; no error of the program, so that nothing catches it."""


@dataclass(slots=True)
class Finding:
    """An example that a target does not stand, and why."""

    target: str
    seed: int
    example: Any
    why: str


@dataclass(slots=True)
class Tally:
    """What became of a target."""

    examples: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    slow: Any = None
    findings: list[Finding] = field(default_factory=list)


def fuzz(targets: Mapping[str, Target], minutes: float, first_seed: int | None = None) -> dict[str, Tally]:
    """Try all ``targets`` in turn for so many minutes, at least one round. A target with a finding is not tried again."""
    seeds = random.Random(first_seed)
    end = time.monotonic() + minutes * 60
    tallies = {name: Tally() for name in targets}
    while True:
        for name, target in targets.items():
            if not tallies[name].findings:
                one_round(name, target, tallies[name], seeds.getrandbits(32))
            if time.monotonic() >= end and all(tally.examples for tally in tallies.values()):
                return tallies
        if all(tally.findings for tally in tallies.values()):
            return tallies


def one_round(name: str, target: Target, tally: Tally, number: int, *, limit: float = SECONDS_AN_EXAMPLE) -> None:
    """Try some examples, which ``number`` decides; of those that fail the smallest is kept."""
    failed: list[Any] = []

    @seed(number)
    @settings(
        max_examples=target.a_round,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(target.examples)
    def attempt(example: Any) -> None:
        if any(finding.why.startswith("no end") for finding in tally.findings):
            return  # to look for a smaller one would take minutes
        started = time.process_time()
        try:
            with time_limit(limit):
                target.check(example)
        except TooSlowError as slow:
            why = f"no end after {limit:g} seconds\n{''.join(traceback.format_tb(slow.__traceback__, -8))}"
            tally.findings.append(Finding(name, number, example, why))
        except Exception:
            failed.append(example)
            raise
        finally:
            tally.examples += 1
            took = time.process_time() - started
            if took > tally.slowest:
                tally.slowest, tally.slow = took, example

    began = time.monotonic()
    try:
        attempt()
    except Exception as error:
        error.__notes__ = []  # the example, which is told otherwise
        # Hypothesis tries the smallest example that fails once more at its end.
        tally.findings.append(Finding(name, number, failed[-1] if failed else None, traceback.format_exc(limit=-6)))
    tally.seconds += time.monotonic() - began


_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []


def scratch() -> Path:
    """A new folder that goes when the program ends."""
    _FOLDERS.append(tempfile.TemporaryDirectory(prefix="handbook-fuzz-", ignore_cleanup_errors=True))
    return Path(_FOLDERS[-1].name)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def table(tallies: Mapping[str, Tally]) -> str:
    rows = [("target", "examples", "seconds", "slowest", "findings")]
    rows += [
        (name, f"{one.examples:,}", f"{one.seconds:.0f}", f"{one.slowest:.2f}", str(len(one.findings) or "–"))
        for name, one in tallies.items()
    ]
    total = [sum(one.examples for one in tallies.values()), sum(one.seconds for one in tallies.values())]
    slowest = max(one.slowest for one in tallies.values())
    count = sum(len(one.findings) for one in tallies.values())
    rows.append(("all", f"{total[0]:,}", f"{total[1]:.0f}", f"{slowest:.2f}", str(count or "–")))
    return "\n".join(f"{row[0]:24}" + "".join(f"{cell:>10}" for cell in row[1:]) for row in rows)


def keep(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name.replace(' ', '-')}.txt"
    file.write_text(text, encoding="utf-8", errors="backslashreplace")
    return file


def report(tallies: Mapping[str, Tally], folder: Path) -> int:
    """Print what was tried and what was found, and keep each failing example in ``folder``; returns the exit code."""
    findings = [finding for tally in tallies.values() for finding in tally.findings]
    for finding in findings:
        file = keep(folder, f"{finding.target}-{finding.seed}", f"{finding.example!r}\n\n{finding.why}\n")
        shown = repr(finding.example)
        shown = shown if len(shown) <= 600 else f"{shown[:400]} … {shown[-200:]}"
        print(
            f"\n{finding.target}, seed {finding.seed}: {shown}\n{finding.why}\nThe example is kept in {file}.",
            file=sys.stderr,
        )
    for name, tally in tallies.items():
        if tally.slowest > WORTH_A_LOOK:
            keep(folder, f"slow-{name}", f"{tally.slow!r}\n")
    print(table(tallies))
    return 1 if findings else 0
