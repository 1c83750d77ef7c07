"""By which words a passage is found that names a person, and which surname another spelling may mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from sphinx_handbook.authority import Person
from sphinx_handbook.recognisers.spelling import fold

_WORD = re.compile(r"\w+(?:[-’']\w+)*")


def words_of(person: Person, printed: Iterable[str] = ()) -> tuple[str, ...]:
    """The words that mean ``person``: those with a capital of the name and its variants, and how ``printed`` spells them.

    Words that differ only in accents or capitals are given once.
    """
    own = [word for form in (person.name, *person.variants) for word in _names_in(form)]
    spellings = {fold(word) for word in own}
    others = [word for form in sorted(printed) for word in _names_in(form) if fold(word) in spellings]
    return tuple({plain(word): word for word in reversed([*own, *others])}.values())[::-1]


def surnames(persons: Iterable[Person]) -> Mapping[str, tuple[str, ...]]:
    """The surnames that each spelling may mean, by the spelling as :func:`fold` has it: ``{"troQki": ("Trotsky",)}``."""
    found: dict[str, set[str]] = {}
    for person in persons:
        surname = person.sort.partition(",")[0]
        for form in (surname, *(form for form in person.variants if form.isalpha())):
            found.setdefault(fold(form), set()).add(surname)
    return {spelling: tuple(sorted(found[spelling])) for spelling in sorted(found)}


def plain(word: str) -> str:
    """``word`` without accents and capitals."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _names_in(form: str) -> list[str]:
    words = (re.sub(r"[’']s$", "", word) for word in _WORD.findall(form))
    return [word for word in words if word[0].isupper()]
