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


def by_edition(env: BuildEnvironment, mentions: Iterable[Mention]) -> Iterator[tuple[str, list[Mention]]]:
    """Mentions in reading order, by siglum; those on pages that are no edition's by an empty one, a folder of pages at a time."""

    def edition_or_front(mention: Mention) -> tuple[str, str]:
        siglum = mention.place.partition(".")[0]
        return siglum, "" if siglum else front_of_pages(env, mention.docname)

    for (siglum, _), group in groupby(mentions, key=edition_or_front):
        yield siglum, list(group)


def front_of_pages(env: BuildEnvironment, docname: str) -> str:
    """The front page of the folder in which a page lies; the page itself where there is none."""
    front = f"{docname.rpartition('/')[0]}/index"
    return front if front in env.titles else docname


def head_of(env: BuildEnvironment, siglum: str, group: Sequence[Mention]) -> str:
    """What stands before the passages of an edition, or of the pages of a folder."""
    return siglum or title_of(env, front_of_pages(env, group[0].docname))


def shown(env: BuildEnvironment, mention: Mention) -> str:
    """What leads to a mention: its address within its edition, the passage that the comment is on, or the title of the page.

    Behind the title of the page itself it is only ``here``.
    """
    if mention.place:
        return mention.place.partition(".")[2]
    comment = dict(env.domains["hb"].data["comments"].get(mention.docname, ())).get(mention.anchor)
    if comment:
        return f"on {comment.passages[0].address}"
    alone = front_of_pages(env, mention.docname) == mention.docname
    return "here" if alone else title_of(env, mention.docname)


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
    for siglum, group in by_edition(env, passages(mentions)):
        links = [link_to(builder, page, run.first, _range(env, run)) for run in runs(group)]
        yield _listed(head_of(env, siglum, group), links)


def divisions(
    env: BuildEnvironment, builder: Builder, page: str, mentions: Sequence[Mention]
) -> Iterator[nodes.paragraph]:
    """Likewise, with a link a division to the first of its passages, and how many they are: ``trotsky 38 (12), 39 (7)``."""
    for siglum, group in by_edition(env, passages(mentions)):
        links: list[nodes.Node] = []
        for _, rows in groupby(group, key=lambda mention: mention.docname):
            first, *others = rows
            division = first.place.partition(".")[2].rpartition(".")[0]
            link = link_to(builder, page, first, division or title_of(env, first.docname))
            links.append(nodes.inline("", "", link, nodes.Text(f" ({len(others) + 1})")) if others else link)
        yield _listed(head_of(env, siglum, group), links)


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
        f"<em>{escape(head_of(env, siglum, group))}</em> {len(group)}" for siglum, group in by_edition(env, found)
    )
    summary = f"<summary>In {len(found)} passages: {counts}</summary>"
    yield nodes.raw("", f'<details class="mentions">{summary}', format="html")
    yield from lists
    yield nodes.raw("", "</details>", format="html")


def _range(env: BuildEnvironment, run: Run) -> str:
    """The address of a run within its edition: ``38.4``, ``38.4–7``."""
    first = shown(env, run.first)
    return f"{first}–{run.last.place.rpartition('.')[2]}" if run.last else first


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
    env, found = domain.env, passages(mentions)
    share = min(1.0, LINES / len(found)) if found else 1.0
    parts = []
    for siglum, group in by_edition(env, found):
        front = domain.places.front_of(siglum) if siglum else front_of_pages(env, group[0].docname)
        heading = escape(title_of(env, front))
        heading = f'<a class="reference internal" href="{builder.get_relative_uri(page, front)}">{heading}</a>'
        parts.append(f'<h2>{heading} <span class="count">{len(group)}</span></h2>')
        for docname, rows in groupby(group, key=lambda mention: mention.docname):
            lines = list(rows)
            quoted = lines[: max(3, int(len(lines) * share))]
            uri = builder.get_relative_uri(page, docname)
            items = "".join(_line(env, uri, mention) for mention in quoted)
            rest = ", ".join(
                f'<a href="{uri}#{mention.anchor}">{escape(shown(env, mention))}</a>'
                for mention in lines[len(quoted) :]
            )
            items += f'<li class="rest">also {rest}</li>' if rest else ""
            title = escape(title_of(env, docname))
            unfolded = " open" if len(found) <= FEW else ""
            parts.append(
                f'<details{unfolded}><summary>{title} <span class="count">{len(lines)}</span></summary>'
                f'<ul class="concordance">{items}</ul></details>'
            )
    return "".join(parts)


def _line(env: BuildEnvironment, uri: str, mention: Mention) -> str:
    words = f"{escape(mention.before)}<b>{escape(mention.words)}</b>{escape(mention.after)}"
    return f'<li><a href="{uri}#{mention.anchor}">{escape(shown(env, mention))}</a> {words}</li>'
