"""Cited works: the forms by which the bibliography says a work is cited, with the volume and pages behind them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

import ahocorasick

from sphinx_handbook.authority import Work
from sphinx_handbook.text import Annotation, Block

_PAGES = r"\d+(?:[–-]\d+)?"
_LOCATOR = re.compile(
    rf",?\s(?:vol\.?\s(?P<volume>\d+)|Vol\s(?P<Volume>\d+|[IVX]+))(?:,\s(?:pp?\.?\s)?(?P<pages>{_PAGES}(?:(?:,\s|,?\sand\s){_PAGES})*)(?!\d))?"
    rf"|,\s(?:pp?\.?\s)?(?P<only>{_PAGES}(?:(?:,\s|,?\sand\s){_PAGES})*)(?!\d|\s?[A-Z])"
)


class Citations:
    """The forms of ``works`` in an automaton; the longest form wins."""

    def __init__(self, works: Iterable[Work]) -> None:
        self.works = tuple(works)

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        automaton = ahocorasick.Automaton()
        for work in self.works:
            for form in work.forms:
                automaton.add_word(form, (len(form), work))
        automaton.make_automaton()
        return automaton

    def find(self, blocks: Sequence[Block]) -> list[list[Annotation]]:
        """The citations in each of ``blocks``, in order; ``data`` holds ``volume`` and ``page`` where they are stated."""
        return [self._citations(block.text) for block in blocks]

    def _citations(self, text: str) -> list[Annotation]:
        if not any(work.forms for work in self.works):
            return []
        hits = [(end + 1 - length, end + 1, work) for end, (length, work) in self._automaton.iter(text)]
        hits.sort(key=lambda hit: (hit[0], -hit[1]))
        found: list[Annotation] = []
        for start, end, work in hits:
            if (found and start < found[-1].end) or text[start - 1 : start].isalnum() or text[end : end + 1].isalnum():
                continue
            locator = _LOCATOR.match(text, end)
            data = _locator_data(locator) if locator else ()
            found.append(Annotation(start, locator.end() if locator else end, "work", work.key, "form", data))
        return found


def _locator_data(match: re.Match[str]) -> tuple[tuple[str, str], ...]:
    named = (("volume", match["volume"] or match["Volume"]), ("page", match["pages"] or match["only"]))
    return tuple((name, value) for name, value in named if value)
