"""The patterns by which the reader of forms knows a date, and what stands before and behind it."""

from __future__ import annotations

import re

from sphinx_handbook.dates import MONTHS, SEASONS, WEEKDAYS
from sphinx_handbook.recognisers.dates.words import DECADES, ORDINALS, SHORT_MONTHS, any_of

WORD_DAY = any_of(list(ORDINALS))
"""A day in words."""

# Americans of the time wrote 2d and 23d.
NTH = r"(?:\d?[23]d|\d{1,2}(?:st|nd|rd|th))"
"""A day in figures that stands for an ordinal."""
D = rf"(?:(?:{NTH}|\d{{1,2}})(?![\w½%])|" + WORD_DAY + r"(?!\w))"
"""A day."""
MONTH = re.compile(
    rf"({any_of([*MONTHS, *map(str.upper, MONTHS)])}(?![\w])|{any_of(list(SHORT_MONTHS))}(?:\.|(?=\s\d)))"
)
Y = r"(?:1\d{3}|20[0-4]\d)(?![\w%]|[.,]\d)"
"""A year in four figures."""

YEAR = re.compile(
    rf"(?:,?\s(?:of\s)?({Y})|\s(of\s(?:that|the\s(?:same|following|next|previous|preceding))\s(?:same\s)?year)\b)"
)
WEEKDAY = re.compile(rf"({any_of(WEEKDAYS)}),?\s(?:the\s|on\s(?:the\s)?)?")
BETWEEN_DAYS = r"(?:\s?[–—/-]\s?|,?\s(?:and|or|to)\s(?:the\s)?|,\s)"
DAYS = re.compile(rf"{D}(?:{BETWEEN_DAYS}{D}){{0,3}}")
DAY_OR_TWO = re.compile(rf"{D}(?:{BETWEEN_DAYS}{D})?")
DAY = re.compile(D)
STYLE = r"(?:(?:by|in|according\sto)\sthe\s)?(?:([Nn]ew|[Oo]ld)[\s-](?:[Ss]tyle(?:\s[Cc]alendar)?|[Cc]alendar)|([NO])\.?\s?S\.?)"
NAMED_STYLE = r"(Russian|Julian|Gregorian|Western|European)[\s-](?:[Ss]tyle|[Cc]alendar|[Rr]eckoning)"
NAMED_STYLE_BEHIND = re.compile(rf",?\s(?:[(\[]|(?:by|in|of|according\sto|after)\s(?:(?:the|our)\s)?)?{NAMED_STYLE}")
STYLE_BEHIND = re.compile(rf"\s[(\[]{STYLE}[)\]]|,?\s{STYLE}(?!\w)")

# ``4 May by the New`` where the styles have just been named.
STYLE_ELLIPTIC = re.compile(r",?\s(?:by|in|according\sto)\sthe\s([Nn]ew|[Oo]ld)(?=[^\w\s-]|\s(?:and|or|but)\b|$)")
STYLE_NAMED = re.compile(r"\b(?:[Nn]ew|[Oo]ld)[\s-](?:[Ss]tyle|[Cc]alendar)\b")

OTHER = re.compile(
    rf",?\s?[(\[](?:or\s)?(?:{any_of(WEEKDAYS)},?\s)?(?:the\s)?"
    rf"(?:(?P<day>{D})(?:(?:\s?[–-]\s?|\sto\s)(?P<last>{D}))?(?:\s(?:of\s)?(?P<month>{any_of(MONTHS)}))?"
    rf"|(?P<month2>{any_of(MONTHS)})\s(?P<day2>{D})(?:\s?[–-]\s?(?P<last2>{D}))?)"
    rf"(?:,?\s(?P<year>{Y}))?(?:,?\s(?:{STYLE}|(?:(?:by|in|of|according\sto)\s(?:(?:the|our)\s)?)?{NAMED_STYLE}))?[)\]]"
)

# What a month or a year stands behind where it is a time. A month behind none of these is often the name of an event.
IN = (
    *(
        "in",
        "by",
        "since",
        "until",
        "till",
        "before",
        "after",
        "from",
        "to",
        "through",
        "throughout",
        "during",
        "between",
    ),
    *(
        "of",
        "around",
        "about",
        "towards",
        "toward",
        "for",
        "last",
        "next",
        "this",
        "than",
        "as",
        "late",
        "early",
        "mid",
    ),
)
LIST = re.compile(r",\s|,?\s(?:and|or|to|till|until)\s(?:the\s|in\s)?(?:early\s|late\s|mid-)?|\s?[–—/-]\s?")
LEADING = re.compile(rf"\b({any_of(IN)}|as\s\w+\sas|it\s(?:is|was)|no\slonger)[\s-]+$", re.IGNORECASE)

ARTICLE = re.compile(
    r"(?:\b(?:the|a|an|his|her|its|their|our|my|your|that|these|those|such|every|each|any|no)|[’']s?)\s(?:[\w-]+\s)?$",
    re.IGNORECASE,
)
NEXT_MONTH = re.compile(rf"(?:,\s|\s?[–-]\s?|\s(?:and|or|to)\s){any_of(MONTHS)}\b")

EVENT = re.compile(
    r"[-\s](?:[Dd]ays?|DAYS?|[Tt]heses|[Rr]evolution\w*|[Ii]nsurrection\w*|[Oo]verturn|[Uu]prising\w*|[Ee]vents|[Rr]ising"
    r"|[Cc]oup|[Cc]ris[ei]s|[Dd]efeat|[Vv]ictory|[Oo]ffensive|[Dd]emonstrations?|[Cc]onference|[Cc]ongress|[Ss]ocialists?"
    r"|[Rr][eé]gime|[Mm]anifesto|[Oo]ctobrists?|[Pp]lenum|[Ss]trikes?|[Dd]ecrees?|[Ll]aws|[Pp]arty|[Ss]treet|[Ss]quare)\b"
)
FIGURES = re.compile(r"\s(?:figures?|elections?|returns|results|issues?|numbers?|sessions?|meetings?|vote|totals?)\b")

NOT_ORDINAL = re.compile(
    r"[-\s](?:[A-Z][\w’-]*[\s-]){0,3}"
    r"(?i:centur(?:y|ies)|regiments?|arm(?:y|ies)|corps|divisions?|battalions?|brigades?|compan(?:y|ies)|squadrons?|batter(?:y|ies)"
    r"|fleet|infantry|cavalry|rifles?|reserve|bicycle|bicyclists|sappers|grenadiers?|guards?|congress(?:es)?|conferences?|sessions?"
    r"|anniversary|floor|day|time|year|volume|edition|chapter|article|page|district|ward|part|degree|birthday|class|place"
    r"|hour|minute|week|meeting|issue|point|paragraph|section|grade|round|line|person|party|plenum|duma|international"
    r"|street|avenue|parallel|wave|row|rank|state|assembly|republic|arrondissement|symphony|of\sthem|edn|ed|largest|most|best"
    r"|power|category|series|question|letter|case|side|man|woman|one(?!\sof))\b"
    r"|-|\sof\s(?!the\smonth|that\smonth|last\smonth|this\smonth|the\ssame\smonth)"
)

# What can stand behind a day in words. Behind another ordinal stands what it counts.
NO_NOUN = re.compile(
    r"[.,;:!?)\]”’]|$"
    r"|\s(?:is|was|were|had|has|would|could|might|too|also|when|while|where|at|in|by|but|as|because|that|which|until|after|before"
    r"|he|she|it|they|we|I|his|her|their|the|with|and\sthe|or\sthe|to\sthe)\b"
)
NO_DAY_BEFORE = re.compile(r"\b(?:[Ii]n|[Ii]nto|[A-ZÀ-Þ][\w’-]+)\sthe\s$")
ORDINAL = re.compile(rf"(?<![\w-])({WORD_DAY})\b", re.IGNORECASE)
LED = re.compile(r"\b(?:on|by|till|until|since|before|after|night\sof|evening\sof|morning\sof)\sthe\s$", re.IGNORECASE)
ON_DAY = re.compile(r"\b[Oo]n\sthe\s$")
ORDINAL_DAY = re.compile(rf"{NTH}\b|\b{WORD_DAY}\b")
NAMED_DAY = "(?:" + "|".join(rf"{word.capitalize()}(?!\w)" for word in sorted(ORDINALS, key=len, reverse=True)) + ")"
NAMED = re.compile(NAMED_DAY)

BEFORE_NAMED = re.compile(
    r"\b(?:[Oo]n|[Uu]ntil|[Ss]ince|[Bb]efore|(?:night|evening|morning|afternoon|dawn|noon|midnight|events|day)\sof)\sthe\s$"
)
OF_MONTH = re.compile(rf"\sof\s({any_of(MONTHS)})(?!\w)")
AFTER_DATE = re.compile(r"\b(?:of|by|till|to|from|after|for|and)\sthe\s$")

BEFORE_DAY = re.compile(
    r"\b(?:[Oo]n|[Dd]uring|[Uu]ntil|[Ss]ince|and"
    r"|(?:night|evening|morning|afternoon|session|meeting|conference|sitting|resolution|decision|minutes)\sof)\sthe\s$"
)
CENTURY = re.compile(rf"({NTH}|{WORD_DAY})(?:,\s|\s(?:and|or)\s(?:the\s)?|[-–])?")

SEASON = re.compile(
    rf"(Spring|Summer|Autumn|Fall|Winter|{any_of([*SEASONS, 'fall'])})(?:\smonths)?(?:,?\s(?:of\s)?(?:the\syear\s)?(\d{{4}}[–-]\d\d(?!\d)|{Y})|\s(of\s(?:that|the\ssame)\syear)\b)"
)

YEARS = re.compile(
    rf"({Y.partition('(?!')[0]})(?:s\b|\s?[–—/-]\s?(\d{{4}}|\d{{1,2}})(?![\w½%~?]|[.,]\d|-(?:\d|XX))|(?![\w%½]|[.,]\d|-(?:\d|XX)))"
)
ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:/(\d{4})-(\d\d)-(\d\d))?(?![\w-])")

NUMERIC = re.compile(
    r"(\d{1,2})\.\s?(?:(\d{1,2}|[IVX]{1,4})\.\s?(1[5-9]\d\d|20[0-4]\d)|([IVX]{1,4})\.\s?(\d\d))(?![\w.]\w|\d)"
)
DECADE_WORD = re.compile(rf"({any_of(DECADES)})(?![\w-]|\sof\b)")

ANCHORS = {
    "month": (*MONTHS, *map(str.upper, MONTHS), *SHORT_MONTHS),
    "weekday": WEEKDAYS,
    "season": (*SEASONS, "fall", *map(str.capitalize, SEASONS), "Fall"),
    "ordinal": tuple(ORDINALS),
    "named": tuple(map(str.capitalize, ORDINALS)),
    "decade": DECADES,
}
"""The words with which dates begin, by what they are."""
FIRST_LETTERS = "".join(sorted({word[0] for words in ANCHORS.values() for word in words}))

# The look-ahead says nothing new: by their first letter most words are passed over.
SCAN = re.compile(
    rf"(?<![\w$£€])(?=[\d{FIRST_LETTERS}])(?:(?P<number>\d{{1,4}})"
    + "".join(rf"|(?P<{what}>{any_of(words)})(?!\w)" for what, words in ANCHORS.items())
    + ")"
)
