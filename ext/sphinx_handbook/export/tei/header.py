"""The header of a TEI file: what it is, where its text comes from, and what was done to it."""

from __future__ import annotations

from sphinx_handbook import __version__
from sphinx_handbook.corpus import Converted
from sphinx_handbook.myst import plain

from .xml import Element, add, add_block

WHAT_WAS_DONE = {
    "correction": "Errors of the source that are certain are corrected: choice has what the source has (sic) and the correction (corr). "
    "The reasons stand in the list of type apparatus behind the text.",
    "normalization": "Spelling, punctuation and dates are those of the source.",
    "interpretation": "Persons, dates and cited works were found by rules and by the decisions of editors; cert is medium where a rule is "
    "not certain. Dates are given in the Gregorian calendar, and in the calendar of the text by when-custom and datingMethod. Where "
    "annotations cross one another, or the edge of an emendation, one is cut into parts that next and prev join.",
}
"""What ``editorialDecl`` says, by the element that says it."""

HYPHENS = "A word that ends its line in a hyphen goes on with the next line and keeps the hyphen."

ADDRESSES = (
    "A passage has an address, such as {siglum}.{division}.1; with hyphens for full stops the address is the passage’s xml:id, and "
    "characters that an xml:id cannot have are written as their codes between low lines. Note marks are empty elements (ptr), since "
    "their labels are no words of the text; the label of a mark or a note is its n. Pages of the source begin at pb."
)


def add_header(root: Element, converted: Converted) -> None:
    header = add_block(root, "teiHeader")
    _add_description(add_block(header, "fileDesc"), converted)
    encoding = add_block(header, "encodingDesc")
    editorial = add_block(encoding, "editorialDecl")
    for name, said in WHAT_WAS_DONE.items():
        add(add_block(editorial, name), "p", said)
    if converted.folder.reading.lines == "trailing-space":
        add(add_block(editorial, "hyphenation"), "p", HYPHENS)
    siglum, division = converted.edition.siglum, converted.edition.divisions[0].id
    references = add_block(encoding, "refsDecl")
    add_block(
        references,
        "cRefPattern",
        matchPattern=r"([a-z][a-z0-9]*)\.([a-z0-9-]+)\.([a-z0-9]+)",
        replacementPattern="#$1-$2-$3",
    )
    explained = add_block(encoding, "projectDesc")
    add(explained, "p", ADDRESSES.format(siglum=siglum, division=division))
    profile = add_block(header, "profileDesc")
    calendars = add_block(profile, "calendarDesc")
    for name, said in (("julian", "The Julian calendar, the Old Style."), ("gregorian", "The Gregorian calendar.")):
        add(add_block(calendars, "calendar", id=name), "p", said)
    add(add_block(profile, "langUsage"), "language", ident=converted.folder.data.language)


def _add_description(file: Element, converted: Converted) -> None:
    data = converted.folder.data
    titles = add_block(file, "titleStmt")
    add_block(titles, "title", data.title)
    add_block(titles, "author", data.author)
    publication = add_block(file, "publicationStmt")
    add_block(
        publication,
        "p",
        f"Written from the data of the edition by sphinx_handbook {__version__}; not published as such.",
    )
    add_block(publication, "p", plain(data.rights))
    source = add_block(add_block(file, "sourceDesc"), "bibl")
    add_block(source, "title", data.title)
    add_block(source, "author", data.author)
    if data.published:
        add_block(source, "note", plain(data.published), type="published")
    if data.work:
        add_block(source, "idno", data.work, type="bibtex")
    for text in data.file:
        if text.sha256:
            add_block(source, "idno", text.sha256, type="sha256")
