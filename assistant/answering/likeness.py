"""How alike a visitor's question and a curated one are, and from where on that is enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np

from assistant.boosted_trees import read_trees, row_of
from assistant.parameters import fitted
from index.types import Vectors

TREES = Path(__file__).with_name("curated.json")
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
    centred: float
    """The cosine of the question and the nearest phrasing, less what the guide's phrasings have in common."""
    twice: float
    """The mean of that and the second nearest phrasing's."""
    ahead: float
    """How far that is above the next curated question's."""
    roles: float
    """How many roles the question names beside the guide's that the phrasing doesn't."""
    figures: float
    """How many figures."""
    confidence: float
    """How likely the hits answer the question, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Matching:
    """When a curated entry is the reply: where it is likelier right than what the search answers by itself.

    The search's answer is right with a probability of ``1 / (1 + exp(-base - slope * c))``, ``c`` being the log odds of
    its confidence. Where it refuses, an entry that answers must be right from ``refused`` on; one that says that the
    guides don't, from ``unsure`` on, and from ``contradict`` on where the search would answer.

    From ``help`` on a curated question lends weight: ``bonus`` is what a passage gains in rank that a person chose for
    it, ``doubt`` what is left of the confidence where a person said that the guides don't answer it. Where no role is
    named, no other guide's entry may be within a cosine of ``apart`` of the nearest (``python -m evals fit curated``).
    """

    base: float
    slope: float
    refused: float
    contradict: float
    unsure: float
    help: float
    apart: float
    bonus: float
    doubt: float

    def sure(self, likely: float, answered: bool, confidence: float, refuses: bool) -> bool:
        """Whether an entry that is right with a probability of ``likely`` is the reply, beside a search of this
        ``confidence``, which ``refuses`` by itself."""
        if refuses:
            return likely >= (self.refused if answered else self.unsure)
        odds = self.base + self.slope * log_odds(confidence)
        searched = 1 / (1 + math.exp(-odds))
        return likely >= (searched if answered else max(searched, self.contradict))


def log_odds(probability: float) -> float:
    """The log of its odds, of no more than 49 to 1."""
    kept = min(max(probability, 0.02), 0.98)
    return math.log(kept / (1 - kept))


shipped_matching = cache(partial(fitted, "curated", Matching))
"""The fitted thresholds."""


def right(likenesses: Sequence[Likeness]) -> Vectors:
    """Of each of ``likenesses`` the probability, 0 to 1, that the curated answer is right; at least one."""
    return read_trees(TREES).probabilities(np.array([row_of(one) for one in likenesses], dtype=np.float32))
