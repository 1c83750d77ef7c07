"""The directive ``{register}`` and the node that stands for a register until every page has been read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, cast

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from sphinx_handbook.authority import Authority
from sphinx_handbook.authority.prose import is_plain
from sphinx_handbook.sphinx.domain import HandbookDomain
from sphinx_handbook.sphinx.log import warn


class register(nodes.General, nodes.Element):
    """The place of the register ``name``; replaced before any writer sees it.

    Its children are containers with the prose of its records, ``record`` being the record's id.
    """


class RegisterDirective(SphinxDirective):
    """``{register} persons``: everything of a kind, with the passages that mention it."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        domain = cast(HandbookDomain, self.env.domains["hb"])
        types = domain.register_types()
        if name not in types:
            known = ", ".join(types)
            warn(f"there is no register of {name!r}; the registers are {known}", self.get_location(), "register")
            return []
        domain.note_register(self.env.current_document.docname, types[name])
        for file in (Path(self.env.app.confdir) / self.config.handbook_root / "corpus/authority").glob("*.toml"):
            self.env.note_dependency(str(file.resolve()))
        node = register(name=name)
        self.set_source_info(node)
        for record, markdown in prose_of(domain.authority, name):
            node += self._prose(record, markdown)
        return [node]

    def _prose(self, record: str, markdown: str) -> nodes.container:
        """The Markdown of a record as nodes. Most has no markup, and need not go through the parser."""
        if is_plain(markdown):
            children: list[nodes.Node] = [nodes.paragraph("", " ".join(markdown.split()))]
        else:
            children = self.parse_text_to_nodes(markdown.strip())
        return nodes.container("", *children, record=record)


def prose_of(authority: Authority, name: str) -> Iterator[tuple[str, str]]:
    """The Markdown of the records of a register, by their ids; a person's biography follows the line about them."""
    if name == "persons":
        for person in authority.persons.values():
            biography = authority.biographies.get(person.id)
            texts = (person.about, biography.text if biography else "")
            yield from ((person.id, text) for text in texts if text.strip())
    elif name == "dates":
        yield from ((event.id, event.about) for event in authority.events.values())
    elif name in authority.kinds:
        yield from ((entry.id, entry.about) for entry in authority.kinds[name].entries.values())
