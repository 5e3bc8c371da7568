"""How sure a figure is: intervals by bootstrap, differences by a paired permutation test. Seeds are fixed."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

SEED = 20240501
RESAMPLES = 1000

OfSample = Callable[[NDArray[np.intp]], float]
"""A figure of the cases with these row numbers; NaN where they don't tell."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95% confidence interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """``after - before`` over the same cases, its 95% interval, and the p-value of "there is none" (two-sided)."""

    value: float
    interval: Interval
    p: float


def interval_of(of_sample: OfSample, size: int) -> Interval:
    """The percentile bootstrap interval (Efron 1979) of a figure over ``size`` cases, drawn with replacement."""
    rows = np.arange(size)
    if size < 2:
        value = of_sample(rows)
        return Interval(value, value)
    with warnings.catch_warnings():
        # A draw may hold no case that tells anything; such draws are left out below.
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        drawn = stats.bootstrap(
            (rows,), of_sample, n_resamples=RESAMPLES, vectorized=False, method="percentile", rng=SEED
        ).bootstrap_distribution
    told = drawn[~np.isnan(drawn)]
    if not len(told):
        return Interval(float("nan"), float("nan"))
    low, high = np.quantile(told, [0.025, 0.975])
    return Interval(float(low), float(high))


def difference(of_sample: OfSample, size: int) -> Difference:
    """Compare two runs over the same ``size`` cases by a figure of any of their results.

    Row ``i`` below ``size`` is a case's result before, row ``i + size`` the same case's after. The p-value comes from a
    paired permutation test (Fisher 1935): were there no difference, a case's two results could as well be swapped.
    """
    rows = np.arange(size)

    def gain(before: NDArray[np.intp], after: NDArray[np.intp]) -> float:
        return of_sample(after) - of_sample(before)

    value = gain(rows, rows + size)
    if size < 2:
        return Difference(value, Interval(value, value), 1.0)
    tested = stats.permutation_test(
        (rows, rows + size), gain, permutation_type="samples", vectorized=False, n_resamples=RESAMPLES, rng=SEED
    )
    return Difference(value, interval_of(lambda sample: gain(sample, sample + size), size), float(tested.pvalue))
