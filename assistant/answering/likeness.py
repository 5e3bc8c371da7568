"""How alike a visitor's question and a curated one are, and from where on that is enough."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Matching:
    """From a probability of ``answer`` on the curated answer is given, from ``help`` on it lends weight. Where a person
    said that the guides don't answer, ``refuse`` and ``unsure`` stand in their place, because a wrong refusal costs
    more. Where no role is named, no other guide's entry may be within a cosine of ``apart`` of the nearest. ``bonus``
    is what a passage gains in rank that a person chose for a question like this one, ``doubt`` what is left of the
    confidence where a person said that the guides don't answer it (``python -m evals fit curated``).
    """

    answer: float
    help: float
    refuse: float
    unsure: float
    apart: float
    bonus: float
    doubt: float


shipped_matching = cache(partial(fitted, "curated", Matching))
"""The fitted thresholds."""


def right(likenesses: Sequence[Likeness]) -> Vectors:
    """Of each of ``likenesses`` the probability, 0 to 1, that the curated answer is right; at least one."""
    return read_trees(TREES).probabilities(np.array([row_of(one) for one in likenesses], dtype=np.float32))
