"""Which paragraphs are headings: of divisions, of sections inside them, and of lists of notes."""

from __future__ import annotations

import re
from typing import Literal

from sphinx_handbook.readers.lines import Paragraph

SectionRule = Literal["declared", "short-line", "glued", "capitals"]
"""How headings inside a division are found: only by the block map; as a short line that stands alone; as a short line
above a paragraph that follows with no blank line between; or as a short paragraph in capitals that stands alone."""

TitleRule = Literal["heading", "below"]
"""Where a division's title stands: in its heading, or in the short paragraph below a heading such as ``CHAPTER I``."""

LONGEST_HEADING = 90
"""Characters. The longest section heading of the editions has 70; a paragraph that short ends in a stop."""

# A note mark may stand behind the stop: “It rained.5”, “It rained. [5]”.
_ENDS_LIKE_PROSE = re.compile(r"[.,;:!?…–—-][”’\"')\]]*$|[.,;:!?…][”’\"')\]]*(?:\d{1,4}|[ivxlcdm]+|\s?\[\w+\])$")


def is_section_heading(paragraph: Paragraph, rule: SectionRule) -> bool:
    """Whether ``rule`` sees a heading inside a division in ``paragraph``."""
    if rule == "capitals":
        return is_in_capitals(paragraph.text) and not _is_label(paragraph.text)
    if rule == "declared" or not _is_short_line(paragraph):
        return False
    if rule == "glued":
        return paragraph.blank_before > 0 and paragraph.blank_after == 0
    return paragraph.blank_before > 0 and paragraph.blank_after > 0


def is_in_capitals(text: str) -> bool:
    """Whether ``text`` is short, has a word of three letters or more, and no small letter."""
    return len(text) <= LONGEST_HEADING and bool(re.search(r"[^\W\d_]{3}", text)) and text == text.upper()


def is_title(paragraph: Paragraph) -> bool:
    """Whether the paragraph below a division's heading is its title: short, and in capitals or not like prose.

    A full stop may end it where each longer word has a capital.
    """
    text = paragraph.text
    return is_in_capitals(text) or _is_short_line(paragraph) or _has_capitals(text)


def _has_capitals(text: str) -> bool:
    words = re.findall(r"[^\W\d_]{4,}", text)
    return len(text) <= LONGEST_HEADING and bool(words) and all(word[0].isupper() for word in words)


def _is_short_line(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return len(text) <= LONGEST_HEADING and not _ENDS_LIKE_PROSE.search(text) and not _is_label(text)


def _is_label(text: str) -> bool:
    """Whether the line begins as a list item does: ``1. ``, ``(a) ``, ``• ``."""
    return bool(re.match(r"(?:\(?\w{1,3}[.)]|[•*–-])\s", text))
