"""Token vectors in int8 and MaxSim over them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encode import normalised
from index.late import PassageTokens, TokenIndex, quantised
from index.types import Vectors

DIMENSION = 24


def rows(seed: int, count: int, dimension: int = DIMENSION) -> Vectors:
    return normalised(np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32))


def tokens(seed: int, count: int) -> PassageTokens:
    return quantised(rows(seed, count), np.arange(count, dtype=np.int32))


@given(st.integers(0, 2**32), st.integers(1, 384))
def test_quantisation_keeps_cosines_within_a_hundredth(seed: int, dimension: int) -> None:
    original, question = rows(seed, 8, dimension), rows(seed + 1, 5, dimension)
    stored = quantised(original, np.zeros(8, np.int32))
    assert stored.codes.dtype == np.int8
    assert np.abs(question @ stored.vectors.T - question @ original.T).max() < 0.01


def test_a_row_of_zeros_stays_zero() -> None:
    stored = quantised(np.zeros((2, 4), np.float32), np.zeros(2, np.int32))
    assert not stored.vectors.any()


@pytest.mark.parametrize("lengths", [[3, 1, 7], [0, 3, 0, 0, 5, 0], [0, 0], [], [1]])
def test_save_and_load_and_max_similarities_against_brute_force(tmp_path: Path, lengths: list[int]) -> None:
    passages = [tokens(seed, length) for seed, length in enumerate(lengths)]
    TokenIndex.save(tmp_path, passages, DIMENSION)
    index = TokenIndex.load(tmp_path)
    assert len(index) == len(lengths)
    for row, passage in enumerate(passages):
        loaded = index.passage(row)
        np.testing.assert_array_equal(loaded.codes, passage.codes)
        np.testing.assert_array_equal(loaded.scales, passage.scales)
        np.testing.assert_array_equal(loaded.starts, passage.starts)
    question = rows(99, 4)
    asked = list(reversed(range(len(lengths))))
    best = index.max_similarities(question, asked)
    assert best.shape == (len(lengths), 4)
    for found, row in zip(best, asked, strict=True):
        expected = (question @ rows(row, lengths[row]).T).max(axis=1) if lengths[row] else np.zeros(4)
        np.testing.assert_allclose(found, expected, atol=0.01)


def test_nothing_asked_finds_nothing(tmp_path: Path) -> None:
    TokenIndex.save(tmp_path, [tokens(1, 3)], DIMENSION)
    index = TokenIndex.load(tmp_path)
    assert index.max_similarities(rows(1, 0), [0]).shape == (1, 0)
    assert index.max_similarities(rows(1, 2), []).shape == (0, 2)
