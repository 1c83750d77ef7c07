"""What a text names, behind it: persons, works, other records, and the reasons of its emendations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sphinx_handbook.authority import Authority, Person, Work
from sphinx_handbook.emend import Entry
from sphinx_handbook.text import Annotation

from .mentions import record_id
from .xml import Element, add, add_block, xml_id


def add_records(
    root: Element, siglum: str, mentions: Iterable[Annotation], entries: Sequence[Entry], authority: Authority
) -> None:
    """A ``standOff`` with the records that are mentioned and the apparatus; nothing where there is neither."""
    named: dict[str, dict[str, str]] = {}
    for each in mentions:
        named.setdefault(each.type, {})[each.target] = record_id(each)
    named.pop("date", None)
    if not named and not entries:
        return
    behind = add_block(root, "standOff")
    if persons := named.pop("person", {}):
        listed = add_block(behind, "listPerson")
        for key in sorted(persons):
            _add_person(listed, persons[key], authority.persons[key])
    if works := named.pop("work", {}):
        listed = add_block(behind, "listBibl")
        for key in sorted(works):
            _add_work(listed, works[key], authority.works[key])
    for role, records in sorted(named.items()):
        listed = add_block(behind, "list", type=role)
        for key in sorted(records):
            add(add_block(listed, "item", id=records[key]), "name", authority.by_role[role].entries[key].name)
    if entries:
        listed = add_block(behind, "list", type="apparatus")
        for entry in entries:
            place = xml_id(f"{siglum}-{entry.number}")
            add_block(listed, "item", entry.emendation.reason, corresp=f"#{place}")


def _add_person(parent: Element, name: str, person: Person) -> None:
    made = add_block(parent, "person", id=name)
    add(made, "persName", person.name)
    for variant in person.variants:
        add(made, "persName", variant, type="variant")
    for event, date in (("birth", person.born), ("death", person.died)):
        if date:
            add(made, event, **({"when": date} if re.fullmatch(r"[\d-]+", date) else {"when_custom": date}))


def _add_work(parent: Element, name: str, work: Work) -> None:
    made = add_block(parent, "bibl", id=name)
    if work.creator:
        add(made, "author", work.creator)
    add(made, "title", work.full_title or work.title)
    if work.year:
        add(made, "date", work.year, when=work.year if re.fullmatch(r"\d{4}", work.year) else "")
