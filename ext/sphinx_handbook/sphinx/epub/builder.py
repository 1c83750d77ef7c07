"""The ePub builder: Sphinx's, with pages, package and navigation of our own, and an archive that can be made again."""

from __future__ import annotations

import html
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from sphinx.builders.epub3 import HTML_TAG, Epub3Builder, NavPoint
from sphinx.util._pathlib import _StrPath

from sphinx_handbook.sphinx.domain import HandbookDomain

from .archive import write_archive
from .cover import draw_cover
from .registers import split_registers
from .translator import LANDMARKS

SUMMARY = (
    "All content is text that can be set in any size, typeface and colour, in a logical order under headings. Notes, "
    "references and registers are linked both ways. Pictures have descriptions. The Russian of "
    "headwords is marked as Russian; other words in languages than that of the book are not marked as such."
)

FEATURES = (
    "tableOfContents",
    "readingOrder",
    "structuralNavigation",
    "displayTransformability",
    "alternativeText",
    "ARIA",
)
"""What every ePub of ours has, in the terms of https://www.w3.org/community/reports/a11y-discov-vocab/CG-FINAL-vocabulary-20230718/."""


class HandbookEpubBuilder(Epub3Builder):
    """Every page says its language, the package what it offers to whom, and nothing is packed that no page needs."""

    template_dir = _StrPath(Path(__file__).with_name("templates"))

    def init(self) -> None:
        super().init()
        language = html.escape(self.config.epub_language)
        self.html_tag = f'{HTML_TAG[:-1]} lang="{language}" xml:lang="{language}">'

    def get_theme_config(self) -> tuple[str, dict[str, str | int | bool]]:
        """Always ours: of the pages of another theme none of this could be said."""
        return "handbook_epub", {}

    def prepare_writing(self, docnames: Any) -> None:
        super().prepare_writing(docnames)
        self.globalcontext["stylesheets"] = self._stylesheets()

    def _stylesheets(self) -> list[str]:
        return ["pygments.css", *(name for name, _ in self.config.epub_css_files)]

    def handle_finish(self) -> None:
        """Make the package. Before, take out what the website's themes and extensions have put among the static files."""
        cover = self._cover_file()
        if cover and not cover.is_file():
            cover.parent.mkdir(parents=True, exist_ok=True)
            config = self.config
            cover.write_bytes(draw_cover(config.epub_title, config.handbook_pdf_subtitle, config.epub_author))
        static = Path(self.outdir) / "_static"
        needed = {static / name for name in self._stylesheets()} | {cover}
        for file in static.rglob("*"):
            if file.is_file() and file not in needed:
                file.unlink()
        super().handle_finish()

    def _cover_file(self) -> Path | None:
        return Path(self.outdir) / self.config.epub_cover[0] if self.config.epub_cover else None

    # Contents

    def get_refnodes(self, doctree: nodes.Node, result: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The entries of the contents. Sphinx makes their quotation marks anew; a source's are what they are."""
        for reference in doctree.findall(nodes.reference):
            level = next((level for level in range(1, 9) if f"toctree-l{level}" in reference.parent["classes"]), 0)
            if level and reference.get("internal") and reference.get("refuri"):
                words = html.escape(reference.astext())
                result.append({"level": level, "refuri": html.escape(reference["refuri"]), "text": words})
        return result

    def get_toc(self) -> None:
        super().get_toc()
        self.refnodes = list(self._with_registers(self.refnodes))

    def _with_registers(self, entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The entries, and under that of a long register those of its pages."""
        pages = {f"{split.docname}{self.out_suffix}": split for split in split_registers(self._domain())}
        for number, entry in enumerate(entries):
            yield entry
            file = entry["refuri"].partition("#")[0]
            following = entries[number + 1]["refuri"].partition("#")[0] if number + 1 < len(entries) else ""
            if file in pages and following != file:
                split = pages.pop(file)
                for section in split.sections:
                    refuri = f"{split.page(section)}{self.out_suffix}"
                    yield {"level": entry["level"] + 1, "refuri": refuri, "text": html.escape(section.title)}

    def _domain(self) -> HandbookDomain:
        return cast(HandbookDomain, self.env.domains["hb"])

    def navigation_doc_metadata(self, navlist: list[NavPoint]) -> dict[str, Any]:
        return super().navigation_doc_metadata(navlist) | {
            "landmarks": list(self._landmarks()),
            "stylesheets": self._stylesheets(),
        }

    def _landmarks(self) -> Iterator[tuple[str, str, str]]:
        """Type, address and title of the places that a reading system may offer by themselves."""
        if self.config.epub_cover:
            yield "cover", self.coverpage_name, self.guide_titles["cover"]
        yield "toc", "nav.xhtml#toc", self.guide_titles["toc"]
        pages = {entry["refuri"]: entry["refuri"].removesuffix(self.out_suffix) for entry in self.refnodes}
        loci = self._domain().data["loci"]
        begin = next((uri for uri, docname in pages.items() if docname in loci), next(iter(pages)))
        yield "bodymatter", begin, self._title(pages[begin])
        for uri, docname in pages.items():
            landmark = self.env.metadata.get(docname, {}).get("landmark", "")
            if landmark in LANDMARKS:
                yield landmark, uri, self._title(docname)

    def _title(self, docname: str) -> str:
        return html.escape(self.env.titles[docname].astext())

    # Package

    def content_metadata(self) -> dict[str, Any]:
        names = [str(file.relative_to(self.outdir)) for file in sorted(Path(self.outdir).rglob("*.xhtml"))]
        # Which pages have a drawing in them must be said (EPUB 3.3, section 5.6.2).
        properties = {name: "svg" for name in names if b"<svg" in (Path(self.outdir) / name).read_bytes()}
        if self.config.epub_cover:
            properties[self.config.epub_cover[0]] = "cover-image"
        pictures = self.images or self.config.epub_cover or properties
        return super().content_metadata() | {
            "properties": properties,
            "first": self.make_id(self.config.root_doc + self.out_suffix),
            "subjects": [html.escape(word) for word in self.config.handbook_pdf_keywords],
            "accessibility": [
                ("accessMode", "textual"),
                *([("accessMode", "visual")] if pictures else []),
                ("accessModeSufficient", "textual"),
                *(("accessibilityFeature", feature) for feature in FEATURES),
                ("accessibilityHazard", "none"),
                ("accessibilitySummary", html.escape(self.config.handbook_epub_accessibility)),
            ],
        }

    def toc_metadata(self, level: int, navpoints: list[Any]) -> dict[str, Any]:
        """As Sphinx does, but with the book's identifier instead of the name of its element."""
        return super().toc_metadata(level, navpoints) | {"uid": html.escape(self.config.epub_identifier)}

    def build_epub(self) -> None:
        stamp = time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())))[:6]
        names = ["mimetype", "META-INF/container.xml", "content.opf", "toc.ncx", *sorted(map(str, self.files))]
        folder = Path(self.outdir)
        write_archive(
            folder / f"{self.config.epub_basename}.epub",
            ((name, (folder / name).read_bytes()) for name in names),
            stamp,
        )
