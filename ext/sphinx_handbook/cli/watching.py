"""Which files a preview watches, and whether they have changed.

Times and sizes are compared some times a second: a walk through a project takes milliseconds, and is the same on every
system and file system.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

Seen = Mapping[str, tuple[int, int, int]]
"""The files by path, each with its time, size and number."""

PAUSE = 0.08
"""Seconds between two looks. What has changed must be the same at two looks: an editor may be in the midst of saving."""

_IN_PASSING = re.compile(r"^[.#]|[~#]$|\.(?:sw[a-z]|tmp|temp|bak|orig|part|crdownload)$|^4913$|___jb_")
"""Names of files that editors and file managers make while they save, and of hidden files."""


def look(places: Iterable[Path], apart_from: Iterable[Path] = ()) -> Seen:
    """The files at and below ``places`` as they are now; those in the making are left out."""
    left_out = {str(path) for path in apart_from}
    return {file: signature for place in places for file, signature in _below(str(place), left_out)}


def _below(place: str, left_out: set[str]) -> Iterator[tuple[str, tuple[int, int, int]]]:
    try:
        if not os.path.isdir(place):
            yield place, _signature(os.stat(place))
            return
        entries = list(os.scandir(place))
    except OSError:  # it went while we looked
        return
    for entry in entries:
        if _IN_PASSING.search(entry.name) or entry.path in left_out:
            continue
        try:
            if entry.is_dir():
                yield from _below(entry.path, left_out)
            else:
                yield entry.path, _signature(entry.stat())
        except OSError:
            continue


def _signature(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_mtime_ns, status.st_size, status.st_ino


def changes(see: Callable[[], Seen], wait: Callable[[float], None] = time.sleep) -> Iterator[list[str]]:
    """The paths that have changed, each time that some have; first none, so that there is a beginning."""
    known = see()
    yield []
    while True:
        wait(PAUSE)
        now = see()
        if now == known:
            continue
        while True:
            wait(PAUSE)
            later = see()
            if later == now:
                break
            now = later
        changed = sorted(path for path in known.keys() | now.keys() if known.get(path) != now.get(path))
        if changed:
            known = now
            yield changed
