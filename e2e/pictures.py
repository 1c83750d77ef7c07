"""Makes the pictures of the README from a build without the texts of others: ``python e2e/pictures.py build``.

It needs Debian's ``chromium``, ``poppler-utils``, ``pngquant`` and ``fonts-urw-base35``, and the packages of the extra ``e2e``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parents[1] / "docs" / "images"


def website(browser: Browser, build: Path) -> None:
    """A chapter with a card open, and the page of a person."""
    page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
    page.goto((build / "html/texts/october/2.html").resolve().as_uri())
    page.locator("#october-2-1 a.place").nth(2).hover()
    page.get_by_role("tooltip").wait_for()
    page.screenshot(path=HERE / "website.png")
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto((build / "html/people/kornilov.html").resolve().as_uri())
    page.screenshot(path=HERE / "reference.png")


def book(browser: Browser, build: Path, work: Path) -> None:
    """The opening of a chapter in the PDF and the page beside it."""
    pdf = str(build / "handbook.pdf")
    pages = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout.split("\f")
    first = next(number for number, words in enumerate(pages, 1) if words.lstrip().startswith("1) A Summer Gamble"))
    subprocess.run(
        ["pdftoppm", "-r", "92", "-f", f"{first}", "-l", f"{first + 1}", "-png", pdf, f"{work}/p"], check=True
    )
    spread = "".join(f'<img src="{each.name}">' for each in sorted(work.glob("p*.png")))
    (work / "spread.html").write_text(f'<body style="margin:0;display:flex">{spread}', encoding="utf-8")
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    page.goto((work / "spread.html").as_uri())
    page.locator("body").screenshot(path=HERE / "pdf.png")


def reader(browser: Browser, build: Path, work: Path) -> None:
    """A page of the ePub on a screen the size of a reader's."""
    with zipfile.ZipFile(build / "handbook.epub") as archive:
        archive.extractall(work / "epub")
    page = browser.new_page(viewport={"width": 520, "height": 800}, color_scheme="light")
    page.goto((work / "epub/texts/petrograd/6.xhtml").as_uri())
    page.screenshot(path=HERE / "epub.png")


def main(build: Path) -> None:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        website(browser, build)
        book(browser, build, Path(folder))
        reader(browser, build, Path(folder))
    subprocess.run(["pngquant", "--force", "--ext", ".png", "48", *map(str, HERE.glob("*.png"))], check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
