"""Words that one edition shares with another: quotations, found by comparing the texts, whether or not anybody cites them.

The method is that of text reuse by *n*-grams (e.g. M. Büchler and others, "Towards a Historical Text Re-use Detection", in *Text Mining*,
2014): runs of words that two texts have in common begin where eight words in a row agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from sphinx_handbook.recognisers import Annotated
from sphinx_handbook.recognisers.spelling import fold
from sphinx_handbook.text import Edition, Locus

SEED = 8
"""So many words in a row must agree for a run to begin."""

LEAST = 12
"""So many words must agree in all."""

SLIP = 4
"""Up to so many words may differ between two stretches of one run."""

FORMULA = 20
"""Words that a text has so often are a formula, and begin no run; without a bound, a text of one word would be compared with itself for ever."""


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A stretch of a block's text, half-open."""

    locus: Locus
    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Parallel:
    """The same words in two editions, and how many they are."""

    first: Passage
    second: Passage
    words: int

    def turned(self) -> Parallel:
        return Parallel(self.second, self.first, self.words)


def find_parallels(editions: Sequence[tuple[Edition, Annotated]]) -> list[Parallel]:
    """Every run of :data:`LEAST` words or more that two of ``editions`` share, in reading order of the first.

    A run lies within one block of each; spelling, accents, case and punctuation do not count. Headings are left out, and so are
    citations: that two notes cite one book is no quotation.
    """
    texts = [_Text.of(edition, annotated) for edition, annotated in editions]
    seeded = [(text, text.seeds()) for text in texts]
    return [
        found
        for (one, seeds), (other, places) in combinations(seeded, 2)
        for found in _between(one, other, _meetings(seeds, places))
    ]


def _meetings(
    seeds: Mapping[str, Sequence[int]], places: Mapping[str, Sequence[int]]
) -> list[tuple[int, Sequence[int]]]:
    """Where the seeds of one text stand in it, in order, and where the same words stand in the other."""
    shared = [seed for seed in seeds.keys() & places.keys() if len(places[seed]) < FORMULA]
    return sorted((a, places[seed]) for seed in shared for a in seeds[seed])


@dataclass(frozen=True, slots=True)
class _Text:
    """An edition as words: each as it is compared, with the number of its stretch and its place in the block.

    A stretch is a block, or what citations leave of one; ``loci`` are the blocks' addresses by the stretch.
    """

    words: list[str]
    stretches: list[int]
    spans: list[tuple[int, int]]
    loci: list[Locus]

    @classmethod
    def of(cls, edition: Edition, annotated: Annotated) -> _Text:
        text = cls([], [], [], [])
        for block in edition.blocks():
            if block.locus is None or block.kind in ("heading", "notes-heading"):
                continue
            cited = [each for each in annotated.get((str(block.locus), block.text), ()) if each.type == "work"]
            text.loci.append(block.locus)
            for match in _WORD.finditer(block.text):
                if any(each.start <= match.start() < each.end for each in cited):
                    text.loci.append(block.locus)
                    continue
                text.words.append(_plain(match[0]))
                text.stretches.append(len(text.loci) - 1)
                text.spans.append(match.span())
        return text

    def seeds(self) -> dict[str, list[int]]:
        """Every :data:`SEED` words of one block, with the numbers of the first of them."""
        found: dict[str, list[int]] = {}
        for start in range(len(self.words) - SEED + 1):
            if self.stretches[start] == self.stretches[start + SEED - 1]:
                found.setdefault(" ".join(self.words[start : start + SEED]), []).append(start)
        return found

    def passage(self, start: int, end: int) -> Passage:
        """The words ``[start, end)``, which are of one block."""
        return Passage(self.loci[self.stretches[start]], self.spans[start][0], self.spans[end - 1][1])


_WORD = re.compile(r"[^\W_]+")

_BRITISH = (
    (re.compile(r"z"), "s"),
    (re.compile(r"our(?=s?$|e|i|a)"), "or"),
    (re.compile(r"mme(?=s?$)"), "m"),
    (re.compile(r"ense(?=s?$)"), "ence"),
    (re.compile(r"ae|oe"), "e"),
    (re.compile(r"ll(?=ed$|ing$|er)"), "l"),
)


@lru_cache(maxsize=1 << 16)
def _plain(word: str) -> str:
    """A word without what printers differ in: case, accents, British or American spelling, the writing of Russian names."""
    if word[0].isupper():
        return fold(word)
    plain = "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))
    for pattern, spelling in _BRITISH:
        plain = pattern.sub(spelling, plain)
    return fold(plain)


@dataclass(slots=True)
class _Run:
    """Words that agree: ``[a, a_end)`` of one text with ``[b, b_end)`` of the other."""

    a: int
    b: int
    a_end: int
    b_end: int
    agreed: int


def _between(one: _Text, other: _Text, meetings: Iterable[tuple[int, Sequence[int]]]) -> Iterator[Parallel]:
    joined: list[_Run] = []
    for run in sorted(
        _runs(one, other, meetings), key=lambda run: (one.stretches[run.a], other.stretches[run.b], run.a, run.b)
    ):
        if not (joined and _join(joined[-1], run, one, other)):
            joined.append(run)
    for run in sorted(joined, key=lambda run: (run.a, run.b)):
        if run.agreed >= LEAST:
            yield Parallel(one.passage(run.a, run.a_end), other.passage(run.b, run.b_end), run.agreed)


def _runs(one: _Text, other: _Text, meetings: Iterable[tuple[int, Sequence[int]]]) -> Iterator[_Run]:
    """Every longest run of words that agree, from seed to seed."""
    open_runs: dict[int, _Run] = {}
    for a, places in meetings:
        for b in places:
            run = open_runs.get(b - a)
            if (
                run
                and run.a_end >= a + SEED - 1
                and one.stretches[run.a] == one.stretches[a]
                and other.stretches[run.b] == other.stretches[b]
            ):
                run.a_end, run.b_end, run.agreed = a + SEED, b + SEED, a + SEED - run.a
                continue
            if run:
                yield run
            open_runs[b - a] = _Run(a, b, a + SEED, b + SEED, SEED)
    yield from open_runs.values()


def _join(run: _Run, following: _Run, one: _Text, other: _Text) -> bool:
    """Let ``run`` go on to the end of ``following`` if only a few words differ in between."""
    same_stretch = (
        one.stretches[run.a] == one.stretches[following.a] and other.stretches[run.b] == other.stretches[following.b]
    )
    if same_stretch and 0 <= following.a - run.a_end <= SLIP and 0 <= following.b - run.b_end <= SLIP:
        run.a_end, run.b_end, run.agreed = following.a_end, following.b_end, run.agreed + following.agreed
        return True
    return False


def by_siglum(parallels: Iterable[Parallel]) -> dict[str, list[Parallel]]:
    """Parallels by the edition they are in, each first as that edition has it."""
    found: dict[str, list[Parallel]] = defaultdict(list)
    for parallel in parallels:
        for turned in (parallel, parallel.turned()):
            found[turned.first.locus.siglum].append(turned)
    return found
