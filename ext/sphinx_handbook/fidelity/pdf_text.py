"""The text of a PDF page's content stream, by marked-content id.

Text is read glyph by glyph through the fonts' ``ToUnicode`` maps and ``ActualText``, exactly as the writer tagged it:
nothing is guessed from where the glyphs stand. (PDFium writes the same character for every hyphen at a line end, so
that a hyphen of the source and one of hyphenation can no longer be told apart; here one is U+002D and the other
U+00AD.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from sphinx_handbook.fidelity.extract_html import PageError

UNMAPPED = "\ufffd"
"""Stands for a glyph of which the PDF does not say what it means."""

MOST_CODES = 0xFFFF
"""The highest code of a font, which has two bytes at most."""

# What says nothing of text is passed over along with the token behind it: numbers, operators that are none of ours, names of
# colours. The two operations that stand at each piece of text, a font's and a tag's, are a token each. Each pattern matches
# wherever it is tried and gives nothing back (``++``), so that it goes once through whatever stands in a damaged stream.
_TOKEN = re.compile(
    rb"""((?: [-+.0-9\s]++
            | (?!(?:T[jJf]|B[DM]C|EMC|[qQ]|Do|ID)(?![A-Za-z0-9*]))[A-Za-z][A-Za-z0-9*]*+
            | /[^\s/<>\[\](){}%]*+\s++(?:cs|CS|scn|SCN|gs)(?![A-Za-z0-9*]) )*+)
    (?: /([^\s/<>\[\](){}%]*+)\s*+<<\s*+/MCID\s++([0-9]++)\s*+>>\s*+BDC(?![A-Za-z0-9*])
      | /([^\s/<>\[\](){}%]*+)\s[-+.0-9\s]*+Tf(?![A-Za-z0-9*])
      | \[((?:[-+.0-9\s]*+\([^()\\]*+(?:\\.[^()\\]*+)*+\))++)[-+.0-9\s]*+\]
      | ([A-Za-z'"][A-Za-z0-9*]*+) | \(([^()\\]*+(?:\\.[^()\\]*+)*+)\) | (\() | <([0-9A-Fa-f\s]*+)> | (<<) | (>>)
      | /([^\s/<>\[\](){}%]*+) | %[^\r\n]*+ | . | \Z )""",
    re.VERBOSE | re.DOTALL,
)
_PASSED, _TAG, _TAGGED, _FONT, _LINE, _OPERATOR, _STRING, _NESTED, _HEX, _OPEN, _CLOSE, _NAME = range(1, 13)
_SHOW = frozenset((b"Tj", b"TJ", b"'", b'"'))
_OPERATORS = _SHOW | {b"Tf", b"BDC", b"BMC", b"EMC", b"q", b"Q", b"Do"}
_LETTER = re.compile(rb"[A-Za-z]")
_INTEGER = re.compile(rb"\s*[+-]?[0-9]+")
_STRINGS = re.compile(rb"\(([^()\\]*(?:\\.[^()\\]*)*)\)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_ESCAPES |= {digits.encode(): bytes([n % 256]) for n in range(512) for digits in {f"{n:o}", f"{n:02o}", f"{n:03o}"}}


@dataclass(slots=True)
class PageText:
    """The text of a page: by marked-content id, and ``stray``, what is neither tagged nor an artefact."""

    tagged: dict[int, str] = field(default_factory=dict)
    stray: str = ""


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Raises :class:`PageError` where ``what`` cannot be read: pikepdf gives what stands in a file, and that can be anything."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
        raise PageError(f"{what} is damaged ({type(error).__name__}: {error})") from error


class Font(dict[bytes, str]):
    """What the codes of a font mean: the text of a string as it is escaped in a content stream, remembered."""

    def __init__(self, font: Any) -> None:
        super().__init__()
        self._width = 2 if font.get("/Subtype") == "/Type0" else 1
        to_unicode = font.get("/ToUnicode")
        self._map = {} if to_unicode is None else unicode_map(to_unicode.read_bytes())

    def __missing__(self, string: bytes) -> str:
        self[string] = text = self.text(_unescaped(string))
        return text

    def text(self, codes: bytes) -> str:
        if self._width == 1:
            return "".join([self._map.get(codes[n : n + 1], UNMAPPED) for n in range(len(codes))])
        return "".join([self._map.get(codes[n : n + 2], UNMAPPED) for n in range(0, len(codes), 2)])


@readable("a ToUnicode map")
def unicode_map(cmap: bytes) -> dict[bytes, str]:
    """The code-to-text table of a ``ToUnicode`` map; raises :class:`PageError` for a damaged one."""
    table: dict[bytes, str] = {}
    named = 0
    for body in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(rb"<([^>]*)>\s*<([^>]*)>", body):
            table[_hex(code)] = _hex(text).decode("utf-16-be", "replace")
    for body in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, one, many in re.findall(rb"<([^>]*)>\s*<([^>]*)>\s*(?:<([^>]*)>|\[([^\]]*)\])", body):
            code, size = int(_hex(first).hex(), 16), len(_hex(first))
            count = min(int(_hex(last).hex(), 16), MOST_CODES) - code + 1
            named += max(count, 0)
            if named > MOST_CODES + 1:  # ranges that name the same codes again and again would take for ever
                raise PageError("a ToUnicode map names more codes than there are")
            texts = [_hex(text) for text in re.findall(rb"<([^>]*)>", many)] if many else _following(_hex(one), count)
            for n, text in enumerate(texts[:count]):
                table[(code + n).to_bytes(size, "big")] = text.decode("utf-16-be", "replace")
    return table


def _following(first: bytes, count: int) -> list[bytes]:
    return [(int.from_bytes(first, "big") + n).to_bytes(len(first), "big") for n in range(count)]


def _hex(digits: bytes) -> bytes:
    text = b"".join(digits.split()).decode()
    return bytes.fromhex(text + "0" * (len(text) % 2))


def _unescaped(string: bytes) -> bytes:
    return _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[1]), string) if b"\\" in string else string


def _escaped(string: bytes) -> bytes:
    return string.replace(b"\\", rb"\\")


@dataclass(slots=True)
class _Level:
    """A marked-content sequence that is open: its id, whether it is an artefact, whether ``ActualText`` replaces it."""

    mcid: int | None = None
    artifact: bool = False
    replaced: bool = False


class Reader:
    """Reads pages of one PDF; remembers its fonts."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, int], Font] = {}

    @readable("the content of a page")
    def page(self, page: pikepdf.Page) -> PageText:
        """The text of ``page``; raises :class:`PageError` for a damaged one."""
        contents = page.obj.get("/Contents")
        streams = [] if contents is None else list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        tagged: dict[int, list[str]] = {}
        stray: list[str] = []
        data = b"\n".join(stream.read_bytes() for stream in streams)
        self._run(data, page.resources, [_Level()], tagged, stray)
        return PageText({mcid: "".join(texts) for mcid, texts in tagged.items()}, "".join(stray))

    def _run(
        self, data: bytes, resources: Any, levels: list[_Level], tagged: dict[int, list[str]], stray: list[str]
    ) -> None:
        """Interpret the content stream ``data``; add its text to ``tagged`` and ``stray``."""
        fonts = resources.get("/Font", {})
        font: Font | None = None
        saved: list[Font | None] = []

        def put(text: str) -> None:
            level = levels[-1]
            if level.mcid is not None:
                tagged.setdefault(level.mcid, []).append(text)
            elif not level.artifact:
                stray.append(text)

        for operator, names, strings, properties in _operations(data):
            if operator in _SHOW:
                if not levels[-1].replaced:
                    put(UNMAPPED * len(strings) if font is None else "".join(map(font.__getitem__, strings)))
            elif operator == b"Tf":
                font = self._font(fonts[f"/{names[-1]}"])
            elif operator in (b"BDC", b"BMC"):
                outer = levels[-1]
                if operator == b"BDC" and len(names) == 2:
                    properties = _named_properties(resources, names[1])
                actual = properties.get("ActualText")
                artifact = outer.artifact or names[0] == "Artifact"
                mcid = None if artifact else properties.get("MCID", outer.mcid)
                levels.append(_Level(mcid, artifact, outer.replaced or actual is not None))
                if actual is not None and not outer.replaced:
                    put(actual)
            elif operator == b"EMC":
                levels.pop()
            elif operator == b"q":
                saved.append(font)
            elif operator == b"Q":
                font = saved.pop()
            else:
                form = resources["/XObject"][f"/{names[-1]}"]
                if form.get("/Subtype") == "/Form":
                    self._run(form.read_bytes(), form.get("/Resources", resources), levels, tagged, stray)

    def _font(self, font: Any) -> Font:
        key = font.objgen
        if key not in self._fonts or key == (0, 0):
            self._fonts[key] = Font(font)
        return self._fonts[key]


def _named_properties(resources: Any, name: str) -> dict[str, Any]:
    found = resources["/Properties"][f"/{name}"]
    properties: dict[str, Any] = {}
    if "/MCID" in found:
        properties["MCID"] = int(found["/MCID"])
    if "/ActualText" in found:
        properties["ActualText"] = str(found["/ActualText"])
    return properties


_Operation = tuple[bytes, list[str], list[bytes], dict[str, Any]]
"""An operator that matters here, with the names, the strings, still escaped, and the dictionary before it."""


def _operations(data: bytes) -> Iterator[_Operation]:
    """The operations of a content stream that say what is written, in what font, and how it is tagged."""
    scan, at, end = _TOKEN.match, 0, len(data)
    names: list[str] = []
    strings: list[bytes] = []
    properties: dict[str, Any] = {}
    while at < end:
        match = scan(data, at)
        assert match
        kind, at = match.lastindex, match.end()
        if (names or strings or properties) and _LETTER.search(match[_PASSED]):
            names, strings, properties = [], [], {}
        if kind == _TAGGED:
            yield b"BDC", [*names, match[_TAG].decode("latin-1")], strings, {"MCID": int(match[_TAGGED])}
            names, strings, properties = [], [], {}
        elif kind == _FONT:
            yield b"Tf", [*names, match[_FONT].decode("latin-1")], strings, properties
            names, strings, properties = [], [], {}
        elif kind == _OPERATOR:
            operator = match[_OPERATOR]
            if operator in _OPERATORS:
                yield operator, names, strings, properties
            elif operator == b"ID":
                image_end = re.compile(rb"\sEI(?=\s|$)").search(data, at)
                at = image_end.end() if image_end else end
            names, strings, properties = [], [], {}
        elif kind == _NAME:
            names.append(match[_NAME].decode("latin-1"))
        elif kind == _LINE:
            strings += _STRINGS.findall(match[_LINE])
        elif kind == _STRING:
            strings.append(match[_STRING])
        elif kind == _HEX:
            strings.append(_escaped(_hex(match[_HEX])))
        elif kind == _NESTED:
            string, at = _nested_string(data, at)
            strings.append(_escaped(string))
        elif kind == _OPEN:
            properties, at = _dictionary(data, at)


def _nested_string(data: bytes, at: int) -> tuple[bytes, int]:
    """The string that begins before ``at``, and where it ends; parentheses in it are balanced."""
    depth, start = 1, at
    while depth:
        character = data[at : at + 1]
        if not character:
            break
        depth += {b"(": 1, b")": -1}.get(character, 0)
        at += 2 if character == b"\\" else 1
    return _unescaped(data[start : at - 1]), at


def _dictionary(data: bytes, at: int) -> tuple[dict[str, Any], int]:
    """The marked-content id and actual text in the dictionary that begins before ``at``, and where it ends."""
    properties: dict[str, Any] = {}
    key, depth = "", 1
    while depth and at < len(data):
        match = _TOKEN.match(data, at)
        assert match
        at = match.end()
        kind = match.lastindex
        if kind in (_OPEN, _CLOSE):
            depth += 1 if kind == _OPEN else -1
        elif depth > 1:
            continue
        elif kind == _NAME:
            key = match[_NAME].decode("latin-1")
            if key == "MCID" and (number := _INTEGER.match(data, at)):
                properties[key] = int(number[0])
        elif kind in (_STRING, _HEX, _NESTED) and key == "ActualText":
            if kind == _STRING:
                string = _unescaped(match[_STRING])
            elif kind == _HEX:
                string = _hex(match[_HEX])
            else:
                string, at = _nested_string(data, at)
            properties[key] = str(pikepdf.String(string))
        elif kind == _NESTED:
            _, at = _nested_string(data, at)
    return properties, at
