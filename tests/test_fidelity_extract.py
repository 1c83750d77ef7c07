"""What the extractors take from pages and from tagged PDFs."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
import typst

from sphinx_handbook.fidelity.extract_epub import EpubPages
from sphinx_handbook.fidelity.extract_html import PageError, region_of_html, region_of_xhtml
from sphinx_handbook.fidelity.extract_pdf import PdfText, read_pdf
from sphinx_handbook.fidelity.flow import Mark, Region, Token, gaps_apart
from sphinx_handbook.fidelity.pdf_text import UNMAPPED, Reader, unicode_map


def html(body: str) -> Region:
    return region_of_html(f'<html><body><p>no</p><main role="main">{body}</main>no</body></html>'.encode())


def words(region: Region) -> list[str]:
    return [token.glued for token in region.tokens]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>one</p><p>two</p>", "one two"),
        ("<p>on<em>e</em> <a href='x'>tw</a>o</p>", "one two"),
        ("<p>one<br>two</p>", "one two"),
        ("<p>one<span id='p46'></span>two</p>", "onetwo"),
        ("<ul><li>one</li><li>two<ul><li>three</li></ul>four</li></ul>", "one two three four"),
        ("<table><tr><td>one</td><td>two</td></tr></table>", "one two"),
        ("<h1>one<a class='headerlink' href='#x'>¶</a></h1>two", "one two"),
        ("<p>one&nbsp;two&amp;<!-- no -->three</p>", "one two&three"),
        ("<p>one</p><script>no</script><style>no</style><p class='editorial'>no <em>no</em></p>two", "one two"),
        ("<p>one<sup class='note-lost'>12</sup>two</p>", "one12two"),
    ],
)
def test_html_text(body: str, expected: str) -> None:
    assert words(html(body)) == expected.split()


def test_html_note_marks_and_gaps() -> None:
    region = html(
        "<p>end.<a class='footnote-reference brackets' href='#n' role='doc-noteref'><span class='fn-bracket'>[</span>"
        "683"
        "<span class='fn-bracket'>]</span></a> short of<abbr class='gap' title='lost'>[…]</abbr><a role='doc-noteref'>li</a> But"
        " <span class='gap'>wrong</span><sup class='note-lost'>9</sup></p>"
    )
    assert region.tokens == (
        Token("end.", (Mark(4, "683", False),)),
        Token("short"),
        Token("of"),
        Token("[…]", (Mark(3, "li", False),), "gap"),
        Token("But"),
        Token("wrong", (Mark(5, "9", True),)),
    )


@pytest.mark.parametrize(
    "note",
    [
        '<aside class="footnote brackets" role="doc-footnote"><span class="label"><span class="fn-bracket">[</span>'
        '<a role="doc-backlink" href="#m">iv</a><span class="fn-bracket">]</span></span>'
        '<span class="backrefs">(<a role="doc-backlink" href="#m">1</a>,<a role="doc-backlink" href="#k">2</a>)</span>'
        "<p>Text <em>of</em> it.</p><p>More.</p></aside>",
        '<aside epub:type="footnote" xmlns:epub="http://www.idpf.org/2007/ops"><span class="label">iv</span>'
        "<p>Text of it.</p><p>More. <a class='footnote-backref' href='#m'>↩</a></p></aside>",
    ],
)
def test_notes_of_pages(note: str) -> None:
    page = f'<html xmlns="http://www.w3.org/1999/xhtml"><body><main><p>Body</p>{note}</main></body></html>'
    region = region_of_xhtml(page.encode())
    assert words(region) == ["Body", "iv", "Text", "of", "it.", "More."]
    assert region.labels() == ["iv"]


def test_pages_that_cannot_be_read() -> None:
    for page in (b"<p>no main part", b"<main>a</main><main>b</main>"):
        with pytest.raises(PageError):
            region_of_html(page)
    for page in (
        b"<html><main><p></main></html>",
        b"<main><aside class='footnote'>x</aside></main>",
        b"<main>&nbsp;</main>",
    ):
        with pytest.raises(PageError):
            region_of_xhtml(page)


@pytest.mark.parametrize("read", [region_of_html, region_of_xhtml])
def test_a_page_nested_too_deeply_is_refused(read: Callable[[bytes], Region]) -> None:
    with pytest.raises(PageError, match="nested too deeply"):
        read(b"<main>" + b"<em>" * 2000 + b"x" + b"</em>" * 2000 + b"</main>")


def test_epub_pages(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.epub", "w") as archive:
        archive.writestr(
            "OEBPS/texts/a/1.xhtml", '<html><body><div role="main"><p>one<span id="x"/> two</p></div></body></html>'
        )
        archive.writestr("OEBPS/more/texts/a/11.xhtml", "")
    with EpubPages(tmp_path / "b.epub") as pages:
        assert words(pages.region("texts/a/1.xhtml")) == ["one", "two"]
        with pytest.raises(PageError):
            pages.region("texts/a/2.xhtml")


@pytest.mark.parametrize(
    ("head", "place", "byte"),
    [
        pytest.param(b"PK\3\4", 30 + len("texts/a/1.xhtml"), 0xFF, id="packed bytes"),
        pytest.param(b"PK\1\2", 8, 0x01, id="encrypted"),
        pytest.param(b"PK\1\2", 10, 99, id="packed in another way"),
    ],
)
def test_a_damaged_page_of_an_epub_cannot_be_read(tmp_path: Path, head: bytes, place: int, byte: int) -> None:
    file = tmp_path / "b.epub"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("texts/a/1.xhtml", "<html><body><main>one</main></body></html>")
    data = bytearray(file.read_bytes())
    data[data.index(head) + place] = byte
    file.write_bytes(data)
    with EpubPages(file) as pages, pytest.raises(PageError, match=r"texts/a/1\.xhtml cannot be unpacked"):
        pages.region("texts/a/1.xhtml")


def pdf(tmp_path: Path, code: str) -> PdfText:
    head = """
        #set document(title: "T")
        #set page(width: 42mm, height: 70mm, margin: 8mm, header: [Running head], footer: [Foot], numbering: "1")
        #set text(lang: "en", hyphenate: true)
        #set par(justify: true)
        #set smartquote(enabled: false)
    """
    (tmp_path / "t.pdf").write_bytes(
        typst.compile((head + code).encode(), pdf_standards=["ua-1"], ignore_system_fonts=True)
    )
    return read_pdf(tmp_path / "t.pdf")


def text(found: PdfText) -> str:
    return " ".join(token.glued for token in found.tokens)


HYPHENS = "Internationalisation of counter-revolutionary self-determination and Military-Revolutionary committees, "
PLAIN = (
    "incomprehensibilities; first office affluence, fjord flight — emdash—longwords—again 1925-1927, slash/after/more."
)


def test_hyphenation_is_undone_and_hyphens_are_kept(tmp_path: Path) -> None:
    words = (HYPHENS + PLAIN + " ") * 6
    found = pdf(tmp_path, f"= Head\n\n{words}\n")
    raw = "".join(
        chunk for page in pikepdf.open(tmp_path / "t.pdf").pages for chunk in Reader().page(page).tagged.values()
    )
    assert raw.count("\u00ad") > 10
    assert text(found) == f"Head {words.strip()}"


def test_soft_hyphens_and_hyphens_that_share_a_glyph(tmp_path: Path) -> None:
    """Whichever comes first in a document gives the glyph its meaning; the other is written as actual text."""
    for words in (HYPHENS, PLAIN + HYPHENS):
        assert text(pdf(tmp_path, f"= H\n\n{words * 3}")) == f"H {(words * 3).strip()}"


def test_running_heads_and_page_numbers_are_not_text(tmp_path: Path) -> None:
    found = pdf(tmp_path, "= Head\n\none #pagebreak() two #pdf.artifact[ornament]")
    assert text(found) == "Head one two"
    assert found.untagged == ""


def test_notes_marks_and_structure(tmp_path: Path) -> None:
    found = pdf(
        tmp_path,
        """
        = One
        Word.#footnote(numbering: _ => "683")[#h(.3em, weak: true)Note _text_, inter#strong[na]tional.#parbreak()Second.]
        after
        #quote(block: true)[Quoted,#footnote(numbering: _ => "xxv")[Roman.]) here.] lost.”#super[12] on
        #list(marker: none, body-indent: 0pt, list.item[1. own], list.item[(a) own])
        == Two#footnote(numbering: _ => "1")[On the heading.]
        #link("https://example.org")[A linked word that is long enough to be broken somewhere] x~y.
        """,
    )
    assert [token.glued for token in found.tokens[:9]] == [
        "One",
        "Word.683",
        "after",
        "Quoted,xxv)",
        "here.",
        "lost.”12",
        "on",
        "1.",
        "own",
    ]
    assert text(found).endswith("own Two1 A linked word that is long enough to be broken somewhere x y.")
    assert [(heading.level, heading.words) for heading in found.headings] == [(1, ("One",)), (2, ("Two",))]
    assert [" ".join(token.glued for token in note.tokens) for note in found.notes] == [
        "683 Note text, international. Second.",
        "xxv Roman.",
        "1 On the heading.",
    ]
    assert [found.tokens[note.at].marks[0].label for note in found.notes] == ["683", "xxv", "1"]
    assert [mark.label for token in found.tokens for mark in token.marks if mark.lost] == ["12"]


def test_note_marked_twice_is_one_note(tmp_path: Path) -> None:
    found = pdf(tmp_path, 'a#footnote(numbering: _ => "7")[N.]<n> b#footnote(numbering: _ => "7", <n>) c')
    assert text(found) == "a7 b7 c"
    assert len(found.notes) == 1


def test_divisions_are_found_side_by_side(tmp_path: Path) -> None:
    found = pdf(tmp_path, "= A\n== Two\nno\n= Part\nfront\n== One\nx\n=== In\ny\n== Two\nz\n= End\n== One\nno")
    places = found.locate(["One", "Two"])
    assert [" ".join(t.text for t in found.tokens[place[0] : place[1]]) for place in places if place] == [
        "One x In y",
        "Two z",
    ]
    assert found.locate(["None"]) == [None]


def test_part_with_the_title_of_its_only_division(tmp_path: Path) -> None:
    found = pdf(tmp_path, "= One\nfront\n== One\ntext\n== Apparatus\nlist\n= End\n= One\nno")
    ((start, end),) = (place for place in found.locate(["One"]) if place)
    assert " ".join(token.text for token in found.tokens[start:end]) == "One text"


def test_notes_are_put_in_the_order_of_the_source(tmp_path: Path) -> None:
    found = pdf(tmp_path, 'a#footnote(numbering: _ => "2")[Two.] b#footnote(numbering: _ => "1")[One.]')
    region, _ = found.region(0, len(found.tokens), ["1", "2"])
    assert words(region) == ["a2", "b1", "1", "One.", "2", "Two."]


def test_text_outside_the_tags_is_reported(tmp_path: Path) -> None:
    pdf(tmp_path, "= Head\n\nseen")
    with pikepdf.open(tmp_path / "t.pdf", allow_overwriting_input=True) as file:
        page = file.pages[0]
        stream = page.Contents.read_bytes()
        page.Contents.write(stream + b" BT /f0 9 Tf (\\000\\001) Tj ET")
        file.save()
    found = read_pdf(tmp_path / "t.pdf")
    assert found.untagged == "R"


def test_untagged_pdf_has_no_text(tmp_path: Path) -> None:
    (tmp_path / "t.pdf").write_bytes(typst.compile(b"Words.", pdf_tags=False))
    found = read_pdf(tmp_path / "t.pdf")
    assert found.tokens == ()
    assert "Words." in found.untagged


def test_unicode_maps() -> None:
    table = unicode_map(
        b"1 beginbfchar <0001> <00660069> endbfchar"
        b" 2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<0062> <D83DDE00>] endbfrange"
    )
    assert table[b"\0\1"] == "fi"
    assert [table[bytes([0, code])] for code in (0x10, 0x11, 0x12, 0x20, 0x21)] == ["A", "B", "C", "b", "\U0001f600"]


def test_content_streams_of_other_writers() -> None:
    """Nested and escaped strings, named properties, forms, inline images, fonts saved and restored."""
    with pikepdf.new() as file:
        file.add_blank_page()
        cmap = b"beginbfrange <20> <7E> <0020> endbfrange"
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, ToUnicode=file.make_stream(cmap))
        form = file.make_stream(b"BT /F (form ) Tj ET", Subtype=pikepdf.Name.Form)
        form.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page = file.pages[0]
        page.obj.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F=font),
            XObject=pikepdf.Dictionary(X=form),
            Properties=pikepdf.Dictionary(P=pikepdf.Dictionary(MCID=5)),
        )
        form.Resources = page.obj.Resources
        form.write(b"BT /F 9 Tf (form ) Tj ET")
        page.obj.Contents = file.make_stream(
            rb"/P <</MCID 0>> BDC BT q /F 9 Tf [(a(b)\)c) -200 (\144 )] TJ Q /F 9 Tf <65 66> Tj ET EMC"
            rb" BI /W 1 /H 1 /BPC 8 /CS /G ID (x EI /Span /P BDC BT /F 9 Tf (named ) Tj /X Do ET EMC"
            rb" /Artifact BMC BT (no) Tj ET EMC /Span <</ActualText (seen) /MCID 6 >> BDC (not) Tj EMC"
            rb" % comment (no) Tj" + b"\n/F 9 Tf (stray) Tj"
        )  # fmt: skip
        found = Reader().page(page)
    assert found.tagged == {0: "a(b))cd ef", 5: "named form ", 6: "seen"}
    assert found.stray == "stray"


@pytest.mark.parametrize(
    ("stream", "tagged", "stray"),
    [
        (
            rb"/Span<</MCID 3>>BDC\nq 1 0 0 -1 5.5 7 cm/c0 cs 0 scn\nBT 0 Tr/F 8.5 Tf 1 0 Tm[(a)-5.4(b)]TJ\nET\nQ\nEMC",
            "ab",
            "",
        ),
        (rb"/P1 scn /Span << /MCID 3 >> BDC /F 9Tf(a)Tj(b)' EMC", "ab", ""),
        (rb"/F 9 Tf (unsaid) BT /Span <</MCID 3>>BDC (a) Tm (b) Tj EMC (c) Tj", "b", "c"),
        (rb"/F 9 Tf /gs0 gs /G\xe9 gs (a) Tj T* { ] ) > (b) Tj \x00 (c) Tj Tfx (d) Tj [1 2 3] 0 d", "", "abcd"),
        (rb"/Span<</Lang(en)/Attr<</MCID 9>>/MCID 3>>BDC /F 9 Tf (a) Tj EMC /Span<</MCID 3", "a", ""),
    ],
    ids=["as Typst writes", "close together", "operands of nothing", "what is no operation", "dictionaries"],
)
def test_what_stands_between_pieces_of_text_is_passed_over(stream: bytes, tagged: str, stray: str) -> None:
    with pikepdf.new() as file:
        file.add_blank_page()
        cmap = file.make_stream(b"beginbfrange <20> <7E> <0020> endbfrange")
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, ToUnicode=cmap)
        page = file.pages[0]
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.obj.Contents = file.make_stream(stream)
        found = Reader().page(page)
    assert (found.tagged.get(3, ""), found.stray) == (tagged, stray)


@pytest.mark.parametrize("piece", [b"1 ", b"(", b"[(a", b"/a ", b"<1", b"<<", b"[1 ", b"/a<<", b"(a\\"])
def test_no_stream_takes_long_to_read(piece: bytes) -> None:
    """What fits no pattern is tried once: the time grows with the length, not with its square."""
    with pikepdf.new() as file:
        file.add_blank_page()
        page = file.pages[0]
        page.obj.Contents = file.make_stream(piece * 50_000)
        started = time.process_time()
        Reader().page(page)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "cmap",
    [
        b"beginbfchar <[0001> <0066> endbfchar",
        b"beginbfrange <> <> <0041> endbfrange",
        b"beginbfrange <0001> <0002> <FFFF> endbfrange",
    ],
)
def test_damaged_unicode_maps_are_refused(cmap: bytes) -> None:
    with pytest.raises(PageError, match="a ToUnicode map is damaged"):
        unicode_map(cmap)


def test_a_unicode_map_that_names_its_codes_again_and_again_is_refused() -> None:
    ranges = b"beginbfrange <0000> <FFFF> <0000> endbfrange "
    assert len(unicode_map(ranges)) == 0x10000
    with pytest.raises(PageError, match="more codes than there are"):
        unicode_map(ranges * 2)


def test_a_unicode_map_has_no_more_codes_than_a_font() -> None:
    table = unicode_map(b"beginbfrange <0000> <FFFFFFFFFF> <0000> endbfrange")
    assert len(table) == 0x10000
    assert (table[b"\0A"], table[b"\xd8\0"]) == ("A", UNMAPPED), "half a character is none"


@pytest.mark.parametrize(
    "stream",
    [
        b"EMC EMC (a) Tj",
        b"<</MCID 0>> BDC (a) Tj",
        b"/Span /Nothing BDC",
        b"Q",
        b"/Nothing 9 Tf",
        b"9 Tf",
        b"/Nothing Do",
        b"/Form Do",
    ],
)
def test_damaged_pages_are_refused(stream: bytes) -> None:
    with pikepdf.new() as file:
        file.add_blank_page()
        page = file.pages[0]
        form = file.make_stream(b"/Form Do", Subtype=pikepdf.Name.Form)
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Form=form))
        page.obj.Contents = file.make_stream(stream)
        with pytest.raises(PageError, match="the content of a page is damaged"):
            Reader().page(page)


def tags_of(file: pikepdf.Pdf) -> pikepdf.Object:
    """The tag in which all others stand."""
    return file.Root.StructTreeRoot.K[0]


DAMAGES: dict[str, Callable[[pikepdf.Pdf], None]] = {
    "a tag that is nothing": lambda file: tags_of(file).K.append(None),
    "a tag that is a word": lambda file: tags_of(file).K.append(pikepdf.Name.P),
    "a page that is none": lambda file: tags_of(file).__setattr__("Pg", file.Root),
    "a tag inside itself": lambda file: tags_of(file).K.append(tags_of(file)),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damaged_tags_are_refused(tmp_path: Path, damage: Callable[[pikepdf.Pdf], None]) -> None:
    pdf(tmp_path, "= Head\n\nseen\n\nand more")
    with pikepdf.open(tmp_path / "t.pdf", allow_overwriting_input=True) as file:
        damage(file)
        file.save()
    with pytest.raises(PageError, match="the tree of tags is damaged"):
        read_pdf(tmp_path / "t.pdf")


def test_gaps_set_apart() -> None:
    tokens = gaps_apart([Token("a[…]b", (Mark(4, "xi", False), Mark(5, "c", True))), Token("[…]"), Token("x")])
    assert tokens == (
        Token("a"),
        Token("[…]", (Mark(3, "xi", False),), "gap"),
        Token("b", (Mark(1, "c", True),)),
        Token("[…]", (), "gap"),
        Token("x"),
    )


def test_an_epub_with_a_file_whose_name_is_no_text_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "handbook.epub"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("é.xhtml", "")
    file.write_bytes(file.read_bytes().replace("é".encode(), b"\x80\x80"))
    with pytest.raises(zipfile.BadZipFile, match=r"no UTF-8"):
        EpubPages(file)


def test_an_epub_that_asks_for_a_newer_program_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "handbook.epub"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.xhtml", "")
    data = bytearray(file.read_bytes())
    data[data.index(b"PK\x01\x02") + 6] = 80
    file.write_bytes(data)
    with pytest.raises(zipfile.BadZipFile, match=r"version 8\.0"):
        EpubPages(file)


def test_a_page_of_an_epub_with_another_name_where_it_lies_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "handbook.epub"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("é.xhtml", "")
    file.write_bytes(file.read_bytes().replace("é".encode(), b"\x80\x80", 1))
    with EpubPages(file) as pages, pytest.raises(PageError, match="cannot be unpacked"):
        pages.region("é.xhtml")
