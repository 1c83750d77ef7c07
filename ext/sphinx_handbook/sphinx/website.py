"""What only the website has: script and style sheet of the plugin, the files with cards, and what a page knows of its passages."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.jinja2glue import BuiltinTemplateLoader, SphinxFileSystemLoader
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_handbook import corpus
from sphinx_handbook.authority import Event
from sphinx_handbook.dates import Date
from sphinx_handbook.digest import of_the_program

from . import cards
from .blocks import steps
from .cards import Card
from .citing import Cited, forms, source_pages
from .domain import HandbookDomain
from .html import WebsiteTranslator, is_website
from .metadata import head_tags
from .registers.directive import register
from .registers.fill import prose_in
from .website_builder import WebsiteBuilder, note, take

HERE = Path(__file__).parent
SCRIPT, STYLES = "handbook.js", "handbook-parts.css"
CARDS = "_static/cards"

Prose = Mapping[str, str]
"""The first paragraph of the prose about each record, as plain text."""


def offer_templates(app: Sphinx) -> None:
    """Give the website the plugin's templates, behind the project's own templates and before the theme's.

    The configuration is left as it is while Sphinx takes its fingerprint, which would tell where the extension is installed.
    """
    if not is_website(app.builder):
        return
    templates = cast(StandaloneHTMLBuilder, app.builder).templates
    assert isinstance(templates, BuiltinTemplateLoader)
    templates.loaders.insert(templates.templatepathlen, SphinxFileSystemLoader(HERE / "templates"))
    templates.templatepathlen += 1  # so that "!page.html" is the theme's
    app.config.html_static_path = [*app.config.html_static_path, str(HERE / "static")]


def offer_files(app: Sphinx, builder: Any) -> None:
    """Put the plugin's script and style sheet where every page finds them; the site's own style sheet comes behind."""
    if is_website(builder):
        folder = Path(app.outdir) / "_static"
        folder.mkdir(parents=True, exist_ok=True)
        for name in (SCRIPT, STYLES):
            shutil.copyfile(HERE / "static" / name, folder / name)
        folders, _ = corpus.read_editions(Path(app.confdir) / app.config.handbook_root)
        _domain(app).editions = {folder.siglum: folder.data for folder in folders}
        kinds = {kind.role: kind.id.capitalize() for kind in _domain(app).authority.kinds.values()}
        layers = {"person": "People", "date": "Dates", "work": "Works", **kinds, "emended": "Emendations"}
        # Browsers load no module from a disk, and the site must work from one.
        attributes: dict[str, Any] = {"data-layers": json.dumps(layers)}
        app.add_js_file(SCRIPT, **attributes)
        app.add_css_file(STYLES)


class AddressPassages(SphinxPostTransform):
    """Puts into each paragraph and each note of an edition a link to itself, which shows its address without adding a word."""

    default_priority = 8

    def run(self, **kwargs: Any) -> None:
        loci = cast(HandbookDomain, self.env.domains["hb"]).data["loci"].get(self.env.docname, {})
        if not is_website(self.env._app.builder) or "siglum" not in self.env.metadata[self.env.docname]:
            return
        addresses = {anchor: address for address, anchor in loci.items()}
        for paragraph in list(self.document.findall(nodes.paragraph)):
            for anchor in _known(paragraph, addresses):
                paragraph.insert(0, _link_to_itself("Passage", anchor, addresses[anchor]))
        for footnote in list(self.document.findall(nodes.footnote)):
            # What bears the address of a note is a target before it: the note's own anchor is counted anew on each page.
            for anchor in _known(footnote.previous_sibling(), addresses):
                end: nodes.Element = footnote[-1] if isinstance(footnote[-1], nodes.paragraph) else footnote
                end.append(_link_to_itself("Note", anchor, addresses[anchor]))


def _known(node: nodes.Node | None, addresses: Mapping[str, str]) -> list[str]:
    """The anchor of an element that has an address, or nothing."""
    ids = node["ids"] if isinstance(node, nodes.Element) else []
    return [anchor for anchor in ids if anchor in addresses][:1]


def _link_to_itself(what: str, anchor: str, address: str) -> nodes.raw:
    # Where the address has no room on one line it breaks before the number of the block.
    division, _, block = address.partition(".")[2].rpartition(".")
    return nodes.raw(
        "",
        f'<a class="headerlink address" href="#{anchor}" aria-label="{what} {address}"'
        f' data-address="{division}.\u200b{block}"></a>',
        format="html",
    )


def show_trail(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Begin a page with where it belongs, and of an edition's divisions with which of them it is."""
    parents = context.get("parents") or []
    if not is_website(app.builder) or not parents or "body" not in context:
        return
    links = "".join(f'<li><a href="{escape(each["link"])}">{each["title"]}</a></li>' for each in parents)
    siblings = _domain(app).places.divisions_of(app.env.metadata.get(pagename, {}).get("siglum", ""))
    position = f"<span>{siblings.index(pagename) + 1} of {len(siblings)}</span>" if len(siblings) > 1 else ""
    context["body"] = (
        f'<nav class="editorial trail" aria-label="Breadcrumb"><ol>{links}</ol>{position}</nav>\n{context["body"]}'
    )


def tell_page(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Tell the page of a division how its passages are cited, and programs what it is."""
    domain = _domain(app)
    metadata = app.env.metadata.get(pagename, {})
    siglum, division = metadata.get("siglum", ""), metadata.get("division", "")
    if not is_website(app.builder) or doctree is None or siglum not in domain.editions:
        return
    edition = domain.editions[siglum]
    cited = Cited(
        edition.author,
        any(edition.author in person.forms for person in domain.authority.persons.values()),
        edition.title,
        edition.published,
        app.env.titles[pagename].astext(),
        app.config.project,
        app.config.handbook_date[:4],
    )
    loci = domain.data["loci"].get(pagename, {})
    known = {
        "division": f"{siglum}.{division}",
        "forms": forms(cited),
        "pages": source_pages(steps(doctree, siglum, loci), domain.places.page_before(pagename)),
    }
    beside = app.tags.has("with_html")  # only a build by the command has data beside the website
    if beside:
        known["printed"] = printed_shelf(siglum)
    told = json.dumps(known, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    context["metatags"] += f'<script type="application/json" id="hb-passages">{told}</script>\n'
    builder = cast(StandaloneHTMLBuilder, app.builder)
    base = app.config.html_baseurl
    url = f"{base.rstrip('/')}/{builder.get_target_uri(pagename)}" if base else ""
    to_top = builder.get_relative_uri(pagename, "x").removesuffix(builder.get_target_uri("x"))
    data = f"{to_top}api/document/{siglum}/{division}.json" if beside else ""
    context["metatags"] += head_tags(cited, edition.language, url=url, data=data)


def withhold_tree(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Keep the tree of contents from Furo, which would make a navigation of it for each page."""
    if _shows_navigation(app):
        context["withheld"] = context.pop("toctree")


def show_navigation(
    app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the page the navigation that Furo would have made."""
    if _shows_navigation(app):
        context["toctree"] = context.pop("withheld")
        context["furo_navigation_tree"] = cast(WebsiteBuilder, app.builder).navigation.on(pagename)


def _shows_navigation(app: Sphinx) -> bool:
    return isinstance(app.builder, WebsiteBuilder) and app.config.html_theme == "furo"


def printed_shelf(siglum: str) -> str:
    """The name of the file with the pages of the PDF on which the passages of an edition are."""
    return f"printed-{siglum}"


def printed_pages(domain: HandbookDomain, pages: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """The files with ``pages`` of the PDF, which are by document and anchor, for each edition: their paths in the website and what they say."""
    printed: dict[str, dict[str, int]] = {}
    for docname in sorted(domain.data["loci"], key=domain.places.reading_order):
        loci = domain.data["loci"][docname]
        if siglum := domain.env.metadata[docname].get("siglum", ""):
            places = {anchor: pages.get(f"{docname}#{anchor}") for anchor in loci.values()}
            printed.setdefault(siglum, {}).update((anchor, page) for anchor, page in places.items() if page)
    for siglum, found in printed.items():
        name = printed_shelf(siglum)
        yield f"{CARDS}/{name}.js", cards.pages_script(name, found)


def write_cards(app: Sphinx, exception: Exception | None) -> None:
    """Write the cards of each type into a file of its own."""
    if exception is None and is_website(app.builder):
        domain = _domain(app)
        folder = Path(app.outdir) / CARDS
        folder.mkdir(parents=True, exist_ok=True)
        source = Path(app.confdir) / app.config.handbook_root / "references.bib"
        works = source.read_text(encoding="utf-8") if source.is_file() else ""
        events, dates = list(domain.authority.events.values()), domain.dates_shown()
        _keep_cards(app, "date", (dates, events), lambda: date_cards(dates, events))
        _keep_cards(app, "work", (works,), lambda: cards.work_cards(works))
        made = {"person": dict(person_cards(domain)), "locus": dict(locus_cards(domain))}
        for kind in domain.authority.kinds.values():
            prose = _prose(domain, kind.role)
            made[kind.role] = {
                entry.id: cards.entry_card(entry, prose.get(entry.id, "")) for entry in kind.entries.values()
            }
        for type_, found in made.items():
            (folder / f"{type_}.js").write_text(cards.script(type_, found), encoding="utf-8")


def _keep_cards(
    app: Sphinx, type_: str, inputs: tuple[Any, ...], make: Callable[[], Iterable[tuple[str, Card]]]
) -> None:
    """Write the cards of a type that take long to make, unless the last website has them from the same inputs."""
    file = f"{CARDS}/{type_}.js"
    if not take(app.builder, file, of_the_program(), *inputs):
        (Path(app.outdir) / file).write_text(cards.script(type_, dict(make())), encoding="utf-8")
        note(app.builder, file, [file], of_the_program(), *inputs)


def person_cards(domain: HandbookDomain) -> Iterator[tuple[str, Card]]:
    """The card of everyone whom a page or the reference part names."""
    prose = _prose(domain, "person")
    for key, person in domain.persons_shown().items():
        yield key, cards.person_card(person, prose.get(key, "") if person.about.strip() else "")


def date_cards(dates: Iterable[Date], events: Sequence[Event]) -> Iterator[tuple[str, Card]]:
    """The card of each date, with the events of its days."""
    for date in dates:
        yield cards.date_key(date), cards.date_card(date, events)


def locus_cards(domain: HandbookDomain) -> Iterator[tuple[str, Card]]:
    """The card of every passage to which another points, by its anchor."""
    for address, docname, anchor in domain.places.pointed_at():
        front = domain.places.front_of(address.partition(".")[0])
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
    app.add_builder(WebsiteBuilder, override=True)
    app.set_translator("html", WebsiteTranslator)
    app.set_translator("dirhtml", WebsiteTranslator)
    app.connect("builder-inited", offer_templates)
    app.connect("write-started", offer_files)
    app.add_post_transform(AddressPassages)
    app.connect("html-page-context", show_trail)
    app.connect("html-page-context", tell_page)
    app.connect("html-page-context", withhold_tree, priority=400)  # Furo has the default, 500
    app.connect("html-page-context", show_navigation, priority=600)
    app.connect("build-finished", write_cards)
