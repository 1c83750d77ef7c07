"""The running text of the pages of an ePub."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from types import TracebackType

from sphinx_handbook.fidelity.extract_html import PageError, region_of_xhtml
from sphinx_handbook.fidelity.flow import Region


class EpubPages:
    """The pages of an ePub file, by address; use it as a context manager."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except UnicodeDecodeError as error:
            raise zipfile.BadZipFile("the name of a file in it is no UTF-8") from error
        except NotImplementedError as error:
            raise zipfile.BadZipFile(str(error)) from error
        self._names = self._zip.namelist()

    def __enter__(self) -> EpubPages:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def region(self, name: str) -> Region:
        """The text of the page ``name`` (``texts/woods/127.xhtml``), wherever in the archive the book's folder is."""
        found = [member for member in self._names if member == name or member.endswith(f"/{name}")]
        if len(found) != 1:
            raise PageError(f"{len(found)} pages {name} in the ePub")
        return region_of_xhtml(self._unpacked(found[0]))

    def texts(self) -> list[tuple[str, bytes]]:
        """The addresses and bytes of all pages of the texts."""
        return [(member, self._unpacked(member)) for member in self._names if "texts" in member.split("/")[:-1]]

    def _unpacked(self, member: str) -> bytes:
        try:
            return self._zip.read(member)
        except (zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError) as error:
            # It is damaged, cut off, packed in another way, encrypted, or its name there is no text.
            raise PageError(f"the page {member} cannot be unpacked: {error}") from error
