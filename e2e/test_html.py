"""The website is valid HTML: the Nu Html Checker (vnu) has nothing to say of any page."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

CHECKER = os.environ.get("HANDBOOK_VNU", "")

NO_EFFECT = "Trailing slash on void elements has no effect"
"""Sphinx, docutils and Furo write ``<link … />``. The checker's own words say that it changes nothing; it is no error to it."""


def complaints(folder: Path) -> dict[str, list[str]]:
    """What the checker says of the pages below a folder, by page."""
    command = ["java", "-Xss4m", "-jar", CHECKER, "--format", "json", "--exit-zero-always", "--skip-non-html"]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=True)
    found = defaultdict(list)
    for each in json.loads(done.stderr)["messages"]:
        if not each["message"].startswith(NO_EFFECT):
            page = each.get("url", "").removeprefix(f"{folder.as_uri()}/")
            found[page].append(f"line {each.get('lastLine')}: {each['message']} {each.get('extract', '')!r}")
    return dict(found)


@pytest.mark.skipif(not CHECKER, reason="HANDBOOK_VNU does not name the checker's vnu.jar")
def test_every_page_is_valid(site: Path) -> None:
    assert complaints(site) == {}


@pytest.mark.skipif(not CHECKER, reason="HANDBOOK_VNU does not name the checker's vnu.jar")
def test_the_checker_sees_what_is_wrong(tmp_path: Path) -> None:
    wrong = '<!doctype html><html lang="en"><title>Wrong</title><p id="a"><p id="a"><a href="a b">x</a>'
    (tmp_path / "wrong.html").write_text(wrong, encoding="utf-8")
    (said,) = complaints(tmp_path).values()
    assert any("Duplicate ID" in each for each in said)


def test_no_script_holds_up_a_page(site: Path) -> None:
    """The first paint waits for no script: each that is fetched is deferred, and what stands in the page is a line."""
    for page in sorted(site.rglob("*.html")):
        for attributes, inside in re.findall(
            r"<script\b([^>]*)>(.*?)</script>", page.read_text(encoding="utf-8"), re.S
        ):
            if "src=" in attributes:
                assert re.search(r"\b(defer|async)\b", attributes), (page, attributes)
            elif not re.search(r"application/(ld\+)?json", attributes):
                assert len(inside.strip()) < 100, (page, inside)
