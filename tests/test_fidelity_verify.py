"""A small edition in two formats, its three outputs made by hand, and every way in which an output can be wrong."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import NoReturn

import pikepdf
import pytest
import typst

from sphinx_handbook.fidelity import EditionUnderTest, Emendation, Entry, Gap, Outputs, Removed, Report, verify
from sphinx_handbook.problems import Problem
from sphinx_handbook.text import Block, Division, Edition, Note, Span

LIGHTHOUSE = """\
1) The Lamp

The keeper climbed the stair at dusk and lit the lamp.”683 He wrote the hour (as Vasilyevii
did) in a ledger: \u201cWind from the north,xxv) and a heavy sea.\u201d The oil was Russo-
German,lxix. and
http://example.org/page/2
it burned badly for the whole nightlong watch, so that nobody slept in the the house.

1. The first rule: never let the lamp go out.

2. The second rule: see the first.

Notes and References

683 The stair had one hundred and twelve steps.

ii Vasilyev kept the lamp before him.

See his letters.

xxv A guess, says the inspector.

lxix The firm failed in the year after.

2) The Storm

In the autumn the sea took the jetty. Nobody was hurt.
"""
ISLAND = """\
The Is-
land

On the “slip” [1] stood two boats and on the grass three more, all of them \n\
painted [2] green by hand; the boat house was locked.

Note

1. The slip was built of oak.
2. Some say blue."""

LONG_BLOCK = "The rain that followed filled every cistern on the eastern shore and spoiled the flour in the upper loft."


@dataclass
class Page:
    """What stands on a division's page. A piece is text, or a pair: ("mark" | "lost", label), ("gap", label or "")."""

    heading: str
    blocks: list[list[str | tuple[str, str]]]
    notes: list[tuple[str, list[str]]] = field(default_factory=list)
    notes_heading: str = ""
    editorial: list[str] = field(default_factory=list)


def pages() -> dict[str, Page]:
    """The pages as a perfect conversion makes them, by address."""
    return {
        "lights/lamp": Page(
            "1) The Lamp",
            [
                [
                    "The keeper climbed the stair at dusk and lit the lamp.”",
                    ("mark", "683"),
                    " He wrote the hour (as Vasilyev",
                    ("mark", "ii"),
                    " did) in a ledger: “Wind from the north,",
                    ("mark", "xxv"),
                    ") and a heavy sea.” The oil was Russo-German,",
                    ("mark", "lxix"),
                    ". and it burned badly for the whole night-long watch, so that nobody slept in the house.",
                ],
                ["1. The first rule: never let the lamp go out."],
                ["2. The second rule: see the first."],
            ],
            [
                ("683", ["The stair had one hundred and twelve steps."]),
                ("ii", ["Vasilyev kept the lamp before him.", "See his letters."]),
                ("xxv", ["A guess, says the inspector."]),
                ("lxix", ["The firm failed in the year after."]),
            ],
            "Notes and References",
        ),
        "lights/storm": Page(
            "2) The Storm",
            [["In the autumn the sea took ", ("gap", ""), " the jetty. Nobody was hurt."]],
            editorial=["The source is damaged here."],
        ),
        "lights/island": Page(
            "The Is-land",
            [
                [
                    "On the “slip”", ("mark", "1"), " stood two boats and on the grass three more, all of them painted",
                    ("mark", "2"), " green by hand; the boat house was locked.",
                ],
            ],
            [("1", ["The slip was built of oak."]), ("2", ["Some say blue."])],
            "Note",
        ),
    }  # fmt: skip


def division(id: str, heading: str, file: str, lines: tuple[int, int], marks: list[str], notes: list[str]) -> Division:
    text = Block("paragraph", "", tuple(Span(0, 0, "note", mark) for mark in marks))
    return Division(id, Block("heading", heading), (text,), tuple(Note(label, ()) for label in notes), file, lines)


def edition() -> EditionUnderTest:
    """The edition under test with everything declared that its pages need."""
    labels = ["683", "ii", "xxv", "lxix"]
    storm = LIGHTHOUSE.split("\n").index("2) The Storm") + 1
    return EditionUnderTest(
        "lights",
        {"a": ("lighthouse.txt", LIGHTHOUSE), "b": ("island.txt", ISLAND)},
        Edition(
            "lights",
            (
                division("lamp", "1) The Lamp", "a", (1, storm), labels, labels),
                division("storm", "2) The Storm", "a", (storm, LIGHTHOUSE.count("\n") + 1), [], []),
                division("island", "The Is-land", "b", (1, ISLAND.count("\n") + 2), ["1", "2"], ["1", "2"]),
            ),
        ),
        emendations=(
            Emendation("a", 7, "nightlong", "night-long", "two words"),
            Emendation("a", 7, "the the", "the", "said twice"),
        ),
        removed=(Removed("a", 6),),
        gaps=(Gap("a", storm + 2, "sea took", "a line is lost"),),
        editorial={"storm": ["The source is damaged here."]},
        notes_headings={"lamp": ["Notes and References"], "island": ["Note"]},
        hyphens_join="over-breaks",
    )


def build(pages: dict[str, Page], folder: Path, *names: str) -> Outputs:
    """The outputs ``names`` of ``pages`` in ``folder``."""
    made = Outputs()
    if "html" in names:
        for name, page in pages.items():
            file = folder / "html" / "texts" / f"{name}.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(
                f'<!DOCTYPE html><nav>menu</nav><article role="main" id="content">{markup(page)}</article><p>foot</p>'
            )
        made = replace(made, html=folder / "html")
    if "epub" in names:
        with zipfile.ZipFile(folder / "book.epub", "w") as archive:
            for name, page in pages.items():
                body = f'<body><div class="body" role="main">{markup(page)}</div></body>'
                page_text = f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">{body}</html>'
                archive.writestr(f"texts/{name}.xhtml", page_text)
        made = replace(made, epub=folder / "book.epub")
    if "pdf" in names:
        code = TYPST + "".join(typst_page(page) for page in pages.values())
        (folder / "book.pdf").write_bytes(
            typst.compile(code.encode(), pdf_standards=["ua-1"], ignore_system_fonts=True)
        )
        made = replace(made, pdf=folder / "book.pdf")
    return made


def markup(page: Page) -> str:
    """The page as docutils writes it."""

    def inline(piece: str | tuple[str, str]) -> str:
        if isinstance(piece, str):
            head, _, rest = escape(piece).partition(" ")
            return (
                f'<a class="person reference internal" href="#x">{head}</a> {rest}' if rest and head else escape(piece)
            )
        kind, label = piece
        bracket = '<span class="fn-bracket">{}</span>'.format
        if kind == "mark":
            label = f"{bracket('[')}{label}{bracket(']')}"
            return f'<a class="footnote-reference brackets" href="#n" role="doc-noteref">{label}</a>'
        return f'<sup class="note-lost">{label}</sup>' if kind == "lost" else '<span class="gap">[…]</span>'

    def note(label: str, paragraphs: list[str]) -> str:
        back = f'<a role="doc-backlink" href="#m">{label}</a>'
        label = f'<span class="label"><span class="fn-bracket">[</span>{back}<span class="fn-bracket">]</span></span>'
        backs = '<span class="backrefs">(<a role="doc-backlink" href="#m">1</a>)</span>'
        body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
        return f'<aside class="footnote brackets" role="doc-footnote">{label}{backs}{body}</aside>'

    return (
        f'<span id="anchor"></span><section><h1>{escape(page.heading)}<a class="headerlink" href="#x">¶</a></h1>'
        + "".join(f"<p>{''.join(map(inline, block))}</p>\n" for block in page.blocks)
        + "".join(f'<p class="editorial">{escape(text)}</p>' for text in page.editorial)
        + (f'<p class="rubric notes-heading">{page.notes_heading}</p>' if page.notes_heading else "")
        + f'<aside class="footnote-list">{"".join(note(*each) for each in page.notes)}</aside></section>'
    )


TYPST = """\
#set document(title: "Lights")
#set page(width: 60mm, height: 120mm, margin: 8mm, header: [Running head], numbering: "1")
#set text(lang: "en", hyphenate: true)
#set par(justify: true)
#set smartquote(enabled: false)
= Lights
"""


def typst_page(page: Page) -> str:
    """The page as the book's writer does it: notes stand where their mark is."""

    def text(words: str) -> str:
        return '#"' + words.replace("\\", "\\\\").replace('"', '\\"') + '";'

    def inline(piece: str | tuple[str, str]) -> str:
        if isinstance(piece, str):
            return text(piece)
        kind, label = piece
        if kind == "mark":
            body = "#parbreak()".join(map(text, dict(page.notes).get(label, ())))
            return f'#footnote(numbering: _ => "{label}")[{body}]' if body else text(label)
        return f"#super[{label}]" if kind == "lost" else "[…]"

    blocks = [[words] for words in page.editorial]
    return f"\n\n== {text(page.heading)}\n" + "".join(
        f"\n\n#par[{''.join(map(inline, block))}]\n" for block in [*page.blocks, *blocks]
    )


def check(tmp_path: Path, pages: dict[str, Page], output: str, edition_: EditionUnderTest | None = None) -> Report:
    return verify([edition_ or edition()], build(pages, tmp_path, output))


def codes(report: Report) -> set[str]:
    return {problem.code for problem in report.problems}


OUTPUTS = ["html", "epub", "pdf"]


@pytest.mark.parametrize("output", OUTPUTS)
def test_perfect_output_passes(tmp_path: Path, output: str) -> None:
    report = check(tmp_path, pages(), output)
    assert report.problems == ()
    assert report.ok
    (entry,) = report.entries
    assert (entry.notes, entry.marks) == ((6, 6), (6, 6))
    assert (entry.lost, entry.added, entry.moved) == (0, 0, 0)
    explained = {"note mark": 6, "note label": 6, "emendation": 2, "removed": 1, "gap": 1, "line-end hyphen": 2}
    assert dict(entry.reasons) == explained | ({"notes heading": 2} if output == "pdf" else {})


def test_table_lists_every_output_and_explained_deviation(tmp_path: Path) -> None:
    report = verify([edition()], build(pages(), tmp_path, *OUTPUTS))
    table = report.table(verbose=True)
    assert [line.split()[:2] for line in table.splitlines()[1:4]] == [
        ["lights", "html"],
        ["lights", "epub"],
        ["lights", "pdf"],
    ]
    assert "lights.lamp html line 3: note mark “lamp.”683” → “lamp.”” (683)" in table
    assert "lights.lamp pdf line 7: emendation “nightlong” → “night-long” (two words)" in table
    assert "lights.lamp epub line 4: line-end hyphen “Russo- German,lxix.” → “Russo-German,lxix.”" in table
    assert "note mark" not in report.table().replace("note mark 6", "")


Change = Callable[[dict[str, Page]], None]


def edit_text(address: str, block: int, old: str, new: str) -> Change:
    def change(pages: dict[str, Page]) -> None:
        pieces = pages[address].blocks[block]
        place = next(n for n, piece in enumerate(pieces) if isinstance(piece, str) and old in piece)
        piece = pieces[place]
        assert isinstance(piece, str)
        pieces[place] = piece.replace(old, new, 1)

    return change


def edit_piece(address: str, block: int, old: tuple[str, str], *new: str | tuple[str, str]) -> Change:
    def change(pages: dict[str, Page]) -> None:
        pieces = pages[address].blocks[block]
        place = pieces.index(old)
        pieces[place : place + 1] = new

    return change


def drop_note_and_mark(pages: dict[str, Page]) -> None:
    page = pages["lights/lamp"]
    page.notes = [note for note in page.notes if note[0] != "xxv"]
    page.blocks[0].remove(("mark", "xxv"))


def drop_paragraph_of_note(pages: dict[str, Page]) -> None:
    pages["lights/lamp"].notes[1][1].pop()


def swap_paragraphs(pages: dict[str, Page]) -> None:
    blocks = pages["lights/lamp"].blocks
    blocks[0], blocks[1] = blocks[1], blocks[0]


def move_paragraph_to_other_division(pages: dict[str, Page]) -> None:
    pages["lights/storm"].blocks.append(pages["lights/lamp"].blocks.pop())


def swap_notes(pages: dict[str, Page]) -> None:
    notes = pages["lights/lamp"].notes
    notes[0], notes[2] = (notes[0][0], notes[2][1]), (notes[2][0], notes[0][1])


def relabel(pages: dict[str, Page]) -> None:
    page = pages["lights/lamp"]
    page.notes[0] = ("684", page.notes[0][1])
    place = page.blocks[0].index(("mark", "683"))
    page.blocks[0][place] = ("mark", "684")


def cut_too_little(pages: dict[str, Page]) -> None:
    edit_text("lights/lamp", 0, "lamp.”", "lamp.”6")(pages)
    edit_piece("lights/lamp", 0, ("mark", "683"), ("mark", "83"))(pages)
    page = pages["lights/lamp"]
    page.notes[0] = ("83", page.notes[0][1])


BROKEN: dict[str, tuple[Change, set[str]]] = {
    "word dropped": (edit_text("lights/storm", 0, "jetty. Nobody", "jetty."), {"words-lost"}),
    "punctuation dropped": (edit_text("lights/storm", 0, "jetty.", "jetty"), {"words-lost", "words-added"}),
    "word added": (edit_text("lights/storm", 0, "jetty.", "old jetty."), {"words-added"}),
    "word repeated": (edit_text("lights/storm", 0, "Nobody was", "Nobody was was"), {"words-added"}),
    "one letter": (edit_text("lights/lamp", 0, "dusk", "dust"), {"words-lost", "words-added"}),
    "case": (edit_text("lights/lamp", 0, "The keeper", "the keeper"), {"words-lost", "words-added"}),
    "quotation mark": (edit_text("lights/lamp", 0, "“Wind", '"Wind'), {"words-lost", "words-added"}),
    "words joined": (edit_text("lights/lamp", 1, "never let", "neverlet"), {"words-lost", "words-added"}),
    "word divided": (edit_text("lights/lamp", 1, "never", "nev er"), {"words-lost", "words-added"}),
    "words swapped": (edit_text("lights/lamp", 1, "never let", "let never"), {"words-moved"}),
    "list label dropped": (edit_text("lights/lamp", 1, "1. ", ""), {"words-lost"}),
    "paragraph dropped": (lambda pages: pages["lights/lamp"].blocks.pop(), {"words-lost"}),
    "paragraph added": (lambda pages: pages["lights/storm"].blocks.append([LONG_BLOCK]), {"words-added"}),
    "paragraph twice": (
        lambda pages: pages["lights/lamp"].blocks.append(pages["lights/lamp"].blocks[1]),
        {"words-added"},
    ),
    "paragraphs swapped": (swap_paragraphs, {"words-moved"}),
    "paragraph in another division": (move_paragraph_to_other_division, {"words-moved"}),
    "note dropped": (drop_note_and_mark, {"words-lost"}),
    "paragraph of a note dropped": (drop_paragraph_of_note, {"words-lost"}),
    "notes swapped": (swap_notes, {"words-moved"}),
    "note relabelled": (relabel, {"words-lost", "words-added"}),
    "mark became text": (edit_piece("lights/lamp", 0, ("mark", "xxv"), "xxv"), {"words-lost"}),
    "mark without note": (edit_piece("lights/lamp", 0, ("mark", "xxv"), ("lost", "xxv")), {"words-lost"}),
    "mark dropped": (edit_piece("lights/lamp", 0, ("mark", "ii")), {"words-lost"}),
    "mark moved": (edit_text("lights/lamp", 0, "lit the lamp.”", "lit the "), {"words-lost"}),
    "mark cut in two": (cut_too_little, {"words-lost", "words-added"}),
    "bracketed mark relabelled": (edit_piece("lights/island", 0, ("mark", "2"), ("mark", "1")), {"words-lost"}),
    "emendation not applied": (edit_text("lights/lamp", 0, "night-long", "nightlong"), {"words-lost", "words-added"}),
    "emendation applied twice": (edit_text("lights/lamp", 0, "in the house", "in house"), {"words-lost"}),
    "emendation where not declared": (
        edit_text("lights/island", 0, "boat house", "boat-house"),
        {"words-lost", "words-added"},
    ),
    "hyphen lost at line end": (
        edit_text("lights/lamp", 0, "Russo-German", "RussoGerman"),
        {"words-lost", "words-added"},
    ),
    "artefact printed": (
        edit_text("lights/lamp", 0, "it burned", "http://example.org/page/2 it burned"),
        {"words-added"},
    ),
    "gap dropped": (edit_piece("lights/storm", 0, ("gap", "")), {"words-lost"}),
    "gap elsewhere": (edit_piece("lights/lamp", 0, ("mark", "ii"), ("mark", "ii"), " ", ("gap", "")), {"words-added"}),
    "heading wrong": (lambda pages: setattr(pages["lights/storm"], "heading", "2) The Stream"), {"words-lost"}),
    "division missing": (lambda pages: pages.pop("lights/storm"), {"words-lost", "output-missing"}),
}


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("name", BROKEN)
def test_broken_output_fails(tmp_path: Path, name: str, output: str) -> None:
    change, expected = BROKEN[name]
    broken = deepcopy(pages())
    change(broken)
    report = check(tmp_path, broken, output)
    assert not report.ok
    assert expected <= codes(report)


@pytest.mark.parametrize("output", OUTPUTS)
def test_problem_names_source_line_and_words(tmp_path: Path, output: str) -> None:
    broken = pages()
    edit_text("lights/island", 0, "green by hand", "green hand")(broken)
    (problem,) = check(tmp_path, broken, output).problems
    assert (problem.path, problem.line, problem.code) == ("island.txt", 5, "words-lost")
    assert problem.message == f"1 word is missing from the {output} of lights.island: “by”"


def test_note_heading_is_not_explained_in_html(tmp_path: Path) -> None:
    broken = pages()
    broken["lights/lamp"].notes_heading = ""
    report = check(tmp_path, broken, "html")
    assert [problem.line for problem in report.problems] == [13]


def test_undeclared_editorial_words_fail_in_pdf(tmp_path: Path) -> None:
    report = check(tmp_path, pages(), "pdf", replace(edition(), editorial={}))
    assert codes(report) == {"words-added"}


def test_declared_editorial_words_must_be_in_pdf(tmp_path: Path) -> None:
    broken = pages()
    broken["lights/storm"].editorial.clear()
    assert codes(check(tmp_path, broken, "pdf")) == {"words-lost"}


def test_mark_at_gap_belongs_to_a_note_without_mark(tmp_path: Path) -> None:
    source = "Head\n\nThe text breaks off as\n\nand goes on.\n\nxi A note.\n"
    part = Division(
        "d",
        Block("heading", "Head"),
        (Block("paragraph", "", (Span(0, 0, "note", "xi"),)),),
        (Note("xi", ()),),
        "f",
        (1, 8),
    )
    tested = EditionUnderTest(
        "gap", {"f": ("f.txt", source)}, Edition("gap", (part,)), gaps=(Gap("f", 3, "off as", note="xi"),)
    )
    page = Page(
        "Head", [["The text breaks off as", ("gap", ""), ("mark", "xi"), " and goes on."]], [("xi", ["A note."])]
    )
    for output in OUTPUTS:
        assert check(tmp_path, {"gap/d": page}, output, tested).problems == ()
        unmarked = deepcopy(page)
        unmarked.blocks[0].pop(2)
        assert not check(tmp_path, {"gap/d": unmarked}, output, tested).ok


@pytest.mark.parametrize("space", ["", " "])
def test_our_paragraph_that_marks_notes_without_mark(tmp_path: Path, space: str) -> None:
    part = Division("d", Block("heading", "Head"), (), (Note("4", ()), Note("5", ())), "f", (1, 8))
    source = "Head\n\nText.\n\n4 Four.\n\n5 Five.\n"
    ours = "Notes that no mark calls:"
    tested = EditionUnderTest("u", {"f": ("f.txt", source)}, Edition("u", (part,)), editorial={"d": [ours]})
    marks = [ours + space, ("mark", "4"), " ", ("mark", "5")]
    page = Page("Head", [["Text."], marks], [("4", ["Four."]), ("5", ["Five."])])
    assert check(tmp_path, {"u/d": page}, "pdf", tested).problems == ()
    page.blocks[1].append(" More.")
    assert codes(check(tmp_path, {"u/d": page}, "pdf", tested)) == {"words-lost", "words-added"}


def test_marks_that_lead_nowhere(tmp_path: Path) -> None:
    part = Division(
        "d", Block("heading", "Head"), (Block("paragraph", "", (Span(0, 0, "note", "61"),)),), (), "f", (1, 4)
    )
    tested = EditionUnderTest("lost", {"f": ("f.txt", "Head\n\nA place,”61 he said.\n")}, Edition("lost", (part,)))
    page = Page("Head", [["A place,”", ("lost", "61"), " he said."]])
    for output in OUTPUTS:
        assert check(tmp_path, {"lost/d": page}, output, tested).problems == ()
    page.blocks[0][1] = "61"
    for output in OUTPUTS:
        assert codes(check(tmp_path, {"lost/d": page}, output, tested)) == {"words-lost"}


def test_note_whose_mark_the_edition_missed_is_found(tmp_path: Path) -> None:
    part = Division("d", Block("heading", "Head"), (), (Note("7", ()),), "f", (1, 6))
    tested = EditionUnderTest(
        "missed", {"f": ("f.txt", "Head\n\nA place,”7 he said.\n\n7 So.\n")}, Edition("missed", (part,))
    )
    page = Page("Head", [["A place,”7 he said."]], [("7", ["So."])])
    assert codes(check(tmp_path, {"missed/d": page}, "html", tested)) == {"note-sequence"}


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (((1, 3), (4, 6)), "words-lost"),
        (((2, 4), (4, 6)), "words-lost"),
        (((1, 4), (4, 5)), "words-lost"),
        (((1, 5), (4, 6)), "words-added"),
        (((1, 4), (4, 9)), "words-added"),
    ],
)
def test_divisions_that_do_not_tile_their_file(lines: tuple[tuple[int, int], ...], code: str) -> None:
    parts = [Division(f"d{n}", Block("heading", ""), (), (), "f", range_) for n, range_ in enumerate(lines)]
    tested = EditionUnderTest(
        "tiles", {"f": ("f.txt", "one\ntwo\nthree\nfour\nfive\n")}, Edition("tiles", tuple(parts))
    )
    assert code in codes(verify([tested], Outputs()))


@pytest.mark.parametrize("end", [6, 7])
def test_divisions_that_tile_their_file(end: int) -> None:
    parts = [
        Division(f"d{n}", Block("heading", ""), (), (), "f", range_) for n, range_ in enumerate([(4, end), (1, 4)])
    ]
    tested = EditionUnderTest(
        "tiles", {"f": ("f.txt", "one\ntwo\nthree\nfour\nfive\n")}, Edition("tiles", tuple(parts))
    )
    assert verify([tested], Outputs()).problems == ()


def test_file_that_no_division_takes_up() -> None:
    tested = EditionUnderTest("tiles", {"f": ("f.txt", "one\ntwo")}, Edition("tiles", ()))
    (problem,) = verify([tested], Outputs()).problems
    assert (problem.code, problem.message) == ("words-lost", "lines 1-2 belong to no division")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"emendations": (Emendation("a", 4, "nightlong", "night-long"),)}, "emendation-lemma"),
        ({"emendations": (Emendation("a", 999, "nightlong", "night-long"),)}, "emendation-place"),
        (
            {"emendations": (Emendation("a", 7, "the the", "the"), Emendation("a", 7, "in the", "in"))},
            "emendation-lemma",
        ),
        ({"removed": (Removed("a", 4, "not there"),)}, "emendation-lemma"),
        ({"gaps": (Gap("a", 4, "not there"),)}, "gap-place"),
    ],
)
def test_declaration_that_does_not_fit_the_source(tmp_path: Path, change: dict[str, object], code: str) -> None:
    tested = replace(edition(), **change)  # type: ignore[arg-type]
    assert code in codes(check(tmp_path, pages(), "html", tested))


def test_outputs_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "broken").write_bytes(b"nothing")
    with pikepdf.new() as damaged:
        damaged.add_blank_page()
        damaged.pages[0].obj.Contents = damaged.make_stream(b"EMC EMC (a) Tj")
        damaged.save(tmp_path / "damaged.pdf")
    for outputs in (
        Outputs(html=tmp_path),
        Outputs(epub=tmp_path / "broken"),
        Outputs(pdf=tmp_path / "broken"),
        Outputs(pdf=tmp_path / "no"),
        Outputs(pdf=tmp_path / "damaged.pdf"),
    ):
        assert "output-missing" in codes(verify([edition()], outputs))
        assert not verify([edition()], outputs).ok


def test_a_pdf_on_which_its_reader_gives_up_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(path: Path) -> NoReturn:
        raise pikepdf.QpdfRuntimeError("/Count is wrong after flattening pages tree")

    monkeypatch.setattr(pikepdf, "open", give_up)
    assert "output-missing" in codes(verify([edition()], Outputs(pdf=tmp_path / "book.pdf")))


def test_heading_that_occurs_elsewhere_in_the_book(tmp_path: Path) -> None:
    decoy = {"other/a": Page("2) The Storm", [["Some other storm."]]), "other/b": Page("Between", [["More."]])}
    assert check(tmp_path, {**decoy, **pages()}, "pdf").problems == ()


def test_reports_of_single_outputs_are_one_edition_by_edition() -> None:
    said = Problem("a.txt", 3, "emendation-lemma", "the lemma is not there")
    web = Report((entry("a", "html"), entry("b", "html")), (said,))
    paper = Report((entry("a", "pdf"), entry("b", "pdf")), (said, Problem("b.txt", 1, "words-lost", "one word")))
    both = web.with_(paper)
    assert [(each.siglum, each.output) for each in both.entries] == [
        ("a", "html"), ("a", "pdf"), ("b", "html"), ("b", "pdf"),
    ]  # fmt: skip
    assert [problem.code for problem in both.problems] == ["emendation-lemma", "words-lost"]


def entry(siglum: str, output: str) -> Entry:
    return Entry(siglum, output, 1, 1, (0, 0), (0, 0), 0, 0, 0)
