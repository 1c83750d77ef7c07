"""What only the website has, as the build writes it: where a page belongs, names for its parts, the layers, and the plugin's files."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from docutils import nodes
from furo.navigation import get_navigation_tree
from sphinx.application import Sphinx

from sphinx_handbook.sphinx import website
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


TREES = """# The Handbook

```{toctree}
:caption: The *old* part
:hidden:

texts/mill/index
deep/index
https://example.org/elsewhere
Again <people>
```

```{toctree}
:numbered:

people
self
genindex
```
"""


@pytest.mark.parametrize("trees", [TREES, "# The Handbook\n"], ids=["many", "none"])
def test_the_navigation_of_each_page_is_what_furo_would_have_made(
    project: Path, trees: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of pages that are not in the tree, generated ones, and a page whose own headings are in the tree."""
    docs = project / "docs"
    (docs / "index.md").write_text(trees)
    (docs / "deep/down").mkdir(parents=True)
    (docs / "deep/index.md").write_text("# Deep & *low* `code`\n\n## A heading\n\n```{toctree}\ndown/index\ntwo\n```\n")
    (docs / "deep/down/index.md").write_text("# Down\n\n```{toctree}\n:caption: Never seen\none more\n../two\n```\n")
    (docs / "deep/down/one more.md").write_text('# One "more" <page>\n\n## Another heading\n')
    (docs / "deep/two.md").write_text("# Two\n\n```{toctree}\nthree\n```\n\n# Two titles\n")
    (docs / "deep/three.md").write_text("---\ntocdepth: 1\n---\n\n# Three\n\n## Below\n")
    (docs / "loose.md").write_text("---\norphan: true\n---\n\n# Loose\n")
    with (docs / "conf.py").open("a") as conf:
        conf.write("html_use_index = True\n")
    found: dict[str, str] = {}

    def compare(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document) -> None:
        show_navigation(app, pagename, template, context, doctree)
        tree = context["toctree"](collapse=False, titles_only=True, maxdepth=-1, includehidden=True)
        found[pagename] = context["furo_navigation_tree"]
        assert found[pagename] == get_navigation_tree(tree), pagename

    show_navigation = website.show_navigation
    monkeypatch.setattr(website, "show_navigation", compare)
    build(project, "html")
    assert {"index", "texts/mill/1", "deep/down/one more", "loose", "search", "genindex"} <= found.keys()
    assert found["deep/two"].count("current-page") == (trees == TREES)
    assert "current" not in found["loose"]


def test_another_theme_makes_its_own_navigation(project: Path) -> None:
    with (project / "docs/conf.py").open("a") as conf:
        conf.write('html_theme = "alabaster"\n')
    _, warnings = build(project, "html")
    assert not warnings
    assert 'class="toctree-l1 current"' in read(project / "out/html", "people.html")
