"""What recognition and roles cost, compared in one run: `python benchmarks/speed.py [TEXTS]` (or `tox -e bench`).

Prints the CPU seconds of reading long raw texts, of recognising the texts once, 4 and 16 times over, of reading all pages with
Sphinx with and without annotations, and of the whole build with and without registers and their passages. The machine's noise touches both sides of
a ratio alike; read the ratios.
"""

from __future__ import annotations

import gc
import io
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_handbook import corpus, pages
from sphinx_handbook.readers import PRESETS, SourceFile, read
from sphinx_handbook.recognisers import Recogniser
from sphinx_handbook.text import Edition

ROOT = Path(__file__).parents[1]


def repeated(edition: Edition, times: int) -> Edition:
    """The edition ``times`` over, as one long edition."""
    return replace(edition, divisions=edition.divisions * times)


def recognition(found: corpus.Corpus) -> None:
    recogniser = Recogniser.of(found.authority)
    size = sum(len(block.text) for converted in found.converted for block in converted.edition.blocks())
    first = 0.0
    for times in (1, 4, 16):
        started = time.process_time()
        for converted in found.converted:
            recogniser.annotate(repeated(converted.edition, times), corpus.date_setting(converted.folder.data))
        seconds = time.process_time() - started
        first = first or seconds
        print(f"recognise {times:3} x {size / 1e6:.2f} MB  {seconds:7.2f} s  ratio {seconds / first:5.2f}")


LONG_TEXTS = {
    "marks": lambda n: (
        "1) A\n\n" + "".join(f"w.{i}\n" for i in range(1, n)) + "\n\n\n" + "".join(f"{i} note\n" for i in range(1, n))
    ),
    "figures": lambda n: "1) A\n\n" + "1." * n,
    "short paragraphs": lambda n: "1) A\n" + "word\n\n" * n,
}
"""Raw texts of the first preset that grow with ``n``."""


def readers() -> None:
    for name, text in LONG_TEXTS.items():
        first = 0.0
        for times in (1, 4, 16):
            source = SourceFile("text", "source.txt", text(2500 * times))
            started = time.process_time()
            read(source, PRESETS["chapters"])
            seconds = time.process_time() - started
            first = first or seconds
            print(f"read raw {name:17} {times:3} x  {seconds:7.2f} s  ratio {seconds / first:5.2f}")


def reading(found: corpus.Corpus) -> None:
    count = sum(len(marks) for converted in found.converted for marks in converted.annotated.values())
    print(f"{count:,} annotations")
    plain = read_pages(found, with_annotations=False)
    marked = read_pages(found, with_annotations=True)
    print(f"read without annotations {plain:7.2f} s")
    print(f"read with annotations    {marked:7.2f} s  ratio {marked / plain:5.2f}")


def read_pages(found: corpus.Corpus, *, with_annotations: bool) -> float:
    """CPU seconds of Sphinx's reading of every page."""
    with tempfile.TemporaryDirectory() as name:
        project = Path(name)
        shutil.copytree(ROOT / "docs", project / "docs", ignore=shutil.ignore_patterns("texts"))
        shutil.copytree(ROOT / "corpus", project / "corpus")
        shutil.copy(ROOT / "references.bib", project)
        texts = corpus.edition_texts(found) if with_annotations else plain_texts(found)
        corpus.write_pages(project / "docs/texts", texts)
        best = float("inf")
        for attempt in range(3):
            with patch_docutils(), docutils_namespace():
                source, out = project / "docs", project / f"out{attempt}"
                app = Sphinx(source, source, out, out / "doctrees", "reading", status=None, warning=io.StringIO())
                started = time.process_time()
                app.build()
                best = min(best, time.process_time() - started)
        return best


def plain_texts(found: corpus.Corpus) -> dict[str, str]:
    """The pages of the editions without annotations."""
    return {
        f"{converted.folder.siglum}/{name}.md": text
        for converted in found.converted
        for name, text in pages.edition_pages(converted.edition, converted.folder.data, converted.entries, {}).items()
    }


def registers(texts: str | None) -> None:
    """The whole build, the build whose registers list no passages, and the build without the reference part."""
    whole, unlisted, without = (build_all(texts, change) for change in ("", NO_PASSAGES, NO_REGISTERS))
    print(f"build                    {whole:7.2f} s")
    print(f"  without the passages   {unlisted:7.2f} s  share of the passages in registers {1 - unlisted / whole:4.0%}")
    print(f"  without the registers  {without:7.2f} s  share of the whole reference part   {1 - without / whole:4.0%}")


NO_PASSAGES = """
from sphinx_handbook.sphinx.registers import fill, web
fill.ItemWriter.places = lambda self, item: iter(())
web._passages = lambda write, item: ""
web.passage_pages = lambda name, items: []
"""
"""What the settings say in addition where registers are to have their prose and no passages."""

NO_REGISTERS = """
suppress_warnings = ["handbook.register"]
"""


def build_all(texts: str | None, settings: str) -> float:
    """CPU seconds of making and verifying all three outputs."""
    with tempfile.TemporaryDirectory() as name:
        project = Path(name)
        shutil.copytree(ROOT / "docs", project / "docs", ignore=shutil.ignore_patterns("texts"))
        shutil.copytree(ROOT / "corpus", project / "corpus")
        shutil.copy(ROOT / "references.bib", project)
        with (project / "docs/conf.py").open("a", encoding="utf-8") as file:
            file.write(settings)
        for page in (project / "docs").glob("*.md") if settings == NO_REGISTERS else ():
            text = page.read_text(encoding="utf-8")
            page.write_text(
                re.sub(r"^```\{(?:register|year)\}.*\n```$", "", text, flags=re.MULTILINE), encoding="utf-8"
            )
        command = [sys.executable, "-m", "sphinx_handbook", "--root", name, "build"]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*command, *(["--texts", texts] if texts else [])], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    gc.disable()  # as the command ``handbook`` does
    texts = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("HANDBOOK_TEXTS")
    found = corpus.load(ROOT, Path(texts) if texts else None)
    readers()
    recognition(found)
    reading(found)
    registers(texts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
