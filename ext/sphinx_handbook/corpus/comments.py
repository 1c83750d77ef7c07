"""The commentary on the pages that people write, held against the editions; and passages, given the address they should have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sphinx_handbook import commentary
from sphinx_handbook.corpus.converted import Converted
from sphinx_handbook.corpus.files import read_utf8, write_if_different
from sphinx_handbook.corpus.folders import EditionFolder, edition_folders
from sphinx_handbook.problems import Problem, ProblemError

COMMENTARY = "docs/commentary"
"""The folder of the pages that comment on passages."""


def check_commentary(
    root: Path, folders: Iterable[EditionFolder], converted: Iterable[Converted]
) -> tuple[list[Problem], list[commentary.Finding]]:
    """What is wrong with the commentary on the pages below ``root/docs``; the findings among it say what would mend it."""
    comments: list[commentary.Comment] = []
    problems: list[Problem] = []
    for path in _own_pages(root):
        try:
            found, wrong = commentary.comments_in(read_utf8(root / path, path), path)
        except ProblemError as error:
            found, wrong = [], list(error.problems)
        comments += found
        problems += wrong
    findings = list(commentary.check(comments, known_editions(root, folders, converted))) if comments else []
    return [*problems, *(finding.problem for finding in findings)], findings


def known_editions(
    root: Path, folders: Iterable[EditionFolder], converted: Iterable[Converted]
) -> dict[str, commentary.EditionText | None]:
    """What commentary may refer to: the addresses of every edition, and its words where its text is at hand.

    An edition whose folder cannot be read is None.
    """
    known: dict[str, commentary.EditionText | None] = {folder.name: None for folder in edition_folders(root)}
    known |= {folder.siglum: commentary.EditionText(tuple(folder.published)) for folder in folders}
    return known | {one.folder.siglum: commentary.EditionText.of(one.edition) for one in converted}


def _own_pages(root: Path) -> list[str]:
    """The pages of the handbook that people write, not those that are generated."""
    docs = root / "docs"
    found = [page for page in docs.rglob("*.md") if not page.is_relative_to(docs / "texts")]
    return sorted(page.relative_to(root).as_posix() for page in found if page.is_file())


def reanchor(root: Path, findings: Sequence[commentary.Finding]) -> list[commentary.Finding]:
    """Give each passage of ``findings`` the one address that it should have; returns those that now have it."""
    mended = [finding for finding in findings if finding.address]
    for path in sorted({finding.comment.path for finding in mended}):
        page = (root / path).read_bytes().decode()
        here = [finding for finding in mended if finding.comment.path == path]
        write_if_different(root / path, commentary.reanchor(page, here))
    return mended
