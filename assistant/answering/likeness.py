"""How alike a visitor's question and a curated one are, and from where on that is enough."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from operator import attrgetter

import numpy as np

from assistant.parameters import fitted

BLUR = 0.03
"""Differences of cosine that mean nothing between questions that are all but the same."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What speaks for a curated question being the visitor's, and its answer being the right one."""

    cosine: float
    """Of the question and the nearest phrasing."""
    closeness: float
    """The same on a scale that tells near matches apart: the negative log of how far it is from ``1 + BLUR``."""
    margin: float
    """How far that is above the next curated question's."""
    unmatched: float
    """Share of the question's content, by rarity, whose stems that phrasing lacks; roles apart."""
    unmatched_anywhere: float
    """The same in all phrasings of the curated question."""
    extra: float
    """Share of that phrasing's stems that the question lacks."""
    gap: float
    """How much less likely than the likeliest sentence of the hits the likeliest one of its quotes is (log odds)."""
    agrees: float
    """1 where that is the same sentence."""
    rank: float
    """The log of the place of the first hit that it quotes."""
    answered: float
    """0 where a person said that the guides don't answer it."""


@dataclass(frozen=True, slots=True)
class Matching:
    """A logistic model of ``Likeness``: from a probability of ``answer`` on the curated answer is given, from ``help``
    on it lends weight. Where a person said that the guides don't answer, ``refuse`` and ``unsure`` stand in their
    place, because a wrong refusal costs more. Where no role is named, no other guide's entry may be within a cosine of
    ``apart`` of the nearest. ``bonus`` is what a passage gains in rank that a person chose for a question like this
    one, ``doubt`` what is left of the confidence where a person said that the guides don't answer it
    (``python -m evals fit curated``).
    """

    intercept: float
    weights: dict[str, float]
    answer: float
    help: float
    refuse: float
    unsure: float
    apart: float
    bonus: float
    doubt: float

    def probability(self, likeness: Likeness) -> float:
        """That the curated answer is right, 0 to 1."""
        score = self.intercept + sum(self.weights[name] * getattr(likeness, name) for name in Likeness.__match_args__)
        return float(1 / (1 + np.exp(-score)))


@cache
def shipped_matching() -> Matching:
    """The fitted model."""
    return fitted("curated", Matching)


def row(likeness: Likeness) -> list[float]:
    """The features in their order."""
    return list(attrgetter(*Likeness.__match_args__)(likeness))
