"""The vector that an answer is expected to have."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import expected
from index.expected import REGRESSION, ExpectedAnswers, expected_answers


def test_the_regression_is_shipped_for_the_packaged_encoder_alone() -> None:
    question = np.eye(1, 384, dtype=np.float32)[0]
    found = expected_answers("all-MiniLM-L6-v2", 384).of(question)
    assert found.shape == (384,)
    assert np.linalg.norm(found) == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(expected_answers("another", 384).of(question), question, atol=1e-6)


def test_it_is_the_question_from_the_mean_times_the_slopes(tmp_path: Path) -> None:
    mean, slopes = np.array([0, 1], np.float32), np.array([[0, 2], [1, 0]], np.float32)
    ExpectedAnswers(mean, slopes).save(tmp_path / "expected.npy")
    found = ExpectedAnswers.load(tmp_path / "expected.npy").of(np.array([3, 1], np.float32))
    assert found == pytest.approx([0, 1])


def test_another_file_than_the_fitted_one_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "expected.npy"
    other.write_bytes(REGRESSION.read_bytes()[:-1] + b"\x00")
    monkeypatch.setattr(expected, "REGRESSION", other)
    expected_answers.cache_clear()
    with pytest.raises(ValueError, match=r"expected\.npy isn't the one that was fitted"):
        expected_answers("all-MiniLM-L6-v2", 384)
    expected_answers.cache_clear()
