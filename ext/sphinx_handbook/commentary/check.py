"""Comments against the editions they are on: whether each address and each lemma is there, and if not, where it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby
from typing import Protocol

from sphinx_handbook.commentary.argument import ArgumentError, Passage, parse_argument
from sphinx_handbook.commentary.lemma import find_lemma
from sphinx_handbook.directives import DirectiveUse, directives_in
from sphinx_handbook.problems import Problem
from sphinx_handbook.text import Edition

DIRECTIVE = "commentary"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: the page that has it (``path``, relative to the project), its directive, and the passages it is on."""

    path: str
    use: DirectiveUse
    passages: tuple[Passage, ...]


class KnownEdition(Protocol):
    """What is known of an edition: its addresses in reading order, and, if its text is at hand, the words at each."""

    @property
    def addresses(self) -> Sequence[str]: ...

    def text(self, address: str) -> str | None:
        """The words that the page shows at ``address``; None if the edition's text is not at hand."""
        ...


@dataclass(frozen=True, slots=True)
class EditionText:
    """An edition by its addresses alone, or with the words at each."""

    addresses: tuple[str, ...]
    texts: Mapping[str, str] | None = None

    def text(self, address: str) -> str | None:
        return None if self.texts is None else self.texts[address]

    @classmethod
    def of(cls, edition: Edition) -> EditionText:
        """``edition`` after its emendations; the paragraphs of a note share its address."""
        texts: dict[str, str] = {}
        for block in edition.blocks():
            address = str(block.locus)
            texts[address] = f"{texts[address]}\n{block.text}" if address in texts else block.text
        return cls(tuple(texts), texts)


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage that does not fit: the problem, and the one address that it should have, if there is one."""

    problem: Problem
    comment: Comment
    passage: Passage
    address: str = ""


def comments_in(page: str, path: str) -> tuple[list[Comment], list[Problem]]:
    """The comments on a page of Markdown, and those whose argument cannot be read."""
    comments: list[Comment] = []
    problems: list[Problem] = []
    for use in directives_in(page) if f"{{{DIRECTIVE}}}" in page else ():
        if use.name == DIRECTIVE:
            try:
                comments.append(Comment(path, use, parse_argument(use.argument)))
            except ArgumentError as error:
                column = _column(use, error.at)
                problems.append(Problem(path, use.line, "commentary-syntax", error.message, error.hint, column=column))
    return comments, problems


def _column(use: DirectiveUse, at: int) -> int:
    """The column of what stands ``at`` in the argument of ``use``; that of its fence where the argument’s is not known."""
    return use.argument_column + at if use.argument_column else use.column


def check(comments: Iterable[Comment], editions: Mapping[str, KnownEdition | None]) -> Iterator[Finding]:
    """Every passage of ``comments`` that does not stand where it says. ``editions`` are all that there are, by siglum.

    An edition of which nothing can be said, as its own files have a mistake, is None: comments on it are passed over.
    """
    for comment in comments:
        for passage in comment.passages:
            siglum = passage.first.siglum
            if siglum not in editions:
                close = get_close_matches(siglum, sorted(editions), n=1)
                known = f"Is it {close[0]}? " if close else ""
                hint = f"{known}The editions are {', '.join(sorted(editions))}."
                problem = _problem(comment, passage, "commentary-place", f"there is no edition {siglum}", hint)
                yield Finding(problem, comment, passage)
            elif (edition := editions[siglum]) is not None:
                yield from _check(comment, passage, edition)


def _problem(comment: Comment, passage: Passage, code: str, message: str, hint: str) -> Problem:
    column = _column(comment.use, passage.at[0])
    return Problem(comment.path, comment.use.line, code, message, hint, column=column)


def _check(comment: Comment, passage: Passage, edition: KnownEdition) -> Iterator[Finding]:
    known = set(edition.addresses)
    missing = next((address for address in passage.blocks if address not in known), "")
    texts = [] if missing else [edition.text(address) for address in passage.blocks]
    at_hand = [text for text in texts if text is not None]
    if not missing and (not at_hand or find_lemma(passage.pieces, at_hand) is not None):
        return
    found = nearest(passage, edition)
    if missing:
        code, message = "commentary-place", f"there is no {missing}"
        hint = _blocks_of(passage, edition) if not found else ""
    else:
        code, message = "commentary-lemma", f"“{passage.lemma}” does not stand at {passage.address}"
        hint = "It stands nowhere else in the edition, either: quote words as the page shows them."
    if len(found) == 1:
        hint = f"The nearest place with these words is {found[0]}: `handbook check --fix` writes it there."
    elif found:
        hint = f"These words stand equally near at {' and '.join(found)}: write which of them you mean."
    yield Finding(
        _problem(comment, passage, code, message, hint), comment, passage, found[0] if len(found) == 1 else ""
    )


def nearest(passage: Passage, edition: KnownEdition) -> list[str]:
    """The nearest addresses, in the edition's reading order, at which the passage's lemma stands; several if equally near.

    One block is looked for first, then as many in a row as the passage has. Without the edition's text there are none.
    """
    places = {address: number for number, address in enumerate(edition.addresses)}
    found = list(_standing(passage, edition, 1)) or (
        list(_standing(passage, edition, len(passage.blocks))) if passage.last else []
    )
    here = _place(passage, places)
    distances = {address: abs(places[first] - here) if here is not None else 0 for first, address in found}
    least = min(distances.values(), default=0)
    return [address for address, distance in distances.items() if distance == least]


def _standing(passage: Passage, edition: KnownEdition, size: int) -> Iterator[tuple[str, str]]:
    """The first address and the address of every ``size`` blocks in a row that have the lemma."""
    for row in _rows(edition.addresses) if size > 1 else ([address] for address in edition.addresses):
        for start in range(len(row) - size + 1):
            part = row[start : start + size]
            texts = [text for address in part if (text := edition.text(address)) is not None]
            if texts and find_lemma(passage.pieces, texts) == 0:
                yield part[0], f"{part[0]}-{part[-1].rpartition('.')[2]}" if size > 1 else part[0]


def _rows(addresses: Sequence[str]) -> Iterator[list[str]]:
    """The paragraphs of each division."""
    paragraphs = [address for address in addresses if re.search(r"\.[1-9]\d*$", address)]
    for _, row in groupby(paragraphs, key=lambda address: address.rpartition(".")[0]):
        yield list(row)


def _place(passage: Passage, places: Mapping[str, int]) -> int | None:
    """Where in reading order the passage is or would be: behind the last block of its division if it has no such block."""
    division = f"{passage.first.siglum}.{passage.first.division}."
    behind = (number for address, number in places.items() if address.startswith(division))
    return places.get(str(passage.first), max(behind, default=None))


def _blocks_of(passage: Passage, edition: KnownEdition) -> str:
    """What addresses there are instead."""
    division = f"{passage.first.siglum}.{passage.first.division}"
    numbers = [address for address in edition.addresses if re.fullmatch(rf"{re.escape(division)}\.\d+", address)]
    if numbers:
        return f"The addresses of {division} go from {numbers[0]} to {numbers[-1]}. Copy one from the page’s margin."
    divisions = list(dict.fromkeys(address.rpartition(".")[0] for address in edition.addresses))
    if not divisions:
        return f"No address of {passage.first.siglum} is published: run `handbook convert` with its text."
    return f"The divisions of {passage.first.siglum} go from {divisions[0]} to {divisions[-1]}."


def reanchor(page: str, findings: Sequence[Finding]) -> str:
    """``page`` with the one right address in the place of each wrong one that ``findings`` have on it; all else as it is."""
    lines = re.split(r"(\r\n|\r|\n)", page)
    # From the end of a line to its beginning, so that what is replaced moves nothing that is still to be.
    for finding in sorted(findings, key=lambda each: each.passage.at, reverse=True):
        use = finding.comment.use
        if finding.address and use.argument_column:
            number = 2 * (use.line - 1)
            start, end = (use.argument_column - 1 + offset for offset in finding.passage.at)
            lines[number] = lines[number][:start] + finding.address + lines[number][end:]
    return "".join(lines)
