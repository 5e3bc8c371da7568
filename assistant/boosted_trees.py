"""Boosted trees that were fitted elsewhere, read from a file and asked without the library that fitted them; and the
rows of features that fitted models are asked with."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import StoreError
from index.types import Vectors


@dataclass(frozen=True, slots=True)
class Trees:
    """All nodes of all trees in one row each; ``roots`` are where each tree begins.

    A row of features goes left where ``row[feature] <= threshold``; a leaf has itself on both sides and adds its
    ``value``, log odds, to ``bias``. ``depth`` is that of the deepest tree.
    """

    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]
    bias: float
    depth: int
    _sides: NDArray[np.int32] = field(init=False, repr=False, compare=False)
    """Of node ``i`` the right one at ``2 * i`` and the left one behind it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sides", np.stack([self.right, self.left], axis=1).ravel())

    def probabilities(self, rows: Vectors) -> Vectors:
        """0 to 1, of each row of features, shape ``(n, features)``."""
        nodes = np.repeat(self.roots[None, :], len(rows), axis=0)
        flat, begins = rows.ravel(), np.arange(len(rows))[:, None] * rows.shape[1]
        for _ in range(self.depth):  # ``take`` costs half of what an index does
            goes_left = flat.take(begins + self.feature.take(nodes)) <= self.threshold.take(nodes)
            nodes = self._sides.take(2 * nodes + goes_left)
        scores = self.bias + self.value.take(nodes).sum(axis=1).astype(np.float64)
        return 1 / (1 + np.exp(-scores))  # type: ignore[no-any-return]

    def probability(self, row: Vectors) -> float:
        """0 to 1, of one row of features."""
        return float(self.probabilities(row[None])[0])


def row_of(features: Any) -> list[float]:
    """The fields of a dataclass of numbers and tuples of numbers, in their order."""
    row: list[float] = []
    for value in _values(features.__match_args__)(features):
        row += value if value.__class__ is tuple else (value,)
    return row


@cache
def _values(names: tuple[str, ...]) -> Callable[[Any], Any]:
    return attrgetter(*names)


@cache
def read_trees(path: Path) -> Trees:
    """The trees of a file as ``write_trees`` writes it, read once. Raises ``StoreError`` naming the file."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Trees(
            roots=np.array(data["roots"], dtype=np.int32),
            feature=np.array(data["feature"], dtype=np.int32),
            threshold=np.array(data["threshold"], dtype=np.float32),
            left=np.array(data["left"], dtype=np.int32),
            right=np.array(data["right"], dtype=np.int32),
            value=np.array(data["value"], dtype=np.float32),
            bias=float(data["bias"]),
            depth=int(data["depth"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path}: no readable trees ({error})") from error


def write_trees(path: Path, trees: Trees) -> None:
    """Write ``trees``; real numbers with the nine digits that hold a float32."""
    whole = {name: getattr(trees, name).tolist() for name in ("roots", "feature", "left", "right")}
    real = {name: [float(f"{one:.9g}") for one in getattr(trees, name).tolist()] for name in ("threshold", "value")}
    path.write_text(json.dumps({**whole, **real, "bias": trees.bias, "depth": trees.depth}), encoding="utf-8")
