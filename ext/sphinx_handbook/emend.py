"""Emendations: an editor's corrections of certain errors, each with the words as they stand in the source.

The reading text shows the reading; the lemma stays on record in the apparatus. An emendation never changes which blocks
there are, so it never moves an address.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, zip_longest

from sphinx_handbook.folding import fold
from sphinx_handbook.origins import Origin
from sphinx_handbook.problems import Problem
from sphinx_handbook.text import Block, Edition, Span, in_order


@dataclass(frozen=True, slots=True)
class Emendation:
    """``lemma`` at ``place`` is to be read as ``reading``, for ``reason``.

    place: the address of the block or note.
    lemma: the words as they stand in the source, without note marks.
    reading: the words that are to stand there; empty where the lemma is to go.
    reason: why, in a few words.
    occurrence: which lemma is meant, counted from 1, where the block has it more than once.
    """

    place: str
    lemma: str
    reading: str
    reason: str
    occurrence: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """An emendation as it stands in the apparatus: its number in the edition (``e1``), and where in the source it applies.

    ``occurrence`` counts from 1 among the places on ``line`` of ``file`` at which the lemma begins.
    """

    number: str
    emendation: Emendation
    file: str
    line: int
    occurrence: int = 1


def emend(
    edition: Edition, emendations: Sequence[Emendation], origins: Sequence[Origin]
) -> tuple[Edition, list[Entry], list[Problem]]:
    """Apply ``emendations`` to ``edition``, whose blocks have their addresses.

    ``origins`` say where each is written, for problems. Returns the emended edition, its apparatus
    in reading order, and what could not be applied.
    """
    by_place: dict[str, list[tuple[Emendation, Origin]]] = defaultdict(list)
    for emendation, origin in zip(emendations, origins, strict=True):
        by_place[emendation.place].append((emendation, origin))
    entries: list[Entry] = []
    problems: list[Problem] = []

    def emend_block(block: Block, file: str) -> Block:
        hits, found = _hits(block, by_place.pop(str(block.locus), ()))
        problems.extend(found)
        placed = []
        for start, emendation in hits:
            number = f"e{len(entries) + 1}"
            entries.append(_entry(number, emendation, block, start, file))
            placed.append((start, number, emendation))
        return _replace_all(block, placed)

    divisions = []
    for division in edition.divisions:
        heading = emend_block(division.heading, division.file)
        blocks = tuple(emend_block(block, division.file) for block in division.blocks)
        notes = tuple(
            replace(note, blocks=tuple(emend_block(block, division.file) for block in note.blocks))
            for note in division.notes
        )
        divisions.append(replace(division, heading=heading, blocks=blocks, notes=notes))
    hint = f"Give the address of a block, such as {edition.siglum}.{edition.divisions[0].id}.1, or of a note."
    for place, homeless in by_place.items():
        message = f"there is no {place} in the text" if place else "the place is empty"
        problems += [origin.at("place").problem("emendation-place", message, hint) for _, origin in homeless]
    return replace(edition, divisions=tuple(divisions)), entries, problems


def _hits(
    block: Block, emendations: Iterable[tuple[Emendation, Origin]]
) -> tuple[list[tuple[int, Emendation]], list[Problem]]:
    """Where in ``block`` the ``emendations`` (each with its origin) apply, in order; and what cannot apply."""
    found: list[tuple[int, Emendation, Origin]] = []
    problems = []
    for emendation, origin in emendations:
        places = _occurrences(block.text, emendation.lemma)
        problem = _lemma_problem(block, emendation, places, origin)
        if problem:
            problems.append(problem)
        else:
            found.append((places[max(emendation.occurrence - 1, 0)], emendation, origin))
    found.sort(key=lambda hit: hit[0])
    hits = []
    for (start, emendation, origin), following in zip_longest(found, found[1:]):
        if following and start + len(emendation.lemma) > following[0]:
            message = f"the lemma overlaps that of the emendation in line {following[2].line}"
            hint = "Make one emendation of the two, or shorten their lemmas."
            problems.append(origin.at("lemma").problem("emendation-lemma", message, hint))
        else:
            hits.append((start, emendation))
    return hits, problems


def _entry(number: str, emendation: Emendation, block: Block, start: int, file: str) -> Entry:
    line = block.line_at(start)
    places = _occurrences(block.text[:start] + emendation.lemma, emendation.lemma)
    return Entry(number, emendation, file, line, sum(block.line_at(place) == line for place in places))


def _occurrences(text: str, lemma: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(lemma), text)] if lemma else []


def other_spelling(texts: Iterable[str], words: str) -> str:
    """A hint if ``words`` stand in one of ``texts`` with other quotation marks, dashes or blanks, accents or capitals; else nothing."""
    for text in texts:
        folded, wanted = fold(text), fold(words).text
        start = folded.text.find(wanted) if wanted else -1
        if start >= 0:
            first, end = folded.original(start, start + len(wanted))
            return f"The text has {text[first:end]!r}."
    return ""


def _lemma_problem(block: Block, emendation: Emendation, found: Sequence[int], origin: Origin) -> Problem | None:
    if not found:
        message = f"the lemma {emendation.lemma!r} does not stand at {emendation.place}"
        stands = other_spelling([block.text], emendation.lemma) or f"The block begins {block.text[:40]!r}."
        hint = f"{stands} Correct the lemma or the place."
        return origin.at("lemma").problem("emendation-lemma", message, hint)
    times = "once" if len(found) == 1 else f"{len(found)} times"
    stands = f"{emendation.lemma!r} stands {times} at {emendation.place}"
    if not 0 <= emendation.occurrence <= len(found):
        message = f"{stands}; there is no number {emendation.occurrence}"
        return origin.at("occurrence").problem("emendation-lemma", message, "Correct `occurrence`; it counts from 1.")
    if len(found) > 1 and not emendation.occurrence:
        hint = "Say which by `occurrence = 1`, or give a longer lemma."
        return origin.at("lemma").problem("emendation-lemma", stands, hint)
    return None


def _replace_all(block: Block, placed: Sequence[tuple[int, str, Emendation]]) -> Block:
    """The block with each ``(start, number, emendation)`` applied; starts are offsets in the block's text, ascending."""
    if not placed:
        return block
    starts = [start for start, _, _ in placed]
    lemmas = [len(emendation.lemma) for _, _, emendation in placed]
    readings = [len(emendation.reading) for _, _, emendation in placed]
    shifts = [0, *accumulate(after - before for before, after in zip(lemmas, readings, strict=True))]

    def moved(offset: int) -> int:
        index = bisect_left(starts, offset) - 1
        if index < 0:
            return offset
        inside = offset - starts[index]
        if inside >= lemmas[index]:
            return offset + shifts[index + 1]
        return starts[index] + shifts[index] + min(inside, readings[index])

    pieces = []
    cursor = 0
    for start, _, emendation in placed:
        pieces += [block.text[cursor:start], emendation.reading]
        cursor = start + len(emendation.lemma)
    moved_spans = (replace(span, start=moved(span.start), end=moved(span.end)) for span in block.spans)
    new_spans = (
        Span(start + shift, start + shift + reading, "emendation", number)
        for (start, number, _), shift, reading in zip(placed, shifts[:-1], readings, strict=True)
    )
    return replace(
        block,
        text="".join([*pieces, block.text[cursor:]]),
        spans=in_order((*new_spans, *moved_spans)),
        lines=tuple((moved(offset), line) for offset, line in block.lines),
    )
