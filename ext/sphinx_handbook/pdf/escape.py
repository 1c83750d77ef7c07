"""Python values as Typst code.

All words of the handbook reach Typst as string literals: no character of a text is ever read as markup, so only the
escapes of a literal have to be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_ESCAPES = {'"': '\\"', "\\": "\\\\"}
_NEEDS_ESCAPE = re.compile('["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029]')
_BLANKS = re.compile(r"[ \t\n\r\f\v]+")


def string(text: str) -> str:
    """The Typst string literal whose value is ``text``; control characters become ``\\u{..}``."""
    return '"' + _NEEDS_ESCAPE.sub(lambda match: _escape(match[0]), text) + '"'


def running_text(text: str) -> str:
    """The literal of text that flows: a run of blanks, line ends among them, is one space as in any paragraph.

    Typst would set a line end inside a string as a line break. No-break and other special spaces stay what they are.
    """
    return string(_BLANKS.sub(" ", text))


def array(values: Iterable[str]) -> str:
    """The Typst array of strings: ``("a", "b",)``, with the comma that makes one element an array, too."""
    return "(" + "".join(string(value) + ", " for value in values).rstrip(" ") + ")"


def label(docname: str, anchor: str = "") -> str:
    """The name, unique in the book, of an anchor in a document; without ``anchor``, of the document itself.

    Docutils ids such as ``id4`` are unique in one document only. Typst takes any string as a label: nothing is escaped.
    """
    return f"{docname}#{anchor}"


def _escape(character: str) -> str:
    return _ESCAPES.get(character) or f"\\u{{{ord(character):x}}}"
