"""Write the pages of the editions, and keep the ledgers of their addresses."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence

from sphinx_handbook import corpus
from sphinx_handbook.cli.common import add_texts, load, print_problems
from sphinx_handbook.parallels import Parallel

PAGES = "docs/texts"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_texts(parser)
    parser.add_argument("siglum", nargs="?", help="convert this edition only (the others' pages stay)")
    parser.add_argument(
        "--publish",
        action="store_true",
        help="accept words that were corrected in place; an address never comes to mean another block",
    )


def run(options: argparse.Namespace) -> int:
    found = load(options)
    if options.siglum and options.siglum not in {folder.siglum for folder in found.folders}:
        print(
            f"there is no edition {options.siglum}; the editions are {', '.join(f.siglum for f in found.folders)}",
            file=sys.stderr,
        )
        return 2
    chosen = [one for one in found.converted if options.siglum in (None, one.folder.siglum)]
    accepted = {"ledger-changed"} if options.publish else set()
    if print_problems(problem for problem in found.problems if problem.code not in accepted):
        return 1
    for one in chosen:
        if corpus.publish(one.folder, one.fingerprints):
            print(f"{one.folder.siglum}: {len(one.fingerprints):,} addresses published")
    written, stale = write(options, found, corpus.parallels_of(found))
    print(f"{len(written)} pages written, {len(stale)} removed")
    return 0


def write(
    options: argparse.Namespace, found: corpus.Corpus, parallels: Mapping[str, Sequence[Parallel]]
) -> tuple[list[str], list[str]]:
    """Write the pages of ``found``, or of the one edition that is asked for."""
    texts = corpus.edition_texts(found, parallels)
    folder = options.root / PAGES
    siglum = getattr(options, "siglum", None)
    if siglum:
        chosen = {name: text for name, text in texts.items() if name.startswith(f"{siglum}/")}
        return corpus.add_pages(folder, chosen), []
    return corpus.write_pages(folder, texts)
