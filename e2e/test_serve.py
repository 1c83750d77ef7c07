"""The preview as one who writes has it: what is saved is in the open page, and what is wrong stands above it until it is mended.

Prints the seconds from saving to reading; with ``HANDBOOK_TEXTS`` all editions are in the handbook.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import ROOT

PAGE = "docs/contributing/emendations.md"
LONG = 90_000  # milliseconds; this asks whether, not how soon


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for part in ("corpus", "docs"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("texts"))
    shutil.copy(ROOT / "references.bib", folder)
    return folder


@pytest.fixture(scope="module")
def address(project: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "sphinx_handbook", "--root", str(project), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        found = re.search(r"http://\S+/", process.stdout.readline())
        assert found
        assert "built after" in process.stdout.readline()
        yield found[0]
        process.send_signal(signal.SIGINT)
        print(process.communicate(timeout=30)[0])
    assert process.returncode == 0


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    opened = browser.new_page()
    opened.goto(f"{address}contributing/emendations.html")
    yield opened
    opened.close()


def test_a_saved_sentence_is_in_the_open_page_which_stays_where_it_was(page: Page, project: Path) -> None:
    file = project / PAGE
    text = file.read_text(encoding="utf-8")
    page.evaluate("scrollTo({top: 700, behavior: 'instant'})")
    for number in range(3):
        started = time.monotonic()
        file.write_text(f"{text}\nThe mill has {number} wheels.\n", encoding="utf-8")
        page.wait_for_selector(f"text=The mill has {number} wheels.", state="attached", timeout=LONG)
        print(f"saved to shown: {time.monotonic() - started:.2f} s")
    page.wait_for_function("scrollY === 700", timeout=LONG)
    # As many editors save: a new file in the place of the old.
    new = file.with_name("emendations.md.tmp")
    new.write_text(text, encoding="utf-8")
    os.replace(new, file)
    expect(page.get_by_text("The mill has")).to_have_count(0, timeout=LONG)


@pytest.mark.parametrize(
    ("name", "broken", "said"),
    [
        ("corpus/authority/persons.toml", "\n[nobody\n", "corpus/authority/persons.toml"),
        (PAGE, "\n{nonsense}`words`\n", "emendations.md"),
        (PAGE, "\n{person}`Nobody <nobody-at-all>`\n", "nobody-at-all"),
    ],
)
def test_a_mistake_stands_above_the_page_until_it_is_mended(
    page: Page, project: Path, name: str, broken: str, said: str
) -> None:
    file = project / name
    text = file.read_text(encoding="utf-8")
    banner = page.get_by_role("alert")
    try:
        file.write_text(text + broken, encoding="utf-8")
        expect(banner).to_contain_text(said, timeout=LONG)
    finally:
        file.write_text(text, encoding="utf-8")
    expect(banner).to_have_count(0, timeout=LONG)


def test_links_to_a_page_that_was_deleted_are_named_until_it_is_back(page: Page, project: Path) -> None:
    file = project / PAGE
    text = file.read_text(encoding="utf-8")
    try:
        file.unlink()
        expect(page.get_by_role("alert")).to_contain_text("'emendations.md' leads to no page", timeout=LONG)
    finally:
        file.write_text(text, encoding="utf-8")
    expect(page.get_by_role("alert")).to_have_count(0, timeout=LONG)
    expect(page.get_by_role("heading", name="Emendations").first).to_be_visible(timeout=LONG)


def test_a_page_that_was_deleted_says_so(page: Page, address: str, project: Path) -> None:
    file = project / "docs/contributing/passing.md"
    try:
        file.write_text("---\norphan: true\n---\n# In passing\n", encoding="utf-8")
        page.goto(f"{address}contributing/passing.html")
        expect(page.get_by_role("heading", name="In passing").first).to_be_visible(timeout=LONG)
    finally:
        file.unlink()
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible(timeout=LONG)


def test_the_files_have_no_trace_of_the_preview(address: str, project: Path) -> None:
    page = (project / "build/.preview/html/contributing/emendations.html").read_text(encoding="utf-8")
    assert "/-/changes" not in page
    assert "handbook.pdf" not in (project / "build/.preview/html/index.html").read_text(encoding="utf-8")
