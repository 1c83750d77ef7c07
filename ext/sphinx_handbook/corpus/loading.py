"""The whole corpus, read from disk; what is wrong anywhere in it; and what exceptions let stand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from sphinx_handbook.authority import Authority
from sphinx_handbook.corpus.comments import check_commentary
from sphinx_handbook.corpus.converted import Converted, annotate, convert
from sphinx_handbook.corpus.docs import Known, docs_problems, pages_problems
from sphinx_handbook.corpus.folders import EditionFolder, read_editions
from sphinx_handbook.corpus.records import read_authority, read_exceptions, read_names
from sphinx_handbook.corpus.strangers import strangers
from sphinx_handbook.corpus.texts import Shelf, size_at_hand
from sphinx_handbook.exceptions import Exceptions, Exemption, excuse
from sphinx_handbook.names import Names
from sphinx_handbook.problems import Problem, ProblemError
from sphinx_handbook.recognisers import Recogniser


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


LONG = 100_000
"""Bytes. What is shorter is read before a process could be begun for it."""

_Reading = tuple[Converted | None, Sequence[Problem]]
"""An edition, None where its text is not at hand or cannot be read; and what is wrong with it."""

Begin = Callable[[Callable[[], _Reading]], Callable[[], _Reading]]
"""Begins a work, perhaps in another process, and returns what waits for its value."""


def _later(work: Callable[[], _Reading]) -> Callable[[], _Reading]:
    """Begins nothing: the work is done when it is waited for."""
    return work


def load(root: Path, texts: Path | None = None, begin: Begin = _later) -> Corpus:
    """Read the corpus below ``root`` and the texts of the editions in the folder ``texts``.

    What is wrong is in ``Corpus.problems``, or in ``excused`` if an exception lets it stand; an edition with a broken folder or
    text is left out of ``converted``. The longest edition is often longer than all others together: ``begin`` may read it
    beside them.
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
    recogniser = Recogniser.of(authority, names)
    read = partial(_read, shelf=shelf, recogniser=recogniser, authority=authority, targets=targets)
    begun = {folder.siglum: begin(partial(read, folder)) for folder in _longest(folders, shelf)}
    # Whatever can be done before what is begun is waited for.
    on_pages = docs_problems(root, authority, faulty)
    readings = {folder.siglum: read(folder) for folder in folders if folder.siglum not in begun}
    readings |= {siglum: wait() for siglum, wait in begun.items()}
    converted = []
    for folder in folders:
        edition, said = readings[folder.siglum]
        if edition is not None:
            converted.append(edition)
        problems += said
    problems += strangers(shelf, folders)
    problems += check_commentary(root, folders, converted)[0]
    problems += on_pages
    left, excused = excuse(exceptions, problems)
    files = frozenset(("references.bib", *(name for name, _ in shelf.texts.values())))
    return Corpus(tuple(folders), tuple(converted), authority, tuple(left), names, exceptions, tuple(excused), files)


def _longest(folders: Sequence[EditionFolder], shelf: Shelf) -> list[EditionFolder]:
    """The edition of which the most text is at hand; none if that is not long."""
    sizes = [(size_at_hand(folder, shelf), folder) for folder in folders]
    size, longest = max(sizes, key=lambda each: each[0], default=(0, None))
    return [longest] if longest and size >= LONG else []


def _read(
    folder: EditionFolder,
    shelf: Shelf,
    recogniser: Recogniser,
    authority: Authority,
    targets: Mapping[str, Collection[str] | None],
) -> _Reading:
    try:
        edition = convert(folder, shelf)
    except ProblemError as error:
        return None, error.problems
    if edition is None:
        return None, ()
    converted, problems = edition
    annotated, found = annotate(converted, recogniser, authority, targets)
    return replace(converted, annotated=annotated), (*problems, *found)


def with_pages_checked(root: Path, corpus: Corpus, known: Known) -> Corpus:
    """``corpus``, in which nothing was wrong, with what is wrong with the pages below ``root/docs`` as they are now.

    ``known`` is what was wrong with their texts when all else that pages are judged by was the same.
    """
    pages = pages_problems(root, corpus.authority, known=known)
    problems = [*check_commentary(root, corpus.folders, corpus.converted)[0], *pages]
    return replace(corpus, problems=tuple(excuse(corpus.exceptions, problems)[0]))
