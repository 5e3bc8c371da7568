"""Which passages a question is compared with closely: the nearest ones by vector, and the best by words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.generation import Generation
from index.types import Question, Vectors

CANDIDATES = 64
"""Passages taken from the dense and from the word index each; both together are reranked."""


def candidates(
    generation: Generation, question: Question, lexical: Vectors, allowed: NDArray[np.int64] | None, pool: int
) -> dict[int, float]:
    """The rows of the ``pool`` nearest passages and of as many that are the best by ``lexical``, each with its cosine;
    among the rows ``allowed`` only, where given. Raises ``StoreError``."""
    pooled = generation.pooled
    if allowed is None and len(pooled) <= pool:  # every passage is a candidate: there is nothing to find
        generation.vectors.demand_open()
        return dict(enumerate((pooled @ question.pooled).tolist()))
    if allowed is None:
        dense = generation.nearest(question.pooled, pool)
    else:
        generation.vectors.demand_open()
        cosines = pooled[allowed] @ question.pooled
        dense = {int(allowed[at]): float(cosines[at]) for at in highest(cosines, pool)}
    places = np.arange(len(lexical)) if allowed is None else allowed
    worded = places[lexical[places] > 0]
    missing = [row for row in worded[highest(lexical[worded], pool)].tolist() if row not in dense]
    return dense | dict(zip(missing, (pooled[missing] @ question.pooled).tolist(), strict=True))


def highest(values: Vectors, k: int) -> NDArray[np.int64]:
    """Where the ``k`` highest of ``values`` are, the highest first, equal ones in order."""
    places = np.arange(len(values))
    if len(values) > k:  # only these are worth sorting
        places = np.flatnonzero(values >= np.partition(values, -k)[-k])
    return places[np.argsort(-values[places], kind="stable")][:k]
