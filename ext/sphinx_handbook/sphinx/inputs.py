"""What a page of the website is made from, as digests: its own document, and what it shares with all other pages.

A page shows the titles of others, the places where passages stand, and what the authority files say. A change of any of these is
a change of every page; only who mentions what has a digest of its own, since registers alone ask for it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.jinja2glue import BuiltinTemplateLoader

from sphinx_handbook.digest import digest_of, digest_of_files, files_below, of_the_program

from .domain import HandbookDomain

MENTIONED = ("mentions", "openings", "pointed")
"""The domain's tables that only registers and cards read."""

COMMENTED = ("comments", "comment_lists", "quoted", "marks", "reached")
"""The domain's tables of commentary: of these a page shows its own part."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Digests of what all pages share, and of who mentions what."""

    shared: str
    mentions: str
    domain: HandbookDomain
    doctrees: Path
    metadata: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, builder: StandaloneHTMLBuilder) -> Inputs:
        """The inputs when every page has been read, and style sheets and scripts lie in the website's folder."""
        return cls(
            digest_of(*_shared(builder)),
            _mentions(_domain(builder)),
            _domain(builder),
            Path(builder.env.doctreedir),
            builder.env.metadata,
        )

    def of_document(self, docname: str, *, asks: bool) -> str:
        """The digest for the page of a document; one that ``asks`` who mentions what depends on that too."""
        return digest_of(self.shared, self.of_its_own(docname, asks=asks))

    def of_its_own(self, docname: str, *, asks: bool) -> str:
        """The digest of what the page does not share with all others."""
        doctree = digest_of_files([self.doctrees / f"{docname}.doctree"])
        mentions = self.mentions if asks else ""
        return digest_of(doctree, self.metadata.get(docname), mentions, *self._commentary(docname))

    def _commentary(self, docname: str) -> Iterator[Any]:
        data = self.domain.data
        yield from (data[name].get(docname) for name in ("marks", "reached"))
        if docname in data["comment_lists"]:
            yield self.domain.listed


def _domain(builder: StandaloneHTMLBuilder) -> HandbookDomain:
    return cast(HandbookDomain, builder.env.domains["hb"])


def _shared(builder: StandaloneHTMLBuilder) -> Iterator[Any]:
    env, config, domain = builder.env, builder.config, _domain(builder)
    yield of_the_program()
    yield [(value.name, value.value) for value in config], sorted(builder.tags), os.environ.get("SOURCE_DATE_EPOCH")
    settings = Path(builder.confdir)
    yield digest_of_files([settings / "docutils.conf", *settings.rglob("*.py")])
    static = Path(builder.outdir) / "_static"
    yield [(str(file.relative_to(static)), file.read_bytes()) for file in sorted(files_below(static))]
    templates = cast(BuiltinTemplateLoader, builder.templates)
    yield digest_of_files(file for folder in templates.pathchain for file in files_below(Path(folder)))
    yield env.titles, env.longtitles, env.tocs, env.toc_num_entries, env.toc_secnumbers, env.toc_fignumbers
    yield env.toctree_includes, env.found_docs, {name: _told(data) for name, data in env.metadata.items()}
    yield (
        {path: name for path, (_, name) in env.images.items()},
        {path: name for path, (_, name) in env.dlfiles.items()},
    )
    yield {name: each.data for name, each in env.domains.items() if name != domain.name}
    yield {name: table for name, table in domain.data.items() if name not in (*MENTIONED, *COMMENTED)}
    yield domain.pages, domain.editions
    root = Path(builder.confdir) / config.handbook_root
    yield digest_of_files([*root.glob("corpus/authority/*.toml"), root / "references.bib"])


def _told(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """What a page's metadata tell others; how many words MyST has counted on it is its own affair."""
    return {name: value for name, value in metadata.items() if name != "wordcount"}


def _mentions(domain: HandbookDomain) -> str:
    """A digest of who mentions what, without the words around each mention, which only the pages of long registers show."""
    found = domain.data["mentions"]
    return digest_of(repr([(docname, [(*each[:7], each[8]) for each in found[docname]]) for docname in sorted(found)]))
