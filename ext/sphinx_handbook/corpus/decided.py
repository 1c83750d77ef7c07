"""Decisions, written into the file of their edition one by one, as ``review`` does."""

from __future__ import annotations

from sphinx_handbook import decisions
from sphinx_handbook.corpus.files import read_utf8, write_if_different
from sphinx_handbook.corpus.folders import DECISIONS, EditionFolder
from sphinx_handbook.decisions import Decision
from sphinx_handbook.edition import parse_decisions
from sphinx_handbook.problems import Problem, ProblemError


def append_decision(folder: EditionFolder, decision: Decision) -> str:
    """Write ``decision`` at the end of the edition's file of decisions, whose bytes stay as they are; whole or not at all.

    Returns what was written, so that :func:`remove_decision` can take it back. Raises :class:`ProblemError` if the file, as it
    is now on disk, could not be read with it.
    """
    file = folder.folder / DECISIONS
    before = read_utf8(file, folder.decided) if file.exists() else ""
    known, _ = parse_decisions(before, folder.decided)
    added = ("" if not before or before.endswith("\n") else "\n") + ("\n" if before.strip() else "")
    added += decisions.to_toml(decision)
    if "\r\n" in before:
        added = added.replace("\n", "\r\n")
    if parse_decisions(before + added, folder.decided)[0] != (*known, decision):
        hint = "Write the decisions of the file as tables [[decision]]."
        raise ProblemError([Problem(folder.decided, 0, "toml-syntax", "no decision can be appended", hint)])
    write_if_different(file, before + added)
    return added


def remove_decision(folder: EditionFolder, added: str) -> bool:
    """Take back what :func:`append_decision` wrote last; returns whether the file still ended with it."""
    file = folder.folder / DECISIONS
    text = read_utf8(file, folder.decided) if file.exists() else ""
    if not text.endswith(added):
        return False
    if text == added:
        file.unlink()
    else:
        write_if_different(file, text.removesuffix(added))
    return True
