"""A claim's quantities in the words of its evidence: "120" becomes "one hundred and twenty" where that is said there.

So that what is said alike is alike for all that looks at words.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.quantities import Quantity, quantities


def in_words_of(evidence: Sequence[str], claim: str) -> str:
    """``claim`` with each quantity that a sentence of ``evidence`` says, of the same unit, as it is said there."""
    known = [(one, text) for text in evidence for one in quantities(text)]
    for one in reversed(quantities(claim)):
        alike = [(other, text) for other, text in known if _alike(one, other)]
        whole = one.bounded_by and all(other.bounded_by for other, _ in alike)
        start = one.start - one.bounded_by if whole else one.start
        said = claim[start : one.end]
        same = [text[other.start - (other.bounded_by if whole else 0) : other.end] for other, text in alike]
        if same and said.casefold() not in {words.casefold() for words in same}:
            words = same[0] if start else same[0][:1].upper() + same[0][1:]
            told = claim[:start] + words + claim[one.end :]
            claim = told if _values(told) == _values(claim) else claim  # "between" may stand outside of a range
    return claim


def _values(text: str) -> list[tuple[float, float]]:
    return [(one.low, one.high) for one in quantities(text)]


def _alike(one: Quantity, other: Quantity) -> bool:
    return one.same(other) and (one.unit, one.bound, one.per, one.vague) == (
        other.unit,
        other.bound,
        other.per,
        other.vague,
    )
