"""Links between projects: what an inventory (``objects.inv``) says of this one, and what roles do that only another could resolve."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Never, cast

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

from sphinx_handbook.authority import Authority

from .domain import HandbookDomain
from .html import is_website

AFTER_OTHERS = 900
"""Sphinx asks in the order of these numbers; other projects (``sphinx.ext.intersphinx``) are asked at 500."""


def plain_text(app: Sphinx, env: BuildEnvironment, node: pending_xref, contnode: nodes.Element) -> nodes.Element | None:
    """What a role shows that leads nowhere, here and in other projects, and need not."""
    if node.get("refdomain") != HandbookDomain.name:
        return None
    domain = cast(HandbookDomain, env.domains["hb"])
    return contnode if _need_not_lead(domain, node["reftype"], node["reftarget"]) else None


def _need_not_lead(domain: HandbookDomain, type_: str, target: str) -> bool:
    """Whether a role that nothing resolves is plain text, and no mistake.

    The passages of an edition whose text is not at hand cannot be reached, and a day need not be in a chronology. Where there is
    no register nothing can be reached; but a project without records of its own names those of another, which must be there.
    """
    absent = type_ in ("locus", "parallel") and not domain.places.has_text(target.partition(".")[0])
    unregistered = type_ in domain.registered and domain.register_of(type_) is None
    return absent or (unregistered and (type_ == "date" or domain.authority != Authority()))


def drop_labels(app: Sphinx) -> Iterable[Never]:
    """Take out of the inventory the labels of indices that the website does not have; adds no page."""
    if is_website(app.builder):
        website = cast(StandaloneHTMLBuilder, app.builder)
        made = {index[0] for index in website.domain_indices} | app.env.found_docs
        made |= {"search"} if website.search else set()
        made |= {"genindex"} if website.use_index else set()
        standard = app.env.domains.standard_domain
        for table in (standard.labels, standard.anonlabels):
            for label in [label for label, place in table.items() if place[0] not in made]:
                del table[label]
    return ()


def borrow_roles(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Let pages use the roles of kinds that only other projects have: whoever leads to a handbook with ships writes ``{ship}``."""
    if "sphinx.ext.intersphinx" not in app.extensions:
        return
    from sphinx.ext.intersphinx import InventoryAdapter  # takes long to load, and few projects have it

    domain = cast(HandbookDomain, env.domains["hb"])
    for type_ in sorted(InventoryAdapter(env).main_inventory):
        name, _, role = type_.partition(":")
        if name == domain.name and role not in domain.object_types:
            domain.borrow(role)


def only_leads_elsewhere(app: Sphinx, root: Path) -> bool:
    """Whether a project has neither texts nor authority files, and names the projects whose records its pages mean."""
    return not (root / "corpus").is_dir() and bool(getattr(app.config, "intersphinx_mapping", None))


def mean_others(domain: HandbookDomain) -> None:
    """Let the roles of a project without a corpus mean the records of other projects."""
    domain.know(Authority())
    for type_ in ("person", "work"):
        domain.dangling_warnings[type_] = f"no {type_} %(target)r in the handbooks that intersphinx_mapping names"


def setup(app: Sphinx) -> None:
    app.connect("env-before-read-docs", borrow_roles, priority=AFTER_OTHERS)
    app.connect("missing-reference", plain_text, priority=AFTER_OTHERS)
    app.connect("html-collect-pages", drop_labels)
