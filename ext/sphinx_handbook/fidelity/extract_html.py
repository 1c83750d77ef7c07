"""The running text of a page of the website or the ePub, from its parsed tree.

Left out is what is not the text of the source: permalinks, back links of notes, brackets about note labels, and
elements of class ``editorial``, which hold words of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml import etree, html

from sphinx_handbook.fidelity.flow import GAP_TEXT, Flow, Region

BLOCKS = frozenset(
    """
    address article aside blockquote br caption dd details dialog div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul
    """.split()  # noqa: SIM905
)
OMITTED_CLASSES = frozenset({"headerlink", "editorial", "fn-bracket", "backrefs"})
OMITTED_TAGS = frozenset({"script", "style", "template"})
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


class PageError(Exception):
    """A page cannot be read as one."""


def read_html(path: Path) -> Region:
    """The text of a page of the website."""
    return region_of_html(path.read_bytes())


def region_of_html(page: bytes) -> Region:
    """The text of the main part of an HTML page in UTF-8."""
    try:
        root = html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    except etree.ParserError as error:
        raise PageError(str(error)) from error
    return _region(root)


def region_of_xhtml(page: bytes) -> Region:
    """The text of the main part of an XHTML page, which must be well-formed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return _region(etree.fromstring(page, parser))
    except etree.XMLSyntaxError as error:
        raise PageError(str(error)) from error


def _region(root: Any) -> Region:
    mains = [element for element in root.iter(etree.Element) if element.get("role") == "main"]
    mains = mains or [element for element in root.iter(etree.Element) if _tag(element) == "main"]
    if len(mains) != 1:
        raise PageError(f"{len(mains)} main parts in a page")
    return region_by(lambda flow: _walk(mains[0], flow, in_note=False))


def region_by(walk: Callable[[Flow], None]) -> Region:
    """What ``walk`` puts into a flow, as a region; raises :class:`PageError` where elements nest deeper than it can go."""
    flow = Flow()
    try:
        walk(flow)
    except RecursionError as error:
        raise PageError("its elements are nested too deeply") from error
    flow.block()
    return Region(tuple(flow.tokens))


def _walk(element: Any, flow: Flow, in_note: bool) -> None:
    """Add the text of ``element`` to ``flow``, without its tail."""
    if not isinstance(element.tag, str):
        if isinstance(element, etree._Entity):
            raise PageError(f"the entity {element.text} is not defined")
        return
    tag, classes = _tag(element), set(element.get("class", "").split())
    if tag in OMITTED_TAGS or classes & OMITTED_CLASSES:
        if tag in BLOCKS:
            flow.block()
        return
    if _is(element, "a", "doc-noteref", "noteref", "footnote-reference"):
        flow.mark(_text(element))
        return
    if "note-lost" in classes:
        flow.mark(_text(element), lost=True)
        return
    if "gap" in classes and _text(element) == GAP_TEXT:
        flow.gap()
        return
    if in_note and (element.get("role") == "doc-backlink" or "footnote-backref" in classes):
        return
    if _is(element, None, "doc-footnote", "footnote", "footnote"):
        children = element.iter(etree.Element)
        label = next((child for child in children if "label" in child.get("class", "").split()), None)
        if label is None:
            raise PageError("a note has no label")
        flow.label(_text(label))
        in_note = True
    elif in_note and "label" in classes:
        return
    if tag in BLOCKS:
        flow.block()
    flow.text(element.text or "")
    for child in element:
        _walk(child, flow, in_note)
        flow.text(child.tail or "")
    if tag in BLOCKS:
        flow.block()


def _is(element: Any, tag: str | None, role: str, epub_type: str, class_: str) -> bool:
    """Whether ``element`` says by its role, ePub type or class that it is one of this kind."""
    return (tag is None or _tag(element) == tag) and (
        element.get("role") == role
        or epub_type in element.get(EPUB_TYPE, "").split()
        or class_ in element.get("class", "").split()
    )


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: Any) -> str:
    """The text of an element that is not running text, without what is left out."""
    flow = Flow()
    flow.text(element.text or "")
    for child in element:
        if not isinstance(child.tag, str) or set(child.get("class", "").split()) & OMITTED_CLASSES:
            flow.text(child.tail or "")
            continue
        flow.text(_text(child) + (child.tail or ""))
    flow.block()
    return " ".join(token.text for token in flow.tokens)
