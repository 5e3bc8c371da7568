"""Trees read from a file answer as the library that fitted them does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from assistant.boosted_trees import read_trees, write_trees
from evals.fit.boosting import as_trees
from index.errors import StoreError


def test_trees_from_a_file_give_the_probabilities_of_the_fitted_model(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    rows = random.normal(size=(400, 6))
    model = HistGradientBoostingClassifier(max_iter=20, max_leaf_nodes=6).fit(rows, rows[:, 0] + rows[:, 1] ** 2 > 1)
    write_trees(tmp_path / "trees.json", as_trees(model))
    trees = read_trees(tmp_path / "trees.json")
    expected = model.predict_proba(rows[:50])[:, 1]
    found = [trees.probability(row.astype(np.float32)) for row in rows[:50]]
    assert np.allclose(found, expected, atol=1e-3)


def test_a_file_that_holds_no_trees_is_named(tmp_path: Path) -> None:
    (tmp_path / "trees.json").write_text('{"roots": [0]}', encoding="utf-8")
    with pytest.raises(StoreError, match=r"trees\.json"):
        read_trees(tmp_path / "trees.json")
