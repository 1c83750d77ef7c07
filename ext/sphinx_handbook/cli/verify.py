"""Prove that every word of every source stands in the built outputs, in order, and that no word was added."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial, reduce
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from zipfile import BadZipFile

from sphinx_handbook import corpus, fidelity
from sphinx_handbook.cli.beside import beside
from sphinx_handbook.cli.common import add_out, add_texts, load, out, print_problems
from sphinx_handbook.digest import digest_of, digest_of_files, files_below, of_the_program
from sphinx_handbook.fidelity.extract_epub import EpubPages
from sphinx_handbook.fidelity.extract_html import PageError
from sphinx_handbook.kept import store, stored
from sphinx_handbook.pages import UNMARKED, editorial, shared_passages
from sphinx_handbook.parallels import Parallel
from sphinx_handbook.text import Division


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_texts(parser)
    add_out(parser)
    parser.add_argument(
        "--verbose", action="store_true", help="list every deviation that is explained, with its line and reason"
    )


def run(options: argparse.Namespace) -> int:
    found = load(options)
    if print_problems(found.problems):
        return 1
    formats, parallels = ("html", "pdf", "epub"), corpus.parallels_of(found)
    return int(compare(found, out(options), formats, parallels=parallels, verbose=options.verbose) > 0)


def compare(
    found: corpus.Corpus,
    folder: Path,
    formats: tuple[str, ...],
    *,
    parallels: Mapping[str, Sequence[Parallel]] = MappingProxyType({}),
    verbose: bool = False,
    proof: Proof | None = None,
) -> int:
    """Compare the outputs in ``folder`` with the sources, print the table and the problems; returns how many there are.

    What ``proof`` has of an output is not compared again.
    """
    outputs = fidelity.Outputs(
        html=folder / "html" if "html" in formats else None,
        epub=folder / "handbook.epub" if "epub" in formats else None,
        pdf=folder / "handbook.pdf" if "pdf" in formats else None,
    )

    editions = [under_test(edition, parallels.get(edition.folder.siglum, ())) for edition in found.converted]
    report = _verified(editions, outputs, proof)
    print(report.table(verbose=verbose))
    return print_problems(report.problems)


@dataclass(frozen=True, slots=True)
class Proof:
    """The last report on each output, in the folder ``memory``: good for the same sources and the same bytes of the output.

    Of a website and an ePub these are the bytes of the texts' pages.
    """

    memory: Path
    sources: str

    def report(self, editions: Sequence[fidelity.EditionUnderTest], outputs: fidelity.Outputs) -> fidelity.Report:
        """The report on ``outputs``. Those that are not known are compared together, as they should have the same words."""
        files = {name: self._file(name, path) for name, path in asdict(outputs).items() if path is not None}
        known = {name: report for name, file in files.items() if isinstance(report := stored(*file), fidelity.Report)}
        if known.keys() != files.keys():
            made = fidelity.verify(editions, replace(outputs, **dict.fromkeys(known)), beside)
            if not made.ok:
                return reduce(fidelity.Report.with_, known.values(), made)
            for name in files.keys() - known.keys():
                known[name] = made.on(name)
                store(*files[name], known[name])
        return reduce(fidelity.Report.with_, (known[name] for name in files))

    def _file(self, name: str, path: Path) -> tuple[Path, str]:
        """Where the report on an output is kept, and the digest for which it is good."""
        return self.memory / f"proof-{name}", digest_of(of_the_program(), self.sources, _digest_of_texts(name, path))


def _digest_of_texts(name: str, path: Path) -> str:
    """A digest of an output, or of what it has below ``texts/`` if that can be told from the rest."""
    if name == "html":
        return digest_of_files(files_below(path / "texts"))
    if name == "epub":
        with suppress(OSError, BadZipFile, PageError), EpubPages(path) as pages:
            return digest_of(pages.texts())
    return digest_of_files([path])


def _verified(
    editions: Sequence[fidelity.EditionUnderTest], outputs: fidelity.Outputs, proof: Proof | None
) -> fidelity.Report:
    """The report. The others are compared beside the PDF, which takes longest to read, in a process of their own."""
    others = replace(outputs, pdf=None)
    if outputs.pdf is None or others == fidelity.Outputs():
        return _verified_here(editions, outputs, proof)
    of_others = beside(partial(_verified_here, editions, others, proof))
    of_pdf = _verified_here(editions, fidelity.Outputs(pdf=outputs.pdf), proof)
    return of_others().with_(of_pdf)


def _verified_here(
    editions: Sequence[fidelity.EditionUnderTest], outputs: fidelity.Outputs, proof: Proof | None
) -> fidelity.Report:
    return proof.report(editions, outputs) if proof else fidelity.verify(editions, outputs, beside)


_HYPHENS_JOIN: Mapping[str, Literal["never", "next-line", "over-breaks"]] = {
    "one-line": "never",
    "blank-line": "next-line",
    "trailing-space": "over-breaks",
}
"""Where a word goes on that ends its line in a hyphen, by how a reading knows paragraphs."""


def under_test(converted: corpus.Converted, parallels: Sequence[Parallel] = ()) -> fidelity.EditionUnderTest:
    """An edition with everything it declares to differ from its source."""
    edition, reading = converted.edition, converted.folder.reading
    return fidelity.EditionUnderTest(
        siglum=edition.siglum,
        files={source.key: (source.path, source.text) for source in converted.sources},
        edition=edition,
        emendations=[
            fidelity.Emendation(
                entry.file,
                entry.line,
                entry.emendation.lemma,
                entry.emendation.reading,
                entry.emendation.reason,
                entry.occurrence,
            )
            for entry in converted.entries
        ],
        removed=[fidelity.Removed(key, line.number) for key, line in converted.removed],
        gaps=[
            fidelity.Gap(source.key, gap.line, gap.after, gap.reason, gap.note)
            for source in converted.sources
            for gap in source.blocks.gaps
        ],
        editorial={
            division.id: [
                *editorial(division),
                *filter(None, [shared_passages(division, parallels)]),
                *([UNMARKED] if division.notes_without_mark() else []),
            ]
            for division in edition.divisions
        },
        notes_headings={
            division.id: [block.text for block in division.blocks if block.kind == "notes-heading"]
            for division in edition.divisions
        },
        hyphens_join=_HYPHENS_JOIN[reading.lines],
        starts={source.key: source.blocks.kinds.keys() for source in converted.sources},
        continues=reading.continues,
        underscores=reading.emphasis == "underscores",
        notes_label=reading.notes_label,
        note_lines={division.id: _note_lines(division) for division in edition.divisions}
        if reading.notes in ("in-text", "book-end")
        else {},
    )


def _note_lines(division: Division) -> list[tuple[int, int]]:
    """The first and last line of each paragraph of the division's notes."""
    return [(block.lines[0][1], block.lines[-1][1]) for note in division.notes for block in note.blocks if block.lines]
