"""Check the corpus, fast and without Sphinx: every problem with its file and line; correct what is certain."""

from __future__ import annotations

import argparse
from dataclasses import replace

from sphinx_handbook import commentary
from sphinx_handbook.cli.common import add_texts, load, print_problems, tally
from sphinx_handbook.corpus import Corpus, check_commentary, contradictions, reanchor, unexplained


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_texts(parser)
    parser.add_argument(
        "--fix",
        action="store_true",
        help="correct the address of each commentary whose words stand at one nearest other place",
    )


def run(options: argparse.Namespace) -> int:
    corpus = _fix(options, load(options)) if options.fix else load(options)
    # Where an authority file has a mistake, the names it would explain say nothing new.
    count = print_problems(corpus.problems) or print_problems([*unexplained(corpus), *contradictions(corpus)])
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


def _fix(options: argparse.Namespace, corpus: Corpus) -> Corpus:
    """Re-anchor commentary, say where, and leave the problems that remain."""
    _, findings = check_commentary(options.root, corpus.folders, corpus.converted)
    for finding in reanchor(options.root, findings):
        comment, passage = finding.comment, finding.passage
        print(f"{comment.path}:{comment.use.line}: {passage.address} is now {finding.address} (“{passage.lemma}”)")
    remaining, _ = check_commentary(options.root, corpus.folders, corpus.converted)
    others = [problem for problem in corpus.problems if problem.code not in commentary.CODES]
    return replace(corpus, problems=(*others, *remaining))
