"""One spelling for the many in which Latin letters write Russian names: Milyukov, Miliukoff and Miljukow become one.

The result is no transliteration and is never shown; two spellings are taken to be of one name if it is the same for both.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

STEPS: tuple[tuple[str, str], ...] = (
    (r"[’'ʹ`´-]", ""),
    (r"[iyj]+$", "i"),
    # Hissing sounds. Capitals stand for one sound each from here on.
    (r"(?<!s)tsch", "C"),
    # French writes Kalédine and Choulguine.
    (r"(?<=i)ne$", "n"),
    (r"gu(?=[ei])", "g"),
    (r"scht(?=[aeiouy])|s[hc]*t?s?ch|stch|szcz|sh", "S"),
    (r"tch|ch", "C"),
    (r"zh|j(?=i|[^aeou])|(?<=d)j", "Z"),
    (r"tz|cz|ts", "Q"),
    (r"zk(?=[iy])", "sk"),
    (r"kh", "h"),
    (r"Ch", "C"),
    (r"x", "ks"),
    (r"ph", "f"),
    (r"th", "t"),
    (r"ck|c(?=[aorlu])", "k"),
    (r"ou|oo", "u"),
    (r"w", "v"),
    (r"f+$", "v"),
    # A glide before a vowel is written in many ways, or not at all.
    (r"[iyj]+(?=[aeu])|(?<=[aeou])[iyj](?=[aeou])", ""),
    (r"[iyj]+o|eo", "e"),
    (r"[yj]", "i"),
    (r"(.)\1+", r"\1"),
)
CARONS = str.maketrans({"š": "sh", "č": "ch", "ž": "zh"})
_COMPILED = tuple((re.compile(pattern), plain) for pattern, plain in STEPS)


@lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """``name`` in the one spelling."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", name[:60].casefold().translate(CARONS))
        if not unicodedata.combining(letter)
    )
    for pattern, replacement in _COMPILED:
        plain = pattern.sub(replacement, plain)
    return plain


@lru_cache(maxsize=1 << 14)
def fold_french(name: str) -> str:
    """``name`` as :func:`fold` has it, but with one sign for all hissing sounds, which French does not keep apart: Kichkine,
    Tchernoff and Dachkevitch; empty if nothing shows that the spelling is French."""
    return merge_hisses(fold(name)) if _FRENCH.search(name) else ""


def merge_hisses(folded: str) -> str:
    """What :func:`fold` gives, with one sign for hissing sounds."""
    return _HISSES.sub("S", folded.replace("z", "s"))


_FRENCH = re.compile(r"ou|tch|ff$|ine$|[éèïë]")
_HISSES = re.compile(r"[CSZ]+t?(?:[CSZ]+)?")


@lru_cache(maxsize=1 << 14)
def initials(name: str) -> frozenset[str]:
    """The letters with which ``name``, or its initial, may begin: Yevgeny begins as Evgeny and as Jevgeni do."""
    if not name or not name[0].isalpha():
        return frozenset()
    first = unicodedata.normalize("NFKD", name[0].casefold())[0]
    letters = {first, *_TRANSLATED.get(name.casefold(), "")}
    if len(name.rstrip(".")) > 1:
        letters.add(fold(name.rstrip("."))[:1].casefold())
    return frozenset("".join(letters).translate(_LETTERS)) | ({"e"} if name.startswith("Ye") else set())


_LETTERS = str.maketrans("yjwcq", "iivkt")

_TRANSLATED = {
    "barbara": "v",
    "basil": "v",
    "catherine": "e",
    "elias": "i",
    "eugene": "y",
    "george": "y",
    "helen": "e",
    "hilarion": "l",
    "james": "y",
    "joseph": "o",
    "katherine": "e",
    "theodor": "f",
    "theodore": "f",
    "william": "v",
}
"""The initials of the Russian names for which English has a name of its own that begins with another letter."""
