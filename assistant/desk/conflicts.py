"""Two sentences that can't both hold: other figures of the same thing, or one that denies what the other says.

Only sentences that speak of the same thing are compared, and only where both hold for the same places and levels: a
range for Europe is no other opinion on one for the US. What is a part of the other (five of "three to six") agrees.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from assistant.answering.particulars import Particulars, particulars
from assistant.language.opposites import opposed
from assistant.language.quantities import Quantity, Unit, quantities
from assistant.language.tokens import stemmed
from corpus.lexicon import Lexicon

SAME_FIGURE, SAME_CLAIM = 0.5, 0.7
"""Share of the content words, figures apart, that two sentences must have in common to speak of the same figure, or
to say the same but for a "not"."""
LEAST_SHARED = 2
_MEASURED = frozenset({Unit.COUNT, Unit.SHARE, Unit.MONEY, Unit.TIME, Unit.FREQUENCY, Unit.MEASURE})


@dataclass(frozen=True, slots=True)
class Comparable:
    """What of a sentence can be compared with another: its words with their stems, figures and the names of roles
    apart; the roles; the figures."""

    words: tuple[tuple[str, str], ...]
    roles: frozenset[str]
    quantities: tuple[Quantity, ...]
    named: Particulars
    tells: bool
    """Whether it says something: a question doesn't, nor what only leads to a list."""

    @classmethod
    def of(cls, text: str, lexicon: Lexicon) -> Comparable:
        """What ``text`` says, read once."""
        found = tuple(one for one in quantities(text) if one.unit in _MEASURED)
        bare = _without(text, found)
        words = tuple(stemmed(lexicon.without_roles(bare)))
        exact = tuple(one for one in found if not one.vague)
        return cls(
            words,
            frozenset(lexicon.roles_of(text)),
            exact,
            particulars(bare, lexicon),
            not text.rstrip().endswith(("?", ":")),
        )

    def frame(self, but: Collection[str] = ()) -> frozenset[str]:
        """What it speaks of, without the words ``but``."""
        return self.roles | {stem for word, stem in self.words if word not in but}


def conflicting(one: Comparable, other: Comparable) -> bool:
    """Whether both can't hold."""
    if not (one.tells and other.tells) or not _of_the_same(one.named, other.named):
        return False
    turned = _opposites(one, other)
    alike = _alike(one.frame(turned), other.frame(turned))
    denied = bool(turned) or one.named.negated != other.named.negated
    if one.quantities and other.quantities and _other_figures(one, other):
        return alike >= SAME_FIGURE and not denied
    same_figures = len(one.quantities) == len(other.quantities) and not _other_figures(one, other)
    return alike >= SAME_CLAIM and same_figures and denied


def _without(text: str, found: tuple[Quantity, ...]) -> str:
    for one in reversed(found):
        text = f"{text[: one.start]} {text[one.end :]}"
    return text


def _of_the_same(one: Particulars, other: Particulars) -> bool:
    return (one.places, one.levels, one.way) == (other.places, other.levels, other.way)


def _other_figures(one: Comparable, other: Comparable) -> bool:
    """Whether each says a figure of a measure that both give, and none of these agree."""
    both = [(a, b) for a in one.quantities for b in other.quantities if (a.unit, a.of, a.per) == (b.unit, b.of, b.per)]
    return bool(both) and not any(_agree(a, b) for a, b in both)


def _agree(one: Quantity, other: Quantity) -> bool:
    inside = one.low <= other.low and other.high <= one.high
    return one.same(other) or inside or (other.low <= one.low and one.high <= other.high)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """What two frames share (Jaccard index); 0 where that is too little to be about the same."""
    shared = one & other
    return len(shared) / len(one | other) if len(shared) >= LEAST_SHARED else 0.0


def _opposites(one: Comparable, other: Comparable) -> frozenset[str]:
    """Words of either that exclude a word of the other."""
    ours, theirs = {word for word, _ in one.words}, {word for word, _ in other.words}
    pairs = ((a, b) for a in ours - theirs for b in theirs - ours if opposed(a, b))
    return frozenset(word for pair in pairs for word in pair)
