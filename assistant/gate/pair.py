"""A claim and the evidence that it cites, each read once: what every rule of the gate and its model look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assistant.gate.edits import AlignedPiece, Edits, edits, pieces
from assistant.gate.reading import Reading, joined, similarities
from assistant.language.mentions import Mention, places_in, roles_in
from assistant.language.quantities import Quantity, quantities
from corpus.lexicon import Lexicon
from index.types import Vectors

_SENTENCES = 12
"""Of the evidence that are looked at; the nearest ones."""
_ADDS = 0.04
"""By how much a further sentence must raise the mean nearness of the claim's words to be looked at as well."""


@dataclass(frozen=True)
class Side:
    """A claim or its evidence with the quantities, roles and places that it names."""

    reading: Reading
    quantities: tuple[Quantity, ...]
    roles: tuple[Mention, ...]
    places: tuple[Mention, ...]

    @classmethod
    def of(cls, reading: Reading, lexicon: Lexicon) -> Side:
        text = reading.text
        return cls(reading, quantities(text), roles_in(text, lexicon), places_in(text, lexicon))

    @property
    def text(self) -> str:
        return self.reading.text

    @cached_property
    def pieces(self) -> list[AlignedPiece]:
        return pieces(self.reading, self.roles, self.quantities)


@dataclass(frozen=True)
class Pair:
    """One sentence of a claim beside all of its evidence and the ``near`` part of it, which speaks of the same.

    ``role`` is one that the evidence means and doesn't name.
    """

    claim: Side
    evidence: Side
    near: Side
    role: str | None = None

    @classmethod
    def of(cls, claim: Reading, sentences: Sequence[Reading], lexicon: Lexicon, role: str | None = None) -> Pair:
        """``sentences`` are those of the evidence, in order; at least one."""
        ours, theirs = Side.of(claim, lexicon), Side.of(joined(sentences), lexicon)
        chosen = _with_quantities(ours, _nearest(claim, sentences), sentences)
        near = theirs if len(chosen) == len(sentences) else Side.of(joined(chosen), lexicon)
        return cls(ours, theirs, near, role)

    @cached_property
    def edits(self) -> Edits:
        """What the claim changes of the near evidence's wording."""
        return edits(self.claim.pieces, self.near.pieces)

    @cached_property
    def counted(self) -> frozenset[int]:
        """The places of the claim at which it says a quantity that the near evidence says too, perhaps otherwise."""
        same = (one for one in self.claim.quantities if any(one.same(other) for other in self.near.quantities))
        return frozenset(at for one in same for at in range(one.start, one.end))

    @cached_property
    def cosines(self) -> Vectors:
        """Of each content word of the claim with each of the near evidence."""
        return similarities(self.claim.reading, self.near.reading)


def _nearest(claim: Reading, sentences: Sequence[Reading]) -> list[Reading]:
    """The sentences that say something of the claim, in their order: the nearest and what adds to it."""
    if len(sentences) == 1 or not claim.content:
        return list(sentences)
    best = [_best(claim, sentence) for sentence in sentences]
    first = int(np.argmax([value.mean() for value in best]))
    chosen, reached = [first], best[first]
    while len(chosen) < min(len(sentences), _SENTENCES):
        gains = [np.maximum(reached, value).mean() - reached.mean() for value in best]
        further = int(np.argmax(gains))
        if gains[further] < _ADDS:
            break
        chosen.append(further)
        reached = np.maximum(reached, best[further])
    return [sentences[i] for i in sorted(chosen)]


def _best(claim: Reading, sentence: Reading) -> Vectors:
    """For each content word of the claim, the nearest of a sentence."""
    cosines = similarities(claim, sentence)
    return np.asarray(cosines.max(axis=1) if cosines.size else np.zeros(len(claim.content)), dtype=np.float32)


def _with_quantities(claim: Side, near: Sequence[Reading], sentences: Sequence[Reading]) -> list[Reading]:
    """``near``, and for each quantity of the claim that stands in none of it the sentences that have it."""
    if not claim.quantities:
        return list(near)
    known = {id(one): quantities(one.text) for one in sentences}
    evidenced = [other for one in near for other in known[id(one)]]
    lacking = [one for one in claim.quantities if not any(one.same(other) for other in evidenced)]
    return [
        one
        for one in sentences
        if any(one is other for other in near) or any(q.same(other) for q in lacking for other in known[id(one)])
    ]
