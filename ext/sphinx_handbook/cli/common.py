"""What several verbs share: options, and how problems are printed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from sphinx_handbook import corpus
from sphinx_handbook.cli.beside import beside
from sphinx_handbook.formats import as_text, in_order
from sphinx_handbook.problems import Problem
from sphinx_handbook.text import Annotation


def add_texts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--texts",
        type=Path,
        default=os.environ.get("HANDBOOK_TEXTS") or None,
        metavar="DIR",
        help="the folder with the texts of the editions that the project does not contain (default: $HANDBOOK_TEXTS)",
    )


def add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, default=None, metavar="DIR", help="where the outputs are (default: build/ in the project)"
    )


def load(options: argparse.Namespace) -> corpus.Corpus:
    return corpus.load(options.root, Path(options.texts) if options.texts else None, beside)


def out(options: argparse.Namespace) -> Path:
    return Path(options.out or options.root / "build").resolve()


def tally(annotations: Iterable[Annotation]) -> str:
    """How many of ``annotations`` are unresolved, and how many probable."""
    sure = [annotation.sure for annotation in annotations]
    return f"{sure.count('unresolved'):,} unresolved, {sure.count('probable'):,} probable"


def print_problems(problems: Iterable[Problem]) -> int:
    """Print problems in order of place; returns how many there are that must be mended."""
    listed = in_order(problems)
    sys.stderr.write(as_text(listed))
    return to_mend(listed)


def to_mend(problems: Iterable[Problem]) -> int:
    """How many of ``problems`` are more than notices."""
    return sum(problem.severity != "notice" for problem in problems)
