"""Fits assistant/answering/features.py: which sentence of the hits answers, by which holds the gold quote."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from assistant.answering.features import SentenceWeights, shipped_reader
from assistant.boosted_trees import row_of
from evals.fit.choice import Choice, fit_choice, left_out
from evals.fit.corpora import Fitted, holds_gold, weights_of
from evals.fit.reading import read_all
from evals.progress import Progress

RIDGE = 1e-3


def fit_sentences(progress: Progress) -> Fitted:
    """The weights and how good they are; each fold is judged by weights that were fitted without it."""
    given = list(_choices(progress))
    shares = weights_of([one.source for one in given])
    before = np.array(shipped_reader().weights)
    scores = left_out(given, shares, before, RIDGE)
    weights = fit_choice(given, shares, RIDGE)
    return Fitted(
        values=SentenceWeights(tuple(float(one) for one in weights)),
        about="What each feature of a sentence counts for it to be the answer (assistant/answering/features.py)",
        data="evals/questions and evals/cases/dev: answerable questions that stand alone, their gold among the hits",
        scores=scores,
    )


def _choices(progress: Progress) -> Iterator[Choice]:
    for one in read_all(progress):
        case, found = one.asked.case, one.evidence.sentences
        right = np.array([holds_gold(case, each.hit.guide.slug, each.start, each.end) for each in found], dtype=bool)
        if case.answerable and right.any():
            rows = np.array([row_of(each.features) for each in found], dtype=np.float32).astype(np.float64)
            yield Choice(rows, right, one.asked.source, one.asked.fold)
