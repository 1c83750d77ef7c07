"""Editors' decisions: each is applied where its words stand and nowhere else, or there is a problem that says why not."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook import checks, corpus, export
from sphinx_handbook.decisions import (
    Decision,
    Doubt,
    apply,
    doubts,
    faults,
    in_context,
    occurrences,
    quotation,
    to_toml,
)
from sphinx_handbook.edition import parse_decisions
from sphinx_handbook.origins import Origin
from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.text import Annotation, Block, Division, Edition, Locus, Note

BASE = Path(__file__).parent / "problems/base"
TARGETS = {"person": ("lvov-georgy", "lvov-vladimir"), "date": (), "work": ("tide1931",)}
Found = dict[tuple[str, str], tuple[Annotation, ...]]


def edition(*texts: str, notes: Sequence[Sequence[str]] = ()) -> Edition:
    """An edition ``ferry`` of one division: the heading, blocks 1, 2 …, and notes 1, 2 …, each of one or more paragraphs."""

    def block(text: str, name: str) -> Block:
        return Block("paragraph", text, locus=Locus("ferry", "1", name))

    blocks = tuple(block(text, str(number)) for number, text in enumerate(texts, 1))
    all_notes = tuple(
        Note(str(number), tuple(block(text, f"n{number}") for text in paragraphs))
        for number, paragraphs in enumerate(notes, 1)
    )
    division = Division("1", block("The Boat", "0"), blocks, all_notes, "text", (1, 2))
    return Edition("ferry", (division,))


def origins(count: int) -> list[Origin]:
    """Where decisions are written that begin on lines 10, 20 …"""
    text = ("\n" * 9 + "[[decision]]\n") * count
    return [Origin("decisions.toml", text, ("decision", number)) for number in range(count)]


def applied(
    text: str, found: Sequence[Annotation], *decisions: Decision
) -> tuple[tuple[Annotation, ...], list[Problem]]:
    """What is found in the block ``ferry.1.1`` after ``decisions``, which stand on lines 10, 20 …"""
    key = ("ferry.1.1", text)
    after, problems = apply(edition(text), {key: tuple(found)}, decisions, origins(len(decisions)), TARGETS)
    return after[key], problems


def person(words: str, **said: object) -> Decision:
    return replace(Decision("ferry.1.1", words, "person", "a test"), **said)  # type: ignore[arg-type]


def date(words: str, **said: object) -> Decision:
    return replace(person(words, **said), type="date")


def work(words: str, **said: object) -> Decision:
    return replace(person(words, **said), type="work")


LVOV = "Prince Lvov wrote to Lvov on July 3; see Tide, 12."
FIRST = Annotation(
    7, 11, "person", "lvov-georgy", "surname", (("candidates", "lvov-georgy lvov-vladimir"),), "probable"
)
SECOND = Annotation(21, 25, "person", "", "surname", (("generic", "yes"),), "unresolved")
JULY = Annotation(
    29, 35, "date", "1917-07-03", "day", (("calendar", "julian"), ("event", "x"), ("doubt", "no year")), "probable"
)
TIDE = Annotation(41, 49, "work", "tide1931", "form", (("volume", "2"), ("page", "12"), ("via", "ibid")), "probable")
ALL = (FIRST, SECOND, JULY, TIDE)


def is_decided(annotation: Annotation, target: str, **data: str) -> bool:
    return (annotation.target, annotation.rule, annotation.sure, dict(annotation.data)) == (
        target,
        "decision",
        "certain",
        data,
    )


# What a decision does


def test_without_decisions_nothing_changes() -> None:
    assert applied(LVOV, ALL) == (ALL, [])


def test_what_is_accepted_becomes_certain_and_keeps_its_data() -> None:
    after, problems = applied(LVOV, ALL, work("Tide, 12", accept=True))
    assert problems == []
    assert after[:3] == ALL[:3]
    assert is_decided(after[3], "tide1931", volume="2", page="12", via="ibid")


def test_what_is_rejected_is_gone() -> None:
    after, problems = applied(LVOV, ALL, person("Lvov", occurrence=2, reject=True), date("July 3", reject=True))
    assert (after, problems) == ((FIRST, TIDE), [])


def test_a_target_that_is_named_says_all_but_how_it_was_cited() -> None:
    after, problems = applied(
        LVOV,
        ALL,
        person("Lvov", occurrence=1, target="lvov-vladimir"),
        person("Lvov", occurrence=2, target="lvov-georgy"),
        work("Tide, 12", target="tide1931", page="12"),
        date("July 3", edtf="1917-07-02", calendar="gregorian"),
    )
    assert problems == []
    assert is_decided(after[0], "lvov-vladimir")
    assert is_decided(after[1], "lvov-georgy")
    assert is_decided(after[2], "1917-07-02", calendar="gregorian", event="x")
    assert is_decided(after[3], "tide1931", page="12", via="ibid")


def test_without_a_target_only_what_is_given_changes() -> None:
    after, problems = applied(
        LVOV,
        ALL,
        person("Lvov", occurrence=1, generic=True),
        work("Tide, 12", volume="3"),
        date("July 3", calendar="gregorian"),
    )
    assert problems == []
    assert is_decided(after[0], "lvov-georgy", generic="yes")
    assert is_decided(after[2], "1917-07-03", calendar="gregorian", event="x")
    assert is_decided(after[3], "tide1931", volume="3", page="12", via="ibid")


def test_a_calendar_can_become_unknown() -> None:
    (after,), problems = applied(LVOV, [JULY], date("July 3", calendar="unknown"))
    assert problems == []
    assert is_decided(after, "1917-07-03", event="x")


def test_words_in_which_nothing_was_found_become_an_annotation() -> None:
    after, problems = applied(LVOV, (), person("Lvov", occurrence=2, target="lvov-vladimir", generic=True))
    assert problems == []
    assert [(each.start, each.end, each.type) for each in after] == [(21, 25, "person")]
    assert is_decided(after[0], "lvov-vladimir", generic="yes")


@pytest.mark.parametrize("words", ["Prince Lvov", "Prince Lvov wrote", "Lv"])
def test_an_annotation_with_other_edges_is_replaced(words: str) -> None:
    after, problems = applied(LVOV, [FIRST, JULY], person(words, occurrence=1, target="lvov-vladimir"))
    assert problems == []
    assert [each.target for each in after] == ["lvov-vladimir", "1917-07-03"]


def test_types_may_nest_but_not_cross() -> None:
    outer = work("Lvov on July 3", target="tide1931")
    crossing = work("to Lvov on July", target="tide1931")
    assert [each.type for each in applied(LVOV, ALL, outer)[0]] == ["person", "work", "person", "date", "work"]
    assert [each.type for each in applied(LVOV, ALL, crossing)[0]] == ["person", "work", "person", "work"]


@pytest.mark.parametrize(
    ("edtf", "calendar", "kept"),
    [
        ("1917", "", ""),
        ("1917", "julian", ""),
        ("1917/1918", "", ""),
        ("1917-07", "julian", "julian"),
        ("1917-07-03", "unknown", ""),
        ("1917-07-03/1917-07-05", "gregorian", "gregorian"),
        ("1900-02-29", "julian", "julian"),
    ],
)
def test_days_and_months_have_a_calendar(edtf: str, calendar: str, kept: str) -> None:
    for found in ((), (JULY,)):
        after, problems = applied(LVOV, found, date("July 3", edtf=edtf, calendar=calendar))
        assert problems == []
        assert (after[0].target, after[0].get("calendar")) == (edtf, kept)


# What is wrong with a decision

PROBLEMS = {
    "no such place": (
        person("Lvov", place="ferry.1.9", reject=True),
        "decision-place there is no ferry.1.9 in the text",
    ),
    "no place": (person("Lvov", place="", reject=True), "decision-place the place is empty"),
    "no such words": (person("Lwow", reject=True), "decision-words the words 'Lwow' do not stand at ferry.1.1"),
    "which": (person("Lvov", reject=True), "decision-words 'Lvov' stands 2 times at ferry.1.1"),
    "no third": (
        person("Lvov", reject=True, occurrence=3),
        "decision-words 'Lvov' stands 2 times at ferry.1.1; there is no number 3",
    ),
    "negative": (
        person("July 3", reject=True, occurrence=-1),
        "decision-words 'July 3' stands once at ferry.1.1; there is no number -1",
    ),
    "unknown person": (
        person("Lvov", occurrence=1, target="lvov-vladimr"),
        "decision-target there is no person lvov-vladimr",
    ),
    "unknown work": (work("Tide, 12", target="tide"), "decision-target there is no work tide"),
    "no person": (
        person("wrote", generic=True),
        "decision-target the decision does not say which person 'wrote' is",
    ),
    "no EDTF": (date("July 3", edtf="July 3"), "decision-target 'July 3' is no EDTF date"),
    "no such day": (
        date("July 3", edtf="1917-06-31", calendar="julian"),
        "decision-target '1917-06-31': June 1917 has 30 days",
    ),
    "day without calendar": (
        date("July 3", edtf="1917-07-03"),
        "decision-target the decision does not say in which calendar 1917-07-03 is",
    ),
    "nothing to reject": (person("wrote", reject=True), "decision-unused there is no person to reject in 'wrote'"),
    "other edges": (
        person("Prince Lvov", accept=True),
        "decision-unused there is no person to accept in 'Prince Lvov'",
    ),
    "another type": (date("Tide, 12", accept=True), "decision-unused there is no date to accept in 'Tide, 12'"),
    "unresolved": (
        person("Lvov", occurrence=2, accept=True),
        "decision-unused there is nothing to accept: nobody knows who is meant by 'Lvov'",
    ),
    "accepted another": (
        person("Lvov", occurrence=1, accept=True, target="lvov-vladimir"),
        "decision-unused lvov-vladimir was accepted, but what is found now is lvov-georgy",
    ),
    "accepted in another calendar": (
        date("July 3", accept=True, edtf="1917-07-03", calendar="gregorian"),
        "decision-unused 1917-07-03 gregorian was accepted, but what is found now is 1917-07-03 julian",
    ),
}


@pytest.mark.parametrize("what", PROBLEMS)
def test_a_decision_that_does_not_fit_is_a_problem_and_changes_nothing(what: str) -> None:
    decision, message = PROBLEMS[what]
    found = ALL if what != "day without calendar" else (FIRST,)
    after, (problem,) = applied(LVOV, found, decision)
    assert after == found
    assert str(problem).startswith(f"decisions.toml:10:1: {message}")
    assert problem.hint.endswith(".")


@pytest.mark.parametrize(
    ("decision", "hint"),
    [
        (
            person("Lvov", reject=True),
            "`occurrence = 1` is “Prince **Lvov** wrote to Lvov on July …”; `occurrence = 2` is “…",
        ),
        (person("Prince Lvov", reject=True), "What was found is 'Lvov': quote these words."),
        (person("July–3", reject=True), "The block begins"),
        (person("Lvov", occurrence=1, target="lvov-georgi"), "Is it lvov-georgy"),
    ],
)
def test_hints_help(decision: Decision, hint: str) -> None:
    _, (problem,) = applied(LVOV, ALL, decision)
    assert hint in problem.hint


def test_other_quotation_marks_are_pointed_out() -> None:
    _, (problem,) = applied("the pilot’s “Log”", (), person("the pilot's", target="lvov-georgy"))
    assert problem.hint == "The text has 'the pilot’s'. Correct the words or the place."


@pytest.mark.parametrize(
    "second",
    [
        person("Lvov", occurrence=2, reject=True),
        person("Lvov", occurrence=2, target="lvov-vladimir"),
        person("to Lvov", target="lvov-vladimir"),
        date("wrote to Lvov on", edtf="1917"),
    ],
)
def test_two_decisions_that_exclude_each_other(second: Decision) -> None:
    outer = work("Lvov on July 3", target="tide1931")
    first = person("Lvov", occurrence=2, target="lvov-georgy")
    after, (problem,) = (
        applied(LVOV, ALL, first, second) if second.type == "person" else applied(LVOV, ALL, outer, second)
    )
    assert (problem.code, problem.line) == ("decision-unused", 20)
    assert "line 10 has a decision on" in problem.message
    assert after == applied(LVOV, ALL, first if second.type == "person" else outer)[0]


def test_decisions_on_an_authority_that_is_broken_are_passed_over() -> None:
    key = ("ferry.1.1", LVOV)
    decisions = [person("Lvov", occurrence=1, target="anybody"), date("July 3", reject=True)]
    after, problems = apply(edition(LVOV), {key: ALL}, decisions, origins(2), {"date": (), "person": None})
    assert (after[key], problems) == ((FIRST, SECOND, TIDE), [])


def test_paragraphs_of_a_note_share_its_address() -> None:
    text = edition("One.", notes=[["See Lvov.", "Not Lvov, but Dan."]])
    decisions = [
        Decision("ferry.1.n1", "Lvov", "person", "a test", occurrence=2, target="lvov-vladimir"),
        Decision("ferry.1.n1", "Dan", "person", "a test", target="lvov-georgy"),
    ]
    after, problems = apply(text, {}, decisions, origins(2), TARGETS)
    assert problems == []
    assert {key: [each.start for each in found] for key, found in after.items()} == {
        ("ferry.1.n1", "Not Lvov, but Dan."): [4, 14]
    }


# Words


@pytest.mark.parametrize(
    ("text", "words", "whole", "partial"),
    [
        ("Dan, the Danish Dan's Dan", "Dan", [0, 16, 22], [9]),
        ("July 1, July 15, July 1", "July 1", [0, 17], [8]),
        ("aaa", "aa", [], [0, 1]),
        ("a a a", "a a", [0, 2], []),
        ("Danish", "dan", [], []),
        ("", "a", [], []),
        ("a", "", [], []),
    ],
)
def test_occurrences(text: str, words: str, whole: list[int], partial: list[int]) -> None:
    assert occurrences(text, words) == (whole, partial)


def test_whole_words_are_meant_unless_there_are_none() -> None:
    for text, start in (("Danish Dan", 7), ("Danish", 0)):
        (found,), problems = applied(text, (), person("Dan", target="lvov-georgy"))
        assert (found.start, problems) == (start, [])


TEXT = st.text('ab A1’"\\é—', max_size=30)


@given(st.data())
def test_every_stretch_can_be_quoted(data: st.DataObject) -> None:
    texts = data.draw(st.lists(TEXT.filter(str.strip), min_size=1, max_size=3, unique=True))
    text = data.draw(st.sampled_from(texts))
    start, end = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2, unique=True)))
    words, occurrence = quotation(texts, text, start, end)
    decision = Decision("ferry.1.n1", words, "person", "a test", occurrence, target="lvov-georgy")
    after, problems = apply(edition(notes=[texts]), {}, [decision], origins(1), TARGETS)
    assert problems == []
    assert {key[1]: [(each.start, each.end) for each in found] for key, found in after.items()} == {
        text: [(start, end)]
    }


@given(TEXT, st.integers(0, 30), st.integers(0, 30), st.integers(2, 40))
def test_context_is_the_text_around(text: str, start: int, length: int, room: int) -> None:
    start, end = min(start, len(text)), min(start + length, len(text))
    before, behind = in_context(text, start, end, room)
    assert text[:start].endswith(before.removeprefix("… "))
    assert text[end:].startswith(behind.removesuffix(" …"))
    assert len(before) + len(behind) <= room + 4


def test_context_shows_about_sixty_characters() -> None:
    text = "one two three four " * 20
    before, behind = in_context(text, 190, 193)
    assert 50 <= len(before + behind) <= 64
    before, behind = in_context(text, 0, 3)
    assert before == ""
    assert 50 <= len(behind) <= 64


# Any decisions on anything that was found


@st.composite
def layers(draw: st.DrawFn, text: str) -> tuple[Annotation, ...]:
    """Annotations of ``text`` that do not overlap within a type."""
    found = []
    for kind, targets in (("person", TARGETS["person"]), ("work", TARGETS["work"]), ("date", ("1917-07-03", "1917"))):
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            if text[start:end].strip():
                target = draw(st.sampled_from(("", *targets)))
                sure = draw(st.sampled_from(["certain", "probable"])) if target else "unresolved"
                data = (("calendar", "julian"),) if target == "1917-07-03" else (("candidates", "lvov-georgy"),)
                found.append(Annotation(start, end, kind, target, "rule", data, sure))  # type: ignore[arg-type]
    return tuple(sorted(found, key=lambda each: (each.start, -each.end)))


@st.composite
def found_in(draw: st.DrawFn) -> tuple[Edition, Found]:
    texts = draw(st.lists(TEXT, max_size=3))
    notes = draw(st.lists(st.lists(TEXT, min_size=1, max_size=2), max_size=2))
    made = edition(*texts, notes=notes)
    return made, {(str(block.locus), block.text): draw(layers(block.text)) for block in made.blocks()}


@st.composite
def decisions_on(draw: st.DrawFn, found: Found) -> Decision:
    """Any decision that is right in itself; most often on words that stand at its place."""
    place, text = draw(st.sampled_from([*found, ("ferry.1.99", "")]))
    start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    kind = draw(st.sampled_from(["person", "date", "work"]))
    made = Decision(place, text[start:end] or "ab", kind, "a test", draw(st.integers(0, 3)))  # type: ignore[arg-type]
    for annotation in found.get((place, text), ()):
        if draw(st.booleans()):
            words = text[annotation.start : annotation.end]
            made = replace(made, words=words, type=annotation.type)
    verdict = draw(st.sampled_from(["accept", "reject", "target"]))
    if verdict != "target":
        return replace(made, **{verdict: True})  # type: ignore[arg-type]
    if made.type == "date":
        return replace(made, edtf=draw(st.sampled_from(["1917", "1917-07-03", "1917-99"])), calendar="julian")
    return replace(made, target=draw(st.sampled_from([*TARGETS[made.type], "nobody"])))


@given(st.data())
def test_spans_stay_inside_the_text_and_apart(data: st.DataObject) -> None:
    text, found = data.draw(found_in())
    chosen = [each for each in data.draw(st.lists(decisions_on(found), max_size=8)) if not list(faults(each))]
    after, problems = apply(text, found, chosen, origins(len(chosen)), TARGETS)
    assert after.keys() == found.keys()
    for (_, words), left in after.items():
        assert list(left) == sorted(left, key=lambda each: (each.start, -each.end))
        assert all(0 <= each.start < each.end <= len(words) for each in left)
        for one, other in combinations(left, 2):
            overlap = one.start < other.end and other.start < one.end
            assert not (overlap and one.type == other.type)
            if "decision" in (one.rule, other.rule) and overlap:
                assert one.end >= other.end or one.start == other.start, "crossing"
    # Each decision is a problem, or it has its effect: none is passed over in silence.
    wrong = [problem.line for problem in problems]
    assert len(set(wrong)) == len(wrong)
    decided = [each for left in after.values() for each in left if each.rule == "decision"]
    assert all(each.sure == "certain" and not each.get("candidates") for each in decided)
    good = [each for number, each in enumerate(chosen, 1) if 10 * number not in wrong]
    assert len(decided) == sum(not each.reject for each in good)
    if not good:
        assert after == found
    touched = {decision.place for decision in good}
    assert all(after[key] == found[key] for key in found if key[0] not in touched)


@given(st.data())
def test_what_is_written_reads_back_and_has_exactly_its_effect(data: st.DataObject) -> None:
    text, found = data.draw(found_in())
    open_cases = doubts(text, found)
    assert len(open_cases) == len(
        {(key, each) for key, all_found in found.items() for each in all_found if each.sure != "certain"}
    )
    expected = {key: {place_of(each): each for each in here} for key, here in found.items()}
    written, head = [], data.draw(st.sampled_from(["", "# by hand\n", "\n"]))
    chosen: list[Doubt] = []
    for doubt in data.draw(st.lists(st.sampled_from(open_cases), unique_by=id)) if open_cases else ():
        # Decisions on annotations that cross each other are a matter of the tests above.
        if not any(same_block(doubt, one) and crosses(doubt.annotation, one.annotation) for one in chosen):
            chosen.append(doubt)
    for doubt in chosen:
        decision, target = data.draw(answers(doubt))
        written.append(decision)
        here = expected[(doubt.place, doubt.text)]
        here.pop(place_of(doubt.annotation))
        if target:
            for other in [each for each in here.values() if crosses(doubt.annotation, each)]:
                here.pop(place_of(other))
            here[place_of(doubt.annotation)] = replace(doubt.annotation, target=target, sure="certain")
    file = head + "\n".join(to_toml(decision) for decision in written)
    read, written_at = parse_decisions(file, "decisions.toml")
    assert list(read) == written
    assert [file.split("\n")[origin.line - 1] for origin in written_at] == ["[[decision]]"] * len(written)
    after, problems = apply(text, found, read, written_at, TARGETS)
    assert problems == []
    assert {key: {place_of(each): each.target for each in left} for key, left in after.items()} == {
        key: {place: each.target for place, each in here.items()} for key, here in expected.items()
    }


def place_of(annotation: Annotation) -> tuple[int, int, str]:
    return annotation.start, annotation.end, annotation.type


def crosses(one: Annotation, other: Annotation) -> bool:
    first, second = sorted((one, other), key=lambda each: (each.start, -each.end))
    return first.start < second.start < first.end < second.end


def same_block(one: Doubt, other: Doubt) -> bool:
    return (one.place, one.text) == (other.place, other.text)


@st.composite
def answers(draw: st.DrawFn, doubt: Doubt) -> tuple[Decision, str]:
    """A decision on ``doubt``, and the target that it leads to."""
    reason = draw(st.sampled_from(["clear", 'he "signed"', "back\\slash", "a\nb"]))
    kind = doubt.annotation.type
    target = draw(st.sampled_from(TARGETS[kind] or ("1917-07-05", "1917")))
    verdict = draw(st.sampled_from("arc" if doubt.annotation.target else "rc"))
    if verdict == "a":
        return doubt.accepted(reason), doubt.annotation.target
    if verdict == "r":
        return doubt.decided(reason, reject=True), ""
    return doubt.named(target, reason, "julian" if kind == "date" else ""), target


@given(st.text(min_size=1), st.text(min_size=1), st.integers(0, 9))
def test_any_words_and_reasons_can_be_written(words: str, reason: str, occurrence: int) -> None:
    decision = Decision("ferry.1.1", words, "person", reason, occurrence, reject=True)
    (table,) = tomllib.loads(to_toml(decision))["decision"]
    assert (table["words"], table["reason"], table.get("occurrence", 0)) == (words, reason, occurrence)


# The file

TABLE = '[[decision]]\nplace = "ferry.1.1"\nwords = "Weiss"\ntype = "person"\nreason = "a test"\n'


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("", "the decision decides nothing"),
        ("accept = true\nreject = true", "the decision both accepts and rejects"),
        ('reject = true\ntarget = "weiss"', "the decision rejects, and gives a target"),
        ("accept = true\ngeneric = true", "the decision accepts what was found, and gives a generic"),
        ('edtf = "1917"', "a person has no edtf"),
        ('reject = true\npage = "1"', "a person has no page"),
    ],
)
def test_a_decision_says_one_thing(more: str, message: str) -> None:
    with pytest.raises(ProblemError) as caught:
        parse_decisions(f"# first\n{TABLE}reject = true\n\n{TABLE}{more}\n", "decisions.toml")
    (problem,) = caught.value.problems
    assert (problem.code, problem.line, problem.message) == ("toml-value", 9, message)


@pytest.mark.parametrize("key", ["words", "reason"])
@pytest.mark.parametrize("value", ["", " "])
def test_words_and_reason_must_be_given(key: str, value: str) -> None:
    old = {"words": '"Weiss"', "reason": '"a test"'}[key]
    with pytest.raises(ProblemError, match=f"toml-value the {key} (?:are|is) empty"):
        parse_decisions(TABLE.replace(old, f'"{value}"') + "reject = true\n", "decisions.toml")
    with pytest.raises(ProblemError, match=f"toml-key the key {key} is missing"):
        parse_decisions(TABLE.replace(f"{key} = {old}\n", "") + "reject = true\n", "decisions.toml")


# The corpus


@pytest.fixture
def folder(tmp_path: Path) -> corpus.EditionFolder:
    """An edition's folder, without any file."""
    (base, _) = corpus.load(BASE).folders
    return replace(base, folder=tmp_path)


REJECTED = Decision("ferry.1.1", "Weiss", "person", "a test", reject=True)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "\n",
        "# only this",
        f"# ours\n\n{TABLE}reject = true\n# end\n".replace("\n", "\r\n"),
        f"\n\n{TABLE}reject = true   # why",
    ],
)
def test_what_a_file_held_stays_byte_for_byte(before: str, folder: corpus.EditionFolder) -> None:
    file = folder.folder / corpus.DECISIONS
    if before:
        file.write_bytes(before.encode())
    added = [corpus.append_decision(folder, replace(REJECTED, occurrence=number)) for number in (1, 2)]
    data = file.read_bytes()
    assert data == (before + "".join(added)).encode()
    if "\r\n" in before:
        assert b"\n" not in data.replace(b"\r\n", b"")
    for above in data.decode().replace("\r\n", "\n").split("[[decision]]")[-3:-1]:
        assert above.endswith("\n\n") or not above.strip(), "a blank line keeps the decisions apart"
    known = parse_decisions(before, "")[0]
    assert parse_decisions(data.decode(), "")[0] == (
        *known,
        replace(REJECTED, occurrence=1),
        replace(REJECTED, occurrence=2),
    )
    assert corpus.remove_decision(folder, added[1])
    assert not corpus.remove_decision(folder, added[1])
    assert corpus.remove_decision(folder, added[0])
    assert (file.read_bytes() if file.exists() else b"") == before.encode()
    assert [path.name for path in folder.folder.iterdir()] == ([corpus.DECISIONS] if before else [])


@pytest.mark.parametrize("before", ["decision = []\n", "[[decision]]\n", "decision = [", "[[decisions]]\n"])
def test_a_file_that_cannot_take_a_decision_is_left_alone(before: str, folder: corpus.EditionFolder) -> None:
    file = folder.folder / corpus.DECISIONS
    file.write_text(before)
    with pytest.raises(ProblemError):
        corpus.append_decision(folder, REJECTED)
    assert file.read_text() == before


def test_pages_and_export_follow_the_decisions(tmp_path: Path) -> None:
    root = Path(shutil.copytree(BASE, tmp_path / "base"))
    more = 'target = "quill"\n'
    (root / "corpus/ferry/decisions.toml").write_text(TABLE.replace("Weiss", "boat") + more, encoding="utf-8")
    found = corpus.load(root)
    assert found.problems == ()
    assert "{person}`boat <quill>`" in corpus.edition_texts(found)["ferry/1.md"]
    (record,) = [record for record in export.records(found) if record["address"] == "ferry.1.1"]
    assert {"start": 19, "end": 23, "type": "person", "target": "quill", "generic": False} in record["annotations"]


def test_decisions_of_an_absent_text_are_not_checked(tmp_path: Path) -> None:
    root = Path(shutil.copytree(BASE, tmp_path / "base"))
    stale = TABLE.replace("ferry.1.1", "weir.9.9") + "reject = true\n"
    (root / "corpus/weir/decisions.toml").write_text(stale, encoding="utf-8")
    assert corpus.load(root).problems == ()
    assert [problem.code for problem in corpus.load(root, root / "texts").problems] == ["decision-place"]


def test_many_decisions_in_a_long_block() -> None:
    text = "a " * 50_000
    found = tuple(Annotation(2 * number, 2 * number + 1, "person", "lvov-georgy") for number in range(0, 50_000, 1000))
    decisions = [person("a", occurrence=number + 1, target="lvov-vladimir") for number in range(0, 50_000, 2000)]
    after, problems = applied(text, found, *decisions)
    assert problems == []
    assert [each.target for each in after] == ["lvov-vladimir", "lvov-georgy"] * 25
    words = person("a" * 50_000, target="lvov-georgy")
    _, (problem,) = applied("a" * 100_000, (), words)
    assert problem.code == "decision-words"


def test_a_rejected_name_needs_no_other_explanation(tmp_path: Path) -> None:
    root = Path(shutil.copytree(BASE, tmp_path / "base"))
    table = TABLE.replace("ferry.1.1", "ferry.2.1").replace("Weiss", "The bridge")
    file = root / "corpus/ferry/source.txt"
    (root / "corpus/ferry/ledger.txt").unlink()
    file.write_text(file.read_text(encoding="utf-8").replace("The bridge", "In it Weiss or Zorro"), encoding="utf-8")
    (root / "corpus/ferry/decisions.toml").write_text(
        table.replace("The bridge", "Weiss") + "reject = true\n", encoding="utf-8"
    )
    (root / "corpus/authority/names.toml").write_text('words = ["In"]\n', encoding="utf-8")
    found = corpus.load(root)
    assert found.problems == ()
    words = [problem.message.partition("'")[2] for problem in checks.unexplained(found)]
    assert "Zorro'" in words
    assert not any("Weiss" in each for each in words)
