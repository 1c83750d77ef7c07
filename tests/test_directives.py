"""Directives are found where MyST finds them: the cases say so in words, and MyST's own parser on every page of the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from sphinx_handbook.directives import DEEPEST_READ, directives_in
from sphinx_handbook.safety.allowed import DEEPEST

DOCS = Path(__file__).parents[1] / "docs"
EXTENSIONS = {"attrs_block", "attrs_inline", "colon_fence", "deflist"}

CASES = {
    "colon fence": (":::{note} Mind this\nBody.\n:::\n", ["note 'Mind this' 1:1 {} 'Body.'"]),
    "backtick fence": ("Text.\n\n```{toctree}\n:glob:\n\n*\n```\n", ["toctree '' 3:1 {'glob': ''} '*'"]),
    "tilde fence": ("~~~{note}\nBody.\n~~~\n", ["note '' 1:1 {} 'Body.'"]),
    "options of either kind": (
        "```{a} x\n:one: 1\n:two: b c\n\nBody.\n```\n\n```{b}\n---\none: 1\n---\nBody.\n```\n",
        ["a 'x' 1:1 {'one': '1', 'two': 'b c'} 'Body.'", "b '' 8:1 {'one': '1'} 'Body.'"],
    ),
    "options that cannot be read": (":::{a}\n:one: [\n:\"two\nBody.\n:::\n", ["a '' 1:1 {} 'Body.'"]),
    "one in another": (
        "::::{grid} 2\n:gutter: 3\n\n:::{card} A\nBody.\n:::\n::::\n",
        ["grid '2' 1:1 {'gutter': '3'} ':::{card} A\\nBody.\\n:::'", "card 'A' 4:1 {} 'Body.'"],
    ),
    "one in a plain division": ("::::{.wide}\n::::\n\n::::wide\n:::{b}\n:::\n::::\n", [".wide '' 1:1 {} ''", "b '' 5:1 {} ''"]),
    "in a list": ("- item\n\n  :::{a} x\n  Body.\n  :::\n", ["a 'x' 3:3 {} 'Body.'"]),
    "in a quotation": ("> :::{a} x\n> Body.\n> :::\n", ["a 'x' 1:3 {} 'Body.'"]),
    "in a definition": ("Term\n: :::{a} x\n  :::\n", ["a 'x' 2:3 {} ''"]),
    "in a note": ("[^1]: Note.\n\n    :::{a} x\n    :::\n", ["a 'x' 3:5 {} ''"]),
    "behind front matter": ("---\ntitle: T\n---\n\n:::{a}\n:::\n", ["a '' 5:1 {} ''"]),
    "never closed": (":::{a} x\nBody.\n", ["a 'x' 1:1 {} 'Body.'"]),
    "interrupting a paragraph": ("Text\n:::{a}\n:::\n", ["a '' 2:1 {} ''"]),
    "Windows line ends": ("Text\r\n\r\n:::{a} x\r\nBody.\r\n:::\r\n", ["a 'x' 3:1 {} 'Body.'"]),
    "in a code block": ("```markdown\n:::{a} x\n:::\n```\n", []),
    "in code of a directive": ("```{code-block} markdown\n:::{a} x\n:::\n```\n", ["code-block 'markdown' 1:1 {} ':::{a} x\\n:::'"]),
    "in indented code": ("Text.\n\n    :::{a} x\n    :::\n", []),
    "in a comment": ("% :::{a} x\n% :::\n", []),
    "in a line": ("Write `:::{a}` and {a}`b`.\n", []),
    "in HTML, which is text here": ("<!--\n:::{a}\n:::\n-->\n", ["a '' 2:1 {} ''"]),
    "no name": (":::{}\n:::\n\n:::\n:::\n", []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_directives(case: str) -> None:
    text, expected = CASES[case]
    found = [
        f"{use.name} {use.argument!r} {use.line}:{use.column} {dict(use.options)} {use.body!r}"
        for use in directives_in(text)
    ]
    assert found == expected


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: str(page.relative_to(DOCS)))
def test_no_fence_is_overlooked_on_a_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    config = MdParserConfig(enable_extensions=EXTENSIONS, disable_syntax=["html_inline", "html_block"])
    tokens = create_md_parser(config, RendererHTML).parse(text)
    outermost = [
        (token.map[0] + 1, token.info.strip())
        for token in tokens
        if token.map and token.type in ("fence", "colon_fence") and token.info.strip().startswith("{")
    ]
    found = {use.line: f"{{{use.name}}} {use.argument}".strip() for use in directives_in(text)}
    assert [(line, found.get(line)) for line, _ in outermost] == outermost


@given(
    st.lists(st.sampled_from([":::{a}", "::::{b} x", ":::", "::::", "```", "```{c}", "- x", "  y", "", ":k: v", "---"]))
)
def test_any_page_is_read_and_every_place_is_a_fence(lines: list[str]) -> None:
    for use in directives_in("\n".join(lines)):
        assert lines[use.line - 1][use.column - 1 :].startswith((":::{", "::::{", "```{"))


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    directives_in(text)


def test_directives_are_found_down_to_a_depth_that_no_page_has() -> None:
    depth = 300
    fences = [":" * (depth - level + 3) for level in range(depth)]
    text = "\n".join([f"{fence}{{a}}" for fence in fences] + fences[::-1])
    assert [use.line for use in directives_in(text)] == list(range(1, DEEPEST_READ + 2))
    assert DEEPEST_READ > DEEPEST
