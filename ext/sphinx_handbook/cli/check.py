"""Check the corpus, fast and without Sphinx: every problem with its file and line."""

from __future__ import annotations

import argparse

from sphinx_handbook.cli.common import add_texts, load, print_problems, tally
from sphinx_handbook.corpus import contradictions, unexplained, unwritten


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_texts(parser)


def run(options: argparse.Namespace) -> int:
    corpus = load(options)
    # Where an authority file has a mistake, the names it would explain say nothing new.
    further = [*unexplained(corpus), *contradictions(corpus), *unwritten(options.root, corpus)]
    count = print_problems(corpus.problems) or print_problems(further)
    at_hand = len(corpus.converted)
    print(
        f"{count or 'no'} problem{'' if count == 1 else 's'} in {len(corpus.folders)} editions, {at_hand} of them with their text"
    )
    doubtful = [
        annotation
        for one in corpus.converted
        for found in one.annotated.values()
        for annotation in found
        if annotation.sure != "certain"
    ]
    if doubtful:
        print(f"{tally(doubtful)}; `handbook review` lists them")
    return 1 if count else 0
