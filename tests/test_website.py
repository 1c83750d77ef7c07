"""What only the website has, as the build writes it: where a page belongs, names for its parts, the layers, and the plugin's files."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from test_domain import build


@pytest.fixture
def site(project: Path) -> Path:
    _, warnings = build(project, "html")
    assert not warnings
    return project / "out/html"


def read(site: Path, page: str) -> str:
    return (site / page).read_text(encoding="utf-8")


def test_a_division_says_which_of_how_many_it_is(site: Path) -> None:
    (trail,) = re.findall(r'<nav class="editorial trail".*?</nav>', read(site, "texts/mill/2.html"))
    assert '<a href="index.html">The Mill</a>' in trail
    assert "<span>2 of 2</span>" in trail


def test_a_page_at_the_top_has_no_trail(site: Path) -> None:
    assert "trail" not in read(site, "index.html")


def test_the_parts_of_a_page_have_names(site: Path) -> None:
    page = read(site, "texts/mill/1.html")
    assert '<aside class="sidebar-drawer" aria-label="Contents">' in page
    assert 'role="heading">' not in page


def test_every_kind_of_mention_is_a_layer(project: Path) -> None:
    (project / "corpus/authority/kinds.toml").write_text('[ships]\nrole = "ship"\nindex = "Index of ships"\n')
    (project / "corpus/authority/ships.toml").write_text('[gudrun]\nname = "Gudrun"\nabout = "A ferry."\n')
    (project / "docs/ships.md").write_text("---\norphan: true\n---\n\n# Ships\n\n```{register} ships\n```\n")
    build(project, "html")
    (layers,) = re.findall(r'data-layers="([^"]+)"', read(project / "out/html", "texts/mill/1.html"))
    assert json.loads(html.unescape(layers)) == {
        "person": "People",
        "date": "Dates",
        "work": "Works",
        "ship": "Ships",
        "emended": "Emendations",
    }
    assert '"gudrun":["Gudrun","","A ferry."]' in read(project / "out/html", "_static/cards/ship.js")


def test_a_project_s_own_style_sheet_has_the_last_word(project: Path) -> None:
    (project / "docs/_static").mkdir()
    (project / "docs/_static/own.css").write_text("")
    with (project / "docs/conf.py").open("a") as conf:
        conf.write('html_static_path = ["_static"]\nhtml_css_files = ["own.css"]\n')
    build(project, "html")
    page = read(project / "out/html", "texts/mill/1.html")
    assert page.index("handbook-parts.css") < page.index("own.css")


def test_two_builds_have_the_same_cards(project: Path, site: Path) -> None:
    build(project, "html", out="again", jobs=2)
    again = project / "again/html/_static/cards"
    for file in (site / "_static/cards").iterdir():
        assert file.read_bytes() == (again / file.name).read_bytes()
