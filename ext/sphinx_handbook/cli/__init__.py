"""The command ``handbook``: one module a verb. Exit code 0 is good, 1 says that there are problems, 2 that the call is wrong."""

from __future__ import annotations

import argparse
import gc
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from sphinx_handbook import __version__
from sphinx_handbook.cli import build, check, convert, export, review, serve, verify

VERBS = (build, serve, check, convert, verify, review, export)


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
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    for module in VERBS:
        name = module.__name__.rpartition(".")[2]
        summary = (module.__doc__ or "").splitlines()[0]
        sub = verbs.add_parser(
            name, help=summary, description=module.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        module.add_arguments(sub)
        sub.set_defaults(run=module.run)
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
