"""The folders of the editions: what each says of its edition, before any text is read; and the ledger, which is written there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sphinx_handbook import loci
from sphinx_handbook.corpus.files import read_utf8, write_if_different
from sphinx_handbook.corpus.records import AUTHORITY
from sphinx_handbook.decisions import Decision
from sphinx_handbook.edition import EditionData, parse_decisions, parse_edition, parse_emendations
from sphinx_handbook.emend import Emendation
from sphinx_handbook.origins import Origin
from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.readers import BlockMap, Reading
from sphinx_handbook.safety import inside

DECISIONS = "decisions.toml"
"""The name of an edition's file of decisions."""

LEDGER = "ledger.txt"
"""The name of an edition's ledger."""


@dataclass(frozen=True, slots=True)
class EditionFolder:
    """An edition as its folder describes it, before any text is read."""

    siglum: str
    folder: Path
    path: str
    data: EditionData
    reading: Reading
    maps: tuple[BlockMap, ...]
    emendations: tuple[Emendation, ...]
    emendation_origins: tuple[Origin, ...]
    published: Mapping[str, str]
    decisions: tuple[Decision, ...] = ()
    decision_origins: tuple[Origin, ...] = ()

    @property
    def decided(self) -> str:
        """The path of the file of decisions, which need not be there."""
        return f"{self.path}/{DECISIONS}"


def read_editions(root: Path) -> tuple[list[EditionFolder], list[Problem]]:
    """The folders of the editions below ``root``, without their texts, and what is wrong with those left out."""
    folders: list[EditionFolder] = []
    problems: list[Problem] = []
    for folder in edition_folders(root):
        try:
            folders.append(_read_folder(root, folder))
        except ProblemError as error:
            problems += error.problems
    return folders, problems


def edition_folders(root: Path) -> list[Path]:
    """The folders below ``root/corpus`` that are editions', whether they can be read or not."""
    return sorted(path for path in (root / "corpus").glob("[!.]*/") if path.name != AUTHORITY)


def _read_folder(root: Path, folder: Path) -> EditionFolder:
    siglum = folder.name
    path = folder.relative_to(root).as_posix()
    if not re.fullmatch(r"[a-z][a-z0-9]*", siglum):
        hint = "Name the folder with small letters and digits, a letter first; addresses begin with it."
        raise ProblemError([Problem(path, 0, "toml-value", f"{siglum!r} is no siglum", hint)])
    text = read_utf8(folder / "edition.toml", f"{path}/edition.toml")
    data, reading, maps = parse_edition(text, f"{path}/edition.toml")
    origin = Origin(f"{path}/edition.toml", text)
    problems = [
        origin.at("file", index, "path").problem(
            "toml-value",
            f"the path {file.path!r} leads out of the edition's folder",
            "Put the text into the folder and give its name, such as source.txt; links to other places are not followed.",
        )
        for index, file in enumerate(data.file)
        if file.path and not inside(folder / file.path, folder)
    ]
    emendations, emended = parse_emendations(*_given(folder, path, "emendations.toml"))
    decided, decided_at = parse_decisions(*_given(folder, path, DECISIONS))
    published, broken = loci.parse_ledger(*_given(folder, path, LEDGER))
    problems += broken
    if problems:
        raise ProblemError(problems)
    return EditionFolder(
        siglum, folder, path, data, reading, maps, emendations, emended, published, decided, decided_at
    )


def _given(folder: Path, path: str, name: str) -> tuple[str, str]:
    """The text of a file of an edition's folder, nothing where it is not there; and its path for messages."""
    file, shown = folder / name, f"{path}/{name}"
    return read_utf8(file, shown) if file.exists() else "", shown


def said_by(folder: EditionFolder, *keys: str | int) -> Origin:
    """Where ``edition.toml`` says something."""
    path = f"{folder.path}/edition.toml"
    return Origin(path, read_utf8(folder.folder / "edition.toml", path), keys)


def publish(folder: EditionFolder, prints: Mapping[str, str]) -> bool:
    """Write the edition's ledger; returns whether that changed it."""
    return write_if_different(folder.folder / LEDGER, loci.format_ledger(prints))
