"""A claim and the evidence that it cites, each read once: what every rule of the gate and its model look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple

import numpy as np

from assistant.gate.reading import Reading, joined, similarities
from assistant.language.mentions import Mention, places_in, roles_in, titles_in
from assistant.language.quantities import Quantity, Unit, quantities
from assistant.verdict import Span
from corpus.lexicon import Lexicon
from index.types import Vectors

_SENTENCES = 12
"""Of the evidence that are looked at; the nearest ones."""
_ADDS = 0.04
"""By how much a further sentence must raise the mean nearness of the claim's words to be looked at as well."""


class Finding(NamedTuple):
    """What a rule has against a claim, in ``words`` for people, with the spans of both sides where they are known."""

    words: str
    claim: Span | None = None
    evidence: Span | None = None


@dataclass(frozen=True, slots=True)
class AlignedPiece:
    """A word, or a role or quantity with all its words; ``rows`` are its words in the reading."""

    key: str
    rows: tuple[int, ...]
    content: bool
    role: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What stands in the statement in place of what stands in the quote; either may be nothing.

    ``held_fast`` is how many words are the same right before and right after it.
    """

    put: tuple[AlignedPiece, ...]
    left: tuple[AlignedPiece, ...]
    held_fast: tuple[int, int]
    then: tuple[AlignedPiece, ...] = ()
    """What is the same after it, up to the next change."""


@dataclass(frozen=True, slots=True)
class Edits:
    """All changes, the share of the claim's pieces that are kept in order, and the longest run of them."""

    changes: tuple[Change, ...]
    kept: float
    longest: int = 0


@dataclass(frozen=True)
class Side:
    """A claim or its evidence with the quantities, roles and places that it names."""

    reading: Reading
    quantities: tuple[Quantity, ...]
    roles: tuple[Mention, ...]
    places: tuple[Mention, ...]
    titles: tuple[Mention, ...]
    """Names of several words of occupations that are no roles of the lexicon."""

    @classmethod
    def of(cls, reading: Reading, lexicon: Lexicon) -> Side:
        text = reading.text
        roles = roles_in(text, lexicon)
        return cls(reading, quantities(text), roles, places_in(text, lexicon), titles_in(text, roles))

    @property
    def text(self) -> str:
        return self.reading.text

    @property
    def named(self) -> list[Mention]:
        """Roles and titles, in the order of the text."""
        return sorted((*self.roles, *self.titles), key=lambda mention: mention.start)

    @cached_property
    def pieces(self) -> list[AlignedPiece]:
        return _pieces(self.reading, self.roles, self.quantities)


@dataclass(frozen=True)
class Pair:
    """One sentence of a claim beside all of its evidence and the ``near`` part of it, which speaks of the same.

    ``cosines`` are of each content word of the claim with each of the near evidence; ``role`` is one that the evidence
    means and doesn't name.
    """

    claim: Side
    evidence: Side
    near: Side
    cosines: Vectors
    role: str | None = None

    @classmethod
    def of(cls, claim: Reading, sentences: Sequence[Reading], lexicon: Lexicon, role: str | None = None) -> Pair:
        """``sentences`` are those of the evidence, in order; at least one."""
        ours, theirs = Side.of(claim, lexicon), Side.of(joined(sentences), lexicon)
        cosines = [similarities(claim, sentence) for sentence in sentences]
        chosen = _with_quantities(ours, _nearest(cosines), sentences)
        near = theirs if len(chosen) == len(sentences) else Side.of(joined([sentences[i] for i in chosen]), lexicon)
        return cls(ours, theirs, near, np.hstack([cosines[i] for i in chosen]), role)

    @cached_property
    def edits(self) -> Edits:
        """What the claim changes of the near evidence's wording."""
        return _edits(self.claim.pieces, self.near.pieces)

    @cached_property
    def counted(self) -> frozenset[int]:
        """The places of the claim at which it says a quantity that the near evidence says too, perhaps otherwise."""
        same = (one for one in self.claim.quantities if any(one.same(other) for other in self.near.quantities))
        return frozenset(at for one in same for at in range(one.start, one.end))


def _nearest(cosines: Sequence[Vectors]) -> list[int]:
    """The sentences that say something of the claim: the nearest and what adds to it."""
    if len(cosines) == 1 or not len(cosines[0]):
        return list(range(len(cosines)))
    best = [values.max(axis=1, initial=0.0) for values in cosines]
    first = int(np.argmax([value.mean() for value in best]))
    chosen, reached = [first], best[first]
    while len(chosen) < min(len(cosines), _SENTENCES):
        gains = [np.maximum(reached, value).mean() - reached.mean() for value in best]
        further = int(np.argmax(gains))
        if gains[further] < _ADDS:
            break
        chosen.append(further)
        reached = np.maximum(reached, best[further])
    return chosen


def _with_quantities(claim: Side, near: Sequence[int], sentences: Sequence[Reading]) -> list[int]:
    """``near`` in their order, and for each quantity of the claim that stands in none the sentences that have it."""
    if not claim.quantities:
        return sorted(near)
    known = [quantities(one.text) for one in sentences]
    lacking = [one for one in claim.quantities if not any(one.same(other) for i in near for other in known[i])]
    having = [i for i, theirs in enumerate(known) if any(one.same(other) for one in lacking for other in theirs)]
    return sorted({*near, *having})


def _pieces(reading: Reading, roles: Sequence[Mention], quantities: Sequence[Quantity]) -> list[AlignedPiece]:
    """The words of a reading in order, those of a role or of a quantity as one."""
    named = {role.start: (role.end, f"role:{role.name}", True) for role in roles}
    counted = {
        one.start: (one.end, f"quantity:{one.unit}:{one.of}:{one.low:.6g}:{one.high:.6g}", False)
        for one in quantities
        if not (one.unit is Unit.FREQUENCY and one.per)  # "every day" is as much words as "a day" is
    }
    whole = counted | named
    found: list[AlignedPiece] = []
    row = 0
    while row < len(reading.words):
        word = reading.words[row]
        end, key, role = whole.get(word.start, (word.end, "a" if word.word == "an" else word.stem, False))
        after = next(
            (at for at in range(row + 1, len(reading.words)) if reading.words[at].start >= end), len(reading.words)
        )
        found.append(AlignedPiece(key, tuple(range(row, after)), word.start in whole or word.content, role))
        row = after
    return found


def _edits(claim: Sequence[AlignedPiece], evidence: Sequence[AlignedPiece]) -> Edits:
    """The statement as changes of the quote, by the longest runs of equal pieces."""
    matcher = SequenceMatcher(None, [p.key for p in evidence], [p.key for p in claim], autojunk=False)
    codes = matcher.get_opcodes()
    changes = []
    for n, (kind, i1, i2, j1, j2) in enumerate(codes):
        if kind == "equal":
            continue
        before = codes[n - 1][4] - codes[n - 1][3] if n else (9 if i1 == 0 else 0)
        after = codes[n + 1][4] - codes[n + 1][3] if n + 1 < len(codes) else (9 if i2 == len(evidence) else 0)
        then = tuple(claim[codes[n + 1][3] : codes[n + 1][4]]) if n + 1 < len(codes) else ()
        changes.append(Change(tuple(claim[j1:j2]), tuple(evidence[i1:i2]), (before, after), then))
    runs = [block.size for block in matcher.get_matching_blocks()]
    return Edits(tuple(changes), sum(runs) / max(len(claim), 1), max(runs))
