"""Warnings of the handbook: all of type ``handbook``, so that ``suppress_warnings`` can name them."""

from __future__ import annotations

from typing import Any

from sphinx.util import logging

from sphinx_handbook.problems import Problem

_logger = logging.getLogger("sphinx_handbook")


def warn(message: str, location: Any, subtype: str) -> None:
    """Warn of ``message`` at ``location`` (a node, a docname, or ``path:line``)."""
    _logger.warning("%s", message, location=location, type="handbook", subtype=subtype)


def warn_of(problem: Problem) -> None:
    """Re-emit a Problem as a warning."""
    warn(f"{problem.code} {problem.message} {problem.hint}".rstrip(), problem.where, problem.code)
