"""The handbook as a book: a Sphinx builder ``typst`` that writes one Typst source and compiles it to a tagged PDF.

``sphinx-build -b typst docs out`` leaves in ``out``:

- ``handbook.typ``, ``book.typ`` (the template), ``handbook-paper.json``, ``handbook-told.json`` and ``images/``: all that Typst
  needs to set the book again;
- ``handbook.pdf``;
- ``handbook-pages.json``: every anchor, ``docname#id`` (``docname#`` for a document's beginning), with the number that its
  page bears. No anchor stands in the front matter, whose numbers are roman.

What a reader of the PDF finds
------------------------------

This is what programs that read the words back may rely on; ``tests/test_pdf_writer.py`` holds it fast.

*Order.* Children of the structure tree, followed from ``/StructTreeRoot`` downwards, are in reading order. Running
heads, page numbers, addresses in the margin, note rules and ornaments are artifacts and not in the tree.

*Divisions.* Headings are ``H1`` (a part, or a division that belongs to none), ``H2`` (a division of a part) and
``H3`` to ``H6`` (inner headings), flat among the other blocks: a division is its heading and all that follows to the
next ``H1`` or ``H2``. Each is a bookmark, and a named destination whose name is its anchor:
``texts/woods/127#woods-127``. What the book adds to the documents lies outside: half-title, title page, imprint and contents
(``H1`` and ``TOC``) before the first document, the indices (an ``H1`` each) after the last. The title of the root
document is on the title page only.

*Lines and divided words.* A line's text ends with its space, so the pieces of a block, put together without any blank
between them, are the block's words. A word divided at the end of a line has a soft hyphen U+00AD there, and nothing
else: take it out. A hyphen of the text is always U+002D. One glyph serves both, so each is in ``ToUnicode`` or in an
``/ActualText`` around the glyph: honour both. Ligatures, small capitals and raised figures read as their letters.

*Blocks.* Words of different block elements (``P``, ``H1``.., ``LI``, ``Lbl``, ``LBody``, ``TH``, ``TD``,
``BlockQuote``, ``Note``, ``Caption``) are never one word, though no blank stands between them. A block that spans a
page break is one element.

*Note marks and notes.* A mark is ``Lbl > Link > Span`` with the source's label. Right after it, inside the paragraph
or heading it stands in, follows its ``Note``: one ``P`` a paragraph, the first of which begins with ``Lbl > Link >
Span``, the label again. So the text of a block without its notes is its text without its ``Note`` and ``Lbl``
children. A second mark of the same note is an ``Lbl`` without ``Note``. A mark whose note the source lacks is a plain
``Span`` with ``/BaselineShift``.

*Lists.* A list of class ``plain`` has an empty ``Lbl`` in each ``LI``: the source's own label begins its ``LBody``.
Other lists have their bullet or number in ``Lbl``, and definition lists the term. A list within an item follows the
``LI`` as a sibling ``L``.

*Links.* ``Link`` elements hold their words as any inline element does. One that is titled (``/T``) "page reference" holds the page
of the link before it, `` (p. 213)`` or ``, p. 213``, which no document has.

*Pages.* Each page has a label, which is the number it bears; every number of a page in the words and in ``/Contents`` of links is
that number.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from sphinx_handbook.pdf.builder import TypstBuilder


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the builder ``typst`` and its configuration.

    - ``handbook_date``: the date in the PDF, such as ``2026-01-31``; SOURCE_DATE_EPOCH in the environment goes before
      it, and without either it is today;
    - ``handbook_pdf_paper``: the size of the trimmed page, a name in :data:`papers.PAPERS`;
    - ``handbook_pdf_margin_addresses``: whether the address of each block stands in the outer margin;
    - ``handbook_pdf_page_references``: whether references in our own prose are followed by a page, as in “(p. 213)”;
    - ``handbook_pdf_omit``: patterns of documents that the book leaves out (:func:`fnmatch.fnmatchcase`), with all below them;
    - ``handbook_pdf_line_above``: addresses of blocks and headings above which a line is left, each as often as it is named,
      so that no last line of a paragraph comes to stand alone on a page;
    - ``handbook_pdf_licence``: paragraphs for the imprint that say what may be done with the book;
    - ``handbook_pdf_subtitle``: a second line for the title page, whose title is the root document's;
    - ``handbook_pdf_keywords``: keywords for the PDF's metadata;
    - ``handbook_pdf_indices``: which indices to print, by name (``hb-persons``, ``genindex``); True means each that has
      entries, False none;
    - ``handbook_pdf_standards``: the PDF standards to keep to.
    """
    app.add_builder(TypstBuilder)
    app.add_config_value("handbook_date", "", "", types=frozenset({str}))
    app.add_config_value("handbook_pdf_paper", "a5", "", types=frozenset({str}))
    app.add_config_value("handbook_pdf_margin_addresses", True, "", types=frozenset({bool}))
    app.add_config_value("handbook_pdf_page_references", True, "", types=frozenset({bool}))
    app.add_config_value("handbook_pdf_line_above", [], "", types=frozenset({list, tuple}))
    app.add_config_value("handbook_pdf_licence", [], "", types=frozenset({list, tuple}))
    app.add_config_value("handbook_pdf_omit", [], "", types=frozenset({list, tuple}))
    app.add_config_value("handbook_pdf_subtitle", "", "", types=frozenset({str}))
    app.add_config_value("handbook_pdf_keywords", [], "", types=frozenset({list, tuple}))
    app.add_config_value("handbook_pdf_indices", True, "", types=frozenset({bool, list, tuple}))
    app.add_config_value("handbook_pdf_standards", ["a-2a", "ua-1"], "", types=frozenset({list, tuple}))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
