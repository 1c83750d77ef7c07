"""The recogniser of dates: what it finds, which month, year and calendar it gives it, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook.dates import parse_date
from sphinx_handbook.edition import Island
from sphinx_handbook.recognisers.dates import DateSetting, find_dates, lost_islands
from sphinx_handbook.text import Annotation, Block, Locus

CASES = Path(__file__).parent / "cases" / "dates"
OLD = DateSetting("julian", 1917)
NEW = DateSetting("gregorian", 1917)


def blocks(*texts: str, division: str = "1", note: str = "") -> list[Block]:
    return [Block("paragraph", text, locus=Locus("x", division, note or str(n))) for n, text in enumerate(texts, 1)]


def dates(text: str, setting: DateSetting = OLD) -> list[tuple[str, str, str]]:
    """The words, value and calendar of each date in ``text``."""
    (found,) = find_dates(blocks(text), setting)
    return [shown(text, one) for one in found]


def shown(text: str, one: Annotation) -> tuple[str, str, str]:
    return text[one.start : one.end], one.target, one.get("calendar") or "none"


def values(*texts: str, setting: DateSetting = OLD) -> list[list[str]]:
    return [[one.target for one in found] for found in find_dates(blocks(*texts), setting)]


def cases() -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Each text of the case files with what is expected of it."""
    for file in sorted(CASES.glob("*.txt")):
        text, expected = "", list[tuple[str, ...]]()
        for line in [*file.read_text(encoding="utf-8").splitlines(), ""]:
            if line.startswith("=> "):
                expected.append(tuple(line[3:].split(" | ")))
                continue
            if text:
                yield text, expected
            text, expected = ("" if line[:1] in ("#", "%") else line), []


@pytest.mark.parametrize(("text", "expected"), list(cases()))
def test_dates(text: str, expected: list[tuple[str, ...]]) -> None:
    assert dates(text) == expected


def test_a_second_form_says_which_calendar_is_meant() -> None:
    for text, calendar in (("25 October (7 November) 1917", "julian"), ("7 November (25 October) 1917", "gregorian")):
        for setting in (OLD, NEW):
            ((_, value, found),) = dates(text, setting)
            assert found == calendar
            assert parse_date(value, calendar).gregorian == "1917-11-07"  # type: ignore[arg-type]


def test_an_edition_of_the_new_style_dates_russia_too() -> None:
    text = "On 7 November in Petrograd; on 26 October (Old Style) in Moscow; on Thursday, 8 March 1917."
    assert [calendar for *_, calendar in dates(text, NEW)] == ["gregorian", "julian", "gregorian"]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("On 10 (24) October 1917 they met.", "not the same day"),
        ("On 14 (27) December 1825 they met.", "not the same day"),
        ("On Monday, 25 October 1917, they met.", "julian: Wednesday, 25 October 1917 gregorian: Thursday"),
    ],
)
def test_dates_that_contradict_themselves_are_for_review(text: str, doubt: str) -> None:
    ((one,),) = find_dates(blocks(text), OLD)
    assert one.sure == "probable"
    assert doubt in one.get("doubt")
    assert one.get("calendar") == "julian"


def test_a_number_in_brackets_that_is_no_day_stays_outside() -> None:
    assert dates("On July 10 (5 boats) and July 10 (9)") == [
        ("July 10", "1917-07-10", "julian"),
        ("July 10", "1917-07-10", "julian"),
    ]


def test_a_day_takes_its_month_from_the_story() -> None:
    assert values("On 3 July she came.", "On the 5th she left.", "On 2 August all was over.", "On the 3rd too.") == [
        ["1917-07-03"],
        ["1917-07-05"],
        ["1917-08-02"],
        ["1917-08-03"],
    ]


def test_a_glance_back_does_not_change_the_month() -> None:
    texts = ["On 2 October.", "On 3 October.", "On 4 October.", "As she said on 5 June, it was dark.", "On the 6th."]
    found = find_dates(blocks(*texts), OLD)[-1]
    assert [(one.target, one.sure) for one in found] == [("1917-10-06", "probable")]


def test_a_later_month_carries_the_story_on() -> None:
    assert values("On 2 July.", "In August she rested; on the 5th she rose.", "On the 6th.")[1:] == [
        ["1917-08", "1917-08-05"],
        ["1917-08-06"],
    ]


def test_a_day_of_which_nothing_says_the_month_is_unresolved() -> None:
    ((one,),) = find_dates(blocks("On the 5th she left."), OLD)
    assert (one.target, one.sure) == ("", "unresolved")


def test_a_note_knows_the_text_before_it_but_the_text_does_not_know_it() -> None:
    text = [
        *blocks("On 3 July."),
        *blocks("On the 4th; on 5 May 1913.", note="n1"),
        *blocks("On the 6th.", division="2"),
    ]
    assert [[one.target for one in found] for found in find_dates(text, OLD)] == [
        ["1917-07-03"],
        ["1917-07-04", "1913-05-05"],
        ["1917-07-06"],
    ]


def test_a_year_is_forgotten_in_time() -> None:
    assert values("In March 1918.", *["Nothing."] * 8, "In May.")[-1] == ["1917-05"]
    assert values("In March 1918.", "Nothing.", "In May.")[-1] == ["1918-05"]


def test_a_year_before_is_left_with_the_paragraph_unless_the_text_stays_there() -> None:
    assert values("By a letter of 18 March 1915.", "On 23 November.")[-1] == ["1917-11-23"]
    stayed = ["On 18 March 1915.", "On 2 April 1915.", "On 3 May 1915.", "On 23 November."]
    assert values(*stayed)[-1] == ["1915-11-23"]


def test_the_next_year_goes_on_for_some_months() -> None:
    assert values("On 3 January 1918.", "On 4 March.", "On 5 March.")[1:] == [["1918-03-04"], ["1918-03-05"]]
    assert values("On 3 January 1918.", "On 4 June.")[-1] == ["1917-06-04"]


def test_a_weekday_can_tell_that_a_year_is_left() -> None:
    assert values("On 14 February 1918.", "On Saturday, 7 April.", setting=NEW)[-1] == ["1917-04-07"]


def test_a_day_takes_no_month_from_a_year_that_is_left() -> None:
    texts = ["On 3 October.", "On 4 October.", "He died on 13 June 1926.", "On the 6th."]
    assert values(*texts)[-1] == ["1917-10-06"]


def test_a_year_that_a_paragraph_tells_of_is_for_review_and_ends_with_it() -> None:
    first, second = find_dates(blocks("In 1911 he came. On 4 May he left.", "On 5 May he slept."), OLD)
    assert [(one.target, one.sure) for one in first] == [("1911", "certain"), ("1911-05-04", "probable")]
    assert [(one.target, one.sure) for one in second] == [("1917-05-05", "certain")]


def test_islands_say_calendar_year_and_month() -> None:
    islands = (
        Island("x.1.1", "why", words="on July 1", calendar="gregorian"),
        Island("x.1.2", "why", to="x.1.3", calendar="gregorian", year=1789),
        Island("x.1.4", "why", month=5),
    )
    texts = [
        "Not on July 1, but on July 1 again, and on 2 July.",
        "On 4 August.",
        "On 5 August (25 July).",
        "On the 6th.",
    ]
    found = find_dates(blocks(*texts), DateSetting("julian", 1917, islands))
    assert [[shown(text, one)[1:] for one in each] for text, each in zip(texts, found, strict=True)] == [
        [("1917-07-01", "gregorian"), ("1917-07-01", "gregorian"), ("1917-07-02", "julian")],
        [("1789-08-04", "gregorian")],
        [("1789-08-05", "gregorian")],
        [("1917-05-06", "julian")],
    ]


def test_a_division_or_a_note_can_be_an_island() -> None:
    text = [*blocks("On July 1."), *blocks("On July 2.", division="2"), *blocks("On July 3.", division="2", note="n1")]
    for place, expected in (("x.2", "jgg"), ("x.2.n1", "jjg"), ("x.1", "gjj")):
        setting = DateSetting("julian", 1917, (Island(place, "why", calendar="gregorian"),))
        assert "".join(one.get("calendar")[0] for found in find_dates(text, setting) for one in found) == expected


def test_islands_that_cover_nothing_are_reported() -> None:
    islands = (
        Island("x.1.1", "why", year=1905),
        Island("x.7", "why", year=1905),
        Island("x.1.1", "why", to="x.1.9", year=1905),
        Island("x.1.2", "why", to="x.1.1", year=1905),
        Island("x.1.1", "why", words="sand", year=1905),
    )
    assert list(lost_islands(blocks("Water.", "Sand."), islands)) == [
        (1, "place", "there is no place x.7"),
        (2, "to", "there is no place x.1.9"),
        (3, "place", "nothing is at x.1.2 to x.1.1"),
        (4, "words", "the words 'sand' are not at x.1.1"),
    ]


PIECES = (
    *(
        " ",
        ", ",
        "–",
        "-",
        "/",
        " and ",
        " to ",
        " of ",
        "the ",
        "in ",
        "on the ",
        "between ",
        "from ",
        "(",
        ")",
        ". ",
        "\n",
    ),
    *(
        "July",
        "October",
        "May",
        "February",
        "AUGUST",
        "Sept.",
        "Sunday ",
        "Friday, ",
        "3",
        "31",
        "16",
        "24",
        "29",
        "99",
    ),
    *(
        "st",
        "nd",
        "th",
        "1917",
        "1918",
        "1900",
        "10000",
        "1582",
        "0001",
        "s",
        " (7 November)",
        " (16)",
        " (new style)",
        " O.S.",
    ),
    *(
        "early ",
        "mid-",
        "night of ",
        "end of ",
        "first week of ",
        "twenties",
        "autumn of ",
        "nineteenth century",
        "centuries",
    ),
    *(
        "twenty-fifth",
        " of that year",
        "Paris ",
        " in Berlin",
        " Days",
        "٣",
        "²",
        "½",
        "’s",
        "ſ",
        "25.10.1917",
        "1917-11-07",
    ),
)


@given(
    st.lists(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map("".join)), max_size=4),
    st.integers(2, 9998),
    st.sampled_from(["julian", "gregorian"]),
)
def test_annotations_are_in_order_and_do_not_overlap(texts: list[str], year: int, calendar: str) -> None:
    found = find_dates(blocks(*texts), DateSetting(calendar, year))  # type: ignore[arg-type]
    for text, ones in zip(texts, found, strict=True):
        edges = [edge for one in ones for edge in (one.start, one.end)]
        assert edges == sorted(edges)
        for one in ones:
            assert 0 <= one.start < one.end <= len(text)
            assert (one.target == "") == (one.sure == "unresolved")
            if one.target:
                parse_date(one.target, one.get("calendar") or None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "1 ",
            "1917 ",
            "July ",
            "July 3, ",
            "3 July–",
            "the 3rd, ",
            "3rd and ",
            "Sunday ",
            "July 3 (",
            "1917–",
            "1, 2, ",
        ),
        *(
            "the ",
            "first ",
            "twenty-",
            "in July and ",
            "autumn of ",
            " " * 7,
            "(",
            "early ",
            "end of the ",
            "pp 1, 2, ",
            "n",
        ),
    ],
)
def test_a_long_text_costs_no_more_than_its_length(piece: str) -> None:
    """What a repeated piece yields grows with the text; a pattern that looks back or ahead without end would not finish."""
    few, many = (len(find_dates(blocks(piece * (length // len(piece))), OLD)[0]) for length in (10_000, 100_000))
    assert many <= 11 * few + 11
