"""``edition.toml``, ``emendations.toml`` and ``decisions.toml``: what an editor says of an edition, checked before any text is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from itertools import pairwise
from typing import Any, Literal

from sphinx_handbook.decisions import Decision, faults
from sphinx_handbook.emend import Emendation
from sphinx_handbook.origins import Keys, Origin
from sphinx_handbook.problems import ProblemError
from sphinx_handbook.readers import PRESETS, BlockMap, Gap, Reading
from sphinx_handbook.readers.blockmap import KINDS, parse_ranges
from sphinx_handbook.readers.reading import pattern_fault
from sphinx_handbook.schema import parse_tables, parse_toml, structure


@dataclass(frozen=True, slots=True)
class GapData:
    """``[[file.gap]]``: words lost in the source.

    line: number of the source's line.
    after: the last words before the gap, letter by letter as that line has them, note marks too.
    reason: why the words are lost; readers see it.
    note: label of the note whose mark is lost with the words.
    """

    line: int
    after: str
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FileData:
    """``[[file]]``: one raw text, known by its ``path`` or by its ``sha256``.

    key: a name for the file, unlike that of any other file of the edition.
    path: name of the file in the edition's folder, for a text that the project may hold.
    sha256: the SHA-256 of the file's bytes, for a text that the project does not hold.
    first_note: number of the file's first note; 0 where it goes on from the file before.
    windows: whether the file was saved under Windows, with CR LF at its lines' ends and perhaps a byte order mark; neither is text.
    omitted: ranges of lines that are no part of the text, such as a licence or a printed table of contents.
    letters: ranges of lines, each set as one letter.
    blocks: the block map: for each kind of block the lines with which such blocks begin.
    gap: words lost in the source.
    """

    key: str = "text"
    path: str = ""
    sha256: str = ""
    first_note: int = 0
    windows: bool = False
    omitted: str = ""
    letters: str = ""
    blocks: dict[str, str] = field(default_factory=dict)
    gap: tuple[GapData, ...] = ()


@dataclass(frozen=True, slots=True)
class Island:
    """``[[island]]``: a passage whose dates follow another calendar than the edition's, or fall in another year.

    place: address of the block, note or division, such as ``boat.1.3``.
    reason: how it is known.
    to: address of the last block, where the passage is longer than one.
    words: words of the text; only the dates within them are meant.
    calendar: the calendar of its days and months.
    year: the year of its dates that state none.
    month: the number of the month of its days that state none.
    """

    place: str
    reason: str
    to: str = ""
    words: str = ""
    calendar: Literal["", "julian", "gregorian"] = ""
    year: int = 0
    month: int = 0


@dataclass(frozen=True, slots=True)
class EditionData:
    """``edition.toml``: what an edition is, and how its text is read.

    title: the title.
    author: who wrote the text.
    about: what the text is, in Markdown; the front page shows it.
    rights: whose the text is and what may be done with it, in Markdown.
    calendar: the calendar of its dates, unless they say otherwise.
    year: the year of a date that states none.
    file: the raw texts, in reading order.
    contents: the heading of each division by the division's id, in reading order; `…` stands for words left out.
    reading: a ``preset`` and the keys of reading in which the text departs from it.
    published: where and how the text appeared, in Markdown.
    language: the language of the text, as a BCP 47 tag.
    where: where the text can be had, in Markdown, for readers of a copy without it.
    island: passages whose dates follow another calendar, or fall in another year.
    work: the key in `references.bib` of the work that this edition is, if others cite it.
    """

    title: str
    author: str
    about: str
    rights: str
    calendar: Literal["julian", "gregorian"]
    year: int
    file: tuple[FileData, ...]
    contents: dict[str, str] = field(default_factory=dict)
    reading: dict[str, Any] = field(default_factory=dict)
    published: str = ""
    language: str = "en"
    where: str = ""
    island: tuple[Island, ...] = ()
    work: str = ""


Fault = tuple[Keys, str, str]
"""Where in the file something is wrong, what, and what to do."""


def parse_edition(text: str, path: str) -> tuple[EditionData, Reading, tuple[BlockMap, ...]]:
    """What ``edition.toml`` says: its data, how to read, and a block map a file; raises :class:`ProblemError`.

    The block maps have no kinds yet: which lines a range means is known when the text, and its blank lines, are.
    """
    data = structure(parse_toml(text, path), EditionData, text, path)
    reading = _reading(data.reading, text, path)
    faults = [*_edition_faults(data), *_reading_faults(reading)]
    for index, file in enumerate(data.file):
        faults += [(("file", index, *keys), what, hint) for keys, what, hint in _file_faults(file)]
    if faults:
        origin = Origin(path, text)
        raise ProblemError(origin.at(*keys).problem("toml-value", what, hint) for keys, what, hint in faults)
    return data, reading, tuple(_block_map(file) for file in data.file)


def _reading(table: Mapping[str, Any], text: str, path: str) -> Reading:
    preset = table.get("preset", "")
    known = ", ".join(sorted(PRESETS))
    if not isinstance(preset, str) or preset not in PRESETS:
        message = f"there is no preset {preset!r}" if preset else "the key preset is missing"
        close = get_close_matches(str(preset), PRESETS, n=1)
        hint = f"Did you mean {close[0]}? The presets are {known}." if close else f"The presets are {known}."
        raise ProblemError([Origin(path, text, ("reading", "preset")).problem("toml-value", message, hint)])
    changes = {key: value for key, value in table.items() if key != "preset"}
    return structure({**asdict(PRESETS[preset]), **changes}, Reading, text, path, ("reading",))


def _edition_faults(data: EditionData) -> Iterator[Fault]:
    if not 2 <= data.year <= 9998:
        yield ("year",), f"year: {data.year} is no year", "Give the year in which undated days fall, such as 1917."
    for index, island in enumerate(data.island):
        if not (island.calendar or island.year or island.month) or not island.reason.strip():
            hint = "Give its calendar, year or month, and how it is known."
            yield ("island", index), "an island says nothing of its dates, or has no reason", hint
        if island.year and not 2 <= island.year <= 9998:
            yield ("island", index, "year"), f"year: {island.year} is no year", "Correct the number."
        if not 0 <= island.month <= 12:
            yield ("island", index, "month"), f"month: {island.month} is no month", "Give a number from 1 to 12."
    if not data.file:
        yield ("file",), "the edition has no file", "Add a table [[file]] with a path or a sha256."
    if len(data.file) > 1 and not data.contents:
        hint = "Add [contents] with an id and the heading of each division."
        yield ("file",), "an edition of several files needs [contents]", hint
    for index, file in enumerate(data.file):
        if file.key in [other.key for other in data.file[:index]]:
            yield ("file", index, "key"), f"two files have the key {file.key!r}", "Give each file a key of its own."
    for division_id in data.contents:
        keys = ("contents", division_id)
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", division_id):
            yield (
                keys,
                f"{division_id!r} is no division id",
                "Write small letters, digits and hyphens, as in appendix-2.",
            )
        elif re.fullmatch(r"index|apparatus|[pe]\d+", division_id):
            hint = "Choose another; index, apparatus, and p or e with a number are taken."
            yield keys, f"{division_id!r} cannot be a division id", hint
        elif re.fullmatch(r".*-(\d+|s\d+|n\w+)", division_id) and division_id.rpartition("-")[0] in data.contents:
            hint = "Choose another id, so that every address has an anchor of its own."
            yield keys, f"{division_id!r} looks like an address in {division_id.rpartition('-')[0]!r}", hint


_LEAST_MOST = {
    "first_note": (1, 100_000),
    "lost_notes": (0, 5_000),
    "page_blanks": (0, 1_000),
    "first_page": (0, 100_000),
}


def _reading_faults(reading: Reading) -> Iterator[Fault]:
    for key in ("division", "notes_heading", "artefact"):
        if fault := pattern_fault(getattr(reading, key)):
            yield ("reading", key), f"{key}: the pattern {fault}", "Simplify it; it has to match one short line."
    if reading.notes_label.count("1") != 1:
        hint = "Write the label of the first note as the source prints it: 1, 1. or [Footnote 1:"
        yield ("reading", "notes_label"), f"notes_label: {reading.notes_label!r} does not have one 1", hint
    if reading.notes == "in-text" and reading.notes_label == "1":
        hint = "Give notes_label with the brackets or the stop of the label, or set notes otherwise."
        yield ("reading", "notes"), "notes among the text need a label that is more than a number", hint
    for key, (least, most) in _LEAST_MOST.items():
        if not least <= getattr(reading, key) <= most:
            what = f"{key}: {getattr(reading, key)} is not between {least} and {most:,}"
            yield ("reading", key), what, "Correct the number."


def _file_faults(file: FileData) -> Iterator[Fault]:
    if bool(file.path) == bool(file.sha256):
        what = "a file has both path and sha256" if file.path else "a file has neither path nor sha256"
        yield (), what, "Give the path of a text of our own, or the SHA-256 of a text that belongs to others."
    if file.sha256 and not re.fullmatch("[0-9a-f]{64}", file.sha256):
        hint = "Write the 64 digits that `sha256sum FILE` prints."
        yield ("sha256",), f"{file.sha256[:70]!r} is no SHA-256", hint
    if not 0 <= file.first_note <= 100_000:
        yield ("first_note",), f"first_note: {file.first_note} is no number of a note", "Correct the number."
    mapped: list[tuple[int, int, str]] = []
    own = ("letters", "omitted")
    for kind, ranges in (("letters", file.letters), ("omitted", file.omitted), *file.blocks.items()):
        keys = (kind,) if kind in own else ("blocks", kind)
        if kind not in (*KINDS, *own):
            close = get_close_matches(kind, KINDS, n=1)
            hint = f"{f'Did you mean {close[0]}? ' if close else ''}The kinds are {', '.join(KINDS)}."
            yield keys, f"there is no kind of block {kind!r}", hint
            continue
        try:
            found = parse_ranges(ranges)
        except ValueError as error:
            yield keys, str(error), "Write line numbers and ranges, with commas: 13, 39-40."
            continue
        if kind not in own:
            mapped += [(first, last, kind) for first, last in found]
    for (_, last, kind), (first, _, other) in pairwise(sorted(mapped)):
        if first <= last and kind != other:
            hint = "Take the line out of one of the two."
            yield ("blocks", other), f"line {first} is both {kind} and {other}", hint
    for index, gap in enumerate(file.gap):
        if not gap.after.strip() or not gap.reason.strip():
            hint = "Give the last words before the gap, and why words are lost."
            yield ("gap", index), "a gap has an empty `after` or `reason`", hint
        if gap.note and not re.fullmatch(r"[a-z0-9*†‡]+", gap.note):
            yield (
                ("gap", index, "note"),
                f"{gap.note!r} is no label of a note",
                "Write the label alone, such as xxx or 12.",
            )


def _block_map(file: FileData) -> BlockMap:
    gaps = tuple(Gap(gap.line, gap.after, gap.reason, gap.note) for gap in file.gap)
    return BlockMap(letters=parse_ranges(file.letters), gaps=gaps, omitted=parse_ranges(file.omitted))


def parse_emendations(text: str, path: str) -> tuple[tuple[Emendation, ...], tuple[Origin, ...]]:
    """The emendations of ``emendations.toml``, and where each is written; raises :class:`ProblemError`."""
    emendations, origins = parse_tables(text, path, "emendation", Emendation)
    what = "a lemma or reading has a line break or a control character"
    hint = "Write it in one line; a line's end in the source is a space."
    problems = [
        origin.at(key).problem("toml-value", what, hint)
        for emendation, origin in zip(emendations, origins, strict=True)
        for key in ("lemma", "reading")
        if _CONTROL.search(getattr(emendation, key))
    ]
    if problems:
        raise ProblemError(problems)
    return emendations, origins


def parse_decisions(text: str, path: str) -> tuple[tuple[Decision, ...], tuple[Origin, ...]]:
    """The decisions of ``decisions.toml``, and where each is written; raises :class:`ProblemError`."""
    decisions, origins = parse_tables(text, path, "decision", Decision)
    problems = [
        origin.problem("toml-value", what, hint, of="key")
        for decision, origin in zip(decisions, origins, strict=True)
        for what, hint in faults(decision)
    ]
    if problems:
        raise ProblemError(problems)
    return decisions, origins


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
