"""Every block with its annotations, and the persons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import groupby
from typing import Any

from sphinx_handbook.authority import Event
from sphinx_handbook.corpus import Corpus
from sphinx_handbook.dates import Date
from sphinx_handbook.recognisers import Annotated
from sphinx_handbook.text import Annotation, Block, Division

KINDS = {
    "sublist-item": "list-item",
    "notes-heading": "heading",
    "epigraph": "quote",
    **dict.fromkeys(("table", "table-source"), "table"),
    **dict.fromkeys(("heading", "quote", "list-item"), ""),
}
"""The export's name of each kind of block; an empty name is the kind's own, and what is not here is a paragraph."""


LOCATORS = ("volume", "number", "date", "part", "chapter", "page", "note")
"""What the export says of the place in a work; ``number`` and ``date`` are those of an issue."""


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


Record = dict[str, Any]


def records(corpus: Corpus) -> Iterator[Record]:
    """One object a block, in reading order, edition by edition."""
    events = events_by_day(corpus.authority.events.values())
    for converted in corpus.converted:
        for division in converted.edition.divisions:
            yield from division_records(division, converted.annotated, events)


def passages(division: Division, annotated: Annotated, events: Events) -> Iterator[Record]:
    """The same of one division, one object an address: the paragraphs of a note are one text, with line feeds between them."""
    for _, group in groupby(division_records(division, annotated, events), key=lambda record: record["address"]):
        first, *others = group
        for other in others:
            shift = len(first["text"]) + 1
            first["text"] += "\n" + other["text"]
            first["annotations"] += [
                {**each, "start": each["start"] + shift, "end": each["end"] + shift} for each in other["annotations"]
            ]
        yield first


Events = Mapping[str, Sequence[Event]]
"""Events by their date (EDTF, Gregorian)."""


def events_by_day(events: Iterable[Event]) -> Events:
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event.when.gregorian, []).append(event)
    return found


def event_of(events: Sequence[Event], text: str, persons: Set[str]) -> str | None:
    """The event that a passage may mean by its day, if there is but one: abroad, only if its place or one of its people is named.

    The days of a Russian book are those of Russia's events, and on a day with several it may mean any.
    """
    likely = [
        event for event in events if not event.abroad or event.place in text or not persons.isdisjoint(event.people)
    ]
    return likely[0].id if len(likely) == 1 else None


def persons(corpus: Corpus) -> dict[str, dict[str, Any]]:
    """The authority file of persons, by id."""
    fields = ("name", "sort", "variants", "born", "died", "about", "in_1917")
    return {
        key: {name: value for name in fields if (value := getattr(person, name))}
        for key, person in corpus.authority.persons.items()
    }


def division_records(division: Division, annotated: Annotated, events: Events) -> Iterator[Record]:
    """One object a block of the division."""
    for block in (division.heading, *division.blocks):
        yield _record(block, KINDS.get(block.kind, "paragraph") or block.kind, division, annotated, events)
    for note in division.notes:
        for block in note.blocks:
            yield _record(block, "note", division, annotated, events)


def _record(block: Block, kind: str, division: Division, annotated: Annotated, events: Events) -> Record:
    found = annotated.get((str(block.locus), block.text), ())
    notes = {note.label: str(note.locus) for note in division.notes}
    marks = [
        {"start": span.start, "end": span.end, "type": "note", "label": span.value, "target": notes.get(span.value)}
        for span in block.of_kind("note")
    ]
    persons = {each.target for each in found if each.type == "person"}

    def event(day: str) -> str | None:
        return event_of(events.get(day, ()), block.text, persons)

    written = [*(_annotation(each, event) for each in found if each.target), *marks]
    return {
        "source": block.locus.siglum if block.locus else "",
        "address": str(block.locus),
        "kind": kind,
        "text": block.text,
        "annotations": sorted(written, key=lambda each: (each["start"], -each["end"])),
    }


def _annotation(annotation: Annotation, event: Callable[[str], str | None]) -> dict[str, Any]:
    common = {"start": annotation.start, "end": annotation.end, "type": annotation.type}
    if annotation.type == "person":
        return {**common, "target": annotation.target, "generic": annotation.get("generic") == "yes"}
    if annotation.type == "date":
        calendar = annotation.get("calendar") or None
        date = Date(annotation.target, calendar)  # type: ignore[arg-type]
        gregorian = None if calendar is None and _DAY.search(date.edtf) else date.gregorian
        return {
            **common,
            "edtf": date.edtf,
            "calendar": calendar,
            "gregorian": gregorian,
            "event": event(gregorian or ""),
        }
    if annotation.type != "work":
        return {**common, "target": annotation.target}
    locator = {name: value for name, value in annotation.data if name in LOCATORS}
    return {**common, "target": annotation.target, "locator": locator, "via": annotation.get("via") or None}
