"""What only the website has: scripts and style sheets of the plugin, and the files with cards."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx

from sphinx_handbook.dates import Calendar, Date

from . import cards
from .cards import Card
from .domain import HandbookDomain
from .html import WebsiteTranslator, is_website
from .registers.directive import register
from .registers.fill import prose_in

STATIC = Path(__file__).parent / "static"
SCRIPT, STYLES = "handbook.js", "handbook-parts.css"

Prose = Mapping[str, str]
"""The first paragraph of the prose about each record, as plain text."""


def offer_files(app: Sphinx, builder: Any) -> None:
    """Put the plugin's script and style sheet where every page finds them; the site's own style sheet comes behind."""
    if is_website(builder):
        folder = Path(app.outdir) / "_static"
        folder.mkdir(parents=True, exist_ok=True)
        for name in (SCRIPT, STYLES):
            shutil.copyfile(STATIC / name, folder / name)
        kinds = {kind.role: kind.id.capitalize() for kind in _domain(app).authority.kinds.values()}
        layers = {"person": "People", "date": "Dates", "work": "Works", **kinds, "emended": "Emendations"}
        # Browsers load no module from a disk, and the site must work from one.
        attributes: dict[str, Any] = {"data-layers": json.dumps(layers)}
        app.add_js_file(SCRIPT, loading_method="defer", **attributes)
        app.add_css_file(STYLES)


def write_cards(app: Sphinx, exception: Exception | None) -> None:
    """Write the cards of each type into a file of its own."""
    if exception is None and is_website(app.builder):
        domain = _domain(app)
        folder = Path(app.outdir) / "_static" / "cards"
        folder.mkdir(parents=True, exist_ok=True)
        source = Path(app.confdir) / app.config.handbook_root / "references.bib"
        made = {
            "person": dict(person_cards(domain)),
            "date": dict(date_cards(domain)),
            "work": dict(cards.work_cards(source.read_text(encoding="utf-8"))) if source.is_file() else {},
            "locus": dict(locus_cards(domain)),
        }
        for kind in domain.authority.kinds.values():
            prose = _prose(domain, kind.role)
            made[kind.role] = {
                entry.id: cards.entry_card(entry, prose.get(entry.id, "")) for entry in kind.entries.values()
            }
        for type_, found in made.items():
            (folder / f"{type_}.js").write_text(cards.script(type_, found), encoding="utf-8")


def person_cards(domain: HandbookDomain) -> Iterator[tuple[str, Card]]:
    """The card of everyone whom a page or the reference part names."""
    prose = _prose(domain, "person")
    for key, person in domain.persons_shown().items():
        yield key, cards.person_card(person, prose.get(key, "") if person.about.strip() else "")


def date_cards(domain: HandbookDomain) -> Iterator[tuple[str, Card]]:
    """The card of every date that a text or the reference part names."""
    named = [
        Date(target, cast(Calendar, each.detail))
        for target, mentions in domain.mentions("date").items()
        for each in mentions
    ]
    events = list(domain.authority.events.values())
    for date in sorted({*named, *domain.dates_named(), *(event.when for event in events)}, key=lambda date: date.edtf):
        yield cards.date_key(date), cards.date_card(date, events)


def locus_cards(domain: HandbookDomain) -> Iterator[tuple[str, Card]]:
    """The card of every passage to which another points, by its anchor."""
    for address, docname, anchor in domain.pointed_at():
        front = domain.front_of(address.partition(".")[0])
        title = domain.env.titles[front or docname].astext()
        words = domain.data["openings"][docname].get(anchor, "")
        yield anchor, cards.locus_card(address, title, words if "." in address else "")


def _prose(domain: HandbookDomain, type_: str) -> Prose:
    """What the register of a type says of its records."""
    docname = domain.register_of(type_)
    if docname is None:
        return {}
    (node, *_) = [
        node
        for node in domain.env.get_doctree(docname).findall(register)
        if domain.register_types()[node["name"]] == type_
    ]
    return {
        record: next((part.astext() for part in parts if isinstance(part, nodes.paragraph)), "")
        for record, parts in prose_in(node).items()
    }


def _domain(app: Sphinx) -> HandbookDomain:
    return cast(HandbookDomain, app.env.domains["hb"])


def setup(app: Sphinx) -> None:
    app.set_translator("html", WebsiteTranslator)
    app.set_translator("dirhtml", WebsiteTranslator)
    app.connect("write-started", offer_files)
    app.connect("build-finished", write_cards)
