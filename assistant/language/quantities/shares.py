"""Readers of parts of a whole, in words and in fractions; percentages are numbers with a unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.language.quantities.patterns import FRACTION, IN, OVER
from assistant.language.quantities.surroundings import SHARE_BEFORE, SHARED
from assistant.language.quantities.types import Quantity, Unit
from assistant.language.quantities.units import tried, value
from assistant.language.quantities.vocabulary import PARTS


def ratios(text: str) -> Iterator[Quantity]:
    """Parts that are said with both their numbers: "one in five", "3/4"."""
    for pattern in (IN, OVER):
        for found in pattern.finditer(text):
            over, under = tried(found["top"]), tried(found["part"])
            if over is not None and under is not None and 0 < over < under:
                yield Quantity(over / under, over / under, Unit.SHARE, "", *found.span())


def fractions(text: str) -> Iterator[Quantity]:
    """Parts that have a word of their own: "two thirds", "a fifth", "half"."""
    for found in FRACTION.finditer(text):
        top, part = (found["top"] or "").casefold(), found["part"].casefold()
        half = part.startswith("hal")
        name = part if part in PARTS else part.removesuffix("s")
        if (not half and not top) or (name == "quarter" and _is_time(top, text, found)):
            continue  # "the third round", three months
        times = 1.0 if top in ("a", "an", "") else value(top)
        ordinal = top and not half and times > 1 and part == name
        if times < PARTS[name] and not ordinal:
            yield Quantity(times / PARTS[name], times / PARTS[name], Unit.SHARE, "", *found.span())


def _is_time(top: str, text: str, found: re.Match[str]) -> bool:
    """Whether a quarter is three months: "once a quarter", and not "a quarter of them" or "cut by a quarter"."""
    shared = SHARED.match(text[found.end() :]) or SHARE_BEFORE.search(text[: found.start()])
    return top in ("a", "an", "one") and shared is None
