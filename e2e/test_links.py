"""Every link inside the website and the PDF leads somewhere; for the ePub see ``test_epub``."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from links import broken_destinations, broken_links, lost_entries


def test_a_link_that_leads_nowhere_is_seen() -> None:
    files = {
        "index.html": b'<p id="a"><a href="sub/b.html#c">c</a> <a href="sub/b.html#d">d</a> <a href="e.html">e</a> <a href="#a">a</a></p>',
        "sub/b.html": b'<p id="c"><img src="../f.png"><a href="https://example.org/x">x</a></p>',
    }
    followed, broken = broken_links(files)
    assert followed == 5
    assert [line.split(": ")[1] for line in broken] == ["sub/b.html#d", "e.html", "../f.png"]


def test_the_website(builds: tuple[Path, Path]) -> None:
    folder = builds[0] / "html"
    files = {
        str(file.relative_to(folder)): file.read_bytes() if file.suffix == ".html" else b""
        for file in folder.rglob("*")
        if file.is_file()
    }
    followed, broken = broken_links(files)
    print(f"website: {followed:,} links followed")
    assert broken == []


def test_the_inventory_that_other_projects_read(site: Path) -> None:
    followed, lost = lost_entries(site)
    print(f"inventory: {followed:,} entries followed")
    assert followed
    assert lost == []


def test_the_pdf(builds: tuple[Path, Path]) -> None:
    with pikepdf.open(builds[0] / "handbook.pdf") as pdf:
        followed, broken = broken_destinations(pdf)
    print(f"PDF: {followed:,} links followed")
    assert followed
    assert broken == []
