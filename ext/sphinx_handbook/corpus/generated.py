"""Generated pages on disk: only those that differ are written, and only those that we wrote are removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from sphinx_handbook.corpus.files import write_if_different
from sphinx_handbook.safety import inside

MANIFEST = ".manifest"
"""The file that names the generated pages of its folder, one a line."""


def write_pages(folder: Path, texts: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Make ``folder`` hold the pages ``texts`` (by path below it) and no page that an earlier call wrote.

    Returns the paths written and those removed. Files that no call wrote are left alone.
    """
    stale = sorted(name for name in _names(folder) if name not in texts and inside(folder / name, folder))
    # The manifest first names old and new pages: a call that is interrupted leaves no page that none will prune.
    written = add_pages(folder, texts)
    for name in stale:
        (folder / name).unlink(missing_ok=True)
    _write_names(folder, texts)
    return written, stale


def add_pages(folder: Path, texts: Mapping[str, str]) -> list[str]:
    """Make ``folder`` hold the pages ``texts`` besides those that it has; returns the paths written."""
    _write_names(folder, {*_names(folder), *texts})
    return [name for name, text in texts.items() if write_if_different(folder / name, text)]


def generated_files(folder: Path) -> frozenset[Path]:
    """The generated files below ``folder``: its pages, and the file that names them."""
    return frozenset(folder / name for name in (MANIFEST, *_names(folder)))


def _names(folder: Path) -> list[str]:
    """The pages that earlier calls wrote."""
    manifest = folder / MANIFEST
    return manifest.read_text(encoding="utf-8").splitlines() if manifest.is_file() else []


def _write_names(folder: Path, names: Iterable[str]) -> None:
    write_if_different(folder / MANIFEST, "".join(f"{name}\n" for name in sorted(names)))
