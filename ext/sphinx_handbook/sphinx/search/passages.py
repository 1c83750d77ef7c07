"""A page of the website as passages: each runs from its anchor to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html

from sphinx_handbook.fidelity.extract_html import BLOCKS, OMITTED_CLASSES, OMITTED_TAGS

LEFT_OUT = OMITTED_CLASSES | {
    "backlink",
    "concordance",
    "footnote-reference",
    "label",
    "letters",
    "mentions",
    "note-lost",
    "overview",
    "parallel",
    "passages",
    "toctree-wrapper",
    "wide",
}
"""Classes of what repeats other passages, leads to them or is no word of the passage, such as the mark of a note."""

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage: its anchor, its heading or nothing, its words, and whom it names: pairs of a person's id and the words printed."""

    anchor: str
    heading: str
    text: str
    mentions: tuple[tuple[str, str], ...] = ()


def cut(page: bytes) -> tuple[str, list[Passage]]:
    """The title of an HTML page in UTF-8, and its passages in order; those without a word are left out."""
    root = html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    knife = _Knife()
    for main in root.xpath("//*[@role='main']"):
        knife.walk(main)
    passages = [passage for passage in knife.finish() if passage.text]
    return next((passage.heading for passage in passages if passage.heading), ""), passages


class _Knife:
    """Cuts while it walks through a page in reading order."""

    def __init__(self) -> None:
        self.done: list[Passage] = []
        self.anchor, self.heading = "", ""
        self.words: list[str] = []
        self.mentions: list[tuple[str, str]] = []

    def walk(self, element: Any, within: frozenset[str] = frozenset()) -> None:
        """Add what ``element`` holds; ``within`` are the tags and classes around it."""
        if not isinstance(element.tag, str):
            return
        classes = frozenset(element.get("class", "").split())
        if element.tag in OMITTED_TAGS | {"noscript", "svg"} or classes & LEFT_OUT:
            self.words.append(" " if element.tag in BLOCKS else "")
            return
        if _begins(element, classes, within):
            self._begin(element, classes)
        if element.tag == "a" and "person" in classes and "facts" not in within:
            _, _, person = element.get("href", "").partition("#person-")
            self.mentions.append((person, _plain(element)))
        gap = " " if element.tag in BLOCKS else ""
        self.words += [gap, element.text or ""]
        for child in element:
            self.walk(child, within | classes | {element.tag})
            self.words.append(child.tail or "")
        self.words.append(gap)

    def _begin(self, element: Any, classes: frozenset[str]) -> None:
        self._end()
        self.anchor = element.get("id")
        if element.tag == "dt" or "rubric" in classes:
            self.heading = _plain(element)
        elif element.tag == "section":
            self.heading = next((_plain(child) for child in element if child.tag in _HEADINGS), "")
        if self.anchor.startswith("person-"):
            self.mentions.append((self.anchor.removeprefix("person-"), ""))

    def _end(self) -> None:
        text = " ".join("".join(self.words).split())
        mentions = tuple(dict.fromkeys(self.mentions))
        self.done.append(Passage(self.anchor, self.heading, text, mentions))
        self.heading, self.words, self.mentions = "", [], []

    def finish(self) -> Iterator[Passage]:
        self._end()
        yield from self.done


def _begins(element: Any, classes: frozenset[str], within: frozenset[str]) -> bool:
    """Whether a passage begins here: a section, a paragraph, an item or an entry with an id, or a target before a block."""
    if not element.get("id"):
        return False
    return element.tag in ("section", "p", "li", "dt") or ("target" in classes and not within & {"p", "dd"})


def _plain(element: Any) -> str:
    """The words of an element, without what is left out."""
    pieces = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and not set(child.get("class", "").split()) & LEFT_OUT:
            pieces.append(_plain(child))
        pieces.append(child.tail or "")
    return " ".join("".join(pieces).split())
