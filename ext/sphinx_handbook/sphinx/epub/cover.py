"""The picture on the cover: words of the book on paper, drawn by Typst in the type of the PDF."""

from __future__ import annotations

from pathlib import Path

import typst

DRAWING = Path(__file__).with_name("cover.typ")

PPI = 144.0
"""Makes the 800 by 1280 points of the drawing 1600 by 2560 pixels, the size that shops ask for."""


def draw_cover(title: str, subtitle: str, author: str) -> bytes:
    """A PNG. Only fonts inside the compiler are used, so every machine makes the same bytes."""
    picture = typst.compile(
        str(DRAWING),
        format="png",
        ppi=PPI,
        ignore_system_fonts=True,
        sys_inputs={"title": title, "subtitle": subtitle, "author": author},
    )
    assert isinstance(picture, bytes)
    return picture
