"""Forms of token vectors: what they take, and that they keep what they say they keep."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.quantization import Form, FormedTokens, FormError, coded, directions, plain, principal, trained, turned
from index.encode import normalised
from index.late_interaction import PassageTokens, TokenIndex, quantised
from index.types import Vectors

DIMENSION = 12
SEGMENTS = np.array([0, 2, 2], dtype=np.int32)


def unit(rows: int, seed: int, dimension: int = DIMENSION) -> Vectors:
    return normalised(np.random.default_rng(seed).standard_normal((rows, dimension), dtype=np.float32))


def saved(folder: Path, passages: list[PassageTokens]) -> TokenIndex:
    TokenIndex.save(folder, passages, DIMENSION)
    return TokenIndex.load(folder)


@pytest.fixture
def tokens(tmp_path: Path) -> TokenIndex:
    return saved(tmp_path, [quantised(unit(6, seed), SEGMENTS) for seed in range(5)])


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (Form("", 8, 384), 388),
        (Form("", 4, 384), 196),
        (Form("", 8, 128), 132),
        (Form("", 4, 192), 100),
    ],
)
def test_bytes_are_codes_and_one_scale(form: Form, expected: int) -> None:
    assert form.bytes_a_token == expected


def test_the_shipped_form_is_the_very_same(tokens: TokenIndex) -> None:
    formed = FormedTokens(tokens, plain(8)(tokens, DIMENSION))
    asked, pooled = unit(3, 100), unit(1, 101)[0]
    ours, theirs = (index.similarities(asked, pooled, [0, 3]) for index in (formed, tokens))
    assert np.array_equal(ours.tokens, theirs.tokens)
    assert np.array_equal(ours.means, theirs.means)
    assert np.array_equal(ours.bounds, theirs.bounds)


def test_eight_bits_are_coded_as_the_index_does() -> None:
    rows = unit(6, 7)
    ours, theirs = coded(rows, SEGMENTS, 8), quantised(rows, SEGMENTS)
    assert np.array_equal(ours.codes, theirs.codes)
    assert np.allclose(ours.lengths, theirs.lengths)
    assert np.allclose(ours.scales, theirs.scales)


@given(st.integers(2, 8), st.integers(0, 1000))
def test_codes_fit_their_bits_and_err_by_half_a_step(bits: int, seed: int) -> None:
    rows = unit(4, seed)
    found = coded(rows, SEGMENTS, bits)
    assert np.abs(found.codes).max() <= 2 ** (bits - 1) - 1
    assert np.all(np.abs(found.vectors - rows) <= found.scales[:, None] / 2 + 1e-6)


def test_a_turn_changes_no_cosine(tokens: TokenIndex) -> None:
    matrix = turned(8)(tokens, DIMENSION).matrix
    assert matrix is not None
    rows = unit(5, 3)
    assert np.allclose((rows @ matrix) @ (rows @ matrix).T, rows @ rows.T, atol=1e-5)


def test_the_longest_directions_come_first(tmp_path: Path) -> None:
    lengths = np.array([1, 5, 3] + [0.01] * (DIMENSION - 3), dtype=np.float32)
    rows = normalised(unit(200, 1) * lengths)
    index = saved(tmp_path, [quantised(rows, np.array([0], dtype=np.int32))])
    first, second = directions(index)[:, :2].T
    assert np.argmax(np.abs(first)) == 1
    assert np.argmax(np.abs(second)) == 2
    form = principal(3)(index, DIMENSION)
    assert form.name == "PCA 3 x int8"
    kept = FormedTokens(index, form).similarities(rows[:2], rows[0], [0])
    assert kept.tokens[0] == pytest.approx([1.0, 1.0], abs=0.02)  # each token finds itself


def test_a_projection_that_does_not_fit_is_named(tokens: TokenIndex, tmp_path: Path) -> None:
    np.save(tmp_path / "wrong.npy", np.zeros((3, 2)))
    with pytest.raises(FormError, match=r"wrong\.npy: shape \(3, 2\), not \(12, kept dimensions\)"):
        trained(tmp_path / "wrong.npy")(tokens, DIMENSION)
    (tmp_path / "text.npy").write_text("no matrix", encoding="utf-8")
    with pytest.raises(FormError, match=r"text\.npy: no matrix"):
        trained(tmp_path / "text.npy")(tokens, DIMENSION)
    np.save(tmp_path / "right.npy", np.eye(DIMENSION)[:, :4])
    assert trained(tmp_path / "right.npy")(tokens, DIMENSION).dimension == 4
