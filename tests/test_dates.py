"""Dates: EDTF values, and the two calendars."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook.dates import Calendar, Date, in_both, in_words, parse_date

DAYS = st.dates(datetime.date(2, 1, 1), datetime.date(9998, 12, 31)).map(datetime.date.isoformat)


@pytest.mark.parametrize(
    ("julian", "gregorian"),
    [
        ("1917-10-25", "1917-11-07"),
        ("1917-02-23", "1917-03-08"),
        ("1917-12-31", "1918-01-13"),
        ("1900-02-28", "1900-03-12"),
        ("1900-02-29", "1900-03-13"),
        ("1825-12-14", "1825-12-26"),
        ("1917-07-03/1917-07-05", "1917-07-16/1917-07-18"),
        ("1917-12-31/1918-01-01", "1918-01-13/1918-01-14"),
        ("1905", "1905"),
        ("1917-23", "1917-23"),
        ("193X", "193X"),
        ("16XX/18XX", "16XX/18XX"),
    ],
)
def test_julian_days_have_gregorian_days(julian: str, gregorian: str) -> None:
    assert parse_date(julian, "julian").gregorian == gregorian
    assert parse_date(gregorian, "gregorian").julian == julian


@pytest.mark.parametrize(
    ("value", "gregorian", "julian"),
    [
        ("1917-07", "1917-07-14/1917-08-13", "1917-06-18/1917-07-18"),
        ("1900-02", "1900-02-13/1900-03-13", "1900-01-20/1900-02-16"),
        ("1917-10/1917-11", "1917-10-14/1917-12-13", "1917-09-18/1917-11-17"),
        ("1917-04/1918-01-01", "1917-04-14/1918-01-14", "1917-03-19/1917-12-19"),
        ("1905/1917-02", "1905/1917-03-13", "1905/1917-02-15"),
        (
            "1917-08/1918-02",
            "1917-08-14/1918-02-28",
            "1917-07-19/1918-02-15",
        ),  # Russia ended the Old Style with January
    ],
)
def test_a_month_becomes_the_days_from_its_first_to_its_last(value: str, gregorian: str, julian: str) -> None:
    assert parse_date(value, "julian").gregorian == gregorian
    assert parse_date(value, "gregorian").julian == julian


@pytest.mark.parametrize(
    ("value", "julian", "gregorian"),
    [
        ("1917-10-25", 3, 4),
        ("1917-02-23/1917-02-27", 4, 5),
        ("1582-10-04", 4, 1),
        ("1917-10", 0, 0),
        ("1917", 0, 0),
        ("193X", 0, 0),
    ],
)
def test_the_weekday_tells_the_calendars_apart(value: str, julian: int, gregorian: int) -> None:
    assert Date(value, "julian").weekday == julian
    assert Date(value, "gregorian").weekday == gregorian


@given(DAYS)
def test_calendars_go_there_and_back(day: str) -> None:
    assert Date(Date(day, "gregorian").julian, "julian").gregorian == day


@given(DAYS, DAYS)
def test_calendars_keep_the_order_of_days(one: str, other: str) -> None:
    assert (one < other) == (Date(one, "gregorian").julian < Date(other, "gregorian").julian)


@given(DAYS, st.sampled_from(["julian", "gregorian", None]))
def test_a_value_in_its_own_calendar_stays(day: str, calendar: str | None) -> None:
    date = Date(day, calendar)  # type: ignore[arg-type]
    assert {"julian": date.julian, "gregorian": date.gregorian, None: date.edtf}[calendar] == day


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("about 1917", "is no EDTF date"),
        ("1917-7-3", "is no EDTF date"),
        ("1917-07-03/", "is no EDTF date"),
        ("1917-13", "there is no month 13"),
        ("1917-25", "there is no month 25"),
        ("1917-23-01", "there is no month 23"),
        ("000X", "only the years"),
        ("19X7", "is no EDTF date"),
        ("18XX/16XX", "ends before it begins"),
        ("1917-00", "there is no month 0"),
        ("1917-02-29", "February 1917 has 28 days"),
        ("1917-06-31", "June 1917 has 30 days"),
        ("1917-07-05/1917-07-03", "ends before it begins"),
        ("0000", "only the years"),
        ("9999-12-31", "only the years"),
    ],
)
def test_what_is_no_date_is_refused(value: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_date(value)


def test_the_julian_year_1900_had_a_leap_day() -> None:
    assert parse_date("1900-02-29", "julian").gregorian == "1900-03-13"
    with pytest.raises(ValueError, match="has 28 days"):
        parse_date("1900-02-29", "gregorian")


@given(st.text("0123456789-/X", max_size=22))
def test_any_text_is_a_date_or_refused(value: str) -> None:
    try:
        date = parse_date(value)
    except ValueError:
        return
    assert in_words(date.edtf)


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1917-07-03", "3 July 1917"),
        ("1917-07", "July 1917"),
        ("1917", "1917"),
        ("1917-07-03/1917-08", "3 July 1917 – August 1917"),
        ("1917-07-03/1917-07-05", "3–5 July 1917"),
        ("1917-07-31/1917-08-02", "31 July – 2 August 1917"),
        ("1917-07-31/1918-08-02", "31 July 1917 – 2 August 1918"),
        ("1917-07/1917-09", "July–September 1917"),
        ("1914/1918", "1914–1918"),
        ("1917-07/1917-07", "July 1917"),
        ("1917-23", "autumn 1917"),
        ("193X", "the 1930s"),
        ("16XX/18XX", "the 17th century – the 19th century"),
        ("10XX", "the 11th century"),
        ("20XX", "the 21st century"),
    ],
)
def test_in_words(edtf: str, words: str) -> None:
    assert in_words(edtf) == words


@pytest.mark.parametrize(
    ("edtf", "calendar", "words"),
    [
        ("1917-07-03", "julian", "3 (16) July 1917"),
        ("1917-11-07", "gregorian", "25 October (7 November) 1917"),
        ("1917-12-20", "julian", "20 December 1917 (2 January 1918)"),
        ("1917-07-03/1917-07-05", "julian", "3–5 (16–18) July 1917"),
        ("1917-03-29/1917-04-03", "julian", "29 March – 3 April (11–16 April) 1917"),
        ("1917", None, "1917"),
        ("1917-07", "julian", "July 1917"),
    ],
)
def test_in_both_calendars(edtf: str, calendar: Calendar | None, words: str) -> None:
    assert in_both(Date(edtf, calendar)) == words
