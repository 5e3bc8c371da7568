"""A conditional logit (McFadden 1974): which of a question's alternatives is the right one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
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
    rows, right = [one.rows / spread for one in given], [one.right for one in given]
    return np.asarray(conditional_logit(rows, right, weights / weights.sum(), ridge, least) / spread)


def conditional_logit(
    rows: Sequence[Floats], right: Sequence[Bools], weights: Floats, ridge: float, least: float | None = None
) -> Floats:
    """The same of features as they are, by L-BFGS; of each question the alternatives' ``rows`` and which are right."""
    starts = np.cumsum([0, *(len(one) for one in right[:-1])])
    given = np.concatenate(rows), np.concatenate(right), starts, weights, ridge
    size = given[0].shape[1]
    bounds = [(least, None)] * size
    return np.asarray(minimize(loss, np.zeros(size), given, jac=True, bounds=bounds, method="L-BFGS-B").x)


def loss(
    point: Floats, rows: Floats, right: Bools, starts: NDArray[np.int64], weights: Floats, ridge: float
) -> tuple[float, Floats]:
    """With its slope; the alternatives of question ``i`` begin at row ``starts[i]``."""
    sizes = np.diff(np.append(starts, len(right)))
    scores = rows @ point
    odds = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
    share = odds / np.repeat(np.add.reduceat(odds, starts), sizes)
    rightly = np.add.reduceat(share * right, starts) + 1e-300
    slope = share - share * right / np.repeat(rightly, sizes)
    value = -(weights * np.log(rightly)).sum() + ridge * (point**2).sum()
    return float(value), rows.T @ (np.repeat(weights, sizes) * slope) + 2 * ridge * point


def left_out(
    given: Sequence[Choice], shares: Floats, before: Floats, ridge: float, least: float | None = None
) -> dict[str, float]:
    """By source, how often a right alternative is the best, and among the best three: with weights fitted without the
    question's fold, and with those ``before`` (left out where they are of other features)."""
    scores: dict[str, float] = {"questions": float(len(given))}
    for source in dict.fromkeys(one.source for one in given):
        of_source = [one for one in given if one.source == source]
        found: dict[int, list[Floats]] = {1: [], 3: []}
        for fold in dict.fromkeys(one.fold for one in of_source):
            rest = [i for i, one in enumerate(given) if one.fold != fold]
            weights = fit_choice([given[i] for i in rest], shares[rest], ridge, least)
            judged = [one for one in of_source if one.fold == fold]
            for k, right in found.items():
                right.append(right_within(judged, weights, k))
        for k, right in found.items():
            scores[f"{source}, left out: right in the best {k}"] = float(np.concatenate(right).mean())
            if len(before) == given[0].rows.shape[1]:
                scores[f"{source}: right in the best {k} before"] = float(right_within(of_source, before, k).mean())
    return scores


def right_within(given: Sequence[Choice], weights: Floats, k: int) -> Floats:
    """For each question whether a right alternative is among the ``k`` best."""
    found = [one.right[np.argsort(-(one.rows @ weights), kind="stable")[:k]].any() for one in given]
    return np.array(found, dtype=np.float64)
