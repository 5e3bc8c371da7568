"""Sentences that say something by themselves."""

from __future__ import annotations

import re

from assistant.language.tokens import words
from corpus.english import english

LEAST_WORDS = 6
"""Of a sentence that says something by itself; a shorter one without a figure and a verb is a run-in heading."""
FEWEST_WORDS = 3
_FIGURE = re.compile(r"[$€£\d]")
"""E.g. "Notice: *3* months.", "Pay in *€*"."""


def is_statement(text: str) -> bool:
    """Whether a sentence says something by itself: no question, no heading, no line that only introduces.

    A short one does where it has a verb ("There is no bonus.") or says no ("Working from home: no.").
    """
    if text.endswith(("?", ":")):
        return False
    found = words(text)
    if len(found) >= LEAST_WORDS or _FIGURE.search(text):
        return True
    return len(found) >= FEWEST_WORDS and (found[-1] == "no" or not english().finite_verbs.isdisjoint(found))
