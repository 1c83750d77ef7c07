"""The ePub: what Sphinx writes, made such that shops, reading systems and accessibility checkers take it as it is.

- ``builder``     the builder, and what the package says of the book (``templates/``, ``theme/``);
- ``translator``  notes that can pop up, and the roles of ARIA;
- ``registers``   long registers as several pages, since reading systems choke on long ones;
- ``cover``       the picture on the cover;
- ``page_list``   the pages of the PDF of the same build, named in the finished ePub;
- ``archive``     an archive whose bytes depend on nothing but its contents.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from .builder import SUMMARY, HandbookEpubBuilder
from .page_list import name_pages
from .registers import lay_out, pages_of_registers
from .translator import EpubTranslator, mark_landmark

__all__ = ["name_pages", "setup"]


def setup(app: Sphinx) -> None:
    """Register the builder, its theme ``handbook_epub``, and ``handbook_epub_accessibility``: what the accessibility
    summary says of the book."""
    app.add_builder(HandbookEpubBuilder, override=True)
    app.set_translator("epub", EpubTranslator)
    app.add_html_theme("handbook_epub", str(Path(__file__).with_name("theme")))
    app.add_config_value("handbook_epub_accessibility", SUMMARY, "epub", frozenset({str}))
    app.connect("doctree-resolved", mark_landmark)
    # After the website's own layout, which this one replaces.
    app.connect("write-started", lay_out, priority=600)
    app.connect("html-collect-pages", pages_of_registers)
