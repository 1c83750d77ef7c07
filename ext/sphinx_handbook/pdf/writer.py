"""Write one resolved doctree as Typst code.

The output is a tree of calls of the functions in ``book.typ``, one call a block::

    #para(anchor("texts/woods/127#woods-127-1"), "It was ", em("the"), " crisis.", note("683", "See ", ...), )

Every node type has its visitor; one that has none stops the build, since what it holds would be missing from the book.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import SphinxError
from sphinx.locale import admonitionlabels
from sphinx.util.docutils import SphinxTranslator

from sphinx_handbook.pdf.escape import label, running_text, string

if TYPE_CHECKING:
    from sphinx.builders import Builder

PARAGRAPH_KINDS = (
    "salutation",
    "signature",
    "dialogue",
    "author",
    "series",
    "standfirst",
    "colophon",
    "table",
    "table-source",
    "closing",
    "epigraph",
    "editorial",
    "apparatus-entry",
    "mentions",
)
"""Classes of paragraphs that have a look of their own; ``book.typ`` has an entry for each."""

QUOTATION_KINDS = ("letter", "epigraph")
"""Classes of block quotes that have a look of their own."""

_LENGTH = re.compile(r"\s*([\d.]+)\s*(%|px|pt|em|mm|cm|in|)\s*")
_POINTS_PER_PIXEL = 0.75


class PdfError(SphinxError):
    """The handbook cannot be printed as it stands."""

    category = "PDF error"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands in the book: its depth in the toctrees (root 0), and whether it has others under it."""

    docname: str
    depth: int
    opens_part: bool


@dataclass(slots=True)
class Anchors:
    """What the book defines and what it points to; both are complete only when the last document is written."""

    defined: set[str] = field(default_factory=set)
    wanted: dict[str, str] = field(default_factory=dict)
    """Label -> a document that points to it."""

    def define(self, name: str, docname: str) -> None:
        if name in self.defined:
            raise PdfError(f"{docname}: the anchor {name!r} is defined twice")
        self.defined.add(name)

    def want(self, name: str, docname: str) -> None:
        self.wanted.setdefault(name, docname)

    def missing(self) -> list[str]:
        """One line for each anchor that is pointed to and does not exist."""
        return [
            f"{docname}: a reference points to {name!r}, which is not in the handbook"
            for name, docname in self.wanted.items()
            if name not in self.defined
        ]


def call(function: str, *arguments: str) -> tuple[Callable[..., None], Callable[..., None]]:
    """The visit and depart methods of a node that becomes one call around its children."""

    def visit(self: TypstTranslator, node: nodes.Element) -> None:
        self.open(function, *arguments, node=node)

    def depart(self: TypstTranslator, node: nodes.Element) -> None:
        self.close()

    return visit, depart


class TypstTranslator(SphinxTranslator):
    """Visitor that collects Typst code in ``body``; ``book.typ`` defines the functions called."""

    def __init__(self, document: nodes.document, builder: Builder) -> None:
        super().__init__(document, builder)
        self.body: list[str] = []
        self.place = Place("", 0, False)
        self.anchors = Anchors()
        self.depth = 0
        self.section_level = 0
        self.opened = False
        self.footnotes = {id: note for note in document.findall(nodes.footnote) for id in note["ids"]}
        self.printed_footnotes: set[str] = set()
        self.repeated_footnotes = _repeated(document)

    # -- output ---------------------------------------------------------------------------------------------------

    def emit(self, expression: str) -> None:
        """One Typst expression: an argument inside a call, a piece of markup outside."""
        self.body.append(f"{expression}, " if self.depth else f"#{expression}\n")

    def open(self, function: str, *arguments: str, node: nodes.Element | None = None) -> None:
        self.body.append(f"{'' if self.depth else '#'}{function}({''.join(f'{each}, ' for each in arguments)}")
        self.depth += 1
        if node is not None:
            self.emit_anchors(node["ids"])

    def close(self) -> None:
        self.depth -= 1
        self.body.append("), " if self.depth else ")\n")

    def emit_anchors(self, ids: list[str]) -> None:
        for id in ids:
            self.emit_anchor(id)

    def emit_anchor(self, id: str) -> None:
        name = label(self.docname, id)
        self.anchors.define(name, self.docname)
        self.emit(f"anchor({string(name)})")

    @property
    def docname(self) -> str:
        return self.place.docname

    def fail(self, message: str, node: nodes.Node) -> NoReturn:
        line = node.line or next((parent.line for parent in _parents(node) if parent.line), None)
        where = f"{self.docname}:{line}" if line else self.docname
        raise PdfError(f"{where}: {message}")

    def unknown_visit(self, node: nodes.Node) -> None:
        self.fail(f"the PDF writer does not know the node type {type(node).__name__!r}: {node.astext()[:80]!r}", node)

    def skip(self, node: nodes.Node) -> NoReturn:
        raise nodes.SkipNode

    # -- document, sections and headings --------------------------------------------------------------------------

    def visit_document(self, node: nodes.document) -> None:
        self.body.append(f"\n// {self.docname}\n")
        if not any(isinstance(child, nodes.section) for child in node):
            self.emit_anchor("")

    def depart_document(self, node: nodes.document) -> None:
        for footnote in node.findall(nodes.footnote):
            if footnote["ids"][0] not in self.printed_footnotes:
                self.fail(f"no mark refers to the footnote {_footnote_label(footnote)!r}", footnote)

    def visit_section(self, node: nodes.section) -> None:
        self.section_level += 1

    def depart_section(self, node: nodes.section) -> None:
        self.section_level -= 1

    def visit_title(self, node: nodes.title) -> None:
        if not isinstance(node.parent, nodes.section):
            self.open("box-title", node=node)
            return
        first = not self.opened
        self.opened = True
        level = self.place.depth + self.section_level - 1
        ids = node.parent["ids"]
        if level == 0:
            self.open("front")
            self.emit_anchors(["", *ids])
            self.close()
            raise nodes.SkipNode
        name = label(self.docname, ids[0])
        self.anchors.define(name, self.docname)
        self.open(self.heading_function(first), str(level), string(name), running_text(_words(node).strip()), node=node)
        self.emit_anchors(ids[1:])
        if first:
            self.emit_anchor("")

    def heading_function(self, first: bool) -> str:
        """A document's first heading opens a part or a division; a document deep in the toctrees opens neither."""
        if first and self.place.opens_part:
            return "part"
        return "division" if first and self.place.depth <= 2 else "inner-heading"

    def depart_title(self, node: nodes.title) -> None:
        self.close()

    visit_rubric_heading, depart_rubric = call("rubric")

    def visit_rubric(self, node: nodes.rubric) -> None:
        """The source's heading of its list of notes is left out: the notes stand at the page's foot."""
        if "notes-heading" in node["classes"]:
            raise nodes.SkipNode
        self.visit_rubric_heading(node)

    def visit_toctree(self, node: addnodes.toctree) -> None:
        """The documents of a toctree follow the whole document; only addresses outside the handbook stand here."""
        if not node["hidden"]:
            for title, address in node["entries"]:
                if "://" in address:
                    self.emit(f"para(web({string(address)}, {string(title or address)}))")
        raise nodes.SkipNode

    # -- paragraphs and quotations --------------------------------------------------------------------------------

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        kind = _kind(node, PARAGRAPH_KINDS)
        if _is_picture(node):
            self.open("illustration", node=node)
        elif kind:
            self.open("paragraph", string(kind), node=node)
        elif _runs_in(node):
            self.emit_anchors(node["ids"])
        else:
            self.open("para", node=node)

    def depart_paragraph(self, node: nodes.paragraph) -> None:
        if _is_picture(node) or _kind(node, PARAGRAPH_KINDS) or not _runs_in(node):
            self.close()
        elif node.next_node(descend=False, siblings=True) is not None:
            self.emit("parbreak()")

    visit_compact_paragraph, depart_compact_paragraph = visit_paragraph, depart_paragraph

    def visit_block_quote(self, node: nodes.block_quote) -> None:
        self.open("quotation", string(_kind(node, QUOTATION_KINDS)), node=node)

    def depart_block_quote(self, node: nodes.block_quote) -> None:
        self.close()

    visit_attribution, depart_attribution = call("paragraph", string("signature"))
    visit_centered, depart_centered = call("centred")
    visit_line_block, depart_line_block = call("verse")

    visit_line, depart_line = call("verse-line")

    def visit_transition(self, node: nodes.transition) -> None:
        self.emit("ornament()")
        raise nodes.SkipNode

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        self.open("listing", string(node.astext().rstrip("\n")), node=node)
        self.close()
        raise nodes.SkipNode

    visit_doctest_block = visit_literal_block

    # -- lists ----------------------------------------------------------------------------------------------------

    def visit_bullet_list(self, node: nodes.bullet_list) -> None:
        self.open("plain-list" if "plain" in node["classes"] else "bullets", node=node)

    def depart_bullet_list(self, node: nodes.bullet_list) -> None:
        self.close()

    def visit_enumerated_list(self, node: nodes.enumerated_list) -> None:
        pattern = {"loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}.get(
            node.get("enumtype", ""), "1"
        )
        numbering = node.get("prefix", "") + pattern + node.get("suffix", ".")
        self.open("numbered", string(numbering), str(node.get("start", 1)), node=node)

    def depart_enumerated_list(self, node: nodes.enumerated_list) -> None:
        self.close()

    visit_list_item, depart_list_item = call("run")

    def visit_definition_list(self, node: nodes.definition_list) -> None:
        self.open("register" if "register" in node["classes"] else "definitions", node=node)

    def depart_definition_list(self, node: nodes.Element) -> None:
        self.close()

    visit_definition_list_item, depart_definition_list_item = call("defined")
    visit_term, depart_term = call("term")
    visit_classifier, depart_classifier = call("classifier")
    visit_definition, depart_definition = call("definition")
    visit_field_list, depart_field_list = call("definitions")
    visit_field, depart_field = visit_definition_list_item, depart_definition_list_item
    visit_field_name, depart_field_name = visit_term, depart_term
    visit_field_body, depart_field_body = visit_definition, depart_definition

    # -- tables ---------------------------------------------------------------------------------------------------

    visit_table, depart_table = call("tabular")
    visit_tbody, depart_tbody = call("rows")
    visit_thead, depart_thead = call("head-rows")

    def visit_tgroup(self, node: nodes.tgroup) -> None:
        self.open("grid-of", str(node["cols"]))

    def depart_tgroup(self, node: nodes.tgroup) -> None:
        self.close()

    def visit_entry(self, node: nodes.entry) -> None:
        self.open("cell", str(node.get("morecols", 0) + 1), str(node.get("morerows", 0) + 1), node=node)

    def depart_entry(self, node: nodes.entry) -> None:
        self.close()

    # -- notes and citations --------------------------------------------------------------------------------------

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> None:
        """The note is written where its mark stands: Typst carries it to the foot of the page."""
        footnote = self.footnotes.get(node.get("refid", ""))
        mark = node.astext()
        if footnote is None:
            self.fail(f"the note mark {mark!r} has no footnote", node)
        if mark != _footnote_label(footnote):
            self.fail(f"the note mark {mark!r} belongs to a footnote labelled {_footnote_label(footnote)!r}", node)
        id = footnote["ids"][0]
        name = string("note:" + label(self.docname, id))
        if id in self.printed_footnotes:
            self.emit(f"note-again({string(mark)}, {name})")
            raise nodes.SkipNode
        self.printed_footnotes.add(id)
        function = "heading-note" if isinstance(node.parent, nodes.title) else "note"
        self.open(function, string(mark), name if id in self.repeated_footnotes else "none")
        self.emit_anchors(_ids_of_footnote(footnote))
        for child in footnote.children[1:]:
            child.walkabout(self)
        self.close()
        raise nodes.SkipNode

    def visit_footnote(self, node: nodes.footnote) -> None:
        raise nodes.SkipNode

    def visit_citation(self, node: nodes.citation) -> None:
        if len([child for child in node if isinstance(child, nodes.label)]) != 1:
            self.fail("a citation has not one label: was its bibliography resolved twice?", node)
        self.open("citation", node=node)

    def depart_citation(self, node: nodes.citation) -> None:
        self.close()

    visit_label, depart_label = call("citation-label")

    # -- references and anchors -----------------------------------------------------------------------------------

    def visit_reference(self, node: nodes.reference) -> None:
        if "sd-stretched-link" in node["classes"] and "sd-hide-link-text" in _classes_below(node):
            raise nodes.SkipNode
        address = node.get("refuri", "")
        if "refid" in node:
            self.open_link(label(self.docname, node["refid"]), node)
        elif address.startswith("%"):
            docname, _, anchor = address[1:].partition("#")
            self.open_link(label(docname, anchor), node)
        elif re.match(r"[a-z][a-z0-9+.-]*:", address):
            self.open("web", string(address), node=node)
        else:
            self.fail(f"the reference {node.astext()!r} points to {address!r}, which is not in the handbook", node)

    def open_link(self, name: str, node: nodes.Element) -> None:
        self.anchors.want(name, self.docname)
        self.open("to", string(name), node=node)

    def depart_reference(self, node: nodes.reference) -> None:
        self.close()

    visit_number_reference, depart_number_reference = visit_reference, depart_reference

    def visit_target(self, node: nodes.target) -> None:
        """An anchor; one that belongs to a footnote goes with it to the page's foot."""
        if not isinstance(_after_targets(node), nodes.footnote):
            self.emit_anchors(node["ids"])

    def depart_target(self, node: nodes.target) -> None:
        pass

    # -- words ----------------------------------------------------------------------------------------------------

    def visit_Text(self, node: nodes.Text) -> None:
        self.emit(running_text(node.astext()))

    def depart_Text(self, node: nodes.Text) -> None:
        pass

    visit_emphasis, depart_emphasis = call("em")
    visit_title_reference, depart_title_reference = call("em")
    visit_strong, depart_strong = call("strong-words")
    visit_superscript, depart_superscript = call("raised")
    visit_subscript, depart_subscript = call("lowered")

    def visit_inline(self, node: nodes.inline) -> None:
        if "sd-hide-link-text" in node["classes"]:
            raise nodes.SkipNode
        self.open("small-capitals" if "smallcaps" in node["classes"] else "run", node=node)

    def depart_inline(self, node: nodes.inline) -> None:
        self.close()

    visit_abbreviation, depart_abbreviation = call("run")
    visit_acronym, depart_acronym = call("run")
    visit_generated, depart_generated = call("run")
    visit_manpage, depart_manpage = call("em")
    visit_download_reference, depart_download_reference = call("run")
    visit_PassthroughTextElement, depart_PassthroughTextElement = call("run")

    def visit_literal(self, node: nodes.literal) -> None:
        self.open("code", running_text(node.astext()), node=node)
        self.close()
        raise nodes.SkipNode

    def visit_raw(self, node: nodes.raw) -> None:
        """Raw text is for the format it names. A hard line break reaches us as raw HTML."""
        formats = node.get("format", "").split()
        if "typst" in formats:
            self.body.append(node.astext())
        elif "html" in formats and node.astext().strip() in ("<br />", "<br/>", "<br>"):
            self.emit("line-end()")
        raise nodes.SkipNode

    # -- images ---------------------------------------------------------------------------------------------------

    def visit_image(self, node: nodes.image) -> None:
        file = self.builder.images.get(node["uri"])
        if file is None:
            self.fail(f"the image {node['uri']!r} cannot be printed", node)
        if not node.get("alt"):
            self.fail(f"the image {node['uri']!r} has no alternative text (alt)", node)
        in_text = any(isinstance(parent, nodes.paragraph) and not _is_picture(parent) for parent in _parents(node))
        function = "small-picture" if in_text else "picture"
        self.emit(f"{function}({string(f'images/{file}')}, {string(node['alt'])}, {_length(node.get('width', ''))})")
        self.emit_anchors(node["ids"])
        raise nodes.SkipNode

    visit_figure, depart_figure = call("illustration")
    visit_caption, depart_caption = call("legend")
    visit_legend, depart_legend = call("legend")

    # -- boxes ----------------------------------------------------------------------------------------------------

    visit_boxed, depart_admonition = call("boxed")

    def visit_admonition(self, node: nodes.Element) -> None:
        self.visit_boxed(node)
        if not isinstance(node, nodes.admonition):
            self.emit(f"box-title({string(str(admonitionlabels[node.tagname]))})")

    visit_attention = visit_caution = visit_danger = visit_error = visit_hint = visit_admonition
    visit_important = visit_note = visit_tip = visit_warning = visit_seealso = visit_admonition
    depart_attention = depart_caution = depart_danger = depart_error = depart_hint = depart_admonition
    depart_important = depart_note = depart_tip = depart_warning = depart_seealso = depart_admonition

    visit_versionmodified, depart_versionmodified = call("run")
    visit_topic, depart_topic = call("boxed")
    visit_sidebar, depart_sidebar = call("boxed")
    visit_dropdown_main, depart_dropdown_main = call("boxed")
    visit_dropdown_title, depart_dropdown_title = call("box-title")
    visit_sd_tab_label, depart_sd_tab_label = call("box-title")

    def visit_container(self, node: nodes.container) -> None:
        self.open(_box_function(node), node=node)

    def depart_container(self, node: nodes.container) -> None:
        self.close()

    # -- nodes that are only a frame ------------------------------------------------------------------------------

    def visit_frame(self, node: nodes.Element) -> None:
        self.emit_anchors(node["ids"])

    def depart_frame(self, node: nodes.Element) -> None:
        pass

    visit_compound, depart_compound = visit_frame, depart_frame
    visit_glossary, depart_glossary = visit_frame, depart_frame
    visit_row, depart_row = visit_frame, depart_frame
    visit_hlist, depart_hlist = visit_frame, depart_frame
    visit_hlistcol, depart_hlistcol = visit_frame, depart_frame
    visit_decoration, depart_decoration = visit_frame, depart_frame

    # -- nodes that hold no words of the book ---------------------------------------------------------------------

    visit_comment = visit_meta = visit_substitution_definition = visit_colspec = skip
    visit_tabular_col_spec = visit_highlightlang = visit_docinfo = visit_sd_tab_input = skip

    def visit_index(self, node: addnodes.index) -> None:
        """The words of an index entry stand in the index; some roles give the index node the anchor."""
        raise nodes.SkipNode


def toctree_documents(doctree: nodes.document) -> Iterator[str]:
    """The documents that the toctrees of ``doctree`` put under it, in order."""
    for toctree in doctree.findall(addnodes.toctree):
        yield from toctree["includefiles"]


def _kind(node: nodes.Element, kinds: tuple[str, ...]) -> str:
    return next((name for name in node["classes"] if name in kinds), "")


def _runs_in(paragraph: nodes.paragraph) -> bool:
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


def _is_picture(paragraph: nodes.paragraph) -> bool:
    """Whether a paragraph holds an image and no words."""
    has_words = any(text.strip() for text in paragraph.findall(nodes.Text))
    return not has_words and next(paragraph.findall(nodes.image), None) is not None


def _parents(node: nodes.Node) -> Iterator[nodes.Element]:
    while node.parent is not None:
        node = node.parent
        yield node


def _words(node: nodes.Node) -> str:
    """A heading's words without note marks, as the contents and running heads print them."""
    if isinstance(node, nodes.Text):
        return str(node)
    if isinstance(node, nodes.footnote_reference | nodes.raw) or "note-lost" in node["classes"]:
        return ""
    return "".join(_words(child) for child in node.children)


def _footnote_label(footnote: nodes.footnote) -> str:
    return str(footnote[0].astext())


def _repeated(document: nodes.document) -> set[str]:
    """Ids of the footnotes that more than one mark refers to."""
    seen: set[str] = set()
    twice: set[str] = set()
    for reference in document.findall(nodes.footnote_reference):
        id = reference.get("refid", "")
        (twice if id in seen else seen).add(id)
    return twice


def _ids_of_footnote(footnote: nodes.footnote) -> list[str]:
    """The footnote's own ids and those of the targets right before it."""
    ids = list(footnote["ids"])
    siblings = footnote.parent.children
    position = siblings.index(footnote) - 1
    while position >= 0 and isinstance(siblings[position], nodes.target):
        ids += [id for id in siblings[position]["ids"] if id not in ids]
        position -= 1
    return ids


def _after_targets(target: nodes.target) -> nodes.Node | None:
    """The first sibling after ``target`` that is not itself a target."""
    following = target.parent.children[target.parent.index(target) + 1 :]
    return next((node for node in following if not isinstance(node, nodes.target)), None)


def _classes_below(node: nodes.Element) -> set[str]:
    return {name for element in node.findall(nodes.Element) for name in element["classes"]}


def _box_function(container: nodes.container) -> str:
    """The function of ``book.typ`` for a container of sphinx-design; any other only holds its children."""
    classes = set(container["classes"])
    if "sd-card" in classes or container.get("design_component") in ("card", "dropdown", "tab-item"):
        return "boxed"
    if "sd-card-title" in classes:
        return "box-title"
    return "run"


def _length(value: str) -> str:
    """A docutils length as a Typst length; pixels are CSS pixels."""
    match = _LENGTH.fullmatch(value)
    if match is None:
        return "auto"
    number, unit = float(match[1]), match[2] or "px"
    return f"{number * _POINTS_PER_PIXEL:g}pt" if unit == "px" else f"{number:g}{unit}"
