"""Files, read and written whole: UTF-8 within a limit in, problems for what is none, and no byte written that is there already."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from sphinx_handbook.origins import place_at
from sphinx_handbook.problems import Problem, ProblemError

LARGEST_TEXT = 20_000_000
"""Bytes. The longest edition has one million; a larger file is not read at all."""


def read_text(file: Path) -> tuple[str, bytes]:
    """The text of any file in UTF-8, and its bytes; raises :class:`ProblemError` for what is none."""
    return read_utf8(file, file.name), file.read_bytes()


def read_utf8(file: Path, path: str) -> str:
    """The text of a file that messages name ``path``; raises :class:`ProblemError` for what is none, too large or not there."""
    try:
        if file.exists() and not file.is_file():
            raise OSError(0, "it is no ordinary file")
        size = file.stat().st_size
        raw = file.read_bytes() if size <= LARGEST_TEXT else b""
    except OSError as error:
        message = f"the file cannot be read: {(error.strerror or 'it is not there').lower()}"
        hint = "Put the file there, or correct the name where it is given."
        raise ProblemError([Problem(path, 0, "text-missing", message, hint)]) from None
    if size > LARGEST_TEXT:
        raise ProblemError([too_large(path, size)])
    return decode(raw, path)


def too_large(path: str, size: int) -> Problem:
    """The problem of a file of ``size`` bytes, which are more than are read."""
    message = f"the file has {size:,} bytes; at most {LARGEST_TEXT:,} are read"
    return Problem(path, 0, "text-size", message, "Look whether this is the file that was meant.")


def decode(raw: bytes, path: str) -> str:
    """The text of ``raw``; raises :class:`ProblemError` at the first byte that is not UTF-8."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        line, column = place_at(before, len(before))
        message = f"the byte 0x{raw[error.start]:02X} is not UTF-8"
        hint = "Save the file as UTF-8; its bytes look like another encoding, such as Latin-1 or UTF-16."
        raise ProblemError([Problem(path, line, "text-encoding", message, hint, column=column)]) from None


def write_if_different(file: Path, text: str) -> bool:
    """Write ``text`` unless the file holds just that, so that its time changes only with its bytes; whole or not at all."""
    return write_bytes(file, text.encode())


def write_bytes(file: Path, data: bytes) -> bool:
    """The same for bytes."""
    if file.is_file() and file.read_bytes() == data:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(name, 0o644)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True
