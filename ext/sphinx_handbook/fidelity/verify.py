"""The check itself: every source against every output that was built from it."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pikepdf

from sphinx_handbook.fidelity.compare import Run, compare
from sphinx_handbook.fidelity.declared import EditionUnderTest, Outputs
from sphinx_handbook.fidelity.expected import Expected, expected, misplaced, tiling_problems
from sphinx_handbook.fidelity.extract_epub import EpubPages
from sphinx_handbook.fidelity.extract_html import PageError, read_html
from sphinx_handbook.fidelity.extract_pdf import Begin, PdfText, read_pdf
from sphinx_handbook.fidelity.extract_tei import read_tei
from sphinx_handbook.fidelity.flow import Mark, Region, gaps_apart
from sphinx_handbook.fidelity.moves import moves
from sphinx_handbook.fidelity.report import Entry, Report
from sphinx_handbook.fidelity.words import GAP, is_word
from sphinx_handbook.problems import Problem
from sphinx_handbook.text import Division

Regions = Callable[[EditionUnderTest], Iterator[tuple[Division, Region | None, list[Problem]]]]
"""Gives the region of each division of an edition in one output, ``None`` where it is missing, and why."""

SHOWN_WORDS = 14


def verify(editions: Sequence[EditionUnderTest], outputs: Outputs, begin: Begin = lambda work: work) -> Report:
    """Align the sources of ``editions`` with ``outputs``, word by word, and report every deviation.

    ``begin`` begins a part of the reading, if need be elsewhere, and returns what waits for it.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    for edition in editions:
        problems += tiling_problems(edition) + misplaced(edition)
    with ExitStack() as stack:
        readers: list[tuple[str, Regions]] = []
        if outputs.html is not None:
            readers.append(("html", _html_regions(outputs)))
        if outputs.tei is not None:
            readers.append(("tei", _tei_regions(outputs.tei)))
        if outputs.epub is not None:
            try:
                pages = stack.enter_context(EpubPages(outputs.epub))
                readers.append(("epub", _epub_regions(pages)))
            except (OSError, zipfile.BadZipFile) as error:
                problems.append(
                    Problem(outputs.epub.name, 0, "output-missing", f"the ePub cannot be read: {_why(error)}")
                )
        if outputs.pdf is not None:
            try:
                pdf = read_pdf(outputs.pdf, begin)
                readers.append(("pdf", _pdf_regions(pdf)))
                problems += _untagged(pdf, outputs.pdf.name)
            except (OSError, PageError, pikepdf.PikepdfError) as error:
                problems.append(
                    Problem(outputs.pdf.name, 0, "output-missing", f"the PDF cannot be read: {_why(error)}")
                )
        for edition in editions:
            wanted = {heading: _expected(edition, heading) for heading in ({name == "pdf" for name, _ in readers})}
            for words in wanted.values():
                problems += [problem for problem in words[1] if problem not in problems]
            for name, regions in readers:
                entry, found = _check(edition, name, regions, wanted[name == "pdf"][0])
                entries.append(entry)
                problems += found
    return Report(tuple(entries), tuple(replace(problem, hint=HINTS.get(problem.code, "")) for problem in problems))


_DECLARE = "If that is meant, declare it (an emendation, a gap, a page artefact); if not, mend the page or its writer."
HINTS = {
    "words-lost": _DECLARE,
    "words-added": _DECLARE,
    "words-moved": "An output must keep the order of its source. Mend the block map, or the writer of this output.",
    "output-missing": "Build the handbook again with this format, and look at what the build says.",
    "heading-unexpected": "Build again; if it stays, correct [contents] in edition.toml.",
    "text-missing": "Give the folder of texts with --texts.",
    "note-sequence": "Check how the edition's notes are read: first_note, numerals, lost_notes in edition.toml.",
    "emendation-place": "Correct the emendation, the gap or the artefact: it must fit the source's line.",
    "emendation-lemma": "Correct the lemma: it must stand on the source's line.",
    "gap-place": "Correct `after` of the gap in edition.toml.",
}
"""What an editor can do about a problem that the comparison finds, by its code."""


def _expected(edition: EditionUnderTest, without_notes_heading: bool) -> tuple[dict[str, Expected], list[Problem]]:
    words: dict[str, Expected] = {}
    problems: list[Problem] = []
    for division in edition.edition.divisions:
        if division.file in edition.files:
            words[division.id], found = expected(edition, division, without_notes_heading=without_notes_heading)
            problems += found
    return words, problems


def _html_regions(outputs: Outputs) -> Regions:
    def regions(edition: EditionUnderTest) -> Iterator[tuple[Division, Region | None, list[Problem]]]:
        for division in edition.edition.divisions:
            assert outputs.html is not None
            name = f"texts/{edition.siglum}/{division.id}.html"
            try:
                yield division, read_html(outputs.html / name), []
            except (OSError, PageError) as error:
                yield division, None, [Problem(name, 0, "output-missing", f"the page cannot be read: {_why(error)}")]

    return regions


def _tei_regions(folder: Path) -> Regions:
    def regions(edition: EditionUnderTest) -> Iterator[tuple[Division, Region | None, list[Problem]]]:
        name = f"{edition.siglum}.xml"
        try:
            found = read_tei(folder / name)
        except (OSError, PageError) as error:
            message = f"the TEI file cannot be read: {_why(error)}"
            yield edition.edition.divisions[0], None, [Problem(name, 0, "output-missing", message)]
            return
        for division in edition.edition.divisions:
            message = f"the file has no division {division.id}"
            missing = [] if division.id in found else [Problem(name, 0, "output-missing", message)]
            yield division, found.get(division.id), missing

    return regions


def _epub_regions(pages: EpubPages) -> Regions:
    def regions(edition: EditionUnderTest) -> Iterator[tuple[Division, Region | None, list[Problem]]]:
        for division in edition.edition.divisions:
            name = f"texts/{edition.siglum}/{division.id}.xhtml"
            try:
                yield division, pages.region(name), []
            except (OSError, PageError, zipfile.BadZipFile) as error:
                yield division, None, [Problem(name, 0, "output-missing", f"the page cannot be read: {_why(error)}")]

    return regions


def _pdf_regions(pdf: PdfText) -> Regions:
    def regions(edition: EditionUnderTest) -> Iterator[tuple[Division, Region | None, list[Problem]]]:
        divisions = edition.edition.divisions
        places = pdf.locate([division.heading.text for division in divisions])
        for division, place in zip(divisions, places, strict=True):
            where = f"{edition.siglum}.{division.id}"
            if place is None:
                message = f"the PDF has no heading {division.heading.text!r} for {where}"
                yield division, None, [Problem(_path(edition, division), division.lines[0], "output-missing", message)]
                continue
            labels = [note.label for note in division.notes]
            region, missing = pdf.region(*place, labels, edition.editorial.get(division.id, ()))
            if any(gap.file == division.file for gap in edition.gaps):
                region = replace(region, tokens=gaps_apart(region.tokens))
            yield (
                division,
                region,
                [
                    Problem(
                        _path(edition, division),
                        division.lines[0],
                        "words-lost",
                        f"the PDF lacks in {where} our words {words!r}",
                    )
                    for words in missing
                ],
            )

    return regions


def _untagged(pdf: PdfText, path: str) -> list[Problem]:
    problems = []
    if not pdf.tokens:
        problems.append(Problem(path, 0, "output-missing", "the PDF has no tagged text"))
    if pdf.untagged:
        message = f"text stands in the PDF outside its tags: {_shown(pdf.untagged.split())}"
        problems.append(Problem(path, 0, "words-added", message))
    return problems


def _check(
    edition: EditionUnderTest, output: str, regions: Regions, wanted: dict[str, Expected]
) -> tuple[Entry, list[Problem]]:
    """Compare all divisions of ``edition`` with one output."""
    lost: list[Run] = []
    added: list[Run] = []
    problems: list[Problem] = []
    entry = Entry(edition.siglum, output, 0, 0, (0, 0), (0, 0), 0, 0, 0)
    for division, region, found in regions(edition):
        problems += found
        if division.id not in wanted:
            continue
        region = region or Region(())
        words = wanted[division.id]
        comparison = compare(words, region)
        lost += comparison.lost
        added += comparison.added
        problems += _note_problems(edition, division, output, region, words)
        entry = replace(
            entry,
            words=entry.words + sum(is_word(word.text) for word in words.source_words),
            output_words=entry.output_words + sum(is_word(token.text) for token in region.tokens),
            notes=(entry.notes[0] + len(division.notes), entry.notes[1] + len(region.labels())),
            marks=(entry.marks[0] + len(list(division.marks())), entry.marks[1] + len(region.marks())),
            explained=(*entry.explained, *((division.id, each) for each in comparison.explained)),
        )
    moved, lost, added = moves(lost, added)
    for kind, runs in (("lost", lost), ("added", added)):
        problems += [_run_problem(edition.siglum, output, kind, run) for run in runs]
    for run, there in moved:
        problem = _run_problem(edition.siglum, output, "moved", run)
        message = f"{problem.message}; they stand in {edition.siglum}.{there.division} behind line {there.line}"
        problems.append(replace(problem, message=message))
    counts = [sum(len(run.words) for run in runs) for runs in (lost, added, [move.lost for move in moved])]
    return replace(entry, lost=counts[0], added=counts[1], moved=counts[2]), sorted(problems)


def _run_problem(siglum: str, output: str, kind: str, run: Run) -> Problem:
    count = f"{len(run.words)} word{'s' if len(run.words) > 1 else ''}"
    where = f"{output} of {siglum}.{run.division}"
    what = {"lost": "is missing from", "added": "is added in", "moved": "is moved in"}[kind]
    what = what if len(run.words) == 1 else what.replace("is", "are", 1)
    declared = f" (declared there: {'; '.join(run.changes)})" if run.changes else ""
    return Problem(run.path, run.line, f"words-{kind}", f"{count} {what} the {where}: {_shown(run.words)}{declared}")


def _shown(words: Sequence[str]) -> str:
    words = [word.replace(GAP, "[…]") for word in words]
    if len(words) <= SHOWN_WORDS:
        return f"“{' '.join(words)}”"
    half = SHOWN_WORDS // 2
    return f"“{' '.join(words[:half])} … {' '.join(words[-half:])}”"


def _note_problems(
    edition: EditionUnderTest, division: Division, output: str, region: Region, expected: Expected
) -> list[Problem]:
    """Problems with marks and labels of notes: the output must have those of the edition, in order, and no other."""
    path, line = _path(edition, division), division.lines[0]
    where = f"the {output} of {edition.siglum}.{division.id}"
    without_note = set(division.marks_without_note())
    problems = []
    marks, labels = region.marks(), region.labels()
    for what, wanted, found in (
        ("note mark", list(division.marks()), [mark.label for mark in marks]),
        ("note", [note.label for note in division.notes], labels),
    ):
        problems += [
            Problem(path, line, "words-lost", f"{where} lacks the {what} {label}")
            for label in (Counter(wanted) - Counter(found)).elements()
        ]
        problems += [
            Problem(path, line, "words-added", f"{where} has a {what} {label} that the source does not have there")
            for label in (Counter(found) - Counter(wanted)).elements()
        ]
        if wanted != found and sorted(wanted) == sorted(found):
            problems.append(
                Problem(path, line, "words-moved", f"the {what}s of {where} are in another order: {' '.join(found)}")
            )
    problems += [
        Problem(path, line, "words-lost", f"in {where} the mark {mark.label} {_wrongly(mark)}")
        for mark in marks
        if mark.lost != (mark.label in without_note)
    ]
    return problems + _unrecognised(division, expected)


def _wrongly(mark: Mark) -> str:
    return (
        "leads to no note, though the source has one" if mark.lost else "leads to a note that the source does not have"
    )


def _unrecognised(division: Division, expected: Expected) -> list[Problem]:
    """Notes without a mark, though the source has a word from which it could have been cut, or another label twice."""
    unmarked = {note.label for note in division.notes_without_mark()}
    if not unmarked:
        return []
    twice = [label for label, count in Counter(division.marks()).items() if count > 1]
    if twice:
        message = f"note marks occur twice ({' '.join(twice)}) while notes have none ({' '.join(sorted(unmarked))})"
        return [Problem(expected.path, division.lines[0], "note-sequence", message)]
    mark = re.compile(rf"[.,;:!?”’)\]](?:{'|'.join(map(re.escape, sorted(unmarked)))})\W*$")
    return [
        Problem(
            expected.path,
            word.line,
            "note-sequence",
            f"“{word.text}” ends in the mark of a note that has none in the edition",
        )
        for word in expected.words
        if mark.search(word.text)
    ]


def _why(error: Exception) -> str:
    """What went wrong, without paths of this machine."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) if isinstance(error, PageError) else type(error).__name__


def _path(edition: EditionUnderTest, division: Division) -> str:
    return edition.files.get(division.file, (division.file, ""))[0]
