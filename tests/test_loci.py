"""Addresses and the ledger: whatever happens to a text, no published address comes to mean another block."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sphinx_handbook import loci
from sphinx_handbook.readers import PRESETS, SourceFile, read
from sphinx_handbook.text import Edition, Locus

TEXT = """1) One

First.1

Second.2


1 A.

2 B.

2) Two

Third.
"""


def edition(text: str) -> Edition:
    return loci.number(Edition("ferry", read(SourceFile("text", "t", text), PRESETS["chapters"]).divisions))


def prints(text: str) -> dict[str, str]:
    return loci.fingerprints(edition(text))


def test_every_block_and_note_has_an_address() -> None:
    assert list(prints(TEXT)) == [
        *("ferry.1.0", "ferry.1.1", "ferry.1.2", "ferry.1.n1", "ferry.1.n2"),
        *("ferry.2.0", "ferry.2.1"),
    ]


def test_inner_headings_are_counted_apart() -> None:
    source = SourceFile("text", "t", "Title\n\nAuthor\n\nLead.\n\nPart\n\nText.\n\nNotes\n\ni A.\n")
    found = loci.number(Edition("ferry", read(source, PRESETS["endnotes"]).divisions))
    assert list(loci.fingerprints(found)) == [
        *("ferry.1.0", "ferry.1.1", "ferry.1.2", "ferry.1.s1", "ferry.1.3", "ferry.1.s2", "ferry.1.ni"),
    ]


def test_addresses_can_be_read_back() -> None:
    for address in prints(TEXT):
        assert str(Locus.parse(address)) == address
        assert Locus.parse(address).anchor == address.replace(".", "-")


@pytest.mark.parametrize("address", ["", "ferry", "ferry.", "Ferry.1.1", "ferry.1.x1", "ferry.1.1.1", "../x.1.1"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="is not an address"):
        Locus.parse(address)


def test_a_fingerprint_is_of_the_words() -> None:
    assert loci.fingerprint("“The End”, he said") == loci.fingerprint("the end he said.")
    assert loci.fingerprint("the end") != loci.fingerprint("an end")


WORDS = st.text("abcdef", min_size=1, max_size=4)
ADDRESSES = st.builds(lambda d, b: f"ferry.{d}.{b}", st.integers(1, 3), st.integers(0, 99))


@given(st.dictionaries(ADDRESSES, WORDS.map(loci.fingerprint)))
def test_a_ledger_reads_back_as_it_was_written(published: dict[str, str]) -> None:
    assert loci.parse_ledger(loci.format_ledger(published), "ledger.txt") == (published, [])


def test_a_broken_ledger_says_where() -> None:
    good = f"a.1.1 {loci.fingerprint('x')}\n"
    found, problems = loci.parse_ledger(good + "a.1.2 xyz\n" + good, "ledger.txt")
    assert list(found) == ["a.1.1"]
    assert [(problem.line, problem.code) for problem in problems] == [(2, "ledger-broken"), (3, "ledger-broken")]
    assert loci.parse_ledger(good.replace("\n", "\r\n"), "ledger.txt") == (found, [])


def test_a_broken_ledger_counts_lines_as_editors_do() -> None:
    (problem,) = loci.parse_ledger("# a\u2028b\nx\x1ey\n", "ledger.txt")[1]
    assert problem.line == 2


def ledger(blocks: list[str]) -> dict[str, str]:
    return {f"ferry.1.{number}": loci.fingerprint(words) for number, words in enumerate(blocks)}


def codes(before: list[str], after: list[str]) -> list[str]:
    return [problem.code for problem in loci.compare(ledger(before), ledger(after), "ledger.txt")]


BLOCKS = st.lists(WORDS, min_size=1, max_size=8)


@given(BLOCKS, BLOCKS)
def test_blocks_may_be_added_at_the_end(blocks: list[str], more: list[str]) -> None:
    assert codes(blocks, blocks + more) == []


@given(BLOCKS, st.data())
def test_a_change_in_place_is_no_shift(blocks: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(blocks) - 1))
    changed = [*blocks[:place], "new words", *blocks[place + 1 :]]
    # Words that also stand elsewhere are the same words there: nothing tells that they did not move.
    assert codes(blocks, changed) == ["ledger-changed"]


@given(BLOCKS, st.data())
def test_a_removed_block_is_a_shift(blocks: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(blocks) - 1))
    assert "ledger-shift" in codes(blocks, blocks[:place] + blocks[place + 1 :])


@given(BLOCKS, WORDS, st.data())
def test_an_inserted_block_is_a_shift(blocks: list[str], words: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(blocks) - 1))
    after = [*blocks[:place], words, *blocks[place:]]
    assume(after[: len(blocks)] != blocks)  # one more of the same at the end of a run of equal blocks
    assert "ledger-shift" in codes(blocks, after)


@given(BLOCKS, st.data())
def test_swapped_blocks_are_a_shift(blocks: list[str], data: st.DataObject) -> None:
    one, other = (data.draw(st.integers(0, len(blocks) - 1)) for _ in range(2))
    assume(blocks[one] != blocks[other])
    after = list(blocks)
    after[one], after[other] = blocks[other], blocks[one]
    assert codes(blocks, after) == ["ledger-shift", "ledger-shift"]


@given(BLOCKS, BLOCKS)
def test_no_problem_means_that_every_address_has_its_words(before: list[str], after: list[str]) -> None:
    published, found = ledger(before), ledger(after)
    assert (not codes(before, after)) == all(found.get(address) == words for address, words in published.items())


def test_a_shift_says_what_becomes_of_the_address() -> None:
    (first, second) = loci.compare(ledger(["a", "b"]), ledger(["new", "a"]), "ledger.txt")
    assert (first.line, first.message) == (2, "ferry.1.0 would become ferry.1.1")
    assert (second.line, second.message) == (3, "ferry.1.1 would have the words of ferry.1.0")
    (gone,) = loci.compare(ledger(["a", "b"]), ledger(["a"]), "ledger.txt")
    assert gone.message == "ferry.1.1 would vanish"


def test_likeness_is_the_share_of_known_blocks() -> None:
    known = ledger(["a", "b", "c"])
    assert loci.likeness(known, []) == 0
    assert loci.likeness(known, [loci.fingerprint(words) for words in ("a", "c", "x", "y")]) == 0.5
