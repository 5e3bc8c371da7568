"""Boosted trees (Friedman 2001) as scikit-learn fits them and as the assistant asks them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from assistant.boosted_trees import Trees


def boosted(
    rounds: int, rate: float, least: int, share: float, constraints: Sequence[int] | None = None
) -> HistGradientBoostingClassifier:
    """Trees to be fitted: ``rounds`` of them with a learning rate, at ``least`` so many samples in a leaf, a ``share``
    of the features at each node; ``constraints`` are monotonic, one a feature."""
    return HistGradientBoostingClassifier(
        max_iter=rounds,
        learning_rate=rate,
        max_leaf_nodes=8,
        min_samples_leaf=least,
        l2_regularization=5.0,
        max_features=share,
        monotonic_cst=constraints,
        random_state=0,
    )


def as_trees(model: HistGradientBoostingClassifier) -> Trees:
    """The model's trees in one row, each leaf with itself on both sides."""
    roots: list[int] = []
    nodes: list[tuple[int, float, int, int, float]] = []
    deepest = 0
    for (predictor,) in model._predictors:
        first = len(nodes)
        roots.append(first)
        for place, node in enumerate(predictor.nodes):
            own = first + place
            leaf = bool(node["is_leaf"])
            left, right = (own, own) if leaf else (first + int(node["left"]), first + int(node["right"]))
            value = float(node["value"]) if leaf else 0.0
            nodes.append((int(node["feature_idx"]), float(node["num_threshold"]), left, right, value))
            deepest = max(deepest, int(node["depth"]))
    feature, threshold, left_, right_, value_ = zip(*nodes, strict=True)
    return Trees(
        roots=np.array(roots, dtype=np.int32),
        feature=np.array(feature, dtype=np.int32),
        threshold=np.array(threshold, dtype=np.float32),
        left=np.array(left_, dtype=np.int32),
        right=np.array(right_, dtype=np.int32),
        value=np.array(value_, dtype=np.float32),
        bias=float(model._baseline_prediction.ravel()[0]),
        depth=deepest,
    )
