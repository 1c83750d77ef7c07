"""The verb ``review``: what it lists, and that every answer given to it is on disk, whole, before the next question.

What the recognisers find is replaced by a table, so that the doubts are always the same.
"""

from __future__ import annotations

import io
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import termios
import textwrap
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sphinx_handbook import corpus
from sphinx_handbook.cli import main, review
from sphinx_handbook.edition import parse_decisions
from sphinx_handbook.recognisers import Annotated
from sphinx_handbook.text import Annotation, Edition

TESTS = Path(__file__).parent
BASE = TESTS / "problems/base"
DATED = (("calendar", "julian"),)
FOUND = {
    "ferry.1.1": [
        Annotation(4, 9, "person", "weiss", "surname", (("candidates", "weiss quill"),), "probable"),
        Annotation(32, 37, "person", "", "surname", (("candidates", "quill"),), "unresolved"),
    ],
    "ferry.1.n1": [Annotation(0, 8, "work", "tide1931", "form", (("page", "12"),), "probable")],
    "ferry.1.n2": [Annotation(0, 4, "work", "", "ibid", (("via", "ibid"), ("candidates", "tide1931")), "unresolved")],
    "ferry.2.0": [Annotation(3, 13, "person", "", "surname", (), "unresolved")],
    "ferry.2.1": [
        Annotation(0, 10, "person", "quill", "name"),
        Annotation(24, 32, "date", "1912-07-01", "season", (*DATED, ("doubt", "which summer")), "probable"),
    ],
}
"""What is found in the texts of ``problems/base``: in the order of review ``green``, ``Ibid``, ``The Bridge``, ``Weiss``,
``Tide, 12`` and ``a summer``; and one name that is certain.
"""


class Table:
    """Stands for the recognisers."""

    @classmethod
    def of(cls, *_: object) -> Table:
        return cls()

    def annotate(self, edition: Edition, *_: object) -> Annotated:
        return {(str(block.locus), block.text): tuple(FOUND.get(str(block.locus), ())) for block in edition.blocks()}


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(corpus.loading, "Recogniser", Table)
    return Path(shutil.copytree(BASE, tmp_path / "base"))


@pytest.fixture
def say(base: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs ``review --interactive`` with lines for answers; returns what it printed."""

    def session(*lines: str, options: tuple[str, ...] = (), code: int = 0) -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        assert main(["--root", str(base), "review", "--interactive", *options]) == code
        return capsys.readouterr().out

    return session


def decided(root: Path) -> list[dict[str, object]]:
    file = root / "corpus/ferry/decisions.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))["decision"] if file.exists() else []


def listed(root: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    capsys.readouterr()
    assert main(["--root", str(root), "review", *options]) == 0
    return capsys.readouterr().out


# The list


def test_the_worst_comes_first(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = listed(base, capsys)
    words = [table["words"] for table in tomllib.loads(text)["decision"]]
    assert words == ["green", "Ibid", "The Bridge", "Weiss", "Tide, 12", "a summer"]
    assert text.endswith("# 3 unresolved, 3 probable; 6 listed\n")


def test_an_entry_says_what_an_editor_must_know(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = listed(base, capsys, "--type", "person")
    assert "\x1b" not in text
    entries = text.split("\n\n")
    assert entries[2] == textwrap.dedent(
        """\
        # ferry.1.1: person, probable (rule: surname)
        #   Old **Weiss** kept the boat. It was green, and green it stayed.
        #   candidates: weiss (Anton Weiss, 1850–1921); quill (Mara Quill, born 1880)
        [[decision]]
        place = "ferry.1.1"
        words = "Weiss"
        type = "person"
        accept = true
        target = "weiss"
        reason = "clear from the context\""""
    )
    assert 'target = "?"' in entries[1]
    (dated,) = listed(base, capsys, "--type", "date").split("\n\n")[:1]
    assert dated.startswith(
        "# ferry.2.1: date, probable (rule: season)\n"
        "#   The bridge was built in **a summer**.\n"
        "#   which summer\n"
        "[[decision]]\n"
    )
    assert 'edtf = "1912-07-01"\ncalendar = "julian"\n' in dated
    assert "occurrence" not in text.replace("occurrence = 1", "", 1)


def test_options_choose(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert listed(base, capsys, "--type", "work", "--max", "1").count("[[decision]]") == 1
    assert listed(base, capsys, "ferry", "--max", "0") == "# 3 unresolved, 3 probable; 0 listed\n"
    assert listed(base, capsys, "weir", "--texts", str(base / "texts")) == "# 0 unresolved, 0 probable; 0 listed\n"


@pytest.mark.parametrize(
    ("siglum", "message"),
    [
        ("weir", "the text of weir is not at hand"),
        ("nothing", "there is no edition nothing; the editions are ferry, weir"),
    ],
)
def test_an_edition_that_cannot_be_reviewed(
    siglum: str, message: str, base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--root", str(base), "review", siglum]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("value", ["-1", "many", ""])
def test_max_is_a_number(value: str, base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["--root", str(base), "review", "--max", value])
    assert done.value.code == 2
    assert "is no number" in capsys.readouterr().err


def test_what_is_listed_can_be_pasted(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = listed(base, capsys, "ferry").replace('"?"', '"quill"')
    (base / "corpus/ferry/decisions.toml").write_text(text, encoding="utf-8")
    assert corpus.load(base).problems == ()
    assert listed(base, capsys) == "# 0 unresolved, 0 probable; 0 listed\n"


def test_check_says_how_many_are_doubtful(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--root", str(base), "check"])
    assert capsys.readouterr().out.splitlines()[1] == "3 unresolved, 3 probable; `handbook review` lists them"


def test_pages_show_what_is_unresolved_as_plain_text(base: Path) -> None:
    page = corpus.edition_texts(corpus.load(base))["ferry/1.md"]
    assert "Old {person}`Weiss <weiss>` kept" in page
    assert "It was green, and green it stayed." in page
    assert "{work}`Tide, 12 <tide1931; page 12>`" in page


def test_nothing_is_reviewed_while_something_is_wrong(base: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = base / "corpus/ferry/decisions.toml"
    file.write_text("[[decision]]\n")
    assert main(["--root", str(base), "review", "--interactive"]) == 1
    assert file.read_text() == "[[decision]]\n"
    assert "toml-key" in capsys.readouterr().err


# One by one


def test_a_session(say: Callable[..., str], base: Path) -> None:
    printed = say("c q the colour of her coat", "r", "s", "a he alone kept boats", "c 1", "c 1912-07 julian")
    assert decided(base) == [
        {
            "place": "ferry.1.1",
            "words": "green",
            "occurrence": 1,
            "type": "person",
            "target": "quill",
            "reason": "the colour of her coat",
        },
        {
            "place": "ferry.1.n2",
            "words": "Ibid",
            "type": "work",
            "reject": True,
            "reason": "clear from the context",
        },
        {
            "place": "ferry.1.1",
            "words": "Weiss",
            "type": "person",
            "accept": True,
            "target": "weiss",
            "reason": "he alone kept boats",
        },
        {
            "place": "ferry.1.n1",
            "words": "Tide, 12",
            "type": "work",
            "target": "tide1931",
            "page": "12",
            "reason": "clear from the context",
        },
        {
            "place": "ferry.2.1",
            "words": "a summer",
            "type": "date",
            "edtf": "1912-07",
            "calendar": "julian",
            "reason": "clear from the context",
        },
    ]
    assert "4 of 6  ferry.1.1: person, probable (rule: surname)\n  Old **Weiss** kept" in printed
    assert "  2 quill (Mara Quill, born 1880)" in printed
    assert printed.endswith("5 decisions written to corpus/ferry/decisions.toml; 1 left to decide\n")
    assert "nothing else" not in printed


def test_what_is_decided_is_not_asked_again(say: Callable[..., str], base: Path) -> None:
    say("c quill", "c tide1931", "c weiss", "a", "a", "a")
    assert say() == "0 decisions written; 0 left to decide\n"
    assert corpus.load(base).problems == ()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("", "a accept, r reject, c choose"),
        ("x", "a accept, r reject, c choose"),
        ("accept", "a accept, r reject, c choose"),
        ("a", "there is nothing to accept"),
        ("c", "give the number of a candidate, or an id"),
        ("c 2", "there is no candidate 2"),
        ("c z", "no id begins with z"),
        ("u", "there is nothing to undo"),
    ],
)
def test_an_answer_that_is_none_is_asked_for_again(
    answer: str, message: str, say: Callable[..., str], base: Path
) -> None:
    printed = say(answer, "r", "q")
    assert message in printed
    assert [table["words"] for table in decided(base)] == ["green"]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("c 1912-06-31", "'1912-06-31': June 1912 has 30 days"),
        ("c June", "'June' is no EDTF date"),
    ],
)
def test_a_date_must_be_one(answer: str, message: str, say: Callable[..., str], base: Path) -> None:
    assert message in say(answer, "q", options=("--type", "date"))
    assert decided(base) == []


def test_undo_takes_back_and_asks_again(say: Callable[..., str], base: Path) -> None:
    printed = say("r", "s", "r", "u", "u", "c quill", "q")
    assert [(table["words"], table.get("target")) for table in decided(base)] == [("green", "quill")]
    assert printed.count("1 of 6") == 2
    assert printed.count("3 of 6") == 2
    say("r", "u", "u", options=("--type", "work"))
    assert len(decided(base)) == 1


def test_undo_of_the_only_decision_leaves_no_file(say: Callable[..., str], base: Path) -> None:
    say("r", "u", "q")
    assert not (base / "corpus/ferry/decisions.toml").exists()


def test_decisions_that_somebody_else_writes_meanwhile_stay(
    say: Callable[..., str], base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = base / "corpus/ferry/decisions.toml"
    comment = "# I write, too\n"

    def lines() -> Iterator[str]:
        yield "r\n"
        file.write_text(file.read_text(encoding="utf-8") + comment, encoding="utf-8")
        yield "u\n"
        yield "r\n"

    class Stdin:
        def __init__(self) -> None:
            self.lines = lines()

        def isatty(self) -> bool:
            return False

        def readline(self) -> str:
            return next(self.lines, "")

    monkeypatch.setattr(sys, "stdin", Stdin())
    assert main(["--root", str(base), "review", "--interactive"]) == 0
    assert [table["words"] for table in decided(base)] == ["green", "Ibid"]
    assert file.read_text(encoding="utf-8").count(comment) == 1


def test_an_answer_that_excludes_an_earlier_one_is_refused(
    say: Callable[..., str], base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crossing = [
        Annotation(0, 9, "person", "weiss", "name", (), "probable"),
        Annotation(4, 14, "work", "tide1931", "form", (), "probable"),
    ]
    monkeypatch.setitem(FOUND, "ferry.1.1", crossing)
    printed = say("s", "s", "a", "a", "r", "q")
    assert "line 1 has a decision on words that overlap these" in printed
    assert [(table["words"], "reject" in table) for table in decided(base)] == [
        ("Old Weiss", False),
        ("Weiss kept", True),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25)
@given(
    lines=st.lists(
        st.sampled_from(["a", "r", "c 1", "c quill why", "c tide1931", "c 1912-08 julian", "s", "u", "q", "?"])
    )
)
def test_after_any_session_the_file_is_right(lines: list[str], say: Callable[..., str], base: Path) -> None:
    file = base / "corpus/ferry/decisions.toml"
    before = "# ours\n\n"
    file.write_text(before, encoding="utf-8")
    say(*lines)
    text = file.read_text(encoding="utf-8")
    assert text.startswith(before)
    read, _ = parse_decisions(text, "decisions.toml")
    found = corpus.load(base)
    assert found.problems == ()
    (one,) = found.converted
    made = [each for annotations in one.annotated.values() for each in annotations if each.rule == "decision"]
    left = [each for annotations in one.annotated.values() for each in annotations if each.sure != "certain"]
    rejected = sum(decision.reject for decision in read)
    assert (len(made), len(left)) == (len(read) - rejected, 6 - len(read))


# Choosing

IDS = ("kerensky", "lenin", "lvov", "lvov-georgy", "lvov-vladimir")


@pytest.mark.parametrize(
    ("choice", "target"),
    [("1", "lenin"), ("2", "lvov"), ("k", "kerensky"), ("lvov", "lvov"), ("lvov-v", "lvov-vladimir"), ("le", "lenin")],
)
def test_choices(choice: str, target: str) -> None:
    assert review.chosen(choice, ("lenin", "lvov"), IDS) == target


@pytest.mark.parametrize(
    ("choice", "message"),
    [("l", "4 ids begin so: lenin, lvov, lvov-georgy, lvov-vladimir"), ("3", "no candidate 3"), ("x", "begins with x")],
)
def test_choices_that_are_none(choice: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        review.chosen(choice, ("lenin", "lvov"), IDS)


@given(st.text("lenv-ogy1", max_size=5))
def test_a_choice_is_an_id_or_an_error(choice: str) -> None:
    begin = [each for each in IDS if each.startswith(choice)]
    clear = choice == "1" or choice in IDS or (choice and len(begin) == 1)
    with nullcontext() if clear else pytest.raises(ValueError, match=r"begin|candidate|give"):
        assert review.chosen(choice, ("lenin",), IDS) in IDS


# A process of its own: signals and terminals

PROCESS = """\
import os, sys
if os.isatty(0):
    os.open(os.ttyname(0), os.O_RDWR)  # for a process without a terminal it becomes the one that Ctrl-C is for
sys.path.insert(0, {tests!r})
from test_review import Table
from sphinx_handbook import corpus
from sphinx_handbook.cli import main
corpus.loading.Recogniser = Table
sys.exit(main(["--root", {root!r}, "review", "--interactive"]))
"""


def command(root: Path) -> list[str]:
    return [sys.executable, "-c", PROCESS.format(tests=str(TESTS), root=str(root))]


def test_ctrl_c_loses_nothing(base: Path) -> None:
    with subprocess.Popen(command(base), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"r\na\nr it is the adverb\n")
        process.stdin.flush()
        printed = b""
        while b"3 of 6" not in printed:
            printed += os.read(process.stdout.fileno(), 4096)
        process.send_signal(signal.SIGINT)
        printed += process.stdout.read()
        assert process.wait(timeout=20) == 130
    assert "2 decisions written to corpus/ferry/decisions.toml; 4 left to decide" in printed.decode()
    assert [(table["words"], table["reason"]) for table in decided(base)] == [
        ("green", "clear from the context"),
        ("Ibid", "it is the adverb"),
    ]
    assert sorted(path.name for path in (base / "corpus/ferry").iterdir()) == [
        "decisions.toml",
        *sorted(path.name for path in (BASE / "corpus/ferry").iterdir()),
    ]


def test_an_interrupt_while_writing_leaves_the_file_as_it_was(
    say: Callable[..., str], base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say("r", "q")
    file = base / "corpus/ferry/decisions.toml"
    before, names = file.read_bytes(), sorted(path.name for path in file.parent.iterdir())

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupt)
    assert "0 decisions written; 5 left" in say("r", "r", code=130)
    assert file.read_bytes() == before
    assert sorted(path.name for path in file.parent.iterdir()) == names


def test_single_keys_on_a_terminal(base: Path) -> None:
    terminal, inner = pty.openpty()
    before = termios.tcgetattr(terminal)
    process = subprocess.Popen(
        command(base),
        stdin=inner,
        stdout=inner,
        stderr=inner,
        start_new_session=True,
        env={**os.environ, "TERM": "dumb"},
    )
    os.close(inner)
    heard = Heard(terminal)
    try:
        heard.until("quit > ")
        heard.say("c")
        heard.until("Tab completes): ")
        heard.say("qui\n")
        heard.until("Enter: clear from the context): ")
        heard.say("her coat\n")
        heard.until("2 of 6", "quit > ")
        heard.say("s")
        heard.until("3 of 6", "quit > ")
        heard.say("u")
        heard.until("1 of 6", "quit > ")
        heard.say("c")
        heard.until("): ")
        heard.say("q\t")
        heard.until("quill")
        heard.say("\n")
        heard.until("): ")
        heard.say("\n")
        heard.until("2 of 6", "\x1b[1mIbid\x1b[0m", "quit > ")
        heard.say("\x03")
        heard.until("1 decision written to corpus/ferry/decisions.toml; 5 left to decide")
        assert process.wait(timeout=20) == 130
        assert termios.tcgetattr(terminal) == before, "the terminal waits for whole lines again"
    finally:
        process.kill()
        process.wait()
        os.close(terminal)
    (table,) = decided(base)
    assert (table["target"], table["reason"]) == ("quill", "clear from the context")


class Heard:
    """The other side of a terminal."""

    def __init__(self, terminal: int) -> None:
        self.terminal, self.text = terminal, ""

    def say(self, keys: str) -> None:
        os.write(self.terminal, keys.encode())

    def until(self, *parts: str) -> None:
        """Wait until all ``parts`` have been printed, one behind the other."""
        pattern = re.compile(".*?".join(map(re.escape, parts)), re.DOTALL)
        deadline = time.monotonic() + 30
        while not (match := pattern.search(self.text)):
            assert time.monotonic() < deadline, f"{parts} did not come: {self.text!r}"
            ready, _, _ = select.select([self.terminal], [], [], 1)
            if ready:
                self.text += os.read(self.terminal, 4096).decode(errors="replace")
        self.text = self.text[match.end() :]
