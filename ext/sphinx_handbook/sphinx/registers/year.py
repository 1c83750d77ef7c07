"""The directive ``{year} 1917``: a picture of the year, made when every page has been read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar, cast

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from sphinx_handbook.dates import MONTHS, Calendar, Date, day_number
from sphinx_handbook.pictures import Year, described, picture_of
from sphinx_handbook.sphinx.domain import HandbookDomain
from sphinx_handbook.sphinx.log import warn


class year_picture(nodes.General, nodes.Element):
    """The place of a picture; replaced before any writer sees it."""


class YearDirective(SphinxDirective):
    """``{year} 1917``: its events, and how often each edition names each of its days."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        if not (self.arguments[0].isdecimal() and 2 <= int(self.arguments[0]) <= 9998):
            warn(f"{self.arguments[0]!r} is no year; write one as 1917", self.get_location(), "year")
            return []
        domain = cast(HandbookDomain, self.env.domains["hb"])
        domain.note_register(self.env.current_document.docname, "year")
        return [year_picture(year=int(self.arguments[0]))]


class DrawYears(SphinxPostTransform):
    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        domain = cast(HandbookDomain, self.env.domains["hb"])
        if self.env.docname not in domain.data["registers"]:
            return
        for node in list(self.document.findall(year_picture)):
            year = _year(domain, node["year"])
            svg = picture_of(
                year, {"Old Style": list(_months(year, "julian")), "New Style": list(_months(year, "gregorian"))}
            )
            drawing = nodes.raw("", svg, format="html", classes=["drawing"], alt=described(year))
            node.replace_self(nodes.container("", drawing, classes=["wide"]))


def _year(domain: HandbookDomain, year: int) -> Year:
    first = day_number(Date(f"{year}-01-01", "julian"))
    length = day_number(Date(f"{year + 1}-01-01", "julian")) - first
    editions: dict[str, Counter[int]] = {}
    for target, mentions in domain.mentions("date").items():
        for mention in mentions:
            date = Date(target, cast(Calendar, mention.detail))
            siglum = mention.place.partition(".")[0]
            if siglum and date.weekday and 0 <= (day := day_number(date) - first) < length:
                editions.setdefault(siglum, Counter())[day] += 1
    events = [
        (day_number(event.when) - first, event)
        for event in domain.authority.events.values()
        if event.when.weekday and 0 <= day_number(event.when) - first < length
    ]
    return Year(
        year,
        length,
        dict(sorted(editions.items(), key=lambda each: -sum(each[1].values()))),
        [(day, event.title) for day, event in events],
        [(day, event.label) for day, event in events if event.label],
    )


def _months(year: Year, calendar: Calendar) -> Iterator[tuple[int, str]]:
    """The months that have a day in the year: the day on which each begins, and its short name."""
    first = day_number(Date(f"{year.year}-01-01", "julian"))
    for number in range(-1, 13):
        month = (year.year + number // 12, number % 12)
        begin = day_number(Date(f"{month[0]:04}-{month[1] + 1:02}-01", calendar)) - first
        following = (year.year + (number + 1) // 12, (number + 1) % 12)
        end = day_number(Date(f"{following[0]:04}-{following[1] + 1:02}-01", calendar)) - first
        if end > 0 and begin < year.length:
            yield begin, MONTHS[month[1]][:3]
