"""Forms of token vectors: what they take, and that they keep what they say they keep."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.quantization import Form, FormError, PlainTokens, coded, formed, plain, principal, shipped, trained
from corpus.types import BlockKind, Passage
from evals.fit.tokens import directions
from index.encode import normalised
from index.late_interaction import TokenIndex, segmented
from index.token_form import shipped_form
from index.types import Vectors

DIMENSION = 12


def unit(rows: int, seed: int, dimension: int = DIMENSION) -> Vectors:
    return normalised(np.random.default_rng(seed).standard_normal((rows, dimension), dtype=np.float32))


def plain_tokens(vectors: Vectors) -> PlainTokens:
    """Of a passage of two sentences, one letter a token after those of its context."""
    count = len(vectors) - 2
    spans = ((0, 2), (2, count))
    passage = Passage("p", "g", "T", "", (), "", BlockKind.PARAGRAPH, 0, count, "x" * count, spans)
    return PlainTokens(passage, vectors, np.arange(len(vectors), dtype=np.int32))


@pytest.fixture
def tokens() -> list[PlainTokens]:
    return [plain_tokens(unit(6, seed)) for seed in range(5)]


@pytest.mark.parametrize(("bits", "kept", "expected"), [(8, 384, 386), (4, 384, 194), (8, 128, 130), (4, 128, 66)])
def test_bytes_are_codes_and_one_scale(bits: int, kept: int, expected: int) -> None:
    form = Form(384, np.zeros((384, kept), np.float16), "", bits)
    assert form.bytes_a_token == expected


def test_the_shipped_form_takes_74_bytes() -> None:
    assert shipped([], 384).bytes_a_token == shipped_form().width == 74


def test_the_shipped_form_is_what_the_index_has() -> None:
    form, index_form = shipped([], 384), shipped_form()
    made, (pooled, expected) = plain_tokens(unit(6, 1, 384)), unit(2, 101, 384)
    ours = formed([made], form).similarities(unit(3, 100, 384), pooled, expected, [0])
    theirs = TokenIndex(index_form, segmented(made.vectors, np.array([0, 2, 4]), index_form))
    found = theirs.similarities(unit(3, 100, 384), pooled, expected, [0])
    assert np.array_equal(ours.tokens, found.tokens)
    assert np.array_equal(ours.means, found.means)
    with pytest.raises(FormError, match="384 dimensions, not 12"):
        shipped([], DIMENSION)


@given(st.integers(2, 8), st.integers(0, 1000))
def test_codes_fit_their_bits_and_err_by_half_a_step(bits: int, seed: int) -> None:
    rows = unit(4, seed)
    step = np.abs(rows).max(axis=1, keepdims=True) / (2 ** (bits - 1) - 1)
    found = coded(rows, bits)
    assert np.abs(np.rint(found / step)).max() <= 2 ** (bits - 1) - 1
    assert np.all(np.abs(found - rows) <= step / 2 + 1e-6)


def test_eight_bits_find_what_the_vectors_do(tokens: list[PlainTokens]) -> None:
    asked, (pooled, expected) = unit(3, 100), unit(2, 101)
    found = formed(tokens, plain(8)(tokens, DIMENSION)).similarities(asked, pooled, expected, [3])
    np.testing.assert_allclose(found.tokens.max(axis=0), (asked @ tokens[3].vectors.T).max(axis=1), atol=0.02)


def test_the_longest_directions_come_first() -> None:
    lengths = np.array([1, 5, 3] + [0.01] * (DIMENSION - 3), dtype=np.float32)
    rows = normalised(unit(200, 1) * lengths)
    first, second = directions(rows.T @ rows)[:, :2].T
    assert np.argmax(np.abs(first)) == 1
    assert np.argmax(np.abs(second)) == 2
    made = [plain_tokens(rows)]
    form = principal(3)(made, DIMENSION)
    assert form.name == "PCA 3 x int8"
    kept = formed(made, form).similarities(rows[:2], rows[0], rows[1], [0])
    assert kept.tokens.max(axis=0) == pytest.approx([1.0, 1.0], abs=0.02)  # each token finds itself


def test_a_projection_that_does_not_fit_is_named(tokens: list[PlainTokens], tmp_path: Path) -> None:
    np.save(tmp_path / "wrong.npy", np.zeros((3, 2)))
    with pytest.raises(FormError, match=r"wrong\.npy: shape \(3, 2\), not \(12, kept dimensions\)"):
        trained(tmp_path / "wrong.npy")(tokens, DIMENSION)
    (tmp_path / "text.npy").write_text("no matrix", encoding="utf-8")
    with pytest.raises(FormError, match=r"text\.npy: no matrix"):
        trained(tmp_path / "text.npy")(tokens, DIMENSION)
    np.save(tmp_path / "right.npy", np.eye(DIMENSION)[:, :4])
    assert trained(tmp_path / "right.npy")(tokens, DIMENSION).kept == 4
