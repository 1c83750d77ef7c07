"""The corpus on disk: the core's only file I/O.

An edition folder ``corpus/<siglum>/`` holds ``edition.toml``, and if need be ``emendations.toml`` and ``ledger.txt``; our own
texts also hold ``source.txt``. Texts of others lie in a folder that the user names, and are known by their SHA-256.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from sphinx_handbook import loci, pages
from sphinx_handbook.authority import Person, Work, parse_persons, parse_works
from sphinx_handbook.emend import Emendation, Entry, emend
from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.readers import PRESETS, BlockMap, Gap, Reading, SourceFile, read
from sphinx_handbook.readers.blockmap import KINDS, line_kinds, parse_ranges
from sphinx_handbook.readers.lines import Line
from sphinx_handbook.recognisers import Recogniser
from sphinx_handbook.schema import forbid_extra_keys, line_of, parse_toml, structure
from sphinx_handbook.text import Division, Edition

LARGEST_TEXT = 40_000_000
"""Bytes. The longest edition has one million; a larger file is not read at all."""


@dataclass(frozen=True, slots=True)
class GapData:
    """``[[file.gap]]``: words lost in the source, behind ``after`` on ``line``."""

    line: int
    after: str
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FileData:
    """``[[file]]``: one raw text. Own texts give ``path``; texts of others their ``sha256``."""

    key: str = "text"
    path: str = ""
    sha256: str = ""
    first_note: int = 0
    letters: str = ""
    blocks: dict[str, str] = field(default_factory=dict)
    gap: tuple[GapData, ...] = ()


@dataclass(frozen=True, slots=True)
class EditionData:
    """``edition.toml``. ``reading`` names a preset and what is changed in it; ``contents`` maps division ids to headings."""

    title: str
    author: str
    about: str
    rights: str
    calendar: Literal["julian", "gregorian"]
    year: int
    file: tuple[FileData, ...]
    contents: dict[str, str] = field(default_factory=dict)
    reading: dict[str, Any] = field(default_factory=dict)
    published: str = ""
    language: str = "en"
    where: str = ""


forbid_extra_keys(GapData)
forbid_extra_keys(FileData)


@dataclass(frozen=True, slots=True)
class EditionFolder:
    """An edition as its folder describes it, before any text is read."""

    siglum: str
    folder: Path
    path: str
    data: EditionData
    reading: Reading
    maps: tuple[BlockMap, ...]
    emendations: tuple[Emendation, ...]
    emendation_lines: tuple[int, ...]
    published: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Converted:
    """An edition with its text: read, addressed, emended."""

    folder: EditionFolder
    edition: Edition
    sources: tuple[SourceFile, ...]
    entries: tuple[Entry, ...]
    removed: tuple[tuple[str, Line], ...]
    fingerprints: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything the handbook is made from. Editions whose text is not at hand are in ``folders`` but not in ``converted``."""

    folders: tuple[EditionFolder, ...]
    converted: tuple[Converted, ...]
    persons: Mapping[str, Person]
    works: Mapping[str, Work]
    problems: tuple[Problem, ...]

    def recogniser(self) -> Recogniser:
        return Recogniser.of(self.persons.values(), self.works.values())


def load(root: Path, texts: Path | None = None) -> Corpus:
    """Read the corpus below ``root`` and the texts of the editions in the folder ``texts``.

    What is wrong is in ``Corpus.problems``; an edition with a broken folder or text is left out of ``converted``.
    """
    problems: list[Problem] = []
    persons, found = read_persons(root)
    problems += found
    works, found = read_works(root)
    problems += found
    folders = []
    for path in sorted((root / "corpus").glob("*/edition.toml")):
        try:
            folders.append(_read_folder(root, path.parent))
        except ProblemError as error:
            problems += error.problems
    shelf = Shelf.of(texts) if texts else Shelf()
    problems += shelf.problems
    converted = []
    for folder in folders:
        try:
            edition = _convert(folder, shelf)
        except ProblemError as error:
            problems += error.problems
            continue
        if edition is not None:
            converted.append(edition[0])
            problems += edition[1]
    problems += shelf.strangers(folders)
    return Corpus(tuple(folders), tuple(converted), persons, works, tuple(problems))


def read_persons(root: Path) -> tuple[dict[str, Person], list[Problem]]:
    return _read_authority(root, "corpus/authority/persons.toml", parse_persons)


def read_works(root: Path) -> tuple[dict[str, Work], list[Problem]]:
    return _read_authority(root, "references.bib", parse_works)


def _read_authority(root: Path, path: str, parse: Any) -> tuple[dict[str, Any], list[Problem]]:
    try:
        return parse(_read_utf8(root / path, path), path)  # type: ignore[no-any-return]
    except ProblemError as error:
        return {}, list(error.problems)


def _read_utf8(file: Path, path: str) -> str:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise ProblemError([Problem(path, 0, "text-missing", f"the file cannot be read: {error.strerror}")]) from None
    return _decode(raw, path)


def _decode(raw: bytes, path: str) -> str:
    if len(raw) > LARGEST_TEXT:
        raise ProblemError(
            [Problem(path, 0, "text-line-long", f"the file has {len(raw):,} bytes; at most {LARGEST_TEXT:,} are read")]
        )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        message = f"byte {column} of the line (0x{raw[error.start]:02X}) is not UTF-8"
        raise ProblemError(
            [
                Problem(
                    path,
                    line,
                    "text-encoding",
                    message,
                    "Save the text as UTF-8; the bytes look like another encoding.",
                )
            ]
        ) from None


def _read_folder(root: Path, folder: Path) -> EditionFolder:
    siglum = folder.name
    path = folder.relative_to(root).as_posix()
    if not re.fullmatch(r"[a-z][a-z0-9]*", siglum):
        raise ProblemError(
            [
                Problem(
                    path, 0, "toml-value", f"{siglum!r} is no siglum", "Name the folder with small letters and digits."
                )
            ]
        )
    text = _read_utf8(folder / "edition.toml", f"{path}/edition.toml")
    data = structure(parse_toml(text, f"{path}/edition.toml"), EditionData, text, f"{path}/edition.toml")
    reading = _reading(data.reading, text, f"{path}/edition.toml")
    maps = tuple(_block_map(file, index, text, f"{path}/edition.toml") for index, file in enumerate(data.file))
    emendations, lines = _read_emendations(folder, f"{path}/emendations.toml")
    published: dict[str, str] = {}
    if (folder / "ledger.txt").exists():
        published, problems = loci.parse_ledger(
            _read_utf8(folder / "ledger.txt", f"{path}/ledger.txt"), f"{path}/ledger.txt"
        )
        if problems:
            raise ProblemError(problems)
    return EditionFolder(siglum, folder, path, data, reading, maps, emendations, lines, published)


def _reading(table: Mapping[str, Any], text: str, path: str) -> Reading:
    preset = table.get("preset", "")
    if preset not in PRESETS:
        message = f"there is no preset {preset!r}" if preset else "the key preset is missing"
        known = ", ".join(sorted(PRESETS))
        raise ProblemError(
            [Problem(path, line_of(text, ("reading", "preset")), "toml-value", message, f"The presets are {known}.")]
        )
    changes = {key: value for key, value in table.items() if key != "preset"}
    reading = structure({**asdict(PRESETS[preset]), **changes}, Reading, text, path, ("reading",))
    for key in ("division", "notes_heading", "artefact"):
        try:
            re.compile(getattr(reading, key))
        except re.error as error:
            raise ProblemError(
                [Problem(path, line_of(text, ("reading", key)), "toml-value", f"{key} is no pattern: {error}")]
            ) from None
    return reading


def _block_map(file: FileData, index: int, text: str, path: str) -> BlockMap:
    root = ("file", str(index))
    unknown = [kind for kind in file.blocks if kind not in KINDS]
    if unknown:
        raise ProblemError(
            [
                Problem(
                    path,
                    line_of(text, (*root, "blocks", kind)),
                    "toml-key",
                    f"there is no kind of block {kind!r}",
                    f"The kinds are {', '.join(KINDS)}.",
                )
                for kind in unknown
            ]
        )
    for key, ranges in (("letters", file.letters), *file.blocks.items()):
        try:
            parse_ranges(ranges)
        except ValueError as error:
            raise ProblemError(
                [
                    Problem(
                        path,
                        line_of(text, (*root, key)),
                        "toml-value",
                        str(error),
                        "Write line numbers and ranges: 13, 39-40.",
                    )
                ]
            ) from None
    gaps = tuple(Gap(gap.line, gap.after, gap.reason, gap.note) for gap in file.gap)
    # The kinds are completed when the text, and with it the blank lines inside ranges, is known.
    return BlockMap(letters=parse_ranges(file.letters), gaps=gaps)


def _read_emendations(folder: Path, path: str) -> tuple[tuple[Emendation, ...], tuple[int, ...]]:
    file = folder / "emendations.toml"
    if not file.exists():
        return (), ()
    text = _read_utf8(file, path)
    tables = parse_toml(text, path)
    for key in tables:
        if key != "emendation" or not isinstance(tables[key], list):
            raise ProblemError(
                [
                    Problem(
                        path,
                        line_of(text, (key,)),
                        "toml-key",
                        f"unknown key: {key}",
                        "Emendations are tables [[emendation]].",
                    )
                ]
            )
    records = tables.get("emendation", [])
    heads = [number for number, line in enumerate(text.split("\n"), 1) if line.strip().startswith("[[emendation]]")]
    lines = tuple(heads) if len(heads) == len(records) else (1,) * len(records)
    emendations = tuple(
        structure(record, Emendation, text, path, ("emendation", str(index))) for index, record in enumerate(records)
    )
    return emendations, lines


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files of a folder of texts, by the SHA-256 of their bytes."""

    texts: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, folder: Path) -> Shelf:
        if not folder.is_dir():
            return cls(
                {},
                (
                    Problem(
                        str(folder),
                        0,
                        "text-missing",
                        "there is no such folder of texts",
                        "Give the folder with --texts or HANDBOOK_TEXTS.",
                    ),
                ),
            )
        texts: dict[str, tuple[str, bytes]] = {}
        problems = []
        for file in sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")):
            if file.stat().st_size > LARGEST_TEXT:
                problems.append(
                    Problem(
                        file.name, 0, "text-line-long", f"the file has {file.stat().st_size:,} bytes and is not read"
                    )
                )
                continue
            raw = file.read_bytes()
            texts[hashlib.sha256(raw).hexdigest()] = (file.name, raw)
        return cls(texts, tuple(problems))

    def strangers(self, folders: Iterable[EditionFolder]) -> Iterator[Problem]:
        """Files that belong to no edition, each with the edition whose text it looks like."""
        folders = list(folders)
        known = {file.sha256 for folder in folders for file in folder.data.file}
        for digest, (name, raw) in self.texts.items():
            if digest not in known:
                yield _stranger(name, raw, folders)


def _stranger(name: str, raw: bytes, folders: Iterable[EditionFolder]) -> Problem:
    try:
        text = _decode(raw, name)
    except ProblemError as error:
        return error.problems[0]
    likeness = max(((_likeness(text, folder), folder.siglum) for folder in folders), default=(0.0, ""))
    if likeness[0] < 0.05:
        return Problem(
            name,
            0,
            "text-unknown",
            "the file belongs to no edition",
            "Take it out of the folder, or make an edition of it.",
        )
    share, siglum = likeness
    what = "a changed copy of the text" if share > 0.9 else "another edition of the text"
    return Problem(
        name, 0, "text-differs", f"the file is not the text of {siglum}, but {share:.0%} of its blocks are: it looks like {what}",
        "Get the file whose SHA-256 edition.toml names, or make a new edition of this one.",
    )  # fmt: skip


def _likeness(text: str, folder: EditionFolder) -> float:
    best = 0.0
    for file in folder.data.file:
        if file.path or not folder.published:
            continue
        found = read(
            SourceFile(file.key, file.key, text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\x00", "")),
            folder.reading,
        )
        blocks = [block for division in found.divisions for block in (division.heading, *division.blocks)]
        share = loci.overlap(folder.published, [loci.fingerprint(block.text) for block in blocks])
        best = max(best, share)
    return best


def _convert(folder: EditionFolder, shelf: Shelf) -> tuple[Converted, list[Problem]] | None:
    """Read, address and emend the edition; None where one of its texts is not at hand."""
    sources: list[SourceFile] = []
    for data, block_map in zip(folder.data.file, folder.maps, strict=True):
        if data.path:
            path = f"{folder.path}/{data.path}"
            text = _read_utf8(folder.folder / data.path, path)
        elif data.sha256 in shelf.texts:
            path, raw = shelf.texts[data.sha256]
            text = _decode(raw, path)
        else:
            return None
        blank = frozenset(number for number, line in enumerate(text.split("\n"), 1) if not line.strip())
        kinds = line_kinds(((kind, ranges) for kind, ranges in data.blocks.items()), blank)  # type: ignore[misc]
        sources.append(SourceFile(data.key, path, text, replace(block_map, kinds=kinds)))
    problems: list[Problem] = []
    divisions: list[Division] = []
    removed: list[tuple[str, Line]] = []
    ids = list(folder.data.contents)
    next_note: int | None = None
    for source, data in zip(sources, folder.data.file, strict=True):
        result = read(source, folder.reading, ids=ids[len(divisions) :], first_note=data.first_note or next_note)
        if not result.divisions:
            raise ProblemError(result.problems)
        divisions += result.divisions
        removed += [(source.key, line) for line in result.removed]
        problems += result.problems
        next_note = _next_note(folder.reading, divisions)
    edition = loci.number(Edition(folder.siglum, tuple(divisions)))
    prints = loci.fingerprints(edition)
    emended, entries, found = emend(
        edition, folder.emendations, folder.emendation_lines, f"{folder.path}/emendations.toml"
    )
    problems += found
    problems += _heading_problems(folder, emended)
    if folder.published:
        problems += loci.compare(folder.published, prints, f"{folder.path}/ledger.txt")
    return Converted(folder, emended, tuple(sources), tuple(entries), tuple(removed), prints), problems


def _next_note(reading: Reading, divisions: Iterable[Division]) -> int | None:
    if reading.numbering == "division":
        return None
    return reading.first_note + sum(len(division.notes) for division in divisions)


def _heading_problems(folder: EditionFolder, edition: Edition) -> Iterator[Problem]:
    declared = folder.data.contents
    if not declared:
        return
    text = (folder.folder / "edition.toml").read_text(encoding="utf-8")
    path = f"{folder.path}/edition.toml"
    found = {division.id: division.heading.text for division in edition.divisions}
    for division_id in {**declared, **found}:
        wanted, have = declared.get(division_id), found.get(division_id)
        if wanted != have:
            message = f"division {division_id} is declared as {wanted!r}, but the text has {have!r}"
            yield Problem(
                path,
                line_of(text, ("contents", division_id)),
                "heading-unexpected",
                message,
                "Correct [contents], or the pattern `division` in [reading].",
            )


def publish(folder: EditionFolder, prints: Mapping[str, str]) -> None:
    """Write the edition's ledger."""
    write_if_different(folder.folder / "ledger.txt", loci.format_ledger(prints))


def write_if_different(file: Path, text: str) -> bool:
    """Write ``text`` unless the file holds just that, so that its time changes only with its bytes; whole or not at all."""
    data = text.encode()
    if file.is_file() and file.read_bytes() == data:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(name, 0o644)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


MANIFEST = ".manifest"


def write_pages(folder: Path, texts: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Make ``folder`` hold the pages ``texts`` (by path below it) and no page that an earlier call wrote.

    Returns the paths written and those removed. Files that no call wrote are left alone.
    """
    manifest = folder / MANIFEST
    before = manifest.read_text(encoding="utf-8").splitlines() if manifest.is_file() else []
    stale = sorted(name for name in before if name not in texts and _inside(folder, name))
    # The manifest first names old and new pages: a call that is interrupted leaves no page that none will prune.
    write_if_different(manifest, "".join(f"{name}\n" for name in sorted({*before, *texts})))
    written = [name for name, text in texts.items() if write_if_different(folder / name, text)]
    for name in stale:
        (folder / name).unlink(missing_ok=True)
    write_if_different(manifest, "".join(f"{name}\n" for name in sorted(texts)))
    return written, stale


def _inside(folder: Path, name: str) -> bool:
    return (folder / name).resolve().is_relative_to(folder.resolve())


def edition_texts(corpus: Corpus) -> dict[str, str]:
    """Every page of every edition, by path below the folder of generated pages (``woods/127.md``)."""
    recogniser = corpus.recogniser()
    by_siglum = {converted.folder.siglum: converted for converted in corpus.converted}
    texts: dict[str, str] = {}
    for folder in corpus.folders:
        data = folder.data

        @cache
        def annotate(text: str, data: EditionData = data) -> Any:
            return recogniser.annotate(text, data.calendar, data.year)

        converted = by_siglum.get(folder.siglum)
        if converted:
            made = pages.edition_pages(
                converted.edition, pages.front_page(folder.siglum, data), converted.entries, annotate
            )
        else:
            made = {pages.INDEX: pages.absent_page(pages.front_page(folder.siglum, data), data.contents, data.where)}
        texts.update({f"{folder.siglum}/{name}.md": text for name, text in made.items()})
    return texts
