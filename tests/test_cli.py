"""The command line: a verb is loaded when it is called, and each says what it does."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from sphinx_handbook.cli import VERBS, main

BASE = Path(__file__).parent / "problems/base"


def test_check_does_not_wait_for_what_it_does_not_use() -> None:
    program = (
        "import sys; from sphinx_handbook.cli import main\n"
        f"main(['--root', {str(BASE)!r}, 'check'])\n"
        "print(*sorted({'sphinx', 'docutils', 'typst', 'pikepdf', 'lxml'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == ""


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_listed_with_what_its_module_says(verb: str) -> None:
    assert (import_module(f"sphinx_handbook.cli.{verb}").__doc__ or "").splitlines()[0] == VERBS[verb]


def test_all_verbs_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["--help"])
    assert done.value.code == 0
    help_text = capsys.readouterr().out
    assert all(f"\n    {verb} " in help_text for verb in VERBS)


@pytest.mark.parametrize("arguments", [[], ["frobnicate"], ["check", "--colour"], ["check", "--format", "xml"]])
def test_a_wrong_call_says_how_to_call(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main(["--root", str(BASE), *arguments])
    assert done.value.code == 2
    assert "usage: handbook" in capsys.readouterr().err
