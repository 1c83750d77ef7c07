"""The ePub: notes that can pop up, the pages of the PDF, an archive that can be made again."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sphinx_handbook.sphinx.epub.archive import read_archive, write_archive
from sphinx_handbook.sphinx.epub.page_list import Spot, beginnings, in_order, marked, spots_in, with_pages

Handbook = Callable[..., int]


@pytest.fixture
def made(project: Path, handbook: Handbook) -> dict[str, str]:
    """The pages and the package of the small handbook's ePub, built with its PDF."""
    conf = project / "docs/conf.py"
    conf.write_text(conf.read_text(encoding="utf-8") + 'epub_cover = ("_static/cover.png", "epub-cover.html")\n')
    (project / "docs/index.md").open("a").write(
        "\n|  | b |\n| --- | --- |\n| c | d |\n\nTwice[^n] told[^n].\n\n[^n]: A note.\n"
    )
    assert handbook("build", "--formats", "pdf,epub") == 0
    with zipfile.ZipFile(project / "build/handbook.epub") as archive:
        return {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith((".xhtml", ".opf", ".ncx"))
        }


def test_a_finished_epub(made: dict[str, str]) -> None:
    page = made["texts/mill/1.xhtml"]
    assert (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">'
        in page
    )

    mark = re.search(
        r'<a class="footnote-reference" epub:type="noteref" href="#(\w+)" id="(\w+)" role="doc-noteref">1</a>', page
    )
    assert mark, "a mark has no markup in it"
    note = re.search(
        rf'<aside class="footnote first" epub:type="footnote" id="{mark[1]}" role="doc-footnote">\s*(.*)', page
    )
    assert note
    assert note[1] == f'<span class="label"><a role="doc-backlink" href="#{mark[2]}">1</a></span>'

    index = made["index.xhtml"]
    assert re.search(r'<span class="backrefs">\(<a role="doc-backlink" href="#\w+">1</a>, <a .*>2</a>\)</span>', index)
    assert "<td" in index.partition("</thead>")[0], "a cell without words heads nothing"

    assert 'href="_static/cover.png" media-type="image/png" properties="cover-image"' in made["content.opf"]
    assert '<meta property="pageBreakSource">A small handbook, PDF of 2026-01-31</meta>' in made["content.opf"]
    assert re.search(r'<a epub:type="bodymatter" href="texts/\w+/index.xhtml">', made["nav.xhtml"])
    listed = re.findall(r'<a href="([\w/]+\.xhtml)#page-(\d+)">\2</a>', made["nav.xhtml"])
    assert listed
    for name, number in listed:
        assert f'role="doc-pagebreak" id="page-{number}" aria-label="{number}"></span>' in made[name]


def test_places_for_marks() -> None:
    page = (
        '<section id="s">\n<h1>Title</h1>\n<p id="one">A <span class="target" id="in-line"></span>line.</p>\n'
        '<dl id="list">\n<dt id="term">A term</dt></dl>'
        '<span id="of-note"></span><span class="target" id="too"></span><aside id="note"><p id="in-note">B</p></aside><p id="unknown">C</p>'
    )
    known = {"s": 1, "one": 2, "in-line": 3, "list": 4, "term": 5, "note": 6, "in-note": 7, "of-note": 8, "too": 9}
    assert [
        (spot.page, page[: spot.offset].rpartition("\n")[2][-12:], page[spot.offset :][:9])
        for spot in spots_in("f", page, known)
    ] == [
        (1, '<section id="s">'[-12:], "\n<h1>Titl"),
        (2, '<p id="one">'[-12:], "A <span c"),
        (3, '<p id="one">A '[-12:], "<span cla"),
        (4, '<dt id="term">'[-12:], "A term</d"),
        (5, '<dt id="term">'[-12:], "A term</d"),
    ]


def test_a_page_on_which_nothing_begins_is_at_what_runs_through_it() -> None:
    pages = [("a", 0, 5), ("a", 10, 5), ("a", 20, 7), ("b", 0, 9)]
    assert list(beginnings(Spot(*spot) for spot in pages)) == [
        ("a", 0, 5),
        ("a", 10, 6),
        ("a", 20, 7),
        ("a", 20, 8),
        ("b", 0, 9),
    ]


def test_what_the_epub_has_elsewhere_than_the_pdf_begins_no_page() -> None:
    pages = [1, 1, 2, 9, 3, 3, 1, 4, 5, 2, 5, 12, 6]
    assert [spot.page for spot in in_order(Spot("a", 0, page) for page in pages)] == [1, 1, 2, 3, 3, 4, 5, 5, 6]
    assert in_order([]) == []


def test_marks_add_no_word() -> None:
    text = marked("<p>One</p><p>Two</p>", [Spot("a", 3, 1), Spot("a", 13, 2), Spot("a", 13, 3)])
    assert re.sub(r"<span [^>]*></span>", "", text) == "<p>One</p><p>Two</p>"
    assert re.findall(r'aria-label="(\d)', text) == ["1", "2", "3"]


def test_entries_of_a_register_that_is_several_files_have_their_pages_where_they_are_read() -> None:
    members = {
        "content.opf": b'<item id="i" href="people.xhtml"/><item id="j" href="people/a.xhtml"/>'
        b'<dc:title>T</dc:title><dc:date>2026-01-31T00</dc:date><itemref idref="i"/><itemref idref="j"/>  </metadata>',
        "nav.xhtml": b"<body>\n  </body>",
        "people.xhtml": b'<h1 id="people">People</h1><p id="anna">Anna</p>',
        "people/a.xhtml": b'<dt id="anna">Anna</dt>',
    }
    named = with_pages(members, {"people#people": 3, "people#anna": 4, "people#": 3})
    assert b"pagebreak" in named["people/a.xhtml"]
    assert named["people.xhtml"].count(b'"pagebreak"') == 1
    assert b'<a href="people/a.xhtml#page-4">4</a>' in named["nav.xhtml"]
    assert with_pages(members, {"elsewhere#x": 1}) == members


def test_an_archive_has_the_same_bytes_again(tmp_path: Path) -> None:
    stamp = (2026, 1, 31, 0, 0, 0)
    members = {"mimetype": b"application/epub+zip", "a.xhtml": b"<p/>" * 99}
    for name in ("one", "two"):
        write_archive(tmp_path / name, members.items(), stamp)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert read_archive(tmp_path / "one") == (members, stamp)
    assert (tmp_path / "one").read_bytes()[30:58] == b"mimetypeapplication/epub+zip"
