"""Everyday questions about one guide, each made unique so that no answer can come from a cache."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

GUIDE = "director-of-engineering"
"""The guide that the questions are about; a page of it would pin it."""

EVERYDAY = (
    "how many EMs should a director manage?",
    "what is the salary in Europe?",
    "who sits on the interview panel?",
    "what are the red flags?",
    "do directors still code?",
    "what is span calibration?",
)


def unique() -> Iterator[str]:
    """The everyday questions in turn without end, each with a number of its own."""
    for number in count(1):
        yield f"{EVERYDAY[number % len(EVERYDAY)]} {number * 7919 % 1_000_003}"
