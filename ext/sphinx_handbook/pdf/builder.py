"""The builder ``typst``: the documents of the toctrees in reading order, one Typst source, one PDF."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence, Set
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx.builders import Builder
from sphinx.locale import __
from sphinx.util.display import progress_message
from sphinx.util.docutils import LoggingReporter

from sphinx_handbook.digest import digest_of, digest_of_files, of_the_program
from sphinx_handbook.kept import MEMORY, store, stored
from sphinx_handbook.pdf import compiler
from sphinx_handbook.pdf.doctrees import omits, toctree_documents
from sphinx_handbook.pdf.escape import array, label, string
from sphinx_handbook.pdf.index import back_indices
from sphinx_handbook.pdf.links import lead_links
from sphinx_handbook.pdf.papers import PAPERS
from sphinx_handbook.pdf.places import Anchors, PdfError, Place
from sphinx_handbook.pdf.writer import TypstTranslator

TEMPLATE = Path(__file__).with_name("book.typ")

MADE = ("handbook.pdf", "handbook-pages.json", "handbook-told.json")
"""What compiling makes of the source."""


class TypstBuilder(Builder):
    """Print the handbook: ``handbook.typ`` with its images and template, and ``handbook.pdf``, in the output folder.

    Each document is resolved by itself, as for HTML, and its toctrees say which documents follow it. So ids and note
    marks are looked up where they are unique: in their own document.
    """

    name = "typst"
    format = "typst"
    epilog = __("The book is %(outdir)s/handbook.pdf.")
    default_translator_class = TypstTranslator
    supported_image_types: ClassVar[list[str]] = [
        "image/svg+xml",
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
    ]

    def get_outdated_docs(self) -> str:
        return "the whole book"

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        return f"%{docname}"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        return self.get_target_uri(to, typ)

    def write_documents(self, docnames: Set[str]) -> None:
        """Write and compile the book, whichever documents changed."""
        self.outdir.mkdir(parents=True, exist_ok=True)
        with progress_message(__("writing handbook.typ")):
            source = self.book()
            (self.outdir / "handbook.typ").write_text(source, encoding="utf-8")
            (self.outdir / "handbook-paper.json").write_text(self.paper(), encoding="utf-8")
            shutil.copyfile(TEMPLATE, self.outdir / "book.typ")
            self.copy_images()
        with progress_message(__("compiling handbook.pdf")):
            self.compile(source)

    def compile(self, source: str) -> None:
        """Compile the book, or take what was made of the same source when it was compiled last.

        A book of another source is told of the last layout, as most of it stands where it stood: that saves a layout, and the
        book is laid out until it is true as ever.
        """
        folder, memory = Path(self.outdir), Path(self.doctreedir) / MEMORY
        pictures = digest_of_files(Path(self.srcdir, picture) for picture in self.images)
        standards = list(self.config.handbook_pdf_standards)
        digest = digest_of(
            of_the_program(), source, self.paper(), dict(self.images), pictures, self.timestamp(), standards
        )
        made: dict[str, bytes] | None = stored(memory / "book", digest)
        if made is None:
            compile_book(folder, self.timestamp(), standards, told=stored(memory / "told", of_the_program()) or b"{}")
            store(memory / "book", digest, {name: (folder / name).read_bytes() for name in MADE})
            store(memory / "told", of_the_program(), (folder / "handbook-told.json").read_bytes())
            return
        for name, content in made.items():
            (folder / name).write_bytes(content)

    def book(self) -> str:
        """The Typst source of the whole book; every anchor that it points to is in it."""
        anchors = Anchors()
        printed: list[str] = []
        self.editions: list[str] = []
        body = "".join(self.documents(self.config.root_doc, 0, "", anchors, printed))
        indices = back_indices(self.env, self, set(printed), self.config.handbook_pdf_indices)
        for index in indices:
            anchors.define(label(index.name), index.name)
            for name in index.labels():
                anchors.want(name, f"the index {index.title!r}")
        if missing := [*anchors.missing(), *self.unknown_lines_above(anchors)]:
            raise PdfError("\n".join(missing))
        back = "".join(index.typst() for index in indices)
        return "\n".join([self.head(), body, f"#back-matter[{back}]" if back else ""])

    def unknown_lines_above(self, anchors: Anchors) -> Iterator[str]:
        """One line for each address in ``handbook_pdf_line_above`` that is none; an edition whose text is not at hand may have it."""
        with_text = {data["siglum"] for data in self.env.metadata.values() if data.get("division")}
        folders = {docname.split("/")[-2] for docname in self.env.found_docs if "/" in docname}
        for address in self.config.handbook_pdf_line_above:
            siglum = address.partition(".")[0]
            if address not in anchors.lines_above and (siglum in with_text or siglum not in folders):
                yield f"handbook_pdf_line_above in conf.py: {address!r} is no block of the book that stands by itself"

    def documents(self, docname: str, depth: int, part: str, anchors: Anchors, printed: list[str]) -> Iterator[str]:
        """The code of a document of a ``part``, then of the documents that its toctrees name; each once, where it is first named."""
        printed.append(docname)
        doctree = self.resolved(docname)
        below = [child for child in dict.fromkeys(toctree_documents(doctree)) if not omits(self.config, child)]
        translator = self.create_translator(doctree, self)
        assert isinstance(translator, TypstTranslator)
        translator.place = Place(docname, depth, opens_part=depth == 1 and bool(below), part=part)
        translator.anchors = anchors
        doctree.walkabout(translator)
        self.editions += self.rights(docname, doctree)
        yield "".join(translator.body)
        part = self.env.titles[docname].astext() if translator.place.opens_part else part
        for child in below:
            if child not in printed:
                yield from self.documents(child, depth + 1, part, anchors, printed)

    def resolved(self, docname: str) -> nodes.document:
        doctree = self._as_read(docname)
        self.env.apply_post_transforms(doctree, docname)
        self.post_process_images(doctree)
        return doctree

    def _as_read(self, docname: str) -> nodes.document:
        """A document as this process has read it, or as it is stored (Sphinx 9.0, ``BuildEnvironment.get_and_resolve_doctree``)."""
        doctree = self.env._write_doc_doctree_cache.pop(docname, None)
        if doctree is None:
            return self.env.get_doctree(docname)
        doctree.settings.env = self.env
        doctree.reporter = LoggingReporter(str(self.env.doc2path(docname)))
        return doctree

    def rights(self, docname: str, doctree: nodes.document) -> Iterator[str]:
        """For the imprint, title, author and rights of the edition whose front page ``docname`` is, if it is one."""
        paragraphs = [node for node in doctree.findall(nodes.paragraph) if {"author", "rights"} & set(node["classes"])]
        authors = [node.astext() for node in paragraphs if "author" in node["classes"]]
        for node in (node for node in paragraphs if "rights" in node["classes"]):
            translator = self.create_translator(doctree, self)
            assert isinstance(translator, TypstTranslator)
            translator.place, translator.depth = Place(docname, 0, False), 1
            for child in node.children:
                child.walkabout(translator)
            title, author = self.env.titles[docname].astext(), "".join(authors[:1])
            yield f"({string(title)}, {string(author)}, run({''.join(translator.body)}))"

    def paper(self) -> str:
        """``handbook-paper.json``: the measures of the page, for the template."""
        name = self.config.handbook_pdf_paper
        if name not in PAPERS:
            raise PdfError(f"handbook_pdf_paper is {name!r}; the sizes are {', '.join(PAPERS)}")
        return json.dumps(PAPERS[name].as_data(), indent=0) + "\n"

    def head(self) -> str:
        """The lines that load the template and tell it what the book is."""
        config = self.config
        title = self.env.titles[config.root_doc].astext()
        date = datetime.fromtimestamp(self.timestamp(), UTC)
        facts = {
            "title": string(title),
            "subtitle": string(config.handbook_pdf_subtitle),
            "author": string(config.author),
            "imprint": string(config.copyright if isinstance(config.copyright, str) else "; ".join(config.copyright)),
            "version": string(config.release),
            "date": f"datetime(year: {date.year}, month: {date.month}, day: {date.day})",
            "language": string(config.language),
            "keywords": array(config.handbook_pdf_keywords),
            "licence": array(config.handbook_pdf_licence),
            "editions": "(" + "".join(f"{edition}, " for edition in self.editions) + ")",
        }
        arguments = "".join(f"  {name}: {value},\n" for name, value in facts.items())
        return f'#import "book.typ": *\n#show: book.with(\n{arguments})'

    def timestamp(self) -> int:
        """Seconds since 1970 for the PDF's dates: SOURCE_DATE_EPOCH, ``handbook_date``, or the start of today."""
        if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
            return int(epoch)
        if date := self.config.handbook_date:
            try:
                day = datetime.fromisoformat(str(date))
            except ValueError:
                raise PdfError(f"handbook_date is {date!r}, which is not a date; one looks like 2026-01-31") from None
        else:
            day = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return int((day if day.tzinfo else day.replace(tzinfo=UTC)).timestamp())

    def copy_images(self) -> None:
        for source, name in self.images.items():
            target = self.outdir / "images" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.srcdir / source, target)


def compile_book(folder: Path, timestamp: int, standards: Sequence[str], told: bytes = b"{}") -> None:
    """Compile ``handbook.typ`` in ``folder``, ``told`` of the layout of a book like it; raises :class:`PdfError` with what Typst says."""
    (folder / "handbook-told.json").write_bytes(told)
    command = [sys.executable, "-P", compiler.__file__, str(folder), str(timestamp), *standards]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise PdfError(done.stderr.strip() or "the compiler was killed; look whether memory was short")
    lead_links(folder)
