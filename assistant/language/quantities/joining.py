"""What the words around quantities make of them: ranges, units left to the one before, bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.language.quantities.patterns import NUMBER
from assistant.language.quantities.surroundings import (
    ABOUT,
    BETWEEN,
    CLAUSE_CUT,
    ENDS,
    LEAST,
    LEAST_AFTER,
    MOST,
    MOST_AFTER,
    NEGATED,
    ONLY,
    OR_LESS,
    OR_MORE,
    TO,
)
from assistant.language.quantities.types import Bound, Quantity, Unit
from assistant.language.quantities.units import tried


def joined(text: str, single: Sequence[Quantity]) -> Iterator[Quantity]:
    """Ranges out of what stands beside each other; units are passed on ("$180 to 240k", "20-50%")."""
    used = False
    for first, last in pairwise((*single, None)):
        if used or first is None:
            used = False
            continue
        beside = last is not None and TO.fullmatch(text[first.end : last.start])
        pair = (_sum(first, last, text) or _range(first, last, text)) if last is not None and beside else None
        used = pair is not None
        yield pair or first


def _sum(first: Quantity, last: Quantity, text: str) -> Quantity | None:
    """A time and what is less than one of its unit, as one time: "a year and three months"."""
    and_ = text[first.end : last.start].strip().casefold() == "and"
    if not and_ or first.unit is not Unit.TIME or last.unit is not Unit.TIME or BETWEEN.search(text[: first.start]):
        return None
    unit = first.low / first.face if first.face > 0 else first.low
    if last.low >= unit:
        return None
    return replace(first, low=first.low + last.low, high=first.high + last.high, end=last.end, face=-1.0)


def _range(first: Quantity, last: Quantity, text: str) -> Quantity | None:
    """Two quantities as the ends of one range; ``None`` where they aren't."""
    between = text[first.end : last.start].strip().casefold()
    opened = BETWEEN.search(text[: first.start])
    if (between == "and" and not opened) or first.vague or last.vague:
        return None
    low = first
    if first.unit is Unit.COUNT and last.unit in (Unit.SHARE, Unit.MONEY, Unit.TIME, Unit.MEASURE):
        low = replace(first, low=first.low * _factor(last, text), unit=last.unit, of=last.of)
    elif first.unit is Unit.MONEY and last.unit is Unit.COUNT:
        last = replace(last, unit=Unit.MONEY, of=first.of)
    thousands = low.unit is Unit.MONEY or "thousand" in text[last.start : last.end].casefold()
    if thousands and low.low < 1000 <= last.high:
        low = replace(low, low=low.low * 1000)
    if low.unit is not last.unit or low.of != last.of or low.unit in (Unit.RANK, Unit.MONTH):
        return None
    if low.low >= last.high and low.unit is not Unit.CLOCK:
        return None
    return replace(last, low=low.low, start=first.start, bound=Bound.EXACT)


def _factor(last: Quantity, text: str) -> float:
    """What one of the unit that ``last`` is said in comes to in its measure."""
    number = NUMBER.search(text, last.start, last.end)
    value = (tried(number["digits"] or number["words"]) or 1.0) if number else 1.0
    return last.high / value if last.unit is not Unit.MONEY and value else 1.0


def completed(text: str, found: Sequence[Quantity]) -> Iterator[Quantity]:
    """With the unit of the one before where a number leaves it out: "from 8% to 6", "350 euros, night work at 420"."""
    before: Quantity | None = None
    for one in found:
        bare = one.unit is Unit.COUNT and not one.vague and one.low > 1 and ENDS.match(text, one.end) is not None
        if before is not None and bare and "." not in text[before.end : one.start].replace(". ", ".", 1)[:-1]:
            factor = before.low / before.face
            one = replace(
                one, low=one.low * factor, high=one.high * factor, unit=before.unit, of=before.of, face=one.low
            )
        yield one
        before = one if one.face > 0 else None if one.unit is Unit.COUNT and not bare else before


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
