"""Commentary in the core: what its argument means, where its words stand, and how an address is mended."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook.cli import main
from sphinx_handbook.commentary import (
    ArgumentError,
    EditionText,
    Passage,
    check,
    comments_in,
    find_lemma,
    parse_argument,
    reanchor,
)
from sphinx_handbook.folding import fold
from sphinx_handbook.text import Locus

ARGUMENTS = {
    'trotsky.43.17 "seized the telegraph"': ['trotsky.43.17 "seized the telegraph"'],
    "trotsky.43.17 “seized the telegraph”": ['trotsky.43.17 "seized the telegraph"'],
    "trotsky.43.17 „seized“": ['trotsky.43.17 "seized"'],
    "trotsky.43.17 «seized»": ['trotsky.43.17 "seized"'],
    'trotsky.43.17"seized"': ['trotsky.43.17 "seized"'],
    'trotsky.43.17-19 "one … two"': ['trotsky.43.17-19 "one … two"'],
    'trotsky.43.17–19 "one"': ['trotsky.43.17-19 "one"'],
    'a.1.1 "one" ; b.2.n3 “two; three”;': ['a.1.1 "one"', 'b.2.n3 "two; three"'],
    'a.part-two.s1 "He said “no” twice"': ['a.part-two.s1 "He said “no” twice"'],
    'a.1.0 “the "Aurora"”': ['a.1.0 “the "Aurora"”'],
    'a.1.1 "  two   words "': ['a.1.1 "two words"'],
}


@pytest.mark.parametrize("argument", ARGUMENTS)
def test_an_argument_is_passages(argument: str) -> None:
    passages = parse_argument(argument)
    assert [str(passage) for passage in passages] == ARGUMENTS[argument]
    for passage in passages:
        start, end = passage.at
        assert argument[start:end].replace("–", "-") == passage.address


lemmas = st.text(st.characters(blacklist_characters='"“”„«»', blacklist_categories=["Cs", "Cc"]), min_size=1).map(
    lambda text: " ".join(text.split())
)
loci = st.builds(Locus, st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True), st.sampled_from(["1", "43", "part-two"]))
passages = st.builds(
    lambda locus, first, more, lemma: Passage(
        Locus(locus.siglum, locus.division, str(first)), lemma, str(first + more) if more else ""
    ),
    loci,
    st.integers(1, 500),
    st.integers(0, 9),
    lemmas.filter(lambda lemma: any(char.isalnum() for char in lemma)),
)


@given(st.lists(passages, min_size=1, max_size=4))
def test_passages_are_read_as_they_are_written(given_passages: list[Passage]) -> None:
    assert list(parse_argument("; ".join(map(str, given_passages)))) == given_passages


@given(st.text() | st.text('a.1-"“”; …n'))
def test_any_argument_is_read_or_says_what_is_wrong(argument: str) -> None:
    try:
        said = bool(parse_argument(argument))
    except ArgumentError as error:
        said = bool(error.message) and error.hint.endswith(".")
    assert said


FOLDED = {
    "case": ("THE TELEGRAPH", "the telegraph", True),
    "accents": ("Café Tourné", "cafe tourne", True),
    "accents the other way": ("cafe", "café", True),
    "ligatures": ("the ﬁrst", "the first", True),
    "quotation marks": ("he said, ‘Now!’", 'said, "now', True),
    "an apostrophe": ("Lenin’s train", "Lenin's train", True),
    "dashes": ("Peter—Paul", "peter - paul", True),
    "a minus": ("1917\u22121921", "1917–1921", True),
    "spaces": ("the\u00a0  telegraph\nstation", "the telegraph station", True),
    "a soft hyphen": ("tele\u00adgraph", "telegraph", True),
    "an ellipsis": ("seized the bridges and the telegraph", "seized … telegraph", True),
    "three full stops": ("seized the bridges and the telegraph", "seized ... telegraph", True),
    "two ellipses": ("one two three four", "… two … four", True),
    "other words": ("the telegraph", "the telephone", False),
    "another order": ("one two", "two … one", False),
    "a part that is not repeated": ("one two", "one … one", False),
    "half a word": ("telegraphs", "telegraph", False),
    "words that are half and whole": ("telegraphs, the telegraph", "telegraph", True),
}


@pytest.mark.parametrize("case", FOLDED)
def test_a_lemma_is_found_however_it_is_written(case: str) -> None:
    text, lemma, stands = FOLDED[case]
    (passage,) = parse_argument(f'a.1.1 "{lemma}"' if '"' not in lemma else f"a.1.1 “{lemma}”")
    assert (find_lemma(passage.pieces, [text]) == 0) is stands


def test_a_lemma_may_go_over_blocks_and_says_in_which_it_begins() -> None:
    blocks = ["It was night.", "At dawn it rained;", "the bridge fell."]
    assert find_lemma(["at dawn", "the bridge"], blocks) == 1
    assert find_lemma(["rained; the bridge"], blocks) == 1
    assert find_lemma(["fell"], blocks) == 2
    assert find_lemma(["night", "dawn"], blocks[1:]) is None


@given(st.text())
def test_folding_twice_is_folding_once_and_leads_back(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    for start in range(len(folded.text)):
        first, end = folded.original(start, start + 1)
        assert folded.text[start] in fold("x" + text[first:end] + "x").text


@given(st.lists(st.text("abc —’é", min_size=1), min_size=1, max_size=3), st.data())
def test_words_cut_from_a_text_are_found_there(blocks: list[str], data: st.DataObject) -> None:
    words = data.draw(st.sampled_from(blocks)).split()
    if words:
        start = data.draw(st.integers(0, len(words) - 1))
        end = data.draw(st.integers(start + 1, len(words)))
        lemma = " ".join(words[start:end])
        if any(char.isalnum() for char in lemma):
            assert find_lemma([lemma.upper()], blocks) is not None


# Where words stand that are not where they should be


NOVEL = EditionText(
    tuple(f"novel.{division}.{block}" for division in (1, 2) for block in (0, 1, 2, 3)),
    {
        "novel.1.0": "The Ferry",
        "novel.1.1": "He kept the boat.",
        "novel.1.2": "It was green.",
        "novel.1.3": "She rowed at dawn.",
        "novel.2.0": "The Bridge",
        "novel.2.1": "It rained.",
        "novel.2.2": "He sold the boat at dawn.",
        "novel.2.3": "Nobody rowed.",
    },
)
NEAREST = {
    'novel.1.1 "kept the boat"': None,
    'novel.1.2 "kept the boat"': "novel.1.1",
    'novel.2.1 "the boat"': "novel.2.2",
    'novel.1.2 "the boat"': "novel.1.1",
    'novel.1.0 "rowed"': "novel.1.3",
    'novel.1.9 "rowed"': "novel.1.3",
    'novel.3.1 "nobody"': "novel.2.3",
    'novel.3.1 "rowed"': "",
    'novel.1.1 "no such words"': "",
    'novel.1.1-2 "boat … green"': None,
    'novel.1.2-3 "rained"': "novel.2.1",
    'novel.1.1-2 "rained … sold"': "novel.2.1-2",
    'novel.1.2-9 "green … dawn"': "",
    'novel.2.1 "green … dawn"': "",
}


@pytest.mark.parametrize("argument", NEAREST)
def test_the_nearest_place_is_found(argument: str) -> None:
    comments, problems = comments_in(f":::{{commentary}} {argument}\n:::\n", "docs/a.md")
    assert not problems
    found = [finding.address for finding in check(comments, {"novel": NOVEL})]
    assert found == ([] if NEAREST[argument] is None else [NEAREST[argument]])


def test_without_the_text_only_the_address_counts() -> None:
    page = ':::{commentary} novel.1.2 "any words"; novel.1.9 "any words"\n:::\n'
    comments, _ = comments_in(page, "docs/a.md")
    (finding,) = check(comments, {"novel": EditionText(NOVEL.addresses)})
    assert (finding.problem.code, finding.problem.line, finding.address) == ("commentary-place", 1, "")
    assert not list(check(comments, {"novel": None})), "what is wrong with an edition is said once"


def test_an_example_in_a_code_block_is_no_comment() -> None:
    assert comments_in('````markdown\n:::{commentary} nowhere.1.1 "x"\n:::\n````\n', "docs/a.md") == ([], [])


# Mending


PAGE = (
    "# novel.1.2\r\n\r\nSee novel.1.2.\r\n\r\n"
    '> :::{commentary} novel.1.2 "KEPT the  boat";  novel.1.3 "dawn"; novel.1.2 "rained"  \r\n> On novel.1.2.\r\n> :::\r\n\r\n'
    ':::{commentary} novel.3.1 "rowed"\r\n:::\n:::{commentary} novel.1.2-3 “rained … sold” \r\n:::'
)


def test_only_the_addresses_change() -> None:
    comments, _ = comments_in(PAGE, "docs/a.md")
    mended = reanchor(PAGE, list(check(comments, {"novel": NOVEL})))
    assert mended == (
        PAGE.replace('novel.1.2 "KEPT', 'novel.1.1 "KEPT')
        .replace('novel.1.2 "rained"', 'novel.2.1 "rained"')
        .replace("novel.1.2-3 “rained", "novel.2.1-2 “rained")
    )
    again, _ = comments_in(mended, "docs/a.md")
    assert [finding.passage.address for finding in check(again, {"novel": NOVEL})] == ["novel.3.1"]


def test_check_fix_says_what_it_changed_and_what_it_could_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = Path(shutil.copytree(Path(__file__).parent / "problems/base", tmp_path / "base"))
    page = root / "docs/commentary/boats.md"
    page.parent.mkdir(parents=True)
    page.write_text(
        '# Boats\n\n:::{commentary} ferry.1.1 "no bridge"\nA.\n:::\n\n:::{commentary} ferry.1.1 "no goat"\n:::\n'
    )
    before = {file: file.read_bytes() for file in root.rglob("*") if file.is_file() and file != page}
    assert main(["--root", str(root), "check", "--fix"]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines()[0] == "docs/commentary/boats.md:3: ferry.1.1 is now ferry.1.3 (“no bridge”)"
    assert [line.split(" ")[0] for line in said.err.splitlines()[::2]] == ["docs/commentary/boats.md:7:17:"]
    assert page.read_text().splitlines()[2] == ':::{commentary} ferry.1.3 "no bridge"'
    page.write_text(page.read_text().replace("no goat", "kept the boat"))
    fixed = page.read_bytes()
    assert main(["--root", str(root), "check", "--fix"]) == 0
    assert page.read_bytes() == fixed
    assert before == {file: file.read_bytes() for file in root.rglob("*") if file.is_file() and file != page}
