"""Where in each edition a person is named, as a strip a line."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sphinx_handbook.pictures import strip
from sphinx_handbook.sphinx.domain import HandbookDomain
from sphinx_handbook.sphinx.mentions import Mention

from .passages import by_edition, passages


def strips(domain: HandbookDomain, mentions: Sequence[Mention]) -> str:
    """HTML: a strip for each edition that has the mentions."""
    rows = []
    for siglum, group in by_edition(domain.env, passages(mentions)):
        places = [domain.places.position(mention.place) for mention in group if mention.place]
        if siglum and places:
            first, last = group[0].place.partition(".")[2], group[-1].place.partition(".")[2]
            where = f"from {first} to {last}" if len(group) > 1 else f"at {first}"
            label = f"{siglum}: {len(group)} passage{'s' * (len(group) > 1)}, {where}"
            rows.append(f"<dt>{escape(siglum)}</dt><dd>{strip(places, label)}</dd>")
    return f'<dl class="strips">{"".join(rows)}</dl>' if rows else ""
