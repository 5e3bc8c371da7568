"""Sentences that say something by themselves, and rows of a table, which say it under the names of their columns."""

from __future__ import annotations

import re

from assistant.language.tokens import words
from corpus.english import english
from corpus.types import BlockKind, Passage

LEAST_WORDS = 6
"""Of a sentence that says something by itself; a shorter one without a figure and a verb is a run-in heading."""
FEWEST_WORDS = 3
CELL = " | "
"""Between the cells of a row."""
FIGURE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|dozen|half|third|quarter)\b|[$€£%]",
    re.I,
)
"""E.g. "It takes *seven* rounds.", "About *half* of them stay.", "The pay is in *€*"."""
_DIGIT = re.compile(r"[$€£\d]")
"""E.g. "Notice: *3* months.", "Pay in *€*"."""


def is_statement(text: str) -> bool:
    """Whether a sentence says something by itself: no question, no heading, no line that only introduces.

    A short one does where it has a verb ("There is no bonus.") or says no ("Working from home: no.").
    """
    if text.endswith(("?", ":")):
        return False
    found = words(text)
    if len(found) >= LEAST_WORDS or _DIGIT.search(text):
        return True
    return len(found) >= FEWEST_WORDS and (found[-1] == "no" or not english().finite_verbs.isdisjoint(found))


def header_row(text: str, passage: Passage) -> int | None:
    """Which of a passage's sentences is the header of its table, which says nothing by itself; a row with a figure
    is none, nor is any where the header stands among the headings."""
    if passage.kind is not BlockKind.TABLE or any(CELL in heading for heading in passage.heading_path):
        return None
    rows = [at for at, (start, end) in enumerate(passage.sentences) if CELL in text[start:end]]
    return rows[0] if len(rows) > 1 and not FIGURE.search(text[slice(*passage.sentences[rows[0]])]) else None
