"""Pages: what ``check`` and Sphinx make of a page by a stranger, and the words of a text on its pages of the website."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st
from sphinx.application import Sphinx

from fuzz.data import ROOT, TESTS, assert_helpful
from fuzz.mutate import spoilt
from fuzz.run import Target, scratch
from fuzz.texts import BOOKS, TOKENS, raw_texts
from sphinx_handbook import corpus, loci
from sphinx_handbook.cli.verify import under_test
from sphinx_handbook.commentary import comments_in
from sphinx_handbook.corpus import Converted
from sphinx_handbook.directives import directives_in
from sphinx_handbook.fidelity.compare import compare
from sphinx_handbook.fidelity.expected import expected
from sphinx_handbook.fidelity.extract_html import read_html
from sphinx_handbook.pages import edition_pages
from sphinx_handbook.readers import PRESETS, Reading, SourceFile, read
from sphinx_handbook.safety import page_problems
from sphinx_handbook.text import Edition

PLAIN = replace(PRESETS["wrapped"], division="CHAPTER [IVX]+|A$", title="below")
PAGE = "page"


def pages() -> list[str]:
    found = [*sorted((ROOT / "docs").rglob("*.md")), *sorted(TESTS.rglob("docs/**/*.md"))]
    texts = [file.read_text(encoding="utf-8") for file in found if "texts" not in file.parts]
    return [text[start : start + 2500] for text in texts for start in range(0, min(len(text), 10_000), 2500)]


DEEP = "".join(f"{':' * colons}{{note}}\n" for colons in range(203, 2, -1))
MYST = (
    *(DEEP, "> " * 500, "- " * 500),
    *("```{note}\n", "```\n", ":::{commentary} mill.1.2 \"opened the weir\"\n", ":::\n", "::::{grid} 1\n", "::::\n", "```{register} persons\n```\n"),
    *("```{commentary-list} mill\n```\n", "```{bibliography}\n```\n", "```{list-table}\n* - a\n", "```{figure} p.png\n", "```{toctree}\nindex\n```\n"),
    *("```{raw} html\n", "```{eval-rst}\n", "```{include} index.md\n```\n", ":link: index\n", ":class: a b\n", ":::{dropdown} More\n", "(anchor)=\n"),
    *("{person}`A <a>`", "{date}`July 3 <1917-07-03>`", "{work}`A, 6 <a; 6>`", "{locus}`mill.1.2`", "{cite:t}`a`", "{ref}`anchor`", "{doc}`index`"),
    *("[^1]", "[^1]: A note.\n", "[a](index.md)", "[](#anchor)", "![x](p.png)", "<https://example.org>", "<b>", "<!-- ", "{.fine #here}", "{#id}\n"),
    *("---\n", "---\ncalendar: \"gregorian\"\n---\n", "# Title\n", "####### x\n", "> ", "- ", "1. ", "    ", "| a | b |\n|---|---|\n", "$x$", "&nbsp;", "&#0;", "+++\n", "% c\n"),
)  # fmt: skip


def check_page(text: str) -> None:
    """The core reads a page without Sphinx, and what it finds has a place."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")  # as Markdown counts them
    assert_helpful(page_problems(text, "docs/page.md", ROOT / "docs/page.md", ROOT / "docs"), lines)
    for use in directives_in(text):
        assert 1 <= use.line <= text.count("\n") + text.count("\r") + 1
    assert_helpful(comments_in(text, "docs/page.md")[1], lines)


@cache
def website() -> tuple[Sphinx, io.StringIO]:
    """The website of the small handbook, built once; the page ``page`` and those of the text ``mill`` are then read anew."""
    project = Path(shutil.copytree(TESTS / "roots/small", scratch() / "project"))
    shutil.copytree(TESTS / "roots/commented", project, dirs_exist_ok=True)
    with (project / "docs/conf.py").open("a", encoding="utf-8") as conf:
        conf.write('extensions.append("sphinx_design")\nsmartquotes = False\n')
    (project / "docs/page.md").write_text("# Page\n", encoding="utf-8")
    corpus.write_pages(project / "docs/texts", corpus.edition_texts(corpus.load(project)))
    said = io.StringIO()
    app = Sphinx(
        project / "docs", project / "docs", project / "out", project / "doctrees", "html", status=None, warning=said
    )
    app.build()
    return app, said


def make_page(docname: str, text: str) -> Path:
    """Have Sphinx read and write the page; returns its file on the website."""
    app, said = website()
    said.seek(0)
    said.truncate()
    Path(app.env.doc2path(docname)).write_bytes(text.encode())
    app.events.emit("env-purge-doc", app.env, docname)
    app.env.clear_doc(docname)
    app.builder.read_doc(docname)
    app.builder.write_doc(docname, app.env.get_and_resolve_doctree(docname, app.builder))
    return Path(app.outdir, f"{docname}.html")


def check_sphinx(text: str) -> None:
    assert make_page(PAGE, text).is_file()


def check_words(given: tuple[tuple[str, Reading], str]) -> None:
    """Every word of a text stands in its pages, in order, and no other."""
    (_, reading), raw = given
    source = SourceFile("text", "source.txt", raw)
    found = read(source, reading)
    if not found.divisions:
        assert found.problems
        return
    edition = loci.number(Edition("mill", found.divisions))
    removed = tuple(("text", line) for line in found.removed)
    folder = SimpleNamespace(reading=reading, data=mill().data, siglum="mill")
    test = under_test(Converted(folder, edition, (source,), (), removed, {}))  # type: ignore[arg-type]
    made = edition_pages(edition, mill().data, (), {}, ())
    for division in edition.divisions[:3]:
        file = make_page("texts/mill/1", made[division.id])
        comparison = compare(expected(test, division)[0], read_html(file))
        assert not comparison.lost, comparison.lost
        assert not comparison.added, comparison.added


@cache
def mill() -> Any:
    return next(folder for folder in corpus.read_editions(TESTS / "roots/small")[0] if folder.siglum == "mill")


READINGS = [(preset, reading) for preset, reading in {**PRESETS, "plain": PLAIN}.items()]
TEXTS = spoilt([text for preset in PRESETS for text in raw_texts(f"readers/{preset}-*.txt")] + BOOKS, TOKENS)
PAGES = spoilt(pages(), MYST)
TARGETS = {
    "page in check": Target(PAGES, check_page),
    "page in Sphinx": Target(PAGES, check_sphinx, 40),
    "words on pages": Target(st.tuples(st.sampled_from(READINGS), TEXTS), check_words, 20),
}
