"""Other projects lead to passages and records of a handbook by its inventory, `objects.inv`: two projects, one after the other."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from docutils import nodes
from links import lost_entries
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from conftest import ROOTS
from test_domain import build, resolved

HANDBOOK = "https://example.org/mill/"

OF_A_HANDBOOK = """\
extensions = ["sphinx_handbook", "sphinx.ext.intersphinx"]
primary_domain = "hb"
"""
"""A project that has our roles, and neither texts nor authority files."""

OF_ANYONE = """\
extensions = ["myst_parser", "sphinx.ext.intersphinx"]
"""
"""A project that knows nothing of handbooks."""


class Link(NamedTuple):
    text: str
    place: str


@pytest.fixture
def handbook_site(project: Path) -> Path:
    """The small handbook with a ferry for a kind of its own, and an event, as a website."""
    authority = project / "corpus/authority"
    (authority / "kinds.toml").write_text('[ships]\nrole = "ship"\nindex = "Index of ships"\n')
    (authority / "ships.toml").write_text('[gudrun]\nname = "The Gudrun"\nabout = "A ferry."\n')
    (authority / "events.toml").write_text(
        '[flood]\ntitle = "The weir breaks"\ndate = "1917-07-09"\nabout = "It broke."\n'
    )
    (project / "docs/ships.md").write_text("---\norphan: true\n---\n\n# Ships\n\n```{register} ships\n```\n")
    _, warnings = build(project, "html")
    assert not warnings
    return project / "out/html"


def other_project(folder: Path, conf: str, page: str, inventory: Path) -> tuple[list[Link], str]:
    """Build another project with ``page``; returns the links of that page and the warnings."""
    folder.mkdir()
    mapping = f'intersphinx_mapping = {{"mill": ("{HANDBOOK}", "{inventory}")}}\n'
    (folder / "conf.py").write_text(f'project = "Another"\nhtml_theme = "basic"\n{conf}{mapping}', encoding="utf-8")
    (folder / "index.md").write_text(f"# Another\n\n{page}\n", encoding="utf-8")
    warnings = io.StringIO()
    with docutils_namespace():
        app = Sphinx(folder, folder, folder / "out", folder / "out", "html", status=None, warning=warnings)
        app.build()
        links = [
            Link(link.astext(), link["refuri"].removeprefix(HANDBOOK))
            for link in resolved(app, "index").findall(nodes.reference)
            if link.get("refuri", "").startswith(HANDBOOK)
        ]
    return links, warnings.getvalue()


CASES = [
    ("{person}`vera`", "Vera Sokolova", "people.html#person-vera"),
    ("{person}`the miller <vera>`", "the miller", "people.html#person-vera"),
    ("{work}`grey1931`", "Grey, Mills (1931)", "works.html#work-grey1931"),
    ("{work}`Grey, p. 14 <grey1931; page 14>`", "Grey, p. 14", "works.html#work-grey1931"),
    ("{ship}`gudrun`", "The Gudrun", "ships.html#ship-gudrun"),
    ("{locus}`mill.1.2`", "mill.1.2", "texts/mill/1.html#mill-1-2"),
    ("{locus}`a note <mill.1.n2>`", "a note", "texts/mill/1.html#mill-1-n2"),
    ("{locus}`mill`", "mill", "texts/mill/index.html#mill"),
    ("{date}`the third <1917-07-03 julian>`", "the third", "chronology.html#date-1917-07-16"),
    ("{date}`the sixteenth <1917-07-16 gregorian>`", "the sixteenth", "chronology.html#date-1917-07-16"),
    ("{external:person}`vera`", "Vera Sokolova", "people.html#person-vera"),
    ("{external+mill:hb:person}`vera`", "Vera Sokolova", "people.html#person-vera"),
    ("{external+mill:hb:locus}`mill.2.4`", "mill.2.4", "texts/mill/2.html#mill-2-4"),
]


def test_a_project_with_our_roles_leads_to_a_handbook(handbook_site: Path, tmp_path: Path) -> None:
    page = "\n\n".join(markdown for markdown, _, _ in CASES)
    links, warnings = other_project(tmp_path / "b", OF_A_HANDBOOK, page, handbook_site / "objects.inv")
    assert not warnings
    assert links == [Link(text, place) for _, text, place in CASES]


PLAIN_CASES = [
    ("[](inv:mill:hb:person#vera)", "Vera Sokolova", "people.html#person-vera"),
    ("[a passage](inv:mill:hb:locus#mill.1.2)", "a passage", "texts/mill/1.html#mill-1-2"),
    ("[](inv:mill:hb:work#grey1931)", "Grey, Mills (1931)", "works.html#work-grey1931"),
    ("[](inv:mill:hb:ship#gudrun)", "The Gudrun", "ships.html#ship-gudrun"),
    ("[](inv:mill:hb:event#flood)", "The weir breaks", "chronology.html#event-flood"),
    (
        "[](inv:mill:hb:date#date-1917-07-16)",
        "3 July 1917 Old Style, 16 July 1917 New Style",
        "chronology.html#date-1917-07-16",
    ),
]


def test_a_project_that_knows_no_handbook_leads_to_one(handbook_site: Path, tmp_path: Path) -> None:
    page = "\n\n".join(markdown for markdown, _, _ in PLAIN_CASES)
    links, warnings = other_project(tmp_path / "b", OF_ANYONE, page, handbook_site / "objects.inv")
    assert not warnings
    assert links == [Link(text, place) for _, text, place in PLAIN_CASES]


def test_a_day_is_never_taken_for_that_of_the_other_calendar(handbook_site: Path, tmp_path: Path) -> None:
    """On 16 July of the Old Style nothing is told; the sixteenth of the New Style is another day."""
    page = "{date}`the sixteenth <1917-07-16 julian>`"
    links, _ = other_project(tmp_path / "b", OF_A_HANDBOOK, page, handbook_site / "objects.inv")
    assert links == []


@pytest.mark.parametrize(
    ("markdown", "warning"),
    [
        ("{person}`nobody`", "no person 'nobody' in the handbooks that intersphinx_mapping names"),
        ("{work}`nothing1900`", "no work 'nothing1900' in the handbooks that intersphinx_mapping names"),
        ("{ship}`titanic`", "hb:ship reference target not found: titanic"),
    ],
)
def test_a_record_that_nobody_has_is_a_mistake(
    handbook_site: Path, tmp_path: Path, markdown: str, warning: str
) -> None:
    links, warnings = other_project(tmp_path / "b", OF_A_HANDBOOK, markdown, handbook_site / "objects.inv")
    assert links == []
    assert warning in warnings


def test_a_passage_or_a_day_that_nobody_has_is_plain_text(handbook_site: Path, tmp_path: Path) -> None:
    """The other handbook may lack the text, and need not tell of every day."""
    page = "{locus}`letters.1.4` and {date}`then <1812-07-03 julian>`"
    links, warnings = other_project(tmp_path / "b", OF_A_HANDBOOK, page, handbook_site / "objects.inv")
    assert (links, warnings) == ([], "")


def test_a_project_that_lost_its_corpus_is_told_so(project: Path) -> None:
    """Without another project to lead to, authority files that are not there are a mistake."""
    (project / "elsewhere").mkdir()
    with (project / "docs/conf.py").open("a", encoding="utf-8") as conf:
        conf.write('handbook_root = "../elsewhere"\n')
    _, warnings = build(project, "html")
    assert "text-missing the file cannot be read" in warnings


def test_a_handbook_leads_to_another_for_what_it_lacks(handbook_site: Path, tmp_path: Path) -> None:
    """It has people, works and texts of its own; whom it does not know it finds in the other."""
    shutil.copytree(ROOTS / "small", tmp_path / "another")
    people = tmp_path / "another/corpus/authority/persons.toml"
    people.write_text('[anna]\nname = "Anna"\nsort = "Anna"\n', encoding="utf-8")
    shutil.rmtree(tmp_path / "another/corpus/mill")
    docs = tmp_path / "another/docs"
    (docs / "index.md").write_text(
        "# Another\n\n{person}`Anna <anna>`, {person}`vera`, {locus}`mill.1.2`, {person}`nobody`\n\n"
        "```{toctree}\ntexts/letters/index\npeople\nchronology\nworks\n```\n"
    )
    with (docs / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write('extensions += ["sphinx.ext.intersphinx"]\n')
        conf.write(f'intersphinx_mapping = {{"mill": ("{HANDBOOK}", "{handbook_site / "objects.inv"}")}}\n')
    app, warnings = build(tmp_path / "another", "html")
    links = [(link.astext(), link["refuri"]) for link in resolved(app, "index").findall(nodes.reference)]
    assert links[:3] == [
        ("Anna", "people.html#person-anna"),
        ("Vera Sokolova", f"{HANDBOOK}people.html#person-vera"),
        ("mill.1.2", f"{HANDBOOK}texts/mill/1.html#mill-1-2"),
    ]
    assert "no person 'nobody' in corpus/authority/persons.toml" in warnings


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("mill.1.2", "texts/mill/1.html#mill-1-2"),
        ("vera", "people.html#person-vera"),
        ("gudrun", "ships.html#ship-gudrun"),
    ],
)
def test_the_role_any_finds_passages_and_records(handbook_site: Path, project: Path, target: str, place: str) -> None:
    (project / "docs/any.md").write_text(f"---\norphan: true\n---\n\n# Any\n\n{{any}}`{target}`\n")
    app, warnings = build(project, "html")
    assert not warnings
    assert [link["refuri"] for link in resolved(app, "any").findall(nodes.reference)] == [place]


def test_every_entry_of_the_inventory_leads_to_a_place_that_is_there(handbook_site: Path) -> None:
    followed, lost = lost_entries(handbook_site)
    assert followed > 40
    assert lost == []
