"""Which quantity goes with what: of "three leads and eight engineers" a claim may not make eight leads, nor of "half of
all leads" all leads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from assistant.gate.pair import Finding, Pair, Side
from assistant.gate.rules.derived import counted, stems, words_of
from assistant.gate.rules.figures import says
from assistant.language.quantities import Quantity, Unit
from assistant.verdict import Span

_PART = re.compile(r"[;:()]|,(?!\d)|\.\s|\b(?:while|whereas|but|and)\b", re.I)
"""E.g. "The captain steers *while* the mate keeps watch.", "The captain steers*,* the mate rests"."""
_MUCH = 2
"""Words around a quantity that must be those around another one for it to be given to that."""
_OF = re.compile(r"\s+(?:of|for)\s+(?:(?:all|its|their|our|his|her)\s+)?(?:the\s+)?", re.I)
"""What stands between a part and its whole. E.g. "…* of all *leads", "…* of the *three referees"."""
_ALL = re.compile(r"\b(?:all|every|each|both)\b", re.I)
"""E.g. "*All* leads hire", "*each* of them"."""
_PART_OF = re.compile(r"\bof\s+(?:(?:its|their|our)\s+)?(?:the\s+)?$", re.I)
"""What stands before a number of which only a part is meant. E.g. "two *of the *…"."""
_STOP = re.compile(r"[.,;:]")
"""E.g. "… of the leads*,* who …"."""
_NEAR = 4
"""Words after "all" among which what it is all of stands."""
_APART = 60
"""Characters before a part within which an "all" of the evidence's own goes with it."""
_OF_SHARES = (Unit.SHARE, Unit.FACTOR, Unit.POINTS)


def figures_exchanged(pair: Pair) -> Finding | None:
    """A quantity that the evidence says of something else."""
    found = _exchanged(pair.claim, pair.near)
    if found is None:
        return None
    one, other = found
    words = f"figure {pair.claim.text[one.start : one.end].strip()} is of something else in the quote"
    return Finding(words, (one.start, one.end), (other.start, other.end))


def _exchanged(claim: Side, evidence: Side) -> tuple[Quantity, Quantity] | None:
    """A quantity that the evidence gives to something else, and the one that it gives to what the claim speaks of."""
    ours, theirs = claim.quantities, evidence.quantities

    def told(one: Quantity, other: Quantity) -> bool:
        bare = one.face == other.low >= 0 or other.face == one.low >= 0  # without its unit
        return bare or one.same(other) or says(other, one, claim.text, evidence.text)

    def alike(one: Quantity, other: Quantity) -> bool:
        return bool(counted(one, claim.text) & counted(other, evidence.text))

    def fit(one: Quantity, other: Quantity) -> int:
        return len(_told(one, claim.text) & _told(other, evidence.text)) + 2 * alike(one, other)

    said = [(one, [other for other in theirs if told(one, other)]) for one in ours]
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
        else_ = all(counted(other, evidence.text) and not alike(one, other) for other in same)
        if fit(one, there) > here and ((alike(one, there) and else_) or (not here and fit(one, there) >= _MUCH)):
            return one, there
    return None


def _has_unit(one: Quantity, others: Sequence[Quantity]) -> bool:
    return any((one.unit, one.of) == (other.unit, other.of) for other in others)


def _told(one: Quantity, text: str) -> frozenset[str]:
    """The stems of the content words in the same part of the sentence."""
    cuts = [found.span() for found in _PART.finditer(text)]
    left = max((end for _, end in cuts if end <= one.start), default=0)
    right = min((start for start, _ in cuts if start >= one.end), default=len(text))
    return stems(words_of(f"{text[left : one.start]} {text[one.end : right]}"))


def whole(pair: Pair) -> Finding | None:
    """All, or the whole number, of what the evidence says a part of."""
    span = _whole(pair.claim, pair.near)
    return None if span is None else Finding("the quote says so of a part only", span)


def _whole(claim: Side, evidence: Side) -> Span | None:
    parts = [one for one in evidence.quantities if one.unit in (Unit.COUNT, Unit.SHARE)]
    if any(one.unit in _OF_SHARES for one in claim.quantities):
        return None
    for part in parts:
        of = _OF.match(evidence.text, part.end)
        said = any(one.same(part) for one in claim.quantities)
        if said or (of is None and part.unit is not Unit.SHARE):
            continue
        start = of.end() if of else part.end
        whole = next((one for one in evidence.quantities if of and one.start == start and one.unit is Unit.COUNT), None)
        if found := _number(claim, evidence, whole):
            return found
        if (part.unit is Unit.SHARE or whole) and (found := _all(claim, evidence.text, part, start)):
            return found
    return None


def _number(claim: Side, evidence: Side, whole: Quantity | None) -> Span | None:
    """Where the claim has the number of the whole, and not as that of which something is a part."""
    for one in claim.quantities if whole else ():
        alike = whole is not None and one.same(whole) and counted(one, claim.text) & counted(whole, evidence.text)
        if alike and not _PART_OF.search(claim.text[: one.start]):
            return one.start, one.end
    return None


def _all(claim: Side, evidence: str, part: Quantity, start: int) -> Span | None:
    """Where the claim says "all" of what the evidence's part is a part of, which says it itself nowhere else."""
    if _ALL.search(evidence[max(0, part.start - _APART) : part.start] + evidence[start:]):
        return None
    for found in _ALL.finditer(claim.text):
        numbered = any(one.start == found.end() + 1 for one in claim.quantities)  # "of every four"
        if not numbered and _named(claim.text, found.end()) & _named(evidence, start):
            return found.span()
    return None


def _named(text: str, start: int) -> frozenset[str]:
    return stems(words_of(_STOP.split(text[start:], maxsplit=1)[0])[:_NEAR])
