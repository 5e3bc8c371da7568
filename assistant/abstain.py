"""How likely it is that the hits answer the question.

A logistic model over features that mean something. Coefficients were fitted on development questions only (see
docs/evaluation.md); the threshold is a property of the product: below it, "the guides don't say".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.words import content_words, stems
from index.search import Question
from index.types import Hit

LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the hits: each 0 to 1, higher is better."""

    late: float
    """MaxSim of the best hit."""
    dense: float
    """Cosine of the best hit."""
    coverage: float
    """Share of the question's content words that stand in the best hits."""
    focus: float
    """Share of them that stand in the very best hit."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients of the logistic model."""

    bias: float
    late: float
    dense: float
    coverage: float
    focus: float
    threshold: float = 0.5


FITTED = Calibration(bias=-7.0, late=8.0, dense=4.0, coverage=2.0, focus=1.0)


def evidence(question: Question, hits: Sequence[Hit]) -> Evidence:
    """The features of a question and its hits, best first."""
    if not hits:
        return Evidence(0.0, 0.0, 0.0, 0.0)
    asked = set(stems(question.text))
    found = [set(stems(hit.passage.embedded)) for hit in hits[:LOOKED_AT]]
    share = max(len(asked), 1)
    return Evidence(
        late=max(hit.scores.late for hit in hits[:LOOKED_AT]),
        dense=max(hit.scores.dense for hit in hits[:LOOKED_AT]),
        coverage=len(asked & set().union(*found)) / share,
        focus=max(len(asked & words) for words in found) / share,
    )


def answerable(question: Question, hits: Sequence[Hit], fitted: Calibration = FITTED) -> float:
    """The probability, 0 to 1, that ``hits`` answer ``question``; 0 for a question without a word."""
    if not hits or not (content_words(question.text) or question.text.strip()):
        return 0.0
    seen = evidence(question, hits)
    return 1 / (
        1
        + math.exp(
            -(
                fitted.bias
                + fitted.late * seen.late
                + fitted.dense * seen.dense
                + fitted.coverage * seen.coverage
                + fitted.focus * seen.focus
            )
        )
    )
