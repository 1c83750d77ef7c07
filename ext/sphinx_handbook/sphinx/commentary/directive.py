"""The directives: a comment, and the place of a list of comments."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, cast

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxDirective

from sphinx_handbook.commentary import ArgumentError, Comment, Passage, parse_argument
from sphinx_handbook.directives import DirectiveUse
from sphinx_handbook.problems import Problem
from sphinx_handbook.sphinx.domain import HandbookDomain
from sphinx_handbook.sphinx.log import warn_of


class Anchored(NamedTuple):
    """A comment and its anchor on its page."""

    anchor: str
    comment: Comment


class CommentaryDirective(SphinxDirective):
    """``{commentary} trotsky.43.17 "seized the telegraph"``: a comment on one or more passages, under their lemmas."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        argument = self.arguments[0] if self.arguments else ""
        path = self._path()
        try:
            passages = parse_argument(argument)
        except ArgumentError as error:
            warn_of(Problem(path, self.lineno, "commentary-syntax", error.message, error.hint))
            return []
        domain = cast(HandbookDomain, self.env.domains["hb"])
        use = DirectiveUse("commentary", argument, (), "", self.lineno)
        anchor = _keep(domain, self.env.current_document.docname, Comment(path, use, passages))
        box = nodes.container("", *self._lemmas(passages), ids=[anchor], classes=["commentary"])
        box += self.parse_content_to_nodes()
        self.set_source_info(box)
        return [box]

    def _path(self) -> str:
        """The page's file, as problems name it."""
        root = Path(self.env.app.confdir) / self.config.handbook_root
        return Path(os.path.relpath(self.env.doc2path(self.env.current_document.docname), root)).as_posix()

    def _lemmas(self, passages: Sequence[Passage]) -> Iterator[nodes.paragraph]:
        """The lemmas; of several each says whether it is the first or the last, since they stand close together."""
        for number, passage in enumerate(passages, 1):
            lemma = self._lemma(passage)
            if len(passages) > 1:
                place = {1: "first", len(passages): "last"}.get(number, "further")
                lemma["classes"].insert(0, f"{place}-lemma")
            yield lemma

    def _lemma(self, passage: Passage) -> nodes.paragraph:
        """The words that the comment is on, and a link to where they stand."""
        shown = passage.address.replace("-" + passage.last, "–" + passage.last) if passage.last else passage.address
        link = pending_xref(
            "",
            nodes.inline("", shown),
            refdomain="hb",
            reftype="locus",
            reftarget=str(passage.first),
            refexplicit=True,
            # What is wrong with a passage is said once, by the check.
            refwarn=False,
        )
        self.set_source_info(link)
        quoted = nodes.emphasis("", f"“{passage.lemma}”")
        return nodes.paragraph("", "", quoted, nodes.Text(" "), link, classes=["lemma"])


def _keep(domain: HandbookDomain, docname: str, comment: Comment) -> str:
    """Keep a comment of a page; returns its anchor, which is named after its first passage."""
    known: list[tuple[str, Comment]] = domain.data["comments"].setdefault(docname, [])
    anchor = f"on-{comment.passages[0].first.anchor}"
    number = sum(each.passages[0].first == comment.passages[0].first for _, each in known) + 1
    anchor = f"{anchor}--{number}" if number > 1 else anchor
    known.append((anchor, comment))
    return anchor


class commentary_list(nodes.General, nodes.Element):
    """The place of the list of comments on the edition ``siglum``, or on all; replaced before any writer sees it.

    ``heading`` stands above a list that is not empty.
    """


class CommentaryListDirective(SphinxDirective):
    """``{commentary-list} trotsky``: the comments on an edition in the order of its text; without a siglum, on each edition."""

    optional_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"heading": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        domain = cast(HandbookDomain, self.env.domains["hb"])
        domain.data["comment_lists"][self.env.current_document.docname] = True
        siglum = self.arguments[0] if self.arguments else ""
        node = commentary_list(siglum=siglum, heading=self.options.get("heading", ""))
        self.set_source_info(node)
        return [node]


def comment_numbers(domain: HandbookDomain) -> dict[tuple[str, str], int]:
    """The number of every comment by its page and anchor, counted through all pages in reading order, as print numbers them."""
    return {(docname, each.anchor): number for number, (docname, each) in enumerate(comments_of(domain), 1)}


def comments_of(domain: HandbookDomain) -> Iterator[tuple[str, Anchored]]:
    """Every comment with its page, page by page in reading order."""
    table: dict[str, list[Any]] = domain.data["comments"]
    for docname in sorted(table, key=domain.places.reading_order):
        yield from ((docname, Anchored(*each)) for each in table[docname])
