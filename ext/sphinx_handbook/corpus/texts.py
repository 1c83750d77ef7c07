"""The raw texts of the editions: those in their folders, and those of others on a shelf, known by their SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sphinx_handbook.corpus.files import LARGEST_TEXT, decode, read_utf8, too_large
from sphinx_handbook.corpus.folders import EditionFolder, said_by
from sphinx_handbook.edition import FileData
from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.readers import BlockMap, SourceFile
from sphinx_handbook.readers.blockmap import line_kinds


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files of a folder of texts, by the SHA-256 of their bytes."""

    texts: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, folder: Path) -> Shelf:
        """The files that lie in ``folder``, but for hidden ones and those that are too large."""
        if not folder.is_dir():
            hint = "Give the folder with --texts or HANDBOOK_TEXTS."
            return cls({}, (Problem(str(folder), 0, "text-missing", "there is no such folder of texts", hint),))
        texts: dict[str, tuple[str, bytes]] = {}
        problems = []
        for file in sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")):
            if file.stat().st_size > LARGEST_TEXT:
                problems.append(too_large(file.name, file.stat().st_size))
                continue
            try:
                raw = file.read_bytes()
            except OSError as error:
                message = f"the file cannot be read: {(error.strerror or '').lower()}"
                problems.append(Problem(file.name, 0, "text-missing", message, "Allow yourself to read it."))
                continue
            texts[hashlib.sha256(raw).hexdigest()] = (file.name, raw)
        return cls(texts, tuple(problems))


def sources_of(folder: EditionFolder, shelf: Shelf) -> list[SourceFile] | None:
    """The edition's texts; None where none of them is at hand."""
    sources: list[SourceFile] = []
    missing: list[Problem] = []
    some_at_hand = any(file.sha256 in shelf.texts for file in folder.data.file)
    for index, (file, block_map) in enumerate(zip(folder.data.file, folder.maps, strict=True)):
        if file.path:
            path = f"{folder.path}/{file.path}"
            sources.append(source_of(file, block_map, path, read_utf8(folder.folder / file.path, path)))
        elif file.sha256 in shelf.texts:
            path, raw = shelf.texts[file.sha256]
            sources.append(source_of(file, block_map, path, decode(raw, path)))
        else:
            message = f"the text {file.key!r} of {folder.siglum} is not among the texts, though others of it are"
            hint = f"Add the file whose SHA-256 is {file.sha256[:12]}…, or take the edition's other texts out of the folder."
            missing.append(said_by(folder, "file", index, "sha256").problem("text-missing", message, hint))
    if missing and some_at_hand:
        raise ProblemError(missing)
    return None if missing else sources


def size_at_hand(folder: EditionFolder, shelf: Shelf) -> int:
    """How many bytes of the edition's texts are at hand."""
    own = [folder.folder / file.path for file in folder.data.file if file.path]
    others = [shelf.texts[file.sha256] for file in folder.data.file if file.sha256 in shelf.texts]
    return sum(path.stat().st_size for path in own if path.is_file()) + sum(len(raw) for _, raw in others)


def source_of(file: FileData, block_map: BlockMap, path: str, text: str) -> SourceFile:
    """The text of a file with its block map, in which the kinds are filled in."""
    if file.windows:
        text = unix(text)
    kinds = line_kinds(file.blocks.items(), text.removesuffix("\n").split("\n"))
    return SourceFile(file.key, path, text, replace(block_map, kinds=kinds))


def unix(text: str) -> str:
    """A text as it would be had it not been saved under Windows: without a byte order mark, with line feeds alone."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")
