"""Where in a TOML file a value was written, so that a problem can name its line and column.

``tomllib`` tells nothing of places. :func:`places` reads them off a text that ``tomllib`` has accepted; it is asked only when
there is something to report.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from sphinx_handbook.problems import Problem

Keys = tuple[str | int, ...]
"""The way to a value: keys of tables, and indices (from 0) in arrays."""


class Place(NamedTuple):
    """A line and a column, both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Origin:
    """The value at ``keys`` of the TOML ``text`` of the file ``path``."""

    path: str
    text: str = field(repr=False)
    keys: Keys = ()

    def at(self, *keys: str | int) -> Origin:
        """What lies below."""
        return Origin(self.path, self.text, (*self.keys, *keys))

    def place(self, of: Literal["key", "value"] = "value") -> Place:
        """Where the value, or its key, begins; where it is not written, that of the nearest table around it."""
        found = places(self.text)
        for length in range(len(self.keys), 0, -1):
            if written := found.get(self.keys[:length]):
                unwritten = any(isinstance(key, str) for key in self.keys[length:])
                return place_at(self.text, written.key if of == "key" or unwritten else written.value)
        return Place(1, 1)

    @property
    def line(self) -> int:
        return self.place("key").line

    def problem(self, code: str, message: str, hint: str, *, of: Literal["key", "value"] = "value") -> Problem:
        """The problem ``code`` at this value, or at its key."""
        place = self.place(of)
        return Problem(self.path, place.line, code, message, hint, column=place.column)


def place_at(text: str, offset: int) -> Place:
    """The line and column of the character at ``offset``."""
    return Place(text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))


class Written(NamedTuple):
    """The offsets at which a key and its value begin; a table has one, that of its head."""

    key: int
    value: int


_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
TEXT = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\[^\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
"""A text between quotation marks of one of the four kinds."""
_ELSE = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\]}#]+")


@lru_cache(maxsize=4)
def places(text: str) -> dict[Keys, Written]:
    """Where each key and value of ``text`` begins. ``text`` must be TOML; see https://toml.io/en/v1.0.0."""
    return dict(_Scanner(text).document())


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lists: dict[Keys, int] = {}  # how many tables [[…]] there are by now

    def skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise ValueError(f"no TOML at {place_at(self.text, self.at)}")
        self.at = match.end()
        return match[0]

    def next_is(self, mark: str) -> bool:
        """Whether ``mark`` stands here; it is then passed."""
        found = self.text.startswith(mark, self.at)
        self.at += len(mark) * found
        return found

    def document(self) -> Iterator[tuple[Keys, Written]]:
        table: Keys = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            start = self.at
            if self.next_is("[["):
                path = self.path()
                *above, last = (part for part, _ in path)
                name = (*self.below(tuple(above)), last)
                if name not in self.lists:
                    yield name, Written(start, start)
                self.lists[name] = self.lists.get(name, 0) + 1
                table = (*name, self.lists[name] - 1)
                yield table, Written(start, start)
                self.at += 2
            elif self.next_is("["):
                table = self.below(tuple(part for part, _ in self.path()))
                yield table, Written(start, start)
                self.at += 1
            else:
                yield from self.pair(table)
            self.skip(_BLANK)

    def below(self, path: tuple[str, ...]) -> Keys:
        """The way to the table that a head ``[path]`` means: of a list of tables it is the last."""
        keys: Keys = ()
        for part in path:
            keys = (*keys, part)
            if keys in self.lists:
                keys = (*keys, self.lists[keys] - 1)
        return keys

    def path(self) -> list[tuple[str, int]]:
        """A dotted key: its parts, each with its offset."""
        parts = []
        while True:
            self.skip(_SPACE)
            start = self.at
            quoted = self.text[start] in "\"'"
            written = self.skip(TEXT if quoted else _BARE)
            parts.append((_unquoted(written) if quoted else written, start))
            self.skip(_SPACE)
            if not self.next_is("."):
                return parts

    def pair(self, table: Keys) -> Iterator[tuple[Keys, Written]]:
        keys = table
        *above, (last, start) = self.path()
        for part, offset in above:
            keys = (*keys, part)
            yield keys, Written(offset, offset)
        self.at += 1  # the sign of equality
        self.skip(_SPACE)
        yield from self.value((*keys, last), start)

    def value(self, keys: Keys, key_start: int) -> Iterator[tuple[Keys, Written]]:
        yield keys, Written(key_start, self.at)
        if self.next_is("["):
            index = 0
            self.skip(_BLANK)
            while not self.next_is("]"):
                yield from self.value((*keys, index), self.at)
                index += 1
                self.skip(_BLANK)
                self.next_is(",")
                self.skip(_BLANK)
        elif self.next_is("{"):
            self.skip(_BLANK)
            while not self.next_is("}"):
                yield from self.pair(keys)
                self.skip(_BLANK)
                self.next_is(",")
                self.skip(_BLANK)
        else:
            self.skip(TEXT if self.text[self.at] in "\"'" else _ELSE)


def _unquoted(key: str) -> str:
    """What a key in quotation marks says; escapes in it are those of a TOML text."""
    (unquoted,) = tomllib.loads(f"{key} = 0")
    return unquoted
