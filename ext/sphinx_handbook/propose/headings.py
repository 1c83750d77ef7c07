"""Which chunks are the headings of divisions, by what pattern a reader finds them, and which ids they get."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sphinx_handbook.propose.chunks import Chunk
from sphinx_handbook.propose.labels import MOST_LINES, Label, heading_label
from sphinx_handbook.readers.headings import LONGEST_HEADING, is_in_capitals, is_title
from sphinx_handbook.readers.lines import Paragraph
from sphinx_handbook.readers.reading import PRESETS

NOTES_HEADING = re.compile(PRESETS["wrapped"].notes_heading)

GROUPS = ("part", "book", "volume")
"""Words of labels under which chapters can be counted anew."""


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings of divisions, each with its label if it has one; and those of numbered sections inside them.

    ``titles`` are the chunks below headings that only have a label, if most of these have one.
    """

    divisions: tuple[tuple[Chunk, Label | None], ...] = ()
    sections: tuple[Chunk, ...] = ()
    titles: tuple[Chunk, ...] = ()


def find_headings(chunks: Sequence[Chunk]) -> Headings:
    """The headings among ``chunks``: those of the family of labels that is counted through, and named ones beside it."""
    labelled = [(chunk, label) for chunk in chunks if (label := heading_label(chunk))]
    kind = _counted(labelled)
    if kind is None:
        return Headings(tuple((chunk, None) for chunk in _in_capitals(chunks)))
    wanted = {kind, *GROUPS, "appendix"} if kind else {""}
    chosen = [(chunk, label) for chunk, label in labelled if label.number and label.kind in wanted]
    least = min(2, *(chunk.blank_before for chunk, _ in chosen[1:] or chosen))
    first = chosen[0][0].first
    named = [
        (chunk, label)
        for chunk, label in labelled
        if (chunk, label) not in chosen
        and (not label.number or (not kind and label.kind == "appendix"))
        and (label.kind or not kind)
        and (chunk.blank_before >= max(least, 1) or chunk.first < first)
    ]
    sections = [chunk for chunk, label in labelled if kind and not label.kind and label.alone]
    divisions = tuple(sorted((*chosen, *named), key=lambda pair: pair[0].first))
    alone = [chunk for chunk, label in chosen if label.alone]
    titles = [title for chunk in alone if (title := _title_below(chunk, chunks))]
    return Headings(
        divisions,
        tuple(sections) if len(sections) > 1 else (),
        tuple(titles) if 2 * len(titles) > len(alone) else (),
    )


def _counted(labelled: Sequence[tuple[Chunk, Label]]) -> str | None:
    """The kind of label that counts most divisions: 1, 2, 3 …, perhaps anew in each part; None if there is none."""
    best: tuple[int, str] | None = None
    for kind in dict.fromkeys(label.kind for _, label in labelled if label.number and label.kind not in ("appendix",)):
        values = [
            label.value
            for chunk, label in labelled
            if label.kind == kind and label.number and (kind or chunk.blank_before >= 2 or not label.number.isdecimal())
        ]
        run, last = 0, 0
        for value in values:
            if value == last + 1 or value == 1:
                run, last = run + 1, value
        if values and run >= max(2 if not kind else 1, len(values) // 2 + 1):
            # A word says more than a bare number, which can as well count sections.
            score = run * (4 if kind and kind not in GROUPS else 1)
            best = max(best or (0, ""), (score, kind))
    return best[1] if best else None


def _in_capitals(chunks: Sequence[Chunk]) -> Iterator[Chunk]:
    """Where nothing is counted: lines in capitals that stand further apart than paragraphs do, above prose."""
    for number, chunk in enumerate(chunks[:-1]):
        if (
            number
            and chunk.blank_before >= 2
            and len(chunk.lines) <= MOST_LINES
            and is_in_capitals(chunk.text)
            and not NOTES_HEADING.fullmatch(chunk.text)
            and any(below.is_prose for below in chunks[number + 1 : number + 3])
        ):
            yield chunk


def _title_below(chunk: Chunk, chunks: Sequence[Chunk]) -> Chunk | None:
    """The chunk below ``chunk``, if it is a title and no heading of its own."""
    below = next((other for other in chunks if other.first > chunk.last), None)
    is_one = below is not None and is_title(Paragraph(below.text, ((0, below.first),), (), 1, 1))
    return below if is_one and below is not None and not heading_label(below) else None


def pattern_of(headings: Headings) -> str:
    """A pattern that the headings match; `exact_pattern` is for where it matches other lines as well."""
    alternatives: dict[str, None] = {}
    for chunk, label in headings.divisions:
        alternatives[_alternative(label) if label else _exactly(chunk.text)] = None
    return "|".join(alternatives)


def exact_pattern(headings: Headings) -> str:
    """A pattern that the headings match and hardly anything else."""
    return "|".join(dict.fromkeys(_exactly(chunk.text) for chunk, _ in headings.divisions))


def _alternative(label: Label) -> str:
    word = _literally(label.word)
    if not label.number:
        return rf"{word}\.?$" if label.alone else rf"{word}\b"
    if label.number.isdecimal():
        number = r"\d+"
    elif re.fullmatch("[IVXLCDM]+", label.number) and label.kind != "appendix":
        number = "[IVXLCDM]+"
    else:
        number = r"\w+"
    if not label.word:
        return rf"{number}\.?$" if label.alone else rf"{number}{_literally(label.rest[:1])}"
    return rf"{word} {number}\b"


def _exactly(text: str) -> str:
    return _literally(text) + "$"


def _literally(text: str) -> str:
    return re.sub(r"[.^$*+?{}\[\]\\|()]", r"\\\g<0>", text)


def ids_of(labels: Iterable[Label | None], *, front: bool) -> list[str]:
    """An id for each division in order: ``12``, ``part-2``, ``appendix-b``, ``preface``; what stands above all is ``front``."""
    listed = list(labels)
    repeated = Counter((label.kind, label.value) for label in listed if label and label.kind not in GROUPS)
    ids: list[str] = ["front"] if front else []
    group = ""
    for label in listed:
        if label and label.kind in GROUPS and label.number:
            group = f"{label.kind}{label.value}"
            wanted = f"{label.kind}-{label.value}"
        elif label is None:
            wanted = str(len(ids) + (not front))
        elif label.number and label.kind == "appendix":
            wanted = f"appendix-{label.number.lower()}"
        elif label.number:
            wanted = f"{group}-ch{label.value}" if group and repeated[label.kind, label.value] > 1 else str(label.value)
        else:
            wanted = re.sub(r"[^a-z]+", "-", label.kind).strip("-")
        ids.append(wanted if _is_free(wanted, ids) else f"division{len(ids) + 1}")
    return ids


def _is_free(wanted: str, ids: Sequence[str]) -> bool:
    """Whether an id is another than ``ids``, and neither it nor one of them looks like an address in the other."""
    return (
        wanted not in ids
        and not re.fullmatch(r"index|apparatus|[pe]\d+", wanted)
        and not any(_is_address_in(one, wanted) or _is_address_in(wanted, one) for one in ids)
    )


def _is_address_in(id_: str, division: str) -> bool:
    """Whether an id looks like the anchor of a block, a section or a note in ``division``."""
    return id_.startswith(f"{division}-") and bool(re.fullmatch(r"\d+|s\d+|n\w+", id_[len(division) + 1 :]))


def shortened(heading: str) -> str:
    """A heading as ``[contents]`` names it: a long one without its middle."""
    if len(heading) <= LONGEST_HEADING or "…" in heading:
        return heading
    return f"{heading[:50].rstrip()} … {heading[-25:].lstrip()}"
