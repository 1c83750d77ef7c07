"""Where a lemma stands among the blocks of a passage."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from sphinx_handbook.decisions import occurrences
from sphinx_handbook.folding import fold


def find_lemma(pieces: Sequence[str], blocks: Sequence[str]) -> int | None:
    """The number (from 0) of the block in which the lemma begins, or None if the words do not stand there.

    ``pieces`` are the lemma's words between its ellipses: they stand in order, with any words between them. They are whole
    words, folded as :func:`~sphinx_handbook.folding.fold` does; where they occur more than once the first counts.
    """
    text, starts = "", []
    for block in blocks:
        starts.append(len(text))
        text += f"{fold(block).text} "
    begin, cursor = None, 0
    for piece in pieces:
        words = fold(piece).text
        at = next((start for start in occurrences(text, words)[0] if start >= cursor), None)
        if at is None:
            return None
        begin = at if begin is None else begin
        cursor = at + len(words)
    return None if begin is None else bisect_right(starts, begin) - 1
