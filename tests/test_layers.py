"""The layers: a module imports only from layers below its own."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import sphinx_handbook

PACKAGE = Path(sphinx_handbook.__file__).parent
LAYERS = (
    {
        "text",
        "problems",
        "dates",
        "collation",
        "pictures",
        "directives",
        "folding",
        "numberwords",
        "safety",
        "digest",
        "kept",
    },
    {"origins", "syntax"},
    {"schema", "authority", "names"},
    {"exceptions"},
    {"readers", "emend", "loci"},
    {"decisions", "edition"},
    {"commentary"},
    {"recognisers", "bibliography"},
    {"parallels"},
    {"propose"},
    {"unexplained"},
    {"myst"},
    {"pages"},
    {"corpus"},
    {"checks", "export", "fidelity", "formats", "reference"},
    {"pdf", "sphinx"},
    {"cli"},
)
"""From the lowest to the highest; modules of one layer may import each other."""


def layer(module: str) -> int:
    return next(number for number, names in enumerate(LAYERS) if module in names)


def imports(file: Path) -> set[str]:
    """The modules of the package that ``file`` imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "sphinx_handbook":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sphinx_handbook."):
            found.add((node.module or "").split(".")[1])
    return found - {"__version__"}


FILES = sorted(file for file in PACKAGE.rglob("*.py") if file.parent != PACKAGE or not file.name.startswith("__"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_imports_point_downwards(file: Path) -> None:
    own = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
    above = {module for module in imports(file) if layer(module) > layer(own)}
    assert not above, f"{own} may not import {', '.join(sorted(above))}"
