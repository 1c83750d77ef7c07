"""The directives of a MyST page, found by the parser that MyST builds on and without Sphinx.

Whoever checks pages before they are built asks here: which directives does a page use, with what, and where.
"""

from __future__ import annotations

from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import make_fence_rule
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from myst_parser.parsers.options import TokenizeError, options_to_items  # noqa: TID251 - pure text, no docutils

VERBATIM = frozenset(
    {
        "code",
        "code-block",
        "csv-table",
        "doctest",
        "eval-rst",
        "highlight",
        "literalinclude",
        "math",
        "parsed-literal",
        "productionlist",
        "raw",
        "sourcecode",
        "testcode",
        "testoutput",
    }
)
"""Directives whose body is not Markdown. The body of every other one is read, known or not."""

DEEPEST_READ = 20
"""Directives in one another. Deeper ones are not looked for: no page may have them, and each level is read once for each above it."""


@dataclass(frozen=True, slots=True)
class DirectiveUse:
    """A directive as a page has it: ``name``, what stands behind the name, its options and the body below them.

    ``line`` and ``column`` say where its fence begins, both counted from 1; ``argument_column`` says where on this line the argument
    does, and is 0 where it is written with Markdown’s escapes. ``options`` is empty where MyST cannot read them.
    """

    name: str
    argument: str
    options: tuple[tuple[str, str], ...]
    body: str
    line: int
    column: int = 0
    argument_column: int = 0


def directives_in(text: str) -> tuple[DirectiveUse, ...]:
    """Every directive of the MyST page ``text`` in order, also those inside others; none that stands in a code block."""
    return parts_of(text)[0]


def parts_of(text: str) -> tuple[tuple[DirectiveUse, ...], tuple[tuple[int, str], ...]]:
    """The directives of the page ``text``, and its prose: what stands in paragraphs, headings, cells and titles, by line."""
    lines = _lines(text)
    found: list[DirectiveUse] = []
    prose: list[tuple[int, str]] = []
    waiting = [(text, 0, 0)]
    while waiting:
        part, above, depth = waiting.pop()
        for token in _PARSER.parse(part):
            line = above + token.map[0] + 1 if token.map else 0
            if token.type == "inline":
                prose.append((line, token.content))
            if token.type not in ("fence", "colon_fence"):
                continue
            name, argument = _head(token)
            if name:
                options, body = _options(token.content)
                column = max(lines[line - 1].find(token.markup), 0) + 1
                behind = lines[line - 1].find("}", column) + 1
                argument_column = lines[line - 1].find(argument, behind) + 1 if argument else 0
                found.append(DirectiveUse(name, argument, options, body, line, column, argument_column))
                prose.append((line, argument))
            if name not in VERBATIM and (name or token.type == "colon_fence") and depth < DEEPEST_READ:
                waiting.append((token.content, line, depth + 1))
    return tuple(sorted(found, key=lambda use: use.line)), tuple(sorted(prose))


def _parser() -> MarkdownIt:
    """The blocks that MyST reads with the extensions of ``docs/conf.py``; what stands within a line is of no concern."""
    parser = (
        MarkdownIt("commonmark")
        .enable("table")
        .use(front_matter_plugin)
        .use(myst_block_plugin)
        .use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
        .use(deflist_plugin)
        .use(attrs_block_plugin)
        .disable(["html_block", "inline"])
    )
    fence = make_fence_rule(markers=(":",), token_type="colon_fence")
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list", "footnote_def"]}
    parser.block.ruler.before("fence", "colon_fence", fence, interrupts)
    return parser


_PARSER = _parser()


def _lines(text: str) -> list[str]:
    """The lines of ``text`` as the parser counts them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _head(token: Token) -> tuple[str, str]:
    """Name and argument of the fence's directive; no name for code and for a plain division."""
    first, *rest = token.info.strip().split(maxsplit=1) or [""]
    if len(first) > 2 and first.startswith("{") and first.endswith("}"):
        return first[1:-1], rest[0] if rest else ""
    return "", ""


def _options(content: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """The options at the beginning of ``content``, in either of MyST's two notations, and the body behind them."""
    lines = content.removesuffix("\n").split("\n")
    if lines[0].startswith("---"):
        end = next((number for number, line in enumerate(lines[1:], 1) if line.startswith("---")), len(lines))
        written, body = lines[1:end], lines[end + 1 :]
    else:
        end = next((number for number, line in enumerate(lines) if not _is_option(line)), len(lines))
        written, body = [line.lstrip()[1:] for line in lines[:end]], lines[end:]
    try:
        options = tuple(options_to_items("\n".join(written))[0])
    except TokenizeError:
        options = ()
    return options, "\n".join(body[1:] if body and not body[0].strip() else body)


def _is_option(line: str) -> bool:
    # Three colons are the fence of a directive inside this one.
    return line.lstrip().startswith(":") and not line.lstrip().startswith(":::")
