"""Labels of headings: ``CHAPTER IV. Title``, ``IV``, ``4.``, ``APPENDIX B``, ``PREFACE``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sphinx_handbook.numberwords import cardinals, ordinals
from sphinx_handbook.propose.chunks import Chunk
from sphinx_handbook.readers.headings import is_in_capitals

LONGEST = 160
"""Characters of a heading with its title."""

MOST_LINES = 3
"""Lines of a heading with its title."""

# The last is behind all that are counted.
_NUMBERS = cardinals(20) | ordinals(20) | {"last": 21}

_WORDS = "chapter|chap\\.|book|part|volume|letter|section|canto|act|lecture|essay|appendix|lesson|stave|tale"
_NAMES = (
    "preface|foreword|introduction|introductory|introductory note|prologue|epilogue|conclusion|afterword|postscript|"
    "appendix|appendices|glossary|index|dedication|bibliography|chronology|acknowledgements?"
)
_NUMBERED = re.compile(
    rf"(?P<word>{_WORDS})\s+(?:the\s+)?(?P<number>[ivxlcdm]+|\d+|[a-z]|{'|'.join(_NUMBERS)})\b(?P<rest>.*)",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?P<number>[IVXLCDM]+|\d{1,3})(?P<rest>\.?|[.:)—-]+\s*\S.*)")
_NAMED = re.compile(rf"(?P<word>{_NAMES})(?P<rest>\b.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """How a heading is labelled: its ``word`` as printed, its ``number`` as printed and in figures, and the ``rest``."""

    word: str
    number: str
    value: int
    rest: str

    @property
    def kind(self) -> str:
        return self.word.lower().rstrip(".")

    @property
    def alone(self) -> bool:
        """Whether nothing but a stop stands behind the label."""
        return not self.rest.strip(" .:—-")


def label_of(text: str) -> Label | None:
    """The label of a heading, or None for what is none."""
    if len(text) > LONGEST:
        return None
    if (match := _NUMBERED.fullmatch(text)) and match["word"][0].isupper() and _may_follow(match["rest"]):
        return Label(match["word"], match["number"], value_of(match["number"]), match["rest"])
    if (match := _BARE.fullmatch(text)) and _may_follow(match["rest"]):
        return Label("", match["number"], value_of(match["number"]), match["rest"])
    if (match := _NAMED.fullmatch(text)) and match["word"][0].isupper() and _may_follow(match["rest"]):
        return Label(match["word"], "", 0, match["rest"])
    return None


def heading_label(chunk: Chunk) -> Label | None:
    """The label of a chunk that can be a heading."""
    return label_of(chunk.text) if len(chunk.lines) <= MOST_LINES else None


def _may_follow(rest: str) -> bool:
    """Whether this can stand behind a label: nothing, a title behind a stop or dash, or words in capitals."""
    bare = rest.strip(" .:—-")
    if not bare:
        return True
    if bare[0].islower() or re.search(r"[,;]$|[a-z]{3}\. [A-Z]", bare):
        return False
    return bool(re.match(r"\s?[.:)—-]", rest)) or is_in_capitals(bare)


def value_of(number: str) -> int:
    """The number in figures; of a letter, its place in the alphabet; 0 for what is neither."""
    low = number.lower()
    if low.isdecimal():
        return int(low)
    if low in _NUMBERS:
        return _NUMBERS[low]
    if re.fullmatch(r"m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", low):
        values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}[letter] for letter in low]
        return sum(-one if one < max(values[at:]) else one for at, one in enumerate(values))
    return ord(low) - ord("a") + 1 if len(low) == 1 and low.isalpha() else 0
