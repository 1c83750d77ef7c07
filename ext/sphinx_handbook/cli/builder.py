"""Builds in processes that are forked from one that has loaded the program: quick to start, and none can hurt the next."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection, Pipe
from typing import NamedTuple

from sphinx_handbook.sphinx.website_builder import Haste

NEEDED = (
    "furo.navigation",
    "myst_parser.sphinx_ext.main",
    "sphinx.search.en",
    "sphinx_design.shared",
    "sphinxcontrib.bibtex",
)
"""What a build of the website loads besides; a project without one of these only starts its builds later."""


class Answer(NamedTuple):
    """How a build has ended: its exit code, and what it said on standard error."""

    code: int
    said: str


class WarmBuilder:
    """A process that forks a child for each build. It is started before there are threads, which do not survive a fork."""

    def __init__(self, build: Callable[[Haste], int]) -> None:
        self._here, there = Pipe()
        self._process = os.fork()
        if self._process == 0:
            self._here.close()
            try:
                _work(build, there)
            finally:
                os._exit(0)
        there.close()

    def run(self, haste: Haste) -> Answer:
        """Build, in ``haste`` if need be, and wait for the end."""
        self._here.send(haste)
        return Answer(*self._here.recv())

    def close(self) -> None:
        self._here.close()
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(self._process, signal.SIGTERM)
            os.waitpid(self._process, 0)


def _work(build: Callable[[Haste], int], requests: Connection) -> None:
    for name in NEEDED:
        with suppress(ImportError):
            import_module(name)
    with suppress(EOFError, KeyboardInterrupt, OSError):
        while True:
            requests.send(tuple(in_child(partial(build, requests.recv()))))


def in_child(build: Callable[[], int]) -> Answer:
    """Build in a process of its own, whatever happens there."""
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
                os.dup2(said.fileno(), 2)
                sys.stdout, sys.stderr = (os.fdopen(number, "w", buffering=1) for number in (1, 2))
                code = build()
            except KeyboardInterrupt:
                pass
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        try:
            _, status = os.waitpid(child, 0)
        except KeyboardInterrupt:
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)
            raise
        said.seek(0)
        text = said.read().decode("utf-8", "replace").strip()
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        text += f"\nthe build was ended by {signal.Signals(-code).name}; look whether memory was short"
    # A title that is wrong is wrong in the contents of every page.
    return Answer(code, "\n".join(dict.fromkeys(text.strip().splitlines())))
