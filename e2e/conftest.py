"""The whole handbook, built twice from clean.

With ``HANDBOOK_TEXTS`` the editions of others are in it; without, only our own texts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from sphinx_handbook import corpus

ROOT = Path(__file__).parents[1]
TEXTS = os.environ.get("HANDBOOK_TEXTS")


@pytest.fixture(scope="session")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two builds of copies of the project, one read in one process and one in two."""
    folders = []
    for name, jobs in (("one", "1"), ("two", "2")):
        project = tmp_path_factory.mktemp(name)
        for part in ("corpus", "docs", "references.bib"):
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, project / part, ignore=shutil.ignore_patterns("texts"))
            else:
                shutil.copy(source, project / part)
        command = [sys.executable, "-m", "sphinx_handbook", "--root", str(project), "build", "--jobs", jobs]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
        print(done.stdout)
        folders.append(project / "build")
    return folders[0], folders[1]


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest) -> Path:
    """The website; with ``HANDBOOK_SITE`` one that has been built before, so as to work on these tests."""
    made = os.environ.get("HANDBOOK_SITE")
    return Path(made) if made else request.getfixturevalue("builds")[0] / "html"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; none is downloaded."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def loaded() -> corpus.Corpus:
    found = corpus.load(ROOT, Path(TEXTS) if TEXTS else None)
    assert not found.problems
    return found
