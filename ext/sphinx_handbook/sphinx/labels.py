"""Notes keep the labels that their source gave them: ``xxx`` stays ``xxx``."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform


class KeepNoteLabels(SphinxTransform):
    """Turns footnotes that docutils would number into footnotes labelled with their names.

    MyST-Parser makes every note with a label that is no number an auto-numbered one.
    """

    default_priority = 610  # before docutils' Footnotes (620) hands out numbers

    def apply(self, **kwargs: Any) -> None:
        document = self.document
        for footnote in document.autofootnotes:
            label = footnote["names"][0]
            del footnote["auto"]
            footnote.insert(0, nodes.label("", label))
            document.footnotes.append(footnote)
        for reference in document.autofootnote_refs:
            del reference["auto"]
            label = reference["refname"]
            reference += nodes.Text(label)
            document.footnote_refs.setdefault(label, []).append(reference)
        document.autofootnotes.clear()
        document.autofootnote_refs.clear()
