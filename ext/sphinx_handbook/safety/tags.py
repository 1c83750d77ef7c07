"""The tags that a page of the website may have, as a grammar: every ``<`` of it must begin one.

The grammar knows tags as our writers write them: small letters, values in double quotes. What is written otherwise is strange, even
where a browser would find it harmless, so nothing hangs on how browsers read broken HTML. It is matched by one regular expression,
without a tree: all pages of the handbook are read in a fraction of the time that writing them takes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from sphinx_handbook.problems import Problem

_TEXT = (
    "a|abbr|article|aside|b|blockquote|body|br|button|caption|cite|code|col|colgroup|dd|del|details|dfn|div|dl|dt|em|"
    "figcaption|figure|footer|form|h[1-6]|head|header|hr|html|i|img|input|ins|kbd|label|li|main|math|nav|noscript|ol|p|pre|"
    "q|s|samp|search|section|small|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|time|title|tr|u|ul|var"
)
_DRAWING = (
    "svg|circle|clipPath|defs|desc|ellipse|g|line|linearGradient|marker|path|polygon|polyline|radialGradient|rect|stop|"
    "symbol|text|title|tspan|use"
)

_VALUE = r'"[^"<]*"'
_RELATIVE = r'(?!//)(?:(?!&(?!amp;))[^":/?#<\\\x00-\x1f])*(?:[/?#][^"<\\\x00-\x1f]*)?'
"""No colon and no character reference before the first slash, question mark or hash: nothing there can be a scheme."""
_LINK = rf'"(?:https?://[^"<\\\x00-\x1f]*|mailto:[^"<\\\x00-\x1f]*|{_RELATIVE})"'
_STYLE = r'"(?:display: none|(?:max-)?(?:width|height): [\d.]+(?:%|px|em|rem)?|margin-right: \d+px|opacity: \d+%|text-align: \w+|[ ;])*"'

_TEXT_ATTRIBUTE = (
    r"(?:class|id|title|lang|dir|role|tabindex|name|for|type|value|rel|alt|width|height|colspan|rowspan|scope|headers|start|"
    r"open|hidden|checked|download|datetime|method|placeholder|autocomplete|autocapitalize|autocorrect|spellcheck|accesskey|loading|"
    rf"aria-[a-z]+|data-[a-z_-]+)(?:={_VALUE})?"
    rf'|href={_LINK}|(?:src|action)="{_RELATIVE}"|style={_STYLE}'
)
_DRAWING_ATTRIBUTE = (
    r"(?:xmlns(?::xlink)?|class|id|role|lang|viewBox|version|width|height|x|y|[xyrc][xy12]|r|d|points|transform|fill|fill-opacity|"
    r"fill-rule|clip-rule|stroke|stroke-[a-z]+|opacity|font-[a-z]+|text-anchor|dominant-baseline|letter-spacing|preserveAspectRatio|"
    r"offset|stop-color|stop-opacity|gradientUnits|gradientTransform|marker(?:-\w+|Width|Height|Units)?|ref[XY]|orient|"
    rf"clip-path|tabindex|focusable|data-[a-z_-]+|aria-[a-z]+)={_VALUE}"
    rf'|(?:xlink:)?href="#[^"<]*"|style={_STYLE}'
)


def _tag(names: str, attribute: str) -> str:
    return rf"(?:{names})(?:\s+(?:{attribute}))*+\s*+/?>"


_SCRIPT = (
    rf'script(?:\s+(?:data-[a-z-]+={_VALUE}|defer(?:="defer")?|src="(?:\.\./)*_static/[\w./-]+\.js(?:\?v=\w+)?"))+\s*></script>'
    r'|script type="application/(?:json" id="[\w-]+|ld\+json)">'
    r'|script>\s*document\.body\.dataset\.theme = localStorage\.getItem\("theme"\) \|\| "auto";\s*</script>'
    r"|script>\s*DOCUMENTATION_OPTIONS\.COLLAPSE_INDEX = true;?\s*</script>"
    r"|script>document\.getElementById\('searchbox'\)\.style\.display = \"block\"</script>"
)
"""A file of the website's ``_static``, data, and the lines that Furo and Sphinx's basic theme write: light or dark, an index, the search box."""
_HEAD = (
    r'meta charset="utf-8"\s*/?>'
    rf'|meta (?:name="(?:viewport|color-scheme|robots|generator|citation_\w+|description|author)" content={_VALUE})\s*/?>'
    rf"|link(?:\s+(?:(?:rel|type|title|media|hreflang)={_VALUE}|href={_LINK}))+\s*/?>"
    r"|style>(?:(?!url\(|@import)[^<])*+</style>"
)

WEBSITE = re.compile(
    rf"<(?!/(?:{_TEXT}|{_DRAWING}|script|style)>|{_tag(_TEXT, _TEXT_ATTRIBUTE)}|{_tag(_DRAWING, _DRAWING_ATTRIBUTE)}"
    rf"|{_SCRIPT}|{_HEAD}|!(?:doctype|DOCTYPE) html>|!--)".encode()
)
SVG = re.compile(
    rf"<(?!/(?:{_DRAWING})>|{_tag(_DRAWING, _DRAWING_ATTRIBUTE)}|!--|\?xml (?:version|encoding|standalone|[ =\".\w-])*\?>)".encode()
)


def strange_tags(text: bytes, grammar: re.Pattern[bytes]) -> Iterator[tuple[int, str]]:
    """Each ``<`` of ``text`` that begins no tag of ``grammar``: its line, and how the tag begins."""
    for match in grammar.finditer(text):
        line = text.count(b"\n", 0, match.start()) + 1
        end = text.find(b">", match.start(), match.start() + 80) + 1 or match.start() + 80
        yield line, " ".join(text[match.start() : end].decode("utf-8", "replace").split())


def website_problems(folder: Path, known: Collection[str] = ()) -> Iterator[Problem]:
    """A problem for each strange tag in the pages of the website in ``folder``; the files ``known`` to have none are passed over."""
    hint = "Find what has written it: a page cannot. What an extension or a theme needs is said in safety/tags.py."
    for path in sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.html")):
        if path in known:
            continue
        for line, tag in strange_tags((folder / path).read_bytes(), WEBSITE):
            message = f"{tag!r} is no tag that the website may have"
            yield Problem(path, line, "website-tag", message, hint)
