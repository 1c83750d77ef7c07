"""The files below ``docs/`` that people put there, and the data beside the texts: what they may not be or contain."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from sphinx_handbook.authority import Authority, mention_fault
from sphinx_handbook.corpus.files import read_utf8
from sphinx_handbook.corpus.generated import generated_files
from sphinx_handbook.corpus.records import AUTHORITY_FILES
from sphinx_handbook.digest import digest_of
from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.safety import data_problems, inside, page_problems
from sphinx_handbook.safety.allowed import DOCS_FILES, LARGEST_PAGE

Known = dict[str, tuple[str, list[Problem]]]
"""The digest of each page's text by its path, and what was wrong with it."""


def docs_problems(root: Path, authority: Authority, faulty: Collection[str] = ()) -> list[Problem]:
    """What the pages below ``docs/`` that no call of :func:`write_pages` wrote may not contain, nor the data beside the texts.

    Mentions by the roles ``faulty`` are not looked at: the files that say what there is have a mistake themselves.
    """
    return [*pages_problems(root, authority, faulty), *_data_problems(root, authority)]


def pages_problems(
    root: Path, authority: Authority, faulty: Collection[str] = (), known: Known | None = None
) -> list[Problem]:
    """Of these what concerns the pages. What was wrong with a text that is in ``known`` is not found anew; others are put there."""
    docs = root / "docs"
    generated = generated_files(docs / "texts")
    problems: list[Problem] = []
    for folder, names, files in os.walk(docs):
        for name in sorted([*names, *files]):
            file = Path(folder, name)
            path = file.relative_to(root).as_posix()
            if file.is_symlink() and not inside(file, docs):
                hint = "Put the file itself there."
                problems.append(Problem(path, 0, "page-file", "the link leads out of docs/", hint))
            elif name in files and file not in generated:
                problems += _file_problems(file, path, docs, authority, faulty, {} if known is None else known)
    return problems


def _data_problems(root: Path, authority: Authority) -> Iterator[Problem]:
    """What is wrong with the prose in data files."""
    for file in (*sorted((root / "corpus").glob("*/*.toml")), root / "references.bib"):
        path = file.relative_to(root).as_posix()
        try:
            found = data_problems(read_utf8(file, path), path, authority.by_role)
        except ProblemError:
            continue  # who reads the file says so
        # The roles of authority files have been looked at along with what they name.
        known = path.startswith(f"{AUTHORITY_FILES}/")
        yield from (problem for problem in found if not (known and problem.code == "page-role"))


def _file_problems(
    file: Path, path: str, docs: Path, authority: Authority, faulty: Collection[str], known: Known
) -> list[Problem]:
    """What is wrong with a file below ``docs/``: with what it is, or with what the page says."""
    kind = file.suffix.removeprefix(".").lower()
    if file == docs / "conf.py" or kind in DOCS_FILES - {"md"}:
        return []
    if kind != "md":
        hint = "Take it away; docs/ holds pages whose names end in .md, pictures and style sheets."
        return [Problem(path, 0, "page-file", "the file is nothing that docs/ holds", hint)]
    try:
        if file.stat().st_size > 4 * LARGEST_PAGE:
            hint = "Make several pages of it."
            return [Problem(path, 0, "page-size", f"the page has more than {4 * LARGEST_PAGE:,} bytes", hint)]

        def fault(role: str, content: str) -> tuple[str, str] | None:
            return None if role in faulty else mention_fault(authority, role, content)

        text = read_utf8(file, path)
        digest = digest_of(text)
        if path not in known or known[path][0] != digest:
            known[path] = digest, page_problems(text, path, file, docs, authority.by_role, fault)
        return known[path][1]
    except ProblemError as error:
        return list(error.problems)
