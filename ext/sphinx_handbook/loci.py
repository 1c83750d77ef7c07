"""Addresses and the ledger that keeps them: a published address never changes its meaning."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sphinx_handbook.problems import Problem
from sphinx_handbook.text import Block, Division, Edition, Locus, Note

LEDGER_HEAD = (
    "# Addresses and fingerprints of the edition's blocks. Written by `handbook convert`; never edit by hand.\n"
)


def number(edition: Edition) -> Edition:
    """Give every block and note its address (see :class:`~sphinx_handbook.text.Locus`)."""
    return replace(
        edition, divisions=tuple(_number_division(edition.siglum, division) for division in edition.divisions)
    )


def _number_division(siglum: str, division: Division) -> Division:
    blocks: list[Block] = []
    counts = {"": 0, "s": 0}
    for block in division.blocks:
        prefix = "s" if block.kind in ("heading", "notes-heading") else ""
        counts[prefix] += 1
        blocks.append(replace(block, locus=Locus(siglum, division.id, f"{prefix}{counts[prefix]}")))
    heading = replace(division.heading, locus=Locus(siglum, division.id, "0"))
    notes = tuple(_number_note(note, Locus(siglum, division.id, f"n{note.label}")) for note in division.notes)
    return replace(division, heading=heading, blocks=tuple(blocks), notes=notes)


def _number_note(note: Note, locus: Locus) -> Note:
    return replace(note, locus=locus, blocks=tuple(replace(block, locus=locus) for block in note.blocks))


def fingerprint(text: str) -> str:
    """Twelve hexadecimal digits that tell one block's words from another's; case, spaces and punctuation do not count."""
    words = "".join(re.findall(r"\w+", text.casefold()))
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def fingerprints(edition: Edition) -> dict[str, str]:
    """Fingerprint by address of each block and note, in reading order. Take it before emendations are applied."""
    return dict(_fingerprints(edition))


def _fingerprints(edition: Edition) -> Iterator[tuple[str, str]]:
    for division in edition.divisions:
        for block in (division.heading, *division.blocks):
            yield str(block.locus), fingerprint(block.text)
        for note in division.notes:
            yield str(note.locus), fingerprint(note.text)


def format_ledger(prints: Mapping[str, str]) -> str:
    return LEDGER_HEAD + "".join(f"{address} {value}\n" for address, value in prints.items())


def parse_ledger(text: str, path: str) -> tuple[dict[str, str], list[Problem]]:
    """Fingerprint by address, and the lines that cannot be read."""
    prints: dict[str, str] = {}
    problems: list[Problem] = []
    for number_, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        match = re.fullmatch(r"(\S+) ([0-9a-f]{12})", line)
        if match is None or match[1] in prints:
            what = "an address a second time" if match else "no address with its fingerprint"
            hint = "Restore the ledger from version control."
            problems.append(Problem(path, number_, "ledger-broken", f"the line holds {what}", hint, column=1))
        else:
            prints[match[1]] = match[2]
    return prints, problems


def compare(published: Mapping[str, str], found: Mapping[str, str], path: str) -> list[Problem]:
    """What publishing ``found`` would do to the addresses of ``published``: one Problem an address, in reading order.

    An address *shifts* if it would vanish, or if the words it had or gets are another address's: those would come to mean
    something else. Words that are new where they stand were *changed* in place. An address that was not published before
    is no problem.
    """
    was_at, is_at = _by_words(published), _by_words(found)
    problems = []
    for line, (address, words) in enumerate(published.items(), LEDGER_HEAD.count("\n") + 1):
        now = found.get(address)
        if now == words:
            continue
        went = next((place for place in is_at.get(words, ()) if published.get(place) != words), "")
        came = next((place for place in was_at.get(now or "", ()) if found.get(place) != now), "")
        if went:
            problems.append(_moved(path, line, address, f"{address} would become {went}"))
        elif came:
            message = f"{address} would have the words of {came}"
            problems.append(_moved(path, line, address, message))
        elif now is None:
            problems.append(_moved(path, line, address, f"{address} would vanish"))
        else:
            message = f"the words at {address} are not those that were published there"
            problems.append(Problem(path, line, "ledger-changed", message, _CHANGED_HINT, column=1, address=address))
    return problems


def _moved(path: str, line: int, address: str, message: str) -> Problem:
    return Problem(path, line, "ledger-shift", message, _SHIFT_HINT, column=1, address=address)


_SHIFT_HINT = (
    "Undo the change of reader, block map or text that causes it: links and quotations rely on the address. "
    "A new paragraph can only come at the end of its division."
)
_CHANGED_HINT = (
    "If the words were corrected in place, run `handbook convert --publish` to record them; if not, undo the change."
)


def _by_words(prints: Mapping[str, str]) -> dict[str, list[str]]:
    """Addresses by fingerprint."""
    places: dict[str, list[str]] = {}
    for address, words in prints.items():
        places.setdefault(words, []).append(address)
    return places


def likeness(published: Mapping[str, str], found: Sequence[str]) -> float:
    """The share of the fingerprints ``found`` that are published: how much of a text is known."""
    if not found:
        return 0.0
    have = set(published.values())
    return sum(words in have for words in found) / len(found)
