"""A claim's quantities in the words of its evidence: "120" becomes "one hundred and twenty" where that is said there.

So that what is said alike is alike for all that looks at words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.language.quantities import Quantity, Unit, quantities

_OPENED = re.compile(r"\b(?:between|from)\s+$", re.I)
"""What opens a range and goes with it. E.g. "takes *between *…", "*from *…"."""
_OF = re.compile(r"\s+of(?:\s+the)?\b")
"""What stands between a share and what it is of. E.g. "…* of the* trainees"."""
_IN = re.compile(r"\b(?:in|out of)\b", re.I)
"""What makes a share stand right before what it is of. E.g. "one *in* five trainees"."""


def in_words_of(evidence: Sequence[str], claim: str) -> str:
    """``claim`` with each quantity that a sentence of ``evidence`` says, of the same unit, as it is said there."""
    known = [(one, text) for text in evidence for one in quantities(text)]
    for one in reversed(quantities(claim)):
        alike = [(other, text) for other, text in known if _alike(one, other)]
        whole = one.bounded_by > 0 and all(other.bounded_by for other, _ in alike)
        start = _start(one, claim, whole)
        same = [text[_start(other, text, whole) : other.end] for other, text in alike]
        part_of_ratio = ":" in (claim[start - 1 : start], claim[one.end : one.end + 1])
        if same and not part_of_ratio and claim[start : one.end].casefold() not in {words.casefold() for words in same}:
            first, text = alike[0]
            words = _cased(same[0], start == 0, _start(first, text, whole) == 0 and first.unit is not Unit.MONTH)
            told = claim[:start] + words + _rest(claim, one, first, text)
            claim = told if _values(told) == _values(claim) else claim
    return claim


def _start(one: Quantity, text: str, whole: bool) -> int:
    """Where it starts with the words that bound it, if they are to be taken along, and with what opens a range."""
    if one.low == one.high:
        return one.start - one.bounded_by if whole else one.start
    opened = _OPENED.search(text, 0, one.start)
    return opened.start() if opened else one.start


def _cased(words: str, first: bool, was_first: bool) -> str:
    """``words`` as they are written at the start of a sentence or, if they stood there, within one."""
    if first:
        return words[:1].upper() + words[1:]
    return words[:1].lower() + words[1:] if was_first and words[1:2] != words[1:2].upper() else words


def _rest(claim: str, one: Quantity, other: Quantity, text: str) -> str:
    """What follows ``one``, with "of" as ``other`` has it: "a fifth of trainees", "one in five trainees"."""
    rest, of = claim[one.end :], _OF.match(claim, one.end)
    if one.unit is not Unit.SHARE or bool(of) == bool(_OF.match(text, other.end)):
        return rest
    if of is not None:
        return claim[of.end() :] if _IN.search(text, other.start, other.end) else rest
    return f" of{rest}" if _IN.search(claim, one.start, one.end) and rest[1:2].isalpha() else rest


def _values(text: str) -> list[tuple[float, float]]:
    return [(one.low, one.high) for one in quantities(text)]


def _alike(one: Quantity, other: Quantity) -> bool:
    return one.same(other) and (one.unit, one.bound, one.per, one.vague) == (
        other.unit,
        other.bound,
        other.per,
        other.vague,
    )
