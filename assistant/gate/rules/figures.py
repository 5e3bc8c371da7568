"""Every quantity of a claim must stand in its evidence: the same amount, bounded the same way."""

from __future__ import annotations

import re

from assistant.gate.pair import Finding, Pair
from assistant.gate.rules.derived import follows
from assistant.language.quantities import Bound, Quantity, Unit
from assistant.language.quantities.vocabulary import HOURS

_WAY = re.compile(r"\b(?:from|(?P<to>to))\s*$", re.I)
"""E.g. "It fell *from *…", "It rose *to *…"."""
_ROUNDED = 0.02
"""How far, of its value, a number said to be "about" may be off."""
_LIMITS = (Bound.LEAST, Bound.MOST)
_TURNS = re.compile(
    r"\b(?:no|not|never|nobody|nothing|none|nor|neither|without|cannot|\w+n['’]t|beyond|capped?|limit\w*"
    r"|until|otherwise|too)\b",
    re.I,
)
"""What may turn a lower bound into an upper one: "nobody younger than 21" is "at least 21".
E.g. "*Nobody* over 65 may fly.", "A lead *shouldn’t* have more than eight reports".
"""
_LIMITED = {
    Bound.MOST: re.compile(
        r"\b(?:within|limit\w*|cap(?:ped)?|max\w*|only|until|by|can|may|most|up to|no \w+ than)\b", re.I
    ),
    Bound.LEAST: re.compile(r"\b(?:min\w*|from|after|until|requires?|starts?|more|least|already|needs?|must)\b", re.I),
}
"""Words of the evidence that bound what it says without a bound beside it. E.g. "They answer *within* three days.",
"A cook *starts* with two weeks on trial".
"""


def figures(pair: Pair) -> Finding | None:
    """A quantity that the evidence doesn't say."""
    claim, ours, evidence, theirs = pair.claim.text, pair.claim.quantities, pair.near.text, pair.near.quantities
    for one in ours:
        said = any(says(other, one, claim, evidence) for other in theirs)
        if not said and not follows(one, ours, theirs, claim, evidence):
            return Finding(f"figure {claim[one.start : one.end].strip()} stands in no quote", (one.start, one.end))
    return None


def says(other: Quantity, one: Quantity, claim: str, evidence: str) -> bool:
    """Whether ``other`` of the evidence is what ``one`` of the claim says."""
    if one.same(other):
        if one.per and other.per and one.per != other.per:
            return False
        return one.low != one.high or other.low != other.high or _bounds_alike(one, other, claim, evidence)
    if {one.unit, other.unit} == {Unit.TIME, Unit.FREQUENCY}:
        return abs(one.low * other.low / HOURS["year"] - 1) < _ROUNDED  # "after every five years"
    if one.unit is not other.unit or one.of != other.of:
        return False
    ends = (abs(one.low - other.low) < 1e-6, abs(one.high - other.high) < 1e-6)
    if (
        one.low == one.high
        and other.low != other.high
        and (
            (one.bound is Bound.LEAST and ends[0])
            or (one.bound is Bound.MOST and ends[1])
            or _end_of_way(ends, claim[: one.start], evidence[: other.start])
        )
    ):
        return True  # an end of a range, said to be one, or what it went "from ... to ..."
    return one.bound is Bound.ABOUT and all(
        abs(a - b) <= _ROUNDED * abs(b) for a, b in ((one.low, other.low), (one.high, other.high))
    )


def _end_of_way(ends: tuple[bool, bool], before: str, before_there: str) -> bool:
    """Whether one of the ends of what went "from ... to ..." is what the claim says, not the one for the other."""
    if (there := _WAY.search(before_there)) is None or there["to"]:
        return False
    return any(ends) if (way := _WAY.search(before)) is None else ends[way["to"] is not None]


def _bounds_alike(one: Quantity, other: Quantity, claim: str, evidence: str) -> bool:
    """Whether the claim bounds a value as the evidence does, perhaps by other words."""
    if one.bound is Bound.ONLY and other.bound is Bound.ABOUT:
        return False
    if one.bound not in _LIMITS or one.bound is other.bound:
        return True
    if other.bound in _LIMITS:
        return _is_turned(one, claim) != _is_turned(other, evidence)
    bound = one.bound if not _is_turned(one, claim) else Bound.LEAST if one.bound is Bound.MOST else Bound.MOST
    return other.bound is not Bound.EXACT or any(_LIMITED[x].search(evidence) is not None for x in (one.bound, bound))


def _is_turned(one: Quantity, text: str) -> bool:
    """Whether something else than the words that bound it may turn its bound round."""
    return _TURNS.search(text[: one.start - one.bounded_by] + text[one.start :]) is not None
