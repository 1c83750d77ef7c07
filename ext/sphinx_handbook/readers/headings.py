"""Which paragraphs are headings: of divisions, of sections inside them, and of lists of notes."""

from __future__ import annotations

import re
from typing import Literal

from sphinx_handbook.readers.lines import Paragraph

SectionRule = Literal["declared", "short-line", "glued"]
"""How headings inside a division are found: only by the block map; as a short line that stands alone; or as a short line
above a paragraph that follows with no blank line between."""

LONGEST_HEADING = 90
"""Characters. The longest section heading of the editions has 70; a paragraph that short ends in a stop."""

# A note mark may stand behind the stop: “It rained.5”, “It rained. [5]”.
_ENDS_LIKE_PROSE = re.compile(r"[.,;:!?…–—-][”’\"')\]]*$|[.,;:!?…][”’\"')\]]*(?:\d{1,4}|[ivxlcdm]+|\s?\[\w+\])$")


def is_section_heading(paragraph: Paragraph, rule: SectionRule) -> bool:
    """Whether ``rule`` sees a heading inside a division in ``paragraph``."""
    if rule == "declared" or not _is_short_line(paragraph):
        return False
    if rule == "glued":
        return paragraph.blank_before > 0 and paragraph.blank_after == 0
    return paragraph.blank_before > 0 and paragraph.blank_after > 0


def _is_short_line(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return len(text) <= LONGEST_HEADING and not _ENDS_LIKE_PROSE.search(text) and not _is_label(text)


def _is_label(text: str) -> bool:
    """Whether the line begins as a list item does: ``1. ``, ``(a) ``, ``• ``."""
    return bool(re.match(r"(?:\(?\w{1,3}[.)]|[•*–-])\s", text))
