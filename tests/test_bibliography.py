"""References of works: how each kind reads, and what reference managers get. The expected strings follow the manual of the style."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from sphinx_handbook.bibliography import INTERNAL, HandbookStyle, coins, csl_json, public_bibtex, reference

WORKS = r"""
@book{tide1931, author = {Tide, Hanna}, title = {Rivers and Their {Ferries}}, address = {London}, publisher = {Mill},
  year = {1931}, keywords = {Tide}, shorttitle = {Rivers}}
@book{two, author = {Tide, Hanna and von Bell, Otto}, title = {Who Rang?}, translator = {Quill, Mara and Weiss, Anton},
  edition = {2nd}, volumes = {3}, address = {Leeds}, publisher = {Cole \& Sons}, year = {1899--1902}}
@book{edited, editor = {Quill, Mara and Weiss, Anton}, title = {Letters}, address = {Paris}, year = {1950}}
@book{russian, author = {Mel’nik, I. I.}, title = {Zapiski mel’nika}, titleaddon = {A Miller’s Notes}, address = {Moscow}, year = {1926}}
@article{article, author = {Quill, Mara}, title = {The Ferryman’s Wage}, journal = {Past Water}, volume = {12}, number = {3},
  year = {1977}, pages = {4--19}}
@incollection{part, author = {Weiss, Anton}, title = {On Bells}, booktitle = {Sounds of the Valley}, editor = {Quill, Mara},
  address = {Leeds}, publisher = {Cole}, year = {1980}, pages = {1--9}}
@misc{paper, title = {The Town Record}, periodical = {Record}, note = {as cited; not verified}}
"""


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("tide1931", "Tide, Hanna. *Rivers and Their Ferries*. London: Mill, 1931."),
        (
            "two",
            "Tide, Hanna, and Otto von Bell. *Who Rang?* Translated by Mara Quill and Anton Weiss. 2nd ed. 3 vols. Leeds: Cole & Sons, 1899–1902.",
        ),
        ("edited", "Quill, Mara, and Anton Weiss, eds. *Letters*. Paris, 1950."),
        ("russian", "Mel’nik, I. I. *Zapiski mel’nika* [A Miller’s Notes]. Moscow, 1926."),
        ("article", "Quill, Mara. “The Ferryman’s Wage.” *Past Water* 12, no. 3 (1977): 4–19."),
        (
            "part",
            "Weiss, Anton. “On Bells.” In *Sounds of the Valley*, edited by Mara Quill, 1–9. Leeds: Cole, 1980.",
        ),
        ("paper", "*The Town Record*. As cited; not verified."),
    ],
)
def test_a_reference_reads_as_the_manual_has_it(key: str, expected: str) -> None:
    html = reference(parse_string(WORKS, "bibtex").entries[key]).render_as("html")
    assert unescape(re.sub("</?em>", "*", html)) == expected


def test_works_are_sorted_by_author_or_title_and_those_of_one_author_by_year() -> None:
    entries = parse_string(WORKS, "bibtex").entries.values()
    keys = [entry.key for entry in HandbookStyle().sort(entries)]
    assert keys == ["russian", "article", "edited", "tide1931", "two", "paper", "part"]


def test_csl_json_has_what_zotero_asks_for() -> None:
    items = {item["id"]: item for item in json.loads(json.dumps(csl_json(WORKS)))}
    assert items["two"] == {
        "id": "two",
        "type": "book",
        "author": [{"family": "Tide", "given": "Hanna"}, {"family": "von Bell", "given": "Otto"}],
        "title": "Who Rang?",
        "translator": [{"family": "Quill", "given": "Mara"}, {"family": "Weiss", "given": "Anton"}],
        "edition": "2nd",
        "number-of-volumes": "3",
        "publisher": "Cole & Sons",
        "publisher-place": "Leeds",
        "issued": {"date-parts": [[1899], [1902]]},
    }
    assert items["article"]["container-title"] == "Past Water"
    assert items["part"]["editor"] == [{"family": "Quill", "given": "Mara"}]


def test_bibtex_for_others_keeps_everything_but_our_own_fields() -> None:
    given_, public = parse_string(WORKS, "bibtex"), parse_string(public_bibtex(WORKS), "bibtex")
    assert list(public.entries) == list(given_.entries)
    for key, entry in given_.entries.items():
        left = {name: value for name, value in entry.fields.items() if name.lower() not in INTERNAL}
        assert dict(public.entries[key].fields) == left
        assert public.entries[key].persons == entry.persons


def test_coins_say_what_a_work_is() -> None:
    entries = parse_string(WORKS, "bibtex").entries
    article = parse_qs(coins(entries["article"]))
    assert article["rft.atitle"] == ["The Ferryman’s Wage"]
    assert article["rft.jtitle"] == ["Past Water"]
    book = parse_qs(coins(entries["two"]))
    assert (book["rft.genre"], book["rft.btitle"], book["rft.au"]) == (
        ["book"],
        ["Who Rang?"],
        ["Hanna Tide", "Otto von Bell"],
    )


FIELDS = st.dictionaries(
    st.sampled_from(
        ("title", "address", "publisher", "year", "note", "edition", "volume", "series", "titleaddon", "journal")
    ),
    st.text("Aéя .,?“”-3", min_size=1).filter(lambda value: value.strip(" .,-")),
)


@given(st.sampled_from(("book", "article", "misc", "incollection")), FIELDS)
def test_any_reference_ends_in_one_full_stop_and_has_every_word(type_: str, fields: dict[str, str]) -> None:
    body = "".join(f"{name} = {{{value}}}, " for name, value in fields.items())
    said = str(reference(parse_string(f"@{type_}{{key, {body}}}", "bibtex").entries["key"]))
    assert not re.search(r"\.\.$", said) or ".." in "".join(fields.values())
    if "title" in fields:
        assert all(word in said for word in re.findall(r"\w+", fields["title"]))
