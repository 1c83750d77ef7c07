"""Check the corpus, fast and without Sphinx: every problem with its file and line."""

from __future__ import annotations

import argparse

from sphinx_handbook.cli.common import add_texts, load, print_problems


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_texts(parser)


def run(options: argparse.Namespace) -> int:
    corpus = load(options)
    count = print_problems(corpus.problems)
    at_hand = len(corpus.converted)
    print(
        f"{count or 'no'} problem{'' if count == 1 else 's'} in {len(corpus.folders)} editions, {at_hand} of them with their text"
    )
    return 1 if count else 0
