"""Emphasis as plain text writes it: ``_words_``. The underscores go, and what stood between them is remembered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from sphinx_handbook.readers.lines import Paragraph, without

EmphasisRule = Literal["none", "underscores"]
"""How the text marks emphasis, if at all."""

# An underscore that a letter precedes opens nothing, as in file_name; two or more in a row are a blank to be filled in.
_EMPHASIS = re.compile(r"(?<!\w)_(?=[^\s_])([^_]*[^\s_])_(?!_)")


def emphasised(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs without the underscores of their emphases, which are kept as stretches of their texts.

    An emphasis can go on in the next paragraph if no blank line stands between them, as in the lines of a poem.
    """
    found: list[Paragraph] = []
    for group in _unparted(paragraphs):
        whole = "\n".join(paragraph.text for paragraph in group)
        matches = list(_EMPHASIS.finditer(whole))
        cuts = [place for match in matches for place in (match.start(), match.end() - 1)]
        stretches = [match.span(1) for match in matches]
        start = 0
        for paragraph in group:
            end = start + len(paragraph.text)
            found.append(_cut(paragraph, start, [cut for cut in cuts if start <= cut < end], stretches))
            start = end + 1
    return found


def _unparted(paragraphs: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """Runs of paragraphs between which no line is blank."""
    group: list[Paragraph] = []
    for paragraph in paragraphs:
        if group and paragraph.blank_before:
            yield group
            group = []
        group.append(paragraph)
    if group:
        yield group


def _cut(paragraph: Paragraph, start: int, cuts: Sequence[int], stretches: Sequence[tuple[int, int]]) -> Paragraph:
    """The paragraph, whose first character is number ``start`` of its group, without the characters at ``cuts``."""
    length = len(paragraph.text)
    inside = ((max(low - start, 0), min(high - start, length)) for low, high in stretches)
    emphases = tuple((low, high) for low, high in inside if low < high)
    return without(replace(paragraph, emphases=emphases), [cut - start for cut in cuts])


def has_stray_underscore(text: str) -> bool:
    """Whether an underscore of a raw paragraph touches a word and is neither part of it nor of an emphasis."""
    return bool(re.search(r"(?<![\w])_(?=[^\W_])|(?<=[^\W_])_(?!\w)", _EMPHASIS.sub("", text)))
