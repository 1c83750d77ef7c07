"""Whatever a text holds, MyST parses back what we write."""

from __future__ import annotations

import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import roles
from docutils.utils import new_document
from hypothesis import given, settings
from hypothesis import strategies as st
from myst_parser.docutils_ import Parser
from sphinx.util.docutils import ReferenceRole

from sphinx_handbook import myst
from sphinx_handbook.sphinx.roles import with_emphasis

SETTINGS = get_default_settings(Parser)
SETTINGS.report_level = 5
SETTINGS.warning_stream = None
SETTINGS.myst_enable_extensions = {"attrs_block", "attrs_inline", "colon_fence", "deflist"}
SETTINGS.myst_disable_syntax = ["html_inline", "html_block"]
SETTINGS.myst_footnote_transition = False
SETTINGS.myst_footnote_sort = False

TEXTS = st.one_of(
    st.text(st.sampled_from("ab 1.)(*_`[]{}<>&#+-=~^$|\\!:;%@'\"\t\u00a0\u2028é“”…"), min_size=1, max_size=12),
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), min_size=1),
)


class Probe(ReferenceRole):
    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        return [nodes.literal(self.title, self.title, target=self.target)], []


roles.register_local_role("probe", Probe())


def parse(markdown: str) -> nodes.document:
    document = new_document("page", SETTINGS)
    Parser().parse(markdown, document)
    return document


@settings(max_examples=1500)
@given(TEXTS)
def test_a_paragraph_is_its_text(text: str) -> None:
    (body,) = (
        node for node in parse(myst.paragraph(myst.escape(text), anchor="a-1")) if not isinstance(node, nodes.target)
    )
    assert isinstance(body, nodes.paragraph)
    assert all(isinstance(child, nodes.Text) for child in body)
    assert body.astext() == text


@settings(max_examples=600)
@given(TEXTS)
def test_a_heading_is_its_text(text: str) -> None:
    assert next(parse(myst.heading(myst.escape(text), 1, anchor="a")).findall(nodes.title)).astext() == text


@settings(max_examples=600)
@given(TEXTS.filter(myst.can_hold))
def test_a_role_holds_its_text(text: str) -> None:
    document = parse(f"before {myst.role('probe', text, 'id-x')} behind")
    (role,) = document.findall(nodes.literal)
    assert (role.astext(), role["target"]) == (text, "id-x")
    assert document.children[0].astext() == f"before {text} behind"


@settings(max_examples=600)
@given(TEXTS, TEXTS)
def test_a_mark_between_two_pieces_leaves_both(before: str, behind: str) -> None:
    markdown = f"{myst.escape(before, at_end=False)}[^1]{myst.escape(behind, at_start=False)}\n\n[^1]: Note."
    paragraph = parse(markdown).children[0]
    texts = [child.astext() for child in paragraph if isinstance(child, nodes.Text)]
    assert texts == [before, behind]


@settings(max_examples=1500)
@given(st.lists(st.tuples(TEXTS, TEXTS.filter(str.strip)), min_size=1, max_size=3), TEXTS)
def test_emphasised_words_are_those_that_were(pairs: list[tuple[str, str]], last: str) -> None:
    parts: list[tuple[str, bool]] = []
    for number, (plain, emphasised) in enumerate(pairs):
        parts += [(myst.escape(plain, at_start=not number, at_end=False), False)]
        parts += [(myst.escape(emphasised.strip(), at_start=False), True)]
    parts.append((myst.escape(last, at_start=False), False))
    paragraph = parse(myst.joined(parts)).children[0]
    assert [node.astext() for node in paragraph.findall(nodes.emphasis)] == [words.strip() for _, words in pairs]
    assert paragraph.astext() == "".join(plain + words.strip() for plain, words in pairs) + last


@settings(max_examples=300)
@given(TEXTS.filter(myst.can_hold), st.data())
def test_a_mention_emphasises_the_words_it_is_told(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if not text[start:end].strip() or text[start:end] != text[start:end].strip():
        return
    (role,) = parse(f"a {myst.role('probe', text, 'id-x', [(start, end)])} b").findall(nodes.literal)
    made = nodes.inline("", "", *with_emphasis(role.astext()))
    assert made.astext() == text
    assert [node.astext() for node in made.findall(nodes.emphasis)] == [text[start:end]]


@settings(max_examples=400)
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_a_quotation_holds_its_paragraphs(texts: list[str]) -> None:
    (quote,) = parse(myst.quote([myst.paragraph(myst.escape(text)) for text in texts])).children
    assert isinstance(quote, nodes.block_quote)
    assert [child.astext() for child in quote] == texts


@settings(max_examples=400)
@given(st.lists(st.tuples(st.integers(0, 1), TEXTS), min_size=1, max_size=4))
def test_a_list_holds_its_items(items: list[tuple[int, str]]) -> None:
    items[0] = (0, items[0][1])
    document = parse(myst.plain_list([(depth, myst.escape(text)) for depth, text in items]))
    found = [item.children[0].astext() for item in document.findall(nodes.list_item)]
    assert found == [text for _, text in items]
    assert all(node["classes"] == ["plain"] for node in document.findall(nodes.bullet_list))


@settings(max_examples=300)
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_a_note_holds_its_paragraphs(texts: list[str]) -> None:
    blocks = [myst.escape(text) for text in texts]
    document = parse(f"Mark[^x]\n\n{myst.note('x', blocks, anchor='a-nx')}\n\nBehind.")
    (note,) = document.findall(nodes.footnote)
    assert [child.astext() for child in note if isinstance(child, nodes.paragraph)] == texts


@pytest.mark.parametrize("text", ["", " a", "a ", "`a", "a`", "a>", "a<b", "!a", "a\\", "a\nb", "a*b"])
def test_a_role_refuses_what_it_cannot_hold(text: str) -> None:
    with pytest.raises(ValueError, match="no role can hold"):
        myst.role("probe", text, "id")


def test_a_rubric_is_no_section() -> None:
    document = parse("# Title\n\n" + myst.rubric(myst.escape("Notes: 1) *all*"), anchor="a-s1", name="notes-heading"))
    (rubric,) = document.findall(nodes.rubric)
    assert rubric.astext() == "Notes: 1) *all*"
    assert rubric["classes"] == ["notes-heading"]


def test_front_matter_quotes_its_values() -> None:
    assert myst.front_matter([("a", 'say "x" \\ y')]) == '---\na: "say \\"x\\" \\\\ y"\n---'
