"""Begin something new: a comment, a person, a term, an event, an edition. Nothing that is there is changed or overwritten."""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections.abc import Callable
from pathlib import Path

from sphinx_handbook import corpus
from sphinx_handbook.authority import parse_entries, parse_events, parse_persons
from sphinx_handbook.authority.events import LAST_JULIAN, Event
from sphinx_handbook.authority.records import id_faults
from sphinx_handbook.cli.common import add_texts, load, print_problems
from sphinx_handbook.commentary import comments_in
from sphinx_handbook.dates import Calendar
from sphinx_handbook.edition import parse_edition
from sphinx_handbook.origins import Origin
from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.propose import edition_toml, propose
from sphinx_handbook.propose.addresses import commentary_page, lemma_of, nearest
from sphinx_handbook.propose.records import Draft, Exists, head_of, slug, with_entry, with_event, with_person
from sphinx_handbook.schema import UNWRITTEN
from sphinx_handbook.text import Locus


class Refused(Exception):
    """Why nothing was written."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    things = parser.add_subparsers(parser_class=argparse.ArgumentParser, title="what", metavar="WHAT", required=True)
    comment = _thing(things, "commentary", new_commentary, "a page with a comment on a passage")
    comment.add_argument("address", help="the passage, such as trotsky.43.17")
    comment.add_argument("lemma", nargs="?", default="", help="the words that the comment is on")
    add_texts(comment)
    person = _thing(things, "person", new_person, "a person in persons.toml")
    person.add_argument("name", help="the name, as “Anna Weiss” or “Weiss, Anna”")
    term = _thing(things, "term", new_term, "a term, a place or another record of a kind")
    term.add_argument("word", help="the word, as texts have it")
    term.add_argument("--kind", default="terms", help="the file it goes to, such as places (default: terms)")
    event = _thing(things, "event", new_event, "an event in events.toml")
    event.add_argument("date", help="the day or month, as people there wrote it: 1917-07-03")
    event.add_argument("title", help="a headline in the present tense")
    event.add_argument("--abroad", action="store_true", help="it happened where the calendar was Gregorian")
    for record in (person, term, event):
        record.add_argument("--id", default="", help="the id, where none can be made of the words or another is wanted")
    edition = _thing(things, "edition", new_edition, "the folder of an edition, from a raw text")
    edition.add_argument("file", type=Path, help="the raw text")
    edition.add_argument("siglum", nargs="?", default="", help="the edition's short name (default: made of the file's)")
    edition.add_argument(
        "--own", action="store_true", help="the text is ours to publish: copy it into the edition's folder"
    )


def _thing(
    things: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    make: Callable[[argparse.Namespace], None],
    summary: str,
) -> argparse.ArgumentParser:
    parser = things.add_parser(name, help=summary, description=(make.__doc__ or "").strip())
    parser.set_defaults(make=make)
    return parser


def run(options: argparse.Namespace) -> int:
    try:
        options.make(options)
    except Refused as why:
        print(why, file=sys.stderr)
        return 1
    except ProblemError as error:
        print_problems(error.problems)
        return 1
    return 0


def new_commentary(options: argparse.Namespace) -> None:
    """Write a page of docs/commentary/ with a comment on a passage."""
    found = load(options)
    address = _known(options.address, found)
    block = next(
        (block for one in found.converted for block in one.edition.blocks() if str(block.locus) == address), None
    )
    lemma = " ".join(options.lemma.split())
    if '"' in lemma:
        raise Refused("a lemma with a straight quotation mark cannot be written; give fewer words")
    if block and lemma and lemma not in block.text:
        raise Refused(f"{address} does not have the words {lemma!r}; it begins {block.text[:60]!r}")
    if block and not lemma:
        lemma = lemma_of(block.text)
    if not lemma:
        raise Refused(
            f"the text of {address} is not at hand, so that its first words cannot be taken; name the words that the comment is on: "
            f'handbook new commentary {address} "a few words"'
        )
    folder = options.root / corpus.COMMENTARY
    for page in sorted(folder.glob("*.md")):
        path = page.relative_to(options.root).as_posix()
        for comment in comments_in(page.read_text(encoding="utf-8", errors="replace"), path)[0]:
            if any((str(passage.address), passage.lemma) == (address, lemma) for passage in comment.passages):
                raise Refused(f"{path}:{comment.use.line}: there is a comment on these words; go on with that one")
    file = folder / f"{address.replace('.', '-')}.md"
    if file.exists():
        file = folder / f"{file.stem}-{slug(lemma)}.md"
    if file.exists():
        raise Refused(f"{_shown(file, options)}:1: the page is there already; go on with that one")
    corpus.write_if_different(file, commentary_page(address, lemma))
    _say_next(
        f"{_shown(file, options)} written",
        f"write the comment in the place of {UNWRITTEN}, then `handbook check`; `handbook serve` shows it in the browser as "
        f"commentary/{file.stem}.html",
        "docs/contributing/new.md",
    )


def _known(address: str, found: corpus.Corpus) -> str:
    """``address``, if it is in the ledger of its edition or in its text."""
    try:
        locus = Locus.parse(address)
    except ValueError as error:
        raise Refused(str(error)) from None
    folder = next((folder for folder in found.folders if folder.siglum == locus.siglum), None)
    if folder is None:
        sigla = ", ".join(folder.siglum for folder in found.folders)
        raise Refused(f"there is no edition {locus.siglum!r}; the editions are {sigla}")
    converted = next((one for one in found.converted if one.folder is folder), None)
    known = list(folder.published) or list(converted.fingerprints if converted else ())
    if not known:
        hint = "run `handbook convert` with its text first"
        raise Refused(f"{folder.path}/ledger.txt: the edition has published no addresses; {hint}")
    if address not in known:
        raise Refused(
            f"{folder.path}/ledger.txt: there is no {address}; the nearest are {', '.join(nearest(address, known))}"
        )
    return address


def new_person(options: argparse.Namespace) -> None:
    """Write a person into persons.toml, at the place of the name."""
    name = _given(options.name, "name")
    authority, problems, _ = corpus.read_authority(options.root)
    names, _ = corpus.read_names(options.root)
    _add(
        options,
        "persons",
        lambda text: with_person(text, authority.persons, names, name, options.id),
        lambda text, path: parse_persons(text, path)[1],
        problems,
        "docs/contributing/people-and-works.md",
    )


def new_term(options: argparse.Namespace) -> None:
    """Write a term, a place or another record into the file of its kind."""
    word = _given(options.word, "word")
    authority, problems, _ = corpus.read_authority(options.root)
    kind = authority.kinds.get(options.kind)
    if kind is None:
        known = ", ".join(authority.kinds) or "none"
        raise Refused(f"{corpus.AUTHORITY_FILES}/kinds.toml: there is no kind {options.kind!r}; there are {known}")
    _add(
        options,
        kind.id,
        lambda text: with_entry(text, kind.entries, word, options.id),
        lambda text, path: parse_entries(text, path, kind)[1],
        problems,
        "docs/contributing/reference-part.md",
    )


def new_event(options: argparse.Namespace) -> None:
    """Write an event into events.toml, at the place of its day."""
    title = _given(options.title, "title")
    authority, problems, _ = corpus.read_authority(options.root)
    western = options.abroad or options.date > LAST_JULIAN
    calendar: Calendar = "gregorian" if western else "julian"
    event = Event(title, options.date, UNWRITTEN, calendar, options.abroad)
    try:
        event.when.gregorian  # noqa: B018 – a date that is none raises here
    except ValueError as error:
        raise Refused(f"{error}; write 1917-07-03, 1917-07, or 1917-07-03/1917-07-05") from None
    _add(
        options,
        "events",
        lambda text: with_event(text, authority.events, event, options.id),
        lambda text, path: parse_events(text, path)[1],
        problems,
        "docs/contributing/reference-part.md",
    )


def _given(words: str, what: str) -> str:
    """``words`` with single spaces, if there are any."""
    if not words.strip():
        raise Refused(f"give the {what}")
    return " ".join(words.split())


def _add(
    options: argparse.Namespace,
    name: str,
    draft_of: Callable[[str], Draft],
    problems_of: Callable[[str, str], list[Problem]],
    problems: list[Problem],
    page: str,
) -> None:
    """Write the file of records ``name`` with one more, unless it or its like is there, or the file would be wrong then."""
    path = f"{corpus.AUTHORITY_FILES}/{name}.toml"
    for fault in id_faults(options.id, "dual-power") if options.id else ():
        raise Refused(f"{fault.message}. {fault.hint}")
    own = [problem for problem in problems if problem.path == path]
    if own:
        raise ProblemError(own)
    file = options.root / path
    # Line ends are kept as they are.
    text = file.read_bytes().decode("utf-8") if file.exists() else ""
    try:
        draft = draft_of(text)
    except Exists as there:
        raise Refused(f"{path}:{head_of(text, there.id)}: {there.how}; add to that record what is new") from None
    except ValueError as error:
        raise Refused(str(error)) from None
    if wrong := problems_of(draft.text, path):
        print(f"{path}: with the new record the file would be wrong, so nothing was written", file=sys.stderr)
        raise ProblemError(wrong)
    corpus.write_if_different(file, draft.text)
    for remark in draft.remarks:
        print(f"note: {remark}")
    _say_next(
        f"{path}:{draft.line}: [{draft.id}] written", f"write what stands as {UNWRITTEN}, then `handbook check`", page
    )


def new_edition(options: argparse.Namespace) -> None:
    """Look at a raw text, propose how to read it, and write the folder of its edition."""
    siglum = options.siglum or _siglum(options.file)
    if not re.fullmatch(r"[a-z][a-z0-9]*", siglum) or siglum == corpus.AUTHORITY:
        raise Refused(f"{siglum!r} is no siglum; give one of small letters and digits, a letter first, behind the file")
    folder = options.root / "corpus" / siglum
    if folder.exists() and (folder / "edition.toml").exists():
        raise Refused(f"corpus/{siglum}/edition.toml:1: there is an edition {siglum}; give another siglum")
    within = folder in options.file.resolve().parents
    if folder.exists() and (not within or set(folder.iterdir()) != {options.file.resolve()}):
        raise Refused(f"corpus/{siglum}: the folder is there and has other files; give another siglum")
    text, raw = corpus.read_text(options.file)
    digest = hashlib.sha256(raw).hexdigest()
    _refuse_known(digest, options.root)
    proposal = propose(text, options.file.name)
    own = options.own or within
    name = (options.file.name if within else "source.txt") if own else ""
    made = edition_toml(proposal, path=name, sha256="" if own else digest)
    parse_edition(made, f"corpus/{siglum}/edition.toml")
    if own and not within:
        corpus.write_bytes(folder / name, raw)
    corpus.write_if_different(folder / "edition.toml", made)
    print(f"found: {'; '.join(proposal.findings)}")
    for doubt in proposal.doubts:
        print(f"look at: {doubt}")
    texts = "" if own else f" --texts {options.file.parent}"
    _say_next(
        f"corpus/{siglum}/edition.toml written",
        f"write what stands as {UNWRITTEN} there, add texts/{siglum}/index to a toctree of docs/index.md, then `handbook check{texts}` and "
        f"`handbook build{texts}`",
        "docs/contributing/new.md",
    )


def _siglum(file: Path) -> str:
    """A siglum from a file's name: its letters, the first twelve of them."""
    return re.sub(r"[^a-z]", "", file.stem.lower())[:12]


def _refuse_known(digest: str, root: Path) -> None:
    for folder in corpus.read_editions(root)[0]:
        for index, file in enumerate(folder.data.file):
            held = folder.folder / file.path
            same = file.sha256 == digest or (
                file.path and held.is_file() and hashlib.sha256(held.read_bytes()).hexdigest() == digest
            )
            if same:
                path = f"{folder.path}/edition.toml"
                text = (folder.folder / "edition.toml").read_text(encoding="utf-8")
                line = Origin(path, text, ("file", index)).line
                raise Refused(f"{path}:{line}: this text is that of the edition {folder.siglum}")


def _shown(file: Path, options: argparse.Namespace) -> str:
    return file.relative_to(options.root).as_posix()


def _say_next(done: str, todo: str, page: str) -> None:
    print(f"{done}\nnext: {todo}\n{page} explains it")
