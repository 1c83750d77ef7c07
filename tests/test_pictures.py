"""Pictures made at build: well-formed, in words for who cannot see them, and with nothing outside the frame."""

from __future__ import annotations

import itertools
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sphinx_handbook.pictures import STRIP, Year, described, picture_of, strip

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> Any:
    return etree.fromstring(svg)


@given(st.lists(st.floats(0, 1)), st.text(st.characters(categories=["L", "P", "Zs"])))
def test_a_strip_has_a_tick_a_place_and_says_what_it_shows(places: list[float], label: str) -> None:
    svg = parsed(strip(places, label))
    assert (svg.get("role"), svg.get("aria-label")) == ("img", label)
    ticks = [float(x) for x in re.findall(r"M([\d.]+) 1", svg[1].get("d"))]
    assert ticks == sorted(set(ticks))
    assert all(0 <= tick <= STRIP for tick in ticks)
    assert bool(ticks) == bool(places)


DAYS = st.integers(0, 364)
YEARS = st.builds(
    Year,
    st.just(1917),
    st.just(365),
    st.dictionaries(st.sampled_from(("mill", "letters", "tale")), st.dictionaries(DAYS, st.integers(1, 50))),
    st.lists(st.tuples(DAYS, st.text("abc <&", min_size=1))),
    st.lists(st.tuples(DAYS, st.text("abc <&", min_size=1, max_size=40))),
)


@given(YEARS)
def test_the_picture_of_a_year_is_well_formed_and_keeps_to_its_frame(year: Year) -> None:
    svg = parsed(picture_of(year, {"Old Style": [(0, "Jan"), (31, "Feb")], "New Style": [(-13, "Jan"), (18, "Feb")]}))
    assert svg.get("aria-label") == described(year)
    _, _, width, height = map(float, svg.get("viewBox").split())
    for text in svg.findall(SVG + "text"):
        assert 0 <= float(text.get("x")) <= width
        assert 0 < float(text.get("y")) <= height
    said = [text.text for text in svg.findall(SVG + "text")]
    assert all(title in said for _, title in year.labels)
    assert all(siglum in said for siglum in year.editions)


@given(st.lists(DAYS, min_size=1, max_size=12))
def test_no_two_titles_lie_upon_each_other(days: list[int]) -> None:
    titles = [(day, "A title of thirty characters.") for day in days]
    svg = parsed(picture_of(Year(1917, 365, {}, titles, titles), {}))
    boxes: dict[str, list[tuple[float, float]]] = {}
    for text in svg.findall(SVG + "text"):
        if text.text.startswith("A title"):
            x, width = float(text.get("x")), len(text.text) * 5.6
            boxes.setdefault(text.get("y"), []).append(
                (x, x + width) if text.get("text-anchor") == "start" else (x - width, x)
            )
    for row in boxes.values():
        row.sort()
        assert all(before[1] < behind[0] for before, behind in itertools.pairwise(row))


def test_the_words_name_the_days() -> None:
    year = Year(1917, 365, {"tale": {297: 9, 3: 1}}, [(297, "The rising"), (8, "A meeting")], [(297, "The rising")])
    words = described(year)
    assert "2 events" in words
    assert "The rising, 25 October" in words
    assert "tale most on 25 October" in words
    assert "29 February" in described(Year(1916, 366, {}, [], [(59, "The last day of winter")]))
