"""Strangers' pages: every attack of docs/contributing/safety.md is built three ways.

With all its defences switched off it must succeed, or the test would prove nothing. With any *one* of them on it must fail. With
all of them on, ``check`` and the build must say so besides.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import re
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace

import sphinx_handbook
from sphinx_handbook import corpus
from sphinx_handbook.problems import ProblemError
from sphinx_handbook.safety import allowed, front_matter, kept_in, link_fault, page_problems
from sphinx_handbook.safety.tags import SVG, WEBSITE, strange_tags
from sphinx_handbook.schema import parse_toml
from sphinx_handbook.sphinx import safety
from sphinx_handbook.sphinx.domain import HandbookDomain

GUIDE = Path(__file__).parents[1] / "docs/contributing/safety.md"

Patch = Callable[[pytest.MonkeyPatch], None]


def off(target: Any, name: str, value: Any) -> Patch:
    return lambda patch: patch.setattr(target, name, value)


@contextlib.contextmanager
def refusing_nothing(*_: Any) -> Iterator[None]:
    yield


DEFENCES: Mapping[str, Patch] = {
    "allow-list": off(safety, "refusing", refusing_nothing),
    "front matter": off(safety, "front_matter", lambda text: ({}, [])),
    "no HTML": off(safety, "harden_config", lambda app, config: None),
    "docutils": off(safety, "harden_docutils", lambda app, env, docnames: None),
    "tree": off(safety.RefusePage, "_faults", lambda self, page, root: ()),
    "links": off(safety.RefuseLinks, "run", lambda self: None),
    "symlinks": off(safety, "refuse_links_out", lambda app: None),
    "page in docs": off(safety, "pages_elsewhere", lambda page, root: []),
    "scan": off(safety, "look_through", lambda app, exception: None),
}
"""What stands in the way, and how it is taken out of it."""


@dataclass(frozen=True)
class Attack:
    """A page, perhaps with other files, and what shows that it has succeeded: words in the website, or a file there.

    ``stopped_by`` names the defences, each of which stops it alone; ``said`` how the message of ``check`` begins. A ``silent`` one is shown as the text that it is, and the build need not say so.
    """

    page: str
    shows: str
    stopped_by: tuple[str, ...]
    said: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    silent: bool = False


SECRET = "The-Secret-Of-The-Machine"
SCRIPT = "<script>steal()</script>"
CARD = "::::{{grid}} 1\n:::{{grid-item-card}} Card\n:link: {}\n:link-type: url\nWords.\n:::\n::::\n"
EVIL = "javascript:steal()"
HREF = f'href="{EVIL}"'
ATTACKS: Mapping[str, Attack] = {
    "HTML in a page": Attack(SCRIPT, SCRIPT, ("no HTML", "tree", "scan"), "docs/page.md:3: page-html", silent=True),
    "HTML in a line": Attack(
        'Words <img src="x" onerror="steal()"> more', 'onerror="steal()"', ("no HTML", "tree", "scan"), "docs/page.md:3: page-html", silent=True
    ),
    "HTML in an authority file": Attack(
        "```{register} persons\n```\n",
        SCRIPT,
        ("no HTML", "tree", "scan"),
        silent=True,
        files={"corpus/authority/persons.toml": f'[a]\nname = "A B"\nsort = "B, A"\nabout = "*Who* {SCRIPT}"\n'},
    ),
    "raw": Attack(
        f"```{{raw}} html\n{SCRIPT}\n```\n", SCRIPT, ("allow-list", "docutils", "tree", "scan"), "docs/page.md:3: page-directive"
    ),
    "raw in an authority file": Attack(
        "```{register} persons\n```\n",
        SCRIPT,
        ("allow-list", "docutils", "tree", "scan"),
        "corpus/authority/persons.toml:5: page-directive",
        files={
            "corpus/authority/persons.toml": f"[a]\nname = 'A B'\nsort = 'B, A'\nabout = '''Who.\n```{{raw}} html\n{SCRIPT}\n```'''\n"
        },
    ),
    "raw in eval-rst": Attack(
        f"```{{eval-rst}}\n.. raw:: html\n\n   {SCRIPT}\n```\n",
        SCRIPT,
        ("allow-list", "docutils", "tree", "scan"),
        "docs/page.md:3: page-directive",
    ),
    "raw deep in others": Attack(
        f":::::{{note}}\n- a\n\n  > ````{{tip}}\n  > ```{{raw}} html\n  > {SCRIPT}\n  > ```\n  > ````\n:::::\n",
        SCRIPT,
        ("allow-list", "docutils", "tree", "scan"),
        "docs/page.md:7: page-directive",
    ),
    "a page in another language": Attack(
        "Nothing here.", SCRIPT, ("no HTML", "scan"), "docs/other.rst: page-file", silent=True, files={"docs/other.rst": f"Other\n=====\n\n.. raw:: html\n\n   {SCRIPT}\n"}
    ),
    "include": Attack("```{include} ../secret.txt\n```\n", SECRET, ("allow-list", "docutils"), "docs/page.md:3: page-directive"),
    "literalinclude": Attack(
        "```{literalinclude} ../secret.txt\n```\n", SECRET, ("allow-list", "docutils"), "docs/page.md:3: page-directive"
    ),
    "csv-table": Attack(
        "```{csv-table}\n:file: ../secret.txt\n```\n", SECRET, ("allow-list", "docutils"), "docs/page.md:3: page-directive"
    ),
    "download": Attack("{download}`x <../secret.txt>`", SECRET, ("allow-list", "tree"), "docs/page.md:3: page-role"),
    "a link to a file": Attack("[x](../secret.txt)", SECRET, ("tree",), "docs/page.md:3: page-file"),
    "image of a text": Attack("```{image} ../secret.txt\n```\n", SECRET, ("tree",), "docs/page.md:3: page-file"),
    "picture from outside": Attack("![x](../secret.png)", SECRET, ("tree",), "docs/page.md:3: page-file"),
    "figure from outside": Attack("```{figure} /../secret.png\nWords\n```\n", SECRET, ("tree",), "docs/page.md:3: page-file"),
    "picture that is a link": Attack(
        "![x](a.png)", SECRET, ("tree", "symlinks"), "docs/a.png: page-file", links={"docs/a.png": "secret.png"}
    ),
    "folder that is a link": Attack(
        "![x](a/secret.png)", SECRET, ("tree", "symlinks"), "docs/a: page-file", links={"docs/a": "."}
    ),
    "page that is a link": Attack(
        "Nothing here.", SECRET, ("page in docs", "symlinks"), "docs/b.md: page-file", links={"docs/b.md": "secret.txt"}
    ),
    "static file that is a link": Attack(
        "Nothing here.", SECRET, ("symlinks",), "docs/_static/x.css: page-file", links={"docs/_static/x.css": "secret.txt"}
    ),
    "picture with a script": Attack(
        "![x](a.svg)", "steal()", ("tree",), "docs/page.md:3: page-file", files={"docs/a.svg": f"<svg xmlns='x'>{SCRIPT}</svg>"}
    ),
    "button": Attack(f"```{{button-link}} {EVIL}\n```\n", HREF, ("tree", "links", "scan"), "docs/page.md:3: page-link"),
    "card": Attack(CARD.format(EVIL), HREF, ("tree", "links", "scan"), "docs/page.md:4: page-link"),
    "card with capitals": Attack(
        CARD.format("JavaScript:steal()"), 'href="JavaScript:steal()"', ("tree", "links", "scan"), "docs/page.md:4: page-link"
    ),
    "figure with a target": Attack(
        f"```{{image}} p.png\n:target: {EVIL}\n```\n", HREF, ("tree", "links", "scan"), "docs/page.md:3: page-link"
    ),
    "data": Attack(
        CARD.format("data:text/html,x"), 'href="data:text/html,x"', ("tree", "links", "scan"), "docs/page.md:4: page-link"
    ),
    "a host without a scheme": Attack(
        CARD.format("//example.org/x"), 'href="//example.org/x"', ("tree", "links", "scan"), "docs/page.md:4: page-link"
    ),
    "eval-rst link": Attack(
        f"```{{eval-rst}}\n`x <{EVIL}>`__\n```\n", HREF, ("allow-list", "tree", "links", "scan"), "docs/page.md:3: page-directive"
    ),
    "references.bib": Attack(
        "```{bibliography}\n:all:\n```\n",
        HREF,
        ("links", "scan"),
        "references.bib:2: page-link",
        files={"references.bib": f"@book{{a,\n url = {{{EVIL}}}, author = {{A B}}, title = {{C}}, year = 1900, publisher = {{D}}}}\n"},
    ),
    "redirect": Attack(
        '---\nhtml_meta:\n  "http-equiv=refresh": "0; url=https://example.org"\n---\n',
        'http-equiv="refresh"',
        ("front matter", "tree", "scan"),
        "docs/page.md:2: page-front-matter",
    ),
    "another configuration": Attack(
        '---\nmyst:\n  disable_syntax: []\n---\n\n' + SCRIPT, SCRIPT, ("front matter", "tree", "scan"), "docs/page.md:2: page-front-matter"
    ),
}  # fmt: skip

CONF = """
project = "Small"
copyright = "Nobody"
extensions = ["sphinx_handbook", "sphinx_design", "sphinxcontrib.bibtex"]
primary_domain = "hb"
handbook_date = "2026-01-31"
html_theme = "furo"
html_copy_source = False
html_static_path = ["_static"]
smartquotes = False
myst_enable_extensions = ["attrs_inline", "attrs_block", "colon_fence"]
bibtex_bibfiles = ["../references.bib"]
suppress_warnings = ["toc.not_included"]
"""
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)


def lay_out(root: Path, attack: Attack) -> Path:
    """A small project with the attack in it, and a secret beside its pages; returns its folder."""
    project = root / "project"
    for folder in ("docs/_static", "corpus/authority"):
        (project / folder).mkdir(parents=True)
    (project / "secret.txt").write_text(f"# {SECRET}\n")
    (project / "secret.png").write_bytes(PIXEL + SECRET.encode())
    (project / "docs/p.png").write_bytes(PIXEL)
    heading = "" if attack.page.startswith("---") else "# Page\n\n"
    files = {
        "references.bib": "",
        "corpus/authority/persons.toml": '[a]\nname = "A B"\nsort = "B, A"\n',
        "docs/conf.py": CONF,
        "docs/index.md": "# Home\n\nWords of {person}`A B <a>`.\n",
        "docs/page.md": f"{heading}{attack.page}\n" + ("" if heading else "\n# Page\n"),
        **attack.files,
    }
    for name, text in files.items():
        (project / name).write_text(text, encoding="utf-8")
    for name, target in attack.links.items():
        (project / name).symlink_to((project / target).resolve())
    return project


def build(project: Path) -> tuple[str, str]:
    """What the website holds, all its files together, and what was said while it was built."""
    out, said = project / "out", io.StringIO()
    error = ""
    try:
        with docutils_namespace():
            app = Sphinx(project / "docs", project / "docs", out, project / "doctrees", "html", status=None, warning=said)
            app.build()
    except SphinxError as fault:
        return "", f"{said.getvalue()}{fault}"  # nothing is moved to where it would be published
    published = (file for file in sorted(out.rglob("*")) if file.is_file() and ".doctrees" not in file.parts)
    return "\n".join(file.read_bytes().decode("utf-8", "replace") for file in published), said.getvalue() + error


def switch_off(patch: pytest.MonkeyPatch, *, but: str = "") -> None:
    for name, change in DEFENCES.items():
        if name != but:
            change(patch)


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_without_defences_the_attack_succeeds(attack: Attack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    switch_off(monkeypatch)
    assert attack.shows in build(lay_out(tmp_path, attack))[0]


@pytest.mark.parametrize(
    ("attack", "defence"),
    [pytest.param(one, by, id=f"{name} / {by}") for name, one in ATTACKS.items() for by in one.stopped_by],
)
def test_one_defence_alone_stops_it(attack: Attack, defence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    switch_off(monkeypatch, but=defence)
    published, _ = build(lay_out(tmp_path, attack))
    assert attack.shows not in published


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_with_defences_it_fails_and_is_reported(attack: Attack, tmp_path: Path) -> None:
    project = lay_out(tmp_path, attack)
    problems = [str(problem) for problem in corpus.load(project).problems]
    if attack.said:
        assert any(one.startswith(attack.said) for one in problems), problems
    published, said = build(project)
    assert attack.shows not in published
    assert attack.silent or re.search(r"page-\w+", said)


def test_every_defence_stops_something_alone() -> None:
    assert {by for attack in ATTACKS.values() for by in attack.stopped_by} == DEFENCES.keys()
