"""The verb ``new``: what it writes is accepted at once, nothing that is there is touched, and a refusal says where it is."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plain_books import Style, make
from sphinx_handbook.authority import parse_persons
from sphinx_handbook.cli import main
from sphinx_handbook.propose.addresses import lemma_of, nearest
from sphinx_handbook.propose.records import Exists, slug, with_person

TESTS = Path(__file__).parent
Handbook = Callable[..., int]
CHRONICLE = TESTS / "cases/propose/gutenberg-chronicle.txt"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A handbook with two editions, persons, events and terms."""
    root = Path(shutil.copytree(TESTS / "problems/base", tmp_path / "base"))
    authority = root / "corpus/authority"
    (authority / "kinds.toml").write_text('[terms]\nrole = "term"\nindex = "Terms"\n', encoding="utf-8")
    (authority / "terms.toml").write_text(TERMS, encoding="utf-8")
    (authority / "events.toml").write_text(EVENTS, encoding="utf-8")
    return root


@pytest.fixture
def handbook(project: Path) -> Handbook:
    return lambda *arguments: main(["--root", str(project), *map(str, arguments)])


TERMS = """\
# Terms, sorted by id.

# The river's own.
[ferry]
name = "Ferry"
forms = ["ferry"]
about = "A boat."

[weir]
name = "Weir"
about = "A wall."
"""
EVENTS = """\
# What happened.

[flood]
title = "The river rises"
date = "1917-04-02"
about = "It rose."

[ebb]
title = "The river falls"
date = "1917-05-02"
about = "It fell."
"""


def everything(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


# Comments


def test_a_comment_quotes_the_first_words(
    project: Path, handbook: Handbook, capsys: pytest.CaptureFixture[str]
) -> None:
    assert handbook("new", "commentary", "ferry.1.1") == 0
    page = (project / "docs/commentary/ferry-1-1.md").read_text(encoding="utf-8")
    (lemma,) = re.findall(r'^:::\{commentary\} ferry\.1\.1 "(.+)"\n…\n:::$', page, re.MULTILINE)
    source = (project / "corpus/ferry/source.txt").read_text(encoding="utf-8")
    assert " ".join(lemma.split()) in " ".join(source.split())
    assert page.startswith(f"# On “{lemma}”\n")
    assert "docs/commentary/ferry-1-1.md written\nnext: " in capsys.readouterr().out
    assert handbook("check") == 0
    assert "docs/commentary/ferry-1-1.md:4: unwritten the comment is still to be written" in capsys.readouterr().err


def test_a_second_comment_on_other_words_has_a_page_of_its_own(project: Path, handbook: Handbook) -> None:
    assert handbook("new", "commentary", "ferry.1.1") == 0
    block = next(
        line for line in (project / "corpus/ferry/source.txt").read_text(encoding="utf-8").splitlines()[1:] if line
    )
    text = " ".join(block.split()[2:4]).strip(".,")
    assert handbook("new", "commentary", "ferry.1.1", text) == 0
    assert (project / f"docs/commentary/ferry-1-1-{slug(text)}.md").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ferry.1.99"], "corpus/ferry/ledger.txt: there is no ferry.1.99; the nearest are ferry.1."),
        (["ferry.9.1"], "there is no ferry.9.1; the nearest are ferry."),
        (["boat.1.1"], "there is no edition 'boat'; the editions are ferry, weir"),
        (["ferry"], "'ferry' is not an address; one looks like trotsky.43.17"),
        (["ferry.1.1", "no such words"], "ferry.1.1 does not have the words 'no such words'; it begins "),
        (["ferry.1.1", 'a "b'], "a lemma with a straight quotation mark cannot be written"),
    ],
)
def test_a_comment_that_fits_nothing_is_refused(
    project: Path, handbook: Handbook, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    before = everything(project)
    assert handbook("new", "commentary", *arguments) == 1
    assert message in capsys.readouterr().err
    assert everything(project) == before


def test_the_same_comment_is_begun_once(project: Path, handbook: Handbook, capsys: pytest.CaptureFixture[str]) -> None:
    assert handbook("new", "commentary", "ferry.1.1") == 0
    before = everything(project)
    assert handbook("new", "commentary", "ferry.1.1") == 1
    assert "docs/commentary/ferry-1-1.md:3: there is a comment on these words" in capsys.readouterr().err
    assert everything(project) == before


def test_without_the_text_the_words_must_be_named(
    project: Path, handbook: Handbook, capsys: pytest.CaptureFixture[str]
) -> None:
    assert handbook("new", "commentary", "weir.1.1") == 1
    assert (
        'name the words that the comment is on: handbook new commentary weir.1.1 "a few words"'
        in capsys.readouterr().err
    )
    assert handbook("new", "commentary", "weir.1.1", "the old weir") == 0
    assert ':::{commentary} weir.1.1 "the old weir"' in (project / "docs/commentary/weir-1-1.md").read_text("utf-8")


def test_the_nearest_addresses_are_of_the_same_division() -> None:
    known = ["a.1.0", "a.1.1", "a.1.2", "a.1.n1", "a.2.0", "a.2.1"]
    assert nearest("a.1.9", known) == ["a.1.2", "a.1.1", "a.1.0"]
    assert nearest("a.1.n7", known)[0] == "a.1.n1"
    assert nearest("a.7.1", known) == ["a.1", "a.2"]


@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("The river broke on a Tuesday, and", "The river broke on a"),
        ("“No,” said he.", "No,” said he"),
        ('"No," he said.', "No"),
    ],
)
def test_a_lemma_stands_in_its_block(text: str, lemma: str) -> None:
    assert lemma_of(text) == lemma
    assert lemma in text


# People


def test_a_person_goes_to_the_place_of_the_name(project: Path, handbook: Handbook) -> None:
    file = project / "corpus/authority/persons.toml"
    before = file.read_text(encoding="utf-8")
    assert handbook("new", "person", "Vera von Ried") == 0
    made = '[von-ried]\nname = "Vera von Ried"\nsort = "von Ried, Vera"\nvariants = ["von Ried"]\nabout = "…"\n'
    assert made in file.read_text(encoding="utf-8")
    assert file.read_text(encoding="utf-8").replace("\n" + made, "").replace(made + "\n", "") == before
    assert handbook("check") == 0


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Anton Weiss", "corpus/authority/persons.toml:1: 'Anton Weiss' is a name of weiss"),
        ("weiss", "persons.toml:1: 'Weiss' is a name of weiss"),
        ("Quill, Mara", "persons.toml:9: 'Mara Quill' is a name of quill"),
        ("Вера Соколова", "no id can be made of 'Соколова'; give one with --id"),
        (" ", "give the name"),
    ],
)
def test_a_person_who_is_there_is_refused(
    project: Path, handbook: Handbook, capsys: pytest.CaptureFixture[str], name: str, message: str
) -> None:
    before = everything(project)
    assert handbook("new", "person", name) == 1
    assert message in capsys.readouterr().err
    assert everything(project) == before


def test_a_second_bearer_of_a_surname_gets_the_first_name_too(
    project: Path, handbook: Handbook, capsys: pytest.CaptureFixture[str]
) -> None:
    assert handbook("new", "person", "Emma Weiss") == 0
    assert "note: Anton Weiss [weiss] has this surname, too" in capsys.readouterr().out
    text = (project / "corpus/authority/persons.toml").read_text(encoding="utf-8")
    assert '[weiss-emma]\nname = "Emma Weiss"\nsort = "Weiss, Emma"\nabout = "…"\n' in text


def test_another_spelling_of_a_name_is_that_name() -> None:
    persons, _ = parse_persons('[milyukov]\nname = "Pavel Milyukov"\nsort = "Milyukov, Pavel"\n', "persons.toml")
    with pytest.raises(Exists, match="another spelling of 'Pavel Milyukov'"):
        with_person("", persons, None, "Pavel Miliukoff")


def test_an_id_that_is_none_leaves_the_file_alone(
    project: Path, handbook: Handbook, capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything(project)
    assert handbook("new", "person", "Ada Reed", "--id", "Ada!") == 1
    assert everything(project) == before
    assert "'Ada!' is no id" in capsys.readouterr().err


NAMES = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=30).filter(str.strip)


@settings(max_examples=300)
@given(names=st.lists(NAMES, max_size=6), windows=st.booleans())
def test_any_names_keep_the_file_whole(names: list[str], windows: bool) -> None:
    text = '# People.\n\n[ada]\nname = "Ada Reed"\nsort = "Reed, Ada"\nabout = \'\'\'\n[zoe]\n\'\'\'\n\n# Of the ferry.\n[zoe]\nname = "Zoe"\nsort = "Zoe"\n'
    text = text.replace("\n", "\r\n") if windows else text
    for name in names:
        persons, problems = parse_persons(text, "persons.toml")
        assert problems == []
        try:
            draft = with_person(text, persons, None, " ".join(name.split()))
        except (Exists, ValueError):
            continue
        assert {**tomllib.loads(text), draft.id: tomllib.loads(draft.text)[draft.id]} == tomllib.loads(draft.text)
        assert draft.text.splitlines()[draft.line - 1] == f"[{draft.id}]"
        kept = iter(draft.text.splitlines())
        assert all(line in kept for line in text.splitlines())
        assert ("\r\n" in draft.text) == windows
        if parse_persons(draft.text, "persons.toml")[1]:
            continue  # the command refuses to write it
        text = draft.text


# Terms and events


def test_a_term_goes_to_its_place_above_the_comment_of_the_next(project: Path, handbook: Handbook) -> None:
    assert handbook("new", "term", "eel") == 0
    text = (project / "corpus/authority/terms.toml").read_text(encoding="utf-8")
    made = '[eel]\nname = "Eel"\nforms = ["eel"]\nabout = "…"\n\n'
    assert text == TERMS.replace("# The river's own.\n", made + "# The river's own.\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["term", "ferry"], "corpus/authority/terms.toml:4: 'ferry' is a form of ferry"),
        (["term", "WEIR"], "terms.toml:9: 'WEIR' is a form of weir"),
        (["term", "ship", "--kind", "ships"], "corpus/authority/kinds.toml: there is no kind 'ships'; there are terms"),
        (["event", "1917-04-02", "The river rises"], "events.toml:3: flood has this title and date"),
        (["event", "1917-02-30", "Nothing"], "write 1917-07-03, 1917-07"),
        (["event", "1918-02-05", "Nothing"], "Russia had no 1918-02-05"),
        (["event", "1917-01-01", " "], "give the title"),
    ],
)
def test_what_is_there_or_wrong_is_refused(
    project: Path, handbook: Handbook, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    before = everything(project)
    assert handbook("new", *arguments) == 1
    assert message in capsys.readouterr().err
    assert everything(project) == before


def test_an_event_goes_to_its_day_in_either_calendar(project: Path, handbook: Handbook) -> None:
    assert handbook("new", "event", "1917-05-01", "The bell is rung", "--abroad") == 0
    assert handbook("new", "event", "1918-03-01", "The bell cracks") == 0
    tables = tomllib.loads((project / "corpus/authority/events.toml").read_text(encoding="utf-8"))
    assert list(tables) == ["flood", "bell-rung", "ebb", "bell-cracks"]
    assert tables["bell-rung"]["calendar"] == tables["bell-cracks"]["calendar"] == "gregorian"
    assert handbook("check") == 0


# Editions


def test_an_edition_is_checked_and_converted_at_once(
    project: Path, handbook: Handbook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    shutil.copy(project / "texts/weir.txt", texts)
    raw = CHRONICLE.read_text(encoding="utf-8").partition("---\n")[0]
    (texts / "Low Water (1).txt").write_bytes(("\ufeff" + raw).replace("\n", "\r\n").encode())
    assert handbook("new", "edition", texts / "Low Water (1).txt") == 0
    said = capsys.readouterr().out
    assert "found: 6 divisions; 3 notes among the paragraphs" in said
    assert "look at: lines 116-118: a table" in said
    assert handbook("check", "--texts", texts) == 0
    assert re.findall(r"unwritten (\w+)", capsys.readouterr().err) == ["about", "rights"]
    assert handbook("convert", "lowwater", "--texts", texts) == 0
    assert "*well-known* man" in (project / "docs/texts/lowwater/1.md").read_text(encoding="utf-8")


def test_a_text_of_our_own_is_copied(project: Path, handbook: Handbook, tmp_path: Path) -> None:
    book = tmp_path / "book.txt"
    book.write_text(make(Style(), 1).text, encoding="utf-8")
    assert handbook("new", "edition", book, "lamp", "--own") == 0
    assert (project / "corpus/lamp/source.txt").read_bytes() == book.read_bytes()
    assert handbook("check") == 0


def test_a_text_in_its_folder_stays_there(project: Path, handbook: Handbook) -> None:
    folder = project / "corpus/lamp"
    folder.mkdir()
    (folder / "book.txt").write_text(make(Style(), 1).text, encoding="utf-8")
    assert handbook("new", "edition", folder / "book.txt", "lamp") == 0
    assert 'path = "book.txt"' in (folder / "edition.toml").read_text(encoding="utf-8")
    assert handbook("check") == 0


@pytest.mark.parametrize(
    ("data", "siglum", "message"),
    [
        (b"A\n\nB.\n", "ferry", "corpus/ferry/edition.toml:1: there is an edition ferry; give another siglum"),
        (b"A\n\nB.\n", "Lamp 2", "'Lamp 2' is no siglum"),
        (b"A\n\nB.\n", "authority", "'authority' is no siglum"),
        (b"A\n\n\xe9t\xe9\n", "lamp", "book.txt:3:1: text-encoding the byte 0xE9 is not UTF-8"),
        (b" \n", "lamp", "book.txt: text-empty"),
        (None, "lamp", "nothing.txt: text-missing"),
    ],
)
def test_an_edition_that_cannot_be_is_refused(
    project: Path,
    handbook: Handbook,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    data: bytes | None,
    siglum: str,
    message: str,
) -> None:
    file = tmp_path / ("book.txt" if data is not None else "nothing.txt")
    if data is not None:
        file.write_bytes(data)
    before = everything(project)
    assert handbook("new", "edition", file, siglum) == 1
    assert message in capsys.readouterr().err
    assert everything(project) == before
    assert not (project / "corpus/lamp").exists()


def test_a_text_has_one_edition(project: Path, handbook: Handbook, capsys: pytest.CaptureFixture[str]) -> None:
    assert handbook("new", "edition", project / "corpus/ferry/source.txt", "boat") == 1
    assert re.search(r"corpus/ferry/edition\.toml:\d+: this text is that of the edition ferry", capsys.readouterr().err)
    assert not (project / "corpus/boat").exists()


BOOKS = {
    "one": Style("chapter-below", "in-text", windows=True, appendices=1),
    "two": Style("numeral-title", "footnote", anew=True, licence=False),
    "three": Style("arabic", "book-end"),
    "four": Style("words", "book-end", anew=True, contents=False),
    "five": Style("capitals", "numbered-end", preface=False),
}


def test_no_word_of_any_book_is_lost_in_any_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = Path(shutil.copytree(TESTS / "roots/small", tmp_path / "small"))
    texts = tmp_path / "texts"
    texts.mkdir()
    chronicle = CHRONICLE.read_text(encoding="utf-8").partition("---\n")[0]
    books = {"chronicle": chronicle, **{siglum: make(style, 7).text for siglum, style in BOOKS.items()}}
    for siglum, text in books.items():
        (texts / f"{siglum}.txt").write_bytes(text.encode())
        assert main(["--root", str(root), "new", "edition", str(texts / f"{siglum}.txt"), siglum]) == 0
    index = root / "docs/index.md"
    listed = "".join(f"texts/{siglum}/index\n" for siglum in books)
    index.write_text(index.read_text(encoding="utf-8").replace("people\n", f"{listed}people\n", 1), encoding="utf-8")
    capsys.readouterr()
    assert main(["--root", str(root), "build", "--texts", str(texts), "--out", str(tmp_path / "out")]) == 0
    rows = [
        line.split() for line in capsys.readouterr().out.splitlines() if line.split()[:1] and line.split()[0] in books
    ]
    assert len(rows) == 3 * len(books)
    for siglum, output, _, _, notes, marks, lost, added, moved, *_ in rows:
        assert (lost, added, moved) == ("0", "0", "0"), (siglum, output)
        assert notes == marks == f"{(count := int(notes.split('/')[0]))}/{count}"
        assert count == (3 if siglum == "chronicle" else 6)
