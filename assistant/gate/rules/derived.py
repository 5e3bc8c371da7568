"""What evidence says of a quantity without its number: "both", "the rest", "seven of the ten" for 70%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from assistant.language.quantities import NUMBER_WORDS, Bound, Quantity, Unit
from corpus.english import english, stem_of

_WORD = re.compile(r"[^\W\d_]+")
_COUNTED = re.compile(r"[.,;:()]|\b(?:an?|each|every|per|for|to|of|in|at|with|than|and|or|while|on|by|from)\b", re.I)
"""E.g. "… senior engineers *in* three teams", "… rounds*,* all of them hard"."""
_ONE = re.compile(r"\b(?:an?|the|each|every|single|one|sole|once)\b", re.I)
"""E.g. "*Each* team has a lead.", "Candidates are told *once*"."""
_ONE_SAID = re.compile(r"\bone\b", re.I)
"""E.g. "Only *one* of them may leave"."""
_SEVERAL = re.compile(r"\b(?:several|many|multiple|some|various)\b", re.I)
"""E.g. "*Several* managers report to a Director"."""
_TWO = re.compile(r"\b(?:both|neither|either|twice)\b|\bbetween\b.{0,300}\band\b", re.I)
"""E.g. "*Both* must agree.", "The pay is split *between the mate and* the cook"."""
_NONE = re.compile(r"\b(?:no|none|without|never)\b", re.I)
"""E.g. "There is *no* second round.", "They work *without* a manager"."""
_REST = re.compile(r"\b(?:rest|remaining|remainder|others?|else)\b", re.I)
"""E.g. "The *rest* is paid in shares.", "All *others* may leave"."""
_A_PERIOD = re.compile(r"an?\s+(?P<of>minute|hour|week|fortnight|month|year)", re.I)
"""E.g. "a week", "an hour"."""
_IN_WORDS = {"day": "da(?:y|ily)", "year": "(?:year|annual|annum)"}
"""How a text speaks of a period by other words than the period's own."""
_TIMES = (Unit.FACTOR, Unit.SHARE)
_RATIO = 0.006
"""How far a share may be off from the ratio of two numbers."""


def follows(one: Quantity, ours: Sequence[Quantity], theirs: Sequence[Quantity], claim: str, evidence: str) -> bool:
    """Whether the evidence says ``one`` of the claim without its number."""
    if _said_in_words(one, claim, evidence) or _reckoned(one, ours, theirs):
        return True
    if any(abs(one.low * other.low - 1) < _RATIO and _turned(one, claim, other, evidence) for other in theirs):
        return True
    period = _A_PERIOD.fullmatch(claim, one.start, one.end)
    if one.unit is Unit.FREQUENCY and one.per:
        often = [other for other in theirs if other.unit is Unit.FREQUENCY]
        periods = [other for other in often if _period_said(one.per, evidence[other.start : other.end])]
        return any(other.per == one.per for other in theirs) or (not periods and _period_said(one.per, evidence))
    if one.unit is Unit.TIME and period is not None:
        return _period_said(period["of"].casefold(), evidence)
    if one.unit is Unit.SHARE:
        rest = _REST.search(evidence) or _REST.search(claim)
        shares = (other for other in theirs if other.unit is Unit.SHARE)
        return bool(rest) and any(abs(1 - other.low - one.low) < _RATIO for other in shares)
    if one.unit is Unit.CLOCK and one.low == one.high:
        return any(other.unit is Unit.COUNT and other.low * 60 % 720 == one.low % 720 for other in theirs)
    return _unit_left_out(one, ours, theirs, claim, evidence)


def _said_in_words(one: Quantity, claim: str, evidence: str) -> bool:
    """Whether it is one, two or none, and the evidence says so by another word."""
    said = claim[one.start : one.end]
    if said.casefold() == "both":
        return True  # no number that could be wrong
    if one.low != one.high or one.unit not in (Unit.COUNT, Unit.FACTOR):
        return False
    one_said = _SEVERAL if one.bound is Bound.LEAST else _ONE_SAID
    if one.unit is Unit.COUNT and one.low == 1 and one_said.search(evidence):
        return True
    patterns = ((1.0, _ONE), (2.0, _TWO), (0.0, _NONE))
    return not said.isdigit() and any(one.low == value and pattern.search(evidence) for value, pattern in patterns)


def _reckoned(one: Quantity, ours: Sequence[Quantity], theirs: Sequence[Quantity]) -> bool:
    """Whether it is a ratio or a product of what the evidence says, or one of both numbers of a ratio that it says:
    "seven of the ten", "four times that"."""
    parts = [ratio for other in ours if one.unit is Unit.COUNT for ratio in _ratios((one, other))]
    if any(abs(part - share.low) < _RATIO for part in parts for share in theirs if share.unit is Unit.SHARE):
        return True
    if one.unit is Unit.SHARE and any(abs(ratio - one.low) < _RATIO for ratio in _ratios(theirs)):
        return True
    if one.unit is Unit.FACTOR and any(abs(1 / ratio - one.low) < _RATIO for ratio in _ratios(theirs)):
        return True
    return any(
        factor.unit in _TIMES
        and (other.unit, other.of) == (one.unit, one.of)
        and abs(factor.low * other.low - one.low) < _RATIO * one.low
        for factor, other in permutations(theirs, 2)
    )


def _turned(one: Quantity, claim: str, other: Quantity, evidence: str) -> bool:
    """Whether what stands on one side of a factor stands on the other there: twice B is half of A."""
    if one.unit not in _TIMES or other.unit not in _TIMES:
        return False
    (before, after), (before_, after_) = (
        (stems(words_of(text[: at.start])), stems(words_of(text[at.end :])))
        for at, text in ((one, claim), (other, evidence))
    )
    return bool((before - after) & (after_ - before_) or (after - before) & (before_ - after_))


def _ratios(found: Sequence[Quantity]) -> Iterator[float]:
    for part in found:
        for whole in found:
            if part.unit is whole.unit and part.of == whole.of and 0 < part.low < whole.low:
                yield part.low / whole.low


def _unit_left_out(
    one: Quantity, ours: Sequence[Quantity], theirs: Sequence[Quantity], claim: str, evidence: str
) -> bool:
    """Whether one side says the number alone, or the unit some words later: "14", "two separate trial days"."""
    if one.face >= 0:
        bare = [other for other in theirs if other.unit is Unit.COUNT and other.low == one.face]
        units = any(other.unit is one.unit for other in theirs)
        said = stems(words_of(claim[one.start : one.end]))
        return any(units or said & counted(other, evidence) for other in bare)
    faces = [other for other in theirs if other.face == one.low == one.high]
    if one.unit is not Unit.COUNT or not faces:
        return False
    said = frozenset(stem for other in faces for stem in stems(words_of(evidence[other.start : other.end])))
    return any(other.face >= 0 for other in ours) or bool(counted(one, claim) & said)


def _period_said(period: str, evidence: str) -> bool:
    """Whether the evidence speaks of that period in any way: "during the year", "by the hour"."""
    return re.search(rf"\b{_IN_WORDS.get(period, period)}", evidence, re.I) is not None


def counted(one: Quantity, text: str) -> frozenset[str]:
    """The stems of what a quantity counts: the content words right after it."""
    rest = _COUNTED.split(text[one.end :], maxsplit=1)[0]
    return stems(words_of(rest)[:3])


def words_of(text: str) -> list[str]:
    return _WORD.findall(text)


def stems(words: Sequence[str]) -> frozenset[str]:
    """The stems of words that carry content and are no numbers."""
    empty = english().empty_words | NUMBER_WORDS
    return frozenset(stem_of(word.casefold()) for word in words if word.casefold() not in empty)
