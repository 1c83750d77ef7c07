"""Biographies: what a reader should know of a person besides the line in ``persons.toml``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sphinx_handbook.authority.records import Fault, parse_records
from sphinx_handbook.problems import Problem


@dataclass(frozen=True, slots=True)
class Biography:
    """The life of a person; the table's name is the person's id.

    text: two to five sentences in Markdown; the roles `person`, `date`, `work` and `locus` may be used.
    sources: keys of works in `references.bib` that treat the life.
    id: taken from the table's name; never written.
    """

    text: str
    sources: tuple[str, ...] = ()
    id: str = ""


def parse_biographies(text: str, path: str) -> tuple[dict[str, Biography], list[Problem]]:
    """Biographies by the person's id from the TOML ``text``, and what is wrong with single ones."""
    return parse_records(text, path, Biography, "biography", _faults)


def _faults(biography: Biography) -> Iterator[Fault]:
    if not biography.text.strip():
        yield Fault("text", "the text is empty", "Write two to five sentences, or take the table out.")
