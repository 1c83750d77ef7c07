"""The whole build against pandoc, compared in one run: `python benchmarks/pandoc.py [TEXTS]` (or `tox -e bench-pandoc`).

Pandoc makes a website of a page a division, an ePub and a PDF (through Typst) of the same pages; of what the registers say it
knows nothing, and it proves nothing. Prints the seconds of both on the clock and on the processor; read the ratios.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pypandoc
import typst

ROOT = Path(__file__).parents[1]
FORMAT = "commonmark_x"
"""The pages' Markdown as pandoc names it: CommonMark with footnotes, attributes and definition lists."""


def seconds(work: Callable[[], None]) -> tuple[float, float]:
    """How long ``work`` takes on the clock, and on the processor with the processes that it starts."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    begun, before = time.monotonic(), [resource.getrusage(each) for each in who]
    work()
    after = [resource.getrusage(each) for each in who]
    cpu = sum(b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime for a, b in zip(before, after, strict=True))
    return time.monotonic() - begun, cpu


def by_handbook(project: Path, texts: str | None) -> None:
    command = [sys.executable, "-m", "sphinx_handbook", "--root", str(project), "build"]
    subprocess.run([*command, *(["--texts", texts] if texts else [])], capture_output=True, check=True)


def by_pandoc(project: Path, out: Path) -> None:
    pages = sorted((project / "docs").glob("*.md")) + sorted((project / "docs/texts").rglob("*.md"))
    run = [pypandoc.get_pandoc_path(), "--from", FORMAT, "--standalone", "--toc", "--metadata", "title=Handbook"]
    files = [str(page) for page in pages]
    subprocess.run([*run, "--to", "chunkedhtml", "--output", str(out / "site"), *files], check=True)
    subprocess.run([*run, "--to", "epub3", "--output", str(out / "handbook.epub"), *files], check=True)
    subprocess.run([*run, "--to", "typst", "--output", str(out / "handbook.typ"), *files], check=True)
    typst.compile(str(out / "handbook.typ"), output=str(out / "handbook.pdf"), ignore_system_fonts=True)


def main() -> int:
    texts = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("HANDBOOK_TEXTS")
    with tempfile.TemporaryDirectory() as name:
        project = Path(name) / "project"
        for part in ("docs", "corpus"):
            shutil.copytree(ROOT / part, project / part, ignore=shutil.ignore_patterns("texts"))
        shutil.copy(ROOT / "references.bib", project)
        ours = seconds(lambda: by_handbook(project, texts))
        theirs = seconds(lambda: by_pandoc(project, Path(name)))
    for what, (wall, cpu) in (("handbook", ours), ("pandoc", theirs)):
        print(f"{what:9} {wall:7.1f} s on the clock {cpu:7.1f} s on the processor")
    print(f"ratio     {ours[0] / theirs[0]:7.2f}                {ours[1] / theirs[1]:7.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
