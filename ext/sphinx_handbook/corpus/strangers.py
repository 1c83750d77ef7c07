"""Strangers: files among the texts that belong to no edition, and the edition whose text each looks like."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from sphinx_handbook import loci
from sphinx_handbook.corpus.files import decode
from sphinx_handbook.corpus.folders import EditionFolder
from sphinx_handbook.corpus.texts import Shelf, source_of, unix
from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.readers import read

LARGEST_COMPARED = 2_000_000
"""Characters of a stranger that are compared with the editions, which are half as long."""


def strangers(shelf: Shelf, folders: Sequence[EditionFolder]) -> Iterator[Problem]:
    """Files that belong to no edition, each with the edition whose text it looks like."""
    owners = {file.sha256: folder.siglum for folder in folders for file in folder.data.file if file.sha256}
    for digest, (name, raw) in shelf.texts.items():
        if digest not in owners:
            yield _saved_otherwise(name, raw, owners) or _stranger(name, raw, folders)


def _saved_otherwise(name: str, raw: bytes, owners: Mapping[str, str]) -> Problem | None:
    """The problem of a file that has an edition's text to the letter, but in other bytes."""
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "cp1252"
    try:
        text = raw.decode("utf-8")
        changes = {"text-control": "a byte order mark"} if text.startswith("\ufeff") else {}
    except UnicodeDecodeError:
        text = raw.decode(encoding, errors="replace")
        changes = {"text-encoding": f"the encoding {encoding.upper()}"}
    if "\r\n" in text:
        changes["text-line-ends"] = "Windows line ends (CR LF)"
    bare = unix(text).removesuffix("\n")
    for data in (bare.encode(), f"{bare}\n".encode()):
        siglum = owners.get(hashlib.sha256(data).hexdigest())
        if siglum:
            what = " and ".join(changes.values()) or "one line feed more or less at its end"
            message = f"the file has the text of {siglum} to the letter, but with {what}"
            hint = "Get the file as it was published; or save it as UTF-8 without byte order mark, with Unix line ends (LF)."
            return Problem(name, 0, next(iter(changes), "text-differs"), message, hint)
    return None


def _stranger(name: str, raw: bytes, folders: Sequence[EditionFolder]) -> Problem:
    try:
        text = unix(decode(raw, name)).replace("\x00", "")
    except ProblemError as error:
        return error.problems[0]
    share, siglum = max(((_likeness(text, folder), folder.siglum) for folder in folders), default=(0.0, ""))
    if share < 0.05:
        hint = "Take it out of the folder, or make an edition of it."
        return Problem(name, 0, "text-unknown", "the file belongs to no edition", hint)
    what = "a changed copy of the text" if share > 0.8 else "another edition of the text"
    message = f"the file is not the text of {siglum}, but {share:.0%} of its blocks are: it looks like {what}"
    hint = "Get the file whose SHA-256 edition.toml names, or make a new edition of this one."
    return Problem(name, 0, "text-differs", message, hint)


def _likeness(text: str, folder: EditionFolder) -> float:
    """The share of the blocks of ``text``, read as the edition's files are, that the edition has published."""
    shares = [0.0]
    for file, block_map in zip(folder.data.file, folder.maps, strict=True):
        if file.path or not folder.published:
            continue
        source = source_of(file, block_map, file.key, text[:LARGEST_COMPARED])
        found = read(source, folder.reading, first_note=file.first_note or None)
        blocks = [block for division in found.divisions for block in (division.heading, *division.blocks)]
        shares.append(loci.likeness(folder.published, [loci.fingerprint(block.text) for block in blocks]))
    return max(shares)
