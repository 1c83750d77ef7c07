"""Show the website while you write: what you save is in the browser a moment later, and what is wrong stands above the page."""

from __future__ import annotations

import argparse
import os
import sys
import time
from functools import partial
from pathlib import Path

from sphinx_handbook.cli import build, convert
from sphinx_handbook.cli.builder import Answer, WarmBuilder
from sphinx_handbook.cli.common import add_out, add_texts, out
from sphinx_handbook.cli.preview import State, serve
from sphinx_handbook.cli.watching import changes, look
from sphinx_handbook.digest import of_the_program
from sphinx_handbook.sphinx.website_builder import Haste


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_texts(parser)
    add_out(parser)
    parser.add_argument("--port", type=int, default=8000, help="where the browser finds it (default: 8000)")


def run(options: argparse.Namespace) -> int:
    if not hasattr(os, "fork"):
        print("serve needs a system that can fork, such as Linux, macOS or WSL; use handbook build", file=sys.stderr)
        return 2
    # A website without PDF and ePub is another one, and the last complete build is to stay as it is.
    folder = out(options) / ".preview"
    asked = argparse.Namespace(**{**vars(options), "out": folder, "formats": ("html",), "jobs": 1, "no_verify": True})
    of_the_program()  # builds remember by the program that runs, which may meanwhile be changed on the disk
    builder = WarmBuilder(lambda haste: build.run(argparse.Namespace(**{**vars(asked), "haste": haste})))
    state = State()
    try:
        server = serve(folder / "html", options.port, state)
    except OSError as error:
        builder.close()
        message = f"port {options.port} cannot be used: {(error.strerror or '').lower()}; choose another with --port"
        print(message, file=sys.stderr)
        return 2
    print(f"the handbook is at http://127.0.0.1:{server.server_port}/ (stop with Ctrl+C)", flush=True)
    try:
        for number, changed in enumerate(changes(partial(look, *_watched(options, folder)))):
            haste = _haste(changed, options.root / "docs") if number else Haste.NONE
            while True:
                started = time.monotonic()
                answer = builder.run(haste)
                waiting = answer.code == build.WAITING
                state.tell(answer.said if answer.code and not waiting else "")
                _report(changed, answer, time.monotonic() - started, options.root)
                if not waiting:
                    break
                haste = Haste.SEARCH_WAITS
    except KeyboardInterrupt:
        print()
        return 0
    finally:
        server.shutdown()
        builder.close()
    return 0


def _haste(changed: list[str], docs: Path) -> Haste:
    """What may wait: where pages alone have changed, the others, which show no more of them than their titles."""
    pages = all(path.endswith(".md") and Path(path).is_relative_to(docs) for path in changed)
    return Haste.OTHERS_WAIT if pages else Haste.SEARCH_WAITS


def _watched(options: argparse.Namespace, folder: Path) -> tuple[list[Path], list[Path]]:
    """What is watched, and what is left out of it: the pages that builds write."""
    root = options.root
    places = [root / "docs", root / "corpus", root / "references.bib"]
    places += [Path(options.texts).resolve()] if options.texts else []
    return places, [root / convert.PAGES, folder.parent]


def _report(changed: list[str], answer: Answer, seconds: float, root: Path) -> None:
    names = [os.path.relpath(path, root) for path in changed]
    what = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    outcome = {0: "built", build.WAITING: "shown, the pages around it wait"}.get(answer.code, "problems")
    print(f"{what or 'everything'}: {outcome} after {seconds:.1f} s", flush=True)
    if outcome == "problems":
        print(answer.said, file=sys.stderr, flush=True)
