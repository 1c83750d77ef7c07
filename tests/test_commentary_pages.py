"""Commentary on the pages: both ends lead to each other in every output, and neither order nor history shows."""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from docutils import nodes
from lxml import html

from test_domain import GOLDEN, build, outputs, resolved

ROOTS = Path(__file__).parent / "roots"
WATER, WHEEL = "docs/commentary/water.md", "docs/commentary/wheel.md"


@pytest.fixture
def commented(project: Path) -> Path:
    """The small handbook with commentary."""
    shutil.copytree(ROOTS / "commented", project, dirs_exist_ok=True)
    return project


def edit(project: Path, path: str, old: str, new: str) -> None:
    text = (project / path).read_text(encoding="utf-8")
    assert old in text
    (project / path).write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    "page", ["commentary/water", "commentary/index", "texts/mill/1", "texts/mill/2", "texts/mill/index"]
)
def test_a_page_becomes_the_golden_doctree(commented: Path, page: str) -> None:
    _, warnings = build(commented)
    assert not warnings
    made = (commented / f"out/pseudoxml/{page}.pseudoxml").read_text(encoding="utf-8")
    made = made.replace(str(commented), "PROJECT")
    golden = GOLDEN / f"commented-{page.replace('/', '-')}.pseudoxml"
    if os.environ.get("ACCEPT_CASES"):
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


def test_only_stock_nodes_reach_a_writer(commented: Path) -> None:
    app, _ = build(commented)
    known = {*nodes.node_class_names, "compact_paragraph", "toctree", "start_of_file"}
    found = {node.tagname for doc in app.env.found_docs for node in resolved(app, doc).findall(nodes.Element)}
    assert found <= known


def test_on_the_website_both_ends_lead_to_each_other(commented: Path) -> None:
    _, warnings = build(commented, "html")
    assert not warnings
    site = commented / "out/html"
    text = html.parse(site / "texts/mill/1.html")
    signs = text.xpath("//details[contains(@class, 'commented')]")
    assert [sign.xpath("string(summary/span)") for sign in signs] == ["2 comments on mill.1.1", "Comment on mill.1.n2"]
    assert all("editorial" in sign.get("class").split() for sign in signs), "the proof must leave out our words"
    links = signs[0].xpath(".//li/a")
    assert [(link.text, link.get("href")) for link in links] == [
        ("High water", "../../commentary/water.html#on-mill-1-1"),
        ("High water", "../../commentary/water.html#on-letters-1-2"),
    ]
    page = html.parse(site / "commentary/water.html")
    for link in links:
        assert page.xpath(f"//*[@id='{link.get('href').partition('#')[2]}']")
    back = {link.text_content(): link.get("href") for link in page.xpath("//p[contains(@class, 'lemma')]//a")}
    assert back == {"mill.1.1": "../texts/mill/1.html#mill-1-1", "mill.1.n2": "../texts/mill/1.html#mill-1-n2"}
    assert "letters.1.2" in page.xpath("string(//main)") or "letters.1.2" in page.xpath("string(//body)")
    assert text.xpath("//*[@id='mill-1-n2']")


def test_a_register_names_the_passage_that_a_comment_is_on(commented: Path) -> None:
    build(commented, "html")
    listed = html.parse(commented / "out/html/people.html").xpath("//p[starts-with(., 'Commentary')]")
    assert [paragraph.text_content() for paragraph in listed] == ["Commentary on mill.1.1"]
    assert listed[0].xpath(".//a/@href") == ["commentary/water.html#on-mill-1-1"]


def test_a_mark_stands_at_the_block_in_which_its_lemma_begins(commented: Path) -> None:
    build(commented, "html")
    page = html.parse(commented / "out/html/texts/mill/2.html")
    signs = page.xpath("//details[contains(@class, 'commented')]")
    assert [sign.getprevious().tag for sign in signs] == ["h1", "p"]
    assert [sign.xpath("string(summary/span)") for sign in signs] == ["Comment on mill.2.0", "Comment on mill.2.5"]


def test_all_three_outputs_are_proved(commented: Path, handbook: Callable[..., int]) -> None:
    assert handbook("build") == 0
    with zipfile.ZipFile(commented / "build/handbook.epub") as book:
        pages = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")}
    text = next(page for name, page in pages.items() if name.endswith("texts/mill/1.xhtml"))
    water = next(page for name, page in pages.items() if name.endswith("commentary/water.xhtml"))
    assert 'href="../../commentary/water.xhtml#on-mill-1-1"' in text
    assert 'id="on-mill-1-1"' in water
    assert 'href="../texts/mill/1.xhtml#mill-1-n2"' in water
    pages_of_pdf = printed(commented / "build/handbook.pdf")
    named = [page for text in pages_of_pdf.values() for page in re.findall(r"\(commentary, p\.\s(\d+)\)", text)]
    assert len(named) == 4, "two comments of one page on one passage are named once"
    assert "words that nobody here" in " ".join(pages_of_pdf[named[0]].split())
    with pikepdf.open(commented / "build/handbook.pdf") as pdf:
        titles = [str(item.title) for item in items(pdf)]
    assert titles.index("The Mill") < titles.index("Commentary") < titles.index("People")


def printed(path: Path) -> dict[str, str]:
    """The words of each page of a PDF, by the number that it shows."""
    with pypdfium2.PdfDocument(path) as pdf:
        return {pdf.get_page_label(number): page.get_textpage().get_text_bounded() for number, page in enumerate(pdf)}


def items(pdf: pikepdf.Pdf) -> list[pikepdf.OutlineItem]:
    with pdf.open_outline() as outline:
        return list(outline.root)


# Order and history


CHANGES: dict[str, Callable[[Path], None]] = {
    "a comment is added": lambda root: (root / WHEEL).open("a", encoding="utf-8").write(
        '\n:::{commentary} mill.1.2 "which way"\nMore.\n:::\n'
    ) and None,
    "a comment goes": lambda root: edit(root, WATER, '; mill.1.n2 "it was not dry"', ""),
    "a page goes": lambda root: (root / WATER).unlink(),
    "a title changes": lambda root: edit(root, WATER, "# High water", "# Low water"),
    "a lemma changes": lambda root: edit(root, WATER, "about 2 days", "on July 3"),
    "the words of a range move": lambda root: edit(root, "corpus/mill/source.txt", "(a) those", "(a) nobody and those"),
    "an edition gets its text": lambda root: edit(
        root, "corpus/letters/edition.toml", f'sha256 = "{"0" * 64}"', 'path = "source.txt"'
    ) or ((root / "corpus/letters/source.txt").write_text(LETTERS, encoding="utf-8") and None),
}  # fmt: skip
LETTERS = "Letters from the Weir\n\nIt rained.\n\nThese are words that nobody here can check.\n"


@pytest.mark.parametrize("change", CHANGES)
def test_an_incremental_build_gives_what_a_clean_one_gives(commented: Path, change: str) -> None:
    build(commented)
    before = outputs(commented)
    CHANGES[change](commented)
    _, warnings = build(commented)
    assert not warnings
    build(commented, out="clean")
    assert outputs(commented) != before
    kept = {name: page for name, page in outputs(commented).items() if name in outputs(commented, "clean")}
    assert kept == outputs(commented, "clean")


def test_parallel_reading_gives_what_serial_reading_gives(commented: Path) -> None:
    for number in range(8):  # Sphinx reads in parallel from the fifth page on
        page = f'# Page {number}\n\n:::{{commentary}} mill.1.{1 + number % 2} "it … way"; mill.1.1 "July"\nA.\n:::\n'
        page = page.replace('1 "it … way"', '1 "opened … weir"')
        (commented / f"docs/commentary/page{number}.md").write_text(
            page.replace("it … way", "which way"), encoding="utf-8"
        )
    _, warnings = build(commented, out="serial")
    assert not warnings
    build(commented, out="parallel", jobs=2)
    assert outputs(commented, "serial") == outputs(commented, "parallel")


# What is wrong is never silent


WRONG = {
    'mill.1.2 "opened the weir"': "commentary-lemma “opened the weir” does not stand at mill.1.2",
    'mill.1.9 "opened the weir"': "commentary-place there is no mill.1.9",
    'letters.1.3 "anything"': "commentary-place there is no letters.1.3",
    'mil.1.1 "anything"': "commentary-place there is no edition mil",
    "mill.1.1 anything": "commentary-syntax behind the address mill.1.1 there is no lemma in double quotes",
    "": "commentary-syntax there should be the address of a passage",
}


@pytest.mark.parametrize("argument", WRONG)
def test_the_build_says_what_check_says(
    commented: Path, handbook: Callable[..., int], capsys: pytest.CaptureFixture[str], argument: str
) -> None:
    page = f"# Wrong\n\n:::{{commentary}} {argument}".rstrip() + "\nA.\n:::\n"
    (commented / "docs/commentary/wrong.md").write_text(page, encoding="utf-8")
    _, warnings = build(commented, "html")
    assert f"docs/commentary/wrong.md:3: WARNING: {WRONG[argument]}" in warnings
    assert warnings.count("WARNING") == 1
    assert handbook("check") == 1
    said = capsys.readouterr().err
    assert re.match(rf"docs/commentary/wrong\.md:3:\d+: {re.escape(WRONG[argument])}", said)
    hint = said.splitlines()[1].strip()
    assert hint in warnings
    assert handbook("build") == 1
    assert WRONG[argument] in capsys.readouterr().err


def test_a_broken_anchor_is_said_at_every_build(commented: Path) -> None:
    edit(commented, WATER, "about 2 days", "about 3 days")
    assert "commentary-lemma" in build(commented, "html")[1]
    assert "commentary-lemma" in build(commented, "html")[1], "nothing has changed, and nothing is right"


def test_lists_of_comments(commented: Path) -> None:
    page = "# Lists\n\n```{commentary-list} letters\n```\n\n```{commentary-list} nowhere\n```\n"
    (commented / "docs/commentary/lists.md").write_text(page, encoding="utf-8")
    app, warnings = build(commented, "html")
    assert "there is no edition nowhere" in warnings
    shown = resolved(app, "commentary/lists").astext()
    assert "letters.1.2 “words that nobody here can check” High water" in shown
    assert "No commentary yet." in shown
    assert "Commentary" not in resolved(app, "texts/letters/index").astext().replace("Commentary\n\nletters.1.2", "")
    (commented / WATER).unlink()
    app, _ = build(commented, "html")
    assert "Commentary" not in resolved(app, "texts/letters/index").astext(), "no heading without a comment"
