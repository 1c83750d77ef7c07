"""A page of the website as passages: each runs from its anchor to the next."""

from __future__ import annotations

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

_OMITTED = OMITTED_TAGS | {"noscript", "svg"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CUT = frozenset({"section", "p", "li", "dt"})
"""What begins a passage if it has an id; so does a comment, and a target between blocks, such as that of a note."""
_BEGINS = frozenset({"section", "commentary"})
"""The classes of what begins a passage."""
_INSIDE = _HEADINGS | {"p", "li", "dt", "dd"}


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
    title = next((_plain(heading) for heading in root.xpath("//*[@role='main']//h1")), "")
    return title, knife.finish()


class _Knife:
    """Cuts while it walks through a page in reading order."""

    def __init__(self) -> None:
        self.done: list[Passage] = []
        self.anchor, self.heading, self.kind = "", "", ""
        self.words: list[str] = []
        self.mentions: list[tuple[str, str]] = []

    def walk(self, element: Any, inside: bool = False, facts: bool = False) -> None:
        """Add what ``element`` holds. ``inside`` a block targets cut nothing; in ``facts`` links mean no mention."""
        tag = element.tag
        if not isinstance(tag, str):
            return
        classes = element.get("class", "").split()
        if tag in _OMITTED or not LEFT_OUT.isdisjoint(classes):
            self.words.append(" " if tag in BLOCKS else "")
            return
        begins = tag in _CUT or not _BEGINS.isdisjoint(classes) or ("target" in classes and not inside)
        if element.get("id") and begins:
            self._begin(element, next((kind for kind in ("rubric", "section") if kind in classes), tag))
        facts = facts or "facts" in classes
        if tag == "a" and "person" in classes and not facts:
            _, _, person = element.get("href", "").partition("#person-")
            self.mentions.append((person, _plain(element)))
        gap = " " if tag in BLOCKS else ""
        self.words += [gap, element.text or ""]
        inside = inside or tag in _INSIDE
        for child in element:
            self.walk(child, inside, facts)
            self.words.append(child.tail or "")
        self.words.append(gap)

    def _begin(self, element: Any, kind: str) -> None:
        anchor = element.get("id")
        if kind == "span" and self.kind == "section" and self._text() == self.heading:
            self.anchor = anchor  # the heading is that of what the target below it marks
        else:
            self._end()
            self.anchor, self.kind = anchor, kind
            if kind in ("dt", "rubric"):
                self.heading = _plain(element)
            elif kind == "section":
                self.heading = next((_plain(child) for child in element if child.tag in _HEADINGS), "")
        if anchor.startswith("person-"):
            self.mentions.append((anchor.removeprefix("person-"), ""))

    def _end(self) -> None:
        text = self._text()
        # A record of which nothing is said stands in its register for the sake of its mentions only.
        if text and (text != self.heading or self.kind == "section"):
            self.done.append(Passage(self.anchor, self.heading, text, tuple(dict.fromkeys(self.mentions))))
        self.heading, self.words, self.mentions = "", [], []

    def _text(self) -> str:
        return " ".join("".join(self.words).split())

    def finish(self) -> list[Passage]:
        self._end()
        return self.done


def _plain(element: Any) -> str:
    """The words of an element, without what is left out."""
    pieces = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and not set(child.get("class", "").split()) & LEFT_OUT:
            pieces.append(_plain(child))
        pieces.append(child.tail or "")
    return " ".join("".join(pieces).split())
