"""Editors' decisions: what an editor knows of a name, a date or a citation that no rule can know.

A decision is anchored by an address and the words that stand there, never by an offset, so that it holds when rules change, and
is reported when it no longer fits. It outranks every recogniser.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from typing import Literal, get_args

from sphinx_handbook.dates import Calendar, parse_date
from sphinx_handbook.emend import other_spelling
from sphinx_handbook.origins import Origin
from sphinx_handbook.problems import Problem
from sphinx_handbook.text import Annotation, Edition

RULE = "decision"
"""The rule of an annotation that an editor decided."""

CANDIDATES = "candidates"
"""The name, in an annotation's data, of the targets it may have, with spaces between them."""

DOUBT = "doubt"
"""The name, in an annotation's data, of what makes a rule unsure, in words."""

CONTRADICTION = "contradiction"
"""The name, in an annotation's data, of how a date contradicts itself: by its weekday, or by its day in the other calendar."""

Key = tuple[str, str]
"""The address and the text of a block: the paragraphs of a note share its address."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What an editor decides on ``words`` at ``place``, for ``reason``.

    place: the address of the block or note.
    words: the words as the page shows them, letter by letter; a name without its title, a citation with its pages.
    type: what the words are, or are not: `person`, `date`, `work`, or the role of a kind, such as `term`.
    reason: why, in a few words.
    occurrence: which of them is meant, counted from 1, where the block has the words more than once.
    reject: true if the words are no such thing; they become plain text.
    accept: true if what was found there is right; with a ``target`` or an ``edtf`` only as long as that is what is found.
    target: id of the person, or key of the work.
    generic: true if the name stands for a kind of people, as in “the Guchkovs”.
    edtf: the date as the words give it, in their own calendar: day, month, year or interval.
    calendar: the calendar of the date; a day or a month needs it, and ``unknown`` is an answer.
    volume, page, part: where in the work, as the words give it.
    """

    place: str
    words: str
    type: str
    reason: str
    occurrence: int = 0
    reject: bool = False
    accept: bool = False
    target: str = ""
    generic: bool = False
    edtf: str = ""
    calendar: Literal["", "julian", "gregorian", "unknown"] = ""
    volume: str = ""
    page: str = ""
    part: str = ""

    @property
    def named(self) -> str:
        """The person, the date or the work that the decision names, or nothing."""
        return self.edtf if self.type == "date" else self.target


_SAYS = {"person": ("target", "generic"), "date": ("edtf", "calendar"), "work": ("target", "volume", "page", "part")}
"""What a decision can say of each type; of a kind of `kinds.toml` only the target."""


def _says(type_: str) -> tuple[str, ...]:
    return _SAYS.get(type_, ("target",))


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def faults(decision: Decision) -> Iterator[tuple[str, str]]:
    """What is wrong with ``decision`` in itself, whatever the text: message and hint."""
    said = [key for keys in _SAYS.values() for key in keys if getattr(decision, key)]
    said = list(dict.fromkeys(said))
    foreign = [key for key in said if key not in _says(decision.type)]
    if not decision.words.strip() or _CONTROL.search(decision.words):
        yield (
            "the words are empty, or have a line break or a control character",
            "Quote the words as the page shows them.",
        )
    if not decision.reason.strip():
        yield "the reason is empty", "Say in a few words how you know."
    if foreign:
        hint = f"Take it out. What a {decision.type} may have is {', '.join(_says(decision.type))}."
        yield f"a {decision.type} has no {foreign[0]}", hint
    elif decision.accept and decision.reject:
        yield "the decision both accepts and rejects", "Take one of the two out."
    elif decision.reject and said:
        yield f"the decision rejects, and gives a {said[0]}", "Take one of the two out."
    elif decision.accept and set(said) - {"target", "edtf", "calendar"}:
        hint = "Take `accept` out: a decision that gives something itself needs none."
        yield f"the decision accepts what was found, and gives a {said[-1]}", hint
    elif not (decision.accept or decision.reject or said):
        hint = f"Add `accept = true`, `reject = true`, or {' or '.join(_says(decision.type)[:2])}."
        yield "the decision decides nothing", hint


# Where a decision applies


def occurrences(text: str, words: str) -> tuple[list[int], list[int]]:
    """Where ``words`` stand in ``text``: as whole words, and as part of longer ones (``Dan`` in ``Danish``)."""
    whole: list[int] = []
    partial: list[int] = []
    start = text.find(words) if words else -1
    while start >= 0:
        cut = _inside_word(text, start) or _inside_word(text, start + len(words))
        (partial if cut else whole).append(start)
        start = text.find(words, start + 1)
    return whole, partial


def _inside_word(text: str, offset: int) -> bool:
    return 0 < offset < len(text) and text[offset - 1].isalnum() and text[offset].isalnum()


def _places(texts: Iterable[str], words: str) -> tuple[list[tuple[str, int]], int]:
    """Where ``words`` stand in the blocks of one address, in the order in which ``occurrence`` counts, and how many of
    these can be meant by a decision without ``occurrence``: parts of longer words count last, and only if nothing else is there.
    """
    found = [(text, occurrences(text, words)) for text in texts]
    whole = [(text, start) for text, (starts, _) in found for start in starts]
    partial = [(text, start) for text, (_, starts) in found for start in starts]
    return whole + partial, len(whole) or len(partial)


def quotation(texts: Iterable[str], text: str, start: int, end: int) -> tuple[str, int]:
    """The ``words`` and the ``occurrence`` (0 where none is needed) that mean ``[start, end)`` of ``text``, one of the
    blocks ``texts`` of an address.
    """
    words = text[start:end]
    places, likely = _places(texts, words)
    number = places.index((text, start)) + 1
    return words, 0 if number == likely == 1 else number


def in_context(text: str, start: int, end: int, room: int = 60) -> tuple[str, str]:
    """About ``room`` characters around ``[start, end)``: what stands before and behind, cut between words."""
    before, behind = text[:start], text[end:]
    half = room // 2
    spare = max(half - len(before), 0), max(half - len(behind), 0)
    if len(before) > half + spare[1]:
        before = "… " + before[-half - spare[1] :].partition(" ")[2]
    if len(behind) > half + spare[0]:
        behind = behind[: half + spare[0]].rpartition(" ")[0] + " …"
    return before, behind


@dataclass(frozen=True, slots=True)
class _Placed:
    """A decision with its place in the file, and the words it is about."""

    decision: Decision
    origin: Origin
    key: Key
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.decision.words)

    def about(self, annotation: Annotation) -> bool:
        return (annotation.start, annotation.end, annotation.type) == (self.start, self.end, self.decision.type)


class _FaultError(Exception):
    """Why a decision cannot be applied: problem code, message, hint, and the key that is to blame."""

    def __init__(self, code: str, message: str, hint: str, key: str = "words") -> None:
        super().__init__(code, message, hint)
        self.key = key

    def at(self, origin: Origin) -> Problem:
        """The problem of the decision that is written at ``origin``."""
        return origin.at(self.key).problem(*self.args)


def apply(
    edition: Edition,
    annotated: Mapping[Key, Sequence[Annotation]],
    decisions: Sequence[Decision],
    origins: Sequence[Origin],
    targets: Mapping[str, Collection[str] | None],
) -> tuple[dict[Key, tuple[Annotation, ...]], list[Problem]]:
    """Apply ``decisions`` to what the recognisers found in ``edition``, as ``annotated`` has it by block.

    ``origins`` say where each is written, for problems. ``targets`` are the ids that there are, by type; decisions of
    a type whose ids are None, because they cannot be read, are passed over. Returns the annotations by block, and what could
    not be applied.
    """
    applied = {key: tuple(found) for key, found in annotated.items()}
    problems: list[Problem] = []
    by_block: dict[Key, list[_Placed]] = defaultdict(list)
    blocks = _texts(edition, {decision.place for decision in decisions})
    taken: dict[tuple[Key, int, int, str], Origin] = {}
    for decision, origin in zip(decisions, origins, strict=True):
        if targets.get(decision.type, ()) is None:
            continue
        try:
            if decision.type not in targets:
                hint = f"The types are {', '.join(sorted(targets))}."
                raise _FaultError("decision-target", f"there is no type {decision.type!r}", hint, "type")
            key, start = _find(decision, blocks, edition)
            placed = _Placed(decision, origin, key, start)
            about = (key, start, placed.end, decision.type)
            if about in taken:
                message = f"line {taken[about].line} has a decision on these words already"
                raise _FaultError("decision-unused", message, "Take one of the two out.")
            taken[about] = origin
            by_block[key].append(placed)
        except _FaultError as fault:
            problems.append(fault.at(origin))
    for key, all_placed in by_block.items():
        applied[key], found = _decide(applied.get(key, ()), all_placed, targets)
        problems += found
    return applied, problems


def _texts(edition: Edition, places: Collection[str]) -> dict[str, list[str]]:
    """The texts of the blocks at ``places``, by address."""
    texts: dict[str, dict[str, None]] = defaultdict(dict)
    for block in edition.blocks() if places else ():
        if str(block.locus) in places:
            texts[str(block.locus)][block.text] = None
    return {place: list(found) for place, found in texts.items()}


def _find(decision: Decision, blocks: Mapping[str, Sequence[str]], edition: Edition) -> tuple[Key, int]:
    """The block that the decision is about, and where in it the words begin."""
    place, words = decision.place, decision.words
    if place not in blocks:
        message = f"there is no {place} in the text" if place else "the place is empty"
        example = f"{edition.siglum}.{edition.divisions[0].id}.1" if edition.divisions else "trotsky.43.17"
        raise _FaultError(
            "decision-place", message, f"Give the address of a block, such as {example}, or of a note.", "place"
        )
    places, likely = _places(blocks[place], words)
    if not places:
        hint = other_spelling(blocks[place], words) or f"The block begins {blocks[place][0][:40]!r}."
        raise _FaultError(
            "decision-words", f"the words {words!r} do not stand at {place}", f"{hint} Correct the words or the place."
        )
    if not 0 <= decision.occurrence <= len(places):
        times = "once" if len(places) == 1 else f"{len(places)} times"
        message = f"{words!r} stands {times} at {place}; there is no number {decision.occurrence}"
        raise _FaultError("decision-words", message, "Correct `occurrence`; it counts from 1.", "occurrence")
    if likely > 1 and not decision.occurrence:
        shown = [_excerpt(text, start, len(words)) for text, start in places[: min(likely, 3)]]
        hint = "; ".join(f"`occurrence = {number}` is {excerpt}" for number, excerpt in enumerate(shown, 1))
        message = f"{words!r} stands {likely} times at {place}"
        raise _FaultError("decision-words", message, f"Say which: {hint}{'; …' if likely > 3 else '.'}")
    text, start = places[max(decision.occurrence - 1, 0)]
    return (place, text), start


def _excerpt(text: str, start: int, length: int) -> str:
    before, behind = in_context(text, start, start + length, 30)
    return f"“{before}**{text[start : start + length]}**{behind}”"


# What a decision does


def _decide(
    found: Sequence[Annotation], all_placed: Sequence[_Placed], targets: Mapping[str, Collection[str] | None]
) -> tuple[tuple[Annotation, ...], list[Problem]]:
    """The annotations of one block, in which ``found`` was found, after the decisions on it; and what cannot be applied."""
    rejected: list[Annotation] = []
    made: list[tuple[Annotation, Origin]] = []
    problems = []
    for placed in all_placed:
        there = next((each for each in found if placed.about(each)), None)
        try:
            if placed.decision.reject:
                rejected.append(there or _nothing(placed, found))
                continue
            new = _accepted(placed, there, found) if placed.decision.accept else _corrected(placed, there, targets)
            other = next((origin for each, origin in made if _exclude(new, each)), None)
            if other is not None:
                hint = "Make one of them, or quote fewer words."
                raise _FaultError(
                    "decision-unused", f"line {other.line} has a decision on words that overlap these", hint
                )
            made.append((new, placed.origin))
        except _FaultError as fault:
            problems.append(fault.at(placed.origin))
    decided = [each for each, _ in made]
    # Equality of annotations leaves out rule and data; what was rejected is known by what it is, not by where it stands.
    kept = [
        each
        for each in found
        if not any(each is one for one in rejected) and not any(_exclude(each, one) for one in decided)
    ]
    return tuple(sorted([*decided, *kept], key=lambda each: (each.start, -each.end))), problems


def _exclude(one: Annotation, other: Annotation) -> bool:
    """Whether two annotations cannot stand together: of one type they may not overlap, of two types not cross."""
    if one.end <= other.start or other.end <= one.start:
        return False
    if one.type == other.type:
        return True
    first, second = sorted((one, other), key=lambda each: (each.start, -each.end))
    return first.end < second.end


def _nothing(placed: _Placed, found: Sequence[Annotation]) -> Annotation:
    """Raise what is wrong where the decision needs an annotation and there is none."""
    decision = placed.decision
    near = next((one for one in found if one.type == decision.type and _overlap(one, placed)), None)
    hint = "Take the decision out: the rules no longer find anything here."
    if near:
        words = placed.key[1][near.start : near.end]
        hint = f"What was found is {words!r}: quote these words."
    verb = "reject" if decision.reject else "accept"
    raise _FaultError("decision-unused", f"there is no {decision.type} to {verb} in {decision.words!r}", hint)


def _overlap(annotation: Annotation, placed: _Placed) -> bool:
    return annotation.start < placed.end and placed.start < annotation.end


def _accepted(placed: _Placed, there: Annotation | None, found: Sequence[Annotation]) -> Annotation:
    there = there or _nothing(placed, found)
    decision = placed.decision
    if not there.target:
        what = {"person": "who is meant", "date": "which date it is", "work": "which work it is"}[decision.type]
        message = f"there is nothing to accept: nobody knows {what} by {decision.words!r}"
        raise _FaultError("decision-unused", message, f"Take `accept` out and give the {_says(decision.type)[0]}.")
    calendar = (there.get("calendar") or "unknown") if decision.calendar else ""
    if decision.named not in ("", there.target) or decision.calendar != calendar:
        now = f"{there.target} {calendar}".rstrip()
        accepted = f"{decision.named} {decision.calendar}".strip()
        hint = "Take `accept` out to overrule the rules, or correct the decision."
        raise _FaultError("decision-unused", f"{accepted} was accepted, but what is found now is {now}", hint)
    return _certain(there, there.target, dict(there.data))


def _corrected(placed: _Placed, there: Annotation | None, targets: Mapping[str, Collection[str] | None]) -> Annotation:
    """What the decision says itself. One that names a target says all; one that does not changes what it gives."""
    decision = placed.decision
    target = decision.named or (there.target if there else "")
    if not target:
        first = _says(decision.type)[0]
        message = f"the decision does not say which {decision.type} {decision.words!r} is"
        raise _FaultError("decision-target", message, f"No rule knows it either: give the {first}.")
    data = dict(there.data) if there else {}
    said = {key: getattr(decision, key) for key in _says(decision.type)[1:]}
    if decision.named:
        data = {key: value for key, value in data.items() if key not in said}
    if decision.type == "date":
        said["calendar"] = _calendar(decision, target, data.get("calendar", ""))
    elif target not in (targets[decision.type] or ()):
        raise _FaultError(
            "decision-target",
            f"there is no {decision.type} {target}",
            _nearest(decision.type, target, targets[decision.type] or ()),
            "target",
        )
    data |= {key: "yes" if value is True else value for key, value in said.items() if value}
    if decision.type == "date" and not said["calendar"]:
        data.pop("calendar", None)
    new = there or Annotation(placed.start, placed.end, decision.type, target, RULE)
    return _certain(new, target, data)


def _calendar(decision: Decision, edtf: str, found: str) -> str:
    """The calendar of the date, or nothing if that is unknown or the date is no day or month."""
    said = decision.calendar or found
    needed = re.search(r"\d-(?:0\d|1[012])\b", edtf) is not None
    calendar: Calendar | None = next((each for each in get_args(Calendar) if needed and each == said), None)
    try:
        parse_date(edtf, calendar)
    except ValueError as error:
        hint = "Write the date as the words give it, in their own calendar, only as exactly as they do."
        raise _FaultError("decision-target", str(error), hint, "edtf") from None
    if needed and not said:
        hint = 'Add `calendar`: "julian" (Old Style), "gregorian" (New Style) or "unknown".'
        raise _FaultError("decision-target", f"the decision does not say in which calendar {edtf} is", hint, "edtf")
    return calendar or ""


def _nearest(kind: str, target: str, known: Collection[str]) -> str:
    where = "corpus/authority/persons.toml" if kind == "person" else "references.bib"
    close = get_close_matches(target, sorted(known), n=3)
    question = f"Is it {' or '.join(close)}? " if close else ""
    return f"{question}Correct the target, or add it to {where}."


def _certain(annotation: Annotation, target: str, data: Mapping[str, str]) -> Annotation:
    kept = tuple((key, value) for key, value in data.items() if key not in (CANDIDATES, DOUBT, CONTRADICTION))
    return replace(annotation, target=target, rule=RULE, sure="certain", data=kept)


# What is left to decide


@dataclass(frozen=True, slots=True)
class Doubt:
    """An annotation that no rule is sure of, with its block's text, and how a decision quotes it."""

    place: str
    text: str
    annotation: Annotation
    words: str
    occurrence: int

    @property
    def candidates(self) -> tuple[str, ...]:
        """What it may be, without doubles; what was found comes first."""
        found = [self.annotation.target, *self.annotation.get(CANDIDATES).split()]
        return tuple(dict.fromkeys(target for target in found if target))

    @property
    def rank(self) -> tuple[bool, int]:
        """The worst first: what is unresolved; then what may be several."""
        return self.annotation.sure != "unresolved", -len(self.candidates)

    def decided(self, reason: str, **said: str | bool) -> Decision:
        """The decision on it that says ``said``."""
        decision = Decision(self.place, self.words, self.annotation.type, reason, self.occurrence)
        return replace(decision, **said)  # type: ignore[arg-type]

    def accepted(self, reason: str) -> Decision:
        """The decision that what was found is right."""
        if self.annotation.type == "date":
            calendar = self.annotation.get("calendar")
            return self.decided(reason, accept=True, edtf=self.annotation.target, calendar=calendar)
        return self.decided(reason, accept=True, target=self.annotation.target)

    def named(self, target: str, reason: str, calendar: str = "") -> Decision:
        """The decision that it is ``target``, and for the rest as it was found."""
        found = {key: self.annotation.get(key) for key in _says(self.annotation.type)[1:]}
        if self.annotation.type == "date":
            return self.decided(reason, edtf=target, calendar=calendar or found["calendar"])
        if self.annotation.type == "person":
            return self.decided(reason, target=target, generic=found["generic"] == "yes")
        return self.decided(reason, target=target, **found)


def doubts(edition: Edition, annotated: Mapping[Key, Sequence[Annotation]]) -> list[Doubt]:
    """What in ``edition`` is unresolved or only probable, in reading order."""
    uncertain = {
        key: [each for each in found if each.sure != "certain"]
        for key, found in annotated.items()
        if any(each.sure != "certain" for each in found)
    }
    blocks = _texts(edition, {place for place, _ in uncertain})
    return [
        Doubt(place, text, each, *quotation(blocks[place], text, each.start, each.end))
        for place, texts in blocks.items()
        for text in texts
        for each in uncertain.get((place, text), ())
    ]


def to_toml(decision: Decision) -> str:
    """``decision`` as a table ``[[decision]]``, the keys in the order in which one reads them."""
    lines = ["[[decision]]"]
    order = (
        "place",
        "words",
        "occurrence",
        "type",
        "accept",
        "reject",
        *dict.fromkeys(sum(_SAYS.values(), ())),
        "reason",
    )
    defaults = {each.name: each.default for each in fields(Decision)}
    for key in order:
        value = getattr(decision, key)
        if value != defaults[key]:
            lines.append(f"{key} = {_toml_value(value)}")
    return "\n".join(lines) + "\n"


def _toml_value(value: str | int | bool) -> str:
    # What JSON escapes TOML reads alike; but TOML wants U+007F escaped, too.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
