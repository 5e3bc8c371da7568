"""Spans of time as hours, so that "72 hours" and "three days" are the same figure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.figures import NUMBER_WORDS, number_of

_HOURS = {
    "minute": 1 / 60,
    "min": 1 / 60,
    "hour": 1.0,
    "hr": 1.0,
    "day": 24.0,
    "week": 168.0,
    "fortnight": 336.0,
    "month": 730.0,
    "quarter": 2190.0,
    "year": 8760.0,
}
_SPAN = re.compile(
    rf"\b(?:(?P<half>half(?: of)? an?|half)|(?P<n>\d+(?:\.\d+)?|{'|'.join(NUMBER_WORDS)}|an?))"
    rf"[\s-]*(?P<unit>{'|'.join(_HOURS)})s?\b",
    re.I,
)
_NEARLY = 0.015
"""By how much two spans in different units may differ: thirty days are a month."""


@dataclass(frozen=True, slots=True)
class Duration:
    """So many hours, as ``text[start:end]`` says in a ``unit``."""

    hours: float
    unit: str
    start: int
    end: int

    def agrees(self, other: Duration) -> bool:
        room = 0.0 if self.unit == other.unit else _NEARLY * max(self.hours, other.hours)
        return abs(self.hours - other.hours) <= room


def same_spans(statement: str, quote: str) -> frozenset[int]:
    """Where ``statement`` says a span of time that ``quote`` says too, perhaps in other units."""
    there = durations(quote)
    spans = (span for span in durations(statement) if any(span.agrees(other) for other in there))
    return frozenset(at for span in spans for at in range(span.start, span.end))


def durations(text: str) -> tuple[Duration, ...]:
    """Every single span of time that ``text`` speaks of; ranges are not among them."""
    found = []
    for match in _SPAN.finditer(text):
        count = 0.5 if match["half"] else 1.0 if match["n"].casefold() in ("a", "an") else number_of(match["n"])
        if count is not None:
            unit = match["unit"].casefold()
            found.append(Duration(count * _HOURS[unit], unit, *match.span()))
    return tuple(found)
