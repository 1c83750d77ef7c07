"""Warnings of the handbook: all of type ``handbook``, so that ``suppress_warnings`` can name them."""

from __future__ import annotations

from typing import Any

from sphinx.util import logging

_logger = logging.getLogger("sphinx_handbook")


def warn(message: str, location: Any, subtype: str) -> None:
    """Warn of ``message`` at ``location`` (a node, a docname, or ``path:line``)."""
    _logger.warning("%s", message, location=location, type="handbook", subtype=subtype)
