"""The rules for a page, as far as its text shows: what ``check`` says before Sphinx reads anything.

Sphinx reads by the same lists and refuses by itself what these rules overlook (``sphinx/safety.py``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from sphinx_handbook.directives import DirectiveUse, parts_of
from sphinx_handbook.problems import Problem

from .allowed import (
    ALL_DIRECTIVES,
    ALL_ROLES,
    DEEPEST,
    FRONT_MATTER,
    LARGEST_PAGE,
    LONGEST_FRONT_MATTER,
    MOST_DIRECTIVES,
    OWN_FRONT_MATTER,
    PICTURES,
    SCHEMES,
    allows_role,
)
from .links import file_fault, is_file, link_fault
from .spans import kept_in, without_kept


class Said(NamedTuple):
    """A line of the page or 0, the words in it that are wrong, a code, what is wrong, and what to do."""

    line: int
    words: str
    code: str
    message: str
    hint: str


_LINK = re.compile(r"(!?)\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\]\(\s*(?:<([^<>\n]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))")
_DEFINED = re.compile(r"^ {0,3}\[[^\]^]+\]:\s*<?([^\s>]+)", re.MULTILINE)
_AUTOLINK = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)>")
_HTML = re.compile(r"<(?:[A-Za-z][\w-]*(?:\s[^<>]*)?/?>|!--|!\[CDATA\[|\?)")

_LISTS = "docs/contributing/safety.md lists what a page may use"
_LINKING = {"link", "target", "alt-link", "url"}
"""Options of directives that hold a link."""
_IMAGE = {"image", "figure"}


MentionFault = Callable[[str, str], tuple[str, str] | None]
"""Of a role and what stands between its backticks: what is wrong with what it names, and what to do."""


def page_problems(
    text: str,
    path: str,
    file: Path,
    root: Path,
    roles: Collection[str] = (),
    mention_fault: MentionFault = lambda role, content: None,
) -> list[Problem]:
    """What the page ``text`` may not contain, and what it names that is not there.

    ``file`` is where it lies below ``root``; ``roles`` are those of the kinds of record.
    """
    place = _Place(file, root, mention_fault)
    return _problems(text, path, _said(text, place, ALL_ROLES.union(roles)))


def _problems(text: str, path: str, said: Iterable[Said]) -> list[Problem]:
    """What is ``said`` of the page, each with the column of its words: the first of them, the second, as often as they are wrong."""
    lines = re.split(r"\r\n|\n|\r", text)
    behind: defaultdict[tuple[int, str], int] = defaultdict(int)
    problems = []
    for each in sorted(said):
        words = each.words.partition("\n")[0]
        at = lines[each.line - 1].find(words, behind[each.line, words]) if each.line and words else -1
        behind[each.line, words] = at + 1
        problems.append(Problem(path, each.line, each.code, each.message, each.hint, column=at + 1))
    return problems


def _said(text: str, place: _Place, roles: Collection[str]) -> Iterator[Said]:
    if len(text) > LARGEST_PAGE:
        message = f"the page has {len(text):,} characters; at most {LARGEST_PAGE:,} are read"
        yield Said(0, "", "page-size", message, "Make several pages of it.")
        return
    faults = front_matter_faults(text, own=())
    yield from faults
    if faults:
        return
    uses, prose = parts_of(text)
    yield from _sizes(uses)
    for use in uses:
        yield from _directive(use, place)
    for line, words in prose:
        yield from _prose(words, line, place, roles)


def data_problems(text: str, path: str, roles: Collection[str] = ()) -> list[Problem]:
    """What the Markdown and the addresses in a data file ``text`` (TOML or BibTeX) may not contain, line by line.

    HTML is none of it: texts quote what looks like it, and it is printed as it stands.
    """
    return _problems(text, path, _said_in_data(text, ALL_ROLES.union(roles)))


_MARKED = re.compile(r"\{[^\s{}]+\}[`]|\]\(|<\w+:|[`:~]{3}\{|^[ \t]*url[ \t]*=", re.IGNORECASE | re.MULTILINE)
"""What a line must have if there shall be anything to say of it: few have, and files are long."""
_OPENING = re.compile(r"[`:~]{3}\{([^\s{}]+)\}")
_ADDRESS = re.compile(r"""[ \t]*url\s*=\s*["'{]+([^"'}]*)""", re.IGNORECASE)


def _said_in_data(text: str, roles: Collection[str]) -> Iterator[Said]:
    number, at = 1, 0  # the line that is read, and where it begins or goes on
    for match in _MARKED.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        if start < at:
            continue  # this line has been read
        number, at = number + text.count("\n", at, match.start()), match.start()
        end = text.find("\n", at)
        line = text[start : end if end >= 0 else len(text)]
        for opening in _OPENING.finditer(line):
            if _bare(opening[1]) not in ALL_DIRECTIVES:
                yield _no_directive(opening[1], number)
        if address := _ADDRESS.match(line):
            yield from _link(address[1], number, address[1])
        yield from (said for said in _prose(line, number, None, roles) if said.code != "page-html")


def front_matter_faults(text: str, own: Collection[str] = OWN_FRONT_MATTER) -> list[Said]:
    """What the front matter of a page may not say, unless the page is one of our ``own``.

    It is a few lines ``key: value`` and nothing else of YAML, neither anchors, by which a short file becomes an endless one, nor tags,
    by which it makes objects. MyST looks for its end in two ways, and only such lines mean the same in both.
    """
    if not text.startswith("---"):
        return []
    lines = re.split(r"\r\n|\n|\r", text)[: LONGEST_FRONT_MATTER + 2]
    end = next((number for number, line in enumerate(lines[1:], 1) if line == "---"), 0)
    if lines[0] != "---" or not end:
        message = f"the front matter does not end within {LONGEST_FRONT_MATTER} lines"
        return [Said(1, "---", "page-front-matter", message, "Put a line of three hyphens above it and one below it.")]
    faults: list[Said] = []
    for number, line in enumerate(lines[1:end], 2):
        match = _PAIR.fullmatch(line)
        if not match:
            hint = 'Write a key, a colon, a space, and a word or a text in quotation marks: calendar: "gregorian".'
            faults.append(Said(number, line, "page-front-matter", f"{_short(line)} is no key with a plain value", hint))
        elif match[1] not in FRONT_MATTER and match[1] not in own:
            hint = f"Take it out, or correct its spelling. It may say {_one_of(FRONT_MATTER)}."
            message = f"{_short(match[1])} is nothing that a page may say"
            faults.append(Said(number, match[1], "page-front-matter", message, hint))
    return faults


_PAIR = re.compile(
    r"""([A-Za-z][\w-]*):[ ]+("(?:[^"\\\x00-\x1f\x85\u2028\u2029]|\\["\\])*"|'[^'\x00-\x1f\x85\u2028\u2029]*'|[A-Za-z0-9][\w ./-]*)[ ]*"""
)


def _sizes(uses: Collection[DirectiveUse]) -> Iterator[Said]:
    if len(uses) > MOST_DIRECTIVES:
        message = f"the page has {len(uses):,} directives; at most {MOST_DIRECTIVES} are read"
        yield Said(0, "", "page-size", message, "Make several pages of it.")
    ends: list[int] = []
    for use in uses:
        ends = [end for end in ends if end >= use.line]
        ends.append(use.line + len(use.options) + use.body.count("\n") + 1)
        if len(ends) == DEEPEST + 1:
            message = f"{{{use.name}}} stands in more than {DEEPEST} other directives"
            yield Said(
                use.line, f"{{{use.name}}}", "page-size", message, "Close some of them before it, or take them out."
            )
            return


def _directive(use: DirectiveUse, place: _Place) -> Iterator[Said]:
    name = _bare(use.name)
    if name not in ALL_DIRECTIVES:
        yield _no_directive(use.name, use.line)
        return
    if name in _IMAGE:
        yield from _picture(use.argument, use.line, use.argument, place)
    links = [value for key, value in use.options if key in _LINKING]
    for link in (*links, *([use.argument] if name == "button-link" else [])):
        yield from _link(link, use.line, link)


def _no_directive(name: str, line: int) -> Said:
    hint = f"{_meant(_bare(name), ALL_DIRECTIVES)}Correct its name, or take it out; {_LISTS}."
    message = f"{_short(f'{{{name}}}')} is no directive that a page may use"
    return Said(line, f"{{{name}}}", "page-directive", message, hint)


@dataclass(frozen=True, slots=True)
class _Place:
    """The file of a page, the folder in which all that it shows must lie, and what is known of whom it mentions."""

    file: Path
    root: Path
    mention_fault: MentionFault


def _prose(prose: str, line: int, place: _Place | None, roles: Collection[str]) -> Iterator[Said]:
    for kept in kept_in(prose):
        at = line + prose.count("\n", 0, kept.start)
        if kept.role and not allows_role(kept.role, roles):
            hint = f"{_meant(_bare(kept.role), roles)}Correct its name, or take it out; {_LISTS}."
            message = f"{_short(f'{{{kept.role}}}')} is no role that a page may use"
            yield Said(at, f"{{{kept.role}}}", "page-role", message, hint)
        elif place and (fault := place.mention_fault(_bare(kept.role), kept.content)):
            yield Said(at, prose[kept.start : kept.end], "page-target", *fault)
    plain = without_kept(prose)
    for pattern, groups in ((_LINK, (2, 3)), (_DEFINED, (1,)), (_AUTOLINK, (1,))):
        for match in pattern.finditer(plain):
            at = line + plain.count("\n", 0, match.start())
            target = next((match[group] for group in groups if match[group]), "")
            if match[0].startswith("!") and place:
                yield from _picture(target, at, match[0], place)
                continue
            yield from _link(target, at, match[0])
            if not place or link_fault(target):
                continue
            if (page := _page_named(target, place)) and not is_file(page):
                near = [other.name for other in sorted(page.parent.glob("*.md"))]
                hint = f"{_meant(page.name, near)}Name the file of a page as seen from this page."
                yield Said(at, match[0], "page-file", f"the link to {_short(target)} leads to no page", hint)
            if _names_a_file(target):
                hint = "Name the file of a page, which ends in .md; a picture is shown by ![words](picture.png)."
                yield Said(at, match[0], "page-file", f"the link to {_short(target)} leads to no page", hint)
    for match in _HTML.finditer(_AUTOLINK.sub(lambda link: " " * len(link[0]), plain)):
        at = line + plain.count("\n", 0, match.start())
        hint = (
            "Write Markdown; put between backticks what shall be read as it stands. "
            "If it is the end of a role, a backtick is missing in this line or above."
        )
        yield Said(at, match[0], "page-html", f"{_short(match[0])} is HTML, which pages do not have", hint)


def _picture(name: str, line: int, words: str, place: _Place) -> Iterator[Said]:
    """What is wrong with the picture that the page names by ``words``."""
    fault = file_fault(name, place.file, place.root)
    if fault or not is_file(place.file.parent / unquote(name)):
        fault = fault or "is not there"
        hint = f"Put the picture below docs/ and name it from this page, such as images/boat.png. It may be {_one_of(PICTURES)}."
        yield Said(line, words, "page-file", f"the picture {_short(name)} {fault}", hint)


def _link(target: str, line: int, words: str) -> Iterator[Said]:
    """What is wrong with the link that the page makes by ``words``."""
    if fault := link_fault(target):
        hint = f"A link leads to another page, or begins with {_one_of(f'{scheme}:' for scheme in SCHEMES)}."
        yield Said(line, words, "page-link", f"the link to {_short(target)} {fault}", hint)


def _names_a_file(target: str) -> bool:
    """Whether a link names a file here that is no page; Sphinx would publish a copy of it."""
    path = target.partition("#")[0].partition("?")[0]
    return ":" not in path and "." in path.rpartition("/")[2] and not path.endswith(".md")


def _page_named(target: str, place: _Place) -> Path | None:
    """The page that a link names by its file; None for one that builds write, and for what is no such link."""
    path = unquote(target.partition("#")[0])
    if ":" in path or not path.endswith(".md"):
        return None
    page = place.root / path.lstrip("/") if path.startswith("/") else place.file.parent / path
    return None if page.resolve().is_relative_to(place.root.resolve() / "texts") else page


def _meant(name: str, known: Iterable[str]) -> str:
    """``Did you mean …?`` where one of ``known`` is near."""
    close = get_close_matches(name, sorted(known), n=1)
    return f"Did you mean {close[0]}? " if close else ""


def _bare(name: str) -> str:
    """The name of a directive or role without the domain, which is the primary one."""
    return name.removeprefix("hb:")


def _short(text: str) -> str:
    shown = text if len(text) <= 60 else text[:59] + "…"
    return repr(shown)


def _one_of(names: Iterable[str]) -> str:
    *most, last = sorted(names)
    return f"{', '.join(most)} or {last}" if most else last
