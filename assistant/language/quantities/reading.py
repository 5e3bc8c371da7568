"""Every quantity of a text, read once: what the readers find, joined to ranges, completed and bounded."""

from __future__ import annotations

from functools import lru_cache

from assistant.language.quantities import numbers, times
from assistant.language.quantities.joining import bounded, completed, joined
from assistant.language.quantities.surroundings import COUNTS, GOES_ON, HYPHEN, NO_COUNT
from assistant.language.quantities.types import Quantity, Unit

_MARKUP = str.maketrans("*_", "  ")
_KEPT = 2000
"""Texts whose quantities are kept."""
_READERS = (
    times.clocks,
    times.frequencies,
    numbers.ratios,
    numbers.factors,
    times.dates,
    numbers.scaled,
    numbers.dozens,
    numbers.orders,
    numbers.singles,
    times.spans,
    numbers.fractions,
    numbers.numbers,
    numbers.ordinals,
)
"""In order: what one has read none after it reads, so a plain number comes after all that a number is part of."""


@lru_cache(maxsize=_KEPT)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of ``text``, in order; what is joined to a range is one.

    Kept for a while, because an answer's evidence is looked at again for each of its claims.
    """
    text = HYPHEN.sub(" ", text.translate(_MARKUP))
    whole = [
        one for one in joined(text, [one for one in _single(text) if not _is_pronoun(one, text)]) if _is_said(one, text)
    ]
    return tuple(bounded(one, text) for one in completed(text, whole))


def _single(text: str) -> list[Quantity]:
    """What the readers find, in the order of the text, no piece of it read twice."""
    kept: list[Quantity] = []
    for read in _READERS:
        for found in read(text):
            if not any(one.start < found.end and found.start < one.end for one in kept) and not _goes_on(found, text):
                kept.append(found)
    return sorted(kept, key=lambda one: one.start)


def _goes_on(one: Quantity, text: str) -> bool:
    """Whether it is the part of "two and a half", which belongs to the number before."""
    part = text[one.start : one.end].casefold().startswith(("half", "a half", "a quarter", "three quarters"))
    return part and GOES_ON.search(text[: one.start]) is not None


def _is_pronoun(one: Quantity, text: str) -> bool:
    """Whether it is a "one" as in "the new one"."""
    return _is_one(one, text) and NO_COUNT.search(text[: one.start]) is not None


def _is_one(one: Quantity, text: str) -> bool:
    return one.unit is Unit.COUNT and one.low == one.high == 1 and text[one.start : one.end].casefold() == "one"


def _is_said(one: Quantity, text: str) -> bool:
    """Whether a quantity says how many; "one of the" doesn't."""
    return not _is_one(one, text) or COUNTS.match(text, one.end) is not None
