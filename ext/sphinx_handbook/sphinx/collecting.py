"""What a page that has been read adds to the tables of the domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docutils import nodes

from .blocks import block_at, steps
from .cards import opening
from .mentions import later_mentions, mentions_on, place_of, references, words_of


def collected(
    document: nodes.document, docname: str, metadata: Mapping[str, str], types: frozenset[str], *, is_register: bool
) -> dict[str, Any]:
    """The page's entry in each table, by the name of the table; those that would be empty are left out.

    ``types`` are those of the mentions that registers collect. They collect none from a page that ``is_register`` itself.
    """
    siglum, division = metadata.get("siglum", ""), metadata.get("division", "")
    notes = f"{siglum}-{division}-n"
    loci = dict(_passages(document, siglum, division) if siglum else _front(document, docname))
    pages = [page for kind, page in steps(document, siglum, loci) if kind == "page"]
    tables: dict[str, Any] = {
        "entries": {
            node["ids"][0]: node.astext()
            for node in document.findall(nodes.paragraph)
            if "apparatus-entry" in node["classes"]
        },
        "parallels": [(xref["reftarget"], place_of(xref, notes)) for xref in references(document, "parallel")],
        "pages": pages[-1] if pages else "",
        "pointed": sorted({xref["reftarget"] for xref in references(document, "locus")}),
    }
    if is_register:
        tables["dates"] = sorted({(each["reftarget"], each["calendar"]) for each in references(document, "date")})
    else:
        anchors = {anchor: address for address, anchor in reversed(loci.items())}
        tables["mentions"] = [
            *mentions_on(document, docname, types, anchors, notes),
            *later_mentions(metadata.get("later", ""), docname, loci, f"{siglum}.{division}"),
        ]
    filled = {name: entry for name, entry in tables.items() if entry}
    return filled | ({"loci": loci, "openings": dict(_openings(document, loci))} if loci else {})


def _passages(document: nodes.document, siglum: str, division: str) -> Iterator[tuple[str, str]]:
    """Address and anchor of every passage of a division's page."""
    prefix = f"{siglum}-{division}"
    yield f"{siglum}.{division}", prefix
    yield f"{siglum}.{division}.0", prefix
    for node in document.findall(nodes.target):
        for anchor in (node.get("refid"), *node["ids"]):
            if anchor and anchor.startswith(prefix + "-"):
                yield f"{siglum}.{division}.{anchor[len(prefix) + 1 :]}", anchor


def _front(document: nodes.document, docname: str) -> Iterator[tuple[str, str]]:
    """The front page of an edition is where its siglum leads."""
    parts = docname.split("/")
    if len(parts) >= 2 and parts[-1] == "index":
        siglum = parts[-2]
        if any(siglum in node["ids"] for node in document.findall(nodes.section)):
            yield siglum, siglum


def _openings(document: nodes.document, loci: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Anchor and first words of every passage of a page."""
    for anchor in dict.fromkeys(loci.values()):
        block = block_at(document, anchor)
        if block is not None:
            yield anchor, opening(words_of(block))
