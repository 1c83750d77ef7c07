"""Annotations in the W3C's Web Annotation Data Model (https://www.w3.org/TR/annotation-model/), as JSON-LD.

An edition is an ``AnnotationCollection`` and each of its divisions an ``AnnotationPage``. A target is a passage of the website, chosen by
its anchor, and in it words, chosen by their place and by themselves. Places count the characters (code points) of the passage's words
without note marks, as ``annotations.jsonl`` has them; where a client counts otherwise, the quotation finds the words.

Bodies lead to records of ``authority.jsonld``. References between the files are relative: the files stay together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast
from urllib.parse import quote

from sphinx_handbook.authority import Authority
from sphinx_handbook.corpus import Converted, Corpus
from sphinx_handbook.dates import Calendar, Date, both_calendars
from sphinx_handbook.export.blocks import Events, events_by_day, passages
from sphinx_handbook.text import Locus

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AUTHORITY = "authority.jsonld"
AROUND = 32
"""Characters before and behind a quotation that tell it from others like it."""

Json = dict[str, Any]


def files(corpus: Corpus, site: str = "") -> Iterator[tuple[str, Json]]:
    """The files by their names: a collection an edition, a page a division, and the records that they lead to.

    ``site`` is where the website stands, with a slash at its end; without it, targets are relative to the files, as if these
    lay in the website's folder.
    """
    events = events_by_day(corpus.authority.events.values())
    for converted in corpus.converted:
        yield from _edition(converted, events, site)
    yield AUTHORITY, authority(corpus.authority)


def _edition(converted: Converted, events: Events, site: str) -> Iterator[tuple[str, Json]]:
    siglum, data = converted.folder.siglum, converted.folder.data
    pages: list[tuple[str, list[Json]]] = []
    for division in converted.edition.divisions:
        page = f"{siglum}.{division.id}.jsonld"
        found = [
            item
            for passage in passages(division, converted.annotated, events)
            for item in annotations_of(passage, page, site)
        ]
        if found:  # a page without items would not be one
            pages.append((page, found))
    collection: Json = {
        "id": f"{siglum}.jsonld",
        "type": "AnnotationCollection",
        "label": f"{data.author}: {data.title}",
        "total": sum(len(found) for _, found in pages),
    }
    ends = {"first": pages[0][0], "last": pages[-1][0]} if pages else {}
    yield f"{siglum}.jsonld", {"@context": CONTEXT, **collection, **ends}
    before = 0
    for number, (name, found) in enumerate(pages):
        page_object: Json = {"@context": CONTEXT, "id": name, "type": "AnnotationPage", "partOf": collection}
        if number:
            page_object["prev"] = pages[number - 1][0]
        if number + 1 < len(pages):
            page_object["next"] = pages[number + 1][0]
        yield name, {**page_object, "startIndex": before, "items": found}
        before += len(found)


def annotations_of(passage: Mapping[str, Any], page: str, site: str = "") -> Iterator[Json]:
    """The annotations of a passage of :func:`~sphinx_handbook.export.blocks.passages`; note marks that lead nowhere are none."""
    for each in passage["annotations"]:
        motivation, name, bodies = BODIES.get(each["type"], _record)(each, site)
        if bodies:
            place = f"{Locus.parse(passage['address']).anchor}.{each['start']}-{each['end']}.{each['type']}.{name}"
            yield {
                "id": f"{page}#{quote(place, safe='.:/+')}",
                "type": "Annotation",
                "motivation": motivation,
                "body": bodies,
                "target": _target(passage, each["start"], each["end"], site),
            }


def _target(passage: Mapping[str, Any], start: int, end: int, site: str) -> Json:
    text: str = passage["text"]
    selectors: list[Json] = [{"type": "TextPositionSelector", "start": start, "end": end}]
    if end > start:
        quoted = {"type": "TextQuoteSelector", "exact": text[start:end]}
        around = {"prefix": text[max(start - AROUND, 0) : start], "suffix": text[end : end + AROUND]}
        selectors.append({**quoted, **{name: words for name, words in around.items() if words}})
    page, anchor = _place(passage["address"], site)
    return {
        "source": page,
        "selector": {
            "type": "FragmentSelector",
            "conformsTo": "http://tools.ietf.org/rfc/rfc3236",
            "value": anchor,
            "refinedBy": selectors,
        },
    }


def _place(address: str, site: str) -> tuple[str, str]:
    """Page and anchor of a passage; the heading is where its division is."""
    locus = Locus.parse(address)
    anchor = f"{locus.siglum}-{locus.division}" if locus.block == "0" else locus.anchor
    return f"{site}texts/{locus.siglum}/{locus.division}.html", quote(anchor)


def _record(each: Mapping[str, Any], site: str) -> tuple[str, str, list[Json]]:
    """A person, a term, a place and the like: a record of the authority files."""
    bodies = [_identified(each["type"], each["target"])]
    if each.get("generic"):
        bodies.append(_said("classifying", "generic"))
    return "identifying", each["target"], bodies


def _date(each: Mapping[str, Any], site: str) -> tuple[str, str, list[Json]]:
    """A date: in the Gregorian calendar if that is known, else as the text has it; and in words, in both calendars."""
    date = Date(each["edtf"], cast(Calendar | None, each["calendar"]))
    bodies = [_said("tagging", each["gregorian"] or each["edtf"], "")]
    bodies.append(_said("describing", both_calendars(date)))
    if each["event"]:
        bodies.append(_identified("event", each["event"]))
    return "tagging", each["edtf"], bodies


def _work(each: Mapping[str, Any], site: str) -> tuple[str, str, list[Json]]:
    """A cited work and the place in it."""
    bodies = [_identified("work", each["target"])]
    if each["locator"]:
        bodies.append(_said("describing", ", ".join(f"{name} {value}" for name, value in each["locator"].items())))
    if each["via"]:
        bodies.append(_said("classifying", each["via"]))
    return "identifying", each["target"], bodies


def _note(each: Mapping[str, Any], site: str) -> tuple[str, str, list[Json]]:
    """A note mark, which links to its note."""
    if not each["target"]:
        return "linking", "", []
    page, anchor = _place(each["target"], site)
    return "linking", each["label"], [{"type": "SpecificResource", "source": f"{page}#{anchor}", "purpose": "linking"}]


BODIES: Mapping[str, Callable[[Mapping[str, Any], str], tuple[str, str, list[Json]]]] = {
    "date": _date,
    "work": _work,
    "note": _note,
}
"""Motivation, a name and the bodies, by the type of annotation; what is not here has a record of its own."""


def _identified(type_: str, target: str) -> Json:
    return {"type": "SpecificResource", "source": _iri(type_, target), "purpose": "identifying"}


def _said(purpose: str, value: str, language: str = "en") -> Json:
    body = {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}
    return {**body, "language": language} if language else body


def _iri(type_: str, target: str) -> str:
    return f"{AUTHORITY}#{quote(f'{type_}-{target}', safe=':+')}"


def authority(known: Authority) -> Json:
    """The records that bodies lead to, in the vocabulary of schema.org."""
    graph: list[Json] = []
    for key, person in known.persons.items():
        record: Json = {"@id": _iri("person", key), "@type": "Person", "name": person.name}
        more = {"alternateName": list(person.variants), "birthDate": person.born, "deathDate": person.died}
        graph.append({**record, **{name: value for name, value in more.items() if value}})
    graph += [
        {"@id": _iri("work", key), "@type": "CreativeWork", "name": work.short} for key, work in known.works.items()
    ]
    for key, event in known.events.items():
        first, _, last = event.when.gregorian.partition("/")
        record = {"@id": _iri("event", key), "@type": "Event", "name": event.title, "startDate": first}
        graph.append({**record, **({"endDate": last} if last else {})})
    for role, kind in known.by_role.items():
        graph += [
            {"@id": _iri(role, key), "@type": "DefinedTerm", "name": entry.name, "inDefinedTermSet": kind.id}
            for key, entry in kind.entries.items()
        ]
    return {"@context": "https://schema.org/", "@graph": graph}
