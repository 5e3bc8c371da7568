"""Fits index/fusion.py: what each part of a passage's score counts, by which passage holds the gold quote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import numpy as np

from evals.fit.choice import Choice, fit_choice, left_out
from evals.fit.corpora import Fitted, holds_gold, present, weights_of
from evals.fit.expected import opened
from evals.progress import Progress, tracked
from index.fusion import Weights, shipped_weights

DEPTH = 48
RIDGE = 1e-4
SCALE = 2.2
"""The weights' sum: a score has no unit, and every model after this one is fitted to it."""
NAMES = tuple(part.name for part in fields(Weights))


def fit_fusion(progress: Progress) -> Fitted:
    """The weights and how good they are; each fold is judged by weights that were fitted without it."""
    given = list(_choices(progress))
    shares = weights_of([one.source for one in given])
    before = np.array([getattr(shipped_weights(), name) for name in NAMES])
    scores = left_out(given, shares, before, RIDGE, least=0.0)
    weights = fit_choice(given, shares, RIDGE, least=0.0)
    return Fitted(
        values=Weights(*(float(one) for one in weights / weights.sum() * SCALE)),
        about="What each part of a passage's score counts in the fused score (index/fusion.py)",
        data="evals/questions and evals/cases/dev: answerable questions that stand alone, their gold found",
        scores=scores,
    )


def _choices(progress: Progress) -> Iterator[Choice]:
    for source in present():
        with opened(source, progress) as (searcher, asked):
            for one in tracked("searching", asked, progress):
                if not one.case.answerable:
                    continue
                hits = searcher.search(one.case.ask, DEPTH, [one.case.guide] if one.case.guide else [])
                right = np.array(
                    [holds_gold(one.case, hit.guide.slug, hit.passage.start, hit.passage.end) for hit in hits]
                )
                if right.any():
                    rows = np.array([[getattr(hit.scores, name) for name in NAMES] for hit in hits])
                    yield Choice(rows, right, one.source, one.fold)
