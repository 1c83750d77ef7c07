"""The ePub builder: Sphinx's, with an archive whose bytes depend on nothing but its contents."""

from __future__ import annotations

import os
import time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sphinx.builders.epub3 import Epub3Builder


class HandbookEpubBuilder(Epub3Builder):
    """Sphinx gives archive members the times of its files; here they get the date of the edition."""

    def build_content(self) -> None:
        """As Sphinx does, and say of each page with a drawing that it has one (EPUB 3.3, section 5.6.2, "svg")."""
        super().build_content()
        package = Path(self.outdir) / "content.opf"
        text = package.read_text(encoding="utf-8")
        for name in self.files:
            file = Path(self.outdir) / name
            if file.suffix == ".xhtml" and b"<svg" in file.read_bytes():
                text = text.replace(f' href="{name}" media-type', f' href="{name}" properties="svg" media-type')
        package.write_text(text, encoding="utf-8")

    def build_epub(self) -> None:
        stamp = time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())))[:6]
        names = [
            "mimetype",
            "META-INF/container.xml",
            "content.opf",
            "toc.ncx",
            *sorted(str(name) for name in self.files),
        ]
        with ZipFile(Path(self.outdir) / f"{self.config.epub_basename}.epub", "w") as archive:
            for name in names:
                member = ZipInfo(name, stamp)
                member.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
                member.external_attr = 0o644 << 16
                archive.writestr(member, (Path(self.outdir) / name).read_bytes())
