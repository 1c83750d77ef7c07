"""The command ``handbook``: one module a verb. Exit code 0 is good, 1 says that there are problems, 2 that the call is wrong."""

from __future__ import annotations

import argparse
import gc
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from sphinx_handbook import __version__

VERBS = {
    "build": "Build the handbook: pages, then website, PDF and ePub from one reading, then the proof that no word was lost.",
    "serve": "Show the website while you write: what you save is in the browser a moment later, and what is wrong stands above the page.",
    "check": "Check the corpus, fast and without Sphinx: every problem with its file, line and column; correct what is certain.",
    "convert": "Write the pages of the editions, and keep the ledgers of their addresses.",
    "verify": "Prove that every word of every source stands in the built outputs, in order, and that no word was added.",
    "review": "List what no rule is sure of, the worst first, each with a decision to paste; or decide it one by one.",
    "new": "Begin something new: a comment, a person, a term, an event, an edition. Nothing that is there is changed or overwritten.",
    "export": "Write the handbook as data for other programs.",
}
"""The verbs, each a module of this package, with what it does."""


class _VerbParser(argparse.ArgumentParser):
    """Reads the arguments of one verb, whose module is imported only now: ``check`` need not wait for Sphinx."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        module = import_module(f"sphinx_handbook.cli.{self.prog.rpartition(' ')[2]}")
        module.add_arguments(self)
        self.description = module.__doc__
        self.set_defaults(run=module.run)
        return super().parse_known_args(args, namespace)


def command() -> int:
    """The program ``handbook``: :func:`main`, and the end of the process, which need not look for garbage among all it has made."""
    code = main()
    gc.freeze()
    return code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    parser = argparse.ArgumentParser(prog="handbook", description="Make a scholarly handbook of source texts.")
    parser.add_argument("--version", action="version", version=f"handbook {__version__}")
    parser.add_argument(
        "--root",
        type=Path,
        default=None,
        help="the project's folder (default: this one or the nearest above with corpus/)",
    )
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True, parser_class=_VerbParser)
    for name, summary in VERBS.items():
        verbs.add_parser(name, help=summary, formatter_class=argparse.RawDescriptionHelpFormatter)
    options = parser.parse_args(arguments)
    root = options.root or find_root(Path.cwd())
    if root is None or not (root / "corpus").is_dir():
        parser.error("there is no folder corpus/ here or above; go to the project's folder, or name it with --root")
    options.root = root.resolve()
    # A build that is told to stop cleans up as one that is interrupted at the keyboard.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # Words and nodes are made by the million and stay to the end; to look for garbage among them takes a third of the time.
    gc.disable()
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        print("interrupted; the last good build is untouched", file=sys.stderr)
        return 130
    finally:
        gc.enable()


def find_root(start: Path) -> Path | None:
    """The nearest folder from ``start`` upwards that holds a corpus."""
    return next((folder for folder in (start, *start.parents) if (folder / "corpus").is_dir()), None)
