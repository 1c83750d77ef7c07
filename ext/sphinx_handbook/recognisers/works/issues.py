"""Issues of newspapers and journals, which are cited by date or number; the paper as such is no work that is cited."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sphinx_handbook.recognisers.works.citation import Citation
from sphinx_handbook.recognisers.works.locators import DATE, Tail, read_tail
from sphinx_handbook.recognisers.works.reading import Reading

_ISSUE_OF = re.compile(rf"\b(?:issue|number|edition) of ({DATE})")
_ISSUE_BEFORE = re.compile(rf"\b((?:issue|number|edition) of ({DATE})),? of (?:the )?$")
_DATE_BEFORE = re.compile(rf"\b[Tt]he (({DATE})),? (?:(?:issue|number|edition) of (?:the )?)?$")


def issues(reading: Reading) -> Iterator[Citation]:
    """The issues that a text cites. One that is named by its date alone is of the paper named last."""
    text, shelf = reading.text, reading.shelf
    names = list(shelf.periodical_pattern.finditer(text)) if shelf.periodical_pattern else []
    for name in names:
        work = shelf.periodicals[name[1]]
        tail = read_tail(text, name.end(), full=reading.is_formal(name.end()), issue=True)
        edge = max(name.start() - 64, 0)
        if tail.get("date") or tail.get("number"):
            yield Citation(name.start(), tail.end, (work.key,), "issue", tail=tail)
        elif before := (
            _ISSUE_BEFORE.search(text, edge, name.start()) or _DATE_BEFORE.search(text, edge, name.start())
        ):
            tail = Tail(name.end(), (("date", before[2]),))
            yield Citation(before.start(1), name.end(), (work.key,), "issue", tail=tail)
    for issue in _ISSUE_OF.finditer(text) if names else ():
        paper = next((name[1] for name in reversed(names) if name.end() <= issue.start()), "")
        if paper:
            tail = Tail(issue.end(), (("date", issue[1]),))
            yield Citation(issue.start(), issue.end(), (shelf.periodicals[paper].key,), "issue", tail=tail)
