"""The website's search: passages with their addresses, whatever the spelling of a name.

When the website is written, its pages are read back and cut into passages; Pagefind (https://pagefind.app) makes an index of
them that a browser loads in small pieces. Sphinx's own index stays for a website that is opened from a file.

- ``passages``  a page's HTML as passages, each from its anchor to the next;
- ``names``     by which words a passage is found that names a person, and other spellings of surnames;
- ``records``   what the index says of each passage;
- ``pagefind``  the index, with the same bytes each time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from sphinx_handbook.digest import files_below, of_the_program
from sphinx_handbook.recognisers.spelling import CARONS, STEPS
from sphinx_handbook.sphinx.domain import HandbookDomain
from sphinx_handbook.sphinx.html import is_website
from sphinx_handbook.sphinx.website_builder import WebsiteBuilder, kept_by, note, take

from .names import as_typed, surnames
from .pagefind import write_index
from .passages import Passage, cut
from .records import Page, Record, people_in, records

FOLDER = "pagefind"
"""Where in the website the index is."""


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", _name_registers)
    app.connect("build-finished", index_website)


def _name_registers(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Tell the search page of the registers, which help where there is no JavaScript."""
    if pagename == "search":
        domain = cast(HandbookDomain, app.env.domains["hb"])
        context["registers"] = [(doc, app.env.titles[doc].astext()) for doc in _registers(domain)]


def _registers(domain: HandbookDomain) -> list[str]:
    return sorted(domain.data["registers"], key=domain.places.reading_order)


def index_website(app: Sphinx, exception: Exception | None) -> None:
    """Read the pages that have been written, and write the index beside them."""
    if exception or not is_website(app.builder):
        return
    if isinstance(app.builder, WebsiteBuilder) and app.builder.haste and kept_by(app.builder).take_as_it_is(FOLDER):
        return
    domain = cast(HandbookDomain, app.env.domains["hb"])
    folder = Path(app.outdir)
    pages = list(_pages(app, domain, folder))
    people = people_in(pages, domain.authority.persons)
    bundles = _bundles(domain, records(pages, people))
    for bundle, its_records in bundles.items():
        _keep_index(app, f"{FOLDER}/{bundle}", its_records)
    spellings = surnames(person for key, person in domain.authority.persons.items() if key in people)
    texts = (passage.text for page in pages for passage in page.passages)
    known = (word for person in people.values() for word in (*person.name.split(), *person.words))
    data = {
        "bundles": list(bundles),
        "pages": {page.url: [page.title, page.address] for page in pages},
        "surnames": spellings,
        "asTyped": as_typed(texts, known, spellings, _folded(app)),
        "carons": {chr(code): plain for code, plain in CARONS.items()},
        "steps": [[pattern, plain.replace("\\", "$")] for pattern, plain in STEPS],
    }
    (folder / FOLDER).mkdir(exist_ok=True)
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    (folder / FOLDER / "handbook.json").write_text(written, encoding="utf-8")
    kept_by(app.builder).note(FOLDER, "", [str(file.relative_to(folder)) for file in files_below(folder / FOLDER)])


def _folded(app: Sphinx) -> dict[str, str]:
    """The spelling of each word that a build of this program has met."""
    made = take(app.builder, "spellings", of_the_program()) or note(app.builder, "spellings", [], of_the_program())
    return cast(dict[str, str], made.known.setdefault("folded", {}))


def _bundles(domain: HandbookDomain, found: Iterable[Record]) -> dict[str, list[Record]]:
    """The records in up to four indexes, so that a change of a page of commentary leaves all but the smallest as they are."""
    registers, comments, metadata = domain.data["registers"], domain.data["comments"], domain.env.metadata
    editions = {name.rpartition("/")[0] for name, data in metadata.items() if data.get("siglum")}
    bundles: dict[str, list[Record]] = {}
    for record in found:
        page = record["url"].partition("#")[0].removesuffix(".html")
        folder = page.rpartition("/")[0]
        if folder in editions:
            bundle = "texts"
        elif {page, folder} & registers.keys():
            bundle = "registers"
        else:
            bundle = "commentary" if page in comments else "pages"
        bundles.setdefault(bundle, []).append(record)
    return dict(sorted(bundles.items(), reverse=True))


def _keep_index(app: Sphinx, name: str, its_records: list[Record]) -> None:
    """Write an index into the folder ``name``, unless the last website has it from the same records."""
    folder, language = Path(app.outdir), app.config.language or "en"
    inputs = (of_the_program(), language, json.dumps(its_records))
    if not take(app.builder, name, *inputs):
        written = write_index(its_records, folder / name, language)
        note(app.builder, name, [f"{name}/{path}" for path in written], *inputs)


def _pages(app: Sphinx, domain: HandbookDomain, folder: Path) -> Iterator[Page]:
    """Every page with text of its own, in reading order: documents, each followed by the pages of its register."""
    env = app.env
    parts = _parts(env)
    written = {str(file.relative_to(folder).with_suffix("")): file for file in folder.rglob("*.html")}
    without_text = {"search", "genindex", "py-modindex"} - env.found_docs
    for name in sorted(written.keys() - without_text, key=lambda name: _order(domain, name)):
        document = name if name in env.found_docs else name.rpartition("/")[0]
        metadata = env.metadata.get(name, {})
        siglum, division = metadata.get("siglum", ""), metadata.get("division", "")
        siglum = siglum or _edition_of(domain, name)
        title, passages = _cut(app, name, written[name])
        yield Page(
            url=str(written[name].relative_to(folder)),
            title=title,
            edition=domain.places.title_of(siglum) if siglum else "",
            address=f"{siglum}.{division}" if division else "",
            part=parts.get(document, ""),
            passages=tuple(passages),
        )


def _cut(app: Sphinx, name: str, file: Path) -> tuple[str, list[Passage]]:
    """Title and passages of a page; of one that is taken over they are known."""
    made = kept_by(app.builder).now.get(name)
    if made is None:
        return cut(file.read_bytes())
    if "passages" not in made.known:
        made.known["passages"] = cut(file.read_bytes())
    return cast(tuple[str, list[Passage]], made.known["passages"])


def _order(domain: HandbookDomain, name: str) -> tuple[Any, ...]:
    if name in domain.env.found_docs:
        return (*domain.places.reading_order(name), "")
    return (*domain.places.reading_order(name.rpartition("/")[0]), name)


def _edition_of(domain: HandbookDomain, name: str) -> str:
    """The siglum of the edition to which a page without one belongs: its front page or its apparatus."""
    siglum = name.split("/")[-2] if "/" in name else ""
    known = siglum in domain.editions and domain.places.front_of(siglum)
    return siglum if known and known.rpartition("/")[0] == name.rpartition("/")[0] else ""


def _parts(env: BuildEnvironment) -> dict[str, str]:
    """The part of the book in which each document stands: the caption of its table of contents on the root page."""
    parts: dict[str, str] = {}
    for toctree in env.get_doctree(env.config.root_doc).findall(addnodes.toctree):
        waiting = list(toctree["includefiles"])
        while waiting:
            document = waiting.pop()
            if document not in parts:
                parts[document] = str(toctree.get("caption") or "")
                waiting += env.toctree_includes.get(document, [])
    return parts
