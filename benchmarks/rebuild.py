"""What a rebuild costs after one page of commentary has changed, beside the full build of all three outputs, in one run:
`python benchmarks/rebuild.py [TEXTS]` (or `tox -e bench-rebuild`).

For each format: the build of it alone, the build after a sentence without a mention was added to a page, and after one with a mention.
Wall and CPU seconds of the whole command, and their share of the full build. Read the shares; noise touches both sides alike.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGE = "docs/commentary/aurora.md"
SENTENCES = {
    "a sentence": "The mill has {} wheels.",
    "a mention": "The mill has {} wheels, says {{person}}`Lenin <lenin>`.",
}
TIMES = {"html": 3, "epub": 2, "pdf": 2}
"""How often each is measured; the best counts."""


class Cost(NamedTuple):
    wall: float
    cpu: float


def build(project: Path, texts: str | None, form: str) -> Cost:
    command = [sys.executable, "-m", "sphinx_handbook", "--root", str(project), "build", "--formats", form]
    # Python compiles a package once, where nobody forbids it, and not for each build.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([*command, *(["--texts", texts] if texts else [])], env=environment, capture_output=True, check=True)
    wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def best(costs: list[Cost]) -> Cost:
    return Cost(min(cost.wall for cost in costs), min(cost.cpu for cost in costs))


def compare(project: Path, texts: str | None, form: str, full: Cost) -> None:
    page = project / PAGE
    text = page.read_text(encoding="utf-8")
    shutil.rmtree(project / "build", ignore_errors=True)
    report(form, "alone", build(project, texts, form), full)
    for what, sentence in SENTENCES.items():
        costs = []
        for number in range(TIMES[form]):
            page.write_text(f"{text}\n{sentence.format(number)}\n", encoding="utf-8")
            costs.append(build(project, texts, form))
        report(form, what, best(costs), full)
    page.write_text(text, encoding="utf-8")


def report(form: str, what: str, cost: Cost, full: Cost) -> None:
    shares = cost.wall / full.wall, cost.cpu / full.cpu
    print(
        f"{form:5} {what:12} {cost.wall:6.1f} s wall {shares[0]:4.0%} {cost.cpu:6.1f} s CPU {shares[1]:4.0%}",
        flush=True,
    )


def main() -> int:
    texts = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("HANDBOOK_TEXTS")
    with tempfile.TemporaryDirectory() as name:
        project = Path(name)
        for part in ("corpus", "docs"):
            shutil.copytree(ROOT / part, project / part, ignore=shutil.ignore_patterns("texts"))
        shutil.copy(ROOT / "references.bib", project)
        subprocess.run([sys.executable, "-m", "compileall", "-q", ROOT / "ext"], check=True)
        full = build(project, texts, ",".join(TIMES))
        report("all", "full build", full, full)
        for form in TIMES:
            compare(project, texts, form, full)
    return 0


if __name__ == "__main__":
    sys.exit(main())
