"""The only place that knows MyST: text and spans in, Markdown out, so that what Sphinx parses back is that text.

Every rule here was tried against MyST-Parser 5.2 (CommonMark 0.30, sections 2.4 "Backslash escapes" and 2.5 "Entity and
numeric character references"); the property test parses what it writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&$|~^@#]")
# At a line's start these would open a list, a fence, a target or a comment; behind a note mark, a link or a note's text.
_LINE_START = re.compile(r"[+=:%.(-]")
_ORDERED = re.compile(r"(\d{1,9})([.)])")
_FOLDED = re.compile(r"[^\S ]|(?<= ) ")


def escape(text: str, *, at_start: bool = True, at_end: bool = True) -> str:
    """Markdown that parses back to ``text`` inside one paragraph or heading.

    ``at_start`` and ``at_end``: whether the text begins and ends it, where white space would be stripped. ``text`` holds
    no control characters (readers refuse them).
    """
    escaped = _SPECIAL.sub(r"\\\g<0>", text)
    if ordered := _ORDERED.match(escaped):
        escaped = f"{ordered[1]}\\{escaped[len(ordered[1]) :]}"
    elif _LINE_START.match(escaped):
        escaped = "\\" + escaped
    # Before a bracket, also that of a note mark which may follow, an exclamation mark would open an image.
    escaped = re.sub(r"!(?=\\\[|$)", r"\\!", escaped)
    # CommonMark strips white space at a paragraph's edges and would fold a line feed: numeric references survive.
    escaped = _FOLDED.sub(lambda match: f"&#{ord(match[0])};", escaped)
    if at_start and escaped.startswith(" "):
        escaped = "&#32;" + escaped[1:]
    if at_end and escaped.endswith(" "):
        escaped = escaped[:-1] + "&#32;"
    return escaped


def plain(markdown: str) -> str:
    """A line of Markdown without emphasis."""
    return re.sub(r"([*_]{1,2})(?=\S)(.+?)(?<=\S)\1", r"\2", " ".join(markdown.split()))


def joined(parts: Sequence[tuple[str, bool]]) -> str:
    """Pieces of Markdown in a line, those with ``True`` emphasised; these are escaped text without spaces at its edges.

    CommonMark 6.2: an asterisk between a letter and a punctuation mark opens or closes nothing. As a numeric reference the
    letter begins and ends with punctuation.
    """
    written = [markdown for markdown, _ in parts]
    for index in (index for index, (_, emphasised) in enumerate(parts) if emphasised):
        inner = written[index]
        if index and not inner[0].isalnum() and not _PARTS.match(written[index - 1][-1:]):
            before = written[index - 1]
            written[index - 1] = f"{before[:-1]}&#{ord(before[-1])};"
        if index + 1 < len(written) and not inner[-1].isalnum() and not _PARTS.match(written[index + 1]):
            behind = written[index + 1]
            written[index + 1] = f"&#{ord(behind[0])};{behind[1:]}"
        written[index] = f"*{inner}*"
    return "".join(written)


_PARTS = re.compile(r"[ !-/:-@\[-`{-~]")


def role(name: str, text: str, target: str = "", emphases: Sequence[tuple[int, int]] = ()) -> str:
    """A role with ``text`` and an explicit ``target``; raises :class:`ValueError` for text that MyST cannot hold in one.

    ``emphases`` are stretches of ``text``, apart from each other; asterisks stand around them, which only roles of mentions
    read.
    """
    if not can_hold(text) or re.search(r"[<>`\n]", target):
        raise ValueError(f"no role can hold {text!r} with the target {target!r}")
    for start, end in reversed(emphases):
        text = f"{text[:start]}*{text[start:end]}*{text[end:]}"
    content = f"{text} <{target}>" if target else text
    longest = max((len(run) for run in re.findall(r"`+", content)), default=0)
    fence = "`" * (longest + 1)
    return f"{{{name}}}{fence}{content}{fence}"


def can_hold(text: str) -> bool:
    """Whether :func:`role` can hold ``text``: no white space or backtick at its edges, nothing that begins or ends a target or an emphasis."""
    return bool(text) and not re.search(r"^[\s`!]|[\s`>\\]$|[\n\\\x00]|[<*]", text)


def target(anchor: str) -> str:
    """A line that gives the block below it the id ``anchor``."""
    return f"({anchor})="


def paragraph(content: str, *, anchor: str = "", classes: Sequence[str] = ()) -> str:
    """Markdown content (escaped before) as a paragraph with an anchor and classes."""
    lines = [target(anchor)] if anchor else []
    if classes:
        lines.append("{" + " ".join(f".{name}" for name in classes) + "}")
    return "\n".join([*lines, content])


def heading(content: str, level: int, *, anchor: str = "") -> str:
    return "\n".join(([target(anchor)] if anchor else []) + [f"{'#' * level} {content}"])


def rubric(content: str, *, anchor: str, name: str) -> str:
    """A heading outside the section tree, with the class ``name``."""
    return f"{target(anchor)}\n```{{rubric}} {content}\n:class: {name}\n```"


def quote(blocks: Iterable[str], *, classes: Sequence[str] = ()) -> str:
    """Markdown blocks as a block quotation."""
    inner = "\n\n".join(blocks)
    lines = ["> " + line if line else ">" for line in inner.split("\n")]
    if classes:
        lines.insert(0, "{" + " ".join(f".{name}" for name in classes) + "}")
    return "\n".join(lines)


def plain_list(items: Sequence[tuple[int, str]]) -> str:
    """A list of ``(depth, Markdown)`` items whose labels, if any, are part of their text."""
    lines: list[str] = []
    above = -1
    for depth, content in items:
        indent = "  " * depth
        if depth > above:
            lines.append(f"{indent}{{.plain}}")
        above = depth
        first, *rest = content.split("\n")
        lines.append(f"{indent}- {first}")
        lines.extend(f"{indent}  {line}" if line else "" for line in rest)
        lines.append("")
    return "\n".join(lines).rstrip("\n")


def note_mark(label: str) -> str:
    return f"[^{label}]"


def note(label: str, blocks: Sequence[str], *, anchor: str) -> str:
    """The text of a note; ``blocks`` are Markdown paragraphs."""
    first, *rest = blocks
    return "\n\n".join([f"{target(anchor)}\n[^{label}]: {first}", *("    " + block for block in rest)])


def front_matter(values: Iterable[tuple[str, str]]) -> str:
    """YAML front matter with texts as values."""
    lines = [
        f'{key}: "{value}"'
        for key, value in ((key, value.replace("\\", "\\\\").replace('"', '\\"')) for key, value in values)
    ]
    return "\n".join(["---", *lines, "---"])


def toctree(entries: Iterable[str], *, hidden: bool = False, depth: int = 1) -> str:
    options = [":hidden:"] if hidden else [f":maxdepth: {depth}"]
    return "\n".join(["```{toctree}", *options, "", *entries, "```"])


def commentary_list(siglum: str, title: str) -> str:
    """The list of the comments on an edition, under ``title``; nothing is shown where there are none."""
    return f"```{{commentary-list}} {siglum}\n:heading: {title}\n```"
