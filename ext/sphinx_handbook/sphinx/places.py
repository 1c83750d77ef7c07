"""Where passages stand, and in which order the contents have pages: what the domain's tables say when every page has been read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from sphinx.environment import BuildEnvironment

from .mentions import Mention, block_order


class Places:
    """The passages of all pages, with their editions. ``data`` are the tables of the domain."""

    def __init__(self, env: BuildEnvironment, data: Mapping[str, Any]) -> None:
        self.env = env
        self.data = data

    def passage(self, address: str) -> tuple[str, str] | None:
        """Page and anchor of a passage, or of the front page of an edition by its siglum."""
        return self._passages.get(address)

    @cached_property
    def _passages(self) -> dict[str, tuple[str, str]]:
        passages: dict[str, tuple[str, str]] = {}
        for docname, loci in self.data["loci"].items():
            for address, anchor in loci.items():
                passages.setdefault(address, (docname, anchor))
        return passages

    def reading_order(self, docname: str) -> tuple[Any, ...]:
        """A key that sorts pages as the contents have them; those that are in no contents come last, by name."""
        natural = tuple(int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", docname))
        return (self._order.get(docname, len(self._order)), *natural)

    @cached_property
    def _order(self) -> dict[str, int]:
        contents = _in_contents(self.env, self.env.config.root_doc, set())
        return {docname: number for number, docname in enumerate(contents)}

    def in_order(self, mention: Mention) -> tuple[Any, ...]:
        """A key that sorts mentions in reading order: pages, and on a page its blocks before its notes."""
        return (*self.reading_order(mention.docname), "", *block_order(mention.place.rpartition(".")[2]))

    def position(self, address: str) -> float:
        """Where in its edition a passage stands, as a share of all its passages: 0 at the beginning, 1 at the end."""
        return self._positions.get(address, 0.0)

    @cached_property
    def _positions(self) -> dict[str, float]:
        editions: dict[str, list[str]] = defaultdict(list)
        for docname in sorted(self.data["loci"], key=self.reading_order):
            for address in self.data["loci"][docname]:
                siglum, _, rest = address.partition(".")
                if rest:
                    editions[siglum].append(address)
        return {
            address: number / len(addresses)
            for addresses in editions.values()
            for number, address in enumerate(addresses)
        }

    def front_of(self, siglum: str) -> str:
        """The front page of an edition, or nothing."""
        docname, _ = self.passage(siglum) or ("", "")
        return docname

    def title_of(self, siglum: str) -> str:
        """The title of an edition."""
        return self.env.titles[self.front_of(siglum)].astext()

    def has_text(self, siglum: str) -> bool:
        """Whether the text of an edition is at hand."""
        return any(address.startswith(f"{siglum}.") for address in self._passages)

    def divisions_of(self, siglum: str) -> list[str]:
        """The pages of an edition's divisions, in order."""
        pages = [doc for doc, data in self.env.metadata.items() if siglum and data.get("siglum") == siglum]
        return sorted(pages, key=self.reading_order)

    def page_before(self, docname: str) -> str:
        """The page of the source on which the text before a division ends, or nothing."""
        siglum = self.env.metadata[docname].get("siglum", "")
        before = [each for each in self.divisions_of(siglum) if self.reading_order(each) < self.reading_order(docname)]
        return next((self.data["pages"][each] for each in reversed(before) if each in self.data["pages"]), "")

    def editions_of_works(self) -> dict[str, str]:
        """The sigla of the works that are editions of the handbook, by key."""
        fronts = {doc: siglum for doc, loci in self.data["loci"].items() for siglum in loci if "." not in siglum}
        works = {siglum: self.env.metadata.get(doc, {}).get("work", "") for doc, siglum in fronts.items()}
        return {work: siglum for siglum, work in works.items() if work}

    def parallels_with(self, siglum: str) -> list[tuple[str, str]]:
        """The passages of other editions that have words of ``siglum``, each with the passage of ``siglum``."""
        found = []
        for docname in sorted(self.data["parallels"], key=self.reading_order):
            address = {anchor: address for address, anchor in self.data["loci"].get(docname, {}).items()}
            for target, anchor in self.data["parallels"][docname]:
                if target.partition(".")[0] == siglum and anchor in address:
                    found.append((address[anchor], target))
        return list(dict.fromkeys(found))

    def pointed_at(self) -> list[tuple[str, str, str]]:
        """Address, page and anchor of each passage to which a page of ours or another edition points."""
        wanted = {address for addresses in self.data["pointed"].values() for address in addresses}
        for docname, parallels in self.data["parallels"].items():
            anchors = {anchor for _, anchor in parallels}
            wanted.update(target for target, _ in parallels)
            wanted.update(
                address for address, anchor in self.data["loci"].get(docname, {}).items() if anchor in anchors
            )
        return [
            (address, docname, anchor)
            for docname, loci in sorted(self.data["loci"].items())
            for address, anchor in loci.items()
            if address in wanted
        ]


def _in_contents(env: BuildEnvironment, docname: str, seen: set[str]) -> Iterator[str]:
    """``docname`` and the pages that its contents name, and so on."""
    if docname not in seen:
        seen.add(docname)
        yield docname
        for child in env.toctree_includes.get(docname, ()):
            yield from _in_contents(env, child, seen)
