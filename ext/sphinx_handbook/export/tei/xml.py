"""TEI's elements, and how text gets into them."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

TEI = "http://www.tei-c.org/ns/1.0"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

Element = Any
"""An element of lxml, which has no types."""


def add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """A new last child of ``parent``; attributes without a value are left out, and ``id`` and ``lang`` are XML's own."""
    child = etree.SubElement(parent, f"{{{TEI}}}{name}")
    for key, value in attributes.items():
        if value:
            child.set({"id": XML_ID, "lang": XML_LANG}.get(key, key.rstrip("_").replace("_", "-")), value)
    add_text(child, text)
    return child


def add_block(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """The same for an element that begins a line of the file."""
    if len(parent) == 0 and not parent.text:
        parent.text = "\n"
    child = add(parent, name, text, **attributes)
    child.tail = "\n"
    return child


def add_text(parent: Element, text: str) -> None:
    """Put ``text`` behind all that ``parent`` holds; raises :class:`ValueError` for characters that XML cannot hold."""
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def name_of(element: Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def xml_id(name: str) -> str:
    """``name`` as an identifier of XML (an NCName): a character that none may have is written as its code, ``*`` as ``_2a_``."""
    return re.sub(r"[^A-Za-z0-9._-]", lambda match: f"_{ord(match[0]):x}_", name)
