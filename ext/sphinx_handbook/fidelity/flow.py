"""What the extractors give: the text of an output as tokens, in which note marks and notes stay what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

SOFT_HYPHEN = "\u00ad"
GAP_TEXT = "[…]"


class Mark(NamedTuple):
    """A note mark inside a token: it stands at ``offset`` of the token's text; ``lost`` marks lead to no note."""

    offset: int
    label: str
    lost: bool


class Token(NamedTuple):
    """A run of an output without white space: its ``text`` without note marks, and the marks.

    ``gap`` is an element that says of itself that it is an editorial gap; ``label`` is the label of a note.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    kind: Literal["word", "gap", "label"] = "word"

    @property
    def glued(self) -> str:
        """The token as the source writes it, the labels of its marks glued in."""
        text = self.text
        for mark in reversed(self.marks):
            text = text[: mark.offset] + mark.label + text[mark.offset :]
        return text

    @property
    def bare(self) -> bool:
        """Whether there is nothing to this token but its text."""
        return not self.marks and self.kind == "word"


@dataclass(frozen=True, slots=True)
class Region:
    """The tokens of one division in one output, in the order of the source: text and notes where they stand."""

    tokens: tuple[Token, ...]

    def marks(self) -> list[Mark]:
        return [mark for token in self.tokens for mark in token.marks]

    def labels(self) -> list[str]:
        return [token.text for token in self.tokens if token.kind == "label"]


class Flow:
    """Collects running text piece by piece; white space and block boundaries end a token, inline markup does not."""

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.breaks: set[int] = {0}
        self._text = ""
        self._marks: list[Mark] = []
        self._kind: Literal["word", "gap"] = "word"

    def text(self, text: str) -> None:
        """Add ``text`` as it stands."""
        words = text.split()
        if not words:
            if text:
                self._flush()
            return
        if text[0].isspace() or self._kind == "gap":
            self._flush()
        for word in words[:-1]:
            self._text += word
            self._flush()
        self._text += words[-1]
        if text[-1].isspace():
            self._flush()

    def mark(self, label: str, lost: bool = False) -> None:
        """Add a note mark at this place."""
        self._marks.append(Mark(len(self._text), " ".join(label.split()), lost))

    def gap(self) -> None:
        """Add an editorial gap, a token of its own; a note mark right behind it goes with it."""
        self._flush()
        self._text, self._kind = GAP_TEXT, "gap"

    @property
    def in_token(self) -> bool:
        """Whether the last token is still open."""
        return bool(self._text or self._marks)

    def label(self, label: str) -> None:
        """Add the label with which a note begins."""
        self.block()
        self.tokens.append(Token(" ".join(label.split()), kind="label"))

    def block(self) -> None:
        """A block begins or ends here."""
        self._flush()
        self.breaks.add(len(self.tokens))

    def _flush(self) -> None:
        if self._text or self._marks:
            self.tokens.append(Token(self._text, tuple(self._marks), self._kind))
            self._text, self._kind = "", "word"
            self._marks.clear()


def find_paragraph(tokens: Sequence[Token], breaks: set[int], paragraph: str) -> tuple[int, int] | None:
    """Where among ``tokens`` the words of ``paragraph`` stand as a whole block, half-open; ``None`` if nowhere.

    Note marks behind the words belong to the block.
    """
    words = paragraph.split()
    for start in sorted(breaks):
        end = start + len(words)
        if words and [token.text for token in tokens[start:end]] == words:
            while end < len(tokens) and not tokens[end].text and end not in breaks:
                end += 1
            if end in breaks:
                return start, end
    return None


def gaps_apart(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with every ``[…]`` in them a token of its own, as an editorial gap is."""
    apart: list[Token] = []
    for token in tokens:
        cursor = 0
        while token.kind == "word" and (start := token.text.find(GAP_TEXT, cursor)) >= 0:
            end = start + len(GAP_TEXT)
            if start > cursor:
                apart.append(_slice(token, cursor, start))
            apart.append(_slice(token, start, end)._replace(kind="gap"))
            cursor = end
        if cursor < len(token.text) or not cursor:
            apart.append(_slice(token, cursor, len(token.text)) if cursor else token)
    return tuple(apart)


def _slice(token: Token, start: int, end: int) -> Token:
    """``[start, end)`` of the token with the marks behind its first character."""
    marks = tuple(mark._replace(offset=mark.offset - start) for mark in token.marks if start < mark.offset <= end)
    return Token(token.text[start:end], marks)
