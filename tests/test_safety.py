"""Strangers' pages: every attack of docs/contributing/safety.md is built three ways.

With all its defences switched off it must succeed, or the test would prove nothing. With any *one* of them on it must fail. With
all of them on, ``check`` and the build must say so besides.
"""

from __future__ import annotations

import ast
import base64
import contextlib
import hashlib
import io
import re
import signal
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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
from sphinx_handbook.safety import allowed, file_fault, front_matter_faults, kept_in, link_fault, page_problems
from sphinx_handbook.safety.tags import WEBSITE, strange_tags
from sphinx_handbook.schema import parse_toml
from sphinx_handbook.sphinx import safety

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs/contributing/safety.md"

Patch = Callable[[pytest.MonkeyPatch], None]


def off(target: Any, name: str, value: Any) -> Patch:
    return lambda patch: patch.setattr(target, name, value)


@contextlib.contextmanager
def refusing_nothing(*_: Any) -> Iterator[None]:
    yield


DEFENCES: Mapping[str, Patch] = {
    "allow-list": off(safety, "refusing", refusing_nothing),
    "front matter": off(safety, "front_matter_faults", lambda text: []),
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
        "Nothing here.",
        SCRIPT,
        ("no HTML", "tree", "scan"),
        silent=True,
        files={"corpus/authority/persons.toml": f'[a]\nname = "A B"\nsort = "B, A"\nabout = "*Who* {SCRIPT}"\n'},
    ),
    "raw": Attack(
        f"```{{raw}} html\n{SCRIPT}\n```\n", SCRIPT, ("allow-list", "docutils", "tree", "scan"), "docs/page.md:3: page-directive"
    ),
    "raw in an authority file": Attack(
        "Nothing here.",
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
html_domain_indices = False
html_static_path = ["_static"]
smartquotes = False
myst_enable_extensions = ["attrs_inline", "attrs_block", "colon_fence"]
bibtex_bibfiles = ["../references.bib"]
suppress_warnings = ["toc.not_included"]
"""
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=")


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
        "docs/people.md": "# People\n\n```{register} persons\n```\n",
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
            app = Sphinx(
                project / "docs", project / "docs", out, project / "doctrees", "html", status=None, warning=said
            )
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
def test_one_defence_alone_stops_it(
    attack: Attack, defence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch_off(monkeypatch, but=defence)
    published, _ = build(lay_out(tmp_path, attack))
    assert attack.shows not in published


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_with_defences_it_fails_and_is_reported(attack: Attack, tmp_path: Path) -> None:
    project = lay_out(tmp_path, attack)
    problems = [str(replace(problem, column=0)) for problem in corpus.load(project).problems]
    if attack.said:
        assert any(one.startswith(attack.said) for one in problems), problems
    published, said = build(project)
    assert attack.shows not in published
    assert attack.silent or re.search(r"page-\w+", said)


def test_every_defence_stops_something_alone() -> None:
    assert {by for attack in ATTACKS.values() for by in attack.stopped_by} == DEFENCES.keys()


def test_attributes_that_do_something_are_left_out(tmp_path: Path) -> None:
    """MyST itself sees to it; if it no longer does, the look through the website refuses the page."""
    page = '{onclick="steal()" style="background: url(//x)" .fine}\nA paragraph with [words]{onmouseover="steal()" .fine} and more.\n'
    published, said = build(lay_out(tmp_path, Attack(page, "", ())))
    assert "steal()" not in published
    assert "url(//x)" not in published
    assert 'class="fine"' in published, said


def test_a_page_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    page = "".join(f"{':' * colons}{{note}}\n" for colons in range(303, 2, -1)) + f"{SECRET}\n"
    published, said = build(lay_out(tmp_path, Attack(page, SECRET, ())))
    assert "page-size the page is nested too deeply to be read; nothing of the page is published" in said
    assert SECRET not in published
    assert "A page that cannot be shown" in published


def test_a_figure_with_nothing_in_it_is_refused(tmp_path: Path) -> None:
    _, said = build(lay_out(tmp_path, Attack("```{figure} p.png\n:::{}\n```\n", "", ())))
    assert "page-directive the body of a figure holds nothing that can be read" in said


def test_a_citation_of_what_is_no_key_is_refused(tmp_path: Path) -> None:
    _, said = build(lay_out(tmp_path, Attack("So {cite:p}`114,000 tide1931` says.\n", "", ())))
    assert "page-target '114,000 tide1931' names no works" in said


def test_a_page_with_everything_that_is_allowed_is_built(tmp_path: Path) -> None:
    page = """---
calendar: "gregorian"
landmark: glossary
---

# Page

```{note}
Words with {person}`A B <a>`, [a link](index.md), [another](https://example.org/a_(b)), <https://example.org>, and `<b>code</b>`.
```

::::{grid} 1
:::{grid-item-card} Card
:link: index
:link-type: doc
Words.
:::
::::

```{figure} p.png
:alt: A point.

Words.
```

```{image} vector.svg
:alt: A line.
```

```{list-table}
* - a
  - b
```

:::{dropdown} More
H{sub}`2`O
:::

```html
<script>that is shown</script>
```
"""
    drawing = (
        '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>\n'
    )
    project = lay_out(tmp_path, Attack(page, "", (), files={"docs/vector.svg": drawing, "docs/page.md": page}))
    assert not corpus.load(project).problems
    published, said = build(project)
    assert not said
    assert "&lt;script&gt;that is shown" in re.sub("</?span[^>]*>", "", published)


LINKS = {
    "https://example.org/a:b?c=d#e": "",
    "http://example.org": "",
    "HTTPS://example.org": "",
    "mailto:a@example.org": "",
    "page.md": "",
    "../a/b.html#c:d": "",
    "#a:b": "",
    "?a:b": "",
    "": "",
    "javascript:steal()": "has the scheme 'javascript'",
    "JavaScript:steal()": "has the scheme 'JavaScript'",
    " javascript:steal()": "has the scheme 'javascript'",
    "java\tscript:steal()": "holds characters that cannot be seen",
    "java\nscript:steal()": "holds characters that cannot be seen",
    "\x01javascript:steal()": "holds characters that cannot be seen",
    "data:text/html,x": "has the scheme 'data'",
    "vbscript:x": "has the scheme 'vbscript'",
    "file:///etc/passwd": "has the scheme 'file'",
    "blob:x": "has the scheme 'blob'",
    "C:\\x": "holds a backslash",
    "//example.org": "names a host without a scheme",
    "/\\example.org": "holds a backslash",
    ":x": "has the scheme ''",
}


@pytest.mark.parametrize(("target", "fault"), LINKS.items())
def test_a_link_leads_to_a_place_here_or_to_the_web(target: str, fault: str) -> None:
    assert link_fault(target) == fault


FILES = {
    "a.png": "",
    "../docs/a.png": "",
    "A.PNG": "",
    "../secret.png": "lies outside docs/",
    "x/../../secret.png": "lies outside docs/",
    "%2e%2e/secret.png": "lies outside docs/",
    "%252e%252e%252fsecret.png": "lies outside docs/",
    "..\\secret.png": "has characters in its name that no file here should have",
    "..%5csecret.png": "has characters in its name that no file here should have",
    "a\0.png": "has characters in its name that no file here should have",
    "/a.png": "is named from the root and not from the page",
    "%2fetc/a.png": "is named from the root and not from the page",
    "file:///a.png": "is no file of the handbook",
    "https://example.org/a.png": "is no file of the handbook",
    "//example.org/a.png": "is no file of the handbook",
    "data:image/png;base64,x": "is no file of the handbook",
    "a.txt": "is no picture",
    "a": "is no picture",
    ".png": "is no picture",
    "out.png": "lies outside docs/",
    "circle.png": "lies outside docs/",
    "good.svg": "",
    "bad.svg": "has <script> on line 1, which no picture needs",
    "handler.svg": 'has <path onclick="x"/> on line 1, which no picture needs',
    "entity.svg": 'has <!ENTITY x "x"> on line 1, which no picture needs',
    "link.svg": 'has <use href="https://x/y"/> on line 1, which no picture needs',
}


@pytest.mark.parametrize(("name", "fault"), FILES.items())
def test_a_page_shows_pictures_below_docs(name: str, fault: str, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "out.png").symlink_to("/etc/hostname")
    (docs / "circle.png").symlink_to("circle.png")
    for file, text in {
        "good": '<path d="M0 0"/>',
        "bad": "<script>",
        "handler": '<path onclick="x"/>',
        "entity": '<!ENTITY x "x">',
        "link": '<use href="https://x/y"/>',
    }.items():
        (docs / f"{file}.svg").write_text(text)
    assert file_fault(name, docs / "page.md", docs) == fault


# Front matter

FRONT = {
    "nothing": ("# Page\n", []),
    "a rule": ("Text\n\n---\n\nText\n", []),
    "allowed": ('---\norphan: true\ncalendar: "julian"\n---\n', []),
    "its own": ("---\nsiglum: 'a'\n---\n", []),
    "unknown": ("---\ntitle: A\n---\n", [2]),
    "nested": ('---\nhtml_meta:\n  "http-equiv=refresh": "0"\n---\n', [2, 3]),
    "alias": ('---\ncalendar: &a "x"\norphan: *a\n---\n', [2, 3]),
    "tag": ("---\ncalendar: !!python/name:os.system\n---\n", [2]),
    "list": ("---\ncalendar: [a]\n---\n", [2]),
    "block": ("---\ncalendar: |\n  a\n---\n", [2, 3]),
    "blank line": ("---\norphan: true\n\n---\n", [3]),
    "dots for an end": ("---\norphan: true\n...\nhtml_meta: x\n---\n", [4, 3]),
    "no end": ("---\norphan: true\n", [1]),
    "long": ("---\n" + "orphan: true\n" * 50 + "---\n", [1]),
    "more hyphens": ("-----\norphan: true\n-----\n", [1]),
    "a break that only some see": ('---\norphan: "a\u2028---"\n---\n', [2]),
    "blanks behind": ("---\norphan: true\n---\u00a0\nhtml_meta: x\n---\n", [3, 4]),
    "words behind": ("--- x\norphan: true\n---\n", [1]),
}


@pytest.mark.parametrize(("text", "lines"), FRONT.values(), ids=FRONT)
def test_front_matter_is_a_few_plain_lines(text: str, lines: list[int]) -> None:
    assert sorted(said[0] for said in front_matter_faults(text)) == sorted(lines)


def test_a_few_lines_of_yaml_become_no_endless_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The laugh that is repeated a billion times (https://en.wikipedia.org/wiki/Billion_laughs_attack), here ten thousand."""
    bomb = '---\na: &a ["x","x","x","x","x","x","x","x","x"]\n' + "".join(
        f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in ("ab", "bc", "cd")
    )
    project = lay_out(tmp_path, Attack(f"{bomb}---\n", "", ()))
    assert len(str(read(project, "one").env.metadata["page"])) < 1000
    DEFENCES["front matter"](monkeypatch)
    assert len(str(read(project, "two").env.metadata["page"])) > 30_000


def read(project: Path, out: str) -> Sphinx:
    with docutils_namespace():
        app = Sphinx(
            project / "docs",
            project / "docs",
            project / out,
            project / f"{out}-trees",
            "reading",
            status=None,
            warning=io.StringIO(),
        )
        app.build()
    return app


# Sizes

SIZES = {
    "long": ("word " * 100_000, "the page has 500,000 characters; at most 300,000 are read"),
    "many directives": ("```{rubric} a\n```\n\n" * 301, "the page has 301 directives; at most 300 are read"),
    "nested": (
        "\n".join(":" * (40 - depth) + "{note}" for depth in range(11)),
        "{note} stands in more than 10 other directives",
    ),
    "siblings": ("\n".join(":::{note}\nWords\n:::" for _ in range(100)), ""),
}


@pytest.mark.parametrize(("text", "message"), SIZES.values(), ids=SIZES)
def test_a_page_has_its_limits(text: str, message: str, tmp_path: Path) -> None:
    found = [problem.message for problem in page_problems(text, "docs/a.md", tmp_path / "a.md", tmp_path)]
    assert found == ([message] if message else [])


@pytest.mark.parametrize(
    "text",
    [
        "a" + ".a" * 100_000 + " = 1",
        "[" + "a." * 100_000 + "a]",
        "a = " + "[" * 100_000,
        "a = " + "{a = " * 100_000,
        "a." * 40_000,
    ],
    ids=["dotted key", "dotted table", "lists", "tables", "no value"],
)
def test_a_table_of_any_depth_takes_no_time(text: str) -> None:
    """With tomllib alone twenty thousand dots take many seconds."""
    started = time.process_time()
    with pytest.raises(ProblemError, match="toml-syntax"):
        parse_toml(text, "a.toml")
    assert time.process_time() - started < 1


def test_without_its_limit_a_dotted_key_takes_the_square(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sphinx_handbook.schema._DEEP", re.compile(r"(?!)"))
    times = []
    for dots in (500, 4000):
        started = time.process_time()
        parse_toml("a" + ".a" * dots + " = 1", "a.toml")
        times.append(time.process_time() - started)
    assert times[1] > 16 * times[0], "eight times the length take far more than eight times as long"


# Patterns: none takes the square of the length of a line, or worse.


ANYWHERE = {"search", "finditer", "findall", "sub", "subn", "split"}
"""Methods that try a pattern at every place; with a beginning and an end besides, of a few words."""


def patterns() -> dict[str, tuple[re.Pattern[Any], bool]]:
    """Every pattern that a module of the package keeps, by its place, and whether it is tried at every place of a text."""
    found: dict[str, tuple[re.Pattern[Any], bool]] = {}
    for info in walk_packages(sphinx_handbook.__path__, "sphinx_handbook."):
        if info.name.endswith("__main__"):
            continue
        module = import_module(info.name)
        uses = uses_of_names(Path(str(module.__file__)))
        for name, value in vars(module).items():
            values = (
                value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple | list) else [value]
            )
            for number, each in enumerate(values):
                if isinstance(each, re.Pattern):
                    found[f"{info.name}.{name}.{number}"] = each, uses.get(name, True)
    return found


def uses_of_names(file: Path) -> dict[str, bool]:
    """For each name whose methods a module calls, whether one of them tries it at every place."""
    uses: dict[str, bool] = {}
    for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and isinstance(call.func.value, ast.Name)
        ):
            name = call.func.value.id
            uses[name] = uses.get(name, False) or (call.func.attr in ANYWHERE and len(call.args) < 3)
    return uses


LONG = 100_000
LINES = {
    text: (text * LONG)[:LONG] + "\0"
    for text in (
        *"a1.,;:-–([{<\"'`|*_ \tA", "ab ", "A. ", "1 ", "1-", "a, ", "a.b", "July ", "July 3, ", "A a ", "[a", "](", "<a ", "{a}`", "``a`",
        "&a", "a=", '="', "--", "I", "Vol. 1, ", "p. 1, ", "see ", "“a", "(a) ", "1917 ", "17–", "Ibid., ", "a\n", "\n\n", "\n ", "<!--",
    )
}  # fmt: skip
SECONDS = 2.0


def too_slow(pattern: re.Pattern[Any], anywhere: bool = True) -> str:
    """The piece of which a long line takes ``pattern`` too long, or nothing."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    try:
        for piece, line in LINES.items():
            text = line.encode() if isinstance(pattern.pattern, bytes) else line
            signal.setitimer(signal.ITIMER_REAL, SECONDS)
            try:
                for _ in pattern.finditer(text) if anywhere else ():
                    pass
                pattern.match(text)
            except TimeoutError:
                return piece
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.signal(signal.SIGALRM, before)
    return ""


@pytest.mark.parametrize("name", patterns())
def test_no_pattern_is_slow_on_any_line(name: str) -> None:
    assert not too_slow(*patterns()[name])


@pytest.mark.parametrize("pattern", [r"(a+)+b", r"(?:\w+\s?)+!", r"`+.+`b", r"a.*b.*c.*d"])
def test_a_slow_pattern_would_be_found(pattern: str) -> None:
    assert too_slow(re.compile(pattern))


# The website


@pytest.mark.parametrize(
    "tag",
    [
        "<script>steal()</script>", '<script src="https://example.org/x.js"></script>', '<script src="../x.js"></script>',
        '<script src="_static/../x.js" onload="x"></script>', "<script type=module>", '<img src="x" onerror="steal()">',
        '<img src="https://example.org/x.png">', '<p onclick="x">', "<p onclick=x>", '<p style="background: url(x)">', "<iframe>",
        '<iframe src="x">', '<object data="x">', "<embed>", '<base href="x">', '<meta http-equiv="refresh" content="0">',
        '<link rel="import" href="javascript:x">', '<a href="javascript:x">', '<a href="JAVASCRIPT:x">', '<a href="java&#115;cript:x">',
        '<a href="javascript&colon;x">', '<a href="java\tscript:x">', '<a href="//example.org">', '<a href="data:text/html,x">',
        '<a href="/\\example.org">', "<a href=x>", "<a href='x'>", '<form action="https://example.org">', '<svg onload="x">',
        '<use href="data:x">', "<animate>", "<set>", "<foreignObject>", "<math>" + "<maction>", "<template>", "<x-y>", "<style>@import x</style>",
        "<style>a{b:url(x)}</style>", "<SCRIPT>", "<textarea>", "<!ENTITY x>", "<?php", "< p>", "</p x>", '<p class="a" "b">', "<p", "<",
    ],
)  # fmt: skip
def test_a_strange_tag_is_found_with_its_line(tag: str) -> None:
    found = list(strange_tags(f"<p>\n{tag}\n</p>".encode(), WEBSITE))
    assert found
    assert found[0][0] == 2


@given(st.text(alphabet="<>/\"'= aponclick:&;\n"))
def test_what_no_parser_finds_strange_the_grammar_may_but_not_the_reverse(text: str) -> None:
    """Whatever passes has no attribute that does something, as lxml reads it."""
    lxml = pytest.importorskip("lxml.html")
    page = f'<p class="a">{text}</p>'
    if list(strange_tags(page.encode(), WEBSITE)):
        return
    for element in lxml.fragment_fromstring(page, create_parent=True).iter():
        assert isinstance(element.tag, str) or element.tag is lxml.etree.Comment
        assert not [name for name in element.attrib if name.startswith("on")]


@given(st.text(alphabet="`{}ab \n"))
def test_roles_and_code_are_found_as_markdown_has_them(text: str) -> None:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").disable(["entity", "escape"]).parseInline(text)[0].children or []
    expected = [token.content for token in tokens if token.type == "code_inline"]
    found = [kept.content.replace("\n", " ") for kept in kept_in(text.strip("\n"))]
    stripped = [one[1:-1] if one[:1] == one[-1:] == " " and one.strip() else one for one in found]
    assert stripped == expected


# The lists


def test_what_the_handbook_defines_is_allowed(tmp_path: Path) -> None:
    domain = read(lay_out(tmp_path, Attack("Words.", "", ())), "out").env.domains["hb"]
    assert "register" in domain.directives
    assert set(domain.directives) <= allowed.ALL_DIRECTIVES
    assert set(domain.roles) <= allowed.ALL_ROLES | allowed.OWN_ROLES


def test_the_policy_of_the_guide_lets_the_pages_run(tmp_path: Path) -> None:
    published, _ = build(lay_out(tmp_path, Attack("Words.", "", ())))
    scripts = set(re.findall(r"<script>(.*?)</script>", published, re.DOTALL))
    hashes = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts}
    assert hashes == set(re.findall(r"'sha256-(\S+)'", GUIDE.read_text(encoding="utf-8")))


def table(heading: str) -> dict[str, list[str]]:
    """What the cells of a table of the guide have between backticks, by the first cell."""
    pattern = rf"^\| {heading} \|.*?(?=\n\n)"
    rows = re.search(pattern, GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert rows, f"{GUIDE} has no table {heading}"
    cells = (row.strip("| ").split(" | ") for row in rows[0].splitlines()[2:])
    return {first: re.findall(r"`([^`]+)`", " ".join(rest)) for first, *rest in cells}


def test_the_guide_shows_the_lists() -> None:
    assert {what: set(names) for what, names in table("Directives").items()} == allowed.DIRECTIVES
    assert {what: set(names) for what, names in table("Roles").items()} == allowed.ROLES
    assert {key.strip("`") for key in table("Front matter")} == set(allowed.FRONT_MATTER)
    page = GUIDE.read_text(encoding="utf-8")
    for limit in (allowed.LARGEST_PAGE, allowed.MOST_DIRECTIVES, allowed.DEEPEST, allowed.LONGEST_FRONT_MATTER):
        assert f"{limit:,}" in page


def test_the_guide_names_the_tests_of_each_threat() -> None:
    named = {name for names in table("Threat").values() for name in names}
    assert named >= {*ATTACKS} - {"data", "HTML in a line", "HTML in an authority file"}
    functions = {name for name in globals() if name.startswith("test_")}
    assert not {name for name in named if name.startswith("test_")} - functions


def test_the_lock_has_the_versions_that_are_tested() -> None:
    """Each with at least one hash, so that pip takes nothing else."""
    pinned = dict(
        line.lower().split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line
    )
    locked = re.findall(
        r"^([\w.-]+)==(\S+)((?: ;.*?)?(?: \\\n    --hash=sha256:[0-9a-f]{64})+)$",
        (ROOT / "requirements.lock").read_text(),
        re.M,
    )
    assert len(locked) == (ROOT / "requirements.lock").read_text().count("==")
    versions = {re.sub("[_.]", "-", name.lower()): version for name, version, _ in locked}
    same = {name: versions.get(re.sub("[_.]", "-", name), version) for name, version in pinned.items()}
    assert same == pinned
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = {
        re.sub("[_.]", "-", one.split("==")[0].lower())
        for one in (*project["project"]["dependencies"], *project["build-system"]["requires"])
    }
    assert needed <= versions.keys()


def test_a_name_that_no_file_can_have_is_no_file(tmp_path: Path) -> None:
    text = f"[a]({'x' * 300}.md)\n\n![b]({'y' * 300}.png)\n"
    found = page_problems(text, "docs/page.md", tmp_path / "page.md", tmp_path)
    assert [(problem.line, problem.code) for problem in found] == [(1, "page-file"), (3, "page-file")]
