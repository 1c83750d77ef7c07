"""What is still to be written: the places of our own data and pages where ``…`` stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sphinx_handbook.corpus.comments import COMMENTARY
from sphinx_handbook.corpus.files import read_utf8
from sphinx_handbook.corpus.loading import Corpus
from sphinx_handbook.corpus.records import AUTHORITY_FILES
from sphinx_handbook.origins import Origin
from sphinx_handbook.problems import Problem
from sphinx_handbook.schema import UNWRITTEN


def unwritten(root: Path, corpus: Corpus) -> Iterator[Problem]:
    """A problem for each place where ``…`` stands for what is still to be written."""
    places: list[tuple[str, tuple[str, ...]]] = [
        (f"{AUTHORITY_FILES}/{file}", (record, key))
        for file, record, key, text in corpus.authority.prose()
        if text.strip() == UNWRITTEN
    ]
    places += [
        (f"{folder.path}/edition.toml", (key,))
        for folder in corpus.folders
        for key in ("title", "author", "about", "rights")
        if getattr(folder.data, key).strip() == UNWRITTEN
    ]
    hint = f"Write it in the place of {UNWRITTEN}."
    for path, keys in places:
        origin = Origin(path, read_utf8(root / path, path), keys)
        yield origin.problem("unwritten", f"{': '.join(keys)} is still to be written", hint)
    for page in sorted((root / COMMENTARY).glob("*.md")):
        path = page.relative_to(root).as_posix()
        for number, text in enumerate(read_utf8(page, path).split("\n"), 1):
            if text.strip() == UNWRITTEN:
                yield Problem(path, number, "unwritten", "the comment is still to be written", hint)
