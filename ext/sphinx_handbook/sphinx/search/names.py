"""By which words a passage is found that names a person, and which surname another spelling may mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from sphinx_handbook.authority import Person
from sphinx_handbook.recognisers.spelling import fold

_WORD = re.compile(r"\w+(?:[-’']\w+)*")


def words_of(person: Person, printed: Iterable[str] = ()) -> tuple[str, ...]:
    """The words besides the name that mean ``person``: those with a capital of the variants, and how ``printed`` spells them.

    Of words that differ only in accents or capitals the first is given, and none that the name has.
    """
    own = _words_in([person.name, *person.variants])
    spellings = {fold(word) for word in own}
    others = [word for word in _words_in(sorted(printed)) if fold(word) in spellings]
    found: dict[str, str] = {}
    for word in (*own, *others):
        found.setdefault(plain(word), word)
    in_name = {plain(word) for word in _words_in([person.name])}
    return tuple(word for key, word in found.items() if key not in in_name)


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


def as_typed(
    texts: Iterable[str], known: Iterable[str], spellings: Mapping[str, object], folded: dict[str, str] | None = None
) -> list[str]:
    """The words that are searched as they are typed though a surname of ``spellings`` could be spelled so.

    They are the ``known`` words of names, which the index has, and the ordinary words of ``texts``, such as “red”, which is not Reed.
    ``folded`` remembers the spelling of each word from call to call.
    """
    folded = {} if folded is None else folded
    words = {*_ORDINARY.findall(" ".join(texts)), *known}
    folded.update({word: fold(word) for word in words - folded.keys()})
    return sorted({plain(word) for word in words if folded[word] in spellings})


_ORDINARY = re.compile(r"(?<!\w)[a-zß-ÿ]{2,}(?!\w)")


def _words_in(forms: Iterable[str]) -> list[str]:
    """The words with a capital in forms of names, without their possessives; initials tell nobody apart."""
    words = (re.sub(r"[’']s$", "", word) for form in forms for word in _WORD.findall(form))
    return [word for word in words if word[0].isupper() and len(word) > 1]
