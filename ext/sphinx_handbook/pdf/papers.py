"""The sizes in which the book can be printed: trimmed page, margins, and the size of its type.

Lengths are millimetres and, for type, points. The inner margin is wider than a reader needs, since a glued or sewn back
swallows some of it (printers ask for 3/4 to 7/8 inch inside for 600 to 900 pages), and no word stands closer than 6 mm to an
edge that is trimmed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Paper:
    """A size of the book.

    ``size`` is that of the text; all other sizes go with it, but none under ``least``. ``ragged`` text has an even space
    between its words, an uneven right edge and no divided words.
    """

    width: float
    height: float
    inside: float
    outside: float
    top: float
    bottom: float
    size: float
    least: float = 0
    ragged: bool = False

    def as_data(self) -> dict[str, Any]:
        """What ``book.typ`` reads."""
        return asdict(self)


INCH = 25.4
PAPERS = {
    "a5": Paper(148, 210, inside=21, outside=19, top=22, bottom=20, size=10),
    "6x9in": Paper(6 * INCH, 9 * INCH, inside=22, outside=20, top=24, bottom=22, size=10.5),
    "a4": Paper(210, 297, inside=36, outside=38, top=30, bottom=32, size=12),
    # Clear Print (RNIB, UK Association for Accessible Formats): 16 points, nothing much smaller, set to the left, no hyphens.
    "large-print": Paper(210, 297, inside=25, outside=24, top=25, bottom=24, size=16, least=14, ragged=True),
}
"""By the name that ``handbook_pdf_paper`` has."""
