"""Build the handbook: pages, then website, PDF and ePub from one reading, then the proof that no word was lost."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from sphinx_handbook import corpus
from sphinx_handbook.cli import convert, verify
from sphinx_handbook.cli.common import add_out, add_texts, out, print_problems
from sphinx_handbook.cli.conversion import conversion
from sphinx_handbook.export import passages
from sphinx_handbook.kept import MEMORY
from sphinx_handbook.sphinx.build import DOCTREES, Stage, build
from sphinx_handbook.sphinx.website_builder import Haste

WAITING = 75
"""The exit code of a build in haste that has kept pages which are to be written again (in sysexits.h: EX_TEMPFAIL, try again)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(haste=Haste.NONE)
    add_texts(parser)
    add_out(parser)
    parser.add_argument(
        "--formats", default="html,pdf,epub", type=_formats, help="what to build (default: html,pdf,epub)"
    )
    parser.add_argument("--jobs", type=int, default=1, help="processes that read pages (default: 1)")
    parser.add_argument(
        "--no-verify", action="store_true", help="leave out the comparison of the outputs with the sources"
    )


def _formats(value: str) -> tuple[str, ...]:
    formats = tuple(part.strip() for part in value.split(","))
    unknown = [part for part in formats if part not in ("html", "pdf", "epub")]
    if unknown:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: the formats are html, pdf and epub")
    return formats


def run(options: argparse.Namespace) -> int:
    started = time.monotonic()
    memory = out(options) / DOCTREES / MEMORY
    made = conversion(options, memory / "conversion")
    found = made.found
    if print_problems(found.problems):
        return 1
    written, stale = corpus.write_pages(options.root / convert.PAGES, made.pages)
    say = _progress()
    say(
        f"{len(written)} pages written, {len(stale)} removed; {len(found.converted)} of {len(found.folders)} editions with their text"
    )
    source = options.root / "docs"
    stages = [Stage("convert", time.monotonic() - started, 0.0)]
    with _fixed_time(source / "conf.py"):
        beside = partial(_passages, found)
        stages += build(
            source, out(options), options.formats, jobs=options.jobs, say=say, beside=beside, haste=options.haste
        )
    failed = False
    for stage in stages:
        for text in (stage.warnings, stage.error):
            if text.strip():
                failed = True
                print(text.strip(), file=sys.stderr)
    if not failed and not options.no_verify:
        say("verifying")
        before = time.monotonic()
        proof = verify.Proof(memory, made.digest)
        failed = verify.compare(found, out(options), options.formats, parallels=made.parallels, proof=proof) > 0
        stages.append(Stage("verify", time.monotonic() - before, 0.0))
    _print_stages(stages, time.monotonic() - started)
    if failed:
        print("the build has problems; what could not be made is still what it was", file=sys.stderr)
        return 1
    return WAITING if any(stage.waiting for stage in stages) else 0


def _passages(found: corpus.Corpus, site: passages.Site) -> Iterator[tuple[str, str]]:
    """The tree of passages that lies beside the website, as JSON."""
    for name, content in passages.files(found, site):
        yield name, json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def _progress() -> Callable[[str], None]:
    """How to tell of progress: rewritten in place on a terminal, plain lines elsewhere."""
    if sys.stdout.isatty():
        return lambda text: print(f"\r\x1b[K{text} ...", end="", flush=True)
    return lambda text: print(text, flush=True)


def _print_stages(stages: Sequence[Stage], total: float) -> None:
    if sys.stdout.isatty():
        print("\r\x1b[K", end="")
    for stage in stages:
        peak = f"{stage.peak:8.0f} MiB" if stage.peak else ""
        print(f"{stage.name:8} {stage.seconds:7.1f} s {peak}")
    print(f"{'total':8} {total:7.1f} s")


@contextmanager
def _fixed_time(conf: Path) -> Iterator[None]:
    """Let every writer believe that it is the day of the handbook's date (``handbook_date`` in conf.py).

    Two builds then have the same bytes (https://reproducible-builds.org/specs/source-date-epoch/). Who has set
    SOURCE_DATE_EPOCH has the last word.
    """
    if "SOURCE_DATE_EPOCH" in os.environ:
        yield
        return
    stated = re.search(
        r"^handbook_date = [\"'](\d{4}-\d{2}-\d{2})[\"']", conf.read_text(encoding="utf-8"), re.MULTILINE
    )
    day = date.fromisoformat(stated[1]) if stated else date(2000, 1, 1)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()))
    try:
        yield
    finally:
        del os.environ["SOURCE_DATE_EPOCH"]
