"""An edition's way from its raw text to addressed, emended and annotated blocks, and what is found wrong on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sphinx_handbook import decisions, loci
from sphinx_handbook.authority import Authority
from sphinx_handbook.corpus.folders import EditionFolder, said_by
from sphinx_handbook.corpus.texts import Shelf, sources_of
from sphinx_handbook.edition import EditionData
from sphinx_handbook.emend import Entry, emend
from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.readers import SourceFile, read
from sphinx_handbook.readers.lines import Line
from sphinx_handbook.recognisers import Annotated, DateSetting, Recogniser
from sphinx_handbook.recognisers.dates import lost_islands
from sphinx_handbook.recognisers.headwords import mark_later
from sphinx_handbook.text import Block, Division, Edition


@dataclass(frozen=True, slots=True)
class Converted:
    """An edition with its text: read, addressed, emended, annotated."""

    folder: EditionFolder
    edition: Edition
    sources: tuple[SourceFile, ...]
    entries: tuple[Entry, ...]
    removed: tuple[tuple[str, Line], ...]
    fingerprints: Mapping[str, str]
    annotated: Annotated = field(default_factory=dict)

    def problem(self, block: Block, start: int, words: str, code: str, message: str, hint: str) -> Problem:
        """The problem ``code`` of ``words``, which stand at ``start`` of a block's text, at their place in the source."""
        offset, line = block.place_at(start)
        key = next(division.file for division in self.edition.divisions if division.id == _division_of(block))
        source = next(source for source in self.sources if source.key == key)
        return replace(source.problem(line, code, message, hint, words, start - offset), address=str(block.locus))


def _division_of(block: Block) -> str:
    return block.locus.division if block.locus else ""


def convert(folder: EditionFolder, shelf: Shelf) -> tuple[Converted, list[Problem]] | None:
    """Read, address and emend the edition; None where its texts are not at hand."""
    sources = sources_of(folder, shelf)
    if sources is None:
        return None
    problems: list[Problem] = []
    divisions: list[Division] = []
    removed: list[tuple[str, Line]] = []
    ids = list(folder.data.contents)
    next_note: int | None = None
    for source, file in zip(sources, folder.data.file, strict=True):
        result = read(source, folder.reading, ids=ids[len(divisions) :], first_note=file.first_note or next_note)
        if not result.divisions:
            raise ProblemError(result.problems)
        divisions += result.divisions
        removed += [(source.key, line) for line in result.removed]
        problems += result.problems
        next_note = result.next_note
    edition = loci.number(Edition(folder.siglum, tuple(divisions)))
    prints = loci.fingerprints(edition)
    emended, entries, found = emend(edition, folder.emendations, folder.emendation_origins)
    problems += found
    problems += _heading_problems(folder, emended)
    problems += _island_problems(folder, emended)
    problems += loci.compare(folder.published, prints, f"{folder.path}/ledger.txt")
    return Converted(folder, emended, tuple(sources), tuple(entries), tuple(removed), prints), problems


def _heading_problems(folder: EditionFolder, edition: Edition) -> Iterator[Problem]:
    declared = folder.data.contents
    found = {division.id: division.heading.text for division in edition.divisions}
    for division_id in {**declared, **found} if declared else ():
        wanted, have = declared.get(division_id), found.get(division_id)
        if not _same_heading(wanted, have):
            if have is None:
                message = f"division {division_id}, {wanted!r}, is not in the text"
            elif wanted is None:
                message = f"the text has a division {have!r} that [contents] does not declare"
            else:
                message = f"division {division_id} is declared as {wanted!r}, but the text has {have!r}"
            hint = "Correct [contents], or the pattern `division` in [reading]."
            origin = said_by(folder, "contents", division_id)
            address = f"{folder.siglum}.{division_id}" if have else ""
            yield replace(origin.problem("heading-unexpected", message, hint), address=address)


def _same_heading(declared: str | None, found: str | None) -> bool:
    """Whether the heading is the one declared, which may leave words out by an ellipsis."""
    if declared is None or found is None or "…" not in declared:
        return declared == found
    start, _, end = declared.partition("…")
    return found == declared or (found.startswith(start.rstrip()) and found.endswith(end.lstrip()))


def _island_problems(folder: EditionFolder, edition: Edition) -> Iterator[Problem]:
    for number, key, message in lost_islands(list(edition.blocks()), folder.data.island):
        hint = "Correct the addresses, or the words, which stand as the edition prints them."
        yield said_by(folder, "island", number, key).problem("island-place", message, hint)


def annotate(
    converted: Converted, recogniser: Recogniser, authority: Authority, targets: Mapping[str, Collection[str] | None]
) -> tuple[Annotated, list[Problem]]:
    """What the recognisers find in the edition, after its editors' decisions; and the decisions that do not fit."""
    folder, edition = converted.folder, converted.edition
    found = recogniser.annotate(edition, date_setting(folder.data))
    decided, problems = decisions.apply(edition, found, folder.decisions, folder.decision_origins, targets)
    return mark_later(edition, decided, authority.kinds.values()), problems


def date_setting(data: EditionData) -> DateSetting:
    return DateSetting(data.calendar, data.year, data.island)
