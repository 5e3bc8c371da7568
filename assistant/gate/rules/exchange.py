"""Which quantity goes with what: of "three leads and eight engineers" a claim may not make eight leads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from assistant.gate.rules.derived import counted, stems, words_of
from assistant.gate.rules.figures import says
from assistant.language.quantities import Quantity

_PART = re.compile(r"[;:()]|,(?!\d)|\.\s|\b(?:while|whereas|but|and)\b", re.I)
"""E.g. "The captain steers *while* the mate keeps watch.", "The captain steers*,* the mate rests"."""
_MUCH = 2
"""Words around a quantity that must be those around another one for it to be given to that."""


def exchanged(
    claim: str, ours: Sequence[Quantity], evidence: str, theirs: Sequence[Quantity]
) -> tuple[Quantity, Quantity] | None:
    """A quantity that the evidence gives to something else, and the one that it gives to what the claim speaks of."""
    said = [
        (one, [other for other in theirs if one.same(other) or says(other, one, claim, evidence) or _bare(one, other)])
        for one in ours
    ]
    fit = _Fit(claim, evidence)
    for (one, same), (two, same_) in combinations(said, 2):
        kindred = _has_unit(one, [two]) or (_has_unit(one, same_) and _has_unit(two, same))
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
        counted = fit.counted(one, there) and all(fit.counts_else(one, other) for other in same)
        if fit(one, there) > here and (counted or (not here and fit(one, there) >= _MUCH)):
            return one, there
    return None


def _bare(one: Quantity, other: Quantity) -> bool:
    """Whether one says the number of the other without its unit."""
    return one.face == other.low >= 0 or other.face == one.low >= 0


def _has_unit(one: Quantity, others: Sequence[Quantity]) -> bool:
    return any((one.unit, one.of) == (other.unit, other.of) for other in others)


class _Fit:
    """How well what stands around a quantity of a claim goes with what stands around one of its evidence."""

    def __init__(self, claim: str, evidence: str) -> None:
        self._claim, self._evidence = claim, evidence

    def __call__(self, one: Quantity, other: Quantity) -> int:
        told = _told(one, self._claim) & _told(other, self._evidence)
        return len(told) + 2 * self.counted(one, other)

    def counted(self, one: Quantity, other: Quantity) -> bool:
        """Whether both count the same."""
        return bool(counted(one, self._claim) & counted(other, self._evidence))

    def counts_else(self, one: Quantity, other: Quantity) -> bool:
        """Whether it is said what ``other`` counts, and it is something else."""
        return bool(counted(other, self._evidence)) and not self.counted(one, other)


def _told(one: Quantity, text: str) -> frozenset[str]:
    """The stems of the content words in the same part of the sentence."""
    cuts = [found.span() for found in _PART.finditer(text)]
    left = max((end for _, end in cuts if end <= one.start), default=0)
    right = min((start for start, _ in cuts if start >= one.end), default=len(text))
    return stems(words_of(f"{text[left : one.start]} {text[one.end : right]}"))
