"""Digests: short names for what something is made from. Equal digests mean equal inputs, so what was made is still good."""

from __future__ import annotations

import hashlib
import site
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LONG = 4096
"""A text or a file that is longer is known by its own digest, which is found sooner than its characters are written out."""


def digest_of(*values: Any) -> str:
    """A digest of values, which does not depend on the order of sets and mappings, nor on where objects lie in memory."""
    return hashlib.sha256("\x00".join(map(canonical, values)).encode("utf-8", "surrogatepass")).hexdigest()


def canonical(value: Any, _around: tuple[int, ...] = ()) -> str:
    """A text that is the same for equal values: of ordinary objects their fields, of functions and classes their names."""
    if isinstance(value, (str, bytes)) and len(value) > LONG:
        content = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        return f"{_name(value)}:{hashlib.sha256(content).hexdigest()}"
    if value is None or isinstance(value, (str, int, float, bytes)):
        return repr(value)
    if hasattr(value, "pformat"):  # a node of docutils, whose text says all its attributes
        return str(value)
    if id(value) in _around:
        return "<around>"
    around = (*_around, id(value))
    if isinstance(value, (list, tuple)):
        return f"({','.join([repr(each) if type(each) is str else canonical(each, around) for each in value])})"
    if isinstance(value, (set, frozenset)):
        return f"{{{','.join(sorted(canonical(each, around) for each in value))}}}"
    if isinstance(value, Mapping):
        return f"{{{','.join(sorted(f'{canonical(key, around)}:{canonical(each, around)}' for key, each in value.items()))}}}"
    if isinstance(value, Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return f"{_name(value)}{canonical([getattr(value, each.name) for each in fields(value)], around)}"
    if callable(value):
        return f"{value.__module__}.{value.__qualname__}" if hasattr(value, "__qualname__") else _name(value)
    return f"{_name(value)}{canonical(getattr(value, '__dict__', repr(value)), around)}"


def _name(value: Any) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"


def digest_of_files(files: Iterable[Path]) -> str:
    """A digest of the names and bytes of files; one that is not there or cannot be read has none."""
    found = hashlib.sha256()
    for file in sorted(set(files)):
        try:
            content = file.read_bytes()
        except OSError:
            content = b""
        found.update(f"{file}\x00{len(content)}\x00".encode("utf-8", "surrogatepass"))
        found.update(content)
    return found.hexdigest()


def files_below(folder: Path) -> list[Path]:
    """Every file below ``folder`` whose name does not begin with a dot."""
    return [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]


@cache
def of_the_program() -> str:
    """A digest of this package, byte by byte, and of the names and versions of all packages beside it."""
    own = [path for path in files_below(HERE) if path.suffix != ".pyc"]
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *site.getsitepackages()}
    packages = [path.name for folder in folders for path in Path(folder).glob("*.dist-info")]
    return digest_of(digest_of_files(own), sorted(packages), sys.version)
