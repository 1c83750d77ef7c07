"""Wrong input: every folder ``problems/<code>/<case>`` is laid over ``problems/base``, and ``check`` says what its ``expected.txt``
says, no word more. Add a folder to add a case; ``removed.txt`` names files of the base that are not to be there. With
``ACCEPT_CASES=1`` in the environment the expectations are written anew: read the difference before you keep it.
"""

from __future__ import annotations

import difflib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sphinx_handbook.cli import main
from sphinx_handbook.problems import CODES, Problem

PROBLEMS = Path(__file__).parent / "problems"
CASES = sorted(file.parent for file in PROBLEMS.glob("*/*/expected.txt"))

COVERED_ELSEWHERE = {
    **dict.fromkeys(("text-encoding", "text-control", "text-line-ends", "text-line-long", "text-size"), "MADE, below"),
    "website-tag": "test_safety.py",
    **dict.fromkeys(("words-lost", "words-added", "words-moved", "output-missing"), "test_fidelity_verify.py"),
}
"""Codes whose input is no file that Git keeps well, or no input at all: where they are tested."""


def test_every_code_has_a_case() -> None:
    cases = {case.parent.name for case in CASES}
    assert cases | COVERED_ELSEWHERE.keys() == CODES.keys()
    assert not cases & COVERED_ELSEWHERE.keys()


def test_a_problem_has_a_known_code() -> None:
    with pytest.raises(ValueError, match="is not a problem code"):
        Problem("a.toml", 1, "toml-colour", "is green")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROBLEMS / "base", tmp_path / "base"))


def test_the_base_has_no_problem(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(base, "check") == 0
    out, err = capsys.readouterr()
    assert (out.splitlines()[0], err) == ("no problems in 2 editions, 2 of them with their text", "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_check_says_what_is_wrong(case: Path, base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(case, base, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt", "removed.txt"))
    removed = case / "removed.txt"
    for name in removed.read_text(encoding="utf-8").split() if removed.exists() else ():
        (base / name).unlink()
    before = everything(base)
    severity = CODES[case.parent.name].severity
    wrong = severity != "notice"
    assert run(base, "check") == wrong
    printed = capsys.readouterr().err
    stops = severity == "error"
    assert run(base, "convert") == stops
    assert not stops or everything(base) == before, "nothing may be written where something is wrong"
    assert_helpful(printed)
    assert f": {case.parent.name} " in printed
    expected = (case / "expected.txt").read_text(encoding="utf-8")
    if os.environ.get("ACCEPT_CASES"):
        (case / "expected.txt").write_text(printed, encoding="utf-8")
    elif printed != expected:
        lines = difflib.unified_diff(expected.splitlines(), printed.splitlines(), "expected", "printed", lineterm="")
        pytest.fail(f"{case.parent.name}/{case.name}\n" + "\n".join(lines), pytrace=False)


def run(root: Path, *arguments: str) -> int:
    return main(["--root", str(root), *arguments, "--texts", str(root / "texts")])


def everything(root: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in sorted(root.rglob("*")) if file.is_file()}


def assert_helpful(printed: str) -> None:
    """Each problem has a line that says where and what, and one that says what to do."""
    lines = printed.splitlines()
    assert len(lines) % 2 == 0
    for said, hint in zip(lines[::2], lines[1::2], strict=True):
        assert not said.startswith(" ")
        assert hint.startswith("    ")
        assert hint.strip()[-1] in ".…;", f"no whole sentence: {hint!r}"
        assert len(said) < 400


# Files that are not kept in Git as they are: each is made, and the problem must begin with what is given.


def source(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        file = root / "corpus/ferry/source.txt"
        file.write_bytes(change(file.read_bytes()))

    return make


def text(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def make(root: Path) -> None:
        file = root / "texts/weir.txt"
        file.write_bytes(change(file.read_bytes()))

    return make


def toml(name: str, content: str) -> Callable[[Path], None]:
    return lambda root: (root / name).write_bytes(content.encode()) and None  # type: ignore[func-returns-value]


def append(name: str, content: str) -> Callable[[Path], None]:
    return lambda root: (root / name).open("a", encoding="utf-8").write(content) and None  # type: ignore[func-returns-value]


def link(root: Path) -> None:
    (root / "corpus/ferry/source.txt").unlink()
    (root / "corpus/ferry/source.txt").symlink_to("/etc/hostname")


def circle(root: Path) -> None:
    (root / "corpus/ferry/source.txt").unlink()
    (root / "corpus/ferry/source.txt").symlink_to("source.txt")


def folder(root: Path) -> None:
    (root / "corpus/ferry/source.txt").unlink()
    (root / "corpus/ferry/source.txt").mkdir()


def fifo(root: Path) -> None:
    (root / "corpus/ferry/source.txt").unlink()
    os.mkfifo(root / "corpus/ferry/source.txt")


OWN = "corpus/ferry/source.txt"
EDITION = "corpus/ferry/edition.toml"
MADE: dict[str, tuple[Callable[[Path], None], str]] = {
    "own Latin-1": (
        source(lambda raw: raw.replace(b"green", b"gr\xfcn", 1)),
        f"{OWN}:3:36: text-encoding the byte 0xFC is not UTF-8",
    ),
    "own Latin-1 behind other letters": (
        source(lambda raw: raw.replace(b"stand here", b"st\xe4nd here", 1)),
        f"{OWN}:7:24: text-encoding the byte 0xE4 is not UTF-8",
    ),
    "TOML nested in vain": (
        toml(EDITION, "title = " + "[" * 300 + "]" * 300 + "\n"),
        f"{EDITION}:1: toml-syntax the file is nested too deeply to be read",
    ),
    "own UTF-16": (
        source(lambda raw: raw.decode().encode("utf-16")),
        f"{OWN}:1:1: text-encoding the byte 0xFF is not UTF-8",
    ),
    "own BOM": (
        source(lambda raw: b"\xef\xbb\xbf" + raw),
        f"{OWN}:1:1: text-control the text begins with a byte order mark (U+FEFF)",
    ),
    "own CRLF": (
        source(lambda raw: raw.replace(b"\n", b"\r\n")),
        f"{OWN}:1:12: text-line-ends the file has Windows line ends (CR LF)",
    ),
    "own CR": (
        source(lambda raw: raw.replace(b"\n\n", b"\n\r")),
        f"{OWN}:2:1: text-line-ends the file has carriage returns (U+000D) among its lines",
    ),
    "own NUL": (
        source(lambda raw: raw.replace(b"boat", b"b\0at\0")),
        f"{OWN}:3:21: text-control here stands the control character U+0000, the first of 2",
    ),
    "own long line": (
        source(lambda raw: raw + b"word " * 50_000),
        f"{OWN}:17:1: text-line-long the line has 250,000 characters; at most 200,000 can be read",
    ),
    "own 50 MB in one line": (
        source(lambda raw: b"word " * 10_000_000),
        f"{OWN}: text-size the file has 50,000,000 bytes; at most 20,000,000 are read",
    ),
    "own text linked": (link, f"{EDITION}:16:8: toml-value the path 'source.txt' leads out of the edition's folder"),
    "own text linked to itself": (circle, "corpus/ferry/"),
    "own text a folder": (folder, f"{OWN}: text-missing the file cannot be read: it is no ordinary file"),
    "own text a pipe": (fifo, f"{OWN}: text-missing the file cannot be read: it is no ordinary file"),
    "NUL in a path": (
        toml(EDITION, (PROBLEMS / "base" / EDITION).read_text().replace("source.txt", "a\\u0000b")),
        f"{EDITION}:16:8: toml-value the path 'a\\x00b' leads out",
    ),
    "Latin-1": (
        text(lambda raw: raw.replace(b"weir", b"w\xear", 1)),
        "weir.txt:5:6: text-encoding the byte 0xEA is not UTF-8",
    ),
    "UTF-16": (
        text(lambda raw: raw.decode().encode("utf-16")),
        "weir.txt: text-encoding the file has the text of weir to the letter, but with the encoding UTF-16",
    ),
    "BOM": (
        text(lambda raw: b"\xef\xbb\xbf" + raw),
        "weir.txt: text-control the file has the text of weir to the letter, but with a byte order mark",
    ),
    "CRLF": (
        text(lambda raw: raw.replace(b"\n", b"\r\n")),
        "weir.txt: text-line-ends the file has the text of weir to the letter, but with Windows line ends (CR LF)",
    ),
    "NUL": (
        text(lambda raw: raw + b"\0"),
        "weir.txt: text-differs the file is not the text of weir, but 100% of its blocks are: it looks like a changed copy",
    ),
    "empty": (text(lambda raw: b""), "weir.txt: text-unknown the file belongs to no edition"),
    "50 MB in one line": (
        text(lambda raw: b"word " * 10_000_000),
        "weir.txt: text-size the file has 50,000,000 bytes; at most 20,000,000 are read",
    ),
    "TOML too deep": (
        toml(EDITION, "a = " + "[" * 100_000),
        f"{EDITION}:1: toml-syntax the file is nested too deeply to be read",
    ),
    "TOML with deep keys": (
        append(EDITION, "a" + ".a" * 3000 + " = 1\n"),
        f"{EDITION}:20: toml-syntax the file is nested too deeply to be read",
    ),
    "TOML too long": (append(EDITION, "#" * 2_000_000), f"{EDITION}: text-size the file has 2,0"),
    "TOML with a BOM": (
        toml(EDITION, "\ufeff"),
        f"{EDITION}:1: toml-syntax the file begins with a byte order mark (U+FEFF)",
    ),
    "TOML in Latin-1": (
        lambda root: (root / EDITION).write_bytes(b'title = "F\xe4hre"') and None,
        f"{EDITION}:1:11: text-encoding",
    ),  # type: ignore[func-returns-value]
    "TOML with a number of many digits": (toml(EDITION, "year = " + "9" * 5000), f"{EDITION}: toml-syntax"),
    "endless range": (append(EDITION, 'epigraph = "17-9999999"\n'), f"{OWN}:17: map-line"),
    "range with a long number": (append(EDITION, f'epigraph = "{"9" * 5000}"\n'), f"{EDITION}:20:12: toml-value '9999"),
    "bibliography with a carriage return": (
        toml("references.bib", "@book{tide1931,\r  title = {Rivers}\n  year = {1931},\n}\n"),
        "references.bib:2:3: authority-value the entry cannot be read: '}' expected",
    ),
    "bibliography that ends in a carriage return": (
        toml("references.bib", "@book\r"),
        "references.bib:1:6: authority-value the entry cannot be read: premature end of file",
    ),
    "ledger in Latin-1": (
        lambda root: (root / "corpus/ferry/ledger.txt").write_bytes(b"\xe4") and None,
        "corpus/ferry/ledger.txt:1:1: text-encoding",
    ),  # type: ignore[func-returns-value]
}


@pytest.mark.parametrize("what", MADE)
def test_check_says_what_is_wrong_with_a_made_file(what: str, base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make, begins = MADE[what]
    make(base)
    code = run(base, "check")
    printed = capsys.readouterr().err
    assert code == (": text-unknown " not in printed)
    assert_helpful(printed)
    assert printed.startswith(begins), printed[:500]


def test_texts_that_are_nowhere(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(base), "check", "--texts", str(base / "nowhere")]) == 1
    assert "nowhere: text-missing there is no such folder of texts\n" in capsys.readouterr().err


def test_without_texts_the_editions_of_others_are_no_problem(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--root", str(base), "check"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "no problems in 2 editions, 1 of them with their text"


# Publishing


def change(root: Path, old: str, new: str) -> None:
    file = root / OWN
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def ledger(root: Path) -> str:
    return (root / "corpus/ferry/ledger.txt").read_text(encoding="utf-8")


def test_pages_of_one_edition_are_known_as_ours(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(base, "convert", "ferry") == 0
    capsys.readouterr()
    assert (run(base, "check"), capsys.readouterr().err) == (0, "")


def test_convert_writes_pages(base: Path) -> None:
    assert run(base, "convert") == 0
    assert (base / "docs/texts/ferry/1.md").is_file()
    assert (base / "docs/texts/weir/1.md").is_file()


@pytest.mark.parametrize("option", [[], ["--publish"]], ids=["convert", "convert --publish"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("1) The Boat\n", "1) The Boat\n\nA new beginning.\n", id="inserted"),
        pytest.param(
            "Old Weiss kept the boat.1 It was green, and green it stayed.\n\nHe said:\n",
            "He said.1\n\nSo.\n",
            id="moved",
        ),
        pytest.param("\nThe bridge was bulit in a summer.\n", "", id="removed"),
    ],
)
def test_no_address_is_published_that_would_shift(base: Path, old: str, new: str, option: list[str]) -> None:
    (base / "corpus/ferry/emendations.toml").unlink()
    change(base, old, new)
    before = everything(base)
    assert run(base, "convert", *option) == 1
    assert everything(base) == before


def test_words_corrected_in_place_are_published_when_asked(base: Path) -> None:
    change(base, "He said:", "He often said:")
    before = everything(base)
    assert run(base, "convert") == 1
    assert everything(base) == before
    assert run(base, "convert", "--publish") == 0
    assert run(base, "check") == 0


def test_a_paragraph_at_a_divisions_end_is_published(base: Path) -> None:
    change(base, "in a summer.\n", "in a summer.\n\nIt fell in a winter.\n")
    assert run(base, "check") == 0
    assert run(base, "convert") == 0
    assert "ferry.2.2 " in ledger(base)
    change(base, "It fell in a winter.", "A new paragraph.\n\nIt fell in a winter.")
    assert run(base, "convert") == 1
