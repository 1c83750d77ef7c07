"""Questions that the PDF writer asks about doctree nodes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from docutils import nodes
from sphinx import addnodes
from sphinx.config import Config

_LENGTH = re.compile(r"\s*([\d.]+)\s*(%|px|pt|em|mm|cm|in|)\s*")
_POINTS_PER_PIXEL = 0.75


def toctree_documents(doctree: nodes.document) -> Iterator[str]:
    """The documents that the toctrees of ``doctree`` put under it, in order."""
    for toctree in doctree.findall(addnodes.toctree):
        yield from toctree["includefiles"]


def kind_of(node: nodes.Element, kinds: tuple[str, ...]) -> str:
    return next((name for name in node["classes"] if name in kinds), "")


def omits(config: Config, docname: str) -> bool:
    """Whether the book leaves a document out, as ``handbook_pdf_omit`` says; what refers to it is plain words."""
    return any(fnmatchcase(docname, pattern) for pattern in config.handbook_pdf_omit)


def runs_in(paragraph: nodes.paragraph) -> bool:
    """Whether a paragraph goes on the line that its parent has begun: a note's number, a bullet, a term."""
    parent = paragraph.parent
    if not isinstance(
        parent, nodes.footnote | nodes.citation | nodes.list_item | nodes.definition | nodes.field_body | nodes.entry
    ):
        return False
    if isinstance(parent, nodes.list_item) and "plain" in parent.parent["classes"]:
        return False
    before = parent.children[: parent.index(paragraph)]
    return all(isinstance(child, nodes.label | nodes.Invisible) for child in before)


def is_picture(paragraph: nodes.paragraph) -> bool:
    """Whether a paragraph holds an image and no words."""
    has_words = any(text.strip() for text in paragraph.findall(nodes.Text))
    return not has_words and next(paragraph.findall(nodes.image), None) is not None


def parents_of(node: nodes.Node) -> Iterator[nodes.Element]:
    """The nodes around ``node``, the nearest first."""
    while node.parent is not None:
        node = node.parent
        yield node


WITHOUT_PAGES = frozenset(("register", "mentions", "facts", "event"))
"""Classes of what lists its passages so closely that no page has room beside them."""

REFERENCES = frozenset(("locus", "doc", "std-doc", "std-ref", "xref"))
"""Classes of what the roles locus, doc and ref and a link to a page or a heading make."""


def refers_to_a_page(reference: nodes.reference) -> bool:
    """Whether a reader of paper needs the page of a reference: it sends the reader to a passage, a section, a document."""
    if "mention" in reference["classes"] or not REFERENCES & classes_in(reference):
        return False
    return not any(WITHOUT_PAGES & set(parent["classes"]) for parent in parents_of(reference))


def is_bracketed(inline: nodes.Element) -> bool:
    """Whether ``inline`` stands between round brackets of its paragraph."""
    before = ""
    node: nodes.Element = inline
    while isinstance(node, nodes.Inline) and node.parent is not None:
        before = "".join(child.astext() for child in node.parent.children[: node.parent.index(node)]) + before
        node = node.parent
    return before.count("(") > before.count(")")


def words_of(node: nodes.Node) -> str:
    """A heading's words without note marks, as the contents and running heads print them."""
    if isinstance(node, nodes.Text):
        return str(node)
    is_mark = isinstance(node, nodes.Element) and "note-lost" in node["classes"]
    if is_mark or isinstance(node, nodes.footnote_reference | nodes.raw):
        return ""
    return "".join(words_of(child) for child in node.children)


def label_of_footnote(footnote: nodes.footnote) -> str:
    """A footnote's label, its first child."""
    return str(footnote[0].astext())


def footnotes_marked_twice(document: nodes.document) -> set[str]:
    """Ids of the footnotes that more than one mark refers to."""
    seen: set[str] = set()
    twice: set[str] = set()
    for reference in document.findall(nodes.footnote_reference):
        id = reference.get("refid", "")
        (twice if id in seen else seen).add(id)
    return twice


def ids_of_footnote(footnote: nodes.footnote) -> list[str]:
    """The footnote's own ids and those of the targets right before it."""
    ids = list(footnote["ids"])
    before = footnote.parent.children[: footnote.parent.index(footnote)]
    for target in reversed(before):
        if not isinstance(target, nodes.target):
            break
        ids += [id for id in target["ids"] if id not in ids]
    return ids


def first_after_targets(target: nodes.target) -> nodes.Node | None:
    """The first sibling after ``target`` that is not itself a target."""
    following = target.parent.children[target.parent.index(target) + 1 :]
    return next((node for node in following if not isinstance(node, nodes.target)), None)


def classes_in(node: nodes.Element) -> set[str]:
    """The classes of ``node`` and of everything in it."""
    return {name for element in node.findall(nodes.Element) for name in element["classes"]}


def box_function(container: nodes.container) -> str:
    """The function of ``book.typ`` for a container of sphinx-design; any other only holds its children."""
    classes = set(container["classes"])
    if "sd-card" in classes or container.get("design_component") in ("card", "dropdown", "tab-item"):
        return "boxed"
    if "sd-card-title" in classes:
        return "box-title"
    return "run"


def typst_length(value: str) -> str:
    """A docutils length as a Typst length; pixels are CSS pixels."""
    match = _LENGTH.fullmatch(value)
    if match is None:
        return "auto"
    number, unit = float(match[1]), match[2] or "px"
    return f"{number * _POINTS_PER_PIXEL:g}pt" if unit == "px" else f"{number:g}{unit}"
