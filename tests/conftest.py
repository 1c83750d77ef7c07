"""What tests share: a small project that they may change, and how to run the command on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from sphinx_handbook.cli import main

# No test fails on a slow day: how long examples take is no property of what is tested.
settings.register_profile("handbook", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("handbook")

ROOTS = Path(__file__).parent / "roots"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the small handbook."""
    return Path(shutil.copytree(ROOTS / "small", tmp_path / "small"))


@pytest.fixture
def handbook(project: Path) -> Callable[..., int]:
    """Runs ``handbook`` on the copy."""
    return lambda *arguments: main(["--root", str(project), *map(str, arguments)])
