"""The words of a source: white-space separated tokens of the raw text with their lines and declared changes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Literal, NamedTuple

GAP = "\0gap"
"""How the word begins that stands in an expected text where an editorial gap is declared."""

ChangeKind = Literal["emendation", "removed", "gap", "line-end hyphen", "notes heading", "emphasis", "note brackets"]


class Change(NamedTuple):
    """A declared change: its kind, the line at which it holds, the words before and after, and why."""

    kind: ChangeKind
    line: int
    before: str
    after: str
    reason: str = ""


class Word(NamedTuple):
    """A token of the source with its 1-based line, whether it is first or last there, and what changes touched it."""

    text: str
    line: int
    first: bool = False
    last: bool = False
    changes: tuple[Change, ...] = ()


class Edit(NamedTuple):
    """Replace the characters ``[start, end)`` of a text by ``text``, because of ``change``."""

    start: int
    end: int
    text: str
    change: Change


def is_word(token: str) -> bool:
    """Whether a token counts as a word: it has a letter or a digit."""
    return token.isalnum() or any(map(str.isalnum, token))


def lines_of(text: str) -> list[str]:
    """The lines of a source as every tool counts them; a final line end ends the last line and begins no new one."""
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def words_of(text: str, first_line: int = 1, edits: Sequence[Edit] = ()) -> list[Word]:
    """The tokens of ``text``, which begins on line ``first_line`` of its file, after ``edits`` (in order, disjoint)."""
    line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
    pieces: list[tuple[str, int, Edit | None]] = []
    cursor = 0
    for edit in edits:
        pieces += [(text[cursor : edit.start], cursor, None), (edit.text, edit.start, edit)]
        cursor = edit.end
    pieces.append((text[cursor:], cursor, None))
    edited = "".join(piece for piece, _, _ in pieces)
    starts = [0]
    for piece, _, _ in pieces[:-1]:
        starts.append(starts[-1] + len(piece))

    words: list[Word] = []
    at = line = word_end = 0
    for match in re.finditer(r"\S+", edited):
        start, end = match.span()
        while at + 1 < len(starts) and starts[at + 1] <= start:
            at += 1
        _, origin, edit_here = pieces[at]
        offset = origin if edit_here else origin + start - starts[at]
        while line + 1 < len(line_starts) and line_starts[line + 1] <= offset:
            line += 1
        first = not words or "\n" in edited[word_end:start]
        last = edited[end : end + 1] in ("", "\n")
        words.append(Word(match[0], first_line + line, first, last, _changes(pieces, starts, at, start, end)))
        word_end = end
    return words


def _changes(
    pieces: Sequence[tuple[str, int, Edit | None]], starts: Sequence[int], at: int, start: int, end: int
) -> tuple[Change, ...]:
    """What changed the word ``[start, end)``, which begins in piece ``at`` of those that begin at ``starts``."""
    changes = []
    while at < len(starts) and starts[at] < end:
        piece, _, edit = pieces[at]
        if edit is not None and (starts[at] + len(piece) > start or not piece):
            changes.append(edit.change)
        at += 1
    return tuple(changes)


def join_line_end_hyphens(
    words: Iterable[Word], *, over_breaks: bool = True, starts: Collection[int] = (), continues: Collection[int] = ()
) -> list[Word]:
    """The words, those that end their line in a hyphen joined with the word that follows.

    That word stands on the next line; with ``over_breaks``, and behind a line of ``continues``, it may stand further on, behind a
    page break or blank lines. Where its line is one of ``starts`` it begins a block, and nothing is joined to it.
    """
    joined: list[Word] = []
    line = 0  # of the last word, or of what was joined to it last
    for word in words:
        before = joined[-1] if joined else None
        near = word.line not in starts and (over_breaks or word.line == line + 1 or line in continues)
        line = word.line
        ends_open = before and before.last and word.first and near and re.search(r"\w-+$", before.text)
        if before and ends_open and not word.text.startswith(GAP):
            text = before.text + word.text
            change = Change("line-end hyphen", before.line, f"{before.text} {word.text}", text)
            joined[-1] = before._replace(text=text, last=word.last, changes=(*before.changes, *word.changes, change))
        else:
            joined.append(word)
    return joined
