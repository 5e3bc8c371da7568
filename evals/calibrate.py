"""Fits the model that says how likely the hits answer a question, on the development cases and on nothing else.

A logistic regression whose weights can't be negative, because every signal speaks for an answer; answerable and
unanswerable cases weigh the same in all, of the latter the far ones a quarter, and weights of standardised signals are
held small (ridge). Solved by L-BFGS-B (Byrd et al. 1995) of SciPy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.abstain import FITTED, Calibration, Signals, answerable, signals_of
from assistant.evidence import gather
from assistant.respond import HITS
from evals.cases import Case, Kind
from index.search import Searcher

RIDGE = 10.0
FAR_SHARE = 0.25
DEV = "dev"
THRESHOLDS = (0.2, 0.3, 0.4, 0.5)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """A case's signals and whether the guides answer it; ``far`` where it is about something else altogether."""

    signals: Signals
    answerable: bool
    far: bool


@dataclass(frozen=True, slots=True)
class Operating:
    """What a threshold comes to: shares, 0 to 1, of answerable, near and far cases that would be refused."""

    threshold: float
    answerable: float
    near: float
    far: float


def samples(cases: Sequence[Case], searcher: Searcher) -> tuple[Sample, ...]:
    """The development cases that stand alone and are answerable or not, with what the product sees in its hits."""
    found = []
    for case in cases:
        if case.part != DEV or case.after or not (case.answerable or case.unanswerable):
            continue
        question = searcher.encode(case.ask)
        hits = searcher.rank(question, HITS, [case.guide] if case.guide else [])
        signals = signals_of(question, hits, gather(question, hits, searcher), searcher)
        if signals is not None:
            found.append(Sample(signals, case.answerable, case.kind is Kind.UNANSWERABLE_FAR))
    return tuple(found)


def fit(given: Sequence[Sample], threshold: float = FITTED.threshold) -> Calibration:
    """The model fitted on ``given``; the threshold is none of its business and is passed through."""
    signals = np.array([astuple(sample.signals) for sample in given], dtype=np.float64)
    sign = np.where([sample.answerable for sample in given], 1.0, -1.0)
    mean, spread = signals.mean(axis=0), np.maximum(signals.std(axis=0), 1e-9)
    scaled, each = (signals - mean) / spread, _weights(given)

    def loss(point: Floats) -> tuple[float, Floats]:
        margin = sign * (scaled @ point[:-1] + point[-1])
        slope = -(each * sign / (1 + np.exp(margin)))
        value = float((each * np.logaddexp(0, -margin)).sum() + RIDGE / 2 * (point[:-1] ** 2).sum())
        return value, np.append(scaled.T @ slope + RIDGE * point[:-1], slope.sum())

    bounds = [(0.0, None)] * scaled.shape[1] + [(None, None)]
    found = minimize(loss, np.zeros(scaled.shape[1] + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    weights = found[:-1] / spread
    return Calibration(Signals(*map(float, weights)), float(found[-1] - weights @ mean), threshold)


def operating(model: Calibration, given: Sequence[Sample]) -> tuple[Operating, ...]:
    """What each of ``THRESHOLDS`` would come to on ``given``."""
    p = np.array([answerable(sample.signals, model) for sample in given])
    right = np.array([sample.answerable for sample in given])
    far = np.array([sample.far for sample in given])
    groups = (right, ~right & ~far, ~right & far)
    return tuple(
        Operating(t, *(float((p[group] < t).mean()) if group.any() else 0.0 for group in groups)) for t in THRESHOLDS
    )


def _weights(given: Sequence[Sample]) -> Floats:
    """Each case's weight; together they weigh as much as there are cases."""
    right = np.array([sample.answerable for sample in given])
    far = np.array([sample.far for sample in given])
    shares = ((right, 0.5), (~right & ~far, 0.5 * (1 - FAR_SHARE)), (~right & far, 0.5 * FAR_SHARE))
    each = np.sum([np.where(group, share / max(int(group.sum()), 1), 0.0) for group, share in shares], axis=0)
    return np.asarray(each / each.sum() * len(given))
