"""The search page as a reader has it: over http Pagefind's passages, from a file Sphinx's pages."""

from __future__ import annotations

import functools
import http.server
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page
from test_accessibility import violations

from sphinx_handbook.recognisers.spelling import fold

OTHER_SPELLINGS = [("Milyukov", "Miliukov"), ("Shliapnikov", "Shlyapnikov")]
"""A name as the authority file has it, and as an essay prints it."""
if os.environ.get("HANDBOOK_TEXTS"):
    OTHER_SPELLINGS.append(("Tsereteli", "Tseretelli"))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(builds: tuple[Path, Path]) -> Iterator[str]:
    """The address of the website on a server below a folder, as many are published."""
    handler = functools.partial(_Quiet, directory=str(builds[0]))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/html"
        server.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def search(page: Page, site: str, query: str) -> int:
    """Search for ``query``; returns how many passages are found."""
    page.goto(f"{site}/search.html?q={quote(query)}")
    page.wait_for_function("document.getElementById('search-status').textContent")
    said = page.inner_text("#search-status")
    return 0 if said.startswith("No passage") else int(said.split()[0].replace(",", ""))


def show_all(page: Page, expected: int) -> None:
    """Press “More passages” until all are there."""
    while (shown := page.locator("#search-found li").count()) < expected:
        page.click("#search-more")
        page.wait_for_function(f"document.getElementById('search-found').children.length > {shown}")
    assert page.locator("#search-more").is_hidden()


@pytest.mark.parametrize(("standard", "printed"), OTHER_SPELLINGS)
def test_a_name_finds_the_passages_that_print_another_spelling(
    page: Page, site: str, standard: str, printed: str
) -> None:
    expected = search(page, site, standard)
    show_all(page, expected)
    found = page.locator("#search-found li", has=page.locator(".named", has_text=printed))
    result = found.filter(has=page.locator(".address")).first
    assert any(printed in marked for marked in result.locator("mark").all_inner_texts())
    address = result.locator(".address").inner_text()
    result.locator("a").click()
    page.wait_for_load_state()
    anchor = page.evaluate("location.hash.slice(1)")
    assert anchor == address.replace(".", "-")
    # The page scrolls there smoothly.
    page.wait_for_function(
        "id => Math.abs(document.getElementById(id).getBoundingClientRect().top) < innerHeight", arg=anchor
    )
    assert page.get_by_text(printed).count()


@pytest.mark.parametrize(
    ("typed", "said"), [("Trotskii", "Trotsky"), ("Kerenskij", "Kerensky"), ("Tcheidze", "Chkheidze")]
)
def test_a_spelling_that_no_text_has_finds_the_name(page: Page, site: str, typed: str, said: str) -> None:
    assert search(page, site, typed) == search(page, site, said)
    search(page, site, typed)
    assert f"for “{said}”" in page.inner_text("#search-status")


def test_accents_and_capitals_do_not_matter(page: Page, site: str) -> None:
    assert search(page, site, "KERÉNSKY") == search(page, site, "kerensky") > 0


def test_ordinary_words_are_no_names_and_unknown_words_find_nothing(page: Page, site: str) -> None:
    assert search(page, site, "red guards")
    assert "Reed" not in page.inner_text("#search-status")
    assert search(page, site, "xyzzyx") == 0


def test_a_word_that_one_index_lacks_finds_nothing_there(page: Page, site: str) -> None:
    found = search(page, site, "emendation")
    show_all(page, found)
    assert [text for text in page.locator("#search-found li").all_inner_texts() if "emend" not in text.lower()] == []


def test_filters_narrow_what_is_found_by_keyboard_and_stay_in_the_address(page: Page, site: str) -> None:
    every = search(page, site, "Lenin")
    box = page.locator("#search-filters label", has_text="Essays").locator("input")
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_function(f"!document.getElementById('search-status').textContent.startsWith('{every} ')")
    assert "part=Essays" in page.url
    assert page.evaluate("document.activeElement.value") == "Essays"
    fewer = page.inner_text("#search-status")
    others = page.locator("#search-filters label", has_text="Reference")
    assert others.count(), "what other parts would have is no longer offered"
    page.reload()
    page.wait_for_function("document.getElementById('search-status').textContent")
    assert page.inner_text("#search-status") == fewer
    assert all("texts/" in link.get_attribute("href") for link in page.locator("#search-found a").all())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_found_is_there_for_all(
    browser: Browser, site: str, scheme: Literal["light", "dark"], width: int
) -> None:
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    assert search(page, site, "Lenin")
    assert violations(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    page.context.close()


def test_nothing_is_asked_of_others(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    search(page, site, "garrison")
    assert asked
    assert [address for address in asked if not address.startswith(site.removesuffix("/html"))] == []
    assert not [address for address in asked if address.endswith("searchindex.js")], "Sphinx's index is loaded in vain"


def test_the_page_folds_names_as_the_recognisers_do(page: Page, builds: tuple[Path, Path]) -> None:
    book = json.loads((builds[0] / "html/pagefind/handbook.json").read_text(encoding="utf-8"))
    typed = [name for names in book["surnames"].values() for name in names] + ["Lénine", "Šlâpnikov", "Choulguine"]
    source = (builds[0] / "html/_static/search.js").read_text(encoding="utf-8")
    function = source[source.index("function fold(") : source.index("async function searchPassages")]
    folded = page.evaluate(
        f"([names, book]) => {{ {function}; return names.map((name) => fold(name, book)); }}", [typed, book]
    )
    assert folded == [fold(name) for name in typed]


def test_from_a_file_sphinx_finds_pages(page: Page, builds: tuple[Path, Path]) -> None:
    page.goto(f"{(builds[0] / 'html/search.html').as_uri()}?q=garrison")
    page.wait_for_selector("#search-results li a")
    assert "opened from a file" in page.inner_text("#search-status")


def test_without_javascript_the_page_says_where_to_look(browser: Browser, site: str) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/search.html?q=Lenin")
    assert not page.is_visible("#search-form")
    page.get_by_role("main").get_by_role("link", name="People").click()
    assert page.url.endswith("people.html")


def test_the_downloads_of_the_landing_page_are_there(page: Page, site: str) -> None:
    page.goto(f"{site}/index.html")
    links = page.eval_on_selector_all("a[href*='downloads/']", "links => links.map((link) => link.href)")
    assert [link.rpartition("/")[2] for link in links] == ["handbook.pdf", "handbook.epub"]
    assert all(page.request.head(link).ok for link in links)
