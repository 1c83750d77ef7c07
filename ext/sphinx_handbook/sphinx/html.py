"""What HTML and ePub share: the translator."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

DEPRECATED_ROLES = {"doc-biblioentry"}
"""ARIA roles that docutils writes and DPUB-ARIA 1.1 deprecates: validators warn of every one."""


class HandbookTranslator(HTML5Translator):
    """Sphinx's translator without deprecated roles."""

    def starttag(
        self, node: nodes.Element, tagname: str, suffix: str = "\n", empty: bool = False, **attributes: Any
    ) -> str:
        if attributes.get("role") in DEPRECATED_ROLES:
            del attributes["role"]
        return str(super().starttag(node, tagname, suffix, empty, **attributes))
