"""Emendations: an editor's corrections of certain errors, each with the words as they stand in the source.

The reading text shows the reading; the lemma stays on record in the apparatus. An emendation never changes which blocks
there are, so it never moves an address.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from sphinx_handbook.problems import Problem
from sphinx_handbook.text import Block, Edition, Span, with_spans


@dataclass(frozen=True, slots=True)
class Emendation:
    """``lemma`` at ``place`` (an address) is to be read as ``reading``, for ``reason``.

    ``lemma`` leaves note marks out. ``occurrence`` says which, where the block has the lemma more than once.
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
    edition: Edition, emendations: Sequence[Emendation], lines: Sequence[int], path: str
) -> tuple[Edition, list[Entry], list[Problem]]:
    """Apply ``emendations`` to ``edition``, whose blocks have their addresses.

    ``lines`` are the emendations' lines in the TOML file ``path``, for problems. Returns the emended edition, its apparatus
    in reading order, and what could not be applied.
    """
    by_place: dict[str, list[int]] = defaultdict(list)
    for index, emendation in enumerate(emendations):
        by_place[emendation.place].append(index)
    entries: list[Entry] = []
    problems: list[Problem] = []

    def emend_block(block: Block, file: str) -> Block:
        indices = by_place.pop(str(block.locus), [])
        hits: list[tuple[int, int]] = []
        for index in indices:
            found = _occurrences(block.text, emendations[index].lemma)
            problem = _lemma_problem(block, emendations[index], found, path, lines[index])
            if problem:
                problems.append(problem)
            else:
                hits.append((found[max(emendations[index].occurrence - 1, 0)], index))
        hits.sort()
        placed: list[tuple[int, str, Emendation]] = []
        for (start, index), following in zip_longest(hits, hits[1:]):
            emendation = emendations[index]
            if following and start + len(emendation.lemma) > following[0]:
                problems.append(
                    Problem(
                        path,
                        lines[index],
                        "emendation-lemma",
                        "two emendations overlap",
                        "Make one of them, or shorten their lemmas.",
                    )
                )
                continue
            number = f"e{len(entries) + 1}"
            line = block.line_at(start)
            earlier = [
                place
                for place in _occurrences(block.text, emendation.lemma)
                if place < start and block.line_at(place) == line
            ]
            entries.append(Entry(number, emendation, file, line, len(earlier) + 1))
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
    for place, indices in by_place.items():
        for index in indices:
            problems.append(
                Problem(
                    path,
                    lines[index],
                    "emendation-place",
                    f"there is no {place or 'place without a name'} in the text",
                    "Give an address such as trotsky.43.17.",
                )
            )
    return replace(edition, divisions=tuple(divisions)), entries, problems


def _occurrences(text: str, lemma: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(lemma), text)] if lemma else []


def _lemma_problem(block: Block, emendation: Emendation, found: Sequence[int], path: str, line: int) -> Problem | None:
    if not found:
        message = f"the lemma {emendation.lemma!r} does not stand at {emendation.place}"
        return Problem(
            path,
            line,
            "emendation-lemma",
            message,
            f"The block begins {block.text[:40]!r}. Correct the lemma or the place.",
        )
    if emendation.occurrence > len(found):
        message = (
            f"{emendation.lemma!r} stands {len(found)} times at {emendation.place}, not {emendation.occurrence} times"
        )
        return Problem(path, line, "emendation-lemma", message, "Correct `occurrence`.")
    if len(found) > 1 and not emendation.occurrence:
        message = f"{emendation.lemma!r} stands {len(found)} times at {emendation.place}"
        return Problem(
            path, line, "emendation-lemma", message, "Say which by `occurrence = 1`, or give a longer lemma."
        )
    return None


def _replace_all(block: Block, placed: Sequence[tuple[int, str, Emendation]]) -> Block:
    """The block with each ``(start, number, emendation)`` applied; starts are offsets in the block's text, ascending."""
    for start, number, emendation in reversed(placed):
        end, shift = start + len(emendation.lemma), len(emendation.reading) - len(emendation.lemma)
        new_end = start + len(emendation.reading)

        def moved(offset: int, start: int = start, end: int = end, new_end: int = new_end, shift: int = shift) -> int:
            return offset if offset <= start else offset + shift if offset >= end else min(offset, new_end)

        block = replace(
            block,
            text=block.text[:start] + emendation.reading + block.text[end:],
            spans=tuple(replace(span, start=moved(span.start), end=moved(span.end)) for span in block.spans),
            lines=tuple((moved(offset), line) for offset, line in block.lines),
        )
        block = with_spans(block, Span(start, new_end, "emendation", number))
    return block
