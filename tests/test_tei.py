"""Texts as TEI: valid, whole, and with what crosses in them told apart."""

from __future__ import annotations

import lzma
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from sphinx_handbook import corpus, fidelity
from sphinx_handbook.cli.verify import under_test
from sphinx_handbook.export import tei
from sphinx_handbook.export.tei.inline import fill
from sphinx_handbook.export.tei.mentions import dating
from sphinx_handbook.export.tei.xml import TEI, XML_ID, xml_id
from sphinx_handbook.fidelity.extract_tei import regions_of_tei
from sphinx_handbook.text import Annotation, Block, Locus, Span, in_order

ROOT = Path(__file__).parents[1]
SCHEMA = Path(__file__).parent / "schemas/tei_all-4.3.0.rng.xz"


@pytest.fixture(scope="session")
def schema() -> Any:
    """TEI's own schema."""
    return etree.RelaxNG(etree.fromstring(lzma.decompress(SCHEMA.read_bytes())))


@pytest.fixture(scope="session")
def own() -> corpus.Corpus:
    """The project's own texts."""
    found = corpus.load(ROOT)
    assert not found.problems
    return found


# A block's words


def person(start: int, end: int, target: str = "vera") -> Annotation:
    return Annotation(start, end, "person", target)


def date(start: int, end: int) -> Annotation:
    return Annotation(start, end, "date", "1917-07-03", data=(("calendar", "gregorian"),))


def work(start: int, end: int, **data: str) -> Annotation:
    return Annotation(start, end, "work", "grey1931", data=tuple(data.items()))


def term(start: int, end: int) -> Annotation:
    return Annotation(start, end, "term", "duma")


def written(text: str, spans: list[Span], annotations: list[Annotation]) -> Any:
    """The element that a paragraph becomes, in a division that has the note 1; every lemma is ``old``."""
    block = Block("paragraph", text, spans=in_order(spans), locus=Locus("mill", "1", "1"))
    element = etree.Element(f"{{{TEI}}}p", nsmap={None: TEI})
    fill(element, block, annotations, frozenset({"1"}), lambda number: "old")
    return element


VERA = '<persName ref="#person-vera">'
JULY = '<date when="1917-07-03" calendar="#gregorian">'
CASES = {
    "plain words": ("1 < 2 & “so”", [], [], "1 &lt; 2 &amp; “so”"),
    "a person": ("Vera went.", [], [person(0, 4)], f"{VERA}Vera</persName> went."),
    "a generic name": (
        "Vera went.",
        [],
        [Annotation(0, 4, "person", "vera", data=(("generic", "yes"),), sure="probable")],
        '<persName ref="#person-vera" type="generic" cert="medium">Vera</persName> went.',
    ),
    "a term": ("the duma", [], [term(4, 8)], 'the <rs type="term" ref="#term-duma">duma</rs>'),
    "a note mark behind a name": (
        "Vera went.",
        [Span(4, 4, "note", "1")],
        [person(0, 4)],
        f'{VERA}Vera</persName><ptr type="note-mark" n="1" target="#mill-1-n1"/> went.',
    ),
    "a note mark inside a citation": (
        "Grey, p. 2",
        [Span(5, 5, "note", "1")],
        [work(0, 10, page="2")],
        '<bibl corresp="#work-grey1931">Grey,<ptr type="note-mark" n="1" target="#mill-1-n1"/> p. 2'
        '<citedRange unit="page" from="2" to="2"/></bibl>',
    ),
    "a mark without its note": (
        "Gone.",
        [Span(5, 5, "note", "7")],
        [],
        'Gone.<anchor type="note-mark" subtype="lost" n="7"/>',
    ),
    "a page and a gap": (
        "one two",
        [Span(3, 3, "gap", "a torn leaf"), Span(4, 4, "page", "46")],
        [],
        'one<gap reason="lost"><desc>a torn leaf</desc></gap> <pb n="46"/>two',
    ),
    "pages of a journal, ibid.": (
        "Ibid., 14–15, 20",
        [],
        [work(0, 16, page="14-15, 20", via="ibid", date="1917-07-03")],
        '<bibl type="ibid" corresp="#work-grey1931">Ibid., 14–15, 20<citedRange unit="date" from="1917-07-03" to="1917-07-03"/>'
        '<citedRange unit="page" from="14" to="15"/><citedRange unit="page" from="20" to="20"/></bibl>',
    ),
    "a person in a citation": (
        "Vera, 2",
        [],
        [work(0, 7), person(0, 4)],
        f'<bibl corresp="#work-grey1931">{VERA}Vera</persName>, 2</bibl>',
    ),
    "a citation of the same extent is outside": (
        "Vera",
        [],
        [person(0, 4), work(0, 4)],
        f'<bibl corresp="#work-grey1931">{VERA}Vera</persName></bibl>',
    ),
    "a citation in a date, which may hold no bibl": (
        "3 July Grey",
        [],
        [date(0, 11), work(7, 11, page="2")],
        f'{JULY}3 July <ref type="work" target="#work-grey1931">Grey</ref></date>',
    ),
    "an emendation": (
        "the wheel",
        [Span(4, 9, "emendation", "e1")],
        [],
        'the <choice xml:id="mill-e1"><sic>old</sic><corr>wheel</corr></choice>',
    ),
    "words left out": (
        "the wheel",
        [Span(3, 3, "emendation", "e1")],
        [],
        'the<choice xml:id="mill-e1"><sic>old</sic><corr/></choice> wheel',
    ),
    "a person whose name is emended": (
        "Vera went.",
        [Span(0, 4, "emendation", "e1")],
        [person(0, 4)],
        f'{VERA}<choice xml:id="mill-e1"><sic>old</sic><corr>Vera</corr></choice></persName> went.',
    ),
    "a person in an emendation": (
        "and Vera went.",
        [Span(0, 13, "emendation", "e1")],
        [person(4, 8)],
        f'<choice xml:id="mill-e1"><sic>old</sic><corr>and {VERA}Vera</persName> went</corr></choice>.',
    ),
    "a person that crosses an emendation is cut": (
        "Vera Orlov went.",
        [Span(5, 15, "emendation", "e1")],
        [person(0, 10)],
        '<persName ref="#person-vera" xml:id="mill-1-1.1.1" next="#mill-1-1.1.2">Vera </persName>'
        '<choice xml:id="mill-e1"><sic>old</sic><corr>'
        '<persName ref="#person-vera" xml:id="mill-1-1.1.2" prev="#mill-1-1.1.1">Orlov</persName> went</corr></choice>.',
    ),
    "of two that cross the later one is cut": (
        "3 July Vera Orlov",
        [],
        [date(0, 11), person(7, 17)],
        f'{JULY}3 July <persName ref="#person-vera" xml:id="mill-1-1.2.1" next="#mill-1-1.2.2">Vera</persName></date>'
        '<persName ref="#person-vera" xml:id="mill-1-1.2.2" prev="#mill-1-1.2.1"> Orlov</persName>',
    ),
}


@pytest.mark.parametrize(("text", "spans", "annotations", "expected"), CASES.values(), ids=CASES)
def test_a_paragraph(text: str, spans: list[Span], annotations: list[Annotation], expected: str) -> None:
    made = etree.tostring(written(text, spans, annotations), encoding="unicode")
    assert made == f'<p xmlns="{TEI}">{expected}</p>'


READABLE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"))
"""Any text that a reader lets pass."""


@st.composite
def blocks(draw: st.DrawFn) -> tuple[str, list[Span], list[Annotation]]:
    """A text with emendations that do not overlap, points anywhere, and annotations that cross as they like."""
    text = draw(READABLE.filter(lambda text: len(text) > 1))
    place = st.integers(0, len(text))
    edges = sorted(draw(st.sets(place, max_size=6)))
    spans = [
        Span(start, end, "emendation", f"e{number}")
        for number, (start, end) in enumerate(zip(edges[::2], edges[1::2], strict=False), 1)
    ]
    points: list[tuple[int, Any, str]] = [
        (draw(place), *draw(st.sampled_from([("note", "1"), ("note", "7"), ("page", "4"), ("gap", "torn")])))
        for _ in range(draw(st.integers(0, 4)))
    ]
    spans += [Span(at, at, kind, value) for at, kind, value in points]
    made = []
    for _ in range(draw(st.integers(0, 5))):
        start, end = sorted((draw(place), draw(place)))
        if end > start:
            made.append(draw(st.sampled_from([person, date, work, term]))(start, end))
    return text, spans, made


@settings(max_examples=300)
@given(blocks())
def test_any_words_stay_whole_and_in_order(block: tuple[str, list[Span], list[Annotation]]) -> None:
    text, spans, annotations = block
    parsed = etree.fromstring(etree.tostring(written(text, spans, annotations)))
    assert "".join(words(parsed)) == text
    points = [span for span in in_order(spans) if span.start == span.end and span.kind != "emendation"]
    found = parsed.iter(*(f"{{{TEI}}}{name}" for name in ("ptr", "anchor", "pb", "gap")))
    assert [element.get("n") or element[0].text for element in found] == [span.value for span in points]


@settings(max_examples=200)
@given(blocks())
def test_the_parts_of_an_annotation_make_up_its_words(block: tuple[str, list[Span], list[Annotation]]) -> None:
    text, spans, annotations = block
    element = written(text, spans, annotations)
    by_id = {each.get(XML_ID): each for each in element.iter() if each.get(XML_ID)}
    found = []
    for each in element.iter(*(f"{{{TEI}}}{name}" for name in ("persName", "date", "rs", "bibl", "ref"))):
        if not each.get("prev"):
            parts = [each]
            while following := parts[-1].get("next"):
                parts.append(by_id[following.removeprefix("#")])
            found.append("".join(re.sub(r"\s", "", word) for part in parts for word in words(part)))
    expected = [re.sub(r"\s", "", text[each.start : each.end]) for each in annotations]
    assert sorted(found) == sorted(filter(None, expected))


@settings(max_examples=60)
@given(st.data())
def test_any_block_is_valid(schema: Any, data: st.DataObject) -> None:
    text, spans, annotations = data.draw(blocks())
    element = written(text, spans, annotations)
    root = etree.fromstring(SKELETON)
    root.find(f".//{{{TEI}}}body").append(element)
    assert schema.validate(root), schema.error_log


SKELETON = (
    f'<TEI xmlns="{TEI}"><teiHeader><fileDesc><titleStmt><title/></titleStmt><publicationStmt><p/></publicationStmt>'
    "<sourceDesc><p/></sourceDesc></fileDesc></teiHeader><text><body/></text></TEI>"
)


def words(element: Any) -> Iterator[str]:
    """The words of an element with the corrections, as a reader has them."""
    if element.tag in (f"{{{TEI}}}sic", f"{{{TEI}}}desc"):
        return
    yield element.text or ""
    for child in element:
        yield from words(child)
        yield child.tail or ""


# Dates and identifiers


@pytest.mark.parametrize(
    ("edtf", "calendar", "expected"),
    [
        ("1917-07-16", "gregorian", {"when": "1917-07-16", "calendar": "#gregorian"}),
        ("1917-07-03", "julian", {"when": "1917-07-16", "when-custom": "1917-07-03", "calendar": "#julian"}),
        ("1917-07-03", "", {"when-custom": "1917-07-03"}),
        ("1917-07-03/1917-07-05", "gregorian", {"from": "1917-07-03", "to": "1917-07-05", "calendar": "#gregorian"}),
        (
            "1917-07",
            "julian",
            {"notBefore": "1917-07-14", "notAfter": "1917-08-13", "when-custom": "1917-07", "calendar": "#julian"},
        ),
        ("1917", "", {"when": "1917"}),
        ("191X", "", {"notBefore": "1910", "notAfter": "1919"}),
        ("19XX", "", {"notBefore": "1900", "notAfter": "1999"}),
        ("1917-23", "", {"when-custom": "1917-23"}),
    ],
)
def test_a_date_is_given_in_the_gregorian_calendar_and_as_it_was_written(
    edtf: str, calendar: str, expected: dict[str, str]
) -> None:
    found = dating(edtf, calendar)
    method = found.pop("datingMethod", "")
    assert found == expected
    assert method == (expected["calendar"] if "when-custom" in expected and calendar else "")


@pytest.mark.parametrize(("name", "expected"), [("mill-1-n2", "mill-1-n2"), ("mill-1-n*", "mill-1-n_2a_")])
def test_an_address_becomes_an_identifier(name: str, expected: str) -> None:
    assert xml_id(name) == expected


# Whole texts


def test_every_text_of_ours_is_valid_tei(own: corpus.Corpus, schema: Any) -> None:
    for converted in own.converted:
        document = etree.fromstring(tei.write(converted, own.authority))
        assert schema.validate(document), list(schema.error_log)[:3]


def test_every_reference_inside_a_file_leads_to_an_identifier_of_it(own: corpus.Corpus) -> None:
    for converted in own.converted:
        root = etree.fromstring(tei.write(converted, own.authority))
        ids = [element.get(XML_ID) for element in root.iter() if element.get(XML_ID)]
        assert len(ids) == len(set(ids))
        names = ("ref", "target", "corresp", "next", "prev", "calendar", "datingMethod")
        targets = {element.get(name) for element in root.iter() for name in names} - {None}
        assert {target.removeprefix("#") for target in targets} <= set(ids)


def test_every_address_is_an_identifier(own: corpus.Corpus) -> None:
    for converted in own.converted:
        ids = {element.get(XML_ID) for element in etree.fromstring(tei.write(converted, own.authority)).iter()}
        assert {xml_id(address.replace(".", "-")) for address in converted.fingerprints} <= ids


def test_the_small_handbook_is_proved_while_it_is_written(
    project: Path, handbook: Callable[..., int], schema: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert handbook("export", "--format", "tei", "--out", project / "tei") == 0
    assert [file.name for file in (project / "tei").iterdir()] == ["mill.xml"], "the text of letters is not at hand"
    said = capsys.readouterr()
    assert "mill     tei        99      100    3/3    3/3     0      0      0" in said.out
    assert schema.validate(etree.parse(str(project / "tei/mill.xml")))


def test_a_word_that_a_file_lacks_is_missed(project: Path, handbook: Callable[..., int]) -> None:
    folder = project / "tei"
    assert handbook("export", "--format", "tei", "--out", folder) == 0
    file = folder / "mill.xml"
    file.write_text(file.read_text().replace("was forgotten", "was").replace("opened the weir", "opened the the weir"))
    (edition,) = corpus.load(project).converted
    report = fidelity.verify([under_test(edition)], fidelity.Outputs(tei=folder))
    assert {problem.code for problem in report.problems} == {"words-added", "words-lost"}
    file.write_text("<TEI>")
    report = fidelity.verify([under_test(edition)], fidelity.Outputs(tei=folder))
    assert "output-missing" in {problem.code for problem in report.problems}


def test_the_source_can_be_had_back_from_the_lemmas(project: Path) -> None:
    """Choosing sic gives the words before any emendation, choosing corr those after."""
    (edition,) = corpus.load(project).converted
    file = tei.write(edition, corpus.load(project).authority)
    emended, raw = regions_of_tei(file), regions_of_tei(file, "sic")
    said, had = (
        {name: " ".join(token.text for token in region.tokens) for name, region in regions.items()}
        for regions in (emended, raw)
    )
    assert "it was not dry" in said["1"]
    assert "it was dry" in had["1"]
    assert "the whel turned" in had["2"]
    assert had["2"].replace("whel ", "wheel ") == said["2"]


def test_a_letter_with_items_keeps_its_blocks(project: Path, schema: Any) -> None:
    """Kinds of blocks that the small text lacks: epigraph, salutation, an inner heading, a signature in a quotation."""
    (edition,) = corpus.load(project).converted
    first = edition.edition.divisions[0]
    kinds: list[tuple[Any, int, int]] = [
        ("epigraph", 1, 0),
        ("paragraph", 0, 0),
        ("heading", 0, 1),
        ("salutation", 2, 0),
        ("heading", 2, 1),
        ("sublist-item", 2, 0),
        ("signature", 2, 0),
        ("heading", 0, 2),
        ("table", 0, 0),
        ("heading", 0, 1),
        ("notes-heading", 0, 0),
    ]
    made = tuple(
        Block(kind, f"Words {number}.", container=container, level=level, locus=Locus("mill", "1", str(number)))
        for number, (kind, container, level) in enumerate(kinds, 1)
    )
    changed = replace(edition, edition=replace(edition.edition, divisions=(replace(first, blocks=made),)))
    root = etree.fromstring(tei.write(changed, corpus.load(project).authority))
    assert schema.validate(root), schema.error_log
    body = root.find(f".//{{{TEI}}}body")
    shape = [
        (element.tag.rpartition("}")[2], element.get("type"))
        for element in body.iter()
        if element.get(XML_ID, "").count("-") < 2 or element.get("type")
    ]
    assert [each for each in shape if each[0] in ("div", "quote", "ab")] == [
        ("div", "division"),
        ("quote", "epigraph"),
        ("div", "section"),
        ("quote", "letter"),
        ("ab", "salutation"),
        ("ab", "signature"),
        ("div", "section"),
        ("ab", "table"),
        ("div", "section"),
        ("div", "notes"),
    ]
    found = [each.get(XML_ID) for each in body.iter() if (each.get(XML_ID) or "").startswith("mill-1-")]
    assert found == ["mill-1-0", *(f"mill-1-{number}" for number in range(1, 12)), "mill-1-n1", "mill-1-n2"]
