"""What stands beside a quantity and tells how to take it: one pattern for each, with an example beside it."""

from __future__ import annotations

import re

from assistant.language.quantities.patterns import BIG, PERIOD, RUN, WORD
from assistant.language.quantities.vocabulary import MONTHS

HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])", re.I)
"""The hyphen in a word, read as a space. E.g. "a six*-*month trial"."""

GOES_ON = re.compile(rf"(?:\d|{WORD}|{BIG})\s+and\s+(?:an?\s+)?$", re.I)
"""What stands before the half of "two and a half". E.g. "for *two and a *…"."""

FURTHER = re.compile(rf"\s+(?:and\s+)?{RUN}", re.I)
"""What may follow "a hundred". E.g. "…* and twenty* nurses", "…* twenty*"."""

AND_A_HALF = re.compile(r"\s+and\s+(?P<part>an?\s+half|three\s+quarters|a\s+quarter)\b", re.I)
"""What may follow "a year". E.g. "…* and a half* later", "…* and three quarters*"."""

SHARED = re.compile(r"\s+(?:of|the)\b|\s*(?:$|[.,;]|\s(?:is|are|was|were|work|come|have|leave)\b)", re.I)
"""What follows a quarter that is a share and not three months. E.g. "…* of* the staff", "…* are* novices", "…*.*"."""

SHARE_BEFORE = re.compile(r"\b(?:by|about|than|nearly|almost|roughly|only|least|most|over|under)\s+$", re.I)
"""What stands before a quarter that is a share and not three months. E.g. "was cut *by *…", "*nearly *…"."""

AGE = re.compile(r"[\s-](?:olds?|of age)\b", re.I)
"""What follows years that are an age. E.g. "…* old*", "…*-old*"."""

AGED = re.compile(r"\b(?:(?:younger|older) than|aged)\s+$", re.I)
"""What stands before years that are an age. E.g. "nobody *younger than *…"."""

RATE = re.compile(rf"(?:\s+[\w-]+){{0,2}}?(?:\s+(?:an?|per|each|every)\s+|\s*/\s*)(?P<per>{PERIOD}|annum)\b", re.I)
"""What follows an amount that is reckoned by a period. E.g. "…* an hour*, plus tips", "…* euros an hour*",
"…*/month*".
"""

RATE_BEFORE = re.compile(
    rf"(?:[\dkm%]|s|once|twice|{WORD}|{BIG})(?<!takes)(?<!lasts)(?<!needs)(?<!spends)(?<!\bis)(?<!\bwas)(?<!requires)"
    r"(?<!plus)(?<!\bthis)(?<!\bas)\s+$",
    re.I,
)
"""What stands before "a week" where something is reckoned by it; "lasts" isn't. E.g. "they meet *twice *…",
"five day*s *…".
"""

FAR_OFF = re.compile(r"\s+(?:before|ago|later|after|in advance|earlier|early|ahead|beforehand)\b", re.I)
"""What follows "a week" where nothing is reckoned by it. E.g. "…* before* the meeting"."""

THE = re.compile(r"\bthe\s+$", re.I)
"""What stands before the rank "twenty-second", and not before a number of seconds. E.g. "on *the *…"."""

OF_MONTH = re.compile(rf"\s+(?:of\s+)?(?:{'|'.join(month.capitalize() for month in MONTHS)})\b")
"""What follows "the first" where it is a day. E.g. "…* of March*", "…* June*"."""

PERIOD_AFTER = re.compile(r"\s+(?:working\s+)?(?P<per>hour|day|week|month|quarter|year)\b", re.I)
"""What follows "the second" where it is a period's place. E.g. "…* quarter* of the year", "…* working day*"."""

TO = re.compile(r"\s*(?:-\s?to|-|–|—|to|and|or|up to|through|till|until)\s*", re.I)
"""What stands between the ends of a range. E.g. "… *–* …", "… *to* …", "… *and* …"."""

BETWEEN = re.compile(r"\bbetween\s*$", re.I)
"""What stands before a range whose ends "and" joins. E.g. "with *between *…"."""

ENDS = re.compile(r"\s*(?:[,.;:)]|$|and\b|or\b|for\s+(?:two|the|a)\b|by\b|on\b|in\b|during\b)", re.I)
"""What follows a number that leaves out its unit. E.g. "… *and* six hours", "…*,* then more", "… *by* March"."""

LEAST = re.compile(
    r"(?:\bover|\b(?:greater|longer|larger|higher|later|older) than|(?<!no )(?<!not )\bmore than|\babove|\bbeyond"
    r"|\bexceed\w*|\bat least|\bminimum(?: \w+)? of|\bminimum|\b(?:no|not|never|nothing) (?:less|fewer) than"
    r"|\bupwards of|\bnot under|\bstarting (?:at|from)|>=?|≥)\s*$",
    re.I,
)
"""What stands before a lower bound. E.g. "has *more than *…", "leads *at least *…", "*no fewer than *…", "*≥*…"."""

LEAST_AFTER = re.compile(
    r"\s*(?:(?!and\b|but\b)\w+\s+){0,2}?(?:at (?:the )?least|or more|or over|and up|upwards|minimum|plus\b)", re.I
)
"""What follows a lower bound. E.g. "… *engineers or more*", "… *years minimum*"."""

MOST = re.compile(
    r"(?:\bunder|\bbelow|\b(?:shorter|smaller|lower|younger) than"
    r"|(?<!no )(?<!not )(?<!never )(?<!nothing )\b(?:less|fewer) than|\bup to"
    r"|\bmaximum(?: \w+)? of|\bmaximum"
    r"|\b(?:no|not|never|nothing) (?:more|longer|larger|bigger|greater|later|higher|older|over) than"
    r"|\bnot over|\bnever over|\bat (?:the )?most|<=?|≤)\s*$",
    re.I,
)
"""What stands before an upper bound. E.g. "has *fewer than *…", "*no longer than *…", "*up to *…", "*at most *…",
"*≤*…".
"""

MOST_AFTER = re.compile(
    r"\s*(?:(?!and\b|but\b)\w+\s+){0,2}?(?:at (?:the )?most|or (?:less|fewer|under)|maximum)\b", re.I
)
"""What follows an upper bound. E.g. "… *days at most*", "… *or fewer*"."""

OR_MORE = re.compile(r"\bor more\b", re.I)
"""What makes a quantity a lower bound from inside. E.g. "two *or more* years"."""

OR_LESS = re.compile(r"\bor (?:less|fewer)\b", re.I)
"""What makes a quantity an upper bound from inside. E.g. "two *or fewer* years", "two *or less*"."""

ABOUT = re.compile(
    r"(?:\babout|\baround|\broughly|\bapproximately|\bnearly|\balmost|\bsome|\bclose to|\bcirca|~)\s*$",
    re.I,
)
"""What stands before a rounded number. E.g. "it takes *roughly *…", "*close to *…", "*~*…"."""

ONLY = re.compile(r"(?:\bonly|\bjust|\bexactly)\s*(?:an?\s+)?$", re.I)
"""What stands before a number that is no more. E.g. "has *just a *…", "*exactly *…"."""

NEGATED = re.compile(
    r"\b(?:no|not|never|nobody|none|cannot|\w+n['’]t)\b[^,]{0,60}"
    r"\b(?:over|more than|above|beyond|exceed\w*|longer than|later than)\s*$",
    re.I,
)
"""A negation that turns a lower bound round. E.g. "it *can’t exceed *…",
"at *no time should a lead have more than *…".
"""

CLAUSE_CUT = re.compile(r"[.;:]")
"""What parts clauses. E.g. "first*;* then"."""

NO_COUNT = re.compile(
    r"\b(?:no|any|some|every|each|this|that|the|which|another|whether|only|last|next|other|good|new)\s*$", re.I
)
"""What stands before a "one" that counts nothing. E.g. "not *the *…", "at *every *…"."""

COUNTS = re.compile(
    r"\s+(?!of\b|that\b|who\b|which\b|another\b|can\b|must\b|is\b|has\b|and\b|or\b|to\b|as\b|by\b)[a-z]", re.I
)
"""What follows a "one" that counts. E.g. "…* e*ngineer"."""
