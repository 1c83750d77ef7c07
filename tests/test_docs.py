"""What the guide for contributors shows is true: each of its examples is run here.

A comment above a fenced block says what it is: ``% file: PATH`` is written to PATH of a small project that the pages build up
together; the others are named in ``CHECKED``.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shlex
import shutil
import textwrap
import tomllib
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from sphinx_handbook import corpus, reference
from sphinx_handbook.authority import Entry, Person, parse_works
from sphinx_handbook.cli import VERBS, main, verify
from sphinx_handbook.decisions import Decision
from sphinx_handbook.edition import EditionData, FileData
from sphinx_handbook.emend import Emendation
from sphinx_handbook.exceptions import Exemption
from sphinx_handbook.problems import CODES
from sphinx_handbook.readers.blockmap import KINDS
from sphinx_handbook.recognisers import DateSetting, Recogniser
from sphinx_handbook.safety.tags import website_problems
from sphinx_handbook.schema import structure
from sphinx_handbook.text import Annotation, Block, Division, Edition
from test_layers import LAYERS, layer

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "contributing"
PROBLEMS = GUIDE / "problems.md"
CHECKED = {
    "file",
    "append",
    "addresses",
    "answers",
    "annotation",
    "apparatus",
    "change",
    "data",
    "elsewhere-conf",
    "elsewhere-page",
    "ledger",
    "new",
    "page",
    "parses",
    "policy",
    "problem",
    "proposal",
    "raw",
    "roles",
    "run",
    "save",
    "session",
    "shell",
    "table",
    "tei",
    "warnings",
    "written",
    "wrong-roles",
}
CONF = """\
project = "Example"
extensions = ["sphinx_handbook"]
primary_domain = "hb"
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist"]
myst_footnote_sort = False
myst_footnote_transition = False
html_theme = "basic"
"""


WIDTH = 64
"""Characters that a line of an example has room for in the PDF."""


class Example(NamedTuple):
    """A fenced block: the page and line it is on, the comment above it (what, of what), its language and its text."""

    page: str
    line: int
    what: str
    of: str
    language: str
    text: str

    @property
    def place(self) -> str:
        return f"docs/contributing/{self.page}:{self.line}"


def examples() -> list[Example]:
    return [example for page in sorted(GUIDE.glob("*.md")) for example in examples_of(page)]


def examples_of(page: Path) -> list[Example]:
    text = page.read_text(encoding="utf-8")
    return [
        Example(
            page.name,
            text.count("\n", 0, match.start("fence")) + 1,
            match["what"] or "",
            match["of"] or "",
            match["info"],
            match["body"],
        )
        for match in re.finditer(
            r"(?:^% (?P<what>[a-z-]+)(?:: (?P<of>\S+))?\n)?^(?P<fence>`{3,})(?P<info>\S*)[^\n]*\n(?P<body>.*?)^(?P=fence)$",
            text,
            re.MULTILINE | re.DOTALL,
        )
    ]


EXAMPLES = examples()


def all_of(what: str) -> list[object]:
    return [pytest.param(example, id=example.place) for example in EXAMPLES if example.what == what]


@dataclass(frozen=True)
class Run:
    """What a call of ``handbook`` returned and printed."""

    code: int
    out: str
    err: str


def handbook(root: Path, *arguments: str) -> Run:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["--root", str(root), *arguments])
    return Run(code, out.getvalue(), err.getvalue())


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="session")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project that the guide's files make up, converted."""
    root = tmp_path_factory.mktemp("guide")
    for what in ("file", "append"):
        for example in EXAMPLES:
            if example.what == what:
                file = root / example.of
                file.parent.mkdir(parents=True, exist_ok=True)
                before = file.read_text(encoding="utf-8") + "\n" if what == "append" else ""
                file.write_text(before + example.text.replace("·\n", " \n"), encoding="utf-8")
    run = handbook(root, "convert")
    assert (run.code, run.err) == (0, ""), run.err
    return root


@pytest.fixture(scope="session")
def built(guide: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """The project with the guide's roles on a page of its own, built as a website."""
    root = copy_of(guide, tmp_path_factory.mktemp("built"))
    write_docs(root, "\n\n".join(example.text for example in EXAMPLES if example.what == "roles"))
    return root, handbook(root, "build", "--formats", "html")


def copy_of(project: Path, folder: Path) -> Path:
    return Path(shutil.copytree(project, folder / "project"))


def write_docs(root: Path, page: str) -> None:
    """A configuration, an index of all editions, and ``page`` with the registers."""
    docs = root / "docs"
    docs.mkdir(exist_ok=True)
    sigla = sorted(path.parent.name for path in root.glob("corpus/*/edition.toml"))
    others = sorted(page.relative_to(docs).with_suffix("").as_posix() for page in docs.glob("commentary/*.md"))
    entries = "\n".join(["page", *(f"texts/{siglum}/index" for siglum in sigla), *others])
    kinds = corpus.read_authority(root)[0].kinds
    registers = "\n\n".join(f"```{{register}} {kind}\n```" for kind in ("persons", "dates", "works", *kinds))
    docs.joinpath("conf.py").write_text(CONF, encoding="utf-8")
    docs.joinpath("index.md").write_text(f"# Example\n\n```{{toctree}}\n{entries}\n```\n", encoding="utf-8")
    docs.joinpath("page.md").write_text(f"# Page\n\n{page}\n\n{registers}\n", encoding="utf-8")


@pytest.mark.parametrize("example", [pytest.param(example, id=example.place) for example in EXAMPLES])
def test_every_example_says_how_it_is_checked(example: Example) -> None:
    if example.language.startswith("{"):
        return  # a directive of the page itself: the build checks it
    assert example.what in CHECKED, f"{example.place}: put a comment above the block, such as % shell; see {__file__}"


@pytest.mark.parametrize("example", [pytest.param(one, id=one.place) for one in EXAMPLES if one.what])
def test_every_example_fits_the_printed_page(example: Example) -> None:
    long = [line for line in example.text.splitlines() if len(line) > WIDTH and "sha256" not in line]
    assert not long, f"{example.place}: lines of more than {WIDTH} characters are broken in the PDF"


# TOML and BibTeX


@pytest.mark.parametrize("example", all_of("parses"))
def test_fragments_fit_the_schema(example: Example) -> None:
    schema = {
        "file": FileData,
        "emendation": Emendation,
        "decision": Decision,
        "exception": Exemption,
        "edition": EditionData,
        "person": Person,
        "entry": Entry,
        "page": None,
    }[example.of]
    if schema is None:
        return  # a page that the example of a role or a register needs
    tables = tomllib.loads(example.text)
    (records,) = tables.values()
    for record in records:
        assert structure(record, schema, example.text, example.place)


def test_the_projects_files_are_accepted(guide: Path) -> None:
    run = handbook(guide, "check")
    assert (run.code, run.err) == (0, "")


def annotations(guide: Path, text: str) -> list[Annotation]:
    """What the recognisers find in a text of one block."""
    known = corpus.load(guide)
    division = Division("1", Block("heading", "1"), (Block("paragraph", text),), (), "text", (1, 2))
    found = Recogniser.of(known.authority).annotate(Edition("one", (division,)), DateSetting("gregorian", 1912))
    return [one for each in found.values() for one in each]


def test_bibtex_gives_what_the_page_says(guide: Path) -> None:
    text = (guide / "references.bib").read_text(encoding="utf-8")
    works, problems = parse_works(text, "references.bib")
    assert problems == []
    assert works["tide1931"].short == "Tide, Rivers and Their Ferries (1931)"
    assert works["tide1931"].forms == ("Rivers and Their Ferries", "Tide’s Rivers")
    (found,) = annotations(guide, "See Tide’s Rivers, vol. 2, pp. 12–14.")
    assert dict(found.data) == {"volume": "2", "page": "12-14"}
    for text in (
        "See H. Tide, Rivers and Their Ferries, 12.",
        "She read Rivers and Their Ferries.",
        "RTF, vol. 3, 4.",
        "The chapter Low Water is short.",
    ):
        assert [each.target for each in annotations(guide, text)] == ["tide1931"], text


def test_excluded_names_are_those_the_page_says(guide: Path) -> None:
    for text, count in (("Weiss said so.", 1), ("in Weiss Street", 0), ("an Edel Weiss grew", 0), ("Weissbach", 0)):
        assert len(annotations(guide, text)) == count, text


# Decisions


def test_decisions_do_what_the_page_says(guide: Path) -> None:
    (edition,) = (one for one in corpus.load(guide).converted if one.edition.siglum == "lock")
    decided = {
        text[each.start : each.end] + address[-2:]: (each.target, each.data)
        for (address, text), found in edition.annotated.items()
        for each in found
        if each.rule == "decision"
    }
    assert decided == {
        "Marder.1": ("marder-emil", ()),
        "Marder.2": ("marder-otto", ()),
        "On the Tuesday.3": ("1912-05-07", (("calendar", "gregorian"),)),
        "Rivers, 14n1": ("tide1931", (("page", "14"),)),
    }
    assert "Weiss" not in (guide / "docs/texts/lock/1.md").read_text(encoding="utf-8").replace("at the Weiss.", "")


def test_without_them_review_asks_what_the_page_shows(
    guide: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_of(guide, tmp_path)
    (root / DECISIONS).unlink()
    (example,) = (example for example in EXAMPLES if example.what == "session")
    monkeypatch.setattr("sys.stdin", io.StringIO("c marder-e he had the mornings\nc marder-o\n"))
    run = handbook(root, "review", example.of, "--type", "person", "--interactive")
    assert example.text in run.out
    assert "2 decisions written to corpus/lock/decisions.toml; 0 left to decide" in run.out
    assert handbook(root, "check").code == 0


# Texts


@pytest.mark.parametrize("example", all_of("addresses"))
def test_addresses_are_those_the_page_says(guide: Path, example: Example) -> None:
    (edition,) = (one.edition for one in corpus.load(guide).converted if one.edition.siglum == example.of)
    found = [
        (str(block.locus), "note" if "n" in block.locus.block else block.kind, block.text)
        for block in edition.blocks()
        if block.locus
    ]
    said = [tuple(line.split(None, 2)) for line in example.text.splitlines()]
    assert [row[:2] for row in said] == [row[:2] for row in found]
    for (address, _, beginning), (_, _, text) in zip(said, found, strict=True):
        assert text.startswith(beginning), address


def test_pages_are_those_the_page_says(guide: Path) -> None:
    pages = {path.relative_to(guide / "docs/texts").as_posix() for path in guide.glob("docs/texts/*/*.md")}
    assert {"ferry/index.md", "ferry/1.md", "ferry/2.md", "ferry/apparatus.md"} <= pages
    assert "harbour-p18" in (guide / "docs/texts/harbour/1.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("example", all_of("ledger"))
def test_ledger_lines_are_those_the_page_shows(guide: Path, example: Example) -> None:
    ledger = (guide / "corpus" / example.of / "ledger.txt").read_text(encoding="utf-8")
    assert example.text in ledger


@pytest.mark.parametrize("example", all_of("page"))
def test_lines_of_pages_are_those_shown(guide: Path, example: Example) -> None:
    assert example.text in (guide / example.of).read_text(encoding="utf-8")


def test_a_deleted_ledger_is_written_anew(guide: Path, tmp_path: Path) -> None:
    root = copy_of(guide, tmp_path)
    ledger = root / "corpus/ferry/ledger.txt"
    before = ledger.read_text(encoding="utf-8")
    ledger.unlink()
    assert handbook(root, "convert").code == 0
    assert ledger.read_text(encoding="utf-8") == before


def test_publishing_records_corrected_words(guide: Path, tmp_path: Path) -> None:
    root = copy_of(guide, tmp_path)
    IN_CORPUS["ledger-changed"](root)
    assert handbook(root, "convert", "ferry", "--publish").code == 0
    assert handbook(root, "check").code == 0


def test_every_kind_of_block_is_explained() -> None:
    page = (GUIDE / "texts.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)
    assert sorted(explained) == sorted(KINDS), "the table of kinds in docs/contributing/texts.md"


# Outputs


def test_the_examples_build_without_a_warning(built: tuple[Path, Run]) -> None:
    assert built[1].err == ""
    assert built[1].code == 0


@pytest.mark.parametrize("example", all_of("apparatus"))
def test_apparatus_reads_as_the_page_says(built: tuple[Path, Run], example: Example) -> None:
    html = (built[0] / f"build/html/texts/{example.of}/apparatus.html").read_text(encoding="utf-8")
    assert squeezed(example.text) in squeezed(re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize("example", all_of("table"))
def test_table_is_that_the_page_shows(built: tuple[Path, Run], example: Example) -> None:
    printed = [squeezed(line) for line in built[1].out.splitlines()]
    for line in re.split(r"\n(?! )", example.text.strip()):
        assert squeezed(line) in printed, built[1].out


def test_wrong_roles_say_what_the_page_says(guide: Path, tmp_path: Path) -> None:
    (wrong,) = (example for example in EXAMPLES if example.what == "wrong-roles")
    (warnings,) = (example for example in EXAMPLES if example.what == "warnings")
    root = copy_of(guide, tmp_path)
    write_docs(root, wrong.text.replace("\n", "\n\n"))
    run = handbook(root, "check")
    said = [squeezed(message) for message in re.split(r"\n(?! )", warnings.text.strip())]
    assert len(said) == len(wrong.text.splitlines())
    for message in said:
        assert message in squeezed(run.err)
    assert run.err.count(" page-target ") == len(said), run.err
    assert run.code == 1


def test_a_passage_that_is_not_there_is_said_as_the_page_says(guide: Path, tmp_path: Path) -> None:
    page = (GUIDE / "roles.md").read_text(encoding="utf-8")
    role, message = "{locus}`ferry.9.1`", "there is no passage ferry.9.1"
    assert role in page
    assert f"`{message}`" in page
    root = copy_of(guide, tmp_path)
    write_docs(root, role)
    run = handbook(root, "build", "--formats", "html", "--no-verify")
    assert (run.code, run.err.count("WARNING"), message in run.err) == (1, 1, True)


# Other programs


@pytest.mark.parametrize("example", all_of("elsewhere-page"))
def test_another_project_leads_where_the_page_says(built: tuple[Path, Run], tmp_path: Path, example: Example) -> None:
    (conf,) = (one.text for one in EXAMPLES if (one.what, one.of) == ("elsewhere-conf", example.of))
    inventory = built[0] / "build/html/objects.inv"
    page = tmp_path / "docs/index.md"
    page.parent.mkdir()
    page.write_text(f"# Another\n\n{example.text}", encoding="utf-8")
    page.with_name("conf.py").write_text(conf.replace("None", f"{str(inventory)!r}"), encoding="utf-8")
    warnings = io.StringIO()
    with docutils_namespace():
        out = tmp_path / "out"
        Sphinx(page.parent, page.parent, out, out, "html", status=None, warning=warnings).build()
    assert not warnings.getvalue()
    html = (out / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="https://example\.org/ferry/([^"]+)"', html)
    assert len(links) == len(re.findall(r"\{|\]\(", example.text))
    for link in links:
        place, _, anchor = link.partition("#")
        assert f'id="{anchor}"' in (built[0] / "build/html" / place).read_text(encoding="utf-8"), link


@pytest.mark.parametrize("example", all_of("data"))
def test_data_beside_the_website_are_those_the_page_shows(built: tuple[Path, Run], example: Example) -> None:
    file, *path = example.of.split("/passages/")
    found = json.loads((built[0] / "build/html" / file).read_text(encoding="utf-8"))["passages"][path[0]]
    assert json.loads(example.text) == found


@pytest.fixture(scope="session")
def exported(guide: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide's texts as TEI and their annotations as JSON-LD."""
    folder = tmp_path_factory.mktemp("exported")
    for form in ("tei", "jsonld"):
        assert handbook(guide, "export", "--format", form, "--out", str(folder)).code == 0
    return folder


@pytest.mark.parametrize("example", all_of("annotation"))
def test_annotations_are_those_the_page_shows(exported: Path, example: Example) -> None:
    items = json.loads((exported / example.of).read_text(encoding="utf-8"))["items"]
    assert json.loads(example.text) in items


@pytest.mark.parametrize("example", all_of("tei"))
def test_texts_as_tei_are_those_the_page_shows(exported: Path, example: Example) -> None:
    def bare(xml: str) -> str:
        return re.sub(r"\s", "", xml)

    assert bare(example.text) in bare((exported / f"{example.of}.xml").read_text(encoding="utf-8"))


# The command line


def commands() -> list[object]:
    return [
        pytest.param(line, id=f"{example.place} {line}")
        for example in EXAMPLES
        if example.what == "shell"
        for line in example.text.splitlines()
    ]


@pytest.mark.parametrize("line", commands())
def test_commands_exist(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    program, *arguments = shlex.split(line)
    if program == "make":
        targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert all("=" in argument or argument in targets for argument in arguments)
    elif program == "handbook":
        if arguments[:1] == ["--root"]:
            arguments = arguments[2:]
        verb = [] if arguments[0].startswith("-") else arguments[:1]
        with pytest.raises(SystemExit) as done:
            main([*verb, "--help"])
        assert done.value.code == 0
        help_text = capsys.readouterr().out
        for option in (argument for argument in arguments if argument.startswith("--")):
            assert option in help_text, f"{line}: there is no {option}"
    else:
        assert program in ("git", "cd", ".", "sha256sum", "python", "pre-commit")


def test_every_verb_and_option_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    page = (GUIDE / "first-steps.md").read_text(encoding="utf-8")
    for verb in VERBS:
        assert f"`handbook {verb}`\n: " in page, f"first-steps.md does not explain handbook {verb}"
        with pytest.raises(SystemExit):
            main([verb, "--help"])
        for option in sorted(set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}):
            assert option in page, f"first-steps.md does not mention {option} of handbook {verb}"


# Architecture


def test_layers_are_those_the_page_lists() -> None:
    page = (GUIDE / "architecture.md").read_text(encoding="utf-8")
    table = re.search(r"^\| Layer .*?\n\n", page, re.MULTILINE | re.DOTALL)
    assert table
    rows = [re.findall(r"`([a-z]+)`", row.split("|")[2]) for row in table[0].strip().splitlines()[2:]]
    assert sorted(module for row in rows for module in row) == sorted(set().union(*LAYERS))
    heights = [{layer(module) for module in row} for row in rows]
    assert all(max(above) < min(below) for above, below in pairwise(heights))


# Keys


def test_keys_page_is_up_to_date() -> None:
    assert (ROOT / reference.PAGE).read_text(encoding="utf-8") == reference.keys_page(), (
        f"{reference.PAGE} is not what the dataclasses say; write it anew from the project's folder: "
        ".venv/bin/python -m sphinx_handbook.reference"
    )


def test_meanings_have_their_apostrophes() -> None:
    assert reference.meanings(Person)["id"] == "taken from the table’s name; never written."


def test_a_key_without_a_meaning_is_an_error() -> None:
    @dataclass
    class Mute:
        """Says nothing of its key."""

        key: str

    with pytest.raises(LookupError, match="Mute does not say what key means"):
        list(reference._rows(reference._Table("", Mute, "")))


# Something new


def test_new_says_and_writes_what_the_page_shows(guide: Path, tmp_path: Path) -> None:
    root = copy_of(guide, tmp_path)
    for example in (example for example in EXAMPLES if example.what in ("new", "written")):
        if example.what == "written":
            assert (root / example.of).read_text(encoding="utf-8") == example.text
            continue
        command, _, said = example.text.partition("\n")
        run = handbook(root, *shlex.split(command.removeprefix("$ handbook ")))
        assert squeezed(run.out + run.err) == squeezed(said), example.place
    assert handbook(root, "check").code == 0


@pytest.mark.parametrize("example", all_of("proposal"))
def test_proposals_are_those_the_page_shows(guide: Path, tmp_path: Path, example: Example) -> None:
    """With UPDATE_DOCS=1 in the environment the page is corrected instead."""
    (raw,) = (one for one in EXAMPLES if one.what == "raw" and one.of == example.of)
    root = copy_of(guide, tmp_path)
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / raw.of).write_text(raw.text, encoding="utf-8")
    siglum = raw.of.partition(".")[0]
    assert handbook(root, "new", "edition", str(texts / raw.of), siglum).code == 0
    written = (root / f"corpus/{siglum}/edition.toml").read_text(encoding="utf-8")
    if os.environ.get("UPDATE_DOCS"):
        page = GUIDE / example.page
        marked = f"% proposal: {example.of}\n```toml\n"
        page.write_text(
            page.read_text(encoding="utf-8").replace(marked + example.text, marked + written), encoding="utf-8"
        )
    else:
        assert example.text == written
    assert handbook(root, "check", "--texts", str(texts)).code == 0


# Problems: each message of the page is brought about.


def edit(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        text = (root / file).read_bytes()
        assert text.count(old.encode()) >= 1, (file, old)
        (root / file).write_bytes(text.replace(old.encode(), new.encode(), 1))

    return change


def put(file: str, data: bytes) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / file).parent.mkdir(exist_ok=True)
        (root / file).write_bytes(data)

    return change


def remove(file: str) -> Callable[[Path], None]:
    return lambda root: (root / file).unlink()


def latin_1(root: Path) -> None:
    text = (root / CLOCK).read_text(encoding="utf-8").replace("takes", "takés").replace("coin", "cöin")
    (root / CLOCK).write_bytes(text.encode("latin-1"))


def differing(root: Path) -> None:
    """The ferry's text belongs to others, and the folder of texts holds a copy with another word."""
    text = (root / FERRY).read_bytes()
    (root / FERRY).unlink()
    edit(EDITION, 'path = "source.txt"', f'sha256 = "{hashlib.sha256(text).hexdigest()}"')(root)
    put("texts/boat.txt", text.replace(b"lantern", b"lamp"))(root)


def wrong_weekday(root: Path) -> None:
    edit(CLOCK, "In them lay", "On Monday, 3 May 1912 in them lay")(root)
    (root / "corpus/clock/ledger.txt").unlink(missing_ok=True)


def page(text: str) -> Callable[[Path], None]:
    return put("docs/boats.md", f"# Boats\n\n{text}\n".encode())


FERRY, CLOCK = "corpus/ferry/source.txt", "corpus/clock/source.txt"
DECISIONS = "corpus/lock/decisions.toml"
COMMENTARY = "docs/commentary/boats.md"
EDITION, PERSONS, PAGE = "corpus/ferry/edition.toml", "corpus/authority/persons.toml", "build/html/texts/ferry/1.html"
IN_CORPUS: dict[str, Callable[[Path], None]] = {
    "text-missing": remove(FERRY),
    "text-unknown": put("texts/shopping.txt", b"Milk\n\nBread\n"),
    "text-differs": differing,
    "text-encoding": latin_1,
    "text-empty": put(CLOCK, b"\n"),
    "text-control": edit(CLOCK, "coin", "co\x0cin"),
    "text-line-ends": edit(CLOCK, "\n", "\r\n"),
    "text-line-long": put(CLOCK, b"tick tock " * 30_000),
    "text-size": put(EDITION, b"# tick tock\n" * 200_000),
    "toml-syntax": edit(EDITION, '"gregorian"', "gregorian"),
    "toml-key": edit(EDITION, "author", "autor"),
    "toml-value": edit(EDITION, "1912", '"1912"'),
    "map-line": edit(EDITION, '"5"', '"6"'),
    "heading-unexpected": edit(EDITION, "2) The Last Boat", "2) The Late Boat"),
    "note-sequence": edit(FERRY, "2 The log", "7 The log"),
    "emendation-lemma": edit("corpus/ferry/emendations.toml", '"thougth"', '"thouhgt"'),
    "emendation-place": edit("corpus/ferry/emendations.toml", "ferry.1.3", "ferry.1.30"),
    "decision-place": edit(DECISIONS, "lock.1.1", "lock.1.10"),
    "decision-words": edit(DECISIONS, '"Marder"', '"Mardor"'),
    "decision-target": edit(DECISIONS, '"marder-emil"', '"marder-emill"'),
    "decision-unused": edit(DECISIONS, '"Weiss"', '"drank"'),
    "commentary-syntax": edit(COMMENTARY, '"ice at both banks"', "ice"),
    "commentary-place": edit(COMMENTARY, "ferry.1.2", "ferry.3.2"),
    "commentary-lemma": edit(COMMENTARY, "ferry.1.2", "ferry.1.3"),
    "gap-place": edit(EDITION, "who wanted to", "who wished to"),
    "island-place": edit(
        EDITION, "[reading]", '[[island]]\nplace = "ferry.9"\nyear = 1911\nreason = "The log."\n\n[reading]'
    ),
    "ledger-shift": edit(FERRY, "“There", "He said:\n\n“There"),
    "ledger-changed": edit(FERRY, "three things", "four things"),
    "ledger-broken": edit("corpus/ferry/ledger.txt", "ferry.1.2", "<<<<<<<\nferry.1.2"),
    "authority-value": edit(PERSONS, '"1954"', '"1854"'),
    "date-contradiction": wrong_weekday,
    "name-unexplained": put("corpus/authority/names.toml", b'words = ["Anna"]\n'),
    "exception-unused": put(
        "corpus/exceptions.toml",
        b'[[exception]]\ncode = "date-contradiction"\nplace = "ferry.1.3"\nreason = "the log"\n',
    ),
    "unwritten": edit(EDITION, "A short example in two chapters.", "…"),
    "authority-reference": edit(
        "corpus/authority/biographies.toml", 'sources = ["tide1931"]', 'sources = ["tide1932"]'
    ),
    "page-directive": page("```{raw} html\n<b>Boats</b>\n```"),
    "page-role": page("{people}`Miss Weiss <weiss>` took the boat."),
    "page-target": page("{person}`Miss Weiss <weis>` took the boat."),
    "page-front-matter": put("docs/boats.md", b"---\ntitle: Boats\n---\n\n# Boats\n"),
    "page-html": page("A <b>green</b> boat."),
    "page-link": page("[A green boat](ftp://example.org/boat)"),
    "page-file": page("![A green boat](../../boat.png)"),
    "page-size": page("```{rubric} A boat\n```\n\n" * 301),
    "authority-duplicate": edit(
        PERSONS, "[weiss]", '[bruno]\nname = "Bruno Weiss"\nsort = "Weiss, Bruno"\nvariants = ["Weiss"]\n\n[weiss]'
    ),
}
"""What brings about each problem that ``check`` reports."""
IN_OUTPUT: dict[str, Callable[[Path], None]] = {
    "words-lost": edit(PAGE, " both banks", ""),
    "words-added": edit(PAGE, "both banks", "both snowy banks"),
    "words-moved": edit(PAGE, "into his log and", "and into his log"),
    "output-missing": remove(PAGE),
}
"""What brings about each problem that ``verify`` reports."""
IN_WEBSITE: dict[str, Callable[[Path], None]] = {"website-tag": edit(PAGE, "<h1", '<h1 onclick="steal()"')}
"""What brings about each problem that a build reports of the website that it has made."""


def sections() -> dict[str, str]:
    page = PROBLEMS.read_text(encoding="utf-8")
    parts = re.split(r"^\(problem-[a-z-]+\)=\n## ([a-z-]+)\n", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_code_has_its_section_in_order() -> None:
    found = list(sections())
    missing = [code for code in CODES if code not in found]
    assert not missing, f"docs/contributing/problems.md lacks sections (problem-CODE)= for {', '.join(missing)}"
    assert found == list(CODES), "sections of docs/contributing/problems.md must be those of problems.CODES, in order"


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code: str) -> None:
    said = sections().get(code, "")
    meaning = f"{CODES[code].meaning[0].upper()}{CODES[code].meaning[1:]}.".replace("'", "’")
    assert said.lstrip().startswith(meaning), f"problems.md: the section {code} must begin with {meaning!r}"
    used = any(
        f'"{code}"' in path.read_text(encoding="utf-8")
        for path in (ROOT / "ext/sphinx_handbook").rglob("*.py")
        if path.name != "problems.py"
    )
    if "Nothing reports it yet." in said:
        assert not used, f"problems.md: {code} is reported now; show a message"
    elif used:
        assert re.search(rf"^% problem\n```text\n.*\b{code}\b", said, re.MULTILINE), f"problems.md: show a {code}"
        assert code in {**IN_CORPUS, **IN_OUTPUT, **IN_WEBSITE}, (
            f"{__file__}: say in IN_CORPUS, IN_OUTPUT or IN_WEBSITE how {code} comes about"
        )


@pytest.mark.parametrize("code", CODES)
def test_every_section_has_its_parts(code: str) -> None:
    """What, why, an example and what to do, in this order."""
    part = r"[A-Z`“\[][^\n].*?[.!]"
    whole = rf"\n{part}\n\n\*\*Why it matters\.\*\* {part}\n\n% problem\n```text\n.+?\n```\n\n\*\*What to do\.\*\* {part}\n*"
    assert re.fullmatch(whole, sections()[code], re.DOTALL), (
        f"problems.md: {code} needs what, why, an example, what to do"
    )
    why = sections()[code].partition("**Why it matters.** ")[2].partition("\n\n")[0]
    assert len(re.findall(r"[.!?](?:\s|$)", why)) == 1, f"problems.md: say in one sentence why {code} matters"


def test_the_page_says_what_stops_what() -> None:
    top = PROBLEMS.read_text(encoding="utf-8").partition("(problem-")[0]
    said = re.search(r"\*warnings\*(.*?) A \*notice\*(.*?\)\.) (.*?) may be excused\.", " ".join(top.split()))
    assert said
    warnings, notices, excusable = (re.findall(r"#problem-([a-z-]+)", part) for part in said.groups())
    assert warnings == [code for code in CODES if CODES[code].severity == "warning"]
    assert notices == [code for code in CODES if CODES[code].severity == "notice"]
    assert excusable == [code for code in CODES if CODES[code].excusable]


@pytest.mark.parametrize("code", IN_CORPUS)
def test_message_of_the_corpus_is_that_shown(guide: Path, tmp_path: Path, code: str) -> None:
    root = copy_of(guide, tmp_path)
    IN_CORPUS[code](root)
    texts = root / "texts"
    run = handbook(root, "check", *(["--texts", str(texts)] if texts.exists() else []))
    assert run.code == (CODES[code].severity != "notice")
    assert_shown(code, run.err)


def test_a_commentary_that_leads_nowhere_is_mended_as_its_page_says(guide: Path, tmp_path: Path) -> None:
    root = copy_of(guide, tmp_path)
    IN_CORPUS["commentary-lemma"](root)
    (shown,) = (one for one in EXAMPLES if one.page == "commentary.md" and one.what == "problem")
    assert squeezed(shown.text) in squeezed(handbook(root, "check").err)
    run = handbook(root, "check", "--fix")
    assert run.code == 0
    assert run.out.startswith("docs/commentary/boats.md:5: ferry.1.3 is now ferry.1.2 ")
    assert (root / COMMENTARY).read_bytes() == (guide / COMMENTARY).read_bytes()


@pytest.mark.parametrize("code", IN_OUTPUT)
def test_message_of_an_output_is_that_shown(built: tuple[Path, Run], tmp_path: Path, code: str) -> None:
    root = copy_of(built[0], tmp_path)
    IN_OUTPUT[code](root)
    (root / "build/handbook.pdf").unlink(missing_ok=True)
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        verify.compare(corpus.load(root), root / "build", ("html",))
    assert_shown(code, err.getvalue())


@pytest.mark.parametrize("code", IN_WEBSITE)
def test_message_of_the_website_is_that_shown(built: tuple[Path, Run], tmp_path: Path, code: str) -> None:
    root = copy_of(built[0], tmp_path)
    IN_WEBSITE[code](root)
    assert_shown(code, "\n".join(map(str, website_problems(root / "build/html"))))


def assert_shown(code: str, printed: str) -> None:
    """The page shows a message of this code as it was printed, its lines broken anywhere.

    With UPDATE_DOCS=1 in the environment (and one process: ``--numprocesses=0``) the page is corrected instead.
    """
    page = PROBLEMS.read_text(encoding="utf-8")
    shown = [one.text for one in examples_of(PROBLEMS) if one.what == "problem" and f": {code} " in squeezed(one.text)]
    message = next((one for one in re.split(r"\n(?! )", printed.strip()) if f" {code} " in one), "")
    assert message, f"nothing says {code}:\n{printed}"
    assert len(shown) == 1, f"{PROBLEMS} must show one {code}"
    if os.environ.get("UPDATE_DOCS"):
        PROBLEMS.write_text(page.replace(shown[0], broken(message)), encoding="utf-8")
    else:
        assert squeezed(shown[0]) in squeezed(printed), (
            f"{PROBLEMS}: {code} reads now\n{message}\nCorrect it, or run this test with UPDATE_DOCS=1."
        )


def broken(message: str) -> str:
    """A message in lines that fit the page."""
    first, *hint = message.split("\n")
    lines = textwrap.wrap(first, 60, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    for line in hint:
        lines += textwrap.wrap(
            line.strip(), 60, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False
        )
    return "".join(f"{line}\n" for line in lines)
