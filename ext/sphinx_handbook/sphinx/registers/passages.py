"""The passages that mention a record: addresses, consecutive ones as a range, or lines with the words around the mention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import NamedTuple

from docutils import nodes
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from sphinx_handbook.sphinx.domain import HandbookDomain
from sphinx_handbook.sphinx.html import is_website
from sphinx_handbook.sphinx.mentions import Mention


class Run(NamedTuple):
    """Passages of one division that follow one another: the first, and the last if there are several."""

    first: Mention
    last: Mention | None = None


def by_edition(mentions: Iterable[Mention]) -> Iterator[tuple[str, list[Mention]]]:
    """Mentions in reading order, by siglum; those on a page that is no edition's by an empty one, page by page."""
    for (siglum, _), group in groupby(mentions, key=_edition_or_page):
        yield siglum, list(group)


def _edition_or_page(mention: Mention) -> tuple[str, str]:
    siglum = mention.place.partition(".")[0]
    return siglum, "" if siglum else mention.docname


def passages(mentions: Iterable[Mention]) -> list[Mention]:
    """One mention a passage, the first, in the order given."""
    found: dict[tuple[str, str], Mention] = {}
    for mention in mentions:
        found.setdefault((mention.docname, mention.anchor), mention)
    return list(found.values())


def runs(mentions: Sequence[Mention]) -> Iterator[Run]:
    """The passages of an edition; three or more paragraphs that follow one another are a range."""
    row: list[Mention] = []
    for mention in mentions:
        if row and not _follows(row[-1], mention):
            yield from _as_runs(row)
            row = []
        row.append(mention)
    yield from _as_runs(row)


def _as_runs(row: list[Mention]) -> Iterator[Run]:
    if len(row) > 2:
        yield Run(row[0], row[-1])
    else:
        yield from map(Run, row)


def _follows(before: Mention, after: Mention) -> bool:
    division, _, block = before.place.rpartition(".")
    other, _, next_block = after.place.rpartition(".")
    return division == other and block.isdecimal() and next_block.isdecimal() and int(next_block) == int(block) + 1


def addresses(
    env: BuildEnvironment, builder: Builder, page: str, mentions: Sequence[Mention]
) -> Iterator[nodes.paragraph]:
    """A paragraph an edition for ``page``: its siglum, and the addresses of its passages as links."""
    for siglum, group in by_edition(passages(mentions)):
        links = [link_to(builder, page, run.first, _range(run)) for run in runs(group)]
        yield _listed(siglum or title_of(env, group[0].docname), links)


def divisions(
    env: BuildEnvironment, builder: Builder, page: str, mentions: Sequence[Mention]
) -> Iterator[nodes.paragraph]:
    """Likewise, with a link a division to the first of its passages, and how many they are: ``trotsky 38 (12), 39 (7)``."""
    for siglum, group in by_edition(passages(mentions)):
        links: list[nodes.Node] = []
        for _, rows in groupby(group, key=lambda mention: mention.docname):
            first, *others = rows
            shown = _short(first).rpartition(".")[0] or title_of(env, first.docname)
            link = link_to(builder, page, first, shown)
            links.append(nodes.inline("", "", link, nodes.Text(f" ({len(others) + 1})")) if others else link)
        yield _listed(siglum or title_of(env, group[0].docname), links)


def _listed(head: str, links: Sequence[nodes.Node]) -> nodes.paragraph:
    paragraph = nodes.paragraph("", "", nodes.emphasis("", head), nodes.Text(" "), classes=["mentions"])
    for number, link in enumerate(links):
        paragraph += [nodes.Text(", "), link] if number else link
    return paragraph


DOZEN = 12
"""So many addresses are shown unfolded on the website."""


def folded(
    env: BuildEnvironment, builder: Builder, mentions: Sequence[Mention], lists: Iterable[nodes.Element]
) -> Iterator[nodes.Element]:
    """``lists`` of addresses; on the website many fold into a line, which says how many there are in each edition."""
    found = passages(mentions)
    if not is_website(builder) or len(found) <= DOZEN:
        yield from lists
        return
    counts = ", ".join(
        f"<em>{escape(siglum or title_of(env, group[0].docname))}</em> {len(group)}"
        for siglum, group in by_edition(found)
    )
    summary = f"<summary>In {len(found)} passages: {counts}</summary>"
    yield nodes.raw("", f'<details class="mentions">{summary}', format="html")
    yield from lists
    yield nodes.raw("", "</details>", format="html")


def _range(run: Run) -> str:
    """The address of a run within its edition: ``38.4``, ``38.4–7``."""
    return f"{_short(run.first)}–{run.last.place.rpartition('.')[2]}" if run.last else _short(run.first)


def link_to(builder: Builder, page: str, mention: Mention, shown: str) -> nodes.reference:
    """A link from ``page`` to the passage of a mention."""
    return make_refnode(builder, page, mention.docname, mention.anchor, nodes.Text(shown))


def title_of(env: BuildEnvironment, docname: str) -> str:
    title = env.titles.get(docname)
    return title.astext() if title else docname


LINES = 560
"""How many lines with words a page has at the most; the passages beyond are given by their addresses, all of them."""

FEW = 14
"""So few lines are shown unfolded."""


def concordance(domain: HandbookDomain, builder: Builder, page: str, mentions: Sequence[Mention]) -> str:
    """HTML: the passages by edition and division, each with its address and the words around the mention."""
    found = passages(mentions)
    share = min(1.0, LINES / len(found)) if found else 1.0
    parts = []
    for siglum, group in by_edition(found):
        front = domain.front_of(siglum)
        heading = escape(title_of(domain.env, front or group[0].docname))
        if front:
            heading = f'<a class="reference internal" href="{builder.get_relative_uri(page, front)}">{heading}</a>'
        parts.append(f'<h2>{heading} <span class="count">{len(group)}</span></h2>')
        for docname, rows in groupby(group, key=lambda mention: mention.docname):
            lines = list(rows)
            shown = lines[: max(3, int(len(lines) * share))]
            uri = builder.get_relative_uri(page, docname)
            items = "".join(_line(uri, mention) for mention in shown)
            rest = ", ".join(
                f'<a href="{uri}#{mention.anchor}">{escape(_short(mention))}</a>' for mention in lines[len(shown) :]
            )
            items += f'<li class="rest">also {rest}</li>' if rest else ""
            title = escape(title_of(domain.env, docname))
            unfolded = " open" if len(found) <= FEW else ""
            parts.append(
                f'<details{unfolded}><summary>{title} <span class="count">{len(lines)}</span></summary>'
                f'<ul class="concordance">{items}</ul></details>'
            )
    return "".join(parts)


def _line(uri: str, mention: Mention) -> str:
    words = f"{escape(mention.before)}<b>{escape(mention.words)}</b>{escape(mention.after)}"
    return f'<li><a href="{uri}#{mention.anchor}">{escape(_short(mention))}</a> {words}</li>'


def _short(mention: Mention) -> str:
    """The address within its edition."""
    return mention.place.partition(".")[2] or "here"
