"""One edition as one TEI file."""

from __future__ import annotations

from lxml import etree

from sphinx_handbook.authority import Authority
from sphinx_handbook.corpus import Converted
from sphinx_handbook.text import Annotation

from .body import DivisionWriter
from .header import add_header
from .records import add_records
from .xml import TEI, XML_LANG, Element, add_block


def write(converted: Converted, authority: Authority) -> bytes:
    """The file as bytes."""
    made = etree.tostring(document(converted, authority), xml_declaration=True, encoding="UTF-8")
    return bytes(made) + b"\n"


def document(converted: Converted, authority: Authority) -> Element:
    """The root element of the edition's file."""
    edition, data = converted.edition, converted.folder.data
    root = etree.Element(f"{{{TEI}}}TEI", nsmap={None: TEI})
    root.set(XML_LANG, "en")
    add_header(root, converted)
    text = add_block(root, "text", lang=data.language)
    body = add_block(text, "body")
    lemmas = {entry.number: entry.emendation.lemma for entry in converted.entries}
    for division in edition.divisions:
        DivisionWriter(edition.siglum, division, converted.annotated, lemmas.__getitem__).write(body)
    add_records(root, edition.siglum, _mentions(converted), converted.entries, authority)
    return root


def _mentions(converted: Converted) -> list[Annotation]:
    return [each for found in converted.annotated.values() for each in found if each.target]
