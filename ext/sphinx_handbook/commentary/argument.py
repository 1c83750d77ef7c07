"""The argument of the directive ``{commentary}``: ``trotsky.43.17 "seized the telegraph"; woods.131.4-5 "at dawn … fell"``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sphinx_handbook.text import Locus

_CLOSING = {'"': '"', "“": "”", "„": "“”", "”": "”", "«": "»"}
"""What closes a lemma, by the mark that opens it."""

_ELLIPSIS = re.compile(r"…|\.\.\.")
_RANGE = re.compile(r"(\S*\.)(\d+)[-–](\d+)")
LONGEST_RANGE = 100
"""Blocks. A comment on more than this is one on a whole division."""


class ArgumentError(ValueError):
    """What is wrong with an argument (``message``), where in it (``at``, in characters), and what to do about it (``hint``)."""

    def __init__(self, message: str, hint: str, at: int) -> None:
        super().__init__(message)
        self.message, self.hint, self.at = message, hint, at


@dataclass(frozen=True, slots=True)
class Passage:
    """The passage that a comment is on: its first block, the number of the last if there are several, and the lemma.

    ``at`` is where in the argument the address stands, half-open; it is no part of what the passage is.
    """

    first: Locus
    lemma: str
    last: str = ""
    at: tuple[int, int] = field(default=(0, 0), compare=False)

    @property
    def address(self) -> str:
        """The address as one writes it: ``trotsky.43.17`` or ``trotsky.43.17-19``."""
        return f"{self.first}-{self.last}" if self.last else str(self.first)

    @property
    def blocks(self) -> tuple[str, ...]:
        """The addresses of the blocks of the passage."""
        if not self.last:
            return (str(self.first),)
        division = f"{self.first.siglum}.{self.first.division}"
        return tuple(f"{division}.{number}" for number in range(int(self.first.block), int(self.last) + 1))

    @property
    def pieces(self) -> tuple[str, ...]:
        """The words of the lemma between its ellipses."""
        return tuple(filter(None, map(str.strip, _ELLIPSIS.split(self.lemma))))

    def __str__(self) -> str:
        return f'{self.address} "{self.lemma}"' if '"' not in self.lemma else f"{self.address} “{self.lemma}”"


_EXAMPLE = (
    'Write the address and, in double quotes, a few words of the passage: {commentary} trotsky.43.17 "the lemma".'
)


def parse_argument(argument: str) -> tuple[Passage, ...]:
    """The passages of ``argument``, at least one; raises :class:`ArgumentError` if it cannot be read."""
    passages = []
    cursor = 0
    while True:
        passage, cursor = _passage(argument, cursor)
        passages.append(passage)
        if cursor == len(argument):
            return tuple(passages)


def _passage(argument: str, cursor: int) -> tuple[Passage, int]:
    """The passage that begins at ``cursor``, and where the next one does."""
    address = re.compile(r"[^\s;\"“”„«]*").match(argument, _behind_space(argument, cursor))
    assert address is not None  # it may be empty
    opening = _behind_space(argument, address.end())
    if not address[0]:
        what = "it begins with a lemma" if argument[opening : opening + 1] in _CLOSING else "it is missing"
        number = argument.count(";", 0, cursor)
        where = f"behind {argument[:cursor].strip()!r} " if number else ""
        raise ArgumentError(f"{where}there should be the address of a passage, but {what}", _EXAMPLE, opening)
    closing = _CLOSING.get(argument[opening : opening + 1])
    if closing is None:
        raise ArgumentError(f"behind the address {address[0]} there is no lemma in double quotes", _EXAMPLE, opening)
    end = min((at for mark in closing if (at := argument.find(mark, opening + 1)) >= 0), default=-1)
    if end < 0:
        hint = f"Write {closing[-1]} behind its last word."
        raise ArgumentError(f"the lemma behind {address[0]} has no closing quotation mark", hint, opening)
    first, last = _address(address[0], address.start())
    passage = Passage(first, " ".join(argument[opening + 1 : end].split()), last, address.span())
    if not any(char.isalnum() for piece in passage.pieces for char in piece):
        hint = "Quote a few words of the passage."
        raise ArgumentError(f"the lemma behind {address[0]} has no word", hint, opening)
    return passage, _behind_semicolon(argument, end + 1)


def _address(address: str, at: int) -> tuple[Locus, str]:
    """The first block and the number of the last, or nothing; the whole must be blocks of one division."""
    run = _RANGE.fullmatch(address)
    try:
        locus = Locus.parse(f"{run[1]}{run[2]}" if run else address)
    except ValueError:
        raise ArgumentError(
            f"{address!r} is not an address",
            "One looks like trotsky.43.17, or trotsky.43.17-19 for several paragraphs in a row.",
            at,
        ) from None
    if not locus.block:
        hint = f"Add the number of a block, such as {address}.1."
        raise ArgumentError(f"{address} is the address of a whole division", hint, at)
    if not run:
        return locus, ""
    if len(run[3]) > 9 or not 0 < int(run[3]) - int(locus.block) <= LONGEST_RANGE:
        hint = f"A range goes forwards, and over {LONGEST_RANGE} blocks at the most: trotsky.43.17-19."
        raise ArgumentError(f"{address} is not a range of blocks", hint, at)
    return locus, str(int(run[3]))


def _behind_space(argument: str, cursor: int) -> int:
    while cursor < len(argument) and argument[cursor].isspace():
        cursor += 1
    return cursor


def _behind_semicolon(argument: str, cursor: int) -> int:
    """Where the next passage begins behind the lemma that ends at ``cursor``; the end of the argument if there is none."""
    at = _behind_space(argument, cursor)
    if at == len(argument):
        return at
    if argument[at] != ";":
        hint = "Put a semicolon between two passages, and quotation marks of the other kind inside a lemma."
        raise ArgumentError(f"behind the lemma stands {argument[at : at + 30]!r}", hint, at)
    return at + 1
