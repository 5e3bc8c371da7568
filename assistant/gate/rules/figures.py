"""Every quantity of a claim must stand in its evidence: the same amount, bounded the same way, of the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, permutations

from assistant.language.quantities import Bound, Quantity, Unit
from assistant.language.quantities.vocabulary import HOURS
from assistant.language.words import EMPTY, stem_of

_WORD = re.compile(r"[^\W\d_]+")
_PART = re.compile(r"[;:()]|,(?!\d)|\.\s|\b(?:while|whereas|but|and)\b", re.I)
_COUNTED = re.compile(r"[.,;:()]|\b(?:an?|each|every|per|for|to|of|in|at|with|than|and|or|while|on|by|from)\b", re.I)
_ONE = re.compile(r"\b(?:an?|the|each|every|single|one|sole|once)\b", re.I)
_ONE_SAID = re.compile(r"\bone\b", re.I)
_SEVERAL = re.compile(r"\b(?:several|many|multiple|some|various)\b", re.I)
_TWO = re.compile(r"\b(?:both|neither|either|twice)\b|\bbetween\b.{0,300}\band\b", re.I)
_NONE = re.compile(r"\b(?:no|none|without|never)\b", re.I)
_REST = re.compile(r"\b(?:rest|remaining|remainder|others?|else)\b", re.I)
_A_PERIOD = re.compile(r"an?\s+(?P<of>minute|hour|week|fortnight|month|year)", re.I)
_FROM = re.compile(r"\bfrom\s*$", re.I)
_ROUNDED, _RATIO = 0.02, 0.006
"""How far, of its value, a number said to be "about" may be off, and a share from the ratio of two numbers."""
_LIMITS = (Bound.LEAST, Bound.MOST)
_TURNS = re.compile(
    r"\b(?:no|not|never|nobody|nothing|none|nor|neither|without|cannot|\w+n['’]t|beyond|capped?|limit\w*"
    r"|until|otherwise|too)\b",
    re.I,
)
"""What may turn a lower bound into an upper one: "nobody younger than 21" is "at least 21"."""
_LIMITED = {
    Bound.MOST: re.compile(r"\b(?:within|limit\w*|cap(?:ped)?|max\w*|only|until|by|can|may|most|up to)\b", re.I),
    Bound.LEAST: re.compile(r"\b(?:min\w*|from|after|until|requires?|starts?|more|least|already|needs?|must)\b", re.I),
}
"""Words of the evidence that bound what it says without a bound beside it."""
_PERIODS = {
    "minute": "minute", "hour": "hour", "day": "da[yi]", "night": "night", "week": "week", "month": "month",
    "quarter": "quarter", "year": "year|annual|annum", "fortnight": "fortnight",
}


def unsupported(claim: str, ours: Sequence[Quantity], evidence: str, theirs: Sequence[Quantity]) -> Quantity | None:
    """The first quantity of ``claim`` that ``evidence`` doesn't say; ``None`` where it says all."""
    for one in ours:
        if not any(_says(other, one, claim, evidence) for other in theirs) and not _follows(
            one, ours, theirs, claim, evidence
        ):
            return one
    return None


def exchanged(
    claim: str, ours: Sequence[Quantity], evidence: str, theirs: Sequence[Quantity]
) -> tuple[Quantity, Quantity] | None:
    """A quantity that the evidence gives to something else, and the one that it gives to what the claim speaks of."""
    said = [(one, [other for other in theirs if _says(other, one, claim, evidence) or one.face == other.low >= 0]) for one in ours]
    fit = _Fit(claim, evidence)
    for (one, same), (two, same_) in combinations(said, 2):
        kindred = (one.unit, one.of) == (two.unit, two.of) or any(o.unit is not one.unit for o in (*same, *same_))
        if not kindred or one.same(two) or not same or not same_:
            continue
        straight = max(((fit(one, a), fit(two, b)) for a in same for b in same_), key=sum)
        crossed = max(((fit(one, b), fit(two, a)) for a in same for b in same_), key=sum)
        if sum(crossed) > sum(straight) and crossed[0] >= straight[0] and crossed[1] >= straight[1]:
            return one, same_[0]
        if sum(straight) > sum(crossed):
            return None
    for one, same in said:
        rest = [other for other in theirs if other.unit is one.unit and other.of == one.of and other not in same]
        if not same or not rest or any(other is not one and other.same(there) for other in ours for there in rest):
            continue
        there = max(rest, key=lambda other: fit(one, other))
        here = max(fit(one, other) for other in same)
        if fit(one, there) > here and (not here or (fit.counted(one, there) and all(fit.counts_other(one, o) for o in same))):
            return one, there
    return None


class _Fit:
    """How well what stands around a quantity of a claim goes with what stands around one of its evidence."""

    def __init__(self, claim: str, evidence: str) -> None:
        self._claim, self._evidence = claim, evidence

    def __call__(self, one: Quantity, other: Quantity) -> int:
        told = _told(one, self._claim) & _told(other, self._evidence)
        return len(told) + 2 * self.counted(one, other)

    def counted(self, one: Quantity, other: Quantity) -> bool:
        """Whether both count the same."""
        return bool(_counted(one, self._claim) & _counted(other, self._evidence))

    def counts_other(self, one: Quantity, other: Quantity) -> bool:
        """Whether it is said what ``other`` counts, and it is something else."""
        return bool(_counted(other, self._evidence)) and not self.counted(one, other)


def _says(other: Quantity, one: Quantity, claim: str, evidence: str) -> bool:
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
            or (any(ends) and _FROM.search(evidence[: other.start]) is not None)
        )
    ):
        return True  # an end of a range, said to be one, or what it went "from ... to ..."
    return one.bound is Bound.ABOUT and all(
        abs(a - b) <= _ROUNDED * abs(b) for a, b in ((one.low, other.low), (one.high, other.high))
    )


def _bounds_alike(one: Quantity, other: Quantity, claim: str, evidence: str) -> bool:
    """Whether the claim bounds a value as the evidence does, perhaps by other words."""
    if one.bound not in _LIMITS or one.bound is other.bound:
        return True
    if other.bound in _LIMITS:
        return bool(_TURNS.search(claim)) != bool(_TURNS.search(evidence))
    return other.bound is not Bound.EXACT or _LIMITED[one.bound].search(evidence) is not None


def _follows(one: Quantity, ours: Sequence[Quantity], theirs: Sequence[Quantity], claim: str, evidence: str) -> bool:
    """Whether the evidence says it without the number: "both", "the rest", "seven of the ten" for 70%."""
    if one.low == one.high:
        for value, pattern in ((1.0, _ONE), (2.0, _TWO), (0.0, _NONE)):
            as_word = one.low == value and not claim[one.start : one.end].isdigit()
            if as_word and one.unit in (Unit.COUNT, Unit.FACTOR) and pattern.search(evidence):
                return True
        if one.unit is Unit.COUNT and one.low == 1 and (_ONE_SAID if one.bound is not Bound.LEAST else _SEVERAL).search(evidence):
            return True
    if claim[one.start : one.end].casefold() == "both":
        return True  # no number that could be wrong
    if one.unit is Unit.FREQUENCY and one.per:
        return any(other.per == one.per for other in theirs) or _period_said(one.per, evidence)
    if one.unit is Unit.TIME and (unit := _A_PERIOD.fullmatch(claim, one.start, one.end)) is not None:
        return _period_said(unit["of"].casefold(), evidence)
    if one.low != one.high and _ends(one, theirs):
        return True
    if any(
        factor.unit in (Unit.FACTOR, Unit.SHARE) and other.unit is one.unit and other.of == one.of
        and abs(factor.low * other.low - one.low) < _RATIO * one.low
        for factor, other in permutations(theirs, 2)
    ):
        return True  # "four times that"
    if one.unit is Unit.FACTOR and any(abs(1 / ratio - one.low) < _RATIO for ratio in _ratios(theirs)):
        return True
    if one.unit is Unit.SHARE:
        rest = _REST.search(evidence) or _REST.search(claim)
        if rest and any(other.unit is Unit.SHARE and abs(1 - other.low - one.low) < _RATIO for other in theirs):
            return True
        return any(abs(ratio - one.low) < _RATIO for ratio in _ratios(theirs))
    if one.unit is Unit.CLOCK:
        return any(other.unit is Unit.COUNT and other.low * 60 % 720 == one.low % 720 for other in theirs)
    if one.face >= 0:
        bare = [other for other in theirs if other.unit is Unit.COUNT and other.low == one.face]
        units = any(other.unit is one.unit for other in theirs)
        said = frozenset(stem_of(word.casefold()) for word in _WORD.findall(claim[one.start : one.end]))
        return any(units or said & _counted(other, evidence) for other in bare)
    faces = [other for other in theirs if other.face == one.low == one.high]
    if one.unit is not Unit.COUNT or not faces:
        return False
    after = _counted(one, claim)
    units = frozenset(
        stem_of(word.casefold()) for other in faces for word in _WORD.findall(evidence[other.start : other.end])
    )
    return any(other.face >= 0 for other in ours) or bool(after & units)


def _period_said(period: str, evidence: str) -> bool:
    """Whether the evidence speaks of that period in any way: "during the year", "by the hour"."""
    return re.search(rf"(?:{_PERIODS[period]})", evidence, re.I) is not None if period in _PERIODS else False


def _ends(one: Quantity, theirs: Sequence[Quantity]) -> bool:
    """Whether both ends of a range are said apart: "no fewer than four and no more than six"."""
    single = [other for other in theirs if other.unit is one.unit and other.of == one.of and other.low == other.high]
    return any(a.low == one.low and a.bound is Bound.LEAST for a in single) and any(
        b.low == one.high and b.bound is Bound.MOST for b in single
    )


def _ratios(found: Sequence[Quantity]) -> Iterator[float]:
    for part in found:
        for whole in found:
            if part.unit is whole.unit and part.of == whole.of and 0 < part.low < whole.low:
                yield part.low / whole.low


def _counted(one: Quantity, text: str) -> frozenset[str]:
    """The stems of what a quantity counts: the content words right after it."""
    rest = _COUNTED.split(text[one.end :], maxsplit=1)[0]
    return _stems(_WORD.findall(rest)[:3])


def _told(one: Quantity, text: str) -> frozenset[str]:
    """The stems of the content words in the same part of the sentence."""
    cuts = [found.span() for found in _PART.finditer(text)]
    left = max((end for _, end in cuts if end <= one.start), default=0)
    right = min((start for start, _ in cuts if start >= one.end), default=len(text))
    return _stems(_WORD.findall(f"{text[left : one.start]} {text[one.end : right]}"))


def _stems(words: Sequence[str]) -> frozenset[str]:
    return frozenset(stem_of(word.casefold()) for word in words if word.casefold() not in EMPTY)
