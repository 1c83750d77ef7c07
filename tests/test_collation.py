"""The order of headings."""

from __future__ import annotations

import pytest

from sphinx_handbook.collation import collation


@pytest.mark.parametrize(
    "headings",
    [
        pytest.param(["Lapin", "Łapiński", "Larin"], id="a letter with a stroke"),
        pytest.param(["Œuvres", "Ofen", "Øre", "Ost"], id="ligatures and other letters"),
        pytest.param(["Mueller", "Müller", "Mutter"], id="accents"),
        pytest.param(["O'Brien", "Obst"], id="punctuation"),
    ],
)
def test_headings_stand_in_the_order_of_their_letters(headings: list[str]) -> None:
    backwards = headings[::-1]
    backwards.sort(key=collation)
    assert backwards == headings
