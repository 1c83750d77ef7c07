"""Cards: what the website says of a person, a day, a work, a term or a passage where a reader points to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sphinx_handbook.authority import Entry, Event, Person
from sphinx_handbook.dates import Date
from sphinx_handbook.sphinx import cards
from test_domain import build

FLOOD = Event("The river comes over the bank", "1917-07-05", "Nobody drowned.")
FAIR = Event("A fair is held", "1917-09-01/1917-09-03", "It rained.")
DROUGHT = Event("There is a drought", "1917-07", "All month.")


def test_a_person_has_a_name_a_life_and_a_line() -> None:
    person = Person("Vera <the> Miller", "Miller, Vera", born="1880", died="1950")
    assert cards.person_card(person, "Kept the mill.") == ("Vera &lt;the&gt; Miller", "1880–1950", "Kept the mill.")


def test_a_term_has_its_russian_and_one_sentence() -> None:
    entry = Entry("Weir", "", russian="запруда", transliteration="zapruda")
    card = cards.entry_card(entry, "A wall at St. Ives. It holds the river.")
    assert card == ("Weir", '<span lang="ru">запруда</span>, <em>zapruda</em>', "A wall at St. Ives.")


def test_a_day_has_both_calendars_its_weekday_and_its_events() -> None:
    card = cards.date_card(Date("1917-07-05", "julian"), [DROUGHT, FLOOD, FAIR])
    assert card == ("5 July 1917 Old Style, 18 July 1917 New Style", "Wednesday", "The river comes over the bank.")


def test_a_month_has_the_events_of_its_days() -> None:
    assert cards.date_card(Date("1917-09", "julian"), [FLOOD, FAIR]).text == "A fair is held."
    assert cards.date_card(Date("1917-09", "julian"), [FLOOD, FAIR]).facts == ""


def test_a_year_full_of_events_names_some_and_counts_the_rest() -> None:
    text = cards.date_card(Date("1917"), [FLOOD, FAIR, DROUGHT] * 2).text
    assert text.count("<br>") == 4
    assert text.endswith("And 2 more in the chronology.")


@pytest.mark.parametrize("edtf", ["1917-21", "191X", "19XX"])
def test_what_has_no_days_has_no_events(edtf: str) -> None:
    assert cards.events_of(Date(edtf), [FLOOD]) == []


@pytest.mark.parametrize(
    ("edtf", "calendar", "words", "other"),
    [
        ("1917-07-03", "julian", "3 July", "16 July N.S."),
        ("1917-07-16", "gregorian", "July 16", "3 July O.S."),
        ("1917-07-03/1917-07-05", "julian", "3–5 July", "16–18 July N.S."),
        ("1917-12-25", "julian", "25 December 1917", "7 January N.S."),
        ("1917-07-03", "julian", "3 (16) July", ""),
        ("1917-07", "julian", "July", ""),
        ("1918-02-14", "gregorian", "14 February", ""),
        ("1917", None, "1917", ""),
    ],
)
def test_the_other_calendar_is_given_where_the_words_do_not(edtf: str, calendar: str, words: str, other: str) -> None:
    assert cards.other_style(Date(edtf, calendar), words) == other  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("One. Two.", "One."),
        ("V. I. Lenin spoke. He left.", "V. I. Lenin spoke."),
        ("Only this", "Only this"),
        ("“Who?” So it was.", "“Who?”"),
        ("In ca. 1900 it was built. It fell.", "In ca. 1900 it was built."),
        ("At 3.30 p.m. they met. They sat.", "At 3.30 p.m. they met."),
    ],
)
def test_a_sentence_ends_where_readers_think_it_does(text: str, sentence: str) -> None:
    assert cards.first_sentence(text) == sentence


def test_of_a_passage_no_more_than_twelve_words_are_shown() -> None:
    assert cards.opening("one two three,") == "one two three"
    assert cards.opening(" ".join(["word"] * 13)) == " ".join(["word"] * 12) + "…"


def test_the_file_of_cards_is_a_call_that_any_page_can_run() -> None:
    text = cards.script("term", {"weir": cards.Card("Weir", "", "A wall."), "mill": cards.Card("Mill")})
    assert text == 'handbookCards("term",{\n"mill":["Mill"],\n"weir":["Weir","","A wall."]\n});\n'


def made(project: Path, type_: str) -> dict[str, list[str]]:
    text = (project / f"out/html/_static/cards/{type_}.js").read_text(encoding="utf-8")
    found: dict[str, list[str]] = json.loads(text.partition(",")[2].removesuffix(");\n"))
    return found


def test_the_website_has_a_card_for_every_mention(project: Path) -> None:
    (project / "docs/note.md").write_text(
        "---\norphan: true\n---\n\n# A note\n\nSee {locus}`mill.1.1` and {locus}`mill`.\n", encoding="utf-8"
    )
    _, warnings = build(project, "html")
    assert not warnings
    page = (project / "out/html/texts/mill/1.html").read_text(encoding="utf-8")
    assert "<script defer data-layers=" in page
    assert 'data-card="1917-07-' in page
    assert made(project, "person")
    assert made(project, "work")
    assert all(key.count("-") < 3 or "/" in key for key in made(project, "date"))
    passages = made(project, "locus")
    assert set(passages) >= {"mill", "mill-1-1"}
    assert passages["mill-1-1"][:2] == ["mill.1.1", "<em>The Mill</em>"]
    assert len(passages["mill-1-1"][2].split()) <= 12


def test_nothing_of_it_is_in_the_epub(project: Path) -> None:
    build(project, "epub")
    files = [str(file.relative_to(project / "out/epub")) for file in (project / "out/epub").rglob("*")]
    assert not [name for name in files if "handbook.js" in name or "handbook-parts" in name or "cards" in name]
    page = (project / "out/epub/texts/mill/1.xhtml").read_text(encoding="utf-8")
    assert "data-card" not in page
