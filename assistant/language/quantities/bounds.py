"""How a quantity is bounded: "at least", "up to", "about", "only"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.quantities.surroundings import (
    ABOUT,
    CLAUSE_CUT,
    LEAST,
    LEAST_AFTER,
    MOST,
    MOST_AFTER,
    NEGATED,
    ONLY,
    OR_LESS,
    OR_MORE,
)
from assistant.language.quantities.types import Bound, Quantity


def bounded(one: Quantity, text: str) -> Quantity:
    """With the bound that the words before or after it set; a range and "50+" have theirs."""
    before, after = text[max(0, one.start - 40) : one.start], text[one.end :]
    inside = text[one.start : one.end]
    if one.bound is not Bound.EXACT or one.low != one.high:
        return one
    for bound, found in (
        (Bound.ONLY, ONLY.search(before)),
        (Bound.MOST, MOST.search(before) or MOST_AFTER.match(after) or OR_LESS.search(inside)),
        (Bound.LEAST, LEAST.search(before) or LEAST_AFTER.match(after) or OR_MORE.search(inside)),
        (Bound.ABOUT, ABOUT.search(before)),
    ):
        if found is not None:
            if bound is Bound.LEAST and NEGATED.search(CLAUSE_CUT.split(text[: one.start])[-1]):
                return replace(one, bound=Bound.MOST)
            stands_before = found.string is before and bound is not Bound.ONLY
            return replace(one, bound=bound, bounded_by=len(before) - found.start() if stands_before else 0)
    return one
