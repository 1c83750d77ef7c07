"""Books in plain text, invented word by word from a seed: what they hold is known, so that what is read can be compared."""

from __future__ import annotations

import random
import textwrap
from dataclasses import dataclass, field
from typing import Literal

from sphinx_handbook.numberwords import cardinals
from sphinx_handbook.readers.notes import roman

WORDS = [
    "river",
    "boat",
    "pilot",
    "winter",
    "goose",
    "bell",
    "lantern",
    "pier",
    "miller",
    "ladder",
    "rope",
    "weather",
    "letter",
    "market",
    "bridge",
    "window",
    "morning",
    "kettle",
    "harbour",
    "stone",
    "meadow",
    "clock",
    "paper",
    "garden",
    "evening",
    "shadow",
    "engine",
    "copper",
    "ticket",
    "candle",
]
VERBS = "saw left found kept carried painted mended counted lost sold heard followed".split()  # noqa: SIM905

HeadingStyle = Literal[
    "chapter", "chapter-title", "chapter-below", "words", "arabic", "numeral", "numeral-title", "capitals"
]
NoteStyle = Literal["none", "in-text", "footnote", "chapter-end", "book-end", "numbered-end"]


@dataclass(frozen=True)
class Style:
    """How a book is printed."""

    headings: HeadingStyle = "chapter"
    notes: NoteStyle = "in-text"
    anew: bool = False
    licence: bool = True
    contents: bool = True
    windows: bool = False
    preface: bool = True
    appendices: int = 0
    centred: bool = False


@dataclass
class Book:
    """A text, and what a reader must find in it: the headings in order, the notes of each, and blocks of a kind."""

    text: str = ""
    headings: list[str] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    verses: int = 0
    quotes: int = 0
    emphases: int = 0


class _Printer:
    def __init__(self, style: Style, seed: int) -> None:
        self.style, self.random = style, random.Random(seed)
        self.book = Book()
        self.lines: list[str] = []
        self.label = 0
        self.held: list[str] = []

    def sentence(self, least: int = 6) -> str:
        chosen = self.random.choices(WORDS, k=self.random.randint(least, 14))
        chosen.insert(2, self.random.choice(VERBS))
        if self.random.random() < 0.15:
            self.book.emphases += 1
            place = self.random.randrange(1, len(chosen) - 1)
            chosen[place : place + 2] = ["_" + " ".join(chosen[place : place + 2]) + "_"]
        if self.random.random() < 0.1:
            chosen[-1] += "--" + self.random.choice(WORDS)
        return ("the " + " ".join(chosen)).capitalize() + "."

    def paragraph(self, mark: str = "") -> None:
        words = " ".join(self.sentence() for _ in range(self.random.randint(3, 7)))
        self.put(*textwrap.wrap(words + mark, 72, break_long_words=False))

    def put(self, *lines: str, above: int = 1) -> None:
        self.lines += [""] * above + list(lines)

    def title(self) -> str:
        return "The " + " ".join(word.capitalize() for word in self.random.sample(WORDS, 2))

    def verse(self) -> None:
        self.book.verses += 4
        lines = [" ".join(self.random.choices(WORDS, k=4)).capitalize() for _ in range(4)]
        self.put(*(f"    {'  ' * (number % 2)}{line}" for number, line in enumerate(lines)))

    def quote(self) -> None:
        self.book.quotes += 1
        words = " ".join(self.sentence(8) for _ in range(4))
        self.put(*("  " + line for line in textwrap.wrap(words, 64, break_long_words=False)))

    def heading(self, number: int, title: str) -> tuple[list[str], str]:
        """The lines of a chapter's heading, and how its division is called."""
        numeral, style = roman(number).upper(), self.style.headings
        if style == "chapter-below":
            return [f"CHAPTER {numeral}.", "", title], f"CHAPTER {numeral}. {title}"
        words = list(cardinals(20))[number - 1] if number <= 20 else str(number)
        line = {
            "chapter": f"CHAPTER {numeral}",
            "chapter-title": f"CHAPTER {numeral}. {title}",
            "words": f"CHAPTER {words.upper()}",
            "arabic": f"Chapter {number}: {title}",
            "numeral": numeral,
            "numeral-title": f"{numeral}. {title.upper()}",
            "capitals": f"{title.upper()} {words.upper()}",
        }[style]
        return [line], line

    def note(self) -> str:
        """A note's mark; its text is put below the paragraph, or held."""
        style = self.style.notes
        if style == "none":
            return ""
        self.label += 1
        self.book.notes[-1] += 1
        text = f"See the {self.sentence()} Also p. {self.random.randint(1, 400)}."
        label = {"footnote": f"[Footnote {self.label}: ", "numbered-end": f"{self.label}. "}.get(
            style, f"[{self.label}] "
        )
        self.held.append(label + text + ("]" if style == "footnote" else ""))
        return f"[{self.label}]"

    def notes(self, heading: str = "") -> None:
        if self.held and heading:
            self.put(heading, above=2)
        for note in self.held:
            self.put(*textwrap.wrap(note, 72, break_long_words=False))
        self.held = []

    def division(self, lines: list[str], name: str, notes: int, paragraphs: int) -> None:
        self.book.headings.append(name)
        self.book.notes.append(0)
        self.put(*(line.center(72).rstrip() if self.style.centred else line for line in lines), above=4)
        self.lines.append("")
        if self.style.anew:
            self.label = 0
        marked = set(self.random.sample(range(paragraphs), min(notes, paragraphs)))
        for number in range(paragraphs):
            self.paragraph(self.note() if number in marked else "")
            if self.style.notes in ("in-text", "footnote"):
                self.notes()
            if number % 9 == 4:
                self.verse()
            elif number % 9 == 7:
                self.quote()
        if self.style.notes in ("chapter-end", "numbered-end"):
            self.notes("NOTES")


def make(style: Style, seed: int, *, chapters: int = 4, notes: int = 6, paragraphs: int = 12) -> Book:
    """A book of ``chapters`` with ``notes`` in all, each chapter of so many ``paragraphs``."""
    printer = _Printer(style, seed)
    chosen = [printer.title() for _ in range(chapters)]
    made = [printer.heading(number, title) for number, title in enumerate(chosen, 1)]
    appendices = [f"APPENDIX {'ABCDEF'[number]}" for number in range(style.appendices)]
    if style.licence:
        printer.lines += [
            "The Project Gutenberg eBook of A Book",
            "",
            "Title: A Book",
            "",
            "Author: A. Contributor",
            "",
        ]
        printer.lines += ["*** START OF THE PROJECT GUTENBERG EBOOK A BOOK ***"]
        printer.put("Produced by a generator of books", above=3)
    printer.put("A BOOK", above=3 if style.licence else 0)
    printer.put("by A. Contributor")
    printer.book.headings.append("A BOOK")
    printer.book.notes.append(0)
    if style.contents:
        listed = [" ".join(part for part in lines if part) for lines, _ in made]
        names = [*(["PREFACE"] if style.preface else []), *listed, *appendices]
        printer.put("CONTENTS", above=3)
        printer.put(*(f"  {name:<50} {number * 7}" for number, name in enumerate(names, 1)))
    if style.preface:
        printer.division(["PREFACE"], "PREFACE", 0, 3)
    each, rest = divmod(notes, chapters)
    for number, (lines, name) in enumerate(made):
        printer.division(lines, name, each + (number < rest), paragraphs)
    for name in appendices:
        printer.division([name], name, 0, 3)
    if style.notes == "book-end":
        printer.notes("FOOTNOTES:")
    if style.licence:
        printer.put("*** END OF THE PROJECT GUTENBERG EBOOK A BOOK ***", "", "A licence of many words.", above=3)
    text = "\n".join(printer.lines) + "\n"
    printer.book.text = "\ufeff" + text.replace("\n", "\r\n") if style.windows else text
    return printer.book
