"""What stands behind a title: who published it, and the volume, chapter, pages or issue that are meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sphinx_handbook.numberwords import cardinals, ordinals

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]|20)\d\d(?!\d)"
_OTHER = rf"(?: \(\d{{1,2}}(?: {_MONTH})?\))?"
DATE = (
    rf"(?:{_MONTH} {_DAY}(?!\d){_OTHER}(?:(?:, | and |[–-]){_DAY}(?!\d))*(?:,? {_YEAR})?"
    rf"|(?:the )?{_DAY} (?:of )?{_MONTH}{_OTHER},?(?: {_YEAR})?"
    rf"|(?:{_MONTH}|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter),? {_YEAR}"
    rf"|the \d{{1,2}}(?:st|nd|rd|th))"
)
_SPAN = r"\d{1,4}(?:[–-]\d{1,4})?(?:ff?\b|n\b)?"
_MORE = r"(?:(?:, | and |, and | & |; (?=\d))"
# A number in a list may be a day ("62, 3 July") or a year that belongs to something else: then it is no page.
_END = rf"(?![\d]|[.,]\d|\s?(?:{_MONTH})| [a-z]+ed\b| vols?\b)"
PAGES = rf"{_SPAN}{_END}{_MORE}{_SPAN}{_END})*"
_ROMAN = r"[IVXLC]{1,7}\b"
_ORDINALS = ordinals(99)
_NTH = "|".join(sorted(_ORDINALS, key=len, reverse=True))
_NUMBERS = cardinals(99)
_NUMBER = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_WORD = r"[\w’&./-]{0,40}"
_NAMES = rf"[A-Z]{_WORD}(?:(?: and |, (?=[A-Z]\.)| )[A-Z]{_WORD}){{0,8}}"
_RUN = rf"[A-Z]{_WORD}(?: (?:[A-Z&]{_WORD}|of|and|the|in|i|et|für|de)){{0,9}}"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A piece of a citation's tail: ``name`` of what it says, or nothing; a citation may end with it only if ``ends``.

    ``scope`` is ``full`` for what counts only in notes, ``dated`` for what counts only behind articles and what appears by
    issue, ``issue`` only behind the latter, ``place`` in notes or behind these, and ``first`` for what must stand directly
    behind a title.
    """

    name: str
    pattern: re.Pattern[str]
    ends: bool = True
    scope: Literal["", "full", "dated", "issue", "place", "first"] = ""


_RULES = (
    _Rule("volume", re.compile(rf"\. (?:[Vv]ols?|[Vv]olumes?)\.? (?P<v>\d{{1,3}}(?!\d)|{_ROMAN})"), scope="first"),
    _Rule(
        "piece",
        re.compile(r"[.;,]? [Pp]art \d{1,2} in [A-Z][^\W\d]{0,30}(?: [A-Z][^\W\d]{0,30}){0,3} ?\d{0,4}(?=,)"),
        ends=False,
        scope="dated",
    ),
    _Rule("volume", re.compile(rf"[,:]? (?:[Vv]ols?|[Vv]olumes?)\.? (?P<v>\d{{1,3}}(?!\d)|{_ROMAN}|[ivxl]{{1,6}}\b)")),
    _Rule(
        "volume",
        re.compile(rf",? (?:in )?the (?P<v>{_NTH}) volume\b"),
    ),
    _Rule(
        "chapter",
        re.compile(
            r",? (?:in )?(?:[Cc]hapters?|[Cc]h(?:ap)?s?\.?) "
            rf"(?P<v>\d{{1,3}}(?!\d)|[ivxlc]{{1,7}}\b|{_ROMAN}|(?:{_NUMBER})\b)"
        ),
    ),
    # 3:1443, and a Roman number that pages follow: ii, 92
    _Rule("volume", re.compile(r",? (?P<v>\d{1,2})(?=: ?\d)"), ends=False, scope="full"),
    _Rule(
        "volume",
        re.compile(r",? (?P<v>[IVXLC]{1,7}|[ivxl]{1,6})(?:(?=[,:] (?:[Pp]p?\.? ?)?\d)|\.(?= (?:[Pp]p?\.? ?)?\d))"),
        ends=False,
        scope="full",
    ),
    _Rule("page", re.compile(rf": ?(?P<v>{PAGES})"), scope="full"),
    _Rule("page", re.compile(rf",?( \()?(?(1)| )(?:[Pp]p?\.? ?|[Pp]ages? )(?P<v>{PAGES})(?(1)\)?)")),
    _Rule(
        "note", re.compile(r",? (?:[Nn]otes? (?P<v>\d{1,4})|(?:nn?\.|fn\.?) ?(?P<n>\d{1,4})|(?P<w>note)(?=[.,;]|$))")
    ),
    _Rule(
        "number",
        re.compile(
            r",? (?:[Nn]os?\.?|[Nn]umbers?) (?P<v>\d{1,5}(?:[–-]\d{1,5})?(?:(?:, (?!\d{4}\b)| and |, and )\d{1,5}(?!\d|\.\d))*)"
        ),
        scope="place",
    ),
    _Rule("number", re.compile(rf",? (?P<v>\d{{1,4}})(?= \({_YEAR})"), scope="full"),
    _Rule(
        "date",
        re.compile(rf",? (?:of |for |on |in )?(?:\((?P<b>{DATE})\)?|(?P<v>{DATE}))(?=[,.;:)\] ”’—]|$)"),
        scope="dated",
    ),
    _Rule("", re.compile(rf" in {_MONTH} {_YEAR}(?= \(|,)"), ends=False, scope="full"),
    _Rule("", re.compile(r" \([A-Z][^()\d]{1,40}\)"), ends=False, scope="dated"),
    _Rule(
        "number",
        re.compile(
            rf"(?:,? )?(?P<v>[A-Z]{{1,4}} ?\d{{1,6}}(?:/\d{{1,4}})?|(?!{_YEAR})\d{{1,5}}(?:(?:, | and |, and )\d{{1,5}}\b)*)(?! ?{_MONTH})\b"
        ),
        scope="issue",
    ),
    _Rule("", re.compile(rf",? {_YEAR}(?=[,.;) ]|$)(?! (?:and )?[a-z]+ed\b)"), scope="full"),
    _Rule("", re.compile(rf",? \([^()]{{0,160}}\b{_YEAR}[^()]{{0,60}}\)"), scope="full"),
    _Rule("page", re.compile(rf",? (?P<v>{PAGES})(?=[,.;:)\]]|$| in both| \(| –| and in )"), scope="full"),
    _Rule(
        "",
        re.compile(
            r",? (?:\d{1,2} vols?\b\.?|(?:\d{1,2}(?:st|nd|rd|th)|[Rr]ev\.?|[Nn]ew|[Ss]econd|[Tt]hird) (?:edn?\b\.?|edition))"
        ),
        ends=False,
        scope="full",
    ),
    _Rule(
        "",
        re.compile(r" \((?:in|my|our|emphasis|trans)\b[^()]{0,60}\)|,? \[[^\[\]]{1,80}\],?"),
        ends=False,
        scope="full",
    ),
    _Rule(
        "",
        re.compile(rf",? (?:eds?\.?(?: and trans\.?)?|trans\.?|edited by|translated by) {_NAMES}"),
        ends=False,
        scope="full",
    ),
    _Rule(
        "",
        re.compile(
            rf",? in (?:the (?:journal|newspaper|magazine) )?{_RUN}(?: \([^()\d]{{1,60}}\))?(?=,? (?:[Nn]o|[Vv]ol|{_MONTH}|{_YEAR}))"
        ),
        ends=False,
        scope="full",
    ),
    _Rule(
        "",
        re.compile(
            rf",? {_RUN}(?: \([^()\d]{{1,60}}\))?"
            rf"(?=,? (?:[Nn]os?\.?|[Vv]ol\.?|{_MONTH}) [\dIVX]|,? \d{{1,3}} \({_YEAR}| \({_YEAR}\)|, {_YEAR}[,.;])"
        ),
        ends=False,
        scope="full",
    ),
    _Rule(
        "",
        re.compile(rf"(?P<run>(?:[ ,]{{1,2}}[\w&]{_WORD}){{1,40}}?)(?=, {_YEAR}(?:[,.; ]|$))"),
        ends=False,
        scope="full",
    ),
)
_LOWER = re.compile(r"(?<![\w’])[a-z]\w+")
_SMALL = frozenset(("of", "and", "the", "in", "et", "cie", "al", "eds", "ed", "to", "from", "on", "for"))
_SENTENCE_END = re.compile(r"\w\w\. [A-Z]")


@dataclass(frozen=True, slots=True)
class Tail:
    """Where a citation ends, and what it says of the place: pairs such as ``("page", "62, 59")``."""

    end: int = 0
    data: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        return dict(self.data).get(name, "")


def read_tail(text: str, start: int, *, full: bool, dated: bool = False, issue: bool = False) -> Tail:
    """What the words from ``start`` say of the place cited.

    ``full`` is for notes, where publisher, year and bare page numbers follow a title; in running text only what calls itself
    a volume, a chapter or a page counts. ``issue`` is for what appears by date or number, such as a newspaper, and ``dated``
    for an article in it.
    """
    dated = dated or issue
    said = {"full": full, "dated": dated, "issue": issue, "place": full or dated}
    scopes = {"", *(scope for scope, holds in said.items() if holds)}
    place = end = start + (text[start : start + 1] in ("”", "’"))
    data: dict[str, str] = {}
    pieces: list[dict[str, str]] = []
    for _ in range(20):
        step = next(
            (
                (rule, found)
                for rule in _RULES
                if (rule.scope in scopes or (rule.scope == "first" and place == start))
                and (not rule.name or rule.name not in data)
                and (found := rule.pattern.match(text, place))
                and _holds(found)
            ),
            None,
        )
        if step is None:
            break
        rule, found = step
        place = found.end()
        if rule.name == "piece":
            pieces.append({name: data.pop(name, "") for name in ("date", "page")})
        elif rule.name:
            data[rule.name] = _value(rule.name, next(filter(None, found.groupdict().values())))
        if rule.ends:
            end = place
    for name in ("date", "page"):
        if given := [piece[name] for piece in (*pieces, data) if piece.get(name)]:
            data[name] = ", ".join(given)
    return Tail(end, tuple(data.items())) if end > start + 1 else Tail(start)


def _holds(found: re.Match[str]) -> bool:
    """Whether a run of words that leads up to a year can be a publisher's, and not a sentence."""
    run = found.groupdict().get("run") or ""
    small = [word for word in _LOWER.findall(run) if word not in _SMALL]
    return len(small) <= 3 and len(run) <= 240 and not _SENTENCE_END.search(run)


def _value(name: str, written: str) -> str:
    if name == "volume":
        return volume_number(written)
    if name == "chapter":
        return str(_NUMBERS.get(written) or volume_number(written))
    if name in ("page", "number"):
        return re.sub(r",? and | & |; ", ", ", written.replace("–", "-"))
    return written


VOLUMES_OF = re.compile(
    rf"\b(?P<one>{_NTH})(?:(?P<to>,? and | to )(?:the )?(?P<other>{_NTH}))? volumes? of "
    r"(?:the |his |her )?(?:(?:[A-Z][\w’.-]{0,30} ){0,3}[A-Z][\w-]{1,30}’s )?$"
)
"""What says of a title behind it which of its volumes is meant: ``the second and third volumes of``."""


def volumes_of(found: re.Match[str]) -> str:
    """The volumes that a match of :data:`VOLUMES_OF` names: ``2``, ``2, 3``, ``2-3``."""
    one, other = volume_number(found["one"]), volume_number(found["other"] or "")
    return f"{one}{'-' if found['to'] == ' to ' else ', '}{other}" if other else one


def volume_number(written: str) -> str:
    """A volume's number in Arabic figures: ``II`` and ``second`` are ``2``."""
    if written in _ORDINALS:
        return str(_ORDINALS[written])
    if not written.isalpha() or set(written.upper()) - set("IVXLC"):
        return written
    written = written.upper()
    values = ["IVXLC".index(letter) for letter in written if letter in "IVXLC"]
    amounts = [(1, 5, 10, 50, 100)[value] for value in values]
    return str(sum(-low if low < high else low for low, high in zip(amounts, [*amounts[1:], 0], strict=True)))
