"""One division in one output: where its text departs from what it must be.

The output's tokens are compared as the source writes them: the label of a note mark glued into its token. So a mark
accounts for exactly the characters that were cut from the source's word, and for nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sphinx_handbook.fidelity.align import Difference, differences
from sphinx_handbook.fidelity.expected import Expected
from sphinx_handbook.fidelity.flow import Region, Token
from sphinx_handbook.fidelity.pieces import differences_by_piece
from sphinx_handbook.fidelity.words import GAP, Word


@dataclass(frozen=True, slots=True)
class Explained:
    """A deviation of the output from the raw words that has a reason: the source line, both wordings, the reason."""

    line: int
    kind: str
    source: str
    output: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Words that are lost or added, one after another, with the source line of the first (or of the word before it)."""

    division: str
    path: str
    line: int
    words: tuple[str, ...]
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came out: words lost and added as runs, deviations explained, and the output's marks and note labels."""

    lost: tuple[Run, ...]
    added: tuple[Run, ...]
    explained: tuple[Explained, ...]


def compare(expected: Expected, region: Region) -> Comparison:
    """Compare ``region`` with the words that ``expected`` says it must have."""
    words, tokens = expected.words, region.tokens
    lost_places: list[int] = []
    added_places: list[int] = []
    explained: list[Explained] = []

    def pair(start: int, end: int, token: Token) -> bool:
        """Whether ``token`` stands for ``words[start:end]``; what is remarkable about it is noted."""
        found = _explain(words[start:end], token)
        if found is None:
            return False
        explained.extend(found)
        return True

    special = [place for place, token in enumerate(tokens) if not token.bare]
    shift = next_special = 0
    found = _differences(words, tokens)
    for a_start, a_end, b_start, b_end in [*found, Difference(len(words), len(words), len(tokens), len(tokens))]:
        while next_special < len(special) and special[next_special] < b_start:
            place = special[next_special]
            if not pair(place + shift, place + shift + 1, tokens[place]):
                lost_places.append(place + shift)
                added_places.append(place)
            next_special += 1
        cursor = a_start
        for place in range(b_start, b_end):
            match = None if tokens[place].bare else _place(words, cursor, a_end, tokens[place])
            if match and pair(*match, tokens[place]):
                lost_places += range(cursor, match[0])
                cursor = match[1]
            else:
                added_places.append(place)
        lost_places += range(cursor, a_end)
        while next_special < len(special) and special[next_special] < b_end:
            next_special += 1
        shift = a_end - b_end
    lost_changes = {change for place in lost_places for change in words[place].changes}
    explained += [
        Explained(change.line, change.kind, change.before, change.after, change.reason)
        for change in expected.changes
        if change not in lost_changes
    ]
    explained.sort(key=lambda each: each.line)
    return Comparison(
        tuple(_lost_runs(expected, lost_places)),
        tuple(_added_runs(expected, tokens, added_places)),
        tuple(explained),
    )


def _differences(words: Sequence[Word], tokens: Sequence[Token]) -> list[Difference]:
    """Where ``words`` and ``tokens`` differ, the tokens spelt as the source spells them."""
    at_line_start = {word.text for word in words if word.first}

    def key(token: Token) -> str:
        if token.kind == "label":
            return next(
                (spelling for spelling in _label_spellings(token.text) if spelling in at_line_start), token.text
            )
        return _gap_word(token) if token.kind == "gap" else token.glued

    brackets = {f"[{mark.label}]" for token in tokens for mark in token.marks}
    if any("[" in word.text and any(mark in word.text for mark in brackets) for word in words):
        mark = re.compile(f"({'|'.join(map(re.escape, brackets))})")
        written = [_bracketed(token) if token.marks and token.kind == "word" else key(token) for token in tokens]
        return differences_by_piece([word.text for word in words], written, mark)
    return differences([word.text for word in words], [key(token) for token in tokens])


def _bracketed(token: Token) -> str:
    """The word with its marks in brackets, without spaces."""
    text = token.text
    for mark in reversed(token.marks):
        text = f"{text[: mark.offset]}[{mark.label}]{text[mark.offset :]}"
    return text


def _label_spellings(label: str) -> tuple[str, ...]:
    """How a source can write the label at the beginning of a note."""
    return label, f"{label}.", f"[{label}]", f"{label})", f"({label})"


def _gap_word(token: Token) -> str:
    return GAP + token.glued.removeprefix(token.text)


def _place(words: Sequence[Word], start: int, end: int, token: Token) -> tuple[int, int] | None:
    """The first place in ``words[start:end]`` that ``token`` can stand for."""
    for place in range(start, end):
        for length in range(1, 2 + len(token.marks)):
            if place + length <= end and _explain(words[place : place + length], token) is not None:
                return place, place + length
    return None


def _explain(words: Sequence[Word], token: Token) -> list[Explained] | None:
    """What is remarkable about ``token`` standing for ``words``; ``None`` if it cannot."""
    text = " ".join(word.text for word in words)
    line = words[0].line
    if token.kind == "label":
        if words[0].first and text in _label_spellings(token.text):
            return [Explained(line, "note label", text, token.text)]
        return None
    if token.kind == "gap":
        return [] if text == _gap_word(token) else None
    if not token.marks:
        return [] if text == token.text else None
    bare = text == token.glued and _whole_labels(token)
    if bare or re.fullmatch(_with_bracketed_marks(token), text):
        return [Explained(line, "note mark", text, token.text, mark.label) for mark in token.marks]
    return None


def _with_bracketed_marks(token: Token) -> str:
    """A pattern of ``token`` with its marks in brackets, each with a space before it or without."""
    pattern, cursor = "", 0
    for mark in token.marks:
        pattern += rf"{re.escape(token.text[cursor : mark.offset])} ?\[{re.escape(mark.label)}\]"
        cursor = mark.offset
    return pattern + re.escape(token.text[cursor:])


def _whole_labels(token: Token) -> bool:
    """Whether no mark cuts a number in two: ``word.6`` with mark ``83`` is not ``word.`` with mark ``683``."""
    return not any(
        (mark.label[:1].isdigit() and token.text[: mark.offset][-1:].isdigit())
        or (mark.label[-1:].isdigit() and token.text[mark.offset :][:1].isdigit())
        for mark in token.marks
    )


def _lost_runs(expected: Expected, places: Sequence[int]) -> list[Run]:
    return [
        Run(
            expected.division.id,
            expected.path,
            expected.words[run[0]].line,
            tuple(expected.words[place].text for place in run),
            tuple(
                f"{change.kind} “{change.before}” → “{change.after}”"
                for change in dict.fromkeys(change for place in run for change in expected.words[place].changes)
            ),
        )
        for run in _runs(places)
    ]


def _added_runs(expected: Expected, tokens: Sequence[Token], places: Sequence[int]) -> list[Run]:
    """The added runs; the line is that of the nearest word before that source and output share."""
    runs = _runs(places)
    if not runs:
        return []
    lines = _lines_of_tokens(expected, tokens)
    return [
        Run(
            expected.division.id,
            expected.path,
            lines[run[0]],
            tuple(re.sub("\0.*", "", tokens[place].glued) for place in run),
        )
        for run in runs
    ]


def _lines_of_tokens(expected: Expected, tokens: Sequence[Token]) -> list[int]:
    """For each token the source line of the last word at or before it that the output has in its place."""
    lines = [0] * len(tokens)
    line, shift, cursor = expected.division.lines[0], 0, 0
    for _, a_end, b_start, b_end in [*_differences(expected.words, tokens), Difference(0, 0, len(tokens), len(tokens))]:
        for place in range(cursor, b_start):
            line = expected.words[place + shift].line
            lines[place] = line
        for place in range(b_start, b_end):
            lines[place] = line
        cursor, shift = b_end, a_end - b_end
    return lines


def _runs(places: Sequence[int]) -> list[list[int]]:
    """``places`` cut into runs of neighbours."""
    runs: list[list[int]] = []
    for place in sorted(places):
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs
