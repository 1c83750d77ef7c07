"""The PDF: what the writer makes of each construct, what stops it, and what a reader finds in the printed book."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx
from sphinx.domains import Domain, Index, IndexEntry
from sphinx.util.docutils import docutils_namespace

from sphinx_handbook.fidelity.extract_pdf import read_pdf
from sphinx_handbook.pdf import compiler
from sphinx_handbook.pdf.builder import TypstBuilder, compile_book
from sphinx_handbook.pdf.compiler import Layout, Spot
from sphinx_handbook.pdf.index import with_variants
from sphinx_handbook.pdf.papers import PAPERS
from sphinx_handbook.pdf.places import PdfError

CASES = Path(__file__).with_name("cases") / "pdf_writer.md"
EXTENSIONS = ["myst_parser", "sphinx_design", "sphinx_handbook.pdf", "test_pdf_writer"]
SETTINGS: dict[str, Any] = {
    "project": "Test",
    "author": "The Editors",
    "copyright": "2026, The Editors",
    "release": "",
    "language": "en",
    "smartquotes": False,
    "extensions": EXTENSIONS,
    "myst_enable_extensions": ["attrs_block", "attrs_inline", "colon_fence", "deflist"],
    "myst_footnote_transition": False,
    "myst_footnote_sort": False,
    "handbook_date": "2026-01-31",
}

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20"/></svg>'


class Persons(Index):
    name = "persons"
    localname = "Index of persons"

    def generate(self, docnames: Any = None) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        def entry(name: str, docname: str, anchor: str, subtype: int = 0) -> IndexEntry:
            return IndexEntry(name, subtype, docname, anchor, "", "", "")

        found = [entry("Lenin", "one/a", "one-a-1", 1), entry("one.a.2", "one/a", "one-a-2", 2)]
        return [("L", [*found, entry("Lenin", "one/b", "one-b-1")]), ("X", [entry("Xenia", "elsewhere", "x")])], False


class Registers(Domain):
    name = "hb"
    label = "registers"
    indices = (Persons,)


class strange_node(nodes.General, nodes.Element):
    """A node that no writer knows."""


class Strange(Directive):
    def run(self) -> list[nodes.Node]:
        return [strange_node("", nodes.Text("words that would be lost"))]


def source_labels(app: Sphinx, doctree: nodes.document) -> None:
    """Give notes the labels they are written with, as the handbook's own transform does."""
    for note in doctree.findall(nodes.footnote):
        label = note["names"][0]
        note[0].children = [nodes.Text(label)]
        for mark in doctree.findall(nodes.footnote_reference):
            if mark["refid"] in note["ids"]:
                mark.children = [nodes.Text(label)]


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("doctree-read", source_labels)
    app.add_directive("strange", Strange)
    app.add_domain(Registers)
    return {"parallel_read_safe": True}


def application(folder: Path, pages: dict[str, str], **settings: Any) -> Sphinx:
    """A Sphinx application over ``pages`` that has read them."""
    source = folder / "source"
    for name, text in pages.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with docutils_namespace():
        app = Sphinx(
            source,
            None,
            folder / "out",
            folder / "doctrees",
            "typst",
            SETTINGS | settings,
            status=None,
            warning=io.StringIO(),
            freshenv=True,
        )
        app.builder.read()
    return app


def written(app: Sphinx) -> str:
    assert isinstance(app.builder, TypstBuilder)
    return app.builder.book()


def page_with(content: str) -> dict[str, str]:
    return {"index.md": "# Book\n\n```{toctree}\npage\n```\n", "page.md": content, "picture.svg": SVG}


def cases() -> Iterator[Any]:
    parts = re.split(r"\n\.\n", CASES.read_text(encoding="utf-8").partition("\n\n")[2])
    for name, source, expected in zip(parts[0::3], parts[1::3], parts[2::3], strict=False):
        yield pytest.param(source, expected, id=name.strip())


@pytest.mark.parametrize(("source", "expected"), list(cases()))
def test_case(tmp_path: Path, source: str, expected: str) -> None:
    book = written(application(tmp_path, page_with(source + "\n")))
    assert book.partition("// page\n")[2].strip() == expected.strip()


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("[x](page.md)\n\n```{strange}\n```", r"page.*'strange_node'.*words that would be lost"),
        ("No mark.\n\n[^1]: Note.\n\n[^2]: Note.", r"page:\d+: no mark refers to the footnote '1'"),
        ("![](picture.svg)", r"page:\d+: the image .* has no alternative text"),
        ("[x](other.md)", r"page: a reference points to 'other#', which is not in the handbook"),
    ],
)
def test_what_stops_the_writer(tmp_path: Path, source: str, message: str) -> None:
    pages = page_with(source) | {"other.md": "---\norphan: true\n---\n# Not in the book"}
    app = application(tmp_path, pages)
    with pytest.raises(PdfError, match=message):
        written(app)


SENTENCE = "An internationalist demonstration unquestionably weakened these counter-revolutionary institutions. "

BOOK = {
    "index.md": "# The Book\n\nFront words.\n\n```{toctree}\none/index\nlast\n```\n",
    "one/index.md": "# Part One\n\n{.author}\nA. Writer\n\nPart words.\n\n{.rights}\nFree, *as* air.\n\n```{toctree}\na\nb\n```\n",
    "one/a.md": "---\nsiglum: one\ndivision: a\n---\n# A Division[^x]\n\n{#one-a-1}\n"
    + SENTENCE * 60
    + "A mark[^683] stands here.\n\n{#one-a-2}\nThe second paragraph.\n\n"
    + "[^x]: On the heading.\n\n[^683]: The note's words.\n\n    Its second paragraph.\n",
    "one/b.md": "# B Division\n\n{#one-b-1}\nSee [the first](a.md).\n\n![A box](picture.svg)\n",
    "one/picture.svg": SVG,
    "last.md": "# Last Words\n\n```{index} single: words; last\n```\n\n> Quoted.\n",
}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a small book."""
    folder = tmp_path_factory.mktemp("book")
    build(folder)
    return folder / "out"


def build(folder: Path) -> None:
    app = application(folder, BOOK, handbook_pdf_keywords=["history", "revolution"])
    app.builder.write(None, [], "all")


def test_logical_text(printed: Path) -> None:
    """The words in order, with their elements: nothing is lost, and what is added stands before and after them."""
    tree = structure(printed / "handbook.pdf")
    blocks = [(tag, words(content)) for tag, content in tree[1][0][1]]
    start = blocks.index(("P", "Front words."))
    end = blocks.index(("H1", "Index of persons"))
    assert blocks[start:end] == [
        ("P", "Front words."),
        ("H1", "Part One"),
        ("P", "A. Writer"),
        ("P", "Part words."),
        ("P", "Free, as air."),
        ("H2", "A DivisionxxOn the heading."),
        ("P", SENTENCE * 60 + "A mark683683The note's words.Its second paragraph. stands here."),
        ("P", "The second paragraph."),
        ("H2", "B Division"),
        ("P", "See the first (p.\xa04)."),
        ("Figure", ""),
        ("H1", "Last Words"),
        ("BlockQuote", "Quoted."),
    ]


def test_divided_words_have_soft_hyphens(printed: Path) -> None:
    text = raw_words(structure(printed / "handbook.pdf"))
    assert "\u00ad" in text
    assert text.replace("\u00ad", "").count(SENTENCE) == 60


def test_note_follows_its_mark(printed: Path) -> None:
    tree = structure(printed / "handbook.pdf")
    paragraph = next(node for node in tree[1][0][1] if "stands here." in words(node))
    position = next(index for index, node in enumerate(paragraph[1]) if node[0] == "Note")
    mark, note = paragraph[1][position - 1 : position + 1]
    assert mark == ("Lbl", [("Link", [("Span", ["683"])])])
    assert [tag for tag, _ in note[1]] == ["P", "P"]
    assert note[1][0][1][0] == mark
    assert words(note) == "683The note's words.Its second paragraph."


def test_running_heads_and_page_numbers_are_artifacts(printed: Path) -> None:
    with pikepdf.open(printed / "handbook.pdf") as pdf:
        headed = [page for page in pdf.pages if b"/Pagination" in page.Contents.read_bytes()]
        assert len(headed) > len(pdf.pages) / 2
    text = raw_words(structure(printed / "handbook.pdf"))
    assert text.count("A Division") == 2, "once in the contents, once as heading"


def test_bookmarks_and_destinations(printed: Path) -> None:
    with pikepdf.open(printed / "handbook.pdf") as pdf:
        with pdf.open_outline() as outline:
            titles = [(item.title, [child.title for child in item.children]) for item in outline.root]
        destinations = set(pikepdf.NameTree(pdf.Root.Names.Dests).keys())
    assert titles == [
        ("Part One", ["A Division", "B Division"]),
        ("Last Words", []),
        ("Index of persons", []),
        ("Index", []),
    ]
    assert {"one/index#part-one", "one/b#b-division", "last#last-words", "hb-persons#"} <= destinations


def test_pages_of_anchors(printed: Path) -> None:
    pages = json.loads((printed / "handbook-pages.json").read_text(encoding="utf-8"))
    with pikepdf.open(printed / "handbook.pdf") as pdf:
        last = labels(pdf)[-1]
    assert pages["one/a#one-a-1"] == pages["one/a#"] == pages["one/index#"] + 1
    in_order = ["one/a#one-a-1", "one/a#one-a-2", "one/b#", "last#", "hb-persons#", "genindex#"]
    assert sorted({pages[anchor] for anchor in in_order}) == [pages[anchor] for anchor in in_order]
    assert str(pages["genindex#"]) == last


def test_links_lead_to_the_page_of_their_anchor_and_say_it(printed: Path) -> None:
    pages = json.loads((printed / "handbook-pages.json").read_text(encoding="utf-8"))
    with pikepdf.open(printed / "handbook.pdf") as pdf:
        printed_as = {page.obj.objgen: label for page, label in zip(pdf.pages, labels(pdf), strict=True)}
        leaf = next(page for page in pdf.pages if printed_as[page.obj.objgen] == str(pages["one/b#"]))
        link, reference = (each for each in leaf.Annots if "/Dest" in each)
        for each in (link, reference):
            assert (printed_as[each.Dest[0].objgen], str(each.Contents)) == (
                str(pages["one/a#"]),
                f"page {pages['one/a#']}",
            )
        height = float(pdf.pages[0].mediabox[3])
        assert height * 0.5 < float(link.Dest[3]) < height, "the division's beginning, a little above its heading"
        addresses = {
            str(each.A.get("/URI", "")) for page in pdf.pages for each in page.get("/Annots", ()) if "/A" in each
        }
        assert not any(address.startswith("place:") for address in addresses)


def test_front_matter_has_roman_numbers_and_the_text_begins_with_page_1(printed: Path) -> None:
    """Half-title, title, imprint and contents; then page 1, on a right-hand page. The book has whole leaves."""
    pages = json.loads((printed / "handbook-pages.json").read_text(encoding="utf-8"))
    with pikepdf.open(printed / "handbook.pdf") as pdf:
        numbers = labels(pdf)
    front = numbers.index("1")
    assert numbers[:front] == ["i", "ii", "iii", "iv", "v", "vi"]
    assert numbers[front:] == [str(number) for number in range(1, len(numbers) - front + 1)]
    assert pages["index#"] == 1
    assert (front % 2, len(numbers) % 2) == (0, 0)


def test_imprint_names_editions_with_their_rights_version_and_day(tmp_path: Path) -> None:
    app = application(
        tmp_path, BOOK, handbook_pdf_licence=["Copy it."], release="7", handbook_pdf_paper="6x9in", version="7"
    )
    app.builder.write(None, [], "all")
    blocks = [words(content) for _, content in structure(tmp_path / "out" / "handbook.pdf")[1][0][1]]
    start = blocks.index("Version 7, 31 January 2026")
    assert blocks[start - 1 : start + 4] == [
        "The Book",
        "Version 7, 31 January 2026",
        "2026, The Editors",
        "Copy it.",
        "A. Writer, Part One. Free, as air.",
    ]


def test_addresses_stand_in_the_outer_margin_and_are_no_text(printed: Path) -> None:
    """An address is an artifact that begins within the margin, beside the line where its paragraph begins."""
    pages = json.loads((printed / "handbook-pages.json").read_text(encoding="utf-8"))
    with pikepdf.open(printed / "handbook.pdf") as pdf:
        number = labels(pdf).index(str(pages["one/a#one-a-1"]))
        found = list(artifacts(pdf.pages[number]))
    assert pages["one/a#one-a-1"] % 2 == 0, "a left-hand page, with its text right of the outer margin"
    beside = "".join(text for text, x in found if 0 < x < PAPERS["a5"].outside / 25.4 * 72)
    assert "a.1" in beside.replace("\u200b", "")
    assert "a.1" not in raw_words(structure(printed / "handbook.pdf"))


def test_page_references_are_told_apart_from_the_words(printed: Path) -> None:
    text = read_pdf(printed / "handbook.pdf")
    assert not text.untagged
    assert "See the first. " in " ".join(token.text for token in text.tokens) + " "


def test_pages_are_told_again_until_they_are_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reference whose length moves what it refers to."""
    where = json.dumps({"width": 148, "height": 210, "inside": 20, "outside": 20, "top": 20, "bottom": 20, "size": 10})
    (tmp_path / "handbook-paper.json").write_text(
        where.replace("}", ', "least": 0, "ragged": false}'), encoding="utf-8"
    )
    template = Path(compiler.__file__).with_name("book.typ")
    (tmp_path / "book.typ").write_bytes(template.read_bytes())
    book = '#import "book.typ": *\n#show: book.with(title: "T")\n#context if "d#x" in told().pages and MOVES { pagebreak() }\n'
    book += '#para(anchor("d#x"), page-of("d#x"))\n'
    (tmp_path / "handbook.typ").write_text(book.replace("MOVES", "true"), encoding="utf-8")
    compile_book(tmp_path, 0, ["ua-1"])
    assert json.loads((tmp_path / "handbook-pages.json").read_text(encoding="utf-8")) == {"d#x": 2}
    restless = book.replace("MOVES", 'calc.odd(told().pages.at("d#x").first())')
    (tmp_path / "handbook.typ").write_text(restless, encoding="utf-8")
    with pytest.raises(PdfError, match="after 5 layouts the book still names pages"):
        compile_book(tmp_path, 0, ["ua-1"])


HERE = Layout(
    places={"a#x": [Spot(7, 1.0, 2.0)], "b#y": [Spot(8, 1.0, 9.0)]},
    addresses={"b#y": "b.1"},
    references=frozenset(),
    openings={"7": [None, "A part"]},
    endings=[6],
    front=2,
    back=9,
)
"""An anchor, and the passage b.1, whose address stands in the margin."""


@pytest.mark.parametrize(
    ("now", "kept"),
    [
        (HERE, True),
        (HERE._replace(places=HERE.places | {"a#x": [Spot(7, 3.0, 4.0)]}), True),
        (HERE._replace(places=HERE.places | {"a#x": [Spot(8, 1.0, 2.0)]}), False),
        (HERE._replace(places=HERE.places | {"b#y": [Spot(8, 1.0, 10.0)]}), False),
        (HERE._replace(places=HERE.places | {"c#z": [Spot(8, 1.0, 2.0)]}), False),
        (HERE._replace(places={"b#y": HERE.places["b#y"]}), False),
        (HERE._replace(front=4), False),
        (HERE._replace(openings={"7": [None, "A part"], "8": ["A part", "A division"]}), False),
        (HERE._replace(endings=[5]), False),
    ],
    ids=[
        "all",
        "on its page",
        "on another page",
        "an address moves",
        "one more",
        "one less",
        "longer contents",
        "a head",
        "a blank page",
    ],
)
def test_what_moves_is_told_again_only_if_it_is_printed(now: Layout, kept: bool) -> None:
    assert now.keeps(json.loads(json.dumps(HERE.told()))) is kept


def test_a_place_in_the_indices_is_told_only_to_who_refers_to_it() -> None:
    index = HERE._replace(places={**HERE.places, "index": [Spot(9, 0.0, 0.0)]})
    moved = index._replace(
        places=index.places | {"index": [Spot(10, 0.0, 0.0)]}, openings=HERE.openings | {"10": [None, "Index"]}
    )
    assert moved.keeps(index.told())
    assert not moved._replace(references=frozenset({"index"})).keeps(index.told())


def test_over_a_part_stands_the_title_of_the_book_and_over_a_division_that_of_its_part() -> None:
    found = [(5, 0, "Contents"), (9, 1, "A part"), (11, 2, "A division"), (20, 1, "Another"), (22, 1, "Alone")]
    assert compiler._openings(found) == {
        "5": [None, "Contents"],
        "9": [None, "A part"],
        "11": ["A part", "A division"],
        "20": [None, "Another"],
        "22": [None, "Alone"],
    }


def test_a_division_called_as_its_part_is_not_in_the_contents(tmp_path: Path) -> None:
    pages = {
        "index.md": "# Book\n\n```{toctree}\nmill/index\n```\n",
        "mill/index.md": "# The Mill\n\n```{toctree}\n1\n2\n```\n",
        "mill/1.md": "# The Mill\n",
        "mill/2.md": "# The Weir\n",
    }
    book = written(application(tmp_path, pages))
    assert re.findall(r"(\w[\w-]+)\(\d, .*?, \"(The .*?)\"", book) == [
        ("part", "The Mill"),
        ("unlisted-division", "The Mill"),
        ("division", "The Weir"),
    ]


def test_a_line_is_left_above_a_block_as_an_editor_has_asked(tmp_path: Path) -> None:
    text = "---\nsiglum: mill\ndivision: 1\n---\n\n# The Mill\n\n(mill-1-1)=\nWords.\n\n(mill-1-s1)=\n## Wheels\n\n(mill-1-2)=\nMore.\n"
    pages = {"index.md": "# Book\n\n```{toctree}\nmill/1\n```\n", "mill/1.md": text}
    book = written(application(tmp_path, pages, handbook_pdf_line_above=["mill.1.s1", "mill.1.2", "mill.1.2"]))
    assert re.findall(r"#(line-above|para|inner-heading)\(", book) == [
        "para",
        "line-above",
        "inner-heading",
        *["line-above"] * 2,
        "para",
    ]


@pytest.mark.parametrize("address", ["mill.1.9", "mil.1.1", "mill.1"])
def test_an_address_above_which_no_line_can_be_left(tmp_path: Path, address: str) -> None:
    text = "---\nsiglum: mill\ndivision: 1\n---\n\n# The Mill\n\n(mill-1-1)=\nWords.\n"
    pages = {"index.md": "# Book\n\n```{toctree}\nmill/1\n```\n", "mill/1.md": text}
    with pytest.raises(PdfError, match=f"handbook_pdf_line_above in conf.py: '{address}' is no block"):
        written(application(tmp_path, pages, handbook_pdf_line_above=[address]))


def test_a_line_above_a_block_of_a_text_that_is_not_at_hand(tmp_path: Path) -> None:
    pages = {"index.md": "# Book\n\n```{toctree}\nmill/index\n```\n", "mill/index.md": "# The Mill\n"}
    assert "line-above" not in written(application(tmp_path, pages, handbook_pdf_line_above=["mill.1.1"]))


def test_what_a_book_is_told_of_another_leaves_no_trace(printed: Path, tmp_path: Path) -> None:
    again = shutil.copytree(printed, tmp_path / "again")
    told = json.loads((printed / "handbook-told.json").read_text(encoding="utf-8"))
    wrong = {name: [page + 93 for page in pages] for name, pages in told["pages"].items()}
    told |= {"pages": wrong | {"gone": [1]}, "margins": {"3": [[90.0, "no.1"]]}, "front": 8}
    compile_book(again, 1769817600, ["a-2a", "ua-1"], told=json.dumps(told).encode())
    assert (again / "handbook.pdf").read_bytes() == (printed / "handbook.pdf").read_bytes()


@pytest.mark.parametrize("name", PAPERS)
def test_every_size_is_set_inside_its_margins(tmp_path: Path, name: str) -> None:
    app = application(tmp_path, BOOK, handbook_pdf_paper=name)
    app.builder.write(None, [], "all")
    with pikepdf.open(tmp_path / "out" / "handbook.pdf") as pdf:
        width, height = (round(float(side) / 72 * 25.4) for side in pdf.pages[0].MediaBox[2:])
    assert (width, height) == (round(PAPERS[name].width), round(PAPERS[name].height))
    assert ("\u00ad" in raw_words(structure(tmp_path / "out" / "handbook.pdf"))) is not PAPERS[name].ragged


def test_a_document_left_out_is_referred_to_in_plain_words(tmp_path: Path) -> None:
    book = written(application(tmp_path, BOOK, handbook_pdf_omit=["one/a*"]))
    assert "A Division" not in book
    assert "mark stands here" not in book
    assert re.search(r'"See ", run\(.*"the first"', book)
    assert '"place:one/a' not in book
    assert "page-of" not in book


def test_a_size_that_is_none(tmp_path: Path) -> None:
    app = application(tmp_path, page_with("x"), handbook_pdf_paper="octavo")
    with pytest.raises(PdfError, match="handbook_pdf_paper is 'octavo'; the sizes are a5, 6x9in, a4, large-print"):
        app.builder.write(None, [], "all")


def test_index_names_pages_once_and_in_order(printed: Path) -> None:
    pages = json.loads((printed / "handbook-pages.json").read_text(encoding="utf-8"))
    first, second, third = (pages[f"one/{anchor}"] for anchor in ("a#one-a-1", "a#one-a-2", "b#one-b-1"))
    lines = [words(node) for node in structure(printed / "handbook.pdf")[1][0][1]]
    assert (second - first, third - second) == (2, 1)
    assert f"Lenin, {first}, {second}–{third}" in lines
    assert not any("Xenia" in line for line in lines), "an entry of a page that is not printed"


def test_a_variant_far_from_its_heading_sends_there() -> None:
    rows = [(f"M{letter}", ("people", f"person-{letter}"), []) for letter in "abcdefghijklmn"]
    groups = [("M", rows), ("T", [("Tsereteli, Irakli", ("people", "person-t"), [])])]
    found = dict(with_variants(groups, {"person-t": ["Ceretelli", "Tseretelli", "the minister"], "person-a": ["Mzz"]}))
    assert [words for words, _, _ in found["C"]] == ["Ceretelli, see Tsereteli, Irakli"]
    assert [words for words, _, _ in found["T"]] == ["Tsereteli, Irakli"], "a spelling beside it is found without help"
    assert found["M"][-1] == ("Mzz, see Ma", None, [])
    assert list(found) == ["C", "M", "T"]


def test_metadata_and_standards(printed: Path) -> None:
    with pikepdf.open(printed / "handbook.pdf") as pdf:
        assert pdf.docinfo["/Title"] == "The Book"
        assert pdf.docinfo["/Author"] == "The Editors"
        assert pdf.docinfo["/Keywords"] == "history, revolution"
        assert pdf.docinfo["/CreationDate"] == "D:20260131000000Z"
        assert pdf.Root.Lang == "en"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        width, height = (round(float(side) / 72 * 25.4) for side in pdf.pages[0].MediaBox[2:])
        assert (width, height) == (148, 210)


def test_two_builds_are_byte_identical(printed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    build(tmp_path)
    for name in ("handbook.typ", "handbook.pdf", "handbook-pages.json"):
        assert (tmp_path / "out" / name).read_bytes() == (printed / name).read_bytes()


def test_source_date_epoch_goes_before_the_configured_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert "datetime(year: 1970, month: 1, day: 1)" in written(application(tmp_path, page_with("x")))


def test_date_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    with pytest.raises(PdfError, match="'January', which is not a date"):
        written(application(tmp_path, page_with("x"), handbook_date="January"))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("#let x = 1\n#unknown-function()", r"(?s)unknown variable: unknown-function.*handbook\.typ:2"),
        ('#set text(font: "No Such Font")\nx', r"(?s)unknown font family.*handbook\.typ:1"),
        ("#set document(title: [T], date: none)\n\U0001f5ff", r"could not be displayed"),
    ],
)
def test_what_typst_says_stops_the_build(tmp_path: Path, source: str, message: str) -> None:
    (tmp_path / "handbook.typ").write_text(source, encoding="utf-8")
    with pytest.raises(PdfError, match=message):
        compile_book(tmp_path, 0, ["ua-1"])


def labels(pdf: pikepdf.Pdf) -> list[str]:
    """The numbers that the pages bear."""
    return [str(page.label) for page in pdf.pages]


def artifacts(page: pikepdf.Page) -> Iterator[tuple[str, float]]:
    """Each piece of text that is an artifact, with its distance from the left edge."""
    fonts = {name: unicode_of(font) for name, font in page.Resources.get("/Font", {}).items()}
    matrices, matrix, at, inside, font = [], pikepdf.Matrix(), pikepdf.Matrix(), [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                matrices.append(matrix)
            case "Q":
                matrix = matrices.pop()
            case "cm":
                matrix = pikepdf.Matrix(*operands) @ matrix
            case "Tm":
                at = pikepdf.Matrix(*operands)
            case "BDC" | "BMC":
                inside.append(operands[0] == "/Artifact")
            case "EMC":
                inside.pop()
            case "Tf":
                font = fonts[str(operands[0])]
            case "Tj" | "TJ" if any(inside):
                pieces = operands if str(operator) == "Tj" else list(operands[0])
                glyphs = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
                text = "".join(font[int.from_bytes(glyphs[i : i + 2])] for i in range(0, len(glyphs), 2))
                yield text, float((at @ matrix).e)


# How the words are read back: a node is a tag and its children, a leaf is text.


def structure(path: Path) -> tuple[str, list[Any]]:
    with pikepdf.open(path) as pdf:
        texts = {page.objgen: marked_texts(page) for page in pdf.pages}
        return element(pdf.Root.StructTreeRoot, None, texts)


def element(node: Any, page: Any, texts: dict[Any, dict[int, str]]) -> tuple[str, list[Any]]:
    page = node.Pg.objgen if "/Pg" in node else page
    kids = node.get("/K", [])
    children: list[Any] = []
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            children.append(texts[page].get(kid, ""))
        elif kid.get("/Type") == "/MCR":
            children.append(texts[kid.Pg.objgen if "/Pg" in kid else page].get(int(kid.MCID), ""))
        elif kid.get("/Type") != "/OBJR":
            children.append(element(kid, page, texts))
    return str(node.get("/S", "/Root")).lstrip("/"), children


def marked_texts(page: pikepdf.Page) -> dict[int, str]:
    """Marked content id -> its text; ActualText goes before the glyphs' own."""
    fonts = {name: unicode_of(font) for name, font in page.Resources.get("/Font", {}).items()}
    texts: dict[int, str] = {}
    font: dict[int, str] = {}
    current: int | None = None
    replaced = False
    stack: list[tuple[int | None, bool]] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                stack.append((current, replaced))
                properties = operands[1] if len(operands) > 1 else {}
                if operands[0] == "/Artifact":
                    current = None
                elif "/MCID" in properties:
                    current = int(properties["/MCID"])
                if "/ActualText" in properties and not replaced and current is not None:
                    texts[current] = texts.get(current, "") + str(properties["/ActualText"])
                    replaced = True
            case "EMC":
                current, replaced = stack.pop()
            case "Tf":
                font = fonts[str(operands[0])]
            case "Tj" | "TJ" if current is not None and not replaced:
                pieces = [operands[0]] if str(operator) == "Tj" else list(operands[0])
                glyphs = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
                words = "".join(font[int.from_bytes(glyphs[i : i + 2])] for i in range(0, len(glyphs), 2))
                texts[current] = texts.get(current, "") + words
    return texts


def unicode_of(font: Any) -> dict[int, str]:
    """Glyph id -> text, from a font's ToUnicode map."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    return {
        int(glyph, 16): bytes.fromhex(text).decode("utf-16-be")
        for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL)
        for glyph, text in re.findall(r"<(\w+)>\s*<(\w+)>", block)
    }


def raw_words(node: Any) -> str:
    return node if isinstance(node, str) else "".join(raw_words(child) for child in node[1])


def words(node: Any) -> str:
    """The words of a node, or of a list of nodes, without the soft hyphens of divided words."""
    return raw_words(("", node) if isinstance(node, list) else node).replace("\u00ad", "")
