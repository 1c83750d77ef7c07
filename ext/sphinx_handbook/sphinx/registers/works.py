"""The places that cite a work, in the order of the places cited: an index locorum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docutils import nodes
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

from sphinx_handbook.sphinx.mentions import Mention

from .passages import by_edition, head_of, link_to, shown

_ABBREVIATED = (("volume ", "vol. "), ("number ", "no. "), ("chapter ", "ch. "), ("page ", ""))
_VIA = {"ibid": "ibid.", "op-cit": "op. cit."}


def places_of_work(
    env: BuildEnvironment, builder: Builder, page: str, mentions: Sequence[Mention]
) -> Iterator[nodes.paragraph]:
    """A paragraph an edition: each place in the work, and the passages that cite it."""
    for siglum, group in by_edition(env, mentions):
        head = head_of(env, siglum, group)
        paragraph = nodes.paragraph("", "", nodes.emphasis("", head), nodes.Text(" "), classes=["mentions", "locorum"])
        places: dict[str, dict[tuple[str, str], Mention]] = {}
        for mention in sorted(group, key=lambda mention: _numbers(mention.detail)):
            places.setdefault(locator_in_words(mention.detail), {}).setdefault((mention.anchor, mention.via), mention)
        for number, (place, cited) in enumerate(places.items()):
            paragraph += nodes.Text(("; " if number else "") + (f"{place} – " if place else ""))
            for index, mention in enumerate(cited.values()):
                paragraph += [nodes.Text(", " if index else ""), link_to(builder, page, mention, shown(env, mention))]
                paragraph += nodes.Text(f" ({_VIA[mention.via]})" if mention.via in _VIA else "")
        yield paragraph


def full_entry(env: BuildEnvironment, builder: Builder, page: str, key: str) -> Iterator[nodes.paragraph]:
    """A link to the work in the bibliography."""
    citations = env.domains["cite"].citations if "cite" in env.domains else ()  # type: ignore[attr-defined]
    for one in citations:
        if one.key == key and one.citation_id:
            docname = one.bibliography_key.docname
            link = make_refnode(builder, page, docname, one.citation_id, nodes.Text("Full entry"))
            yield nodes.paragraph("", "", link, classes=["facts"])


def locator_in_words(detail: str) -> str:
    """``volume 25, page 53`` as notes write it: ``vol. 25, 53``."""
    for long, short in _ABBREVIATED:
        detail = detail.replace(long, short)
    return detail


def _numbers(detail: str) -> tuple[list[int], str]:
    """A key that sorts places in a work: no place first, then by volume and page."""
    return [int(number) for number in re.findall(r"\d+", detail)], detail
