"""The corpus on disk: the core's only file I/O.

An edition folder ``corpus/<siglum>/`` holds ``edition.toml``, and if need be ``emendations.toml``, ``decisions.toml`` and
``ledger.txt``; our own texts also hold ``source.txt``. Texts of others lie in a folder that the user names, and are known by their SHA-256.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sphinx_handbook import commentary, decisions, loci, pages
from sphinx_handbook.authority import (
    Authority,
    Kind,
    dangling,
    mention_fault,
    parse_biographies,
    parse_entries,
    parse_events,
    parse_kinds,
    parse_persons,
    parse_works,
    shared_forms,
)
from sphinx_handbook.decisions import Decision
from sphinx_handbook.edition import EditionData, FileData, parse_decisions, parse_edition, parse_emendations
from sphinx_handbook.emend import Emendation, Entry, emend
from sphinx_handbook.exceptions import Exceptions, Exemption, excuse, parse_exceptions
from sphinx_handbook.names import Names, parse_names
from sphinx_handbook.origins import Origin, place_at
from sphinx_handbook.parallels import Parallel, by_siglum, find_parallels
from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.readers import BlockMap, Reading, SourceFile, read
from sphinx_handbook.readers.blockmap import line_kinds
from sphinx_handbook.readers.lines import Line
from sphinx_handbook.recognisers import Annotated, DateSetting, Recogniser
from sphinx_handbook.recognisers.dates import lost_islands
from sphinx_handbook.recognisers.headwords import mark_later
from sphinx_handbook.safety import data_problems, inside, page_problems
from sphinx_handbook.safety.allowed import DOCS_FILES, LARGEST_PAGE
from sphinx_handbook.schema import UNWRITTEN
from sphinx_handbook.text import Block, Division, Edition

AUTHORITY = "authority"
"""The one folder of the corpus that is no edition."""

COMMENTARY = "docs/commentary"
"""The folder of the pages that comment on passages."""

DECISIONS = "decisions.toml"
"""The name of an edition's file of decisions."""

LARGEST_TEXT = 20_000_000
"""Bytes. The longest edition has one million; a larger file is not read at all."""


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
    emendation_origins: tuple[Origin, ...]
    published: Mapping[str, str]
    decisions: tuple[Decision, ...] = ()
    decision_origins: tuple[Origin, ...] = ()

    @property
    def decided(self) -> str:
        """The path of the file of decisions, which need not be there."""
        return f"{self.path}/{DECISIONS}"


@dataclass(frozen=True, slots=True)
class Converted:
    """An edition with its text: read, addressed, emended, annotated."""

    folder: EditionFolder
    edition: Edition
    sources: tuple[SourceFile, ...]
    entries: tuple[Entry, ...]
    removed: tuple[tuple[str, Line], ...]
    fingerprints: Mapping[str, str]
    annotated: Annotated = field(default_factory=dict)

    def problem(self, block: Block, start: int, words: str, code: str, message: str, hint: str) -> Problem:
        """The problem ``code`` of ``words``, which stand at ``start`` of a block's text, at their place in the source."""
        offset, line = block.place_at(start)
        key = next(division.file for division in self.edition.divisions if division.id == _division_of(block))
        source = next(source for source in self.sources if source.key == key)
        return replace(source.problem(line, code, message, hint, words, start - offset), address=str(block.locus))


def _division_of(block: Block) -> str:
    return block.locus.division if block.locus else ""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything the handbook is made from. Editions whose text is not at hand are in ``folders`` but not in ``converted``."""

    folders: tuple[EditionFolder, ...]
    converted: tuple[Converted, ...]
    authority: Authority
    problems: tuple[Problem, ...]
    names: Names | None = None
    exceptions: Exceptions = field(default_factory=Exceptions)
    excused: tuple[Problem, ...] = ()
    files: frozenset[str] = frozenset()

    def at_hand(self, exemption: Exemption) -> bool:
        """Whether what an exception is about can be looked at: an edition with its text, or a file that is there.

        A path below a folder is one of the project, which is there for everybody.
        """
        if exemption.path:
            return "/" in exemption.path or exemption.path in self.files
        absent = {folder.siglum for folder in self.folders} - {one.folder.siglum for one in self.converted}
        return exemption.place.partition(".")[0] not in absent


def load(root: Path, texts: Path | None = None) -> Corpus:
    """Read the corpus below ``root`` and the texts of the editions in the folder ``texts``.

    What is wrong is in ``Corpus.problems``, or in ``excused`` if an exception lets it stand; an edition with a broken folder or
    text is left out of ``converted``.
    """
    authority, found, faulty = read_authority(root)
    names, wrong_names = read_names(root)
    exceptions, wrong_exceptions = read_exceptions(root)
    problems: list[Problem] = [*found, *wrong_names, *wrong_exceptions]
    # One mistake in an authority file is not reported once more for each decision.
    targets: dict[str, Collection[str] | None] = {"date": (), **authority.targets(), **dict.fromkeys(faulty)}
    folders, broken = read_editions(root)
    problems += broken
    shelf = Shelf.of(texts) if texts else Shelf()
    problems += shelf.problems
    converted = []
    recogniser = Recogniser.of(authority, names)
    for edition_folder in folders:
        try:
            edition = _convert(edition_folder, shelf)
        except ProblemError as error:
            problems += error.problems
            continue
        if edition is not None:
            annotated, found = annotate(edition[0], recogniser, authority, targets)
            converted.append(replace(edition[0], annotated=annotated))
            problems += [*edition[1], *found]
    problems += shelf.strangers(folders)
    problems += check_commentary(root, folders, converted)[0]
    problems += docs_problems(root, authority, faulty)
    left, excused = excuse(exceptions, problems)
    files = frozenset(("references.bib", *(name for name, _ in shelf.texts.values())))
    return Corpus(tuple(folders), tuple(converted), authority, tuple(left), names, exceptions, tuple(excused), files)


def read_editions(root: Path) -> tuple[list[EditionFolder], list[Problem]]:
    """The folders of the editions below ``root``, without their texts, and what is wrong with those left out."""
    folders: list[EditionFolder] = []
    problems: list[Problem] = []
    for folder in _edition_folders(root):
        try:
            folders.append(_read_folder(root, folder))
        except ProblemError as error:
            problems += error.problems
    return folders, problems


def _edition_folders(root: Path) -> list[Path]:
    return sorted(path for path in (root / "corpus").glob("[!.]*/") if path.name != AUTHORITY)


def known_editions(
    root: Path, folders: Iterable[EditionFolder], converted: Iterable[Converted]
) -> dict[str, commentary.EditionText | None]:
    """What commentary may refer to: the addresses of every edition, and its words where its text is at hand.

    An edition whose folder cannot be read is None.
    """
    known: dict[str, commentary.EditionText | None] = {folder.name: None for folder in _edition_folders(root)}
    known |= {folder.siglum: commentary.EditionText(tuple(folder.published)) for folder in folders}
    return known | {one.folder.siglum: commentary.EditionText.of(one.edition) for one in converted}


def check_commentary(
    root: Path, folders: Iterable[EditionFolder], converted: Iterable[Converted]
) -> tuple[list[Problem], list[commentary.Finding]]:
    """What is wrong with the commentary on the pages below ``root/docs``; the findings among it say what would mend it."""
    comments: list[commentary.Comment] = []
    problems: list[Problem] = []
    for path in _own_pages(root):
        try:
            found, wrong = commentary.comments_in(_read_utf8(root / path, path), path)
        except ProblemError as error:
            found, wrong = [], list(error.problems)
        comments += found
        problems += wrong
    findings = list(commentary.check(comments, known_editions(root, folders, converted))) if comments else []
    return [*problems, *(finding.problem for finding in findings)], findings


def reanchor(root: Path, findings: Sequence[commentary.Finding]) -> list[commentary.Finding]:
    """Give each passage of ``findings`` the one address that it should have; returns those that now have it."""
    mended = [finding for finding in findings if finding.address]
    for path in sorted({finding.comment.path for finding in mended}):
        page = (root / path).read_bytes().decode()
        here = [finding for finding in mended if finding.comment.path == path]
        write_if_different(root / path, commentary.reanchor(page, here))
    return mended


def _own_pages(root: Path) -> list[str]:
    """The pages of the handbook that people write, not those that are generated."""
    docs = root / "docs"
    found = [page for page in docs.rglob("*.md") if not page.is_relative_to(docs / "texts")]
    return sorted(page.relative_to(root).as_posix() for page in found if page.is_file())


def read_authority(root: Path) -> tuple[Authority, list[Problem], frozenset[str]]:
    """The authority files below ``root``, what is wrong with them, and the roles whose files have a mistake.

    Only the persons and the works must be there.
    """
    persons, wrong_persons = _read_records(root, f"{_FILES}/persons.toml", parse_persons)
    works, wrong_works = _read_records(root, "references.bib", parse_works)
    biographies, wrong_lives = _read_records(root, f"{_FILES}/biographies.toml", parse_biographies, needed=False)
    events, wrong_events = _read_records(root, f"{_FILES}/events.toml", parse_events, needed=False)
    declared, wrong_kinds = _read_records(root, f"{_FILES}/kinds.toml", parse_kinds, needed=False)
    kinds, wrong_entries = _read_kinds(root, declared)
    authority = Authority(persons, works, biographies, events, kinds)
    problems = [*wrong_persons, *wrong_works, *wrong_lives, *wrong_events, *wrong_kinds, *wrong_entries]
    faulty = {"person"} if wrong_persons else set()
    faulty |= {"work"} if wrong_works else set()
    faulty |= set(authority.by_role) if wrong_entries else set()
    # Nor is it reported once more for each record that names one with a mistake.
    return authority, problems or list(_dangling(root, authority)), frozenset(faulty)


_FILES = f"corpus/{AUTHORITY}"


def _read_kinds(root: Path, declared: Mapping[str, Kind]) -> tuple[dict[str, Kind], list[Problem]]:
    """The kinds with their entries."""
    kinds: dict[str, Kind] = {}
    problems: list[Problem] = []
    for kind in declared.values():
        path = f"{_FILES}/{kind.id}.toml"
        try:
            kinds[kind.id], found = parse_entries(_read_utf8(root / path, path), path, kind)
            problems += found
        except ProblemError as error:
            problems += error.problems
    for kind, entry, form, message in shared_forms(kinds):
        path = f"{_FILES}/{kind.id}.toml"
        hint = "Leave it to the one that it always means, or give both longer forms."
        origin = Origin(path, _read_utf8(root / path, path), (entry.id, "forms", entry.forms.index(form)))
        problems.append(origin.problem("authority-duplicate", message, hint))
    return kinds, problems


def _dangling(root: Path, authority: Authority) -> Iterator[Problem]:
    for fault in dangling(authority):
        path = f"{_FILES}/{fault.file}"
        keys = tuple(part for part in (fault.record, fault.key, fault.number) if part not in ("", None))
        origin = Origin(path, _read_utf8(root / path, path), keys)
        yield origin.problem("authority-reference", fault.message, fault.hint)


def read_names(root: Path) -> tuple[Names | None, list[Problem]]:
    """The names of ``names.toml``, or None where there is no such file."""
    path = f"{_FILES}/names.toml"
    try:
        return parse_names(_read_utf8(root / path, path), path) if (root / path).exists() else (None, [])
    except ProblemError as error:
        return None, list(error.problems)


EXCEPTIONS = "corpus/exceptions.toml"


def read_exceptions(root: Path) -> tuple[Exceptions, list[Problem]]:
    """The exceptions of the project, none where there is no file of them."""
    file = root / EXCEPTIONS
    try:
        return (parse_exceptions(_read_utf8(file, EXCEPTIONS), EXCEPTIONS) if file.exists() else Exceptions()), []
    except ProblemError as error:
        return Exceptions(), list(error.problems)


def unwritten(root: Path, corpus: Corpus) -> Iterator[Problem]:
    """A problem for each place where ``…`` stands for what is still to be written."""
    places: list[tuple[str, tuple[str, ...]]] = [
        (f"{_FILES}/{file}", (record, key))
        for file, record, key, text in corpus.authority.prose()
        if text.strip() == UNWRITTEN
    ]
    places += [
        (f"{folder.path}/edition.toml", (key,))
        for folder in corpus.folders
        for key in ("title", "author", "about", "rights")
        if getattr(folder.data, key).strip() == UNWRITTEN
    ]
    hint = f"Write it in the place of {UNWRITTEN}."
    for path, keys in places:
        origin = Origin(path, _read_utf8(root / path, path), keys)
        yield origin.problem("unwritten", f"{': '.join(keys)} is still to be written", hint)
    for page in sorted((root / COMMENTARY).glob("*.md")):
        path = page.relative_to(root).as_posix()
        for number, text in enumerate(_read_utf8(page, path).split("\n"), 1):
            if text.strip() == UNWRITTEN:
                yield Problem(path, number, "unwritten", "the comment is still to be written", hint)


def _read_records(root: Path, path: str, parse: Any, *, needed: bool = True) -> tuple[dict[str, Any], list[Problem]]:
    """What ``parse`` makes of the file ``path``; nothing where a file that is not ``needed`` is not there."""
    if not needed and not (root / path).exists():
        return {}, []
    try:
        return parse(_read_utf8(root / path, path), path)  # type: ignore[no-any-return]
    except ProblemError as error:
        return {}, list(error.problems)


def _read_utf8(file: Path, path: str) -> str:
    try:
        if file.exists() and not file.is_file():
            raise OSError(0, "it is no ordinary file")
        size = file.stat().st_size
        raw = file.read_bytes() if size <= LARGEST_TEXT else b""
    except OSError as error:
        message = f"the file cannot be read: {(error.strerror or 'it is not there').lower()}"
        hint = "Put the file there, or correct the name where it is given."
        raise ProblemError([Problem(path, 0, "text-missing", message, hint)]) from None
    if size > LARGEST_TEXT:
        raise ProblemError([_too_large(path, size)])
    return _decode(raw, path)


def _too_large(path: str, size: int) -> Problem:
    message = f"the file has {size:,} bytes; at most {LARGEST_TEXT:,} are read"
    return Problem(path, 0, "text-size", message, "Look whether this is the file that was meant.")


def _decode(raw: bytes, path: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8")
        line, column = place_at(before, len(before))
        message = f"the byte 0x{raw[error.start]:02X} is not UTF-8"
        hint = "Save the file as UTF-8; its bytes look like another encoding, such as Latin-1 or UTF-16."
        raise ProblemError([Problem(path, line, "text-encoding", message, hint, column=column)]) from None


def _read_folder(root: Path, folder: Path) -> EditionFolder:
    siglum = folder.name
    path = folder.relative_to(root).as_posix()
    if not re.fullmatch(r"[a-z][a-z0-9]*", siglum):
        hint = "Name the folder with small letters and digits, a letter first; addresses begin with it."
        raise ProblemError([Problem(path, 0, "toml-value", f"{siglum!r} is no siglum", hint)])
    text = _read_utf8(folder / "edition.toml", f"{path}/edition.toml")
    data, reading, maps = parse_edition(text, f"{path}/edition.toml")
    origin = Origin(f"{path}/edition.toml", text)
    problems = [
        origin.at("file", index, "path").problem(
            "toml-value",
            f"the path {file.path!r} leads out of the edition's folder",
            "Put the text into the folder and give its name, such as source.txt; links to other places are not followed.",
        )
        for index, file in enumerate(data.file)
        if file.path and not inside(folder / file.path, folder)
    ]
    emendations: tuple[Emendation, ...] = ()
    emended: tuple[Origin, ...] = ()
    decided: tuple[Decision, ...] = ()
    decided_at: tuple[Origin, ...] = ()
    published: dict[str, str] = {}
    if (folder / "emendations.toml").exists():
        emendations, emended = parse_emendations(
            _read_utf8(folder / "emendations.toml", f"{path}/emendations.toml"), f"{path}/emendations.toml"
        )
    if (folder / DECISIONS).exists():
        decisions_path = f"{path}/{DECISIONS}"
        decided, decided_at = parse_decisions(_read_utf8(folder / DECISIONS, decisions_path), decisions_path)
    if (folder / "ledger.txt").exists():
        ledger = f"{path}/ledger.txt"
        published, broken = loci.parse_ledger(_read_utf8(folder / "ledger.txt", ledger), ledger)
        problems += broken
    if problems:
        raise ProblemError(problems)
    return EditionFolder(
        siglum, folder, path, data, reading, maps, emendations, emended, published, decided, decided_at
    )


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files of a folder of texts, by the SHA-256 of their bytes."""

    texts: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, folder: Path) -> Shelf:
        if not folder.is_dir():
            hint = "Give the folder with --texts or HANDBOOK_TEXTS."
            return cls({}, (Problem(str(folder), 0, "text-missing", "there is no such folder of texts", hint),))
        texts: dict[str, tuple[str, bytes]] = {}
        problems = []
        for file in sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")):
            if file.stat().st_size > LARGEST_TEXT:
                problems.append(_too_large(file.name, file.stat().st_size))
                continue
            try:
                raw = file.read_bytes()
            except OSError as error:
                message = f"the file cannot be read: {(error.strerror or '').lower()}"
                problems.append(Problem(file.name, 0, "text-missing", message, "Allow yourself to read it."))
                continue
            texts[hashlib.sha256(raw).hexdigest()] = (file.name, raw)
        return cls(texts, tuple(problems))

    def strangers(self, folders: Sequence[EditionFolder]) -> Iterator[Problem]:
        """Files that belong to no edition, each with the edition whose text it looks like."""
        owners = {file.sha256: folder.siglum for folder in folders for file in folder.data.file if file.sha256}
        for digest, (name, raw) in self.texts.items():
            if digest not in owners:
                yield _saved_otherwise(name, raw, owners) or _stranger(name, raw, folders)


def _saved_otherwise(name: str, raw: bytes, owners: Mapping[str, str]) -> Problem | None:
    """The problem of a file that has an edition's text to the letter, but in other bytes."""
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "cp1252"
    try:
        text = raw.decode("utf-8")
        changes = {"text-control": "a byte order mark"} if text.startswith("\ufeff") else {}
    except UnicodeDecodeError:
        text = raw.decode(encoding, errors="replace")
        changes = {"text-encoding": f"the encoding {encoding.upper()}"}
    if "\r\n" in text:
        changes["text-line-ends"] = "Windows line ends (CR LF)"
    bare = text.removeprefix("\ufeff").replace("\r\n", "\n").removesuffix("\n")
    for data in (bare.encode(), f"{bare}\n".encode()):
        siglum = owners.get(hashlib.sha256(data).hexdigest())
        if siglum:
            what = " and ".join(changes.values()) or "one line feed more or less at its end"
            message = f"the file has the text of {siglum} to the letter, but with {what}"
            hint = "Get the file as it was published; or save it as UTF-8 without byte order mark, with Unix line ends (LF)."
            return Problem(name, 0, next(iter(changes), "text-differs"), message, hint)
    return None


def _stranger(name: str, raw: bytes, folders: Sequence[EditionFolder]) -> Problem:
    try:
        text = _decode(raw, name).removeprefix("\ufeff").replace("\r\n", "\n").replace("\x00", "")
    except ProblemError as error:
        return error.problems[0]
    share, siglum = max(((_likeness(text, folder), folder.siglum) for folder in folders), default=(0.0, ""))
    if share < 0.05:
        hint = "Take it out of the folder, or make an edition of it."
        return Problem(name, 0, "text-unknown", "the file belongs to no edition", hint)
    what = "a changed copy of the text" if share > 0.8 else "another edition of the text"
    message = f"the file is not the text of {siglum}, but {share:.0%} of its blocks are: it looks like {what}"
    hint = "Get the file whose SHA-256 edition.toml names, or make a new edition of this one."
    return Problem(name, 0, "text-differs", message, hint)


LARGEST_COMPARED = 2_000_000
"""Characters of a stranger that are compared with the editions, which are half as long."""


def _likeness(text: str, folder: EditionFolder) -> float:
    """The share of the blocks of ``text``, read as the edition's files are, that the edition has published."""
    shares = [0.0]
    for file, block_map in zip(folder.data.file, folder.maps, strict=True):
        if file.path or not folder.published:
            continue
        source = _source(file, block_map, file.key, text[:LARGEST_COMPARED])
        found = read(source, folder.reading, first_note=file.first_note or None)
        blocks = [block for division in found.divisions for block in (division.heading, *division.blocks)]
        shares.append(loci.likeness(folder.published, [loci.fingerprint(block.text) for block in blocks]))
    return max(shares)


def _source(file: FileData, block_map: BlockMap, path: str, text: str) -> SourceFile:
    """The text of a file with its block map, in which the kinds are filled in."""
    if file.windows:
        text = unix(text)
    kinds = line_kinds(file.blocks.items(), text.removesuffix("\n").split("\n"))
    return SourceFile(file.key, path, text, replace(block_map, kinds=kinds))


def unix(text: str) -> str:
    """A text as it would be had it not been saved under Windows: without a byte order mark, with line feeds alone."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _sources(folder: EditionFolder, shelf: Shelf) -> list[SourceFile] | None:
    """The edition's texts; None where none of them is at hand."""
    sources: list[SourceFile] = []
    missing: list[Problem] = []
    some_at_hand = any(file.sha256 in shelf.texts for file in folder.data.file)
    for index, (file, block_map) in enumerate(zip(folder.data.file, folder.maps, strict=True)):
        if file.path:
            path = f"{folder.path}/{file.path}"
            sources.append(_source(file, block_map, path, _read_utf8(folder.folder / file.path, path)))
        elif file.sha256 in shelf.texts:
            path, raw = shelf.texts[file.sha256]
            sources.append(_source(file, block_map, path, _decode(raw, path)))
        else:
            message = f"the text {file.key!r} of {folder.siglum} is not among the texts, though others of it are"
            hint = f"Add the file whose SHA-256 is {file.sha256[:12]}…, or take the edition's other texts out of the folder."
            missing.append(_said_by(folder, "file", index, "sha256").problem("text-missing", message, hint))
    if missing and some_at_hand:
        raise ProblemError(missing)
    return None if missing else sources


def _convert(folder: EditionFolder, shelf: Shelf) -> tuple[Converted, list[Problem]] | None:
    """Read, address and emend the edition; None where its texts are not at hand."""
    sources = _sources(folder, shelf)
    if sources is None:
        return None
    problems: list[Problem] = []
    divisions: list[Division] = []
    removed: list[tuple[str, Line]] = []
    ids = list(folder.data.contents)
    next_note: int | None = None
    for source, file in zip(sources, folder.data.file, strict=True):
        result = read(source, folder.reading, ids=ids[len(divisions) :], first_note=file.first_note or next_note)
        if not result.divisions:
            raise ProblemError(result.problems)
        divisions += result.divisions
        removed += [(source.key, line) for line in result.removed]
        problems += result.problems
        next_note = result.next_note
    edition = loci.number(Edition(folder.siglum, tuple(divisions)))
    prints = loci.fingerprints(edition)
    emended, entries, found = emend(edition, folder.emendations, folder.emendation_origins)
    problems += found
    problems += _heading_problems(folder, emended)
    problems += _island_problems(folder, emended)
    problems += loci.compare(folder.published, prints, f"{folder.path}/ledger.txt")
    return Converted(folder, emended, tuple(sources), tuple(entries), tuple(removed), prints), problems


def _heading_problems(folder: EditionFolder, edition: Edition) -> Iterator[Problem]:
    declared = folder.data.contents
    found = {division.id: division.heading.text for division in edition.divisions}
    for division_id in {**declared, **found} if declared else ():
        wanted, have = declared.get(division_id), found.get(division_id)
        if not _same_heading(wanted, have):
            if have is None:
                message = f"division {division_id}, {wanted!r}, is not in the text"
            elif wanted is None:
                message = f"the text has a division {have!r} that [contents] does not declare"
            else:
                message = f"division {division_id} is declared as {wanted!r}, but the text has {have!r}"
            hint = "Correct [contents], or the pattern `division` in [reading]."
            origin = _said_by(folder, "contents", division_id)
            address = f"{folder.siglum}.{division_id}" if have else ""
            yield replace(origin.problem("heading-unexpected", message, hint), address=address)


def _same_heading(declared: str | None, found: str | None) -> bool:
    """Whether the heading is the one declared, which may leave words out by an ellipsis."""
    if declared is None or found is None or "…" not in declared:
        return declared == found
    start, _, end = declared.partition("…")
    return found == declared or (found.startswith(start.rstrip()) and found.endswith(end.lstrip()))


def _island_problems(folder: EditionFolder, edition: Edition) -> Iterator[Problem]:
    for number, key, message in lost_islands(list(edition.blocks()), folder.data.island):
        hint = "Correct the addresses, or the words, which stand as the edition prints them."
        yield _said_by(folder, "island", number, key).problem("island-place", message, hint)


def _said_by(folder: EditionFolder, *keys: str | int) -> Origin:
    """Where ``edition.toml`` says something."""
    path = f"{folder.path}/edition.toml"
    return Origin(path, _read_utf8(folder.folder / "edition.toml", path), keys)


def publish(folder: EditionFolder, prints: Mapping[str, str]) -> bool:
    """Write the edition's ledger; returns whether that changed it."""
    return write_if_different(folder.folder / "ledger.txt", loci.format_ledger(prints))


def read_text(file: Path) -> tuple[str, bytes]:
    """The text of any file in UTF-8, and its bytes; raises :class:`ProblemError` for what is none."""
    return _read_utf8(file, file.name), file.read_bytes()


def write_if_different(file: Path, text: str) -> bool:
    """Write ``text`` unless the file holds just that, so that its time changes only with its bytes; whole or not at all."""
    return write_bytes(file, text.encode())


def write_bytes(file: Path, data: bytes) -> bool:
    """The same for bytes."""
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


def append_decision(folder: EditionFolder, decision: Decision) -> str:
    """Write ``decision`` at the end of the edition's file of decisions, whose bytes stay as they are; whole or not at all.

    Returns what was written, so that :func:`remove_decision` can take it back. Raises :class:`ProblemError` if the file, as it
    is now on disk, could not be read with it.
    """
    file = folder.folder / DECISIONS
    before = _read_utf8(file, folder.decided) if file.exists() else ""
    known, _ = parse_decisions(before, folder.decided)
    added = ("" if not before or before.endswith("\n") else "\n") + ("\n" if before.strip() else "")
    added += decisions.to_toml(decision)
    if "\r\n" in before:
        added = added.replace("\n", "\r\n")
    if parse_decisions(before + added, folder.decided)[0] != (*known, decision):
        hint = "Write the decisions of the file as tables [[decision]]."
        raise ProblemError([Problem(folder.decided, 0, "toml-syntax", "no decision can be appended", hint)])
    write_if_different(file, before + added)
    return added


def remove_decision(folder: EditionFolder, added: str) -> bool:
    """Take back what :func:`append_decision` wrote last; returns whether the file still ended with it."""
    file = folder.folder / DECISIONS
    text = _read_utf8(file, folder.decided) if file.exists() else ""
    if not text.endswith(added):
        return False
    if text == added:
        file.unlink()
    else:
        write_if_different(file, text.removesuffix(added))
    return True


MANIFEST = ".manifest"


def write_pages(folder: Path, texts: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Make ``folder`` hold the pages ``texts`` (by path below it) and no page that an earlier call wrote.

    Returns the paths written and those removed. Files that no call wrote are left alone.
    """
    manifest = folder / MANIFEST
    before = manifest.read_text(encoding="utf-8").splitlines() if manifest.is_file() else []
    stale = sorted(name for name in before if name not in texts and inside(folder / name, folder))
    # The manifest first names old and new pages: a call that is interrupted leaves no page that none will prune.
    written = add_pages(folder, texts)
    for name in stale:
        (folder / name).unlink(missing_ok=True)
    write_if_different(manifest, "".join(f"{name}\n" for name in sorted(texts)))
    return written, stale


def add_pages(folder: Path, texts: Mapping[str, str]) -> list[str]:
    """Make ``folder`` hold the pages ``texts`` besides those that it has; returns the paths written."""
    manifest = folder / MANIFEST
    before = manifest.read_text(encoding="utf-8").splitlines() if manifest.is_file() else []
    write_if_different(manifest, "".join(f"{name}\n" for name in sorted({*before, *texts})))
    return [name for name, text in texts.items() if write_if_different(folder / name, text)]


def with_pages_checked(root: Path, corpus: Corpus) -> Corpus:
    """``corpus``, in which nothing was wrong, with what is wrong with the pages below ``root/docs`` as they are now."""
    problems = [*check_commentary(root, corpus.folders, corpus.converted)[0], *docs_problems(root, corpus.authority)]
    return replace(corpus, problems=tuple(excuse(corpus.exceptions, problems)[0]))


def docs_problems(root: Path, authority: Authority, faulty: Collection[str] = ()) -> list[Problem]:
    """What the pages below ``docs/`` that no call of :func:`write_pages` wrote may not contain, nor the data beside the texts.

    Mentions by the roles ``faulty`` are not looked at: the files that say what there is have a mistake themselves.
    """
    docs = root / "docs"
    generated = _generated(docs / "texts")
    problems: list[Problem] = []
    for folder, names, files in os.walk(docs):
        for name in sorted([*names, *files]):
            file = Path(folder, name)
            path = file.relative_to(root).as_posix()
            if file.is_symlink() and not inside(file, docs):
                hint = "Put the file itself there."
                problems.append(Problem(path, 0, "page-file", "the link leads out of docs/", hint))
            elif name in files and file not in generated:
                problems += _file_problems(file, path, docs, authority, faulty)
    data = [*sorted((root / "corpus").glob("*/*.toml")), root / "references.bib"]
    for file in data:
        path = file.relative_to(root).as_posix()
        try:
            found = data_problems(_read_utf8(file, path), path, authority.by_role)
        except ProblemError:
            continue  # who reads the file says so
        # The roles of authority files have been looked at along with what they name.
        known = path.startswith(f"{_FILES}/")
        problems += (problem for problem in found if not (known and problem.code == "page-role"))
    return problems


def _generated(folder: Path) -> frozenset[Path]:
    manifest = folder / MANIFEST
    names = manifest.read_text(encoding="utf-8").splitlines() if manifest.is_file() else []
    return frozenset({manifest, *(folder / name for name in names)})


def _file_problems(file: Path, path: str, docs: Path, authority: Authority, faulty: Collection[str]) -> list[Problem]:
    """What is wrong with a file below ``docs/``: with what it is, or with what the page says."""
    kind = file.suffix.removeprefix(".").lower()
    if file == docs / "conf.py" or kind in DOCS_FILES - {"md"}:
        return []
    if kind != "md":
        hint = "Take it away; docs/ holds pages whose names end in .md, pictures and style sheets."
        return [Problem(path, 0, "page-file", "the file is nothing that docs/ holds", hint)]
    try:
        if file.stat().st_size > 4 * LARGEST_PAGE:
            hint = "Make several pages of it."
            return [Problem(path, 0, "page-size", f"the page has more than {4 * LARGEST_PAGE:,} bytes", hint)]

        def fault(role: str, content: str) -> tuple[str, str] | None:
            return None if role in faulty else mention_fault(authority, role, content)

        return page_problems(_read_utf8(file, path), path, file, docs, authority.by_role, fault)
    except ProblemError as error:
        return list(error.problems)


def annotate(
    converted: Converted, recogniser: Recogniser, authority: Authority, targets: Mapping[str, Collection[str] | None]
) -> tuple[Annotated, list[Problem]]:
    """What the recognisers find in the edition, after its editors' decisions; and the decisions that do not fit."""
    folder, edition = converted.folder, converted.edition
    found = recogniser.annotate(edition, date_setting(folder.data))
    decided, problems = decisions.apply(edition, found, folder.decisions, folder.decision_origins, targets)
    return mark_later(edition, decided, authority.kinds.values()), problems


def date_setting(data: EditionData) -> DateSetting:
    return DateSetting(data.calendar, data.year, data.island)


def parallels_of(corpus: Corpus) -> dict[str, list[Parallel]]:
    """The words that editions share, by siglum, each first as that edition has it."""
    return by_siglum(find_parallels([(one.edition, one.annotated) for one in corpus.converted]))


def edition_texts(corpus: Corpus, parallels: Mapping[str, Sequence[Parallel]] = MappingProxyType({})) -> dict[str, str]:
    """Every page of every edition, by path below the folder of generated pages (``woods/127.md``)."""
    at_hand = {converted.folder.siglum: converted for converted in corpus.converted}
    texts: dict[str, str] = {}
    for folder in corpus.folders:
        data = folder.data
        front = pages.front_page(folder.siglum, data)
        converted = at_hand.get(folder.siglum)
        if converted:
            shared = parallels.get(folder.siglum, ())
            made = pages.edition_pages(converted.edition, front, converted.entries, converted.annotated, shared)
        else:
            made = {pages.INDEX: pages.absent_page(folder.siglum, front, data.contents, data.where)}
        texts.update({f"{folder.siglum}/{name}.md": text for name, text in made.items()})
    return texts
