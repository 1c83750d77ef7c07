"""The tree of editions, divisions and passages as JSON files, with which other programs cite and fetch a passage.

The shape is that of the Distributed Text Services, version 1.0 (https://dtsapi.org/versions/v1.0/), as far as files without a
server can have it:

- ``api/index.json``: the entry, with URI templates (RFC 6570) of the others;
- ``api/collection/all-editions.json`` and ``api/collection/SIGLUM.json``: the editions, and one of them;
- ``api/navigation/SIGLUM.json``: all its divisions and passages (in DTS: ``down=-1``);
- ``api/document/SIGLUM/DIVISION.json``: the passages of a division.

A file a passage would be thousands of files of some hundred bytes each, and an edition in one file a megabyte for a sentence; a division is
what readers and the website have as a page. The rule by which an address leads to its passage: ``trotsky.43.17`` is in
``api/document/trotsky/43.json``, at ``/passages/trotsky.43.17`` (a JSON Pointer, RFC 6901).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sphinx_handbook.corpus import Converted, Corpus, EditionFolder
from sphinx_handbook.export.blocks import Events, events_by_day, passages
from sphinx_handbook.myst import plain
from sphinx_handbook.pages import ABSENT
from sphinx_handbook.text import Division

Json = dict[str, Any]
VERSION = "1.0"
CONTEXT = f"https://dtsapi.org/context/v{VERSION}.json"
ROOT = "all-editions"
"""The collection of all editions; no siglum has a hyphen."""


@dataclass(frozen=True, slots=True)
class Site:
    """The website beside which the files lie: its title, where it stands if that is known, and the PDF's pages by ``docname#id``."""

    title: str
    base: str = ""
    pdf_pages: Mapping[str, int] = field(default_factory=dict)

    def up(self, levels: int) -> str:
        """What leads from a file so many folders below the website to the website."""
        return f"{self.base.rstrip('/')}/" if self.base else "../" * levels


def files(corpus: Corpus, site: Site) -> Iterator[tuple[str, Json]]:
    """The files by their paths below the website."""
    api, at_hand = f"{site.up(1)}api/", {one.folder.siglum: one for one in corpus.converted}
    yield "api/index.json", {**_head("EntryPoint", "index.json"), **_endpoints(api, "{id}", "{resource}", "{ref}")}
    members = [_member(folder, at_hand.get(folder.siglum), site) for folder in corpus.folders]
    whole = {"title": site.title, "totalParents": 0, "totalChildren": len(members)}
    everything = {**_head("Collection", ROOT), **whole, "collection": f"{site.up(2)}api/collection/{{id}}.json"}
    yield f"api/collection/{ROOT}.json", {**everything, "member": members}
    events = events_by_day(corpus.authority.events.values())
    for folder, member in zip(corpus.folders, members, strict=True):
        siglum = folder.siglum
        yield f"api/collection/{siglum}.json", {**_head(member["@type"], siglum), **member}
        if siglum in at_hand:
            yield f"api/navigation/{siglum}.json", _navigation(at_hand[siglum], member)
            yield from _documents(at_hand[siglum], events, site)


def _head(type_: str, name: str) -> Json:
    return {"@context": CONTEXT, "dtsVersion": VERSION, "@id": name, "@type": type_}


def _endpoints(api: str, siglum: str, resource: str, ref: str) -> Json:
    return {
        "collection": f"{api}collection/{siglum}.json",
        "navigation": f"{api}navigation/{resource}.json",
        "document": f"{api}document/{resource}/{ref}.json",
    }


def _member(folder: EditionFolder, converted: Converted | None, site: Site) -> Json:
    """What a collection says of an edition; one without its text is a collection of nothing, which says where the text can be had."""
    data, siglum = folder.data, folder.siglum
    says: Json = {"@id": siglum, "@type": "Resource" if converted else "Collection", "title": data.title}
    says |= {"totalParents": 1, "totalChildren": 0}
    core = {"creator": data.author, "language": data.language, "rights": plain(data.rights)}
    description = plain(data.published) if converted else f"{ABSENT} {plain(data.where)}".strip()
    says |= {"description": description} if description else {}
    says["dublinCore"] = {name: [{"lang": "en", "value": value}] for name, value in core.items() if name != "language"}
    says["dublinCore"]["language"] = data.language
    endpoints = _endpoints(f"{site.up(2)}api/", siglum, siglum, "{ref}")
    if converted is None:
        return {**says, "collection": endpoints["collection"]}
    tree = {
        "@type": "CitationTree",
        "citeStructure": [{"citeType": "division", "citeStructure": [{"citeType": "passage"}]}],
    }
    return {**says, **endpoints, "mediaTypes": ["application/json"], "citationTrees": [tree]}


def _navigation(converted: Converted, member: Json) -> Json:
    units: list[Json] = []
    for division in converted.edition.divisions:
        title = [{"lang": converted.folder.data.language, "value": division.heading.text}]
        units.append({**_unit(division.id, None, "division"), "dublinCore": {"title": title}})
        blocks = (block.locus for block in (division.heading, *division.blocks))
        loci = (*blocks, *(note.locus for note in division.notes))
        units += [_unit(f"{division.id}.{locus.block}", division.id, "passage") for locus in loci if locus]
    siglum = converted.folder.siglum
    return {**_head("Navigation", f"{siglum}.json"), "resource": member, "member": units}


def _unit(identifier: str, parent: str | None, kind: str) -> Json:
    level = 2 if parent else 1
    return {"identifier": identifier, "@type": "CitableUnit", "level": level, "parent": parent, "citeType": kind}


def _documents(converted: Converted, events: Events, site: Site) -> Iterator[tuple[str, Json]]:
    siglum, data = converted.folder.siglum, converted.folder.data
    edition = {"siglum": siglum, "title": data.title, "author": data.author, "language": data.language}
    edition |= {"published": plain(data.published)} if data.published else {}
    edition["rights"] = plain(data.rights)
    page = ""
    for division in converted.edition.divisions:
        docname = f"texts/{siglum}/{division.id}"
        url = f"{site.up(3)}{docname}.html"
        pages, page = source_pages(division, page)
        found: dict[str, Json] = {}
        for record in passages(division, converted.annotated, events):
            address = record["address"]
            anchor = f"{siglum}-{division.id}" if address.endswith(".0") else address.replace(".", "-")
            places = {"page": pages.get(address), "pdf_page": site.pdf_pages.get(f"{docname}#{anchor}")}
            found[address] = {
                "kind": record["kind"],
                "text": record["text"],
                "url": f"{url}#{anchor}",
                **{name: value for name, value in places.items() if value},
                "annotations": record["annotations"],
            }
        says = {"address": f"{siglum}.{division.id}", "title": division.heading.text, "url": url}
        yield f"api/document/{siglum}/{division.id}.json", {**says, "edition": edition, "passages": found}


def source_pages(division: Division, before: str) -> tuple[dict[str, str], str]:
    """The page or pages of the source on which each block stands, by its address, and the page on which the division ends.

    ``before`` is the page on which its first words stand. Blocks of which no page is known are left out.
    """
    pages: dict[str, str] = {}
    page = before
    for block in (division.heading, *division.blocks):
        first = page
        for span in block.of_kind("page"):
            page = span.value
            first = first if block.text[: span.start].strip() else page
        if first:
            pages[str(block.locus)] = "–".join(dict.fromkeys((first, page)))
    return pages, page
