"""The running text of a division in a TEI file.

Left out is what is not the text of the source: the lemma of an emendation, or its correction where the lemma is asked for, and what a
gap says of itself. The labels of marks and notes stand in attributes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from lxml import etree

from sphinx_handbook.fidelity.extract_html import PageError, region_by
from sphinx_handbook.fidelity.flow import Flow, Region

BLOCKS = frozenset({"ab", "div", "head", "item", "label", "list", "note", "p", "quote"})
_TEI = "{http://www.tei-c.org/ns/1.0}"

Choice = Literal["corr", "sic"]


def read_tei(path: Path) -> Mapping[str, Region]:
    """The text of each division in a file, by the division's id."""
    return regions_of_tei(path.read_bytes())


def regions_of_tei(file: bytes, choose: Choice = "corr") -> Mapping[str, Region]:
    """The same of a file's bytes; ``choose`` says which side of an emendation is read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(file, parser)
    except etree.XMLSyntaxError as error:
        raise PageError(str(error)) from error
    divisions = root.iterfind(f"{_TEI}text/{_TEI}body/{_TEI}div")
    return {division.get("n", ""): _region(division, choose) for division in divisions}


def _region(division: Any, choose: Choice) -> Region:
    return region_by(lambda flow: _walk(division, flow, choose))


def _walk(element: Any, flow: Flow, choose: Choice) -> None:
    """Add the text of ``element`` to ``flow``, without its tail."""
    if not isinstance(element.tag, str):
        return
    name = element.tag.removeprefix(_TEI)
    if name in ("sic", "corr") and name != choose:
        return
    if name == "gap":
        flow.gap()
        return
    if name in ("ptr", "anchor") and element.get("type") == "note-mark":
        flow.mark(element.get("n", ""), lost=element.get("subtype") == "lost")
        return
    if name in BLOCKS:
        flow.block()
    if name == "note":
        flow.label(element.get("n", ""))
    flow.text(element.text or "")
    for child in element:
        _walk(child, flow, choose)
        flow.text(child.tail or "")
    if name in BLOCKS:
        flow.block()
