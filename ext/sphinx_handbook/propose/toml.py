"""A proposal as ``edition.toml``: what is known as keys, what was seen and what is doubtful as comments."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Any

from sphinx_handbook.propose.proposal import Proposal
from sphinx_handbook.schema import UNWRITTEN

WIDTH = 60


def edition_toml(proposal: Proposal, *, path: str = "", sha256: str = "") -> str:
    """The text of ``edition.toml`` for a text known by its ``path`` in the folder, or by its ``sha256``."""
    return "\n".join(_lines(proposal, path, sha256)) + "\n"


def _lines(proposal: Proposal, path: str, sha256: str) -> Iterator[str]:
    yield from _comment(f"Found: {'; '.join(proposal.findings)}.")
    if proposal.doubts:
        yield from _comment("To look at:")
        for doubt in proposal.doubts:
            yield from _comment(doubt, "- ")
    keys = {
        "title": proposal.title or UNWRITTEN,
        "author": proposal.author or UNWRITTEN,
        "about": UNWRITTEN,
        "rights": UNWRITTEN,
        "calendar": "gregorian",
        "year": proposal.year,
        **({"language": proposal.language} if proposal.language != "en" else {}),
    }
    yield from (f"{key} = {value_toml(value)}" for key, value in keys.items())
    yield from ("", "[reading]", f"preset = {value_toml(proposal.preset)}")
    yield from (f"{key} = {value_toml(value)}" for key, value in proposal.reading.items())
    if proposal.contents:
        yield from ("", "[contents]")
        yield from (f"{key} = {value_toml(value)}" for key, value in proposal.contents.items())
    yield from ("", "[[file]]", f"path = {value_toml(path)}" if path else f"sha256 = {value_toml(sha256)}")
    if proposal.windows:
        yield "windows = true"
    if proposal.omitted:
        parts = [
            (one.what, str(one.first) if one.first == one.last else f"{one.first}-{one.last}")
            for one in proposal.omitted
        ]
        yield from _comment("Left out: " + ", ".join(f"{what} ({lines})" for what, lines in parts) + ".")
        yield f"omitted = {value_toml(', '.join(lines for _, lines in parts))}"
    if proposal.blocks:
        yield from ("", "[file.blocks]")
        yield from (f"{key} = {value_toml(value)}" for key, value in proposal.blocks.items())


def value_toml(value: Any) -> str:
    """A text, a number, a truth value or a list of texts as TOML writes it."""
    if isinstance(value, str):
        if "\\" in value and "'" not in value and value.isprintable():
            return f"'{value}'"
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(value_toml, value))}]"
    return str(value).lower()


def _comment(text: str, bullet: str = "") -> list[str]:
    """``text`` as lines of comment."""
    lines = textwrap.wrap(bullet + text, WIDTH, subsequent_indent=" " * len(bullet), break_long_words=False)
    return [f"# {line}" for line in lines]
