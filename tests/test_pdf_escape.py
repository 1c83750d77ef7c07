"""Any text reaches the PDF as it is: the Typst compiler reads the literals back, and the words are read in the PDF."""

from __future__ import annotations

import json

import pypdfium2
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_handbook.pdf.escape import array, label, running_text, string

HAZARDS = (
    "#let x = 1",
    "$5 and 5$",
    "*bold* _em_ `code`",
    "@lenin <label> <https://example.org>",
    "// comment /* block */ http://example.org/a//b",
    "en -- em --- soft-?hyphen ... 3-4",
    "non~breaking",
    "\"straight\" 'single' 'tis “curly” ‘inner’",
    "= heading",
    "+ numbered",
    "- bullet",
    "1. numbered",
    "/ term: definition",
    "back\\slash \\n \\u{41} \\",
    "brackets [ ] ( ) { } [[ ]] #[ ]",
    "127) The Days; {role}`x <y>`",
    "Кронштадт, Αθήνα, naïve, café",
)
"""What Typst's markup or its typographic shorthands would change."""

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def read_back(literals: list[str]) -> list[str]:
    """The values of Typst expressions, as the compiler understands them."""
    return json.loads(typst.eval(b"", "(" + "".join(f"{literal}, " for literal in literals) + ")"))


@settings(max_examples=60)
@given(st.lists(ANY_TEXT, min_size=1, max_size=20))
def test_literal_has_the_value_of_its_text(texts: list[str]) -> None:
    assert read_back([string(text) for text in texts]) == texts


def test_literals_of_hazards() -> None:
    assert read_back([string(text) for text in HAZARDS]) == list(HAZARDS)


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("plain", '"plain"'),
        ('"', '"\\""'),
        ("\\", '"\\\\"'),
        ("a\nb", '"a\\u{a}b"'),
        ("\x7f\u2028", '"\\u{7f}\\u{2028}"'),
    ],
)
def test_string(text: str, literal: str) -> None:
    assert string(text) == literal


def test_running_text_folds_line_ends_but_keeps_special_spaces() -> None:
    assert running_text("one\n  two\tthree\u00a0four\u2009five ") == '"one two three\u00a0four\u2009five "'


@pytest.mark.parametrize("values", [[], ["a"], ["a", 'b"'], ["", "x,", ")"]])
def test_array(values: list[str]) -> None:
    assert read_back([array(values)]) == [values]


def test_labels_of_two_documents_differ() -> None:
    assert label("woods/127", "id4") != label("woods/128", "id4")
    assert label("woods/127") == "woods/127#"


PRINTABLE = st.text(st.sampled_from([chr(code) for code in range(0x21, 0x7F)] + list("éñ—–…“”‘’№Жжя ")), min_size=1)


@settings(max_examples=5)
@given(st.lists(PRINTABLE, min_size=40, max_size=80))
def test_pdf_has_the_words_of_the_text(texts: list[str]) -> None:
    """Each text is a line of its own; all blanks apart, the PDF says the same.

    A sign ends each line, since pdfium takes a hyphen there for a divided word.
    """
    texts = [f"{text}§" for text in (*HAZARDS, *texts)]
    source = "#set page(width: 200cm, height: 200cm)\n#set smartquote(enabled: false)\n#set text(hyphenate: false)\n"
    source += "".join(f"#par({running_text(text)})\n" for text in texts)
    pdf = typst.compile(source.encode(), format="pdf", ignore_system_fonts=True)
    with pypdfium2.PdfDocument(pdf) as document:
        printed = "".join(page.get_textpage().get_text_range() for page in document)
    assert "".join(printed.split()) == "".join("".join(texts).split())
