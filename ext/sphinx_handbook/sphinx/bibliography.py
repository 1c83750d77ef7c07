"""The bibliography: its style, the way back from each entry to the places that cite the work, and what Zotero reads."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from pybtex.backends.plaintext import Backend as Plaintext
from pybtex.plugin import register_plugin
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from sphinxcontrib.bibtex.domain import BibtexDomain

from sphinx_handbook.bibliography import HandbookStyle, coins, csl_json, public_bibtex
from sphinx_handbook.digest import of_the_program

from .domain import HandbookDomain
from .html import is_website
from .website_builder import note, take

BIBTEX, CSL_JSON = "references.bib", "references.json"
"""The whole bibliography as data, beside the pages of the website."""


class FinishBibliography(SphinxPostTransform):
    """Gives each entry of a bibliography a link to the work's place in the register, and on the website its COinS."""

    default_priority = 6  # right behind sphinxcontrib-bibtex, which makes the entries

    def run(self, **kwargs: Any) -> None:
        citations = self._citations()
        if not citations:
            return
        domain = cast(HandbookDomain, self.env.domains["hb"])
        register = domain.register_of("work")
        builder = self.env._app.builder
        found = {id: node for node in self.document.findall(nodes.list_item) for id in node["ids"]}
        mentioned = domain.mentions("work")
        for one in citations:
            item = found.get(one.citation_id)
            if item is None or not isinstance(item[0], nodes.paragraph):
                continue
            item.parent["classes"] = ["plain", "bibliography"]
            if register and one.key in mentioned:
                link = make_refnode(builder, self.env.docname, register, f"work-{one.key}", nodes.Text("Cited"))
                link["classes"].append("backlink")
                item[0] += [nodes.Text(" "), link, nodes.Text(".")]
            if is_website(builder):
                item[0] += nodes.raw(
                    "", f'<span class="Z3988" title="{escape(coins(one.entry))}"></span>', format="html"
                )

    def _citations(self) -> list[Any]:
        """The citations of sphinxcontrib-bibtex for the bibliographies of this page, if the project has it."""
        known = self.env.domains["cite"].citations if "cite" in self.env.domains else []  # type: ignore[attr-defined]
        return [one for one in known if one.bibliography_key.docname == self.env.docname]


class BibliographyFilesDirective(SphinxDirective):
    """``{bibliography-files}``: on the website, links to the whole bibliography as BibTeX and as CSL-JSON."""

    def run(self) -> list[nodes.Node]:
        links = f'<a href="{BIBTEX}" download>BibTeX</a> and <a href="{CSL_JSON}" download>CSL-JSON</a>'
        text = f"The whole bibliography for Zotero and other reference managers: {links}."
        return [nodes.raw("", f'<p class="facts website">{text}</p>', format="html", website=True)]


class KeepToWebsite(SphinxPostTransform):
    """Takes what only the website can offer out of the ePub."""

    default_priority = 7

    def run(self, **kwargs: Any) -> None:
        if not is_website(self.env._app.builder):
            for node in list(self.document.findall(nodes.raw)):
                if node.get("website"):
                    node.parent.remove(node)


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write the bibliography as data beside the pages that offer it."""
    source = Path(app.confdir) / app.config.handbook_root / "references.bib"
    if exception is None and is_website(app.builder) and source.is_file():
        text = source.read_text(encoding="utf-8")
        if take(app.builder, BIBTEX, of_the_program(), text):
            return
        items = json.dumps(csl_json(text), ensure_ascii=False, indent=1)
        folder = Path(app.outdir)
        (folder / BIBTEX).write_text(public_bibtex(text), encoding="utf-8")
        (folder / CSL_JSON).write_text(items + "\n", encoding="utf-8")
        note(app.builder, BIBTEX, [BIBTEX, CSL_JSON], of_the_program(), text)


class CitationDomain(BibtexDomain):
    """Citations of our own prose (``{cite:t}``), which also lead to entries of a bibliography that is a plain list.

    Sphinxcontrib-bibtex (2.7) looks only among lists of the kind "citation", though the entries of every list have anchors. It
    keeps citations in the order in which pages were read, those of a page that was read again last; here that order is the
    pages', so that it tells nothing of what was read when.
    """

    def env_updated(self) -> Iterable[str]:
        self.citation_refs.sort(key=lambda reference: str(reference.docname))
        updated: Iterable[str] = super().env_updated()
        return updated

    def resolve_xref(self, *args: Any, **kwargs: Any) -> Any:
        listed = self.data["bibliographies"]
        self.data["bibliographies"] = {key: value._replace(list_="citation") for key, value in listed.items()}
        try:
            return super().resolve_xref(*args, **kwargs)
        finally:
            self.data["bibliographies"] = listed


def lead_to_any_list(app: Sphinx, config: Config) -> None:
    """Take the place of the domain of sphinxcontrib-bibtex, if the project has it."""
    if "sphinxcontrib.bibtex" in app.extensions:
        app.add_domain(CitationDomain, override=True)


def setup(app: Sphinx) -> None:
    app.connect("config-inited", lead_to_any_list)
    register_plugin("pybtex.style.formatting", "handbook", HandbookStyle)
    # Found anew for each citation otherwise, among the entry points of all packages.
    register_plugin("pybtex.backends", "plaintext", Plaintext, force=True)
    app.add_directive_to_domain("hb", "bibliography-files", BibliographyFilesDirective)
    app.add_post_transform(KeepToWebsite)
    app.add_post_transform(FinishBibliography)
    app.connect("build-finished", write_files)
