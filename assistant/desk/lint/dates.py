"""What time has overtaken: guides that nobody has looked at for long, figures of years ago, plans for years gone by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from assistant.desk.lint.sentences import TextPlace, blocks_of, sentences_of
from assistant.language.quantities import Unit, quantities
from assistant.language.quantities.patterns import YEAR
from corpus.days import day_of, months_between
from corpus.types import Corpus, Finding

STALE_GUIDE, FUTURE_GUIDE, STALE_FIGURE, PAST_PLAN = "stale-guide", "future-date", "stale-figure", "past-plan"
GUIDE_MONTHS = 18
"""Months after which a guide should be looked at again."""
FIGURE_YEARS = 3
"""Calendar years after which a figure should be looked up again."""
HISTORY_YEARS = 10
"""And those after which it is history, which nobody keeps up to date."""
_PLAN = re.compile(r"\b(?:will|is to|are to|planned|expected|scheduled)\b", re.IGNORECASE)
"""E.g. "They *will* hire two more."."""
_FROM = re.compile(r"\b(?:in|from|by|until|for|before|after)\s+(?:[A-Z][a-z]+\s+)?$")
"""E.g. "Pay rose *in May *…"."""
_DATED = (Unit.MONEY, Unit.SHARE)
_FIRST_YEAR = 1990


def out_of_date(corpus: Corpus, today: date) -> Iterator[Finding]:
    """What should be looked up again, as of ``today``."""
    for guide, path in zip(corpus.guides, corpus.paths, strict=True):
        updated = day_of(guide.updated)
        months = months_between(updated, today) if updated else 0
        top = TextPlace(guide, path, 0, 0, 1)
        if months >= GUIDE_MONTHS:
            yield top.warn(STALE_GUIDE, f"`updated` says {guide.updated}, which is {months} months ago")
        elif updated and updated > today:
            yield top.warn(FUTURE_GUIDE, f"`updated` says {guide.updated}, which is still to come")
    for block in blocks_of(corpus):
        for sentence in sentences_of(block):
            yield from _of_sentence(sentence, today)


def _of_sentence(sentence: TextPlace, today: date) -> Iterator[Finding]:
    text = sentence.text
    if not YEAR.search(text):
        return
    found = quantities(text)
    years = [
        int(one.low)
        for one in found
        if one.unit is Unit.YEAR and _FIRST_YEAR <= one.low == one.high and _FROM.search(text[: one.start])
    ]
    newest = max(years, default=today.year)
    if newest >= today.year:
        return
    if any(one.unit in _DATED for one in found) and FIGURE_YEARS <= today.year - newest < HISTORY_YEARS:
        yield sentence.warn(STALE_FIGURE, f"a figure of {newest}, {today.year - newest} years ago: “{text}”")
    elif today.year - newest < HISTORY_YEARS and _PLAN.search(text):
        yield sentence.warn(PAST_PLAN, f"it speaks of {newest} as still to come: “{text}”")
