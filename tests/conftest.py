"""What tests share: a small project that they may change, and how to run the command on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sphinx_handbook.cli import main

ROOTS = Path(__file__).parent / "roots"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the small handbook."""
    return Path(shutil.copytree(ROOTS / "small", tmp_path / "small"))


@pytest.fixture
def handbook(project: Path) -> Callable[..., int]:
    """Runs ``handbook`` on the copy."""
    return lambda *arguments: main(["--root", str(project), *map(str, arguments)])
