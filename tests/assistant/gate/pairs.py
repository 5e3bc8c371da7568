"""A claim beside its evidence as rules see it that look at no word's vector."""

from __future__ import annotations

import numpy as np

from assistant.gate.pair import Pair, Side
from assistant.gate.reading import Reading
from corpus.lexicon import Lexicon


def pair_of(claim: str, evidence: str, lexicon: Lexicon) -> Pair:
    """Both read, without words."""
    ours, theirs = (
        Side.of(Reading(text, (), np.zeros((0, 1), dtype=np.float32)), lexicon) for text in (claim, evidence)
    )
    return Pair(ours, theirs, theirs, np.zeros((0, 0), dtype=np.float32))
