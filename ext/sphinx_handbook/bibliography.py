"""References of works in a humanities style, and the same works as data for reference managers.

The style is the bibliography of *The Chicago Manual of Style* (17th edition, chapter 14, "notes and bibliography"): author, title in italics
or quotation marks, place, publisher, year; a title that is not English has its translation in brackets (14.99).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from pybtex.backends.html import Backend as HtmlBackend
from pybtex.database import BibliographyData, Entry, Person, parse_string
from pybtex.richtext import Tag, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle

from sphinx_handbook.collation import collation

INTERNAL = ("shorttitle", "keywords", "sigla", "periodical", "contents")
"""Fields that only the recognition of citations reads."""


class HandbookStyle(BaseStyle):  # type: ignore[misc]
    """The style as pybtex formats it; it is registered under the name ``handbook``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.sort = in_order  # pybtex takes the order from here, and would look for a plugin by name

    def format_entry(self, label: str, entry: Entry, bib_data: BibliographyData | None = None) -> FormattedEntry:
        return FormattedEntry(entry.key, reference(entry), label)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Works by author or editor, else by title without its article; those of one author by year."""
    return sorted(entries, key=_order)


def _order(entry: Entry) -> tuple[str, str, str]:
    people = entry.persons.get("author") or entry.persons.get("editor") or ()
    title = collation(re.sub(r"^(The|An?) ", "", _plain(entry.fields.get("title", ""))))
    return (collation(_names(people)) if people else title, entry.fields.get("year", ""), title)


def reference(entry: Entry) -> Text:
    """The full reference of a work."""
    fields = {name: _plain(value) for name, value in entry.fields.items()}
    people = entry.persons.get("author") or ()
    editors = entry.persons.get("editor") or ()
    sentences: list[Text] = []
    if people or editors:
        plural = len(editors) > 1 or (editors and "others" in str(editors[-1]))
        role = "" if people else ", eds" if plural else ", ed."
        sentences.append(Text(_names(people or editors), role))
    sentences.append(_title(entry.type, fields))
    if entry.type in ("article", "incollection", "inbook", "inproceedings"):
        sentences.append(_whole(entry.type, fields, editors))
    else:
        sentences += [Text(part) for part in _responsible(fields, editors if people else ())]
        sentences += [Text(part) for part in _extent(fields)]
        sentences.append(Text(_imprint(fields)))
    if note := fields.get("note"):
        sentences.append(Text(note[0].upper(), note[1:]))
    return Text(" ").join(_stopped(sentence) for sentence in sentences if str(sentence))


def _stopped(sentence: Text) -> Text:
    """A sentence with a full stop, unless it ends in one, also inside quotation marks."""
    return sentence if str(sentence).endswith((".", "?", "!", ".”", "?”", "!”", ".]")) else Text(sentence, ".")


def _names(people: Any) -> str:
    """The first name inverted, the others as they are said."""
    said = [
        "others" if str(person) == "others" else _name(person, first=index == 0) for index, person in enumerate(people)
    ]
    if len(said) == 1:
        return said[0]
    if said[-1] == "others":
        return f"{', '.join(said[:-1])}, and others"
    return f"{', '.join(said[:-1])}, and {said[-1]}"


def _name(person: Person, *, first: bool) -> str:
    given = " ".join((*person.first_names, *person.middle_names))
    family = " ".join((*person.prelast_names, *person.last_names))
    named = (family, given) if first else (given, family)
    return _plain((", " if first else " ").join(filter(None, named)))


def _title(type_: str, fields: Mapping[str, str]) -> Text:
    title, _, translated = fields.get("title", "").removesuffix("]").partition(" [")
    translated = fields.get("titleaddon", translated)
    bracket = f" [{translated}]" if translated else ""
    if type_ in ("book", "collection", "proceedings", "periodical", "misc", "phdthesis"):
        return Text(Tag("em", title), bracket)
    stop = "" if title.endswith(("?", "!", ".")) or bracket else "."
    return Text(f"“{title}{stop}”{bracket}")


def _whole(type_: str, fields: Mapping[str, str], editors: Any) -> Text:
    """The journal or the book in which something stands."""
    if type_ == "article":
        number = fields.get("number", "")
        issue = ", ".join(filter(None, (fields.get("volume", ""), f"no. {number}" if number else "")))
        parts: list[Any] = [Tag("em", fields.get("journal", ""))]
        parts += [f" {issue}"] if issue else []
        parts += [f" ({fields['year']})"] if fields.get("year") else []
        parts += [f": {fields['pages']}"] if fields.get("pages") else []
        return Text(*parts)
    by = f", edited by {_by(editors)}" if editors else ""
    volume = f", vol. {fields['volume']}" if fields.get("volume") else ""
    pages = f", {fields['pages']}" if fields.get("pages") else ""
    imprint = _imprint(fields)
    return Text("In ", Tag("em", fields.get("booktitle", "")), by, volume, pages, f". {imprint}" if imprint else "")


def _responsible(fields: Mapping[str, str], editors: Any) -> Iterator[str]:
    if editors:
        yield f"Edited by {_by(editors)}"
    if translator := fields.get("translator"):
        yield f"Translated by {' and '.join(_forward(name) for name in translator.split(' and '))}"


def _by(people: Any) -> str:
    said = ["others" if str(person) == "others" else _name(person, first=False) for person in people]
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else said[0]


def _forward(name: str) -> str:
    """``Last, First`` as it is said."""
    last, _, first = name.partition(", ")
    return f"{first} {last}".strip()


def _extent(fields: Mapping[str, str]) -> Iterator[str]:
    if edition := fields.get("edition"):
        yield f"{edition} ed."
    if volumes := fields.get("volumes"):
        yield f"{volumes} vols"
    elif volume := fields.get("volume"):
        yield f"Vol. {volume}"
    if series := fields.get("series"):
        yield series


def _imprint(fields: Mapping[str, str]) -> str:
    where = ": ".join(filter(None, (fields.get("address", ""), fields.get("publisher") or fields.get("school", ""))))
    return ", ".join(filter(None, (where or fields.get("howpublished", ""), fields.get("year", ""))))


def _plain(value: str) -> str:
    """BibTeX text without the braces that protect its capitals, and with real dashes."""
    return re.sub(r"[{}]", "", value).replace("\\&", "&").replace("---", "—").replace("--", "–").replace("~", "\xa0")


_CSL_TYPES = {
    "book": "book",
    "collection": "book",
    "article": "article-journal",
    "incollection": "chapter",
    "inbook": "chapter",
    "inproceedings": "paper-conference",
    "phdthesis": "thesis",
    "periodical": "periodical",
}
_CSL_FIELDS = {
    "title": "title",
    "shorttitle": "title-short",
    "journal": "container-title",
    "booktitle": "container-title",
    "publisher": "publisher",
    "school": "publisher",
    "address": "publisher-place",
    "volume": "volume",
    "volumes": "number-of-volumes",
    "number": "issue",
    "pages": "page",
    "edition": "edition",
    "series": "collection-title",
    "note": "note",
    "url": "URL",
    "titleaddon": "annote",
}


def csl(entry: Entry) -> dict[str, Any]:
    """The work as a CSL-JSON item (Citation Style Language 1.0.2, "Input data")."""
    item: dict[str, Any] = {"id": entry.key, "type": _CSL_TYPES.get(entry.type, "document")}
    for role in ("author", "editor"):
        people = [person for person in entry.persons.get(role, ()) if str(person) != "others"]
        if people:
            item[role] = [_csl_name(person) for person in people]
    if translator := entry.fields.get("translator"):
        item["translator"] = [_csl_name(Person(name)) for name in translator.split(" and ")]
    for field, variable in _CSL_FIELDS.items():
        if value := entry.fields.get(field):
            item[variable] = _plain(value)
    if year := entry.fields.get("year"):
        years = [int(number) for number in re.findall(r"\d{4}", year)]
        item["issued"] = {"date-parts": [[number] for number in years[:2]]} if years else {"literal": year}
    return item


def _csl_name(person: Person) -> dict[str, str]:
    given = _plain(" ".join((*person.first_names, *person.middle_names)))
    family = _plain(" ".join((*person.prelast_names, *person.last_names)))
    return {"family": family, "given": given} if given else {"literal": family}


def references_in_html(bibtex: str) -> Iterator[tuple[str, str]]:
    """The key and the full reference, as HTML, of every work of the BibTeX text, in its order."""
    html = HtmlBackend()
    for key, entry in parse_string(bibtex, "bibtex").entries.items():
        yield key, reference(entry).render(html)


def csl_json(bibtex: str) -> list[dict[str, Any]]:
    """Every work of the BibTeX text as CSL-JSON, in its order."""
    return [csl(entry) for entry in parse_string(bibtex, "bibtex").entries.values()]


def public_bibtex(bibtex: str) -> str:
    """The BibTeX text without the fields that are of use to the handbook alone, and without comments."""
    data = parse_string(bibtex, "bibtex")
    written = []
    for entry in data.entries.values():
        rows = [(role, " and ".join(str(person) for person in people)) for role, people in entry.persons.items()]
        rows += [(name, value) for name, value in entry.fields.items() if name not in INTERNAL]
        body = "".join(f"  {name} = {{{value}}},\n" for name, value in rows)
        written.append(f"@{entry.type}{{{entry.key},\n{body}}}\n")
    return "\n".join(written)


def coins(entry: Entry) -> str:
    """The work as a COinS context object (OpenURL 1.0, ANSI/NISO Z39.88-2004): the title of an empty span."""
    fields = {name: _plain(value) for name, value in entry.fields.items()}
    article = entry.type == "article"
    genre = {"article": "article", "incollection": "bookitem", "inbook": "bookitem"}.get(entry.type, "book")
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{'journal' if article else 'book'}"),
        ("rft.genre", genre),
        ("rft.atitle" if genre != "book" else "rft.btitle", fields.get("title", "")),
        ("rft.jtitle", fields.get("journal", "")),
        ("rft.btitle", fields.get("booktitle", "")),
        ("rft.place", fields.get("address", "")),
        ("rft.pub", fields.get("publisher", "")),
        ("rft.date", fields.get("year", "")),
        ("rft.volume", fields.get("volume", "")),
        ("rft.issue", fields.get("number", "")),
        ("rft.pages", fields.get("pages", "")),
    ]
    people = entry.persons.get("author") or entry.persons.get("editor") or ()
    for index, person in enumerate(person for person in people if str(person) != "others"):
        if index == 0:
            name = _csl_name(person)
            pairs += [
                ("rft.aulast", name.get("family", name.get("literal", ""))),
                ("rft.aufirst", name.get("given", "")),
            ]
        pairs.append(("rft.au", _name(person, first=False)))
    return urlencode([(name, value) for name, value in pairs if value])
