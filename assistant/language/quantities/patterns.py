"""How a quantity is written: one pattern for each way, with what it matches beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.language.quantities.vocabulary import (
    CARDINALS,
    CURRENCIES,
    HOURS,
    MEASURES,
    MONTHS,
    ORDINALS,
    UNIT_ORDINALS,
)


def _longest_first(words: Iterable[str]) -> list[str]:
    """Escaped for a pattern, in which a word must stand before what it begins with."""
    return sorted(map(re.escape, words), key=len, reverse=True)


# What the patterns are made of.

SIGN = r"US\$|[$€£₹¥]"

# 180; 180,000; 1 200.50
DIGITS = r"\d{1,3}(?:[,\u202f\u00a0 ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"

WORD = rf"(?:{'|'.join(sorted(CARDINALS, key=len, reverse=True))})"
BIG = r"(?:hundred|thousand|million|billion)"

# seven; twenty-five; one hundred and twenty
RUN = rf"(?:{WORD}|{BIG})(?!\w)(?:[\s-]+(?:{WORD}|{BIG})(?!\w)|(?<=\w)\s+and\s+{WORD}(?!\w)(?!\s+quarters)){{0,20}}"

PERIOD = r"(?:minute|hour|day|night|week|fortnight|month|quarter|year)"

# euros; kilometres; hours
MEASURED = rf"(?:{'|'.join(_longest_first(c for c in (*CURRENCIES, *MEASURES, *HOURS) if len(c) > 2))})"

# The patterns, from numbers through parts of a whole and times to the units that stand after a number.

NUMBER = re.compile(
    rf"""(?<![\w.,/])(?P<sign>{SIGN}|(?:kr|chf|eur|usd|gbp)(?=\s?\d))?\s?
    (?:(?P<digits>{DIGITS})|(?P<words>{RUN}(?:\s+point(?:\s+{WORD})+)?))
    (?P<half>\s+and\s+(?:an?\s+half|a\s+quarter|three\s+quarters)\b|\s?½)?
    (?:(?P<ordinal>st|nd|rd|th)\b|(?:(?<=ty)|(?<=hundred)(?:\sand)?)\s(?P<rank>{"|".join(UNIT_ORDINALS)})\b
    |(?P<scale>\s?(?:k|mn?(?!\s(?:long|high|wide|tall|deep)\b)|mio|bn)\b|[\s-]+{BIG}\b))?
    (?P<plus>\+(?!\w))?
    """,
    re.I | re.X,
)
"""E.g. "earns *US$ 1,200.50* net", "*180k*", "the *3rd* of 4", "for *50+* engineers", "costs *twenty-five thousand*",
"*one point two billion*", "*two and a half million*", "the *one hundred and first* hire".
"""

AND = re.compile(r"(?<!\s)\s++and\s+", re.I)
"""What may join two numbers. E.g. "between two hundred and fifty* and *three hundred"."""

NUMBER_WORD = re.compile(rf"{WORD}|{BIG}", re.I)
"""E.g. "*ten* twelve", "*million*"."""

SCALED = re.compile(
    r"(?<!\w)(?P<part>half an?|half|an?|a quarter of an?|(?:three|3)[\s-]quarters of an?)[\s-]+"
    rf"(?P<scale>{BIG}|dozen)\b",
    re.I,
)
"""E.g. "*three quarters of a billion* users", "about *a hundred* people", "*half a million*", "*a dozen*"."""

DOZENS = re.compile(
    rf"(?<!\w)(?:(?P<n>half an?|half|(?:an?\s+)?single|an?|{WORD}|\d+)[\s-]+)?"
    r"(?P<dozen>dozen|couple(?: of)?|pair(?: of)?)\b",
    re.I,
)
"""E.g. "needs *three dozen* eggs", "*half a dozen*", "*a pair of* nurses", "*a couple of*"."""

VAGUE = re.compile(
    r"(?<!\w)(?:(?P<times>tens|dozens|hundreds)\s+of\s+)?(?P<scale>tens|dozens|hundreds|thousands|millions|billions)\b"
    r"|\b(?:by\s+the|several|a\s+few)\s+(?P<by>dozen|hundred|thousand|million)\b",
    re.I,
)
"""E.g. "for *tens of thousands* of users", "sold *by the dozen*", "*several hundred* engineers"."""

SINGLE = re.compile(r"(?<!\w)(?:an?\s+)?(?P<word>single|sole)\b|(?<!\w)(?P<both>both)\b", re.I)
"""E.g. "runs *a single* team", "the *sole* owner", "*both* captains"."""

ORDINAL = re.compile(rf"\b(?P<word>{'|'.join(ORDINALS)})\b", re.I)
"""E.g. "in the *second* week"."""

TIMES = re.compile(
    rf"(?<!\w)(?:(?P<word>twice|thrice|double[sd]?|doubling|triple[sd]?|tripling|halve[sd]?|halving)|(?P<n>{RUN}|\d+(?:\.\d+)?)"
    r"(?P<half>\s+and\s+an?\s+half)?[\s-]?(?:times|fold)|(?P<fold>two|three|four|five|ten)fold)\b",
    re.I,
)
"""E.g. "has *doubled* since", "*twice*", "*three times*", "*one and a half times* the pay", "grew *tenfold*"."""

IN = re.compile(
    rf"(?<!\w)(?P<top>{WORD}|\d{{1,3}})(?:\s+[a-z-]+){{0,2}}?\s+(?:in(?:\s+every)?|out\s+of(?:\s+every)?)\s+(?P<part>{RUN}|\d{{1,4}})\b"
    r"(?!\s*(?:%|minutes?|hours?|days?|weeks?|months?|years?|percent|per cent))",
    re.I,
)
"""E.g. "*one in five*", "*seven out of ten*", "*one client in every four* leaves"."""

OVER = re.compile(r"(?<![\d/.])(?P<top>\d)/(?P<part>\d{1,2})(?![\d/])")
"""E.g. "with *3/4* of the votes"."""

FRACTION = re.compile(
    rf"(?<![\w.,])(?:(?P<top>{WORD}|an?|\d)[\s-]+)?(?P<part>half|halves|(?:third|quarter|fifth|sixth|seventh|eighth|ninth"
    r"|tenth|twelfth|twentieth|hundredth)s?|fourths?(?=\s+of\b))(?!\w)(?![\s-]+(?:an?\s+)?(?:hour|day|year|week|month|century|decade|minute|million"
    r"|thousand|hundred|dozen|past)s?\b)",
    re.I,
)
"""E.g. "takes *two thirds* of it", "*a fifth*", "*half* of them"."""

FREQUENCY = re.compile(
    rf"""(?<![\w.,])(?:
    (?:(?P<once>once|twice|thrice)|(?P<n>{RUN}|\d+(?:\.\d+)?)\s+times)(?:\s+(?:in\s+)?(?:an?|per|each|every)\s+|\s*/\s*)(?P<period>{PERIOD})
    |(?:(?P<thrice>once|twice|thrice)|(?P<m>{RUN}|\d+)\s+times)\s+(?P<adverb>daily|weekly|monthly|yearly)
    |(?:every|each)\s+(?P<skip>other|second|third|fourth|sixth|{WORD}|\d+)\s+(?P<periods>{PERIOD})s?
    |(?:every|each)\s+(?P<part>half(?:\s+an)?|quarter\s+of\s+an)\s+hour
    |(?:every|each)\s+(?P<every>{PERIOD})
    |(?P<ly>half[\s-]yearly|twice[\s-]yearly|semi[\s-]?annual(?:ly)?|daily|weekly|fortnightly|monthly|quarterly|yearly|annually|annual|hourly)
    )\b""",
    re.I | re.X,
)
"""E.g. "*twice a week*", "*three times per year*", "meets *every other month*", "leaves *every half hour*",
"*every quarter of an hour*", "*each quarter*", "a *half-yearly* review", "*three times weekly*".
"""

CLOCK = re.compile(
    rf"""(?<![\w.:])(?:
    (?:(?P<h>\d{{1,2}})(?::|(?:(?<=at\s\d)|(?<=at\s\d\d)|(?<=(?:by|to)\s\d)|(?<=(?:by|to)\s\d\d)|(?<=from\s\d)|(?<=from\s\d\d)
        |(?<=until\s\d)|(?<=until\s\d\d)|(?=\.\d\d\s?[ap]\.?m))\.)(?P<m>[0-5]\d))(?!\d|[.,:]\d|\s?(?:%|m\b|k\b|bn\b|{BIG}|points|times|{MEASURED}))
        (?:\s?(?P<half>[ap])\.?m\b\.?)?
    |(?P<h2>\d{{1,2}}|{WORD})\s?(?:(?P<half2>[ap])\.?m\b\.?|o['’]clock)
    |(?!(?:five|ten|twenty)\s+to\b)(?P<rel>half|quarter|five|ten|twenty)\s+(?P<way>past|to)\s+(?P<h3>\d{{1,2}}|{WORD})
    |(?P<h4>\d{{1,2}}|{WORD})(?=\s+(?:in\s+the\s+(?:morning|afternoon|evening)|at\s+night))
    |(?:12\s+|twelve\s+)?(?P<named>noon|midday|midnight)
    )(?:\s+(?:in\s+the\s+(?P<part>morning|afternoon|evening)|midday|at\s+(?P<night>night)))?""",
    re.I | re.X,
)
"""E.g. "from *9:30 am* on", "put in at *4.10*", "*ten o’clock*", "at *quarter to ten*", "until *six in the evening*",
"by *noon*".
"""

_MONTH = "|".join(month.capitalize() for month in MONTHS)
MONTH = re.compile(
    rf"\b(?P<month>{_MONTH})\b(?=\s+\d++(?!\s?%))"
    rf"|\b(?:\d{{1,2}}(?:st|nd|rd|th)?|{'|'.join(ORDINALS)})\s+(?:of\s+)?(?P<after>{_MONTH})\b"
)
"""E.g. "in *May* 2022", "on the *5th of June*", "from the *first of March*"."""

DECADE = re.compile(r"\b((?:19|20)\d0)s\b")
"""E.g. "in the *1990s*"."""

YEAR = re.compile(r"(?:19|20)\d\d")
"""E.g. "*2022*"."""

VERSION = re.compile(r"(?<![\w.])v?\d+(?:\.\d+){2,}\b|(?<!\w)v\d+(?:\.\d+)*\b")
"""E.g. "uses *1.2.3* and 4", "*v2*"."""

HALF = re.compile(
    rf"(?<!\w)(?:half(?:\s+an?|\s+of\s+an?)?|(?P<top>an?|one|two|three)\s+(?P<part>third|quarter|fourth|fifth|tenth)s?"
    rf"\s+of\s+an?)[\s-]+(?:(?P<time>{'|'.join(HOURS)})s?|(?P<measure>{'|'.join(MEASURES)}))(?!\w)",
    re.I,
)
"""E.g. "for *half an hour*", "*half a tonne*", "*three quarters of an hour*", "*a third of a litre*"."""

A_TIME = re.compile(r"(?<!\w)(?P<a>an?|one)[\s-]+(?P<unit>minute|hour|week|fortnight|month|year|decade)\b", re.I)
"""E.g. "*a year*", "takes *one fortnight*"."""

UNIT = re.compile(
    rf"""[\s-]*(?:(?P<percent>%|per\s?cent(?:age)?\b(?!\s+points?))|(?P<points>percentage\s+points?\b)
    |(?P<money>{"|".join(_longest_first(c for c in CURRENCIES if c.isalpha()))}|[€$£])(?!\w)
    |(?:(?:working|business|calendar|full|whole|paid|unpaid|leave|extra|more|further|separate|consecutive|straight
        |or\s+(?:more|less|fewer))[\s-]+)?
        (?P<time>{"|".join(HOURS)}|hrs|mins)(?:s\b|['’]s?\b|s['’]|\b)
    |(?P<measure>{"|".join(_longest_first(MEASURES))})(?!\w))""",
    re.I | re.X,
)
"""E.g. "… *%* of them", "… *per cent*", "… *percentage points*", "… *euros* a day", "… *working days*", "… *hrs*",
"… *kilometres* away".
"""
