"""Every quantity of a claim must stand in its evidence: the same amount, bounded the same way, of the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.language.quantities import Bound, Quantity, Unit
from assistant.language.words import EMPTY, stem_of

_WORD = re.compile(r"[^\W\d_]+")
_PART = re.compile(r"[;:()]|,(?!\d)|\.\s|\b(?:while|whereas|but|and)\b", re.I)
_COUNTED = re.compile(r"[.,;:()]|\b(?:per|for|to|of|in|at|with|than|and|or|while|on|by|from)\b", re.I)
_ONE = re.compile(r"\b(?:an?|the|each|every|single|one|sole|once)\b", re.I)
_TWO = re.compile(r"\b(?:both|neither|either|twice)\b|\bbetween\b.{0,300}\band\b", re.I)
_NONE = re.compile(r"\b(?:no|none|without|never)\b", re.I)
_REST = re.compile(r"\b(?:rest|remaining|remainder|others?|else)\b", re.I)
_FROM = re.compile(r"\bfrom\s*$", re.I)
_ROUNDED, _RATIO = 0.02, 0.006
"""How far, of its value, a number said to be "about" may be off, and a share from the ratio of two numbers."""
_LIMITS = (Bound.LEAST, Bound.MOST)


def unsupported(claim: str, ours: Sequence[Quantity], evidence: str, theirs: Sequence[Quantity]) -> Quantity | None:
    """The first quantity of ``claim`` that ``evidence`` doesn't say; ``None`` where it says all."""
    for one in ours:
        if not any(_says(other, one, evidence) for other in theirs) and not _follows(
            one, ours, theirs, claim, evidence
        ):
            return one
    return None


def exchanged(
    claim: str, ours: Sequence[Quantity], evidence: str, theirs: Sequence[Quantity]
) -> tuple[Quantity, Quantity] | None:
    """A quantity that the evidence gives to something else, and the one that it gives to what the claim speaks of."""
    for one in ours:
        alike = [other for other in theirs if other.unit is one.unit and other.of == one.of]
        same = [other for other in alike if _says(other, one, evidence)]
        rest = [other for other in alike if other not in same]
        if not same or not rest:
            continue
        told, counted = _told(one, claim), _counted(one, claim)
        here = max(len(told & _told(other, evidence)) for other in same)
        there = max(rest, key=lambda other: len(told & _told(other, evidence)))
        elsewhere = len(told & _told(there, evidence))
        of_others = any(counted & _counted(other, evidence) for other in rest)
        of_same = any(counted & _counted(other, evidence) for other in same)
        if (not here and elsewhere) or (of_others and not of_same and elsewhere > here):
            return one, there
    return None


def _says(other: Quantity, one: Quantity, evidence: str) -> bool:
    """Whether ``other`` of the evidence is what ``one`` of the claim says."""
    if one.same(other):
        if one.per and other.per and one.per != other.per:
            return False
        single = one.low == one.high and other.low == other.high
        return (
            one.bound not in _LIMITS
            or other.bound is one.bound
            or (other.bound is not Bound.EXACT and other.bound not in _LIMITS)
            or not single
        )
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


def _follows(one: Quantity, ours: Sequence[Quantity], theirs: Sequence[Quantity], claim: str, evidence: str) -> bool:
    """Whether the evidence says it without the number: "both", "the rest", "seven of the ten" for 70%."""
    if one.low == one.high:
        for value, pattern in ((1.0, _ONE), (2.0, _TWO), (0.0, _NONE)):
            as_word = one.low == value and not claim[one.start : one.end].isdigit()
            if as_word and one.unit in (Unit.COUNT, Unit.FACTOR) and pattern.search(evidence):
                return True
    if one.unit is Unit.FREQUENCY and one.per:
        return any(other.per == one.per for other in theirs)
    if one.unit is Unit.SHARE:
        rest = _REST.search(evidence) or _REST.search(claim)
        if rest and any(other.unit is Unit.SHARE and abs(1 - other.low - one.low) < _RATIO for other in theirs):
            return True
        return any(abs(ratio - one.low) < _RATIO for ratio in _ratios(theirs))
    if one.unit is Unit.CLOCK:
        return any(other.unit is Unit.COUNT and other.low * 60 % 720 == one.low % 720 for other in theirs)
    if one.face >= 0:
        units = any(other.unit is one.unit for other in theirs)
        return units and any(other.unit is Unit.COUNT and other.low == one.face for other in theirs)
    faces = any(other.face == one.low == one.high for other in theirs)
    return one.unit is Unit.COUNT and faces and any(other.face >= 0 for other in ours)


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
