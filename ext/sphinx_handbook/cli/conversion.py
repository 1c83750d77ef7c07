"""The conversion of all editions, kept from build to build for as long as nothing that it is made from has changed."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sphinx_handbook import corpus
from sphinx_handbook.cli.common import load
from sphinx_handbook.digest import digest_of, digest_of_files, files_below, of_the_program
from sphinx_handbook.kept import store, stored
from sphinx_handbook.parallels import Parallel


@dataclass(frozen=True, slots=True)
class Conversion:
    """The corpus, the words that editions share, and the pages by path; ``digest`` says what they are made from."""

    found: corpus.Corpus
    parallels: Mapping[str, Sequence[Parallel]]
    pages: Mapping[str, str]
    digest: str


def conversion(options: argparse.Namespace, memory: Path) -> Conversion:
    """The conversion that ``memory`` keeps, or a new one where an input has changed; one with problems is not kept.

    One mistake in a record may change how any edition is read, and editions are compared with each other. So there is one
    digest for all: of every file of the corpus and of the texts, of the bibliography and of this program.
    """
    digest = _digest(options.root, Path(options.texts) if options.texts else None)
    kept = stored(memory, digest)
    if isinstance(kept, Conversion):
        # The pages that people write are no part of what a conversion is made from.
        return replace(kept, found=_with_pages_checked(options.root, kept, memory.with_name("pages")))
    found = load(options)
    if found.problems:
        return Conversion(found, {}, {}, digest)
    parallels = corpus.parallels_of(found)
    made = Conversion(found, parallels, corpus.edition_texts(found, parallels), digest)
    store(memory, digest, made)
    return made


def _with_pages_checked(root: Path, kept: Conversion, memory: Path) -> corpus.Corpus:
    """The corpus with what is wrong with its pages; ``memory`` keeps what was, page by page."""
    digest = digest_of(kept.digest, *_files_to_name(root / "docs"))
    known = stored(memory, digest) or {}
    before = dict(known)
    found = corpus.with_pages_checked(root, kept.found, known)
    if known != before:
        store(memory, digest, known)
    return found


def _files_to_name(docs: Path) -> Iterator[tuple[str, str, bytes]]:
    """What a page can name: every file by its path, where it leads if it is a link, and the content of a drawing."""
    for file in sorted(docs.rglob("*")):
        drawing = file.suffix.lower() == ".svg" and file.is_file()
        yield str(file), os.readlink(file) if file.is_symlink() else "", file.read_bytes() if drawing else b""


def _digest(root: Path, texts: Path | None) -> str:
    files = [*files_below(root / "corpus"), root / "references.bib"]
    given = [file for file in texts.iterdir() if file.is_file()] if texts and texts.is_dir() else []
    large = [(file.name, file.stat().st_size) for file in given if file.stat().st_size > corpus.LARGEST_TEXT]
    read = [file for file in given if file.name not in dict(large)]
    return digest_of(of_the_program(), root, texts, large, digest_of_files([*files, *read]))
