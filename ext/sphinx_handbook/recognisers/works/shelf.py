"""The works by their titles and by their authors, as far as a recogniser needs them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from sphinx_handbook.authority import Work
from sphinx_handbook.recognisers.works.words import ARTICLES, Word, Words, is_raised, key_of, keys_of, weight

_GAP = re.compile(r"[^\w;\n]{1,4}")
_MORE_TITLE = re.compile(r"(?:,? (?:[A-Z][\w’-]{0,40}|of|the|and|in|on|to|for|from|with|at))*(?<= )?(?<![ ,])")
_YEARS = re.compile(r",? \d{4}(?:[–-]\d{2,4})?$")
NAMED_KIND = frozenset({"history", "memoirs", "diary", "autobiography", "reminiscences", "recollections"})
"""Kinds of work by which one can be called after its author: Sukhanov’s memoirs."""
_SHORT = frozenset({"ibid", "ibidem", "op", "loc"})
_LAST = ""  # the trie's key for the forms that end at a node; no word is empty


@dataclass(frozen=True, slots=True)
class Form:
    """A title, or a part of one, by which a work is named.

    ``alone`` says that the words mean the work wherever they stand; ``chapter`` that they are the title of a chapter; ``open``
    that the title goes on. ``closing`` is the stop or mark at its end.
    """

    work: Work
    raised: tuple[bool, ...]
    article: str
    weight: int
    alone: bool = False
    chapter: bool = False
    open: bool = False
    closing: str = ""


@dataclass(frozen=True, slots=True)
class TitleHit:
    """A form that stands at ``[start, end)`` of a text; ``raised`` if the capitals of its words are a title's."""

    start: int
    end: int
    form: Form
    raised: bool


@dataclass(frozen=True)
class Shelf:
    """All works, ready to be looked up."""

    works: dict[str, Work]
    titles: dict[str, Any] = field(default_factory=dict)
    authors: dict[str, tuple[Work, ...]] = field(default_factory=dict)
    small: set[str] = field(default_factory=set)  # the keys of words with which titles begin that begin small
    sigla: dict[str, Work] = field(default_factory=dict)
    periodicals: dict[str, Work] = field(default_factory=dict)

    @cached_property
    def periodical_pattern(self) -> re.Pattern[str] | None:
        """What finds the names of newspapers and journals; abbreviations may have the number of an issue on their heels."""
        if not self.periodicals:
            return None
        names = sorted(self.periodicals, key=len, reverse=True)
        pieces = [
            rf"{re.escape(name)}(?=\d)|{re.escape(name)}\b" if name.isupper() else rf"{re.escape(name)}\b"
            for name in names
        ]
        return re.compile(rf"\b({'|'.join(pieces)})")

    @cached_property
    def opens(self) -> Callable[[str], bool]:
        """Whether a citation may begin with a word; asked of every word of the texts, of which few are unlike all before."""
        raised = self.authors.keys() | self.titles.keys() | NAMED_KIND | _SHORT
        small = self.small | _SHORT
        return cache(lambda word: word in self.sigla or key_of(word) in (raised if is_raised(word) else small))

    @cached_property
    def given(self) -> Callable[[str], frozenset[str]]:
        """The first names of the authors who have a surname, each as a key."""
        return cache(
            lambda key: frozenset(one for work in self.by_author(key) for name in work.given for one in keys_of(name))
        )

    @classmethod
    def of(cls, works: Iterable[Work]) -> Shelf:
        shelf = cls({work.key: work for work in works})
        for work in shelf.works.values():
            for siglum in work.sigla:
                shelf.sigla.setdefault(siglum, work)
            for name in work.periodical:
                shelf.periodicals.setdefault(name, work)
            for key in surname_keys(work):
                shelf.authors[key] = (*shelf.authors.get(key, ()), work)
            for title, kind in _titles(work):
                shelf._add(work, title, kind)
        return shelf

    def _add(self, work: Work, title: str, kind: str) -> None:
        words = list(Words(title))
        article = words[0].written if len(words) > 1 and words[0].key in ARTICLES else ""
        words = words[1:] if article else words
        if not words:
            return
        node = self.titles
        for word in words:
            node = node.setdefault(word.key, {})
        raised = tuple(word.is_raised for word in words)
        if not raised[0]:
            self.small.add(words[0].key)
        heavy = weight(tuple(word.key for word in words))
        closing = title[-1] if title[-1] in ".!?" else ""
        form = Form(work, raised, article, heavy, kind == "alone", kind == "chapter", title.endswith("…"), closing)
        node.setdefault(_LAST, []).append(form)

    def hits(self, text: str, words: Words, first: int) -> list[TitleHit]:
        """Every form that begins with the word numbered ``first``, the longest first."""
        node = self.titles
        found: list[TitleHit] = []
        run: list[Word] = []
        for index in range(first, len(words)):
            word = words[index]
            if word.key not in node or (run and not _GAP.fullmatch(text, run[-1].end, word.start)):
                break
            run.append(word)
            node = node[word.key]
            for form in node.get(_LAST, ()):
                small = [not word.is_raised and high for word, high in zip(run, form.raised, strict=True)]
                lower = sum(low and not word.is_minor for low, word in zip(small, run, strict=True))
                raised = not small[0] and lower <= form.weight // 6
                start = run[0].start
                before = words[first - 1] if first and form.article else None
                if before and before.written == form.article and text[before.end : start] == " ":
                    start = before.start
                found.append(TitleHit(start, _end(text, start, word.end, form), form, raised))
        return sorted(found, key=lambda hit: -hit.end)

    def by_author(self, key: str) -> tuple[Work, ...]:
        return self.authors.get(key, ())


def _end(text: str, start: int, end: int, form: Form) -> int:
    """Where a title ends whose last word ends at ``end``: with the bracket or the mark that belongs to it."""
    if form.open and (more := _MORE_TITLE.match(text, end)):
        end = more.end()
    if text[end : end + 1] == ")" and text.count("(", start, end) > text.count(")", start, end):
        end += 1
    return end + (form.closing != "" and text[end : end + 1] == form.closing)


def _titles(work: Work) -> Iterator[tuple[str, str]]:
    """The titles of a work, each with its kind; what a bracket translates is a title too."""
    titles: dict[str, str] = {}
    for whole in (work.full_title, work.title):
        for title in re.split(r"\s?[\[\]]", whole):
            for part in (title, title.partition(":")[0], title.partition(", volume")[0], title.partition("?: ")[0]):
                for form in (part, _YEARS.sub("", part)):
                    if form.strip():
                        titles.setdefault(form.strip(), "title")
    initials = "".join(word.written[0] for word in Words(work.title) if not word.is_minor)
    if work.volumes and len(initials) > 1:
        titles[initials] = "title"
    for title in work.forms:
        titles[title] = "alone"
    yield from titles.items()
    for title in work.contents:
        yield title, "chapter"


def title_keys(work: Work) -> frozenset[str]:
    """The words that the titles of a work are made of."""
    return frozenset(key for title in (work.full_title, work.title, *work.forms) for key in keys_of(title))


def surname_keys(work: Work) -> frozenset[str]:
    """The surnames of a work's authors, each as the key of its last word."""
    return frozenset(keys_of(name)[-1] for name in work.surnames)
