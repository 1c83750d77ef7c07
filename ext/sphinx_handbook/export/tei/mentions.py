"""Persons, dates, cited works and the like as TEI elements.

Of a date ``when``, ``from`` and ``to``, ``notBefore`` and ``notAfter`` are in the Gregorian calendar, as TEI wants them (TEI P5,
att.datable.w3c); ``when-custom`` is the date as the text has it, in EDTF, and ``datingMethod`` and ``calendar`` name the text's calendar.
"""

from __future__ import annotations

import re

from sphinx_handbook.dates import Date
from sphinx_handbook.text import Annotation

from .xml import Element, add, name_of, xml_id

PHRASES = frozenset({"persName", "date", "rs"})
"""Elements that may hold no ``bibl``; a citation in one of them is a ``ref``."""

UNITS = {
    "volume": "volume",
    "number": "issue",
    "date": "date",
    "part": "part",
    "chapter": "chapter",
    "page": "page",
    "note": "note",
}
"""The unit of ``citedRange`` for each kind of locator (TEI P5, citedRange/@unit)."""


def mention(parent: Element, annotation: Annotation) -> Element:
    """The empty element of what ``annotation`` stands for, as the last child of ``parent``."""
    cert = "medium" if annotation.sure == "probable" else ""
    ref = f"#{record_id(annotation)}"
    if annotation.type == "person":
        kind = "generic" if annotation.get("generic") == "yes" else ""
        return add(parent, "persName", ref=ref, type=kind, cert=cert)
    if annotation.type == "date":
        return add(parent, "date", cert=cert, **dating(annotation.target, annotation.get("calendar")))
    if annotation.type != "work":
        return add(parent, "rs", type=annotation.type, ref=ref, cert=cert)
    via = annotation.get("via")
    if name_of(parent) in PHRASES:
        return add(parent, "ref", type=via or "work", target=ref, cert=cert)
    return add(parent, "bibl", type=via, corresp=ref, cert=cert)


def add_locator(element: Element, annotation: Annotation) -> None:
    """Say behind the words of a citation which place of the work is cited."""
    if name_of(element) == "bibl":
        for name, unit in UNITS.items():
            for value in filter(None, annotation.get(name).split(", ")):
                first, _, last = value.partition("/" if name == "date" else "-")
                add(element, "citedRange", unit=unit, from_=_word(first), to=_word(last or first))


def record_id(annotation: Annotation) -> str:
    """The identifier of the authority record that a mention stands for."""
    return xml_id(f"{annotation.type}-{annotation.target}")


def dating(edtf: str, calendar: str) -> dict[str, str]:
    """The attributes of a date in a calendar, which may not be known."""
    date = Date(edtf, calendar or None)  # type: ignore[arg-type]
    exact = bool(calendar) or not _DAY.search(edtf)
    attributes = normal(date.gregorian, as_written="/" in edtf) if exact else {}
    if calendar == "julian" or not attributes:
        attributes |= {"when-custom": edtf, "datingMethod": f"#{calendar}" if calendar else ""}
    if calendar:
        attributes["calendar"] = f"#{calendar}"
    return attributes


_DAY = re.compile(r"\d{4}-\d{2}")


def normal(edtf: str, *, as_written: bool) -> dict[str, str]:
    """A Gregorian EDTF value as TEI's attributes; none for a season, whose days nobody has fixed.

    An interval that the text has goes ``from`` day ``to`` day; one that is a Julian month lies somewhere between two days.
    """
    first, _, last = edtf.partition("/")
    begin, end = _span(first), _span(last or first)
    if not begin or not end:
        return {}
    if begin[0] == end[1]:
        return {"when": begin[0]}
    return {"from": begin[0], "to": end[1]} if as_written else {"notBefore": begin[0], "notAfter": end[1]}


def _span(part: str) -> tuple[str, str] | None:
    """The first and the last day, month or year of one part of an EDTF value."""
    if "X" in part:
        return part.replace("X", "0"), part.replace("X", "9")
    return None if re.fullmatch(r"\d{4}-2[1-4]", part) else (part, part)


def _word(value: str) -> str:
    """A value as one word, which attributes of this kind must be."""
    return re.sub(r"\s+", "_", value.strip())
