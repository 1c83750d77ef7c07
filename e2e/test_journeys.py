"""What readers do on the website, in a browser, from a disk and without any request to elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
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
    expect(dialog).to_contain_text("petrograd.3.3 (pp. 7–8 of the source)")
    expect(dialog.locator("em").first).to_have_text("Petrograd in 1917")
    dialog.get_by_role("button", name="Copy BibTeX").click()
    expect(dialog.get_by_role("status")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("@incollection{petrograd.3.3,")
    assert f"url = {{{page.url}}}" in copied
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(address).to_be_focused()


def test_addresses_add_no_word_to_what_readers_copy(chapter: Page) -> None:
    text = chapter.evaluate(
        "() => { getSelection().selectAllChildren(document.querySelector('#october-2-2')); return `${getSelection()}` }"
    )
    assert text.startswith("There had already been shooting")
