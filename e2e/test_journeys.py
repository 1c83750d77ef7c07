"""What readers do on the website, in a browser, from a disk and without any request to elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from kinds import PAGES
from playwright.sync_api import Browser, Locator, Page, expect

CHAPTER = "texts/october/2.html"


@pytest.fixture
def chapter(page: Page, site: Path) -> Page:
    page.goto((site / CHAPTER).as_uri())
    return page


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a wide window; whatever it asks for beyond the disk, or complains of, fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("request", lambda request: request.url.startswith("file:") or complaints.append(request.url))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    yield opened
    context.close()
    assert not complaints


def card(page: Page) -> Locator:
    return page.get_by_role("tooltip")


def test_pointing_to_a_name_shows_a_card_that_the_pointer_can_reach(chapter: Page) -> None:
    name = chapter.locator("#october-2-3 a.person").first
    name.hover()
    expect(card(chapter)).to_contain_text("Vladimir Lenin")
    expect(card(chapter)).to_contain_text("1870–1924")
    card(chapter).hover()
    chapter.wait_for_timeout(500)
    expect(card(chapter)).to_be_visible()
    chapter.mouse.move(2, 2)
    expect(card(chapter)).to_be_hidden()


def test_the_keyboard_reaches_a_card_and_escape_closes_it(chapter: Page) -> None:
    name = chapter.locator("#october-2-3 a.person").first
    before = chapter.locator("#october-2-2 a.date").last
    before.focus()
    while not name.evaluate("link => link === document.activeElement"):
        chapter.keyboard.press("Tab")
    expect(card(chapter)).to_contain_text("Vladimir Lenin")
    expect(name).to_have_attribute("aria-describedby", "hb-card")
    expect(name).not_to_have_attribute("title", "Vladimir Lenin (1870–1924)")
    chapter.keyboard.press("Escape")
    expect(card(chapter)).to_be_hidden()
    expect(name).to_be_focused()
    expect(name).not_to_have_attribute("aria-describedby", "hb-card")


@pytest.mark.parametrize(
    ("mention", "said"),
    [
        ("a.date:text-is('2 July')", "2 July 1917 Old Style, 15 July 1917 New Style"),
        ("a.date:text-is('2 July')", "Sunday"),
        ("a.term:text-is('Constitutional Democrats')", "Kadets"),
        ("a.place:text-is('Kiev')", "Киев"),
        ("aside.footnote a.work >> nth=0", "Princeton University Press, 1974"),
    ],
)
def test_every_kind_of_mention_has_its_card(chapter: Page, mention: str, said: str) -> None:
    chapter.locator(mention).first.hover()
    expect(card(chapter)).to_contain_text(said)


def test_a_card_lies_within_a_small_window(chapter: Page) -> None:
    chapter.set_viewport_size({"width": 390, "height": 700})
    for link in chapter.locator("#october-2-1 a.term").all():
        link.hover()
        expect(card(chapter)).to_be_visible()
        box = card(chapter).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        chapter.keyboard.press("Escape")


def test_notes_stand_beside_their_marks_on_a_wide_screen(chapter: Page) -> None:
    mark = chapter.locator("a.footnote-reference").first
    note = chapter.locator("aside.footnote").first
    at, stands = mark.bounding_box(), note.bounding_box()
    column = chapter.locator("#october-2-1").bounding_box()
    assert at
    assert stands
    assert column
    assert stands["x"] > column["x"] + column["width"]
    assert abs(stands["y"] - at["y"]) < 30


def test_notes_do_not_overlap(page: Page, site: Path) -> None:
    page.goto((site / "texts/calendars/1.html").as_uri())
    boxes = [note.bounding_box() for note in page.locator("aside.footnote").all()]
    ends = [box["y"] + box["height"] for box in boxes if box]
    assert len(boxes) == 40
    assert all(end <= box["y"] for end, box in zip(ends, boxes[1:], strict=False) if box)


def test_a_note_is_followed_and_left_again(chapter: Page) -> None:
    mark = chapter.locator("#october-2-3 a.footnote-reference")
    mark.click()
    note = chapter.locator("aside.footnote:target")
    expect(note).to_be_in_viewport()
    note.locator("a[role=doc-backlink]").click()
    expect(mark).to_be_in_viewport()
    assert chapter.url.endswith(str(mark.get_attribute("id")))


def test_a_link_to_a_note_shows_the_note(page: Page, site: Path) -> None:
    page.goto((site / CHAPTER).as_uri() + "#october-2-n11")
    expect(page.locator("aside.footnote", has_text="11").last).to_be_in_viewport()
    expect(page.locator("aside.hb-target")).to_have_count(1)


@pytest.mark.parametrize("way_out", ["Escape", "Close"])
def test_on_a_small_screen_a_note_comes_to_its_mark(chapter: Page, way_out: str) -> None:
    chapter.set_viewport_size({"width": 390, "height": 844})
    mark = chapter.locator("a.footnote-reference").first
    mark.focus()
    chapter.keyboard.press("Enter")
    dialog = chapter.get_by_role("dialog", name="Note 6")
    expect(dialog).to_contain_text("William G. Rosenberg")
    if way_out == "Escape":
        chapter.keyboard.press("Escape")
    else:
        dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    expect(mark).to_be_focused()


def test_without_scripts_notes_stand_at_the_end(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto((site / CHAPTER).as_uri())
    assert page.locator("a.person").first.get_attribute("title")
    expect(page.locator(".hb-layers")).to_have_count(0)
    page.locator("a.footnote-reference").first.click()
    expect(page.locator("aside.footnote").first).to_be_in_viewport()
    last, note = page.locator("#october-2-6").bounding_box(), page.locator("aside.footnote").first.bounding_box()
    assert last
    assert note
    assert note["y"] > last["y"]
    context.close()


def test_a_passage_is_cited(page: Page, site: Path) -> None:
    page.goto((site / "texts/petrograd/3.html").as_uri())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    address = page.get_by_role("link", name="Passage petrograd.3.3")
    address.focus()
    expect(address).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    assert page.url.endswith("#petrograd-3-3")
    dialog = page.get_by_role("dialog", name="Cite petrograd.3.3")
    printed = json.loads((site / "api/document/petrograd/3.json").read_text(encoding="utf-8"))["passages"]
    page_of_pdf = printed["petrograd.3.3"]["pdf_page"]
    expect(dialog).to_contain_text(f"petrograd.3.3 (pp. 7–8 of the source; p. {page_of_pdf} of the PDF)")
    expect(dialog.locator("em").first).to_have_text("Petrograd in 1917")
    dialog.get_by_role("button", name="Copy BibTeX").click()
    expect(dialog.get_by_role("status")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("@incollection{petrograd.3.3,")
    assert f"url = {{{page.url}}}" in copied
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(address).to_be_focused()


def test_a_note_is_cited(chapter: Page) -> None:
    note = chapter.locator("aside.footnote", has_text="William G. Rosenberg")
    address = note.get_by_role("link", name="Note october.2.n6")
    expect(address).to_have_css("opacity", "0")
    note.hover()
    expect(address).to_have_css("opacity", "1")
    address.click()
    assert chapter.url.endswith("#october-2-n6")
    dialog = chapter.get_by_role("dialog", name="Cite october.2.n6")
    expect(dialog).to_contain_text("october.2.n6")
    chapter.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.fixture
def telephone(browser: Browser, site: Path) -> Iterator[Page]:
    """The chapter on a telephone, where nothing can point."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    opened = context.new_page()
    opened.goto((site / CHAPTER).as_uri())
    yield opened
    context.close()


def test_on_a_telephone_every_passage_can_be_cited(telephone: Page) -> None:
    address = telephone.get_by_role("link", name="Passage october.2.2")
    expect(address).to_have_css("opacity", "1")
    box = address.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24
    address.tap()
    expect(telephone.get_by_role("dialog", name="Cite october.2.2")).to_contain_text("Chicago note")


def test_on_a_telephone_a_note_is_cited_where_it_is_read(telephone: Page) -> None:
    mark = telephone.locator("a.footnote-reference").first
    mark.tap()
    telephone.get_by_role("dialog", name="Note 6").get_by_role("link", name="Note october.2.n6").tap()
    expect(telephone.get_by_role("dialog", name="Note 6")).to_be_hidden()
    dialog = telephone.get_by_role("dialog", name="Cite october.2.n6")
    dialog.get_by_role("button", name="Close").tap()
    expect(mark).to_be_focused()
    expect(mark).to_be_in_viewport()


def test_addresses_add_no_word_to_what_readers_copy(chapter: Page) -> None:
    text = chapter.evaluate(
        "() => { getSelection().selectAllChildren(document.querySelector('#october-2-2')); return `${getSelection()}` }"
    )
    assert text.startswith("There had already been shooting")


def panel(page: Page) -> Locator:
    return page.get_by_role("group", name="Show in the text")


def underline(link: Locator) -> str:
    return str(link.evaluate("link => getComputedStyle(link).textDecorationColor"))


def test_a_layer_is_switched_off_and_stays_off(chapter: Page) -> None:
    name, day = chapter.locator("#october-2-3 a.person").first, chapter.locator("#october-2-3 a.date").first
    chapter.get_by_text("Layers").click()
    panel(chapter).get_by_label("People").uncheck()
    for _ in range(2):
        assert underline(name) == "rgba(0, 0, 0, 0)"
        assert underline(day) != "rgba(0, 0, 0, 0)"
        name.hover()
        chapter.wait_for_timeout(600)
        expect(card(chapter)).to_be_hidden()
        chapter.mouse.move(2, 2)
        chapter.reload()
    chapter.get_by_text("Layers").click()
    panel(chapter).get_by_label("People").check()
    name.hover()
    expect(card(chapter)).to_be_visible()


def test_the_other_calendar_stands_beside_a_date_and_in_no_text(chapter: Page) -> None:
    day = chapter.locator("#october-2-1 a.date", has_text="2 July").first
    both = chapter.locator("#october-2-1 a.date", has_text="3 (16) July").first
    shown = "link => getComputedStyle(link, '::after').content"
    assert day.evaluate(shown) == "none"
    chapter.get_by_text("Layers").click()
    panel(chapter).get_by_label("The other calendar").check()
    assert "15 July N.S." in day.evaluate(shown)
    assert both.evaluate(shown) == "none"
    expect(day).to_have_text("2 July")


def test_addresses_can_all_be_shown(chapter: Page) -> None:
    address = chapter.get_by_role("link", name="Passage october.2.2")
    expect(address).to_have_css("opacity", "0")
    chapter.get_by_text("Layers").click()
    panel(chapter).get_by_label("Addresses").check()
    expect(address).to_have_css("opacity", "1")


def test_a_reader_knows_where_they_are(chapter: Page) -> None:
    trail = chapter.get_by_role("navigation", name="Breadcrumb")
    expect(trail).to_contain_text("2 of 9")
    expect(chapter.locator("a.next-page")).to_contain_text("3) Flight and Reaction")
    expect(chapter.locator("a.prev-page")).to_contain_text("1) A Summer Gamble")
    trail.get_by_role("link", name="From July to October").click()
    expect(chapter.get_by_role("heading", level=1)).to_contain_text("From July to October")


def test_dark_mode_is_dark(browser: Browser, site: Path) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto((site / CHAPTER).as_uri())
    red, *_ = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert red < 60
    page.locator("a.person").first.hover()
    expect(card(page)).to_be_visible()
    red, *_ = card(page).evaluate("card => getComputedStyle(card).backgroundColor.match(/\\d+/g).map(Number)")
    assert red < 60
    context.close()


WIDTHS = (320, 390, 768, 1072, 1200, 1280, 1330, 1560, 1920, 3840)


@pytest.mark.parametrize("kind", PAGES)
def test_no_page_is_wider_than_its_window(page: Page, site: Path, kind: str) -> None:
    page.goto((site / PAGES[kind]).as_uri())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width, width


@pytest.mark.parametrize("width", [768, 1280, 1920])
def test_a_line_has_62_to_72_characters(chapter: Page, width: int) -> None:
    chapter.set_viewport_size({"width": width, "height": 900})
    characters, lines = chapter.evaluate(
        """() => {
            const paragraphs = [...document.querySelectorAll('p[id]:has(> a.address)')];
            const lines = (p) => p.getBoundingClientRect().height / parseFloat(getComputedStyle(p).lineHeight);
            const sum = (numbers) => numbers.reduce((one, other) => one + other);
            return [sum(paragraphs.map((p) => p.innerText.length)), sum(paragraphs.map((p) => lines(p) - 0.5))];
        }"""
    )
    assert 62 <= characters / lines <= 72
