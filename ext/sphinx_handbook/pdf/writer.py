"""Write one resolved doctree as Typst code.

The output is a tree of calls of the functions in ``book.typ``, one call a block::

    #para(anchor("texts/woods/127#woods-127-1"), "It was ", em("the"), " crisis.", note("683", "See ", ...), )

Every node type has its visitor; one that has none stops the build, since what it holds would be missing from the book.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels
from sphinx.util.docutils import SphinxTranslator

from sphinx_handbook.pages import CLASSED
from sphinx_handbook.pdf.doctrees import (
    box_function,
    classes_in,
    first_after_targets,
    footnotes_marked_twice,
    ids_of_footnote,
    is_bracketed,
    is_picture,
    kind_of,
    label_of_footnote,
    omits,
    parents_of,
    refers_to_a_page,
    runs_in,
    typst_length,
    words_of,
)
from sphinx_handbook.pdf.escape import label, running_text, string
from sphinx_handbook.pdf.places import Anchors, PdfError, Place

if TYPE_CHECKING:
    from sphinx.builders import Builder

PARAGRAPH_KINDS = (
    *CLASSED,
    "epigraph",
    "editorial",
    "apparatus-entry",
    "mentions",
    "facts",
    "event",
    "first-lemma",
    "further-lemma",
    "last-lemma",
    "lemma",
)
"""Classes of paragraphs that have a look of their own; ``book.typ`` has an entry for each."""

QUOTATION_KINDS = ("letter", "epigraph", "verse")
"""Classes of block quotes that have a look of their own."""


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
        self.repeated_footnotes = footnotes_marked_twice(document)

    def emit(self, expression: str) -> None:
        """One Typst expression: an argument inside a call, a piece of markup outside."""
        self.body.append(f"{expression}, " if self.depth else f"#{expression}\n")

    def open(self, function: str, *arguments: str, node: nodes.Element | None = None) -> None:
        if node is not None and not self.depth:
            self.leave_a_line_above(node["ids"])
        self.body.append(f"{'' if self.depth else '#'}{function}({''.join(f'{each}, ' for each in arguments)}")
        self.depth += 1
        if node is not None:
            self.emit_anchors(node["ids"])

    def close(self) -> None:
        self.depth -= 1
        self.body.append("), " if self.depth else ")\n")

    def leave_a_line_above(self, ids: list[str]) -> None:
        """Where an editor has asked for it (``handbook_pdf_line_above``)."""
        for address in self.config.handbook_pdf_line_above:
            if address.replace(".", "-") in ids:
                self.emit("line-above()")
                self.anchors.lines_above.add(address)

    def emit_anchors(self, ids: list[str]) -> None:
        for id in ids:
            self.emit_anchor(id)

    def emit_anchor(self, id: str) -> None:
        name = label(self.docname, id)
        self.anchors.define(name, self.docname)
        if address := self.address_of(id):
            self.emit(f"addressed({string(name)}, {string(address)})")
        else:
            self.emit(f"anchor({string(name)})")

    def address_of(self, id: str) -> str:
        """The address of the block with the anchor ``id``, without its edition, for the margin: ``44.3``; or nothing."""
        metadata = self.builder.env.metadata.get(self.docname, {})
        prefix = f"{metadata.get('siglum')}-{metadata.get('division')}-"
        block = id.removeprefix(prefix)
        shown = self.config.handbook_pdf_margin_addresses and id.startswith(prefix) and block.isdecimal()
        return f"{metadata['division']}.{block}" if shown else ""

    @property
    def docname(self) -> str:
        return self.place.docname

    def fail(self, message: str, node: nodes.Node) -> NoReturn:
        line = node.line or next((parent.line for parent in parents_of(node) if parent.line), None)
        where = f"{self.docname}:{line}" if line else self.docname
        raise PdfError(f"{where}: {message}")

    def unknown_visit(self, node: nodes.Node) -> None:
        self.fail(f"the PDF writer does not know the node type {type(node).__name__!r}: {node.astext()[:80]!r}", node)

    def skip(self, node: nodes.Node) -> NoReturn:
        raise nodes.SkipNode

    def visit_document(self, node: nodes.document) -> None:
        self.body.append(f"\n// {self.docname}\n")
        if not any(isinstance(child, nodes.section) for child in node):
            self.emit_anchor("")

    def depart_document(self, node: nodes.document) -> None:
        for footnote in node.findall(nodes.footnote):
            if footnote["ids"][0] not in self.printed_footnotes:
                self.fail(f"no mark refers to the footnote {label_of_footnote(footnote)!r}", footnote)

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
        title = words_of(node).strip()
        if not first:
            self.leave_a_line_above(ids)
        self.open(self.heading_function(first, title), str(level), string(name), running_text(title), node=node)
        self.emit_anchors(ids[1:])
        if first:
            self.emit_anchor("")

    def heading_function(self, first: bool, title: str) -> str:
        """A document's first heading opens a part or a division; a document deep in the toctrees opens neither."""
        if first and self.place.opens_part:
            return "part"
        if first and self.place.depth <= 2:
            return "unlisted-division" if title == self.place.part else "division"
        return "inner-heading"

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

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        kind = kind_of(node, PARAGRAPH_KINDS)
        if is_picture(node):
            self.open("illustration", node=node)
        elif kind:
            self.open("paragraph", string(kind), node=node)
        elif runs_in(node):
            self.emit_anchors(node["ids"])
        else:
            self.open("para", node=node)

    def depart_paragraph(self, node: nodes.paragraph) -> None:
        if is_picture(node) or kind_of(node, PARAGRAPH_KINDS) or not runs_in(node):
            self.close()
        elif node.next_node(descend=False, siblings=True) is not None:
            self.emit("parbreak()")

    visit_compact_paragraph, depart_compact_paragraph = visit_paragraph, depart_paragraph

    def visit_block_quote(self, node: nodes.block_quote) -> None:
        self.open("quotation", string(kind_of(node, QUOTATION_KINDS)), node=node)

    def depart_block_quote(self, node: nodes.block_quote) -> None:
        self.close()

    visit_attribution, depart_attribution = call("paragraph", string("signature"))
    visit_centered, depart_centered = call("centred")
    visit_line_block, depart_line_block = call("verse")

    visit_line, depart_line = call("verse-line")

    def visit_transition(self, node: nodes.transition) -> None:
        self.emit("ornament()")
        raise nodes.SkipNode

    def visit_literal_block(self, node: nodes.literal_block | nodes.doctest_block) -> None:
        self.open("listing", string(node.astext().rstrip("\n")), node=node)
        self.close()
        raise nodes.SkipNode

    visit_doctest_block = visit_literal_block

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

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> None:
        """The note is written where its mark stands: Typst carries it to the foot of the page."""
        footnote = self.footnotes.get(node.get("refid", ""))
        mark = node.astext()
        if footnote is None:
            self.fail(f"the note mark {mark!r} has no footnote", node)
        if mark != label_of_footnote(footnote):
            self.fail(f"the note mark {mark!r} belongs to a footnote labelled {label_of_footnote(footnote)!r}", node)
        id = footnote["ids"][0]
        name = string("note:" + label(self.docname, id))
        if id in self.printed_footnotes:
            self.emit(f"note-again({string(mark)}, {name})")
            raise nodes.SkipNode
        self.printed_footnotes.add(id)
        function = "heading-note" if isinstance(node.parent, nodes.title) else "note"
        self.open(function, string(mark), name if id in self.repeated_footnotes else "none")
        self.emit_anchors(ids_of_footnote(footnote))
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

    def visit_reference(self, node: nodes.reference) -> None:
        if "sd-stretched-link" in node["classes"] and "sd-hide-link-text" in classes_in(node):
            raise nodes.SkipNode
        address = node.get("refuri", "")
        if "refid" in node:
            self.open_link(label(self.docname, node["refid"]), node)
        elif address.startswith("%"):
            docname, _, anchor = address[1:].partition("#")
            if omits(self.config, docname):
                self.open("run", node=node)
            else:
                self.open_link(label(docname, anchor), node)
        elif re.match(r"[a-z][a-z0-9+.-]*:", address):
            self.open("web", string(address), node=node)
        else:
            self.fail(f"the reference {node.astext()!r} points to {address!r}, which is not in the handbook", node)

    def open_link(self, name: str, node: nodes.Element) -> None:
        self.anchors.want(name, self.docname)
        address = string(f"{'mention' if 'mention' in node['classes'] else 'place'}:{name}")
        # A text has tens of thousands of links, most of them around words alone: a call fewer for each.
        words_alone = len(node) == 1 and isinstance(node[0], nodes.Text) and not node["ids"]
        self.open("link" if words_alone else "linked", address, node=node)

    def depart_reference(self, node: nodes.reference) -> None:
        """The page follows a reference of our own prose to a passage, a section or a document; a register has no room."""
        self.close()
        address = node.get("refuri", "")
        docname, _, anchor = address.removeprefix("%").partition("#")
        elsewhere = address.startswith("%") and docname != self.docname and not omits(self.config, docname)
        if elsewhere and refers_to_a_page(node) and self.config.handbook_pdf_page_references:
            bracketed = ", bracketed: true" if is_bracketed(node) else ""
            self.emit(f"page-of({string(label(docname, anchor))}{bracketed})")

    visit_number_reference, depart_number_reference = visit_reference, depart_reference

    def visit_target(self, node: nodes.target) -> None:
        """An anchor; one that belongs to a footnote goes with it to the page's foot."""
        if not isinstance(first_after_targets(node), nodes.footnote):
            self.emit_anchors(node["ids"])

    def depart_target(self, node: nodes.target) -> None:
        pass

    def visit_Text(self, node: nodes.Text) -> None:
        self.emit(running_text(node.astext()))

    def depart_Text(self, node: nodes.Text) -> None:
        pass

    visit_emphasis, depart_emphasis = call("em")
    visit_title_reference, depart_title_reference = call("em")
    visit_strong, depart_strong = call("strong-words")
    visit_raised, depart_superscript = call("raised")

    def visit_superscript(self, node: nodes.superscript) -> None:
        """In print the foot of a division lists the words it shares with other editions; no mark stands in the text."""
        if "parallel" in node["classes"]:
            raise nodes.SkipNode
        self.visit_raised(node)

    visit_subscript, depart_subscript = call("lowered")

    def visit_inline(self, node: nodes.inline) -> None:
        if "sd-hide-link-text" in node["classes"]:
            raise nodes.SkipNode
        if "commented" in node["classes"]:
            self.emit_commented(node)
        self.open("small-capitals" if "smallcaps" in node["classes"] else "run", node=node)

    def emit_commented(self, node: nodes.inline) -> NoReturn:
        """Comments on a passage: paper names their numbers and pages, in words that the book adds as it adds those of running heads.

        Several comments of one page of commentary stand close together: the page of the first leads to all.
        """
        pages: dict[str, list[tuple[str, str]]] = {}
        for link in node.findall(nodes.reference):
            docname, _, anchor = link["refuri"].removeprefix("%").partition("#")
            pages.setdefault(docname, []).append((label(docname, anchor), link.astext()))
        comments = []
        for found in pages.values():
            name = found[0][0]
            self.anchors.want(name, self.docname)
            comments.append(f"({string(name)}, {string(', '.join(number for _, number in found))})")
        self.emit(f"commented({', '.join(comments)})")
        raise nodes.SkipNode

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
        elif "drawing" in node["classes"]:
            self.emit(f"drawing({string(node.astext())}, {string(node['alt'])})")
        raise nodes.SkipNode

    def visit_image(self, node: nodes.image) -> None:
        file = self.builder.images.get(node["uri"])
        if file is None:
            self.fail(f"the image {node['uri']!r} cannot be printed", node)
        if not node.get("alt"):
            self.fail(f"the image {node['uri']!r} has no alternative text (alt)", node)
        in_text = any(isinstance(parent, nodes.paragraph) and not is_picture(parent) for parent in parents_of(node))
        function = "small-picture" if in_text else "picture"
        width = typst_length(node.get("width", ""))
        self.emit(f"{function}({string(f'images/{file}')}, {string(node['alt'])}, {width})")
        self.emit_anchors(node["ids"])
        raise nodes.SkipNode

    visit_figure, depart_figure = call("illustration")
    visit_caption, depart_caption = call("legend")
    visit_legend, depart_legend = call("legend")

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
        self.open(box_function(node), node=node)

    def depart_container(self, node: nodes.container) -> None:
        self.close()

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

    visit_comment = visit_meta = visit_substitution_definition = visit_colspec = skip
    visit_tabular_col_spec = visit_highlightlang = visit_docinfo = visit_sd_tab_input = skip

    def visit_index(self, node: addnodes.index) -> None:
        """The words of an index entry stand in the index; some roles give the index node the anchor."""
        raise nodes.SkipNode
