"""Nothing on any kind of page keeps people out: axe-core finds nothing, on paper white and in the dark, on a telephone and a desk."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from kinds import PAGES
from playwright.sync_api import Browser, Page


def violations(page: Page) -> list[tuple[str, str, str]]:
    """Rule, element and reason of everything that axe finds."""
    found = Axe().run(page).response["violations"]
    return [(each["id"], str(node["target"]), node["failureSummary"]) for each in found for node in each["nodes"]]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing(
    browser: Browser, site: Path, kind: str, scheme: Literal["light", "dark"], width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto((site / PAGES[kind]).as_uri())
    found = violations(page)
    context.close()
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_commentary_opens_from_the_keyboard_and_without_scripts(
    browser: Browser, site: Path, scheme: Literal["light", "dark"]
) -> None:
    address = (site / PAGES["chapter with commentary"]).as_uri()
    context = browser.new_context(color_scheme=scheme, java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    sign = page.locator("details.commented").filter(has_text="october.8.5")
    sign.locator("summary").focus()
    page.keyboard.press("Enter")
    sign.get_by_role("link").first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/commentary/*#on-*")
    context.close()
    page = browser.new_context(color_scheme=scheme).new_page()
    page.goto(address)
    page.locator("details.commented summary").first.click()
    assert violations(page) == []
    page.context.close()


def test_what_opens_is_as_open_to_all(browser: Browser, site: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto((site / PAGES["chapter"]).as_uri())
    page.get_by_text("Layers").click()
    page.locator("a.person").first.hover()
    page.get_by_role("tooltip").wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator("a.footnote-reference").first.click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Passage october.2.2").focus()
    page.keyboard.press("Enter")
    assert violations(page) == []
    context.close()


def test_script_and_style_of_a_chapter_weigh_less_than_60_kilobytes(site: Path) -> None:
    page = site / PAGES["chapter"]
    text = page.read_text(encoding="utf-8")
    named = re.findall(r'<script[^>]* src="([^"?]+)|<link rel="stylesheet"[^>]* href="([^"?]+)', text)
    files = [(page.parent / (script or style)).resolve() for script, style in named]
    weights = {file.name: len(gzip.compress(file.read_bytes(), 9)) for file in files}
    print(weights)
    assert "handbook.js" in weights
    assert sum(weights.values()) < 60_000
