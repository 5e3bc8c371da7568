"""Late interaction: token vectors of every passage, int8, memory-mapped, and MaxSim over them.

MaxSim (Khattab & Zaharia 2020, ColBERT): for each token of the question the best cosine to a token of the
passage; here their mean, so that questions of different lengths can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.types import Vectors


@dataclass(frozen=True, slots=True)
class PassageTokens:
    """Token vectors of one passage as stored: ``codes`` int8 ``(t, d)``, ``scales`` float32 ``(t,)``, and for each
    token where it begins in ``Passage.embedded``: ``starts`` int32 ``(t,)``."""

    codes: NDArray[np.int8]
    scales: NDArray[np.float32]
    starts: NDArray[np.int32]

    @property
    def vectors(self) -> Vectors:
        return self.codes * self.scales[:, None]


def quantised(tokens: Vectors, starts: NDArray[np.int32]) -> PassageTokens:
    """Token vectors as int8 with one scale a token: 388 bytes a token for 384 dimensions, cosine error below 0.01."""
    scales = np.maximum(np.abs(tokens).max(axis=1, initial=0), 1e-9).astype(np.float32) / 127
    return PassageTokens(np.rint(tokens / scales[:, None]).astype(np.int8), scales, starts.astype(np.int32))


class TokenIndex:
    """All passages' tokens, concatenated; passage ``i`` has rows ``bounds[i]:bounds[i + 1]``."""

    def __init__(
        self, codes: NDArray[np.int8], scales: NDArray[np.float32], starts: NDArray[np.int32], bounds: NDArray[np.int64]
    ) -> None:
        self._codes, self._scales, self._starts, self._bounds = codes, scales, starts, bounds

    @classmethod
    def load(cls, folder: Path) -> TokenIndex:
        return cls(
            np.load(folder / "codes.npy", mmap_mode="r"),
            np.load(folder / "scales.npy", mmap_mode="r"),
            np.load(folder / "starts.npy", mmap_mode="r"),
            np.load(folder / "bounds.npy"),
        )

    @staticmethod
    def save(folder: Path, passages: Sequence[PassageTokens], dimension: int) -> None:
        """Write the tokens of ``passages``, in order."""
        folder.mkdir(parents=True, exist_ok=True)
        bounds = np.cumsum([0, *(len(p.scales) for p in passages)], dtype=np.int64)
        shape = (int(bounds[-1]), dimension)
        if shape[0]:
            codes = np.lib.format.open_memmap(folder / "codes.npy", mode="w+", dtype=np.int8, shape=shape)
            for i, passage in enumerate(passages):
                codes[bounds[i] : bounds[i + 1]] = passage.codes
            codes.flush()
        else:  # an empty file can't be memory-mapped for writing
            np.save(folder / "codes.npy", np.zeros(shape, np.int8))
        empty = [np.zeros(0, np.float32)]
        np.save(folder / "scales.npy", np.concatenate([p.scales for p in passages] or empty).astype(np.float32))
        np.save(folder / "starts.npy", np.concatenate([p.starts for p in passages] or empty).astype(np.int32))
        np.save(folder / "bounds.npy", bounds)

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def passage(self, row: int) -> PassageTokens:
        rows = slice(int(self._bounds[row]), int(self._bounds[row + 1]))
        return PassageTokens(
            np.asarray(self._codes[rows]), np.asarray(self._scales[rows]), np.asarray(self._starts[rows])
        )

    def max_similarities(self, question: Vectors, rows: Sequence[int]) -> Vectors:
        """Best cosine of each question token in each passage: shape ``(len(rows), question tokens)``."""
        best = np.zeros((len(rows), len(question)), dtype=np.float32)
        if not len(question) or not len(rows):
            return best
        parts = [self.passage(row) for row in rows]
        similarity = question @ np.concatenate([part.vectors for part in parts]).T
        lengths = np.array([len(part.scales) for part in parts])
        filled = np.flatnonzero(lengths)
        if len(filled):
            begins = np.concatenate([[0], np.cumsum(lengths[filled])[:-1]])
            best[filled] = np.maximum.reduceat(similarity, begins, axis=1).T
        return best
