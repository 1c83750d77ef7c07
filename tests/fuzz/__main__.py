"""The command: ``python -m fuzz --minutes 20``; see the package."""

from __future__ import annotations

import argparse
import faulthandler
import logging
import random
import sys
from pathlib import Path

from fuzz import data, outputs, pages, texts
from fuzz.run import fuzz, report

TARGETS = {**texts.TARGETS, **data.TARGETS, **pages.TARGETS, **outputs.TARGETS}


KEPT = Path(__file__).parents[2] / "build/fuzz"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="fuzz", description="Try spoilt input until the time is over.")
    parser.add_argument("--minutes", type=float, default=20, help="how long (20)")
    parser.add_argument("--seed", type=int, help="the seed of an earlier run, to try the same again")
    parser.add_argument("--only", default="", help="only the targets that have these words in their names")
    parser.add_argument("--keep", type=Path, default=KEPT, help="the folder for examples that fail (build/fuzz)")
    said = parser.parse_args(arguments)
    targets = {name: target for name, target in TARGETS.items() if said.only in name}
    if not targets:
        parser.error(f"no target has {said.only!r} in its name; there are {', '.join(TARGETS)}")
    seed = random.SystemRandom().getrandbits(32) if said.seed is None else said.seed
    print(f"{len(targets)} targets for {said.minutes:g} minutes, seed {seed}", flush=True)
    # Whatever does not listen to the time limit of an example is ended, and says where it was.
    faulthandler.dump_traceback_later(said.minutes * 60 + 600, exit=True, file=sys.__stderr__)
    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # it would tell of every damage
    try:
        return report(fuzz(targets, said.minutes, seed), said.keep)
    finally:
        faulthandler.cancel_dump_traceback_later()


if __name__ == "__main__":
    sys.exit(main())
