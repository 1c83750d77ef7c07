"""The preview: what it watches, what it answers, and that no build can hurt it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from sphinx_handbook.cli.builder import in_child
from sphinx_handbook.cli.preview import State, serve
from sphinx_handbook.cli.watching import changes, look

SAVED = ["page.md", "persons.toml", "wheel.svg", "deep/page.md"]
IN_PASSING = [
    ".page.md.swp",
    "page.md~",
    "#page.md#",
    ".#page.md",
    "4913",
    "page.md.tmp",
    "page.md___jb_tmp___",
    ".git/index",
]


@pytest.mark.parametrize("name", SAVED + IN_PASSING)
def test_what_editors_make_in_passing_is_not_watched(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("words")
    assert list(look([tmp_path])) == ([str(file)] if name in SAVED else [])


def test_places_may_be_files_or_missing_and_parts_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/page.md").touch()
    (tmp_path / "references.bib").touch()
    places = [tmp_path / "references.bib", tmp_path / "texts", tmp_path / "nowhere"]
    assert set(look(places)) == {str(tmp_path / "references.bib"), str(tmp_path / "texts/page.md")}
    assert set(look([tmp_path], [tmp_path / "texts"])) == {str(tmp_path / "references.bib")}


def seen(*looks: dict[str, int]) -> list[list[str]]:
    """What :func:`changes` reports of files by path, each with a number that stands for its state."""
    rest = [{path: (state, 0, 0) for path, state in files.items()} for files in looks]

    def wait(_: float) -> None:
        if not rest:
            raise StopIteration

    found = []
    try:
        for changed in changes(lambda: rest.pop(0), wait):
            found.append(changed)
    except RuntimeError:  # the generator's way to pass StopIteration on
        pass
    return found


@pytest.mark.parametrize(
    ("looks", "reported"),
    [
        ([{"a": 1}, {"a": 1}], [[]]),
        ([{"a": 1}, {"a": 2}, {"a": 2}], [[], ["a"]]),
        ([{"a": 1}, {"a": 2}, {"a": 3}, {"a": 3}], [[], ["a"]]),
        ([{"a": 1}, {}, {}], [[], ["a"]]),
        ([{"a": 1}, {}, {"a": 2}, {"a": 2}], [[], ["a"]]),
        ([{"a": 1}, {}, {"a": 1}, {"a": 1}, {"a": 1}], [[]]),
        ([{"a": 1}, {"a": 1, "b": 1}, {"a": 1, "b": 1}, {"a": 2}, {"a": 2}], [[], ["b"], ["a", "b"]]),
    ],
    ids=["nothing", "changed", "still being written", "deleted", "saved by renaming", "gone for a moment", "twice"],
)
def test_a_change_is_reported_once_when_it_has_settled(looks: list[dict[str, int]], reported: list[list[str]]) -> None:
    assert seen(*looks) == reported


def says_and_returns() -> int:
    print("on standard output")
    print("a problem\na problem\nanother", file=sys.stderr)
    return 1


def raises() -> int:
    raise RuntimeError("no such luck")


def dies() -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def test_a_build_is_answered_for_by_its_code_and_its_words() -> None:
    assert in_child(says_and_returns) == (1, "a problem\nanother")
    assert in_child(lambda: 0) == (0, "")


def test_a_build_that_crashes_or_is_killed_is_a_problem_and_no_more() -> None:
    code, said = in_child(raises)
    assert code == 1
    assert "RuntimeError: no such luck" in said
    code, said = in_child(dies)
    assert code < 0
    assert "SIGKILL" in said


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "html"
    (folder / "deep").mkdir(parents=True)
    (folder / "index.html").write_text("<html><body>Words.</body></html>")
    (folder / "deep/index.html").write_text("<html><body>Deep words.</body></html>")
    (folder / "style.css").write_text("p {}")
    (tmp_path / "secret.html").write_text("not for you")
    return folder


@pytest.fixture
def served(site: Path) -> Iterator[tuple[int, State]]:
    state = State()
    server = serve(site, 0, state)
    yield server.server_port, state
    server.shutdown()
    server.server_close()


def get(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Host": f"{host}:{port}"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_pages_are_served_with_the_script_and_files_as_they_are(served: tuple[int, State], site: Path) -> None:
    port, _ = served
    for path, words in (("/", "Words."), ("/index.html", "Words."), ("/deep/", "Deep words.")):
        status, page = get(port, path)
        assert status == 200
        assert page.startswith(f"<html><body>{words}<script>")
        assert page.endswith("</script></body></html>")
    assert get(port, "/style.css") == (200, "p {}")
    assert "script" not in (site / "index.html").read_text()


def test_a_missing_page_says_so_and_nothing_outside_is_served(served: tuple[int, State]) -> None:
    port, state = served
    assert "The first build has made no website yet" in get(port, "/<b>.html")[1]
    state.tell("")
    status, page = get(port, "/<b>.html")
    assert status == 404
    assert "There is no such page" in page
    assert "<b>" not in page
    assert "not for you" not in get(port, "/../secret.html")[1]
    assert "not for you" not in get(port, "/%2e%2e/secret.html")[1]


def test_only_this_machine_is_answered(served: tuple[int, State]) -> None:
    assert get(served[0], "/", host="evil.example")[0] == 403
    assert get(served[0], "/", host="localhost")[0] == 200


def test_a_page_learns_of_problems_and_of_its_own_changes(served: tuple[int, State], site: Path) -> None:
    port, state = served

    def ask(since: int) -> dict[str, object]:
        found: dict[str, object] = json.loads(get(port, f"/-/changes?since={since}&page=%2F")[1])
        return found

    first = ask(-1)
    state.tell("line 3 is wrong")
    told = ask(0)
    assert told == {"version": 1, "problems": "line 3 is wrong", "page": first["page"]}
    (site / "index.html").write_text("<html><body>Other words.</body></html>")
    state.tell("")
    again = ask(1)
    assert again["problems"] == ""
    assert again["page"] != first["page"]


def test_a_preview_follows_a_project_that_breaks_and_is_mended(project: Path) -> None:
    page, persons = project / "docs/people.md", project / "corpus/authority/persons.toml"
    command = [sys.executable, "-m", "sphinx_handbook", "--root", str(project), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        said = iter(process.stdout.readline, "")
        address = next(said).split("at ")[1].split("/ ")[0]

        def read(path: str) -> str:
            with urllib.request.urlopen(f"{address}{path}", timeout=20) as answer:
                text: str = answer.read().decode()
            return text

        def after(what: str) -> str:
            """What is said until ``what`` is."""
            lines = []
            for line in said:
                lines.append(line)
                if what in line:
                    break
            return "".join(lines)

        try:
            assert after("everything: built")
            page.write_text("# People\n\nA new sentence.\n\n```{register} persons\n```\n")
            after("docs/people.md: built")
            assert "A new sentence." in read("/people.html")
            good = persons.read_text()
            persons.write_text(good + "\n[broken\n")
            after("corpus/authority/persons.toml: problems")
            assert "toml-syntax" in json.loads(read("/-/changes?page=/people.html"))["problems"]
            assert "A new sentence." in read("/people.html")
            persons.write_text(good)
            after("corpus/authority/persons.toml: built")
            assert json.loads(read("/-/changes?page=/people.html"))["problems"] == ""
            page.unlink()
            after("docs/people.md: problems")
            with pytest.raises(urllib.error.HTTPError, match="404"):
                read("/people.html")
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
    assert process.returncode == 0


def test_a_port_that_is_taken_is_said_so(
    served: tuple[int, State], project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-m", "sphinx_handbook", "--root", project, "serve", "--port", str(served[0])]
    assert subprocess.run(command, timeout=60, check=False).returncode == 2
    assert "choose another with --port" in capfd.readouterr().err
