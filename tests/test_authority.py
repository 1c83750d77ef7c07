"""Authority files: what a good one gives. What is wrong with a bad one is in ``problems/``."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sphinx_handbook.authority import Person, parse_persons, parse_works
from sphinx_handbook.problems import ProblemError

PERSONS = """
[weiss]
name = "Anton Weiss"
sort = "Weiss, Anton"
variants = ["Weiss", "Old Weiss"]
born = "1850"
died = "1921-03-04"

[quill]
name = "Mara Quill"
sort = "Quill, Mara"
"""

WORKS = r"""
@book{tide1931,
  author = {Tide, Hanna and von Bell, Otto},
  title = {Rivers \& Their {Ferries}},
  year = 1931,
  keywords = {Tide, Rivers; {Bell}; ;},
}
@misc{record, title = {Town Record}, editor = {A, A and B, B and C, C}}
@misc{bare}
"""


def test_persons_are_known_by_their_tables_names() -> None:
    persons, problems = parse_persons(PERSONS, "persons.toml")
    assert problems == []
    assert list(persons) == ["weiss", "quill"]
    assert persons["weiss"].variants == ("Weiss", "Old Weiss")
    assert (persons["weiss"].id, persons["weiss"].life, persons["quill"].life) == ("weiss", "1850–1921", "")


def test_life_says_what_is_known() -> None:
    assert Person("A", "A", born="1850-01").life == "born 1850"
    assert Person("A", "A", died="1921").life == "died 1921"


def test_forms_that_mean_a_person_anywhere_and_forms_that_need_a_reason() -> None:
    known = Person("Anton Weiss", "Weiss, Anton", ("A. Weiss", "Anton Weiss"), ("Weiss",))
    assert (known.forms, known.shared_forms) == (("Anton Weiss", "A. Weiss"), ("Weiss",))
    stranger = Person("Tom", "Tom", ("Old Tom",), ("Tommy",), only_in=("tale.1",), unidentified=True)
    assert (stranger.forms, stranger.shared_forms) == (("Old Tom",), ("Tom", "Tommy"))


def test_two_may_share_a_form() -> None:
    _, problems = parse_persons(PERSONS.replace('"Quill, Mara"', '"Quill, Mara"\nshared = ["Weiss"]'), "persons.toml")
    assert problems == []


def test_a_wrong_person_is_left_out_alone() -> None:
    persons, problems = parse_persons(PERSONS.replace("1921-03-04", "1821"), "persons.toml")
    assert list(persons) == ["quill"]
    assert [(problem.line, problem.code) for problem in problems] == [(7, "authority-value")]


def test_an_id_is_not_written() -> None:
    _, (problem,) = parse_persons(PERSONS + 'id = "mara"\n', "persons.toml")
    assert (problem.line, problem.message) == (12, "unknown key: id")


def test_works_have_a_short_title_and_forms() -> None:
    works, problems = parse_works(WORKS, "references.bib")
    assert problems == []
    assert works["tide1931"].short == "Tide and von Bell, Rivers & Their Ferries (1931)"
    assert works["tide1931"].forms == ("Tide, Rivers", "Bell")
    assert works["record"].short == "A et al., Town Record"
    assert works["bare"].short == "bare"


def test_an_entry_without_a_key_is_refused() -> None:
    works, (problem,) = parse_works("@book{{}tide1931,\n  title = {The Tide},\n}\n", "references.bib")
    assert not works
    assert str(problem).startswith("references.bib:1:6: authority-value '{' is no key of an entry")


@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from(["@book{", "}", "=", '"', ",", "key", "author", "and", "\\", "%", "#", "\n", "{", "a"]),
            max_size=40,
        ).map("".join),
    )
)
def test_any_bibtex_reads_or_gives_problems(text: str) -> None:
    works, problems = parse_works(text, "references.bib")
    assert all(problem.hint for problem in problems)
    assert all(work.key for work in works.values())


@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from(
                ["[a]", 'name = "A"', 'sort = "A"', 'born = "1', '"', "\n", "variants = [", "]", " = ", "1"]
            ),
            max_size=30,
        ).map("\n".join),
    )
)
def test_any_toml_reads_or_gives_problems(text: str) -> None:
    try:
        _, problems = parse_persons(text, "persons.toml")
    except ProblemError as error:
        problems = list(error.problems)
    assert all(problem.hint for problem in problems)
