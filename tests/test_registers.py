"""Registers of a handbook that has everything: kinds of its own, events, biographies, and more people than one page takes."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
from docutils import nodes

from test_domain import build, outputs, resolved

AUTHORITY = {
    "kinds.toml": """
[terms]
role = "term"
index = "Glossary"

[ships]
role = "ship"
index = "Index of ships"
linked = "all"
""",
    "terms.toml": """
[weir]
name = "Weir"
forms = ["weir", "weirs"]
russian = "запруда"
transliteration = "zapruda"
group = "trade"
about = "A *wall* in the river; see {ship}`the Gudrun <gudrun>`."
see = ["wheel"]
sources = ["tide1931"]

[wheel]
name = "Wheel"
forms = ["wheel", "stones"]
about = "It turns the stones."
""",
    "ships.toml": """
[gudrun]
name = "Gudrun"
forms = ["Gudrun"]
about = "A ferry."
""",
    "biographies.toml": """
[vera]
text = "Vera was born at the {term}`weir`. She taught {date}`from 1905 <1905>` on."
sources = ["tide1931"]

[old-pavel]
text = "He is in no text here."
""",
    "events.toml": """
[flood]
title = "The river comes over the bank"
date = "1917-07-05"
place = "The Upper Landing"
people = ["vera"]
about = "Nobody drowned."
label = "High water"

[fair]
title = "A fair is held"
date = "1917-09-01/1917-09-03"
about = "It rained on all three days."
""",
}
PAGES = {
    "terms.md": "# Glossary\n\n```{register} terms\n```\n",
    "ships.md": "# Ships\n\n```{register} ships\n```\n",
    "notes.md": "# Notes\n\nThe {ship}`old boat <gudrun>` lay at the {term}`weir`, {date}`on that day <1917-07-05>`.\n",
}


@pytest.fixture
def full(project: Path) -> Path:
    """The small handbook with the whole reference part."""
    for name, text in AUTHORITY.items():
        (project / "corpus/authority" / name).write_text(text, encoding="utf-8")
    with (project / "references.bib").open("a", encoding="utf-8") as file:
        file.write("\n@book{tide1931, author = {Tide, Hanna}, title = {Rivers}, year = {1931}}\n")
    for name, text in PAGES.items():
        (project / "docs" / name).write_text(text, encoding="utf-8")
    index = project / "docs/index.md"
    index.write_text(
        index.read_text(encoding="utf-8").replace("works\n", "works\nterms\nships\nnotes\n"), encoding="utf-8"
    )
    chronology = project / "docs/chronology.md"
    chronology.write_text(chronology.read_text(encoding="utf-8") + "\n```{year} 1917\n```\n", encoding="utf-8")
    return project


def entry(page: nodes.document, anchor: str) -> nodes.definition_list_item:
    """The item of a register by its anchor."""
    return next(item for item in page.findall(nodes.definition_list_item) if anchor in item[0]["ids"])


def test_a_kind_of_record_has_role_register_and_index(full: Path) -> None:
    app, warnings = build(full, "html")
    assert warnings == ""
    (link,) = (link for link in resolved(app, "notes").findall(nodes.reference) if link.astext() == "old boat")
    assert link["refuri"] == "ships.html#ship-gudrun"
    assert "A ferry." in entry(resolved(app, "ships"), "ship-gudrun").astext()
    weir = entry(resolved(app, "terms"), "term-weir").astext()
    assert "запруда, zapruda" in weir
    assert "See also: Wheel" in weir
    assert "Sources: Tide, Rivers (1931)" in weir
    assert [index.name for index in app.env.domains["hb"].indices][-2:] == ["terms", "ships"]


def test_texts_link_a_term_once_in_each_division_and_the_register_has_every_mention(full: Path) -> None:
    app, _ = build(full, "html")
    links = [link for link in resolved(app, "texts/mill/2").findall(nodes.reference) if "term" in link["classes"]]
    mentions = [each for each in app.env.domains["hb"].mentions("term")["wheel"] if each.docname == "texts/mill/2"]
    assert len(links) == 1
    assert [each.place for each in mentions] == ["mill.2.1", "mill.2.3"]
    assert {each.anchor for each in mentions} <= set(app.env.domains["hb"].data["loci"]["texts/mill/2"].values())


OFTEN = "{term}`weir` stood here.\n\n"


def test_the_many_passages_of_a_term_are_on_a_page_beside_the_glossary(full: Path) -> None:
    (full / "docs/notes.md").write_text(
        "# Notes\n\n" + "".join(f"(p{number})=\n{OFTEN}" for number in range(40)), encoding="utf-8"
    )
    app, warnings = build(full, "html")
    assert warnings == ""
    (link,) = entry(resolved(app, "terms"), "term-weir").findall(
        lambda node: isinstance(node, nodes.reference) and node.astext().endswith("passages")
    )
    assert link["refuri"] == "terms/passages-w.html#term-weir"
    page = (full / "out/html/terms/passages-w.html").read_text(encoding="utf-8")
    assert 'href="../terms.html#term-weir"' in page
    assert page.count("<b>weir</b>") > 12
    epub, _ = build(full, "epub")
    assert "Notes" in entry(resolved(epub, "terms"), "term-weir").astext()


def test_a_term_that_the_texts_cite_as_a_work_has_the_places_that_cite_it(full: Path) -> None:
    terms = full / "corpus/authority/terms.toml"
    terms.write_text(
        terms.read_text(encoding="utf-8") + '\n[rivers]\nname = "Rivers"\nforms = ["Rivers"]\nabout = "A book."\n',
        encoding="utf-8",
    )
    (full / "docs/notes.md").write_text("# Notes\n\nSee {work}`Tide, Rivers <tide1931>`.\n", encoding="utf-8")
    app, _ = build(full, "html")
    (link,) = entry(resolved(app, "terms"), "term-rivers").findall(nodes.reference)
    assert link["refuri"].startswith("notes.html")


def test_a_work_names_what_the_reference_part_takes_from_it(full: Path) -> None:
    app, _ = build(full, "html")
    assert "Source for: Vera Sokolova, Weir" in entry(resolved(app, "works"), "work-tide1931").astext()


def test_the_printed_index_names_the_page_of_a_mention_not_of_its_paragraph(full: Path) -> None:
    words = "The river rose all night. " * 300
    (full / "docs/notes.md").write_text(
        f"# Notes\n\n(long)=\n{words}Then {{person}}`she <vera>` unbarred it.\n", encoding="utf-8"
    )
    _, warnings = build(full, "typst")
    assert warnings == ""
    pdf = pypdfium2.PdfDocument(full / "out/typst/handbook.pdf")
    texts = [pdf[number].get_textpage().get_text_range() for number in range(len(pdf))]
    page = next(number for number, text in enumerate(texts, start=1) if "unbarred it" in text)
    assert "Notes" not in texts[page - 1].splitlines()[1], "the paragraph began on a page before"
    (line,) = (line for line in texts[-5:] for line in line.splitlines() if line.startswith("Sokolova, Vera"))
    printed = [pdf.get_page_label(number) for number in (page - 2, page - 1)]
    named = re.findall(r"\d+", line)
    assert printed[1] in named
    assert printed[0] not in named


def test_a_day_has_its_events_in_both_calendars_and_the_passages_that_name_it(full: Path) -> None:
    app, _ = build(full, "html")
    page = resolved(app, "chronology")
    day = entry(page, "date-1917-07-18")
    assert day[0].astext() == "5 July 1917 Old Style, 18 July 1917 New Style"
    said = day[1].astext()
    for words in (
        "The river comes over the bank",
        "Nobody drowned.",
        "Place: The Upper Landing",
        "People: Vera Sokolova",
    ):
        assert words in said
    assert [link["refuri"] for link in day[1].findall(nodes.reference) if "texts/mill" in link.get("refuri", "")]
    assert "No passage at hand leads here." in entry(page, "date-1905").astext(), "named in a biography only"
    fair = entry(page, "date-1917-09-14").astext()
    assert "A fair is held, 1–3 (14–16) September 1917" in fair
    (picture,) = (raw for raw in page.findall(nodes.raw) if "svg" in raw.astext())
    assert "High water, 5 July" in picture["alt"]


@pytest.mark.parametrize(("often", "folded"), [(12, False), (13, True)])
def test_more_than_a_dozen_passages_fold_on_the_website(full: Path, often: int, folded: bool) -> None:
    day = "".join(f"(p{number})=\n{{date}}`that day <1916-05-02>`.\n\n" for number in range(often))
    (full / "docs/notes.md").write_text(f"# Notes\n\n{day}", encoding="utf-8")
    app, _ = build(full, "html")
    said = entry(resolved(app, "chronology"), "date-1916-05-15")
    assert ("<details" in said.astext()) == folded
    assert (f"In {often} passages: <em>Notes</em> {often}" in said.astext()) == folded
    assert len([link for link in said.findall(nodes.reference) if "notes.html#p" in link["refuri"]]) == often
    app, _ = build(full, "epub")
    assert "details" not in entry(resolved(app, "chronology"), "date-1916-05-15").astext()


def test_people_are_listed_if_somebody_speaks_of_them(full: Path) -> None:
    with (full / "corpus/authority/persons.toml").open("a", encoding="utf-8") as file:
        file.write('\n[nobody]\nname = "Nemo Nobody"\nsort = "Nobody, Nemo"\n')
    app, _ = build(full, "html")
    page = resolved(app, "people")
    vera = entry(page, "person-vera").astext()
    assert "Miller's daughter and schoolteacher." in vera
    assert "Vera was born at the weir. She taught from 1905 on." in vera
    assert "He is in no text here." in entry(page, "person-old-pavel").astext()
    assert "Nobody" not in page.astext()


CROWD = "".join(
    f'\n[guest{number}]\nname = "{name}us Guest"\nsort = "{name}us, Guest"\nabout = "A guest."\n'
    for number, name in enumerate(f"{a}{b}" for a in "ABCDEFGHIJKLM" for b in "aeiouyrlnst")
)


@pytest.fixture
def crowded(full: Path) -> Path:
    """The handbook with more people than one page of the website takes."""
    with (full / "corpus/authority/persons.toml").open("a", encoding="utf-8") as file:
        file.write(CROWD)
    named = " ".join(f"{{person}}`x <guest{number}>`" for number in range(CROWD.count("[guest")))
    (full / "docs/notes.md").write_text(f"# Notes\n\n{named}, {{person}}`Vera <vera>`\n", encoding="utf-8")
    return full


def test_a_long_register_is_an_overview_and_a_page_a_letter_on_the_website(crowded: Path) -> None:
    app, warnings = build(crowded, "html")
    assert warnings == ""
    folder = crowded / "out/html"
    letters = sorted(file.stem for file in (folder / "people").glob("*.html"))
    assert letters == [f"letter-{letter}" for letter in "abcdefghijklmos"]
    vera = (folder / "people/letter-s.html").read_text(encoding="utf-8")
    assert 'id="person-vera"' in vera
    assert 'href="../texts/mill/1.html#mill-1-' in vera
    assert 'href="people/letter-a.html"' in (folder / "people.html").read_text(encoding="utf-8")
    (link,) = (link for link in resolved(app, "notes").findall(nodes.reference) if link.astext() == "Vera")
    assert link["refuri"] == "people/letter-s.html#person-vera"


def test_a_long_register_is_an_overview_and_a_page_a_letter_in_the_epub(crowded: Path) -> None:
    app, warnings = build(crowded, "epub")
    assert warnings == ""
    folder = crowded / "out/epub"
    vera = (folder / "people/letter-s.xhtml").read_text(encoding="utf-8")
    assert '<dt id="person-vera">' in vera
    assert '<section id="letter-s">' in vera
    assert 'href="../texts/mill/1.xhtml#mill-1-' in vera
    (link,) = (link for link in resolved(app, "notes").findall(nodes.reference) if link.astext() == "Vera")
    assert link["refuri"] == "people/letter-s.xhtml#person-vera"
    assert '<a href="people/letter-s.xhtml">S</a>' in (folder / "nav.xhtml").read_text(encoding="utf-8")


def test_pages_read_one_after_another_or_together_are_the_same(full: Path) -> None:
    build(full, out="serial")
    build(full, out="parallel", jobs=2)
    assert outputs(full, "serial") == outputs(full, "parallel")


def test_a_changed_record_reaches_every_page_that_shows_it(full: Path) -> None:
    build(full, out="out")
    events = full / "corpus/authority/events.toml"
    events.write_text(
        events.read_text(encoding="utf-8").replace("Nobody drowned.", "One hen drowned."), encoding="utf-8"
    )
    terms = full / "corpus/authority/terms.toml"
    terms.write_text(
        terms.read_text(encoding="utf-8").replace("It turns the stones.", "It is round."), encoding="utf-8"
    )
    build(full, out="out")
    build(full, out="clean")
    assert b"One hen drowned." in outputs(full)["chronology.pseudoxml"]
    assert outputs(full) == outputs(full, "clean")
