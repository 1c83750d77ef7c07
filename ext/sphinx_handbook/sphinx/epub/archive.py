"""An ePub's archive (OCF, EPUB 3.3, section 4.3), whose bytes depend on nothing but its contents and one date."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

Stamp = tuple[int, int, int, int, int, int]
"""Year, month, day, hour, minute, second."""


def write_archive(path: Path, members: Iterable[tuple[str, bytes]], stamp: Stamp) -> None:
    """Write ``members`` in their order, ``mimetype`` uncompressed as readers want it, all of them of the date ``stamp``."""
    with ZipFile(path, "w") as archive:
        for name, content in members:
            member = ZipInfo(name, stamp)
            member.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)


def read_archive(path: Path) -> tuple[dict[str, bytes], Stamp]:
    """The members of an archive in their order, and the date of the first."""
    with ZipFile(path) as archive:
        first = archive.infolist()[0]
        return {name: archive.read(name) for name in archive.namelist()}, first.date_time
