"""Where a link may lead, and which file a page may show."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from .allowed import PICTURES, SCHEMES
from .tags import SVG, strange_tags

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_SCHEME = re.compile(r"([^:/?#]*):")


def link_fault(target: str) -> str:
    """What is wrong with a link to ``target``, or nothing.

    Browsers strip and skip what they cannot show, and take a backslash for a slash (https://url.spec.whatwg.org/#url-parsing); so
    whoever would read a link differently from us is refused.
    """
    if _INVISIBLE.search(target):
        return "holds characters that cannot be seen"
    target = target.strip()
    if "\\" in target:
        return "holds a backslash"
    if target.startswith("//"):
        return "names a host without a scheme"
    scheme = _SCHEME.match(target)
    if scheme and scheme[1].strip().lower() not in SCHEMES:
        return f"has the scheme {scheme[1]!r}"
    return ""


def file_fault(name: str, page: Path, root: Path) -> str:
    """What is wrong with showing the file ``name`` on the page ``page`` of the tree ``root``, or nothing."""
    plain = _decoded(name)
    if re.match(r"[A-Za-z][\w+.-]*:|//", plain):
        return "is no file of the handbook"
    if _INVISIBLE.search(plain) or "\\" in plain:
        return "has characters in its name that no file here should have"
    if plain.startswith("/"):
        return "is named from the root and not from the page"
    if PurePosixPath(plain).suffix.removeprefix(".").lower() not in PICTURES:
        return "is no picture"
    file = page.parent / plain
    if not inside(file, root):
        return "lies outside docs/"
    return _svg_fault(file) if plain.lower().endswith(".svg") else ""


def _decoded(name: str) -> str:
    """``name`` without percent-encoding, however often it was encoded."""
    for _ in range(5):
        name, before = unquote(name), name
        if name == before:
            break
    return name


def inside(file: Path, root: Path) -> bool:
    """Whether ``file``, all links followed, lies below ``root``."""
    try:
        return file.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):  # links in a circle, or a NUL in the name
        return False


def _svg_fault(file: Path) -> str:
    """Opened by itself an SVG is a page, and could run scripts."""
    try:
        text = file.read_bytes() if is_file(file) else b""
    except OSError:
        return "cannot be read"
    strange = next(strange_tags(text, SVG), None)
    return f"has {strange[1]} on line {strange[0]}, which no picture needs" if strange else ""


def is_file(path: Path) -> bool:
    """Whether a file is there; one whose name no file can have is not."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
