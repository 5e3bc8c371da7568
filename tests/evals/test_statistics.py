"""Intervals hold the figure; the paired test tells a loss from noise, the same way every time."""

from __future__ import annotations

import numpy as np
import pytest

from evals.statistics import OfSample, difference, interval_of


def mean_of(values: list[float]) -> OfSample:
    array = np.array(values)
    return lambda rows: float(array[rows].mean())


def test_an_interval_holds_the_figure_and_narrows_with_more_cases() -> None:
    few, many = interval_of(mean_of([0.0, 1.0] * 10), 20), interval_of(mean_of([0.0, 1.0] * 200), 400)
    assert few.low < many.low < 0.5 < many.high < few.high
    assert many.high - many.low == pytest.approx(2 * 1.96 * 0.5 / 20, rel=0.1)
    assert few == interval_of(mean_of([0.0, 1.0] * 10), 20)


def test_what_never_varies_has_no_width() -> None:
    assert interval_of(mean_of([1.0] * 9), 9).low == 1
    assert interval_of(mean_of([1.0]), 1).high == 1


def test_draws_that_tell_nothing_are_left_out() -> None:
    values = np.array([1.0, np.nan, np.nan])

    def told(rows: np.ndarray[tuple[int, ...], np.dtype[np.intp]]) -> float:
        kept = values[rows][~np.isnan(values[rows])]
        return float(kept.mean()) if len(kept) else float("nan")

    assert interval_of(told, 3).low == 1
    assert np.isnan(interval_of(lambda rows: float("nan"), 3).low)


def test_a_real_loss_is_told_from_noise() -> None:
    before = [1.0] * 30
    lost = difference(mean_of(before + [0.0] * 10 + [1.0] * 20), 30)
    assert lost.value == pytest.approx(-1 / 3)
    assert lost.p < 0.01
    assert lost.interval.high < 0
    noise = difference(mean_of([1.0, 0.0] * 15 + [0.0, 1.0] * 15), 30)
    assert noise.value == 0
    assert noise.p > 0.5
    same = difference(mean_of(before + before), 30)
    assert (same.value, same.p) == (0, 1)
