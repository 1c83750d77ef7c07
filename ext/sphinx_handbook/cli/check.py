"""Check the corpus, fast and without Sphinx: every problem with its file, line and column; correct what is certain."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from sphinx_handbook import checks, commentary
from sphinx_handbook.cli.common import add_texts, load, tally, to_mend
from sphinx_handbook.corpus import EXCEPTIONS, Corpus, check_commentary, reanchor
from sphinx_handbook.formats import FORMATS, GUIDE, in_order


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_texts(parser)
    parser.add_argument(
        "--fix",
        action="store_true",
        help="correct the address of each commentary whose words stand at one nearest other place",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help="how problems are written: text (the default) for people, on the standard error; json, github (annotations of a "
        "workflow) or sarif (code scanning) for programs, on the standard output",
    )


def run(options: argparse.Namespace) -> int:
    corpus = _fix(options, load(options)) if options.fix else load(options)
    problems = in_order(checks.check(options.root, corpus))
    written = FORMATS[options.format](problems, guide(options.root, os.environ))
    (sys.stderr if options.format == "text" else sys.stdout).write(written)
    count = to_mend(problems)
    # What a program reads on the standard output is nothing but the problems.
    for line in summary(corpus, count, len(problems) - count):
        print(line, file=sys.stdout if options.format == "text" else sys.stderr)
    return 1 if count else 0


def summary(corpus: Corpus, count: int, notices: int) -> list[str]:
    """What there is to say at the end: how many problems, notices, exceptions and doubts."""
    many = "" if count == 1 else "s"
    lines = [
        f"{count or 'no'} problem{many} in {len(corpus.folders)} editions, {len(corpus.converted)} of them with their text"
    ]
    if notices:
        lines.append(f"{notices} notice{'' if notices == 1 else 's'}, which stop{'s' if notices == 1 else ''} nothing")
    if corpus.exceptions.exemptions:
        made = len(corpus.exceptions.exemptions)
        lines.append(f"{made} exception{' is' if made == 1 else 's are'} made in {EXCEPTIONS}")
    doubtful = [
        annotation
        for one in corpus.converted
        for found in one.annotated.values()
        for annotation in found
        if annotation.sure != "certain"
    ]
    if doubtful:
        lines.append(f"{tally(doubtful)}; `handbook review` lists them")
    return lines


def guide(root: Path, environment: Mapping[str, str]) -> str:
    """The address of the page of codes: on GitHub where a workflow runs, else the file; nothing if the project has none."""
    if not (root / GUIDE).is_file():
        return ""
    server, project = environment.get("GITHUB_SERVER_URL"), environment.get("GITHUB_REPOSITORY")
    if server and project:
        return f"{server}/{project}/blob/{environment.get('GITHUB_SHA', 'HEAD')}/{GUIDE}"
    return (root / GUIDE).as_uri()


def _fix(options: argparse.Namespace, corpus: Corpus) -> Corpus:
    """Re-anchor commentary, say where, and leave the problems that remain."""
    _, findings = check_commentary(options.root, corpus.folders, corpus.converted)
    for finding in reanchor(options.root, findings):
        comment, passage = finding.comment, finding.passage
        print(f"{comment.path}:{comment.use.line}: {passage.address} is now {finding.address} (“{passage.lemma}”)")
    remaining, _ = check_commentary(options.root, corpus.folders, corpus.converted)
    others = [problem for problem in corpus.problems if problem.code not in commentary.CODES]
    return replace(corpus, problems=(*others, *remaining))
