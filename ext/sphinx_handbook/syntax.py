"""What is wrong with a text that is no TOML, said to somebody who does not know TOML.

``tomllib`` says where reading stopped and what it wanted there; here is said what was probably meant.
"""

from __future__ import annotations

import re

QUOTES = "“”„‟«»‘’‚‹›"
"""Quotation marks as word processors set them; TOML knows none of them."""

_PLAIN = 'TOML wants key = "value", each key once, with texts in quotation marks.'
_SAID: tuple[tuple[str, str, str], ...] = (
    (
        r"Cannot overwrite a value|Cannot define .* twice",
        "the key {key} is given twice in one table",
        "Take one of the two lines out.",
    ),
    (
        r"Cannot declare \((.*?),?\) twice",
        "there are two tables {table}",
        "Give one of them another name, or make one table of the two.",
    ),
    (
        r"Cannot mutate immutable namespace|Cannot create new attribute|Cannot .*",
        "{key} was given a value already, and cannot be a table as well",
        "Give one of the two another name.",
    ),
    (
        r"Expected '=' after a key in a key/value pair",
        "there is no = behind the key",
        'Write key = "value"; a key of several words has hyphens or underscores instead of spaces.',
    ),
    (
        r"Expected '\]+' at the end of .*",
        "the head of a table is not closed",
        "Write [name] for one table and [[name]] for one of several, and what follows in a new line.",
    ),
    (
        r"Expected newline or end of document after a statement",
        "something follows where the line should end: {rest}",
        'Write one key in a line. A straight quotation mark inside a text is written \\".',
    ),
    (
        r"Illegal character '\\n'|Unterminated string|Expected \"'\"",
        "the text that begins in this line is not closed",
        "Put a straight quotation mark at its end; a text of several lines stands between three of them.",
    ),
    (
        r"Unclosed array",
        "a list is not closed, or lacks a comma",
        "Put a comma between two members, and ] behind the last.",
    ),
    (
        r"Unclosed inline table|Expected .* inline table",
        "a table in braces is not closed",
        "Close it with } in the same line, and put commas between its keys.",
    ),
    (
        r"Unescaped '\\' in a string",
        "a backslash stands in a text",
        "Write two of them for one; or put the text between single quotation marks (').",
    ),
    (r"Invalid initial character for a key part", "a key is missing, or is not closed", _PLAIN),
    (r"Invalid statement", "the line begins with {rest}, which is no key", _PLAIN),
    (
        r"Invalid value",
        "the value {rest} is neither in quotation marks nor a number",
        "Put a text in straight quotation marks; write true and false small.",
    ),
    (
        r"No value",
        "the value is missing",
        'Write it behind the =: a text in quotation marks, several as ["…", "…"]; or take the line out.',
    ),
    (r"Comma", "a comma stands behind the value", "Take it out; only the members of a list have commas between them."),
    (
        r"Slash",
        "the value is cut off before {rest}",
        'Put the whole value in quotation marks; a date is written year first: "1917-07-03".',
    ),
    (
        r"Invalid date or datetime",
        "there is no day {rest}",
        'Write a date as a text, in quotation marks: "1917-07-03".',
    ),
)


def explain(text: str, offset: int, said: str) -> tuple[str, str]:
    """What is wrong with ``text``, where ``tomllib`` stopped at ``offset`` and ``said`` why; and what to do."""
    there = text[offset:].partition("\n")[0]
    rest = there.strip()
    quote = next((mark for mark in rest[:1] if mark in QUOTES), "")
    if quote:
        message = f"a typographic quotation mark ({quote}) stands where TOML wants a straight one"
        return message, 'Write " before and behind the text; inside it typographic marks are right.'
    if said.startswith("Illegal character") and "'\\n'" not in said:
        return f"the line holds a character that cannot be read: {said.partition('character ')[2]}", "Take it out."
    if said.startswith("Expected newline") and not rest:
        return f"the line holds the white character U+{ord(there[0]):04X}, which is no space", "Take it out."
    # What follows a list that is not closed is read as its next member.
    in_list = re.match(r"[\w\"'-]+\s*=", rest) or (not rest and text[:offset].rstrip().endswith(("[", ",")))
    if said == "Invalid value" and (in_list or not rest):
        said = "Unclosed array" if in_list else "No value"
    if said.startswith("Expected newline") and rest.startswith((",", "/")):
        said = "Comma" if rest[0] == "," else "Slash"
    line = text[text.rfind("\n", 0, offset) + 1 :].partition("\n")[0]
    for pattern, message, hint in _SAID:
        if match := re.fullmatch(pattern, said):
            named = re.sub(r"['\s]", "", match[1]).replace(",", ".") if match.lastindex else ""
            key = line.partition("=")[0].strip()
            return message.format(rest=_shown(rest), key=key, table=f"[{named}]"), hint
    return f"{said[0].lower()}{said[1:]}", _PLAIN


def _shown(words: str) -> str:
    return repr(words if len(words) <= 30 else f"{words[:30]}…") if words else "nothing"
