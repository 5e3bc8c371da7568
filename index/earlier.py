"""The generation that another is built after: what both have in common is carried over, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.types import Passage
from index.generation import Generation, folder_of


@dataclass(frozen=True, slots=True)
class Earlier:
    """``origins[i]`` is the row in ``generation`` of what is now the ``i``-th passage, -1 of one that it hasn't."""

    generation: Generation
    folder: Path
    origins: NDArray[np.int64]

    @classmethod
    def of(cls, index: Path, generation: Generation, passages: Sequence[Passage]) -> Earlier:
        rows, table = generation.passages.row_of, generation.passages
        origins = np.array([rows.get(passage.id, -1) for passage in passages], dtype=np.int64)
        for at in np.flatnonzero(origins >= 0).tolist():
            if not table.has_sentences(int(origins[at]), passages[at]):
                origins[at] = -1  # its tokens are told apart otherwise
        return cls(generation, folder_of(index, generation.manifest.name), origins)

    def fresh(self, passages: Sequence[Passage]) -> list[Passage]:
        """Those of ``passages``, as they are now, that it hasn't."""
        return [passages[row] for row in np.flatnonzero(self.origins < 0).tolist()]

    @property
    def left_out(self) -> list[Passage]:
        """Its passages that are no more."""
        gone = np.setdiff1d(np.arange(len(self.generation.passages)), self.origins)
        return [self.generation.passages[row] for row in gone.tolist()]


def runs(origins: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """The rows ``first:last`` that came here together, in order; each that came from nowhere by itself."""
    breaks = np.flatnonzero((np.diff(origins) != 1) | (origins[1:] <= 0)) + 1
    bounds = [0, *breaks.tolist(), len(origins)] if len(origins) else []
    yield from pairwise(bounds)
