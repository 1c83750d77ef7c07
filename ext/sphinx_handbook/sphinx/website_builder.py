"""The builder of the website. It writes the pages whose inputs have changed and takes the others over from the last website."""

from __future__ import annotations

from collections.abc import Set
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from jinja2 import FileSystemBytecodeCache
from sphinx.builders import Builder, _write_docname
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.jinja2glue import BuiltinTemplateLoader

from sphinx_handbook.digest import digest_of
from sphinx_handbook.kept import MEMORY, Kept, Made

from .domain import HandbookDomain
from .inputs import Inputs
from .navigation import Navigation

WORDS = ("_titles", "_filenames", "_all_titles", "_mapping", "_title_mapping", "_index_entries")
"""The tables of Sphinx's search index (``sphinx.search.IndexBuilder``, Sphinx 9.0) that a page adds to."""


class Haste(IntEnum):
    """What a website may keep of the last one although it has changed, each level with those above it."""

    NONE = 0
    SEARCH_WAITS = 1
    """The search: who writes a page looks at it and does not search."""
    OTHERS_WAIT = 2
    """Pages in which only that is another which they share with all, such as the title of the page that is written."""


class WebsiteBuilder(StandaloneHTMLBuilder):
    """Sphinx's builder for a website, which can keep pages of the last one.

    ``kept`` says what the last website has; until it is told, there is none and all pages are written. In ``haste`` it keeps as it
    is what can wait; ``waiting`` then says whether there are such pages.
    """

    kept: Kept
    haste: Haste = Haste.NONE
    waiting: bool = False
    inputs: Inputs

    def init(self) -> None:
        super().init()
        folder = Path(self.outdir)
        self.kept = Kept(folder, folder)
        self._words: dict[str, dict[str, Any]] = {}

    def init_templates(self) -> None:
        """Let the templates be compiled once; Jinja knows each by the fingerprint of its text."""
        super().init_templates()
        compiled = Path(self.doctreedir) / MEMORY / "templates"
        compiled.mkdir(parents=True, exist_ok=True)
        cast(BuiltinTemplateLoader, self.templates).environment.bytecode_cache = FileSystemBytecodeCache(str(compiled))

    @cached_property
    def navigation(self) -> Navigation:
        """What stands beside each page; asked for when all pages have been read."""
        return Navigation.of(self)

    def write_documents(self, docnames: Set[str]) -> None:
        self.inputs = Inputs.of(self)
        for docname in sorted(docnames):
            if not self._take(docname):
                self._write(docname)

    def _take(self, docname: str) -> bool:
        before = self.kept.made_before(docname)
        if before is None:
            return False
        asks = before.known["asks"]
        made = self.kept.take(docname, self.inputs.of_document(docname, asks=asks))
        if made is None and before.known["own"] == self.inputs.of_its_own(docname, asks=asks):
            made = self.take_though_changed(docname)
        if made is None:
            return False
        self.images.update(made.known["images"])
        self._words[docname] = made.known["words"]
        return True

    def take_though_changed(self, name: str) -> Made | None:
        """Take a page over as it is, if others than those that have changed of themselves may wait."""
        made = self.kept.take_as_it_is(name) if self.haste is Haste.OTHERS_WAIT else None
        self.waiting |= made is not None
        return made

    def _write(self, docname: str) -> None:
        domain = cast(HandbookDomain, self.env.domains["hb"])
        images, self.images, domain.asked = self.images, {}, False
        warnings = self._app._warncount
        _write_docname(docname, env=self.env, builder=self, tags=self.tags)
        # What a warning belongs to is written again each time, so that the warning is given each time.
        if self._app._warncount == warnings:
            self.kept.note(
                docname,
                self.inputs.of_document(docname, asks=domain.asked),
                self._files(docname),
                own=self.inputs.of_its_own(docname, asks=domain.asked),
                asks=domain.asked,
                images=self.images,
                words=self._words.get(docname, {}),
            )
        self.images = {**images, **self.images}

    def _files(self, docname: str) -> list[str]:
        page = self.get_output_path(docname)
        copy = Path(self._sources_dir, f"{docname}{Path(self.env.doc2path(docname)).suffix}")
        copies = [copy, copy.with_name(copy.name + self.config.html_sourcelink_suffix)]
        folder = Path(self.outdir)
        return [str(file.relative_to(folder)) for file in (page, *copies) if file.is_file()]

    def index_page(self, pagename: str, doctree: nodes.document, title: str) -> None:
        """Note what the page adds to Sphinx's search index; :meth:`dump_search_index` puts it in."""
        if self.indexer is None:
            return
        whole = {name: getattr(self.indexer, name) for name in WORDS}
        for name in WORDS:
            setattr(self.indexer, name, {})
        super().index_page(pagename, doctree, title)
        self._words[pagename] = {name: getattr(self.indexer, name) for name in WORDS}
        for name, table in whole.items():
            setattr(self.indexer, name, table)

    def dump_search_index(self) -> None:
        if self.haste and self.kept.take_as_it_is(self.searchindex_filename):
            return
        for pagename in sorted(self._words):
            for name, table in self._words[pagename].items():
                whole = getattr(self.indexer, name)
                for key, value in table.items():
                    if isinstance(value, set):
                        whole.setdefault(key, set()).update(value)
                    else:
                        whole[key] = value
        super().dump_search_index()
        self.kept.note(self.searchindex_filename, "", [self.searchindex_filename])


def kept_by(builder: Builder) -> Kept:
    """What ``builder`` keeps; builders of other kinds keep nothing."""
    return builder.kept if isinstance(builder, WebsiteBuilder) else Kept(Path(builder.outdir), Path(builder.outdir))


def take(builder: Builder, name: str, *inputs: Any) -> Made | None:
    """Take what is called ``name`` over from the last website if it was made from the same inputs."""
    return kept_by(builder).take(name, digest_of(*inputs))


def take_though_changed(builder: Builder, name: str) -> Made | None:
    """Take what is called ``name`` over as it is, where ``builder`` is in such haste."""
    return builder.take_though_changed(name) if isinstance(builder, WebsiteBuilder) else None


def note(builder: Builder, name: str, files: list[str], *inputs: Any) -> Made:
    """Note that ``files`` have been made from ``inputs``."""
    return kept_by(builder).note(name, digest_of(*inputs), files)
