"""A conditional logit (McFadden 1974): which of a question's alternatives is the right one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from evals.fit.corpora import Bools, Floats


@dataclass(frozen=True, slots=True)
class Choice:
    """A question's alternatives: ``rows`` of shape ``(n, features)``, and which of them are ``right``."""

    rows: Floats
    right: Bools
    source: str
    fold: str


def fit_choice(given: Sequence[Choice], weights: Floats, ridge: float, least: float | None = None) -> Floats:
    """The features' weights, shape ``(features,)``: the likelihood that a right alternative is chosen, ``weights`` a
    question, less ``ridge`` times the squared weights of standardised features; ``least`` bounds them from below."""
    spread = np.maximum(np.concatenate([one.rows for one in given]).std(axis=0), 1e-6)
    most = max(len(one.right) for one in given)
    rows = np.zeros((len(given), most, len(spread)))
    there, right = np.full((len(given), most), -1e9), np.zeros((len(given), most), dtype=bool)
    for i, one in enumerate(given):
        rows[i, : len(one.right)], there[i, : len(one.right)] = one.rows / spread, 0.0
        right[i, : len(one.right)] = one.right
    share = weights / weights.sum()

    def loss(point: Floats) -> tuple[float, Floats]:
        scores = rows @ point + there
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        whole, rightly = odds.sum(axis=1), (odds * right).sum(axis=1) + 1e-300
        slope = odds / whole[:, None] - odds * right / rightly[:, None]
        value = float(share @ (np.log(whole) - np.log(rightly)) + ridge * point @ point)
        return value, np.einsum("q,qn,qnf->f", share, slope, rows) + 2 * ridge * point

    bounds = [(least, None)] * len(spread)
    found = minimize(loss, np.zeros(len(spread)), jac=True, bounds=bounds, method="L-BFGS-B").x
    return np.asarray(found / spread)


def right_within(given: Sequence[Choice], weights: Floats, k: int) -> Floats:
    """For each question whether a right alternative is among the ``k`` best."""
    found = [one.right[np.argsort(-(one.rows @ weights), kind="stable")[:k]].any() for one in given]
    return np.array(found, dtype=np.float64)
