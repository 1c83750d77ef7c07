"""What the website's search knows: passages, the words that find them, and an index of the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sphinx.errors import ExtensionError

from sphinx_handbook.authority import Person
from sphinx_handbook.recognisers.spelling import fold
from sphinx_handbook.sphinx.search.names import as_typed, surnames, words_of
from sphinx_handbook.sphinx.search.pagefind import write_index
from sphinx_handbook.sphinx.search.passages import Passage, cut
from sphinx_handbook.sphinx.search.records import Named, Page, names, people_in, records

MILLER = Person(
    id="petrova", name="Vera Petrova", sort="Petrova, Vera", variants=("V. Petrowa", "the Miller", "Vera Ilyinichna")
)
FERRYMAN = Person(id="reed", name="John Reed", sort="Reed, John")
PEOPLE = {"petrova": MILLER, "reed": FERRYMAN}


def passages(body: str) -> list[tuple[str, str]]:
    return [(passage.anchor, passage.text) for passage in cut(page(body))[1]]


def page(body: str) -> bytes:
    return f'<html><body><nav>no</nav><main role="main">{body}</main></body></html>'.encode()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<section id='m-1'><h1>One</h1><p id='m-1-1'>two</p></section>", [("m-1", "One"), ("m-1-1", "two")]),
        ("<p id='a'>one<em>s</em> <span class='target' id='m-p4'></span>two</p>", [("a", "ones two")]),
        ("<p id='a'>one<a class='footnote-reference' href='#b'>1</a>.</p>", [("a", "one.")]),
        (
            "<p id='a'>one</p><span class='target' id='a-n1'></span><aside id='id1'><span class='label'>1</span><p>two</p></aside>",
            [("a", "one"), ("a-n1", "two")],
        ),
        ("<p id='a'>one</p><p class='editorial'>no</p><p>two</p>", [("a", "one two")]),
        ("<dl><dt id='a'>One</dt><dd><p>two</p><p class='mentions'>1.2</p></dd></dl>", [("a", "One two")]),
        ("<dl><dt id='a'>One</dt><dd><p class='mentions'>1.2</p></dd></dl>", []),
        (
            "<section id='t'><h1>Vera</h1><span class='target' id='person-v'></span><p>one</p></section>",
            [("person-v", "Vera one")],
        ),
        (
            "<p>one</p><div class='commentary' id='on-m-1'><p>two</p><p>three</p></div>",
            [("", "one"), ("on-m-1", "two three")],
        ),
        ("<p id='a'>one<svg><text>no</text></svg></p><div class='passages'><p>no</p></div>", [("a", "one")]),
    ],
)
def test_a_passage_runs_from_its_anchor_to_the_next(body: str, expected: list[tuple[str, str]]) -> None:
    assert passages(body) == expected


def test_a_passage_knows_its_heading_and_whom_it_names() -> None:
    title, found = cut(
        page(
            """<section id="m-1"><h1>The Weir<a class="headerlink" href="#m-1">¶</a></h1>
            <p id="m-1-1"><a class="person" href="../people.html#person-petrova">Petrowa</a> and
            <a class="person" href="../people.html#person-petrova">Petrowa</a> again.</p>
            <p class="rubric" id="person-reed">Reed, John</p><p class="facts">Named with
            <a class="person" href="#person-petrova">Vera</a>.</p></section>"""
        )
    )
    assert title == "The Weir"
    assert found == [
        Passage("m-1", "The Weir", "The Weir"),
        Passage("m-1-1", "", "Petrowa and Petrowa again.", (("petrova", "Petrowa"),)),
        Passage("person-reed", "Reed, John", "Reed, John Named with Vera.", (("reed", ""),)),
    ]


def test_a_person_is_found_by_names_with_a_capital_and_by_spellings_that_are_printed() -> None:
    printed = {"Petróva", "Petrowa’s", "Pétrowna", "Miss Petrowa"}
    assert words_of(MILLER, printed) == ("Petrowa", "Miller", "Ilyinichna")
    assert words_of(FERRYMAN, {"Rid", "Reade"}) == ()


def test_a_surname_may_be_spelled_in_ways_that_no_text_has() -> None:
    known = surnames(PEOPLE.values())
    assert known[fold("Pjetrowa")] == ("Petrova",)
    assert fold("Miller") not in known, "a variant of several words is no surname"
    assert known[fold("Reed")] == ("Reed",)


def test_ordinary_words_and_names_that_the_index_has_are_searched_as_they_are_typed() -> None:
    known = surnames(PEOPLE.values())
    assert fold("red") == fold("Reed"), "else the word proves nothing"
    assert as_typed(["The red flag, a Red flag", "Pjetrowa"], ["Petrova", "Vera"], known) == ["petrova", "red"]


def test_a_record_is_a_passage_with_its_address_and_filters() -> None:
    weir = Page(
        url="texts/mill/1.html",
        title="The Weir",
        part="Essays",
        edition="The Mill",
        address="mill.1",
        passages=(
            Passage("mill-1", "The Weir", "The Weir"),
            Passage("mill-1-1", "", "Petrowa came.", (("petrova", "Petrowa"), ("nobody", "N"))),
        ),
    )
    people = people_in([weir], PEOPLE)
    assert people == {"petrova": Named("Vera Petrova", "Petrova, Vera", ("Petrowa", "Miller", "Ilyinichna"))}
    assert list(records([weir], people)) == [
        {
            "url": "texts/mill/1.html#mill-1",
            "content": "The Weir",
            "meta": {"title": "The Weir"},
            "filters": {"part": ["Essays"], "edition": ["The Mill"]},
        },
        {
            "url": "texts/mill/1.html#mill-1-1",
            "content": "Petrowa came.",
            "meta": {"names": "Petrowa = Vera Petrova = Petrowa Miller Ilyinichna"},
            "filters": {"part": ["Essays"], "edition": ["The Mill"], "person": ["Petrova, Vera"]},
        },
    ]


def test_names_without_other_words_are_told_apart_from_those_with() -> None:
    people = {
        "petrova": Named("Vera Petrova", "Petrova, Vera", ()),
        "reed": Named("John Reed", "Reed, John", ("Jack",)),
    }
    assert (
        names({"petrova": ["Vera", "Petrova"], "reed": []}, people)
        == "Vera, Petrova = Vera Petrova =; = John Reed = Jack"
    )


def tree(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_index_has_the_same_bytes_each_time_and_nothing_that_is_not_needed(tmp_path: Path) -> None:
    people = {str(number): Named(f"P{number}", f"P{number}", ()) for number in range(30)}
    mentions = [Passage(f"a-{number}", "", f"word {number}", ((str(number), "x"),)) for number in range(30)]
    page = Page(url="a.html", title="A", part="Essays", edition="E", passages=tuple(mentions))
    for name in ("one", "two"):
        write_index(list(records([page], people)), tmp_path / name, "en")
    one = tree(tmp_path / "one")
    assert one == tree(tmp_path / "two")
    assert all(one.values()), "a file is empty"
    entry = json.loads(one["pagefind-entry.json"])
    assert entry["languages"]["en"]["page_count"] == 30
    assert f"pagefind.{entry['languages']['en']['hash']}.pf_meta" in one
    assert {name.partition("/")[0].rpartition(".")[2] for name in one} == {
        "js", "json", "pagefind", "pf_meta", "fragment", "index", "filter",
    }  # fmt: skip


def test_without_the_program_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sphinx_handbook.sphinx.search.pagefind.get_executable", lambda: None)
    with pytest.raises(ExtensionError, match="install pagefind_bin"):
        write_index([], tmp_path / "index", "en")


def test_what_the_program_refuses_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ExtensionError, match=r"Pagefind says: .+"):
        write_index([{"content": "no address"}], tmp_path / "index", "en")  # type: ignore[typeddict-item]


def test_the_website_has_its_index_and_its_downloads(project: Path, handbook: Callable[..., int]) -> None:
    assert handbook("build", "--formats", "html,epub") == 0
    site = project / "build/html"
    book = json.loads((site / "pagefind/handbook.json").read_text(encoding="utf-8"))
    assert book["pages"]["texts/mill/1.html"][1] == "mill.1"
    assert "search.html" not in book["pages"]
    assert all((site / page).is_file() for page in book["pages"])
    assert (site / "downloads/handbook.epub").read_bytes() == (project / "build/handbook.epub").read_bytes()
    assert not (site / "downloads/handbook.pdf").exists()
    assert "without it, the" in (site / "search.html").read_text(encoding="utf-8").lower()
