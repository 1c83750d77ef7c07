"""People: every form of every name in the authority file, found in one pass, and whom it means where it stands.

A form that several people have is left unresolved unless something says which of them is meant: the place, a word beside it,
a first name before it, or that one of them was named in full before in the same division.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

import ahocorasick

from sphinx_handbook.authority import Person
from sphinx_handbook.names import Names
from sphinx_handbook.recognisers.spelling import fold, fold_french, initials, merge_hisses
from sphinx_handbook.text import Annotation, Block, Locus


@dataclass(frozen=True, slots=True)
class _Claim:
    """That a form may mean ``person``; one that is ``shared`` needs a reason.

    An ``implied`` claim is that of a surname's other bearer, and only that person's full name before is a reason.
    """

    person: Person
    shared: bool = False
    implied: bool = False


class _Hit(NamedTuple):
    """A form found in a text; without claims it is a name that is nobody's."""

    start: int
    end: int
    claims: tuple[_Claim, ...]
    rule: str = "name"


@dataclass(slots=True)
class _Division:
    """Whom a division has named in full so far, the last one last."""

    id: str = ""
    named: dict[str, None] = field(default_factory=dict)

    def name(self, person: Person) -> None:
        self.named.pop(person.id, None)
        self.named[person.id] = None


class Gazetteer:
    """The names of ``persons``, and those of nobody that may stand around them.

    The longest form wins, and a form must be whole words. Other spellings of a surname of five letters or more, and of names
    of several words, are found by :func:`fold`, unless they could be somebody else's.
    """

    def __init__(self, persons: Iterable[Person], names: Names | None = None) -> None:
        self.persons = tuple(persons)
        self.names = names or Names()

    def find(self, blocks: Sequence[Block]) -> list[list[Annotation]]:
        """The mentions in each of ``blocks``, in order, none overlapping another.

        ``data`` holds ``generic`` = ``yes`` where a name stands for a kind of people: the Kerenskys, another Bonaparte.
        """
        if not self.persons:
            return [[] for _ in blocks]
        ordinary = {word for block in blocks for word in _SMALL.findall(block.text)}
        division = _Division()
        found = []
        for block in blocks:
            at = block.locus or Locus("", "")
            if at.division != division.id:
                division = _Division(at.division)
            mentions = list(self._mentions(block.text, at, division, ordinary))
            found.append(sorted([*mentions, *self._before_brackets(block.text, mentions)]))
        return found

    # What the authority files say

    @cached_property
    def _by_id(self) -> dict[str, Person]:
        return {person.id: person for person in self.persons}

    @cached_property
    def _claims(self) -> dict[str, tuple[_Claim, ...]]:
        claims: dict[str, tuple[_Claim, ...]] = {}
        for person in self.persons:
            for forms, shared in ((person.forms, False), (person.shared_forms, True)):
                for form in forms:
                    claims[form] = (*claims.get(form, ()), _Claim(person, shared))
        for person in self.persons:
            surname = person.name.split()[-1]
            if not person.unidentified and all(
                claim.person is not person for claim in claims.get(surname, (_Claim(person),))
            ):
                claims[surname] = (*claims[surname], _Claim(person, shared=True, implied=True))
        return claims

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        automaton = ahocorasick.Automaton()
        for form in dict.fromkeys((*self._claims, *self.names.phrases)):
            automaton.add_word(form, (len(form), self._claims.get(form, ())))
        automaton.make_automaton()
        return automaton

    @cached_property
    def _spellings(self) -> dict[str, tuple[_Claim, ...]]:
        """Claims by the folded form, of those forms whose other spellings can be nobody else's.

        Where one person has a surname and others share it, another spelling of it is read as the surname itself is.
        """
        claims: dict[str, tuple[_Claim, ...]] = {}
        for form, whose in self._claims.items():
            # What only certain places explain has no other spellings.
            if len(form) >= _SHORTEST and not any(claim.person.unidentified for claim in whose):
                key = _folded(form)
                claims[key] = tuple(dict.fromkeys((*claims.get(key, ()), *whose)))
        nobody = {_folded(name) for name in self.names.known}
        return {key: whose for key, whose in claims.items() if key not in nobody and _one_owner(whose)}

    @cached_property
    def _french_spellings(self) -> dict[str, tuple[_Claim, ...]]:
        """Claims by what French leaves of a folded form, of those that can be one person's only."""
        claims: dict[str, tuple[_Claim, ...]] = {}
        for folded, whose in self._spellings.items():
            key = merge_hisses(folded)
            claims[key] = tuple(dict.fromkeys((*claims.get(key, ()), *whose)))
        return {key: whose for key, whose in claims.items() if _one_owner(whose)}

    @cached_property
    def _given(self) -> frozenset[str]:
        """First names, folded: those of the list, and what stands first in a person's name of several words."""
        first = (form.split()[0] for person in self.persons for form in (person.name, *person.variants) if " " in form)
        words = (*self.names.given, *(word for word in first if len(word) > 2 and word.isalpha()))
        return frozenset(fold(word) for word in words if word not in self._no_given)

    @cached_property
    def _no_given(self) -> frozenset[str]:
        """What is no first name though it may stand before a surname."""
        return frozenset((*self.names.ranks, *self.names.times))

    @cached_property
    def _initials(self) -> dict[str, frozenset[str]]:
        """The initials that may stand before a person's surname, by the person's id; none where all may."""
        known = {}
        for person in self.persons:
            firsts = [form.split()[0] for form in (person.name, *person.variants) if " " in form]
            known[person.id] = frozenset().union(*(initials(word) for word in firsts if word not in self._no_given))
        return known

    # Finding

    def _hits(self, text: str, ordinary: set[str]) -> list[_Hit]:
        """Every form in ``text``, the longest one at a place first."""
        hits = []
        for last, (length, claims) in self._automaton.iter(text):
            start, end = last + 1 - length, last + 1
            if self._whole_words(text, start, end) and not (claims and self._is_first_name(text, start, end)):
                hits.append(_Hit(start, end, claims))
        hits.sort(key=lambda hit: (hit.start, -hit.end))
        return [*_apart([*hits, *self._respelt(text, _apart(hits), ordinary)])]

    def _respelt(self, text: str, hits: Iterable[_Hit], ordinary: set[str]) -> Iterator[_Hit]:
        """Names in spellings that the authority file does not have, outside ``hits``."""
        taken = iter(hits)
        hit = next(taken, None)
        previous: re.Match[str] | None = None
        for word in _CAPITALISED.finditer(text):
            while hit and hit.end <= word.start():
                hit = next(taken, None)
            known = bool(hit and hit.start < word.end())
            # A known first name may begin a longer name in another spelling; a name of several words stays what it is.
            if hit and known and " " in text[hit.start : hit.end]:
                previous = None
                continue
            if previous and text[previous.end() : word.start()] in (" ", "\xa0"):
                claims = self._spellings.get(f"{_folded(previous[0])} {_folded(word[0])}", ())
                if claims and not self._is_first_name(text, previous.start(), word.end()):
                    yield _Hit(previous.start(), word.end(), claims, "spelling")
            previous = word
            if known:
                continue
            single = self._respelt_claims(word[0]) if len(word[0]) >= _SHORTEST else ()
            if not single and word[0].endswith("s") and len(word[0]) > _SHORTEST:
                single = self._respelt_claims(word[0][:-1])
            if single and self._is_first_name(text, word.start(), word.end()):
                continue
            if single and word[0].casefold() not in ordinary and word[0] not in self.names.known:
                yield _Hit(word.start(), word.end(), single, "spelling")

    @cached_property
    def _respelt_claims(self) -> Callable[[str], tuple[_Claim, ...]]:
        """The claims on a word as another spelling of a name; few capitalised words of a text are unlike all before."""
        known, french = self._spellings, self._french_spellings
        return cache(lambda word: known.get(fold(word), ()) or french.get(fold_french(word), ()))

    def _whole_words(self, text: str, start: int, end: int) -> bool:
        before, behind = text[start - 1 : start], text[end : end + 1]
        if before.isalnum() or before == "_":
            return False
        if before == "-" and not self._may_join(_PART_BEFORE.search(text, max(start - 40, 0), start)):
            return False
        if behind == "-":
            return self._may_join(_PART_BEHIND.match(text, end))
        return not behind.isalnum() or bool(_PLURAL.match(text, end) and end - start >= _SHORTEST)

    def _may_join(self, part: re.Match[str] | None) -> bool:
        """Whether a name may be joined to this part by a hyphen: anti-Kornilov, Kornilov-type, Kamenev-Zinoviev."""
        return bool(part and (part[1].islower() or part[1] in self._claims or part[1] in _PREFIXES))

    # Whom it means

    def _mentions(self, text: str, at: Locus, division: _Division, ordinary: set[str]) -> Iterator[Annotation]:
        covered = 0
        for hit in self._hits(text, ordinary):
            if hit.start < covered:
                continue
            mention = self._mention(text, hit, at, division, covered, ordinary)
            covered = mention.end if mention else hit.end
            if mention:
                yield mention

    def _mention(
        self, text: str, hit: _Hit, at: Locus, division: _Division, floor: int, ordinary: set[str]
    ) -> Annotation | None:
        start, end = hit.start, hit.end
        claims = [claim for claim in hit.claims if not _excluded(text, start, end, claim.person)]
        if not claims:
            return None
        given = self._given_before(text, start, floor) if " " not in text[start:end] else None
        if given and text[given[0] : start].strip() in _ARTICLES and text[end : end + 1] != ",":
            given = None
        if given:
            fitting = [claim for claim in claims if self._fits(given[1], claim.person)]
            # An article, the letter of a list, or Monsieur.
            if not fitting and (len(given[1]) == 1 or text[given[0] : start].strip() == "M."):
                given = None
            elif not fitting:
                return None
            else:
                start, claims = given[0], [*fitting]
        plural = _PLURAL.match(text, end)
        if plural:
            end = plural.end()
        if text[hit.start : end] in self.names.known:
            return None
        generic = plural or self._is_plural(text[hit.start : end], hit) or (not given and _is_type(text, start, end))
        annotation = Annotation(start, end, "person", "", hit.rule, (("generic", "yes"),) if generic else ())
        chosen, rule = self._choose(text, hit, claims, at, division, bool(given))
        if chosen is None and text[start:end].casefold() in ordinary:
            return None
        if chosen is None:
            return replace(annotation, rule="shared name", sure="unresolved")
        if rule != "named before":
            division.name(chosen)
        return replace(annotation, target=chosen.id, rule=rule)

    def _choose(
        self, text: str, hit: _Hit, claims: Sequence[_Claim], at: Locus, division: _Division, has_given: bool
    ) -> tuple[Person | None, str]:
        """The person a form means, and by which rule; None where nothing says."""
        shared = [claim.person for claim in claims if claim.shared and not claim.implied]
        if any(claim.shared for claim in claims):
            for rule, people in (
                ("word beside", [one for one in shared if _singled_out(text, hit.start, hit.end, one)]),
                ("place", [one for one in shared if any(_lies_in(at, place) for place in one.only_in)]),
                ("first name", [claim.person for claim in claims] if has_given else []),
            ):
                if len(people) == 1:
                    return people[0], rule
            ids = {claim.person.id: claim.person for claim in claims}
            for last in reversed(division.named):
                if last in ids:
                    return ids[last], "named before"
        owners = [claim.person for claim in claims if not claim.shared]
        return (owners[0], hit.rule) if len(owners) == 1 else (None, "")

    def _is_plural(self, form: str, hit: _Hit) -> bool:
        """Whether a form is the plural of a name, as Dans is of Dan."""
        single = self._spellings.get(fold(form[:-1]), ()) if hit.rule == "spelling" else self._claims.get(form[:-1], ())
        return form.endswith("s") and any(claim in hit.claims for claim in single)

    def _is_first_name(self, text: str, start: int, end: int) -> bool:
        """Whether a name ends in the first name of somebody else here, as in Francis Bacon."""
        return fold(text[start:end].split()[-1]) in self._given and bool(_SURNAME_BEHIND.match(text, end))

    def _given_before(self, text: str, start: int, floor: int) -> tuple[int, str] | None:
        """Where the first names and initials before a surname begin, and the first of them."""
        place, first = start, ""
        for _ in range(3):
            match = _GIVEN.search(text, max(floor, place - 30), place)
            if not match or not self._is_given(match[1]):
                break
            place, first = match.start(1), match[1]
        return (place, first) if first else None

    def _is_given(self, word: str) -> bool:
        if word in self._no_given:
            return False
        return word.endswith(".") or len(word) == 1 or fold(word) in self._given or bool(_PATRONYMIC.search(word))

    def _fits(self, given: str, person: Person) -> bool:
        known = self._initials[person.id]
        return not known or bool(known & initials(given))

    def _before_brackets(self, text: str, mentions: Sequence[Annotation]) -> Iterator[Annotation]:
        """First names that a surname in brackets behind them explains: Grigory [Zinoviev]."""
        for number, mention in enumerate(mentions):
            bracket = text[mention.start - 2 : mention.start]
            floor = mentions[number - 1].end if number else 0
            if bracket in (" (", " [") and text[mention.end : mention.end + 1] in (")", "]") and mention.target:
                given = self._given_before(text, mention.start - 1, floor)
                if given and len(given[1]) > 2 and self._fits(given[1], self._by_id[mention.target]):
                    yield Annotation(given[0], mention.start - 2, "person", mention.target, "name in brackets")


_SHORTEST = 5
"""Letters that a surname must have to be known in other spellings, or by an s as a plural."""
_ARTICLES = ("A", "I")
_PREFIXES = frozenset(("Anti", "Ex", "Non", "Post", "Pre", "Pro", "Neo"))
_SMALL = re.compile(r"(?<![\w-])[a-z]{4,}")
_CAPITALISED = re.compile(r"(?<![\w’'-])[^\W\d_a-zß-ÿ][^\W\d_]{1,30}(?:-[^\W\d_]{1,30})?(?:[’'][^\W\d_]{2,30})?")
_PART_BEFORE = re.compile(r"(\w{1,30})-$")
_PART_BEHIND = re.compile(r"-(\w{1,30})")
_PLURAL = re.compile(r"(?:(?<=[sh])es|s)(?![\w-])")
_GIVEN = re.compile(
    r"(?<![\w’'.-])((?:[^\W\d_a-z][a-z]?\.){1,3}(?=\]?[ \xa0]?$)|[^\W\d_a-z][a-z’']{1,20}(?=\]?[ \xa0]$)|[^\W\d_a-z](?=[ \xa0]$))\]?[ \xa0]?$"
)
_PATRONYMIC = re.compile(r"[a-z]{3}(?:[eo]vi(?:t?ch|c)|yi?ch|ovna|evna|nichna)$")
_SURNAME_BEHIND = re.compile(r"[ \xa0](?!(?:I|A|The|But|And|He|It)\b)[^\W\d_a-z][a-z]+")
_TYPE_BEFORE = re.compile(r"\b(?i:an?|one|another|every|any|no|second|third|new|aspiring|would-be|miserable|Russian) $")
_TYPE_BEHIND = re.compile(r"(?! (?!(?:or|and|who|in|of|to|is|was|would|could|will|at|by|for|from|with)\b)[a-z])")
_WORD_BEHIND = re.compile(r"[’'”\s]{0,4}(\w+)")
_WORD_BEFORE = re.compile(r"(\w+)[\s“‘]{0,4}$")


@lru_cache(maxsize=1 << 16)
def _folded(form: str) -> str:
    return " ".join(fold(word) for word in form.split())


def _one_owner(claims: Iterable[_Claim]) -> bool:
    """Whether no two persons have a form for themselves."""
    return len({claim.person.id for claim in claims if not claim.shared}) < 2


def _apart(hits: Iterable[_Hit]) -> Iterator[_Hit]:
    """Of hits that overlap the first, and of those that begin at one place the longest."""
    covered = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= covered:
            covered = hit.end
            yield hit


def _is_type(text: str, start: int, end: int) -> bool:
    """Whether a name stands for a kind of people here: there can only be one Bonaparte."""
    return bool(_TYPE_BEFORE.search(text, max(start - 30, 0), start) and _TYPE_BEHIND.match(text, end))


def _word_before(text: str, start: int) -> str:
    """The word directly before, with nothing but spaces and an opening quotation mark between."""
    # No word is longer than what is looked at; a pattern anchored at the end would try the whole text.
    match = _WORD_BEFORE.search(text, max(start - 40, 0), start)
    return match[1] if match else ""


def _word_behind(text: str, end: int) -> str:
    """The word directly behind, with nothing but spaces, an apostrophe or a closing quotation mark between."""
    match = _WORD_BEHIND.match(text, end)
    return match[1] if match else ""


def _excluded(text: str, start: int, end: int, person: Person) -> bool:
    return bool(person.not_before and _word_behind(text, end) in person.not_before) or bool(
        person.not_after and _word_before(text, start) in person.not_after
    )


def _singled_out(text: str, start: int, end: int, person: Person) -> bool:
    return bool(person.only_before and _word_behind(text, end) in person.only_before) or bool(
        person.only_after and _word_before(text, start) in person.only_after
    )


def _lies_in(at: Locus, place: str) -> bool:
    return f"{at}.".startswith(f"{place}.")
