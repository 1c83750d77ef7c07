"""A website that is built again has the bytes of one built from clean, whatever was changed, and only what differs is written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from sphinx_handbook.fidelity import Report
from sphinx_handbook.kept import Kept, store, stored
from sphinx_handbook.pdf.places import PdfError
from sphinx_handbook.problems import Problem
from sphinx_handbook.sphinx.build import build
from sphinx_handbook.sphinx.website_builder import Haste
from test_build import tree

Handbook = Callable[..., int]

NOTES = """# Notes

{person}`Vera <vera>` kept the mill on {date}`the fifth <1917-07-05 julian>`, with {person}`Ada <p7>`.

![A wheel](wheel.svg)
"""
WHEEL = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle cx="4" cy="4" r="4"/></svg>\n'


@pytest.fixture
def book(project: Path, handbook: Handbook) -> Path:
    """The small handbook with so many people that their register is many pages, and a page of notes; built."""
    with (project / "corpus/authority/persons.toml").open("a", encoding="utf-8") as file:
        for number in range(130):
            file.write(
                f'\n[p{number}]\nname = "Ada Nobody{number}"\nsort = "Nobody{number}, Ada"\nabout = "One of many."\n'
            )
    named = " ".join(f"{{person}}`Ada <p{number}>`" for number in range(130))
    change(project / "docs/index.md", "\n```{toctree}", f"\n{named}\n\n```{{toctree}}\nnotes")
    (project / "docs/notes.md").write_text(NOTES, encoding="utf-8")
    (project / "docs/wheel.svg").write_text(WHEEL, encoding="utf-8")
    (project / "docs/_static").mkdir()
    (project / "docs/_static/own.css").write_text("p { color: black }\n")
    (project / "templates").mkdir()
    with (project / "docs/conf.py").open("a") as file:
        file.write('html_static_path = ["_static"]\nhtml_css_files = ["own.css"]\ntemplates_path = ["../templates"]\n')
    assert handbook("build", "--formats", "html") == 0
    return project


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def a_new_page(root: Path) -> None:
    (root / "docs/more.md").write_text("# More\n\nOf {person}`Vera <vera>`.\n")
    change(root / "docs/index.md", "notes\n", "notes\nmore\n")


def a_removed_page(root: Path) -> None:
    (root / "docs/notes.md").unlink()
    change(root / "docs/index.md", "notes\n", "")


def a_template(root: Path) -> None:
    (root / "templates/page.html").write_text('{% extends "!page.html" %}{% block footer %}Ours{% endblock %}\n')


NOTE, PERSONS = "docs/notes.md", "corpus/authority/persons.toml"
CHANGES: dict[str, Callable[[Path], None]] = {
    "the words of a page": lambda root: change(root / NOTE, "with", "and nobody knows why, with"),
    "the title of a page": lambda root: change(root / NOTE, "# Notes", "# Remarks"),
    "a heading": lambda root: change(root / NOTE, "![", "## Wheels\n\n!["),
    "a new page": a_new_page,
    "a removed page": a_removed_page,
    "the record of a person": lambda root: change(root / PERSONS, "Miller's daughter", "The miller's daughter"),
    "a person's name": lambda root: change(root / PERSONS, 'sort = "Sokolova', 'sort = "Zokolova'),
    "who is mentioned": lambda root: change(root / NOTE, "<p7>", "<p9>"),
    "a day that is mentioned": lambda root: change(root / NOTE, "1917-07-05", "1917-07-09"),
    "another mention": lambda root: change(root / NOTE, "![", "{person}`Ada <p7>` too.\n\n!["),
    "a mention fewer": lambda root: change(root / NOTE, "{person}`Vera <vera>`", "Somebody"),
    "the style sheet": lambda root: change(root / "docs/_static/own.css", "black", "blue"),
    "a template": a_template,
    "the settings": lambda root: change(root / "docs/conf.py", "A small handbook", "A handbook"),
    "a picture": lambda root: change(root / "docs/wheel.svg", 'r="4"', 'r="3"'),
    "an emendation": lambda root: change(root / "corpus/mill/emendations.toml", "reason = ", "reason = 'Clearly.' #"),
    "the bibliography": lambda root: change(root / "references.bib", "19", "18"),
    "nothing": lambda root: None,
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_website_built_again_is_the_one_built_from_clean(book: Path, handbook: Handbook, what: str) -> None:
    before = tree(book / "build/html")
    CHANGES[what](book)
    assert handbook("build", "--formats", "html") == 0
    again = tree(book / "build/html")
    assert (again == before) == (what == "nothing")
    assert handbook("build", "--formats", "html", "--out", book / "clean") == 0
    clean = tree(book / "clean/html")
    assert [name for name in again.keys() | clean if again.get(name) != clean.get(name)] == []


def written(book: Path, build: Callable[[], object]) -> set[str]:
    """The files of the website that ``build`` writes rather than takes over."""
    folder = book / "build/html"
    before = {file: os.stat(file).st_ino for file in folder.rglob("*") if file.is_file()}
    # As long as they have two names no number of an old file is given to a new one.
    shutil.copytree(folder, book / "held", copy_function=os.link)
    build()
    return {
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and os.stat(file).st_ino != before.get(file)
    }


def test_other_words_on_a_page_are_written_there_and_where_its_mentions_are_quoted(
    book: Path, handbook: Handbook
) -> None:
    CHANGES["the words of a page"](book)
    new = {name for name in written(book, lambda: handbook("build", "--formats", "html")) if name.endswith(".html")}
    # Vera and Ada have entries of one letter each; the search page is always written.
    assert new == {"notes.html", "people/letter-n.html", "people/letter-s.html", "search.html"}


def test_words_without_a_mention_change_one_page_and_one_index(book: Path, handbook: Handbook) -> None:
    (book / NOTE).write_text(NOTES + "\nOrdinary words.\n", encoding="utf-8")
    new = written(book, lambda: handbook("build", "--formats", "html"))
    assert {name for name in new if name.endswith(".html")} == {"notes.html", "search.html"}
    bundles = {name.split("/")[1] for name in new if name.startswith("pagefind/")}
    assert bundles == {"pages", "handbook.json"}


def test_a_page_of_commentary_changes_its_own_index_of_the_search(book: Path, handbook: Handbook) -> None:
    comment = '# On the Weir\n\n:::{commentary} mill.1.2 "Nobody knew which way"\nNobody at all.\n:::\n'
    (book / "docs/weir.md").write_text(comment, encoding="utf-8")
    change(book / "docs/index.md", "notes\n", "notes\nweir\n")
    assert handbook("build", "--formats", "html") == 0
    change(book / "docs/weir.md", "Nobody at all", "Nobody at that time")
    new = written(book, lambda: handbook("build", "--formats", "html"))
    assert {name.split("/")[1] for name in new if name.startswith("pagefind/")} == {"commentary", "handbook.json"}


def test_pages_that_cite_are_not_all_written_when_one_is_read_again(book: Path, handbook: Handbook) -> None:
    a_new_page(book)
    with (book / NOTE).open("a", encoding="utf-8") as page:
        page.write("\n```{bibliography}\n:all:\n```\n")
    for name in (NOTE, "docs/more.md"):
        with (book / name).open("a", encoding="utf-8") as page:
            page.write("\nSee {cite:t}`grey1931`.\n")
    assert handbook("build", "--formats", "html") == 0
    change(book / "docs/more.md", "Of ", "More of ")
    assert "notes.html" not in written(book, lambda: handbook("build", "--formats", "html"))


def test_what_another_hand_has_changed_is_written_again(book: Path, handbook: Handbook) -> None:
    good = tree(book / "build/html")
    (book / "build/html/people.html").write_text("Nobody.")
    (book / "build/html/references.json").unlink()
    assert handbook("build", "--formats", "html") == 0
    assert tree(book / "build/html") == good


@pytest.mark.parametrize("name", ["website", "conversion", "proof-html", "authority"])
@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_memory_is_thrown_away(book: Path, handbook: Handbook, name: str, damage: bytes | None) -> None:
    good = tree(book / "build/html")
    memory = book / "build/.doctrees/.kept" / name
    whole = memory.read_bytes()
    memory.write_bytes(whole[: len(whole) // 2] + b"\x00" + whole[len(whole) // 2 + 1 :] if damage is None else damage)
    assert handbook("build", "--formats", "html") == 0
    assert tree(book / "build/html") == good


@pytest.mark.parametrize("wrong", ["{person}`Nobody <nobody>`", "{nonsense}`word`"])
def test_what_is_not_mended_is_reported_by_every_build(
    book: Path, handbook: Handbook, capsys: pytest.CaptureFixture[str], wrong: str
) -> None:
    change(book / NOTE, "# Notes\n", f"# Notes\n\n{wrong}\n")
    for _ in range(2):
        assert handbook("build", "--formats", "html") == 1
        assert "notes.md:3" in capsys.readouterr().err
    change(book / NOTE, f"\n{wrong}\n", "")
    assert handbook("build", "--formats", "html") == 0


def test_a_proof_that_failed_is_made_again(
    book: Path, handbook: Handbook, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    CHANGES["an emendation"](book)
    lost = Report((), (Problem("corpus/mill/source.txt", 3, "words-lost", "a word is missing"),))
    with monkeypatch.context() as patched:
        patched.setattr("sphinx_handbook.fidelity.verify", lambda *_: lost)
        for _ in range(2):
            assert handbook("build", "--formats", "html") == 1
            assert "a word is missing" in capsys.readouterr().err
    assert handbook("build", "--formats", "html") == 0


@pytest.fixture
def printed(book: Path, handbook: Handbook) -> Path:
    """The book in print, without its notes."""
    with (book / "docs/conf.py").open("a", encoding="utf-8") as conf:
        conf.write('handbook_pdf_omit = ["notes"]\n')
    assert handbook("build", "--formats", "pdf") == 0
    return book


def refuse(*arguments: object, **named: object) -> NoReturn:
    raise PdfError("set again")


def test_a_book_is_set_and_proved_again_only_if_its_source_is_another(
    printed: Path, handbook: Handbook, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf = printed / "build/handbook.pdf"
    good = pdf.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr("sphinx_handbook.pdf.builder.compile_book", refuse)
        patched.setattr("sphinx_handbook.fidelity.verify", refuse)
        CHANGES["the words of a page"](printed)
        pdf.unlink()
        assert handbook("build", "--formats", "pdf") == 0
        assert pdf.read_bytes() == good
        CHANGES["a person's name"](printed)
        assert handbook("build", "--formats", "pdf") == 1
        assert "set again" in capsys.readouterr().err
    assert handbook("build", "--formats", "pdf") == 0
    again = pdf.read_bytes()
    assert handbook("build", "--formats", "pdf", "--out", printed / "clean") == 0
    assert again == (printed / "clean/handbook.pdf").read_bytes() != good


def test_an_epub_is_proved_again_only_if_a_page_of_its_texts_is_another(
    book: Path, handbook: Handbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert handbook("build", "--formats", "epub") == 0
    good = (book / "build/handbook.epub").read_bytes()
    monkeypatch.setattr("sphinx_handbook.fidelity.verify", refuse)
    CHANGES["the words of a page"](book)
    assert handbook("build", "--formats", "epub") == 0
    assert (book / "build/handbook.epub").read_bytes() != good
    CHANGES["an emendation"](book)
    with pytest.raises(PdfError, match="set again"):
        handbook("build", "--formats", "epub")


@pytest.mark.parametrize("name", ["book", "proof-pdf"])
def test_a_damaged_memory_of_the_book_is_thrown_away(printed: Path, handbook: Handbook, name: str) -> None:
    good = (printed / "build/handbook.pdf").read_bytes()
    memory = printed / "build/.doctrees/.kept" / name
    memory.write_bytes(memory.read_bytes()[:-9])
    assert handbook("build", "--formats", "pdf") == 0
    assert (printed / "build/handbook.pdf").read_bytes() == good


def test_a_picture_in_the_book_is_printed_as_it_is_now(book: Path, handbook: Handbook) -> None:
    assert handbook("build", "--formats", "pdf") == 0
    good = (book / "build/handbook.pdf").read_bytes()
    CHANGES["a picture"](book)
    assert handbook("build", "--formats", "pdf") == 0
    assert (book / "build/handbook.pdf").read_bytes() != good


def test_nothing_is_taken_over_unless_digest_and_files_are_the_same(tmp_path: Path) -> None:
    last, new = tmp_path / "last", tmp_path / "new"
    for folder in (last, new):
        folder.mkdir()
    (last / "page").write_text("words")
    made = Kept(last, last)
    made.note("page", "a digest", ["page"], words=1)
    kept = Kept(last, new, made.now)
    assert kept.take("page", "another digest") is None
    assert kept.take("other", "a digest") is None
    assert not list(new.iterdir())
    taken = kept.take("page", "a digest")
    assert taken is not None
    assert taken.known == {"words": 1}
    assert (new / "page").read_text() == "words"
    (last / "page").unlink()
    assert Kept(last, new, made.now).take("page", "a digest") is None


def test_a_memory_answers_only_for_its_digest(tmp_path: Path) -> None:
    file = tmp_path / "deep/memory"
    assert stored(file, "inputs") is None
    store(file, "inputs", [1, 2])
    assert stored(file, "inputs") == [1, 2]
    assert stored(file, "others") is None
    assert [path.name for path in file.parent.iterdir()] == ["memory"]


def test_a_page_is_checked_though_the_conversion_is_kept(
    book: Path, handbook: Handbook, capsys: pytest.CaptureFixture[str]
) -> None:
    change(book / "docs/notes.md", "<vera>", "<veera>")
    capsys.readouterr()
    assert handbook("build", "--formats", "html") == 1
    assert (
        "docs/notes.md:3:1: page-target there is no person 'veera'\n    Did you mean vera?" in capsys.readouterr().err
    )


def test_a_build_in_haste_keeps_the_search_of_the_last_website(book: Path) -> None:
    def site(haste: Haste) -> dict[str, bytes]:
        _, *stages = build(book / "docs", book / "build", ("html",), say=lambda text: None, haste=haste)
        assert not any(stage.warnings or stage.error for stage in stages)
        return tree(book / "build/html")

    first = site(Haste.NONE)
    assert "pagefind/handbook.json" in first
    change(book / "docs/notes.md", "kept the mill", "kept the zeppelin")
    hurried = site(Haste.SEARCH_WAITS)
    assert b"zeppelin" in hurried["notes.html"]
    assert hurried.keys() == first.keys()
    assert not [
        name for name in first if name.startswith(("pagefind/", "searchindex")) and first[name] != hurried[name]
    ]
    assert b"zeppelin" in site(Haste.NONE)["searchindex.js"]


def test_a_build_in_haste_makes_the_search_where_there_is_none(book: Path) -> None:
    shutil.rmtree(book / "build")
    build(book / "docs", book / "build", ("html",), say=lambda text: None, haste=Haste.SEARCH_WAITS)
    assert {"pagefind/handbook.json", "searchindex.js"} <= tree(book / "build/html").keys()


def test_pages_whose_own_words_are_the_same_can_wait_for_a_title(book: Path) -> None:
    def site(haste: Haste) -> tuple[dict[str, bytes], bool]:
        _, stage, _ = build(book / "docs", book / "build", ("html",), say=lambda text: None, haste=haste)
        assert not stage.warnings
        assert not stage.error
        pages = tree(book / "build/html")
        return {name: page for name, page in pages.items() if name.endswith(".html")}, stage.waiting

    first, waiting = site(Haste.NONE)
    assert not waiting
    change(book / "docs/notes.md", "# Notes", "# Notes on a zeppelin")
    soon, waiting = site(Haste.OTHERS_WAIT)
    assert waiting
    assert b"Notes on a zeppelin" in soon["notes.html"]
    waited = {name for name in first if first[name] == soon[name]}
    assert {"texts/mill/1.html", "people/letter-n.html"} <= waited
    then, waiting = site(Haste.SEARCH_WAITS)
    assert not waiting
    assert all(b"Notes on a zeppelin" in page for page in then.values())
    assert then["notes.html"] == soon["notes.html"], "who reads it need not load it again"
    shutil.rmtree(book / "build")
    clean, _ = site(Haste.NONE)
    assert then == clean
