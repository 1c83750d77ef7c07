"""The tutorials, done from the first to the last in a copy of the handbook itself, as a reader does them.

A comment above a block says what a reader does: ``% run`` calls what stands behind ``$`` and sees the lines below it; ``% save:
PATH`` writes a file; ``% change: PATH`` takes lines away (``-``) and puts others in their place (``+``); ``% answers`` calls, and
types what stands behind ``>``.
"""

from __future__ import annotations

import io
import re
import shlex
import shutil
from pathlib import Path

import pytest

from test_docs import GUIDE, ROOT, Example, examples_of, handbook, squeezed

TUTORIALS = ("first-commentary", "first-person", "first-source", "doubtful-names")


def test_the_tutorials_are_those_of_the_map_in_order() -> None:
    index = (GUIDE / "index.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \d \| .*?\(([a-z-]+)\.md\)", index, re.MULTILINE)
    assert tuple(listed) == TUTORIALS


def test_tutorials_can_be_done_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "handbook"
    shutil.copytree(ROOT / "corpus", root / "corpus")
    shutil.copytree(
        ROOT / "docs", root / "docs", ignore=lambda folder, _: {"texts"} if folder == str(ROOT / "docs") else ()
    )
    shutil.copy(ROOT / "references.bib", root)
    monkeypatch.chdir(root)
    for tutorial in TUTORIALS:
        for example in examples_of(GUIDE / f"{tutorial}.md"):
            do(example, root, monkeypatch)
    assert "{person}`Maria Pechnikova <pechnikova>`" in (root / "docs/texts/lodger/1.md").read_text(encoding="utf-8")


def do(example: Example, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if example.what == "save":
        file = root / example.of
        file.parent.mkdir(exist_ok=True)
        file.write_text(example.text, encoding="utf-8")
    elif example.what == "change":
        file = root / example.of
        before, after = ("".join(re.findall(rf"^{sign}(.*\n)", example.text, re.MULTILINE)) for sign in (r"-", r"\+"))
        text = "\n" + file.read_text(encoding="utf-8")
        before, after = "\n" + before, "\n" + after
        assert text.count(before) == 1, f"{example.place}: {example.of} has these lines {text.count(before)} times"
        file.write_text(text.replace(before, after)[1:], encoding="utf-8")
    elif example.what in ("run", "answers"):
        command, _, rest = example.text.partition("\n")
        typed = re.findall(r"^> (.*\n)", rest, re.MULTILINE)
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(typed)))
        run = handbook(root, *shlex.split(re.sub(r"^\$ (?:\.venv/bin/)?handbook ", "", command)))
        # Between what is typed stand the keys that the terminal offers.
        for part in re.split(r"^> .*\n", rest, flags=re.MULTILINE):
            assert lasting(part) in lasting(run.err + run.out), (
                f"{example.place} shows\n{part}\nbut there is\n{run.err}{run.out}"
            )


def lasting(text: str) -> str:
    """``text`` without the numbers that another record or another edition changes."""
    return re.sub(r"(?<=\.toml:)\d+|\d+(?= editions| of them| probable)", "N", squeezed(text))
