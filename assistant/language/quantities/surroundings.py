"""What stands beside a quantity and tells how to take it: one pattern for each, with an example beside it."""

from __future__ import annotations

import re

from assistant.language.quantities.patterns import BIG, PERIOD, RUN, WORD
from assistant.language.quantities.vocabulary import MONTHS

# The hyphen of "six-month": read as a space
HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])", re.I)

# "two and", which stands before the half of "two and a half"
GOES_ON = re.compile(rf"(?:\d|{WORD}|{BIG})\s+and\s+(?:an?\s+)?$", re.I)

# "and twenty", which may follow "a hundred"
FURTHER = re.compile(rf"\s+(?:and\s+)?{RUN}", re.I)

# "and a half", after "a year"
AND_A_HALF = re.compile(r"\s+and\s+(?P<part>an?\s+half|three\s+quarters|a\s+quarter)\b", re.I)

# "of", "are", or the end, after a quarter that is a share and not three months
SHARED = re.compile(r"\s+(?:of|the)\b|\s*(?:$|[.,;]|\s(?:is|are|was|were|work|come|have|leave)\b)", re.I)

# "a week", after "40 euros"
RATE = re.compile(rf"(?:\s+[\w-]+){{0,2}}?(?:\s+(?:an?|per|each|every)\s+|\s*/\s*)(?P<per>{PERIOD}|annum)\b", re.I)

# "five days", before "a week" where something is reckoned by the week; "lasts" isn't
RATE_BEFORE = re.compile(
    rf"(?:[\dkm%]|s|once|twice|{WORD}|{BIG})(?<!takes)(?<!lasts)(?<!needs)(?<!spends)(?<!\bis)(?<!\bwas)(?<!requires)"
    r"(?<!plus)(?<!\bthis)(?<!\bas)\s+$",
    re.I,
)

# "before", after "a week" where nothing is reckoned by it
FAR_OFF = re.compile(r"\s+(?:before|ago|later|after|in advance|earlier|early|ahead|beforehand)\b", re.I)

# "the", before "twenty-second"
THE = re.compile(r"\bthe\s+$", re.I)

# "of March", after "the first"
OF_MONTH = re.compile(rf"\s+(?:of\s+)?(?:{'|'.join(month.capitalize() for month in MONTHS)})\b")

# "quarter", after "the second"
PERIOD_AFTER = re.compile(r"\s+(?:working\s+)?(?P<per>hour|day|week|month|quarter|year)\b", re.I)

# "to", "–" or "and", between the ends of a range
TO = re.compile(r"\s*(?:-\s?to|-|–|—|to|and|or|up to|through|till|until)\s*", re.I)

# "between", before a range whose ends "and" joins
BETWEEN = re.compile(r"\bbetween\s*$", re.I)

# "and", a comma or the end, after a number that leaves out its unit
ENDS = re.compile(r"\s*(?:[,.;:)]|$|and\b|or\b|for\s+(?:two|the|a)\b|by\b|on\b|in\b|during\b)", re.I)

# "more than", before 8
LEAST = re.compile(
    r"(?:\bover|\b(?:greater|longer|larger|higher|later|older) than|(?<!no )(?<!not )\bmore than|\babove|\bbeyond"
    r"|\bexceed\w*|\bat least|\bminimum(?: \w+)? of|\bminimum|\bno fewer than|\b(?:no|not|nothing) less than"
    r"|\bupwards of|\bnot under|\bstarting (?:at|from)|>=?|≥)\s*$",
    re.I,
)

# "engineers or more", after 8
LEAST_AFTER = re.compile(
    r"\s*(?:(?!and\b|but\b)\w+\s+){0,2}?(?:at (?:the )?least|or more|or over|and up|upwards|minimum|plus\b)", re.I
)

# "up to", before 8
MOST = re.compile(
    r"(?:\bunder|\bbelow|\b(?:shorter|smaller|lower|younger) than|(?<!no )(?<!not )\b(?:less|fewer) than|\bup to"
    r"|\bmaximum(?: \w+)? of|\bmaximum"
    r"|\b(?:no|not|never|nothing) (?:more|longer|larger|bigger|greater|later|higher|older|over) than"
    r"|\bnot over|\bnever over|\bat (?:the )?most|<=?|≤)\s*$",
    re.I,
)

# "days at most", after 8
MOST_AFTER = re.compile(
    r"\s*(?:(?!and\b|but\b)\w+\s+){0,2}?(?:at (?:the )?most|or (?:less|fewer|under)|maximum)\b", re.I
)

# "or more", in "two or more years"
OR_MORE = re.compile(r"\bor more\b", re.I)

# "or less", in "two or less years"
OR_LESS = re.compile(r"\bor (?:less|fewer)\b", re.I)

# "roughly", before 8
ABOUT = re.compile(
    r"(?:\babout|\baround|\broughly|\bapproximately|\bnearly|\balmost|\bsome|\bclose to|\bcirca|~)\s*$",
    re.I,
)

# "just", before 8
ONLY = re.compile(r"(?:\bonly|\bjust|\bexactly)\s*(?:an?\s+)?$", re.I)

# A negation that turns a lower bound round: "at no time should a lead have more than", before 8
NEGATED = re.compile(
    r"\b(?:no|not|never|nobody|none|cannot|\w+n['’]t)\b[^,]{0,60}"
    r"\b(?:over|more than|above|beyond|exceed\w*|longer than|later than)\s*$",
    re.I,
)

# What parts clauses
CLAUSE_CUT = re.compile(r"[.;:]")

# "the", before a "one" that counts nothing
NO_COUNT = re.compile(
    r"\b(?:no|any|some|every|each|this|that|the|which|another|whether|only|last|next|other|good|new)\s*$", re.I
)

# "engineer", after a "one" that counts
COUNTS = re.compile(
    r"\s+(?!of\b|that\b|who\b|which\b|another\b|can\b|must\b|is\b|has\b|and\b|or\b|to\b|as\b|by\b)[a-z]", re.I
)
