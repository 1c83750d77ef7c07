"""The roles that contributors write and generated pages use.

A role only records what the author wrote; what it points to is settled when every page has been read.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import ReferenceRole, SphinxRole

from sphinx_handbook.dates import parse_date
from sphinx_handbook.text import Locus

from .log import warn


class MentionRole(ReferenceRole):
    """A mention that links to a register: ``{person}`Lenin <lenin>` ``.

    Words between asterisks are emphasised: ``{work}`*Rivers*, 12 <tide1931; page 12>` ``. Behind the target a generated page may
    name emendations inside the mention: ``<lenin +trotsky-e17>``.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        target, *emendations = (part.strip() for part in self.target.split(" +"))
        node = pending_xref(
            self.rawtext,
            nodes.inline("", "", *with_emphasis(self.title)),
            refdomain="hb",
            reftype=self.name.rpartition(":")[2],
            refexplicit=self.has_explicit_title,
            refwarn=True,
            emendations=emendations,
        )
        self.set_source_info(node)
        fault = self.fill(node, target)
        if fault:
            warn(fault, self.get_location(), "role")
            return [nodes.Text(self.title)], []
        return [node], []

    def fill(self, node: pending_xref, target: str) -> str:
        """Set ``reftarget`` and what else the type needs; returns what is wrong with ``target``, or nothing."""
        node["reftarget"] = target
        return ""


def with_emphasis(title: str) -> list[nodes.Node]:
    """``title`` with emphasis for the words between each two asterisks."""
    pieces = re.split(r"\*([^\s*](?:[^*]*[^\s*])?)\*", title)
    return [
        nodes.emphasis("", piece) if number % 2 else nodes.Text(piece) for number, piece in enumerate(pieces) if piece
    ]


class DateRole(MentionRole):
    """``{date}`July 3 <1917-07-03>` ``, in the calendar of the page, or ``<1917-07-16 gregorian>``."""

    def fill(self, node: pending_xref, target: str) -> str:
        match = re.fullmatch(r"(\S+)(?: (julian|gregorian))?", target)
        if match is None:
            return f"{target!r} is no date: write 1917-07-03, and if need be a calendar behind it: 1917-07-16 gregorian"
        try:
            node["reftarget"] = parse_date(match[1], match[2] or None).edtf  # type: ignore[arg-type]
        except ValueError as error:
            return str(error)
        node["calendar"] = match[2] or ""
        return ""


class WorkRole(MentionRole):
    """``{work}`Rabinowitch, 62 <rabinowitch1976; page 62>` ``, and behind the locator ``; ibid`` where that is how it was cited."""

    def fill(self, node: pending_xref, target: str) -> str:
        node["reftarget"], node["locator"], node["via"] = ([part.strip() for part in target.split(";", 2)] + ["", ""])[
            :3
        ]
        return ""


class PageRole(ReferenceRole):
    """The beginning of a page of the source, an invisible anchor: ``{page}`46 <trotsky-p46>` ``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        return [nodes.target("", "", ids=[self.target])], []


class EmendedHereRole(SphinxRole):
    """The place of an emendation that shows no words: ``{emended-here}`trotsky-e17` ``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        return [nodes.target("", "", ids=[f"at-{self.text}"])], []


class GapRole(SphinxRole):
    """Words lost in the source, with the reason: ``{gap}`a column break` ``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        return [nodes.abbreviation("", "[…]", explanation=f"Gap in the source: {self.text}", classes=["gap"])], []


class LostNoteRole(SphinxRole):
    """A note mark whose note the source does not have: ``{lost-note}`61` ``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        mark = nodes.abbreviation("", self.text, explanation="The source does not have this note.")
        return [nodes.superscript("", "", mark, classes=["note-lost"])], []


class LocusRole(MentionRole):
    """A passage by its address, or an edition by its siglum: ``{locus}`trotsky.43.17` ``."""

    def fill(self, node: pending_xref, target: str) -> str:
        node["reftarget"] = target
        try:
            Locus.parse(target if "." in target else f"{target}.0")
        except ValueError:
            return f"{target!r} is no address; one looks like trotsky.43.17"
        return ""


class ParallelRole(MentionRole):
    """The end of words that another edition has as well: ``{parallel}`trotsky.43.17` ``."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        (link,), messages = super().run()
        link.children = [nodes.inline("", "‖")]
        return [nodes.superscript("", "", link, classes=["editorial", "parallel"])], messages
