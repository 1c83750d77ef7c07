"""Raw texts: no word is lost, whatever a reader is given; and what the recognisers find lies inside the text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from fuzz.mutate import spoilt
from fuzz.run import Target
from plain_books import Style, make
from sphinx_handbook.readers import PRESETS
from test_fidelity_markup import test_reader_and_proof_agree_on_any_text as agree
from test_propose import test_any_text_is_proposed_or_refused as proposed
from test_readers import FRAGMENTS, UNREADABLE
from test_readers import test_any_plain_text_reads_however_its_notes_stand as plain_text_reads
from test_readers import test_any_text_reads_or_gives_problems as text_reads
from test_recognise_dates import PIECES as DATES
from test_recognise_dates import test_annotations_are_in_order_and_do_not_overlap as dates_lie_inside
from test_recognise_persons import PIECES as NAMES
from test_recognise_persons import test_mentions_are_inside_the_text_in_order_and_apart as persons_lie_inside
from test_recognise_works import PIECES as CITATIONS
from test_recognise_works import test_citations_are_in_order_inside_the_text_and_do_not_overlap as works_lie_inside

CASES = Path(__file__).parents[1] / "cases"


def body(test: Any) -> Any:
    """What a property test checks, to be handed other examples than its own."""
    return test.hypothesis.inner_test


def raw_texts(pattern: str) -> list[str]:
    """What stands above the first line ``---`` of the cases: the raw texts."""
    cases = sorted((CASES / pattern).parent.glob(Path(pattern).name))
    raw = [re.split(r"(?m)^---\n", case.read_text(encoding="utf-8"))[0] for case in cases]
    return [text.replace("␣", " ").replace("⍽", "\u00a0") for text in raw]


def lines_of(pattern: str) -> list[str]:
    text = "\n".join(case.read_text(encoding="utf-8") for case in sorted(CASES.glob(pattern)))
    return [line for line in re.split(r"\n| -> | \| ", text) if line.strip()]


BOOKS = [
    make(Style(notes=notes), seed, paragraphs=2).text for seed, notes in enumerate(("in-text", "footnote", "book-end"))
]
TOKENS = (*FRAGMENTS, *UNREADABLE)
PLACES = st.tuples(
    st.integers(0, 5), st.dictionaries(st.integers(1, 30), st.sampled_from(["quote", "heading", "paragraph"]))
)
NOTES = st.tuples(st.sampled_from(["in-text", "book-end", "heading"]), st.sampled_from(["[1]", "[Footnote 1:", "1."]))
PLAIN = spoilt([*raw_texts("readers/wrapped-*.txt"), *BOOKS], TOKENS)


def reader(preset: str) -> Target:
    texts = spoilt(raw_texts(f"readers/{preset}-*.txt"), TOKENS, surrogates=True)
    return Target(st.tuples(texts, PLACES), lambda given: body(text_reads)(preset, given[0], *given[1]))


TARGETS = {
    **{f"reader {preset}": reader(preset) for preset in PRESETS},
    "reader of plain texts": Target(st.tuples(NOTES, PLAIN), lambda given: body(plain_text_reads)(*given[0], given[1])),
    "proof": Target(
        st.tuples(NOTES, PLAIN, st.lists(st.integers(1, 20), max_size=4), st.lists(st.integers(1, 20), max_size=2)),
        lambda given: body(agree)(*given[0], *given[1:]),
    ),
    "propose": Target(spoilt([*raw_texts("propose/*.txt"), *BOOKS], TOKENS), body(proposed)),
    "dates in texts": Target(
        st.tuples(
            st.lists(spoilt(lines_of("dates/*.txt"), DATES), max_size=3),
            st.integers(2, 9998),
            st.sampled_from(["julian", "gregorian"]),
        ),
        lambda given: body(dates_lie_inside)(*given),
    ),
    "persons in texts": Target(
        st.lists(spoilt(lines_of("persons/*.txt"), NAMES), min_size=1, max_size=3), body(persons_lie_inside)
    ),
    "works in texts": Target(
        st.tuples(st.lists(spoilt(lines_of("works/*.txt"), CITATIONS), max_size=4), st.booleans()),
        lambda given: body(works_lie_inside)(*given),
    ),
}
