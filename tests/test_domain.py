"""The Sphinx side: what pages become, what registers collect, and that neither order nor history shows in them."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from sphinx_handbook import corpus

GOLDEN = Path(__file__).parent / "golden"
"""Doctrees as they should be; run with ACCEPT_CASES=1 to write what is made now, and read the difference."""


def convert(project: Path) -> None:
    corpus.write_pages(project / "docs/texts", corpus.edition_texts(corpus.load(project)))


def build(project: Path, builder: str = "pseudoxml", *, out: str = "out", jobs: int = 1) -> tuple[Sphinx, str]:
    """Build the pages of ``project``; returns the application and its warnings."""
    convert(project)
    warnings = io.StringIO()
    folder = project / out
    with docutils_namespace():
        app = Sphinx(
            project / "docs",
            project / "docs",
            folder / builder,
            folder / "doctrees",
            builder,
            status=None,
            warning=warnings,
            parallel=jobs,
        )
        app.build()
    return app, warnings.getvalue()


def outputs(project: Path, out: str = "out") -> dict[str, bytes]:
    folder = project / out / "pseudoxml"
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*.pseudoxml"))}


def resolved(app: Sphinx, docname: str) -> nodes.document:
    return app.env.get_and_resolve_doctree(docname, app.builder)


def test_a_division_becomes_stock_nodes(project: Path) -> None:
    app, warnings = build(project)
    assert not warnings
    known = {*nodes.node_class_names, "compact_paragraph", "toctree", "start_of_file"}
    found = {node.tagname for doc in app.env.found_docs for node in resolved(app, doc).findall(nodes.Element)}
    assert found <= known
    document = resolved(app, "texts/mill/1")
    note = next(document.findall(nodes.footnote))
    assert note["names"] == ["1"]
    assert [label.astext() for label in document.findall(nodes.label)] == ["1", "2"]


@pytest.mark.parametrize("page", ["mill/1", "mill/2", "mill/apparatus", "letters/index"])
def test_a_page_becomes_the_golden_doctree(project: Path, page: str) -> None:
    build(project)
    made = (
        (project / f"out/pseudoxml/texts/{page}.pseudoxml").read_text(encoding="utf-8").replace(str(project), "PROJECT")
    )
    golden = GOLDEN / f"{page.replace('/', '-')}.pseudoxml"
    if os.environ.get("ACCEPT_CASES"):
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


def test_mentions_lead_to_registers_and_say_who_it_is(project: Path) -> None:
    app, _ = build(project, "html")
    links = {link.astext(): link for link in resolved(app, "texts/mill/1").findall(nodes.reference)}
    assert links["Vera Sokolova"]["refuri"] == "../../people.html#person-vera"
    assert links["Vera Sokolova"]["reftitle"] == "Vera Sokolova (1880–1941)"
    assert links["July 3"]["refuri"] == "../../chronology.html#date-1917-07-16"
    assert links["July 3"]["reftitle"] == "3 July 1917 Old Style, 16 July 1917 New Style"
    assert links["it was not dry"]["refuri"] == "apparatus.html#mill-e1"
    assert links["it was not dry"]["reftitle"] == "The source has: it was dry (word lost)"


def test_a_register_lists_every_passage_once_in_reading_order(project: Path) -> None:
    app, _ = build(project, "html")
    people = resolved(app, "people")
    items = [item.astext().split("\n\n") for item in people.findall(nodes.definition_list_item)]
    assert items == [
        ["Orlov, Pavel", "mill 1.n2, 2.4"],
        [
            "Sokolova, Vera (1880–1941)",
            "Died June 1941.",
            "Miller's daughter and schoolteacher.",
            "In 1917: member of the district council.",
            "A small handbook here",
            "mill 1.1, 2.1",
        ],
    ]
    days = [term.astext() for term in resolved(app, "chronology").findall(nodes.term)]
    assert days == [
        "3 July 1917 Old Style, 16 July 1917 New Style",
        "5 July 1917 Old Style, 18 July 1917 New Style",
        "25 October 1917 Old Style, 7 November 1917 New Style",
    ]
    works = [item.astext().split("\n\n") for item in resolved(app, "works").findall(nodes.definition_list_item)]
    assert works == [["Grey, Mills (1931)", "mill vol. 2, 14–15, 20 – 1.n1"]]


def test_a_date_without_calendar_is_in_that_of_its_page(project: Path) -> None:
    page = "---\norphan: true\ncalendar: gregorian\n---\n# New\n\n{date}`the 18th <1917-07-18>`\n"
    (project / "docs/new.md").write_text(page, encoding="utf-8")
    app, _ = build(project, "html")
    (link,) = resolved(app, "new").findall(nodes.reference)
    assert link["refuri"] == "chronology.html#date-1917-07-18"
    days = {
        item.children[0].astext(): item.astext()
        for item in resolved(app, "chronology").findall(nodes.definition_list_item)
    }
    assert "New here" in days["5 July 1917 Old Style, 18 July 1917 New Style"]


def test_an_absent_text_makes_no_warning_and_its_address_is_plain(project: Path) -> None:
    app, warnings = build(project, "html")
    assert not warnings
    page = resolved(app, "index")
    assert "letters.1.4" in page.astext()
    assert "letters.1.4" not in [link.astext() for link in page.findall(nodes.reference)]
    assert "mill.1.2" in [link.astext() for link in page.findall(nodes.reference)]


@pytest.mark.parametrize(
    ("markdown", "warning"),
    [
        ("{person}`Nobody <nobody>`", "no person 'nobody' in corpus/authority/persons.toml"),
        ("{work}`Nothing <nothing1900>`", "no work 'nothing1900' in references.bib"),
        ("{locus}`mill.1.99`", "there is no passage mill.1.99"),
        ("{locus}`mill 1`", "'mill 1' is no address; one looks like trotsky.43.17"),
        ("{date}`then <1917-02-30>`", "'1917-02-30': February 1917 has 28 days"),
        ("{date}`then <1917-07-03 mayan>`", "'1917-07-03 mayan' is no date"),
        ("```{register} ships\n```", "there is no register of 'ships'; the registers are persons, dates, works"),
    ],
)
def test_a_wrong_role_is_a_warning_with_its_line(project: Path, markdown: str, warning: str) -> None:
    (project / "docs/index.md").open("a", encoding="utf-8").write(f"\n{markdown}\n")
    _, warnings = build(project, "html")
    assert warning in warnings
    assert "index.md:1" in warnings


def test_parallel_reading_gives_what_serial_reading_gives(project: Path) -> None:
    build(project, out="serial")
    for number in range(8):  # Sphinx reads in parallel from the fifth page on
        (project / f"docs/p{number}.md").write_text(f"---\norphan: true\n---\n# P{number}\n\n{{person}}`Vera <vera>`\n")
    build(project, out="serial2")
    build(project, out="parallel", jobs=2)
    assert outputs(project, "serial2") == outputs(project, "parallel")
    assert outputs(project, "serial") != outputs(project, "parallel")


def test_an_incremental_build_gives_what_a_clean_one_gives(project: Path) -> None:
    build(project)
    source = project / "corpus/mill/source.txt"
    source.write_text(source.read_text().replace("Nobody knew", "Only Pavel Orlov knew"), encoding="utf-8")
    (project / "docs/index.md").write_text(
        (project / "docs/index.md").read_text().replace("{person}`Vera <vera>`", "nobody")
    )
    build(project)
    build(project, out="clean")
    assert outputs(project) == outputs(project, "clean")


def test_a_page_that_vanishes_takes_its_mentions_along(project: Path) -> None:
    build(project)
    source = project / "corpus/mill/source.txt"
    source.write_text(source.read_text().partition("\n\n2) The")[0], encoding="utf-8")
    edition = project / "corpus/mill/edition.toml"
    text = edition.read_text().partition("\n[file.blocks]")[0].replace('2 = "2) The Wheel"\n', "")
    edition.write_text(text, encoding="utf-8")
    emendations = project / "corpus/mill/emendations.toml"
    emendations.write_text("[[emendation]]" + emendations.read_text().rpartition("[[emendation]]")[2], encoding="utf-8")
    _, warnings = build(project)
    assert not warnings
    assert not (project / "docs/texts/mill/2.md").exists()
    build(project, out="clean")
    clean = outputs(project, "clean")
    assert {name: data for name, data in outputs(project).items() if name in clean} == clean
