"""An edition's pages: one MyST page a division, a front page, and the apparatus. Values in, texts out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Protocol

from sphinx_handbook import myst
from sphinx_handbook.emend import Entry
from sphinx_handbook.parallels import Parallel
from sphinx_handbook.recognisers import Annotated
from sphinx_handbook.recognisers.headwords import LATER
from sphinx_handbook.text import Annotation, Block, Division, Edition, Note, Span

INDEX, APPARATUS = "index", "apparatus"
CLASSED = (
    "salutation",
    "signature",
    "dialogue",
    "author",
    "series",
    "standfirst",
    "colophon",
    "table",
    "table-source",
    "closing",
)
"""Kinds of blocks that become paragraphs with the kind as class; every writer may give them a look."""

_LIST_DEPTH = {"list-item": 0, "sublist-item": 1}


def edition_pages(
    edition: Edition, front: Front, entries: Sequence[Entry], annotated: Annotated, parallels: Sequence[Parallel] = ()
) -> dict[str, str]:
    """The pages of ``edition`` by name; ``front`` is what its front page says above the list of contents.

    ``parallels`` are the words that it shares with other editions, each first as this one has it.
    """
    contents = myst.toctree([*_in_contents(edition, front.title), *([APPARATUS] if entries else [])])
    pages = {INDEX: "\n\n".join([front_page(edition.siglum, front), contents, commentary_on(edition.siglum)]) + "\n"}
    for division in edition.divisions:
        pages[division.id] = division_page(edition.siglum, division, annotated, parallels)
    if entries:
        pages[APPARATUS] = apparatus_page(edition.siglum, entries)
    return pages


def _in_contents(edition: Edition, title: str) -> list[str]:
    """How the list of contents names the divisions; one that is the whole work, and called as it, is the text."""
    if [division.heading.text for division in edition.divisions] == [title]:
        return [f"The text <{edition.divisions[0].id}>"]
    return [division.id for division in edition.divisions]


def commentary_on(siglum: str) -> str:
    """What the front page of an edition says of the commentary on it."""
    return myst.commentary_list(siglum, "Commentary")


class Front(Protocol):
    """What a front page says of an edition; texts are Markdown."""

    @property
    def title(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def published(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def rights(self) -> str: ...
    @property
    def work(self) -> str: ...


def front_page(siglum: str, front: Front) -> str:
    """The top of an edition's front page: title, author, where it was published, what it is, whose it is."""
    parts = [
        myst.front_matter([("work", front.work)]) if front.work else "",
        myst.heading(myst.escape(front.title), 1, anchor=siglum),
        myst.paragraph(myst.escape(front.author), classes=["author"]),
        myst.paragraph(front.published, classes=["published"]) if front.published else "",
        front.about.strip(),
        myst.paragraph(front.rights.strip(), classes=["rights"]),
    ]
    return "\n\n".join(part for part in parts if part)


def division_page(siglum: str, division: Division, annotated: Annotated, parallels: Sequence[Parallel] = ()) -> str:
    """The page of one division."""
    noted = frozenset(note.label for note in division.notes)
    shared = [each for each in parallels if each.first.locus.division == division.id]
    write = _Writer(siglum, noted, annotated, shared)
    parts = [
        myst.front_matter((("siglum", siglum), ("division", division.id), *later_mentions(division, annotated))),
        myst.heading(write.inline(division.heading), 1, anchor=f"{siglum}-{division.id}"),
        *write.blocks(division.blocks),
        *(myst.paragraph(myst.escape(words), classes=["editorial"]) for words in editorial(division)),
        *([_shared_passages(shared)] if shared else []),
        *(write.note(note) for note in division.notes),
    ]
    unmarked = [myst.note_mark(note.label) for note in division.notes_without_mark()]
    if unmarked:
        parts.insert(-len(division.notes), myst.paragraph(f"{UNMARKED} {' '.join(unmarked)}", classes=["editorial"]))
    return "\n\n".join(parts) + "\n"


def later_mentions(division: Division, annotated: Annotated) -> Iterator[tuple[str, str]]:
    """What registers need of the mentions that the page does not link: ``("later", "term:duma 3 5; place:smolny 4")``."""
    linked: set[tuple[str, str, str]] = set()
    later: dict[tuple[str, str], dict[str, None]] = {}
    for block in (*division.blocks, *(block for note in division.notes for block in note.blocks)):
        place = block.locus.block if block.locus else ""
        for each in annotated.get((str(block.locus), block.text), ()):
            if not each.get(LATER):
                linked.add((each.type, each.target, place))
            elif block.kind != "heading" and (each.type, each.target, place) not in linked:
                later.setdefault((each.type, each.target), {})[place] = None
    if later:
        listed = (f"{type_}:{target} {' '.join(places)}" for (type_, target), places in sorted(later.items()))
        yield "later", "; ".join(listed)


SHARED = "Words shared with other editions:"


def shared_passages(division: Division, parallels: Sequence[Parallel]) -> str:
    """What we say at the foot of a division about words that it shares with other editions; nothing where there are none."""
    shared = [each for each in parallels if each.first.locus.division == division.id]
    return f"{SHARED} {'; '.join(f'{one} ‖ {other}' for one, other in _pairs(shared))}." if shared else ""


def _shared_passages(shared: Sequence[Parallel]) -> str:
    """The same as Markdown, with links to both ends."""
    siglum = shared[0].first.locus.siglum
    division = shared[0].first.locus.division
    linked = (
        f"{myst.role('locus', one, f'{siglum}.{division}.{one}')} ‖ {myst.role('locus', other, other)}"
        for one, other in _pairs(shared)
    )
    return myst.paragraph(f"{SHARED} {'; '.join(linked)}.", classes=["editorial"])


def _pairs(shared: Sequence[Parallel]) -> list[tuple[str, str]]:
    """The blocks of this edition and the addresses of the other, each pair once."""
    return list(dict.fromkeys((each.first.locus.block, str(each.second.locus)) for each in shared))


UNMARKED = "Notes of the source that no mark in the text calls:"


def editorial(division: Division) -> list[str]:
    """What we say at the foot of a division about its notes, in words that are not the source's."""
    lost = division.marks_without_note()
    if not lost:
        return []
    marks = f"mark {lost[0]}" if len(lost) == 1 else f"marks {lost[0]} to {lost[-1]}"
    notes = "note" if len(lost) == 1 else "notes"
    return [
        f"The source does not have the {notes} that the {marks} in the text {'calls' if len(lost) == 1 else 'call'} for."
    ]


class _Writer:
    """Writes the blocks of one division."""

    def __init__(
        self, siglum: str, noted: frozenset[str], annotated: Annotated, parallels: Sequence[Parallel] = ()
    ) -> None:
        self.siglum, self.noted, self.annotated, self.parallels = siglum, noted, annotated, parallels

    def blocks(self, blocks: Sequence[Block]) -> Iterator[str]:
        """Markdown of ``blocks``; those of one container become one quotation."""
        for container, group in groupby(blocks, key=lambda block: block.container):
            members = list(group)
            if container:
                yield myst.quote(self._flow(members), classes=_quote_classes(members))
            else:
                yield from self._flow(members)

    def _flow(self, blocks: Sequence[Block]) -> Iterator[str]:
        """Markdown of ``blocks``; list items that follow one another become one list."""
        for is_list, group in groupby(blocks, key=lambda block: block.kind in _LIST_DEPTH):
            if is_list:
                yield myst.plain_list([(_LIST_DEPTH[block.kind], self._paragraph(block)) for block in group])
            else:
                yield from (self._block(block) for block in group)

    def _block(self, block: Block) -> str:
        if block.kind == "heading":
            return myst.heading(self.inline(block), block.level + 1, anchor=_anchor(block))
        if block.kind == "notes-heading":
            return myst.rubric(myst.escape(block.text), anchor=_anchor(block), name=block.kind)
        return self._paragraph(block)

    def _paragraph(self, block: Block) -> str:
        classes = [block.kind] if block.kind in CLASSED else []
        return myst.paragraph(self.inline(block), anchor=_anchor(block), classes=classes)

    def note(self, note: Note) -> str:
        anchor = note.locus.anchor if note.locus else ""
        return myst.note(note.label, [self.inline(block) for block in note.blocks], anchor=anchor)

    def inline(self, block: Block) -> str:
        """The block's text with its marks and annotations as roles."""
        parts: list[tuple[str, bool]] = []
        cursor = 0
        for start, end, markdown in self._pieces(block):
            if start > cursor:
                parts += _plain(block, cursor, start, at_end=start == end == len(block.text))
            parts.append((markdown, False))
            cursor = max(cursor, end)
        if cursor < len(block.text):
            parts += _plain(block, cursor, len(block.text))
        return myst.joined(parts)

    def _pieces(self, block: Block) -> list[tuple[int, int, str]]:
        """Everything in the block that is not plain text: ``(start, end, Markdown)``, in order and without overlap.

        Roles do not nest. An inner annotation outranks an outer one, of which the longest stretch that is left is marked;
        so it is with emendations, but one that lies wholly inside an annotation goes along with it.
        """
        text = block.text
        points = [span for span in block.spans if span.start == span.end]
        breaks = [(span.start, span.start) for span in points]
        pieces = [(span.start, span.start, self._point(span)) for span in points]
        for parallel in self.parallels:
            end = parallel.first.end
            if parallel.first.locus == block.locus and text[parallel.first.start : end].strip():
                breaks.append((end, end))
                pieces.append((end, end, myst.role("parallel", str(parallel.second.locus))))
        placed: list[tuple[int, int, Annotation]] = []
        for annotation in sorted(self._shown(block), key=lambda each: each.end - each.start):
            taken = [(start, end) for start, end, _ in placed]
            free = _free_piece(text, (annotation.start, annotation.end), taken, breaks)
            if free:
                placed.append((*free, annotation))
        carried: dict[Annotation, list[Span]] = {}
        for span in (span for span in block.of_kind("emendation") if span.end > span.start):
            taken = [(start, end) for start, end, _ in placed]
            free = _free_piece(text, (span.start, span.end), taken, breaks)
            around = next((each for start, end, each in placed if start < span.end and span.start < end), None)
            if free:
                emphases = _emphases(block, *free)
                markdown = myst.role("emended", text[slice(*free)], f"{self.siglum}-{span.value}", emphases)
                pieces.append((*free, markdown))
            elif around:
                carried.setdefault(around, []).append(span)
            else:
                pieces.append((span.start, span.start, self._point(span)))
        for start, end, annotation in placed:
            emphases = _emphases(block, start, end)
            markdown = self._mention(text[start:end], annotation, carried.get(annotation, ()), emphases)
            pieces.append((start, end, markdown))
        return sorted(pieces, key=lambda piece: piece[:2])

    def _shown(self, block: Block) -> list[Annotation]:
        """The annotations of the block that have a target to link to; headings stay free of links."""
        if block.kind == "heading":
            return []
        found = self.annotated.get((str(block.locus), block.text), ())
        return [each for each in found if each.target and not each.get(LATER)]

    def _point(self, span: Span) -> str:
        """Markdown of a span that shows no words of the text."""
        if span.kind == "note":
            return myst.note_mark(span.value) if span.value in self.noted else myst.role("lost-note", span.value)
        if span.kind == "page":
            return myst.role("page", span.value, f"{self.siglum}-p{span.value}")
        if span.kind == "gap":
            return " " + myst.role("gap", span.value)
        return myst.role("emended-here", f"{self.siglum}-{span.value}")

    def _mention(
        self, text: str, annotation: Annotation, emendations: Sequence[Span], emphases: Sequence[Range]
    ) -> str:
        """The role of an annotation; emendations inside it go along."""
        target = annotation.target
        if annotation.type == "work":
            said = ((name, annotation.get(name)) for name in ("volume", "number", "chapter", "page"))
            locator = ", ".join(f"{name} {value.replace('-', '–')}" for name, value in said if value)
            via = annotation.get("via")
            target += f"; {locator}" if locator or via else ""
            target += f"; {via}" if via else ""
        elif annotation.type == "date":
            target += f" {annotation.get('calendar')}".rstrip()
        target += "".join(f" +{self.siglum}-{span.value}" for span in emendations)
        return myst.role(annotation.type, text, target, emphases)


Range = tuple[int, int]


def _emphases(block: Block, start: int, end: int) -> list[Range]:
    """Where in ``block.text[start:end]`` words are emphasised, without spaces at their edges."""
    found = []
    for span in block.of_kind("emphasis"):
        words = block.text[max(span.start, start) : min(span.end, end)] if span.start < end and start < span.end else ""
        if words.strip():
            first = max(span.start, start) - start + len(words) - len(words.lstrip())
            found.append((first, first + len(words.strip())))
    return found


def _plain(block: Block, start: int, end: int, *, at_end: bool = True) -> Iterator[tuple[str, bool]]:
    """``block.text[start:end]``, in which nothing is annotated, as Markdown: pieces, and whether each is emphasised."""
    text = block.text[start:end]
    cursor = 0
    for low, high in [*_emphases(block, start, end), (len(text), len(text))]:
        if low > cursor:
            last = at_end and low == len(text)
            yield myst.escape(text[cursor:low], at_start=not start + cursor, at_end=last), False
        if high > low:
            yield myst.escape(text[low:high], at_start=False), True
        cursor = high


def _free_piece(text: str, span: Range, taken: Sequence[Range], breaks: Sequence[Range]) -> Range | None:
    """The longest stretch of ``span`` that nothing ``taken`` covers, no break cuts and a role can hold, or None."""
    edges = {span[0], span[1], *(edge for pair in (*taken, *breaks) for edge in pair if span[0] < edge < span[1])}
    free = []
    for start, end in pairwise(sorted(edges)):
        if any(low <= start and end <= high for low, high in taken):
            continue
        kept = text[start:end].strip(" ,;:.()") if taken else text[start:end].strip()
        if kept and myst.can_hold(kept):
            first = text.index(kept, start)
            free.append((first, first + len(kept)))
    return max(free, key=lambda piece: piece[1] - piece[0], default=None)


def _quote_classes(blocks: Sequence[Block]) -> list[str]:
    kinds = {block.kind for block in blocks}
    if kinds == {"quote"}:
        return []
    return sorted(kinds) if kinds in ({"epigraph"}, {"verse"}) else ["letter"]


def _anchor(block: Block) -> str:
    return block.locus.anchor if block.locus else ""


def apparatus_page(siglum: str, entries: Sequence[Entry]) -> str:
    """The page that lists every emendation of an edition: where, the reading, the lemma, the reason."""
    parts = [
        myst.heading("Apparatus", 1, anchor=f"{siglum}-apparatus"),
        "Where the text departs from its source: the place, the reading of this edition, a closing bracket, what the source has, and why.",
    ]
    for entry in entries:
        emendation = entry.emendation
        place = myst.role("locus", emendation.place, emendation.place)
        reading = myst.escape(emendation.reading, at_start=False) or "*omitted*"
        lemma = myst.escape(_printable(emendation.lemma), at_start=False)
        line = f"{place} {reading} \\] {lemma} ({myst.escape(emendation.reason, at_start=False)})"
        parts.append(myst.paragraph(line, anchor=f"{siglum}-{entry.number}", classes=["apparatus-entry"]))
    return "\n\n".join(parts) + "\n"


def _printable(text: str) -> str:
    """``text`` with characters for private use, which no font has, given by their code points."""
    return "".join(f"U+{ord(char):04X}" if unicodedata.category(char) == "Co" else char for char in text)


def absent_page(siglum: str, front: Front, contents: Mapping[str, str], where: str) -> str:
    """The front page of an edition whose text is not at hand: what it contains and where the text can be had."""
    items = "\n".join(f"- {myst.escape(title)}" for title in contents.values())
    parts = (
        front_page(siglum, front),
        ABSENT,
        where.strip(),
        "It contains:" if items else "",
        items,
        commentary_on(siglum),
    )
    return "\n\n".join(part for part in parts if part) + "\n"


ABSENT = "The text of this edition belongs to others and is not part of this copy of the handbook."
