"""What an edition declares: the only deviations of an output from its source that are not errors.

Nothing here is found by the fidelity check itself: every value is written down by an editor (or follows from what one
wrote down) and names the file and the line of the source at which it holds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sphinx_handbook.text import Edition


@dataclass(frozen=True, slots=True)
class Emendation:
    """``lemma`` of the source reads ``reading`` in the outputs.

    ``file`` is the source file's key, ``line`` the 1-based line on which the lemma begins; ``occurrence`` counts from 1
    among the places on that line at which it begins. White space in the lemma matches any white space, also a line end;
    a hyphen in it may end a line. A lemma is given without note marks: a mark may stand behind any of its words, but
    inside the lemma only if the reading has as many words.
    """

    file: str
    line: int
    lemma: str
    reading: str
    reason: str = ""
    occurrence: int = 1


@dataclass(frozen=True, slots=True)
class Removed:
    """A page artefact of the source that no output has: ``text`` on ``line``, or the whole line if there is no text."""

    file: str
    line: int
    text: str = ""
    reason: str = "page artefact"
    occurrence: int = 1


@dataclass(frozen=True, slots=True)
class Gap:
    """An editorial gap: the outputs print ``[…]`` right behind the words ``after``, which begin on ``line``.

    ``note`` is the label of a note whose mark is lost with the words; the outputs print the mark behind the gap.
    """

    file: str
    line: int
    after: str
    reason: str = ""
    note: str = ""
    occurrence: int = 1


@dataclass(frozen=True, slots=True)
class EditionUnderTest:
    """An edition, its sources and its declarations.

    ``files`` maps a file key to (path name for messages, raw text). Of ``edition`` only ids, headings' texts, lines and
    labels of marks and notes, and lines of notes are used, never the blocks' texts. ``editorial`` are, for each division
    id, the paragraphs of our own that its page carries; ``notes_headings`` the source's headings of its list of notes,
    which the PDF omits. ``hyphens_join``: a word that ends its line in a hyphen goes on with the next line,
    and ``over-breaks`` also behind blank lines and what was taken out. ``starts`` are, for each file key, the lines that
    begin a block whatever stands above; ``continues`` lines that go on behind a break, whichever the rule.
    ``underscores``: single underscores around words are emphasis. ``notes_label`` shows how a note begins, with ``1`` for
    its label. ``note_lines`` are, for each division id, the lines (first, last) of its notes, which the outputs have at
    the division's end; empty where they stand there in the source.
    """

    siglum: str
    files: Mapping[str, tuple[str, str]]
    edition: Edition
    emendations: Sequence[Emendation] = ()
    removed: Sequence[Removed] = ()
    gaps: Sequence[Gap] = ()
    editorial: Mapping[str, Sequence[str]] = field(default_factory=dict)
    notes_headings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hyphens_join: Literal["never", "next-line", "over-breaks"] = "never"
    starts: Mapping[str, Collection[int]] = field(default_factory=dict)
    continues: Collection[int] = ()
    underscores: bool = False
    notes_label: str = "1"
    note_lines: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outputs:
    """The outputs to check: the folder of the website, the ePub file, the PDF file, the folder of TEI files; ``None`` is not checked."""

    html: Path | None = None
    epub: Path | None = None
    pdf: Path | None = None
    tei: Path | None = None
