"""Outputs that are read back: whatever has become of a page, an ePub or a PDF, the proof reads it or says that it cannot."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import pikepdf
import typst

from fuzz.mutate import spoilt, spoilt_bytes
from fuzz.run import Target, scratch
from sphinx_handbook.fidelity.extract_epub import EpubPages
from sphinx_handbook.fidelity.extract_html import PageError, region_of_html, region_of_xhtml
from sphinx_handbook.fidelity.extract_pdf import read_pdf
from sphinx_handbook.fidelity.extract_tei import regions_of_tei
from sphinx_handbook.fidelity.pdf_text import Reader, unicode_map

UNREADABLE = (OSError, PageError, pikepdf.PikepdfError, zipfile.BadZipFile)
"""What the proof catches, and reports as an output that cannot be read."""

NOTE = '<aside class="footnote brackets" role="doc-footnote"><span class="label"><span class="fn-bracket">[</span>iv</span><p>Text.</p></aside>'
HTML = (
    f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>no</p><main role="main"><h1>One<a class="headerlink" href="#x">¶</a></h1>'
    f'<p id="a">end.<a role="doc-noteref">683</a> short <em>of</em> <abbr class="gap">[…]</abbr> it<sup class="note-lost">9</sup></p>{NOTE}</main></body></html>'
)
TAGS = ("<p>", "</p>", "<main>", "</main>", '<div role="main">', "<div>" * 1500, "<em>", "</em>", "<!--", "-->", "<![CDATA[", "]]>", "&amp;", "&nbsp;", "&#0;", "&x;", "<?x", "<script>", "<aside class='footnote'>", ' class="label"', "<svg>", "<template>", "<!DOCTYPE a [<!ENTITY x 'y'>]>")  # fmt: skip
TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><div n="1"><head>One</head><p>end.<ptr type="note-mark" n="1"/> <choice><sic>a</sic><corr>b</corr></choice><gap/></p><note n="1"><p>Text.</p></note></div></body></text></TEI>'
CMAP = b"1 beginbfchar <0001> <00660069> endbfchar 2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<0062> <D83DDE00>] endbfrange"
HEX = (b"<", b">", b"<0000>", b"<FFFFFFFF>", b"<FFFF>", b"<D800>", b"<0>", b"<>", b"[", b"]", b"beginbfrange", b"endbfrange", b"beginbfchar", b"endbfchar")  # fmt: skip
STREAM = rb"""/P <</MCID 0>> BDC BT q /f0 9 Tf [(a(b)\)c) -200 (\144 )] TJ Q /f0 9 Tf <6566> Tj ET EMC
BI /W 1 /H 1 /BPC 8 /CS /G ID (x EI /Span /P BDC BT /f0 9 Tf (named ) Tj /X Do ET EMC
/Artifact BMC BT (no) Tj ET EMC /Span <</ActualText (seen) /MCID 6 >> BDC (not) Tj EMC % comment (no) Tj
/f0 9 Tf (stray) Tj"""
OPERATORS = (b"BT", b"ET", b"q ", b"Q ", b"BDC ", b"BMC ", b"EMC ", b"Tj ", b"TJ ", b"Tf ", b"Do ", b"BI ", b"ID ", b" EI ", b"/f9 ", b"/X ", b"/P ", b"<<", b">>", b"/MCID 0", b"/MCID -99999999999", b"/ActualText ", b"(", b")", b"\\", b"\\777", b"<", b">", b"<D8>", b"[", b"]", b"%")  # fmt: skip
BOOK = b"""
#set document(title: "T")
#set text(lang: "en")
= One
Word.#footnote(numbering: _ => "683")[#h(.3em, weak: true)Note _text_.] after #super[12] on
#list(marker: none, list.item[1. own], list.item[(a) own])
== Two
#link("https://example.org")[A linked word] x~y.
"""


@cache
def pdf() -> bytes:
    return typst.compile(BOOK, pdf_standards=["ua-1"], ignore_system_fonts=True)


@cache
def plain_pdf() -> bytes:
    """The same PDF with everything but its fonts written out, so that its objects can be spoilt."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as file:
        for page in file.pages:
            for font in dict(page.resources.Font).values():
                for inner in font.get("/DescendantFonts", []):
                    del inner["/FontDescriptor"]
        del file.Root["/Metadata"]
        file.remove_unreferenced_resources()
        file.save(out, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    return out.getvalue()


def check_html(page: str) -> None:
    for region in (region_of_html, region_of_xhtml):
        with suppress(PageError):
            region(page.encode())


def check_tei(file: str) -> None:
    with suppress(PageError):
        regions_of_tei(file.encode())


@cache
def epub() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("OEBPS/texts/a/1.xhtml", HTML, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


def check_epub(data: bytes) -> None:
    file = folder() / "book.epub"
    file.write_bytes(data)
    with suppress(*UNREADABLE), EpubPages(file) as pages:
        pages.region("texts/a/1.xhtml")


@cache
def folder() -> Path:
    return scratch()


def check_map(cmap: bytes) -> None:
    with suppress(PageError):
        unicode_map(cmap)


@cache
def book() -> tuple[pikepdf.Pdf, pikepdf.Page]:
    """A PDF with fonts, a form and named properties, whose content can be put in again and again."""
    file = pikepdf.open(io.BytesIO(pdf()))
    page = file.pages[0]
    form = file.make_stream(b"BT /f0 9 Tf (form ) Tj ET", Subtype=pikepdf.Name.Form)
    page.obj.Resources.XObject = pikepdf.Dictionary(X=form)
    page.obj.Resources.Properties = pikepdf.Dictionary(P=pikepdf.Dictionary(MCID=5))
    return file, page


def check_stream(content: bytes) -> None:
    file, page = book()
    page.obj.Contents = file.make_stream(content)
    with suppress(*UNREADABLE):
        Reader().page(page)


def check_pdf(data: bytes) -> None:
    file = folder() / "book.pdf"
    file.write_bytes(data)
    with suppress(*UNREADABLE):
        found = read_pdf(file)
        found.locate(["One", "Two"])
        found.region(0, len(found.tokens), ["683"])


TARGETS = {
    "HTML": Target(spoilt([HTML], TAGS), check_html),
    "TEI": Target(spoilt([TEI], (*TAGS, "<note>", "<gap/>", "<sic>", "<div n='2'>")), check_tei),
    "ePub": Target(spoilt_bytes([epub()]), check_epub),
    "ToUnicode": Target(spoilt_bytes([CMAP], HEX), check_map),
    "PDF page": Target(spoilt_bytes([STREAM], OPERATORS), check_stream),
    "PDF": Target(
        spoilt_bytes(
            [plain_pdf()],
            [b"/K ", b"/S /Lbl", b"/Type /MCR", b"/MCID 1", b"1 0 R", b"null", b"/ActualText ()", b"/Pg 9 0 R"],
        ),
        check_pdf,
    ),
}
