"""Every comment against the pages as they were read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_handbook import corpus
from sphinx_handbook.commentary import KnownEdition, Passage, check, find_lemma
from sphinx_handbook.problems import Problem
from sphinx_handbook.sphinx.domain import HandbookDomain
from sphinx_handbook.sphinx.log import warn_of

from .directive import comments_of
from .texts import PageTexts


class Mark(NamedTuple):
    """What a passage knows of a comment on it: the comment's page, anchor and title, and the words it is about."""

    docname: str
    anchor: str
    title: str
    lemma: str


class Listed(NamedTuple):
    """A comment in the list of its edition: the passage, and the page and the anchor of its block, if the text is at hand."""

    passage: Passage
    mark: Mark
    place: tuple[str, str] | None


class Settle:
    """Finds the block of every lemma when all pages have been read; called once a build and once for each writer.

    It sets the domain's table ``marks`` and its ``listed``, warns of what does not fit, and returns the pages that must be
    written again, as what they say of commentary has changed.
    """

    def __init__(self) -> None:
        self._said: set[Problem] = set()

    def __call__(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        domain = cast(HandbookDomain, env.domains["hb"])
        comments = list(comments_of(domain))
        editions = known_editions(domain, Path(app.confdir) / app.config.handbook_root) if comments else {}
        for finding in check((each.comment for _, each in comments), editions):
            if finding.problem not in self._said:
                self._said.add(finding.problem)
                warn_of(finding.problem)
        listed = [
            Listed(passage, Mark(docname, each.anchor, env.titles[docname].astext(), passage.lemma), place)
            for docname, each in comments
            for passage in each.comment.passages
            if passage.first.siglum in editions
            for place in [_place(passage, editions[passage.first.siglum])]
        ]
        domain.listed = _by_edition(listed, editions)
        return _renew(domain, "marks", _marks(listed)) + _renew(domain, "reached", _reached(listed))


def known_editions(domain: HandbookDomain, root: Path) -> dict[str, KnownEdition | None]:
    """What the pages have of every edition, and of those without text what their ledgers have."""
    folders, _ = corpus.read_editions(root)
    known: dict[str, KnownEdition | None] = dict(corpus.known_editions(root, folders, ()))
    pages: dict[str, list[str]] = defaultdict(list)
    for docname in sorted(domain.data["loci"], key=domain.places.reading_order):
        siglum = domain.env.metadata[docname].get("siglum", "")
        pages[siglum].append(docname)
    return known | {siglum: PageTexts(domain, pages[siglum]) for siglum in known if siglum in pages}


def _place(passage: Passage, edition: KnownEdition | None) -> tuple[str, str] | None:
    """Page and anchor of the block in which the lemma begins, if it is there."""
    if not isinstance(edition, PageTexts) or not set(passage.blocks) <= set(edition.addresses):
        return None
    block = find_lemma(passage.pieces, [edition.text(address) for address in passage.blocks])
    return None if block is None else edition.place(passage.blocks[block])


def _by_edition(listed: Sequence[Listed], editions: Mapping[str, KnownEdition | None]) -> dict[str, list[Listed]]:
    """The comments by siglum, each edition's in the order of its text."""
    found: dict[str, list[Listed]] = defaultdict(list)
    for each in listed:
        found[each.passage.first.siglum].append(each)
    for siglum, those in found.items():
        edition = editions[siglum]
        order = {address: number for number, address in enumerate(edition.addresses if edition else ())}
        those.sort(key=lambda each: order.get(str(each.passage.first), len(order)))
    return dict(found)


def _marks(listed: Sequence[Listed]) -> dict[str, dict[str, list[Mark]]]:
    """The marks of each page of a text, by anchor."""
    marks: dict[str, dict[str, list[Mark]]] = defaultdict(lambda: defaultdict(list))
    for each in listed:
        if each.place:
            docname, anchor = each.place
            marks[docname][anchor].append(each.mark)
    return {docname: dict(anchors) for docname, anchors in marks.items()}


def _reached(listed: Sequence[Listed]) -> dict[str, list[Any]]:
    """Of each page of commentary, where its passages are."""
    reached: dict[str, list[Any]] = defaultdict(list)
    for each in listed:
        reached[each.mark.docname].append(each.place)
    return dict(reached)


def _renew(domain: HandbookDomain, name: str, table: dict[str, Any]) -> list[str]:
    """Put ``table`` in the place of the domain's; returns the pages whose entry is another now."""
    before = domain.data[name]
    changed = [docname for docname in sorted({*before, *table}) if before.get(docname) != table.get(docname)]
    domain.data[name] = table
    return [docname for docname in changed if docname in domain.env.found_docs]
