"""What speaks for a sentence being the answer, and what each of that counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from assistant.boosted_trees import row_of
from assistant.parameters import fitted

STEPS = (-1.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.01)
"""Bounds of cosines between which the matches of a question's tokens are counted."""
LONG = 200
MOST_LENGTHS = 3.0


@dataclass(frozen=True, slots=True)
class SentenceFeatures:
    """What speaks for a sentence."""

    late: float
    """MaxSim of the question with the sentence."""
    mean: float
    """Cosine of the question and the sentence's mean token vector."""
    expected: float
    """The same cosine of the answer that is expected (``index/expected.py``)."""
    passage: float
    """The fused score of its passage."""
    behind: float
    """How far that score is from the best passage's; 0 or less."""
    overlap: float
    """Share of the question's content words, by stem, that stand in the sentence."""
    put: float
    """How alike the question and one that the guide itself puts before this sentence are (Jaccard index)."""
    lead: float
    """How much better the run-in heading before this sentence matches."""
    figure: float
    """1 for a figure where a number is asked for."""
    counted: float
    """1 for a figure that counts what is counted in the question."""
    late_passage: float
    """MaxSim of the question with the whole passage."""
    first: float
    """1 for the sentences of the best passage."""
    amid: float
    """MaxSim with the sentence and the headings that it stands under."""
    position: float
    """1 for the first sentence of its passage."""
    length: float
    """Its characters, in units of ``LONG``, up to 3."""
    any_figure: float
    """1 for a figure, whatever is asked."""
    table: float
    """1 for a row of a table."""
    item: float
    """1 for a sentence of a list."""
    siblings: float
    """How many sentences its passage has."""
    rank: float
    """Place of its passage among the hits, 0 first."""
    other_role: float
    """1 where the question names a role that has a guide, and the passage is another role's and doesn't name it."""
    matched: tuple[float, ...]
    """Share of the question, by weight, whose tokens' best cosine in the sentence falls between ``STEPS``."""
    matched_amid: tuple[float, ...]
    """The same in the sentence or its headings: kernel pooling with hard bins (Guo et al. 2016, DRMM)."""


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """The weights of the features, in their order (``python -m evals fit sentences``)."""

    weights: tuple[float, ...]


shipped_reader = cache(partial(fitted, "sentences", SentenceWeights))
"""The fitted weights."""


def scores_of(sentences: Sequence[SentenceFeatures]) -> list[float]:
    """How likely each sentence with these features is the answer, on the scale that ranks sentences."""
    if not sentences:
        return []
    rows = np.array([row_of(one) for one in sentences], dtype=np.float32)
    return [float(score) for score in rows @ np.array(shipped_reader().weights)]
