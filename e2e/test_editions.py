"""The whole handbook, built twice from clean: the figures of every edition, the PDF, the same bytes."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from sphinx_handbook import corpus
from sphinx_handbook.cli import verify
from sphinx_handbook.fidelity import Outputs
from sphinx_handbook.fidelity import verify as prove

FIGURES = {
    # siglum: (files, divisions, note texts, marks, paragraphs)
    "woods": (2, 8, 55, 55, 187),
    "rothstein": (1, 1, 69, 69, 115),
    "isr": (1, 1, 0, 61, 113),
    "trotsky": (1, 15, 9, 10, 1153),
    "october": (1, 9, 39, 39, 51),
    "calendars": (1, 1, 40, 40, 50),
    "historians": (1, 1, 40, 40, 48),
    "petrograd": (1, 9, 30, 30, 61),
}
"""What was counted in the sources by hand. Marks include those that an editor supplies in a gap (three in rothstein)."""

PARAGRAPHS = {
    "paragraph",
    "quote",
    "list-item",
    "sublist-item",
    "dialogue",
    "salutation",
    "signature",
    "standfirst",
    "epigraph",
}


def test_the_editions_have_what_was_counted_in_their_sources(loaded: corpus.Corpus) -> None:
    for converted in loaded.converted:
        divisions = converted.edition.divisions
        counted = (
            len(converted.sources),
            len(divisions),
            sum(len(division.notes) for division in divisions),
            sum(len(list(division.marks())) for division in divisions),
            sum(block.kind in PARAGRAPHS for division in divisions for block in division.blocks),
        )
        assert counted == FIGURES[converted.folder.siglum], converted.folder.siglum


def test_two_builds_have_the_same_bytes(builds: tuple[Path, Path]) -> None:
    one, two = builds
    files = {str(file.relative_to(one)) for file in one.rglob("*") if file.is_file() and ".doctrees" not in file.parts}
    assert files == {
        str(file.relative_to(two)) for file in two.rglob("*") if file.is_file() and ".doctrees" not in file.parts
    }
    different = [name for name in sorted(files) if (one / name).read_bytes() != (two / name).read_bytes()]
    assert not different


def test_no_word_is_lost_added_or_moved(builds: tuple[Path, Path], loaded: corpus.Corpus) -> None:
    folder = builds[0]
    parallels = corpus.parallels_of(loaded)
    report = prove(
        [verify.under_test(converted, parallels.get(converted.folder.siglum, ())) for converted in loaded.converted],
        Outputs(html=folder / "html", epub=folder / "handbook.epub", pdf=folder / "handbook.pdf"),
    )
    print(report.table())
    assert report.ok


def test_the_pdf_is_tagged_and_complete(builds: tuple[Path, Path]) -> None:
    with pikepdf.open(builds[0] / "handbook.pdf") as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == (
                "2",
                "A",
                "1",
            )
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
        assert "From July to October" in titles
        box = [float(side) for side in pdf.pages[0].MediaBox]
        assert (round(box[2]), round(box[3])) == (420, 595)


def test_the_pdf_can_be_sent_by_mail(builds: tuple[Path, Path]) -> None:
    assert (builds[0] / "handbook.pdf").stat().st_size < 8_000_000
