"""Token vectors in int8 and MaxSim over them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.types import BlockKind, Passage
from index.encode import normalised
from index.late_interaction import PassageTokens, TokenIndex, quantised, stored
from index.types import Vectors

DIMENSION = 24


def rows(seed: int, count: int, dimension: int = DIMENSION) -> Vectors:
    return normalised(np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32))


def tokens(seed: int, count: int) -> PassageTokens:
    """A passage of three segments: the first third of the tokens, none, and the rest."""
    third = count // 3
    return quantised(rows(seed, count), np.array([0, third, third], dtype=np.int32))


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
def test_save_load_and_similarities_against_brute_force(tmp_path: Path, lengths: list[int]) -> None:
    passages = [tokens(seed, length) for seed, length in enumerate(lengths)]
    TokenIndex.save(tmp_path, passages, DIMENSION)
    index = TokenIndex.load(tmp_path)
    assert len(index) == len(lengths)
    for row, passage in enumerate(passages):
        loaded = index.passage(row)
        for name in ("codes", "scales", "segments", "lengths"):
            np.testing.assert_array_equal(getattr(loaded, name), getattr(passage, name))
    question, pooled = rows(99, 4), rows(98, 1)[0]
    asked = list(reversed(range(len(lengths))))
    found = index.similarities(question, pooled, asked)
    assert found.tokens.shape == (3 * len(lengths), 4)
    assert list(found.bounds) == [3 * i for i in range(len(lengths) + 1)]
    for i, row in enumerate(asked):
        original = rows(row, lengths[row])
        third = lengths[row] // 3
        for segment, inside in enumerate((original[:third], original[:0], original[third:])):
            best, mean = found.tokens[3 * i + segment], found.means[3 * i + segment]
            if not len(inside):
                assert not best.any()
                assert mean == 0
                continue
            np.testing.assert_allclose(best, (question @ inside.T).max(axis=1), atol=0.01)
            center = inside.mean(axis=0)
            assert mean == pytest.approx(pooled @ center / np.linalg.norm(center), abs=0.03)


def test_nothing_asked_finds_nothing(tmp_path: Path) -> None:
    TokenIndex.save(tmp_path, [tokens(1, 3)], DIMENSION)
    index = TokenIndex.load(tmp_path)
    assert index.similarities(rows(1, 0), rows(2, 1)[0], [0]).tokens.shape == (3, 0)
    assert index.similarities(rows(1, 2), rows(2, 1)[0], []).tokens.shape == (0, 2)


def test_segments_begin_where_the_sentences_do() -> None:
    passage = Passage(
        id="p",
        guide="g",
        title="Title",
        role="",
        heading_path=("Head",),
        topic="",
        kind=BlockKind.PARAGRAPH,
        start=100,
        end=116,
        text="One two. Three.",
        sentences=((100, 108), (109, 115)),
    )
    # "Title › Head\nOne two. Three.": tokens at Title, Head, One, two, Three
    assert list(stored(passage, rows(1, 5), np.array([0, 8, 13, 17, 22], np.int32)).segments) == [0, 2, 4]
