"""A builder that only reads: after it the environment is complete and any number of writers can start from it."""

from __future__ import annotations

from typing import Any

from sphinx.builders.dummy import DummyBuilder


class ReadingBuilder(DummyBuilder):
    name = "reading"
    epilog = ""

    def write(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[misc]  # final for typing only
        """Write nothing, and so resolve nothing."""
