"""One build: every page is read once, then each format is written from the same environment.

The writers are forked from the process that has read. Where there is no fork they run in turn, each in an application of
its own that loads what the reading has stored: themes and bibliographies leave things behind in theirs.

The ePub names the pages of the PDF, which are known when both are written; and so do the data that lie beside the website.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import resource
import select
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import NoReturn, cast

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.errors import SphinxError
from sphinx.util import logging
from sphinx.util.console import nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_handbook.digest import of_the_program
from sphinx_handbook.export.passages import Site
from sphinx_handbook.kept import MEMORY, Kept, store, stored

from .domain import HandbookDomain
from .epub import name_pages
from .website import printed_pages
from .website_builder import Haste, WebsiteBuilder

FORMATS: Mapping[str, tuple[str, str]] = {
    "html": ("html", ""),
    "pdf": ("typst", "handbook.pdf"),
    "epub": ("epub", "handbook.epub"),
}
"""Builder and product of each format; a product of no name is the whole folder."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What one stage of a build took and said: seconds of wall time, peak memory in MiB, warnings, and its error if it failed.

    ``waiting`` says that pages of the website were kept as they were, in haste.
    """

    name: str
    seconds: float
    peak: float
    warnings: str = ""
    error: str = ""
    waiting: bool = False


DOCTREES = ".doctrees"
"""What builds keep for the next one, below the folder of the outputs."""

WEBSITE = "website"
"""What the website is made from, page by page."""

LONGEST_FIRST = ("pdf", "html", "epub")

Say = Callable[[str], None]

Beside = Callable[[Site], Iterable[tuple[str, str]]]
"""The files that lie beside the website's pages, by their paths."""


def build(
    source: Path,
    out: Path,
    formats: tuple[str, ...],
    *,
    jobs: int = 1,
    say: Say = print,
    beside: Beside = lambda site: (),
    haste: Haste = Haste.NONE,
) -> list[Stage]:
    """Build ``formats`` of the handbook in ``source`` into ``out``; each product is moved in whole, or not at all.

    ``beside`` makes further files of the website, once it is known on which pages of the PDF everything is. Returns the stages,
    reading first. A stage with warnings or an error has failed; its product is not moved in. In ``haste`` the website keeps
    of the last one what can wait.
    """
    work, doctrees = out / ".building", out / DOCTREES
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        with patch_docutils(str(source)), docutils_namespace():
            app, reading = _read(source, work, doctrees, formats, jobs, say)
            stages = [reading]
            if app and hasattr(os, "fork"):
                stages += _write_forked(app, work, formats, haste, say)
        if app and not hasattr(os, "fork"):
            stages += _write_in_turn(source, doctrees, work, formats, say)
        finished = {stage.name for stage in stages[1:] if not stage.error}
        if finished >= {"pdf", "epub"}:
            name_pages(work / "epub" / FORMATS["epub"][1], work / "pdf" / PAGES)
        if app and "html" in finished:
            pages = json.loads((work / "pdf" / PAGES).read_text(encoding="utf-8")) if "pdf" in finished else {}
            site = Site(app.config.project, app.config.html_baseurl, pages)
            printed = printed_pages(cast(HandbookDomain, app.env.domains["hb"]), pages)
            stages.append(_write_beside(work / "html", chain(beside(site), printed)))
        for stage in stages[1:]:
            if stage.name in finished:
                _move_in(work / stage.name, FORMATS[stage.name][1], out, stage.name)
                if stage.name == "html":
                    (doctrees / MEMORY).mkdir(exist_ok=True)
                    os.replace(work / WEBSITE, doctrees / MEMORY / WEBSITE)
        _offer(out, formats)
        return stages
    finally:
        shutil.rmtree(work, ignore_errors=True)


PAGES = "handbook-pages.json"
"""What the PDF's writer leaves beside it: the page of each anchor."""


def _write_beside(folder: Path, files: Iterable[tuple[str, str]]) -> Stage:
    """Write the files that lie beside the website's pages."""
    started = time.monotonic()
    for name, text in files:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return Stage("data", time.monotonic() - started, 0.0)


def _read(
    source: Path, work: Path, doctrees: Path, formats: tuple[str, ...], jobs: int, say: Say
) -> tuple[Sphinx | None, Stage]:
    """Read every page that has changed; no application where that failed."""
    say("reading the pages")
    warnings = io.StringIO()
    started = time.monotonic()
    app, error = None, ""
    try:
        app = _application(source, work / "reading", doctrees, "reading", formats, warnings, jobs)
        before = dict(app.env.all_docs)
        app.build()
        if warnings.getvalue():
            _forget(app, {docname for docname, when in app.env.all_docs.items() if before.get(docname) != when})
    except SphinxError as fault:
        app, error = None, str(fault)
    return app, Stage("read", time.monotonic() - started, _peak(), warnings.getvalue(), error)


def _forget(app: Sphinx, docnames: Set[str]) -> None:
    """Let the next build read these again, so that it warns again of what has not been mended."""
    app.env.all_docs.update(dict.fromkeys(docnames, 0))
    (Path(app.doctreedir) / ENV_PICKLE_FILENAME).write_bytes(pickle.dumps(app.env, pickle.HIGHEST_PROTOCOL))


def _application(
    source: Path,
    folder: Path,
    doctrees: Path,
    builder: str,
    formats: tuple[str, ...],
    warnings: io.StringIO,
    jobs: int,
) -> Sphinx:
    """An application whose tags say what is built with it, as ``with_pdf``, so that the website offers no file that is not made."""
    nocolor()
    tags = [f"with_{name}" for name in formats]
    return Sphinx(source, source, folder, doctrees, builder, status=None, warning=warnings, parallel=jobs, tags=tags)


def _write_forked(app: Sphinx, work: Path, formats: tuple[str, ...], haste: Haste, say: Say) -> Iterator[Stage]:
    """Write each format in a child process, as many at a time as there are cores."""
    waiting = [name for name in LONGEST_FIRST if name in formats]
    running: dict[int, tuple[str, int]] = {}
    answers: dict[int, bytes] = {}
    try:
        while waiting or running:
            while waiting and len(running) < max(os.cpu_count() or 1, 1):
                name = waiting.pop(0)
                say(f"writing {name}")
                receiver, child = _fork(app, work, name, haste)
                running[receiver], answers[receiver] = (name, child), b""
            for receiver in select.select(list(running), [], [])[0]:
                piece = os.read(receiver, 65536)
                answers[receiver] += piece
                if not piece:
                    name, child = running.pop(receiver)
                    os.close(receiver)
                    os.waitpid(child, 0)
                    answer = answers.pop(receiver)
                    yield Stage(**json.loads(answer)) if answer else Stage(name, 0.0, 0.0, error=f"{name}: {_KILLED}")
    finally:
        for _, child in running.values():
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


_KILLED = "the writer was killed or crashed; see above, and look whether memory was short"


def _fork(app: Sphinx, work: Path, name: str, haste: Haste) -> tuple[int, int]:
    """Start a child that writes one format; returns the pipe on which it will answer, and its process number."""
    receiver, sender = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    # What is raised while Python tidies up after a fork is lost: a wish to stop must wait until that is done.
    stops = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    try:
        child = os.fork()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, stops)
    if child == 0:
        os.close(receiver)
        _run_child(app, work, name, haste, sender)
    os.close(sender)
    return receiver, child


def _run_child(app: Sphinx, work: Path, name: str, haste: Haste, sender: int) -> NoReturn:
    """Write one format, tell the parent through ``sender``, and leave the process."""
    try:
        stage = _write_after_reading(app, work, name, haste)
        with os.fdopen(sender, "wb") as stream:
            stream.write(json.dumps(asdict(stage)).encode())
        os._exit(0)
    except (KeyboardInterrupt, BrokenPipeError):
        os._exit(1)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def _write_in_turn(source: Path, doctrees: Path, work: Path, formats: tuple[str, ...], say: Say) -> Iterator[Stage]:
    """Write each format in this process, in an application of its own."""
    for name in (name for name in LONGEST_FIRST if name in formats):
        say(f"writing {name}")
        warnings = io.StringIO()
        with patch_docutils(str(source)), docutils_namespace():
            app = _application(source, work / name, doctrees, FORMATS[name][0], formats, warnings, 1)
            yield _write(app, work, name, warnings)


def _write_after_reading(app: Sphinx, work: Path, name: str, haste: Haste) -> Stage:
    """Write one format with the application that has read."""
    _switch_builder(app, FORMATS[name][0], work / name)
    app.builder.read = list  # type: ignore[misc, method-assign]  # nothing is left to be read
    warnings = io.StringIO()
    app._warning = warnings
    logging.setup(app, app._status, warnings)
    if isinstance(app.builder, WebsiteBuilder):
        app.builder.haste = haste
    return _write(app, work, name, warnings)


def _write(app: Sphinx, work: Path, name: str, warnings: io.StringIO) -> Stage:
    """Write one format. Of a website the builder learns what the last one has, and tells what the next one may keep."""
    started = time.monotonic()
    error = ""
    builder = app.builder
    if isinstance(builder, WebsiteBuilder):
        builder.kept = Kept(
            work.parent / name, work / name, stored(Path(app.doctreedir) / MEMORY / WEBSITE, of_the_program()) or {}
        )
    try:
        app.build(force_all=True)
        if isinstance(builder, WebsiteBuilder):
            store(work / WEBSITE, of_the_program(), builder.kept.now)
    except SphinxError as fault:
        error = str(fault)
    except Exception:
        error = traceback.format_exc()
    waiting = isinstance(builder, WebsiteBuilder) and builder.waiting
    return Stage(name, time.monotonic() - started, _peak(), warnings.getvalue(), error, waiting)


def _switch_builder(app: Sphinx, builder: str, outdir: Path) -> None:
    """Give the application another builder, as its constructor would have done (Sphinx 9.0, ``Sphinx.__init__``)."""
    app.outdir = type(app.outdir)(outdir)
    app.outdir.mkdir(parents=True, exist_ok=True)
    for tag in (app.builder.format, app.builder.name, f"format_{app.builder.format}", f"builder_{app.builder.name}"):
        app.tags.remove(tag)
    app.preload_builder(builder)
    app.builder = app.create_builder(builder)
    app.env._builder_cls = type(app.builder)  # by which transforms know whether they are meant
    app._init_builder()


def _move_in(made: Path, product: str, out: Path, name: str) -> None:
    """Put a finished product in the place of the last one."""
    if product:
        os.replace(made / product, out / product)
        return
    place, old = out / name, out / f".old-{name}"
    shutil.rmtree(made / ".doctrees", ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        os.rename(place, old)
    os.rename(made, place)
    shutil.rmtree(old, ignore_errors=True)


def _offer(out: Path, formats: tuple[str, ...]) -> None:
    """Put the PDF and the ePub into the website's ``downloads``, so that they are published along with it."""
    downloads = out / "html" / "downloads"
    for product in (FORMATS[name][1] for name in formats):
        if product and (out / product).exists() and downloads.parent.is_dir():
            downloads.mkdir(exist_ok=True)
            (downloads / product).unlink(missing_ok=True)
            try:
                os.link(out / product, downloads / product)
            except OSError:  # a file system without links
                shutil.copy2(out / product, downloads / product)


def _peak() -> float:
    """Peak memory of this process, or of the largest that it has waited for, in MiB (Linux counts in KiB, macOS in bytes)."""
    usage = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return usage / (1024 * 1024 if sys.platform == "darwin" else 1024)
