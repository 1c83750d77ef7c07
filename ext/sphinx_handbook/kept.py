"""What is kept of the last build: files whose inputs have not changed, and values that took long to find.

Each is known by the digest of everything it is made from. What is not known, was changed by another hand or cannot be read
is made again; nothing is ever taken on trust.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MEMORY = ".kept"
"""The folder of what is kept, beside the documents as Sphinx has read them."""


@dataclass(slots=True)
class Made:
    """Something made: the digest of its inputs, its files with their size and time, and what else was found while making it."""

    digest: str
    files: dict[str, tuple[int, int]] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)


class Kept:
    """The products in a folder ``last`` that a new folder ``new`` can take over, each by hard links.

    Without a last build nothing is kept. Nobody may open a file that was taken over for writing: it is the last build's as well.
    """

    def __init__(self, last: Path, new: Path, before: dict[str, Made] | None = None) -> None:
        self.last, self.new = last, new
        self.before = before or {}
        self.now: dict[str, Made] = {}
        self.taken: set[str] = set()
        """The files that have been taken over, below both folders."""

    def made_before(self, name: str) -> Made | None:
        """What the last build knew of ``name``."""
        return self.before.get(name)

    def take(self, name: str, digest: str) -> Made | None:
        """Take ``name`` over if it was made from the same inputs and its files are as they were; returns it, or None."""
        made = self.before.get(name)
        if made is None or made.digest != digest or not self._as_it_was(made):
            return None
        for folder in {os.path.dirname(path) for path in made.files}:
            (self.new / folder).mkdir(parents=True, exist_ok=True)
        for path in made.files:
            _link(f"{self.last}/{path}", f"{self.new}/{path}")
        self.now[name] = made
        self.taken.update(made.files)
        return made

    def take_as_it_is(self, name: str) -> Made | None:
        """Take ``name`` over whatever it was made from."""
        made = self.before.get(name)
        return made and self.take(name, made.digest)

    def note(self, name: str, digest: str, files: Iterable[str], **known: Any) -> Made:
        """Note that ``files`` of the new folder have been made for ``name``."""
        self.now[name] = Made(digest, {path: _signature(f"{self.new}/{path}") for path in files}, known)
        return self.now[name]

    def _as_it_was(self, made: Made) -> bool:
        try:
            return all(_signature(f"{self.last}/{path}") == signature for path, signature in made.files.items())
        except OSError:
            return False


def _signature(file: str) -> tuple[int, int]:
    status = os.stat(file)
    return status.st_size, status.st_mtime_ns


def _link(file: str, target: str) -> None:
    try:
        os.link(file, target)
    except OSError:  # a file system without links
        shutil.copy2(file, target)


def store(file: Path, digest: str, value: Any) -> None:
    """Keep ``value`` in ``file`` as what is made from inputs of this digest; whole or not at all."""
    content = _sha256(digest.encode()) + pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.{os.getpid()}")
    new.write_bytes(_sha256(content) + content)
    os.replace(new, file)


def stored(file: Path, digest: str) -> Any:
    """What ``file`` keeps for inputs of this digest; None if it keeps nothing for them or is damaged.

    Nothing is loaded before both fingerprints are found right; the program that stored it is part of every digest.
    """
    try:
        data = file.read_bytes()
    except OSError:
        return None
    check, content = data[:_SIZE], data[_SIZE:]
    if _sha256(content) != check or content[:_SIZE] != _sha256(digest.encode()):
        return None
    return pickle.loads(content[_SIZE:])


_SIZE = hashlib.sha256().digest_size


def _sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
