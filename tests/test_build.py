"""One build, three outputs: whole or not at all, and the same bytes each time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sphinx_handbook.sphinx import build as building

Handbook = Callable[..., int]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and ".doctrees" not in file.parts
    }


def test_a_build_makes_three_verified_outputs(
    project: Path, handbook: Handbook, capsys: pytest.CaptureFixture[str]
) -> None:
    assert handbook("build") == 0
    said = capsys.readouterr()
    assert not said.err
    assert "mill     pdf        99      100    3/3    3/3     0      0      0" in said.out
    assert sorted(path.name for path in (project / "build").iterdir()) == [
        ".doctrees",
        "handbook.epub",
        "handbook.pdf",
        "html",
    ]


def test_two_builds_have_the_same_bytes(project: Path, handbook: Handbook) -> None:
    assert handbook("build", "--out", project / "one") == 0
    os.utime(project / "docs/index.md")
    assert handbook("build", "--out", project / "two", "--jobs", "2") == 0
    assert tree(project / "one") == tree(project / "two")
    (project / "docs/people.md").open("a").write("\nMore.\n")
    assert handbook("build", "--out", project / "two") == 0
    assert tree(project / "one") != tree(project / "two")
    (project / "docs/people.md").write_text("# People\n\n```{register} persons\n```\n")
    assert handbook("build", "--out", project / "two") == 0
    assert tree(project / "one") == tree(project / "two"), "an incremental build differs from a clean one"


def test_without_fork_the_outputs_are_the_same(project: Path, handbook: Handbook) -> None:
    assert handbook("build", "--out", project / "forked") == 0
    # In a process of its own, from which fork is taken away.
    code = "import os, sys; del os.fork; from sphinx_handbook.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "--root", project, "build", "--out", project / "in-turn"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert tree(project / "forked") == tree(project / "in-turn")


def test_a_problem_in_the_corpus_stops_the_build_before_anything_is_written(
    project: Path, handbook: Handbook, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "corpus/mill/source.txt").write_bytes(b"1) The Weir\n\n\xff\xfe\n")
    assert handbook("build") == 1
    assert "corpus/mill/source.txt:3:1: text-encoding" in capsys.readouterr().err
    assert not (project / "build").exists()
    assert not (project / "docs/texts").exists()


def test_a_writer_that_fails_leaves_the_last_good_output(
    project: Path, handbook: Handbook, capsys: pytest.CaptureFixture[str]
) -> None:
    assert handbook("build") == 0
    before = tree(project / "build")
    (project / "docs/people.md").open("a", encoding="utf-8").write("\nNo font has this: \ue123\n")
    assert handbook("build") == 1
    assert "e123" in capsys.readouterr().err
    after = tree(project / "build")
    assert after["handbook.pdf"] == before["handbook.pdf"]
    assert after["html/people.html"] != before["html/people.html"]


def test_a_warning_fails_the_build(project: Path, handbook: Handbook, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "docs/index.md").open("a", encoding="utf-8").write("\n{person}`Nobody <nobody>`\n")
    assert handbook("build", "--formats", "html") == 1
    assert "no person 'nobody'" in capsys.readouterr().err


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_build_leaves_the_last_good_one(project: Path, handbook: Handbook, stop: signal.Signals) -> None:
    assert handbook("build") == 0
    before = tree(project / "build")
    (project / "docs/people.md").open("a", encoding="utf-8").write("\nMore.\n" * 2000)
    command = [sys.executable, "-m", "sphinx_handbook", "--root", str(project), "build"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("writing pdf"):
                process.send_signal(stop)
                break
        process.communicate(timeout=60)
    assert process.returncode != 0
    time.sleep(0.3 if stop is signal.SIGKILL else 0)
    left = {name: data for name, data in tree(project / "build").items() if not name.startswith(".building")}
    assert left == before
    assert handbook("build") == 0
    assert tree(project / "build") != before


def test_every_format_has_a_builder_and_an_order() -> None:
    assert set(building.FORMATS) == set(building.LONGEST_FIRST)
