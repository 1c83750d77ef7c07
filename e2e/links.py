"""Every link inside a website, an ePub or a PDF, and every entry of a website's inventory, followed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pikepdf
from lxml import etree, html
from sphinx.util.inventory import InventoryFile

_ATTRIBUTES = ("href", "src", "data")


def broken_links(files: Mapping[str, bytes]) -> tuple[int, list[str]]:
    """How many links the pages among ``files`` (by path) have to one another, and each that leads nowhere."""
    pages = {path: _parsed(path, content) for path, content in files.items() if path.endswith((".html", ".xhtml"))}
    anchors = {path: set(page.xpath("//@id | //@name")) for path, page in pages.items()}
    followed, broken = 0, []
    for path, page in pages.items():
        for link in _local_links(page):
            followed += 1
            target, _, fragment = link.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target))) if target else path
            if target not in files:
                broken.append(f"{path}: {link}: there is no {target}")
            elif fragment and unquote(fragment) not in anchors.get(target, ()):
                broken.append(f"{path}: {link}: {target} has no such anchor")
    return followed, broken


def _parsed(path: str, content: bytes) -> Any:
    return etree.fromstring(content) if path.endswith(".xhtml") else html.document_fromstring(content)


def _local_links(page: Any) -> Iterator[str]:
    for element in page.iter(etree.Element):
        for attribute in _ATTRIBUTES:
            link = element.get(attribute)
            # Scripts set the links of Sphinx's search and of the theme's switches.
            if link and link != "#" and not re.match(r"[a-z]+:|//", link):
                yield urlsplit(link)._replace(query="").geturl()


def broken_destinations(pdf: pikepdf.Pdf) -> tuple[int, list[str]]:
    """How many links inside the PDF there are, and each whose destination is no page of it."""
    pages = {page.obj.objgen for page in pdf.pages}
    named = {str(name) for name, _ in pikepdf.NameTree(pdf.Root.Names.Dests).items()} if "/Names" in pdf.Root else set()
    followed, broken = 0, []
    for number, page in enumerate(pdf.pages, start=1):
        for annotation in page.get("/Annots", []):
            if annotation.get("/Subtype") != "/Link":
                continue
            destination = annotation.get("/Dest")
            if destination is None and annotation.A.S == "/GoTo":
                destination = annotation.A.D
            if destination is None:
                continue
            followed += 1
            leads = (
                destination[0].objgen in pages if isinstance(destination, pikepdf.Array) else str(destination) in named
            )
            if not leads:
                broken.append(f"page {number}: {destination}")
    return followed, broken


def lost_entries(site: Path) -> tuple[int, list[str]]:
    """How many entries the website's inventory has, and each whose page or anchor is not there."""
    inventory = InventoryFile.loads((site / "objects.inv").read_bytes(), uri="")
    anchors: dict[str, set[str]] = {}
    followed, lost = 0, []
    for type_, names in inventory.data.items():
        for name, item in names.items():
            followed += 1
            page, _, anchor = item.uri.partition("#")
            if page not in anchors:
                file = site / page
                anchors[page] = {"", *html.parse(str(file)).xpath("//@id")} if file.is_file() else set()
            if anchor not in anchors[page]:
                lost.append(f"{type_} {name}: {item.uri}")
    return followed, lost
