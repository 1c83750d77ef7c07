"""What an output must say: the words of a division's source lines after what the edition declares, and nothing else.

This is computed from the raw text and the declarations alone. A declaration that does not fit the raw text is a
problem.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from sphinx_handbook.fidelity.declared import EditionUnderTest, Emendation, Gap, Removed
from sphinx_handbook.fidelity.markup import without_note_brackets, without_underscores
from sphinx_handbook.fidelity.words import GAP, Change, Edit, Word, join_line_end_hyphens, lines_of, words_of
from sphinx_handbook.problems import Problem
from sphinx_handbook.text import Division


@dataclass(frozen=True, slots=True)
class Expected:
    """The words an output of ``division`` must have, in order, and the declared changes that made them so."""

    division: Division
    path: str
    words: tuple[Word, ...]
    changes: tuple[Change, ...]
    source_words: tuple[Word, ...]


def tiling_problems(edition: EditionUnderTest) -> list[Problem]:
    """Problems where the divisions of a file do not take up each of its lines exactly once."""
    problems = []
    for key, (path, text) in edition.files.items():
        covered = 0
        ranges = sorted(division.lines for division in edition.edition.divisions if division.file == key)
        end_of_file = len(lines_of(text)) + 1
        if ranges and ranges[-1][1] == end_of_file + 1 and text.endswith("\n"):
            # The empty line behind a final line end may be counted or not.
            end_of_file += 1
        for start, end in [*ranges, (end_of_file, end_of_file)]:
            expected = covered or 1
            if start > expected:
                message = f"lines {expected}-{start - 1} belong to no division"
                problems.append(Problem(path, expected, "words-lost", message))
            if start < expected:
                message = f"lines {start}-{expected - 1} belong to two divisions or lie beyond the end of the file"
                problems.append(Problem(path, start, "words-added", message))
            covered = max(expected, end)
    for division in edition.edition.divisions:
        if division.file not in edition.files:
            message = f"the source {division.file!r} of {edition.siglum}.{division.id} is not there"
            problems.append(Problem(division.file, 0, "text-missing", message))
    return problems


def _declarations(edition: EditionUnderTest) -> list[Emendation | Removed | Gap]:
    return [*edition.emendations, *edition.removed, *edition.gaps]


def misplaced(edition: EditionUnderTest) -> list[Problem]:
    """Problems with declarations that name a line of no division."""
    problems = []
    for declaration in _declarations(edition):
        divisions = (d for d in edition.edition.divisions if d.file == declaration.file)
        if not any(d.lines[0] <= declaration.line < d.lines[1] for d in divisions):
            path = edition.files.get(declaration.file, (declaration.file, ""))[0]
            message = f"{_quoted(declaration)} is declared for a line of no division"
            problems.append(Problem(path, declaration.line, "emendation-place", message))
    return problems


def expected(
    edition: EditionUnderTest, division: Division, *, without_notes_heading: bool = False
) -> tuple[Expected, list[Problem]]:
    """What an output of ``division`` must say, and the declarations that do not fit its source.

    ``without_notes_heading``: the output omits the source's headings of its lists of notes (PDF).
    """
    all_notes = {ranges for listed in edition.note_lines.values() for ranges in listed}
    own_notes = edition.note_lines.get(division.id, ())
    first, behind = division.lines
    made = [_expected_of(edition, division, (first, behind), without_notes_heading)]
    made += [
        _expected_of(edition, division, (start, end + 1), without_notes_heading=False)
        for start, end in own_notes
        if not first <= start < behind
    ]
    problems = [problem for _, found in made for problem in found]
    if not all_notes:
        return made[0][0], problems
    return _notes_last([each for each, _ in made], all_notes, own_notes), problems


def _notes_last(
    made: Sequence[Expected], all_notes: Collection[tuple[int, int]], own_notes: Sequence[tuple[int, int]]
) -> Expected:
    """One of ``made``, the first of which is the division's lines: its words but those of notes, then its own notes'."""
    in_notes = {line for start, end in all_notes for line in range(start, end + 1)}
    order = {line: place for place, (start, end) in enumerate(own_notes) for line in range(start, end + 1)}

    def in_order(words: Sequence[Word]) -> tuple[Word, ...]:
        text = [word for word in words if word.line not in in_notes]
        return (*text, *sorted((word for word in words if word.line in order), key=lambda word: order[word.line]))

    return replace(
        made[0],
        words=in_order([word for each in made for word in each.words]),
        source_words=in_order([word for each in made for word in each.source_words]),
        changes=tuple(
            change
            for each in made
            for change in each.changes
            if change.line not in in_notes or change.line in order or change.kind == "removed"
        ),
    )


def _expected_of(
    edition: EditionUnderTest, division: Division, lines: tuple[int, int], without_notes_heading: bool
) -> tuple[Expected, list[Problem]]:
    """What ``lines`` (half-open) of the source of ``division`` must say, and the declarations that do not fit them."""
    path, text = edition.files[division.file]
    start, end = lines
    raw = source = "\n".join(lines_of(text)[start - 1 : end - 1])
    markup: list[Change] = []
    starts = edition.starts.get(division.file, ())
    over_breaks = edition.hyphens_join == "over-breaks"
    continued = set(edition.continues) | (set(_open_ended(raw, start)) if over_breaks else set())
    if edition.underscores:
        removed = {each.line for each in edition.removed if each.file == division.file and not each.text}
        raw, markup = without_underscores(raw, start, removed, starts=starts, continued=continued)
    raw, brackets = without_note_brackets(raw, start, edition.notes_label, _notes_of(edition, division.file))
    markup += brackets
    edits: list[Edit] = []
    problems: list[Problem] = []
    labels = sorted({*division.marks(), *(note.label for note in division.notes)}, key=len, reverse=True)
    line_starts = [0, *(match.end() for match in re.finditer("\n", raw))]

    def note_problem(declaration: Emendation | Removed | Gap, code: str, message: str) -> None:
        problems.append(Problem(path, declaration.line, code, f"{_quoted(declaration)} {message}"))

    for declaration in _declarations(edition):
        if declaration.file != division.file or not start <= declaration.line < end:
            continue
        line = line_starts[declaration.line - start]
        made = _edits(declaration, raw, line, labels)
        if made is None:
            code = "gap-place" if isinstance(declaration, Gap) else "emendation-lemma"
            note_problem(declaration, code, "does not stand there in the source")
        elif any(a.start < b.end and b.start < a.end for a in made for b in edits):
            note_problem(declaration, "emendation-lemma", "overlaps another declaration")
        else:
            edits += made
    if without_notes_heading:
        for heading in edition.notes_headings.get(division.id, ()):
            edit = _omitted_line(heading, raw, start)
            if edit is None:
                message = f"the heading of notes {heading!r} is declared and does not stand there as a line"
                problems.append(Problem(path, start, "heading-unexpected", message))
            elif edit not in edits:
                edits.append(edit)
    edits.sort(key=lambda edit: (edit.start, edit.end))
    words = words_of(raw, start, edits)
    if edition.hyphens_join != "never":
        words = join_line_end_hyphens(words, over_breaks=over_breaks, starts=starts, continues=edition.continues)
    changes = dict.fromkeys(
        [*markup, *(edit.change for edit in edits), *(change for word in words for change in word.changes)]
    )
    return Expected(division, path, tuple(words), tuple(changes), tuple(words_of(source, start))), problems


def _open_ended(raw: str, first_line: int) -> Iterator[int]:
    """The lines of ``raw`` that end in a space or a hyphen."""
    return (number for number, line in enumerate(raw.split("\n"), first_line) if line.endswith((" ", "-")))


def _notes_of(edition: EditionUnderTest, file: str) -> list[tuple[int, int]]:
    """The first and the last line of every note of a file."""
    return [
        (note.blocks[0].lines[0][1], note.blocks[-1].lines[-1][1])
        for division in edition.edition.divisions
        if division.file == file
        for note in division.notes
        if note.blocks and all(block.lines for block in note.blocks)
    ]


def _edits(declaration: Emendation | Removed | Gap, raw: str, line: int, labels: Sequence[str]) -> list[Edit] | None:
    """The edits of ``raw`` for ``declaration``, whose line begins at ``line``; ``None`` if it does not fit."""
    at = declaration.line
    if isinstance(declaration, Gap):
        found = _find(declaration.after, raw, line, labels, declaration.occurrence)
        if found is None:
            return None
        end = found[-1][1]
        change = Change("gap", at, declaration.after, "[…]" + declaration.note, declaration.reason)
        return [Edit(end, end, f" {GAP}{declaration.note} ", change)]
    if isinstance(declaration, Removed):
        line_text = raw[line:].split("\n", 1)[0]
        change = Change("removed", at, declaration.text or line_text.strip(), "", declaration.reason)
        if not declaration.text:
            return [Edit(line, line + len(line_text), "", change)] if line_text.strip() else None
        found = _find(declaration.text, raw, line, (), declaration.occurrence)
        return None if found is None else [Edit(found[0][0], found[-1][1], "", change)]
    change = Change("emendation", at, declaration.lemma, declaration.reading, declaration.reason)
    found = _find(declaration.lemma, raw, line, labels, declaration.occurrence)
    if found is None:
        return None
    between = [raw[before[1] : after[0]] for before, after in pairwise(found)]
    if not any(gap.strip() for gap in between):
        return [Edit(found[0][0], found[-1][1], declaration.reading, change)]
    reading = declaration.reading.split()
    if len(reading) != len(found):
        return None
    return [Edit(*span, word, change) for span, word in zip(found, reading, strict=True)]


def _find(wanted: str, raw: str, line: int, labels: Sequence[str], occurrence: int) -> list[tuple[int, int]] | None:
    """Spans of the words of ``wanted``, the n-th time they begin on the line that begins at ``line`` in ``raw``."""
    words = wanted.split()
    if not words:
        return None
    alternatives = "|".join(map(re.escape, labels)) or r"(?!)"
    mark = rf"(?:{alternatives})?\s+(?:\[(?:{alternatives})\]\s+)?"
    body = ["(" + re.escape(word).replace(r"\-", r"-(?:\n\s*)?").removesuffix(r"(?:\n\s*)?") + ")" for word in words]
    line_end = raw.find("\n", line) if "\n" in raw[line:] else len(raw)
    for between in (r"\s+", mark):
        matches = _starting_within(re.compile(between.join(body)), raw, line, line_end)
        if len(matches) >= occurrence:
            match = matches[occurrence - 1]
            return [match.span(group) for group in range(1, len(words) + 1)]
    return None


def _starting_within(pattern: re.Pattern[str], raw: str, start: int, end: int) -> list[re.Match[str]]:
    """The matches of ``pattern`` in ``raw`` that begin in ``[start, end)``."""
    matches = []
    match = pattern.search(raw, start)
    while match is not None and match.start() < end:
        matches.append(match)
        match = pattern.search(raw, match.end())
    return matches


def _omitted_line(heading: str, raw: str, first_line: int) -> Edit | None:
    """The edit that omits the last line of ``raw`` that says ``heading`` and nothing else."""
    wanted = heading.split()
    offset = len(raw)
    lines = raw.split("\n")
    for number, line in reversed(list(enumerate(lines, first_line))):
        offset -= len(line)
        if line.split() == wanted:
            return Edit(offset, offset + len(line), "", Change("notes heading", number, heading, ""))
        offset -= 1
    return None


def _quoted(declaration: Emendation | Removed | Gap) -> str:
    if isinstance(declaration, Emendation):
        return f"emendation “{declaration.lemma}” → “{declaration.reading}”"
    if isinstance(declaration, Gap):
        return f"gap after “{declaration.after}”"
    return f"removed “{declaration.text}”"
