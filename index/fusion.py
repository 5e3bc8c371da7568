"""The parts of a passage's score, and what each counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import add

import numpy as np

from index.late_interaction import Similarities
from index.parameters import INDEX_PARAMETERS, read_parameters
from index.types import Question, Vectors


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part counts in the fused score (``python -m evals fit fusion``).

    A ``lexical`` of 0 switches the word index off altogether: it then brings no candidates either.
    """

    late: float
    sentence: float
    sentence_dense: float
    expected: float
    dense: float
    heading: float
    lexical: float
    topic: float
    role: float

    def fused(self, parts: Mapping[str, Vectors]) -> Vectors:
        """The fused score of each of some passages, whose scores are given part by part."""
        return reduce(add, (getattr(self, name) * parts[name] for name in Weights.__match_args__))


@cache
def shipped_weights() -> Weights:
    """The fitted weights."""
    return read_parameters(INDEX_PARAMETERS, "fusion", Weights)


def parts_of(
    question: Question, found: Similarities, topics: Sequence[str], roles: Sequence[str]
) -> dict[str, Vectors]:
    """The parts of passages' scores, by their names, that tell of how they match (``found``) and of which ``topics``
    and ``roles`` they are."""
    weights = question.weights / max(float(question.weights.sum()), 1e-6)
    firsts = found.bounds[:-1]
    late = np.maximum.reduceat(found.tokens, firsts, axis=0) @ weights
    matched = found.tokens @ weights
    heading = matched[firsts]
    wholes = np.array([matched, found.means, found.expected])
    wholes[:, firsts] = -1.0  # the context is no sentence
    sentence, nearest, expected = np.maximum(np.maximum.reduceat(wholes, firsts, axis=1), 0.0)
    parts = {
        "late": late,
        "heading": heading,
        "sentence": sentence,
        "sentence_dense": nearest,
        "expected": expected,
        "topic": np.array([topic in question.topics for topic in topics]),
        "role": np.array([role in question.roles for role in roles]),
    }
    return {name: part.astype(np.float64) for name, part in parts.items()}
