"""What a generation shares with those before it: vectors and token blocks of passages, in files that are the same.

A generation that is built anew is its own base. One that is built after it, and that differs in few passages, links the
files of the base and writes the others beside them: its tail.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.late_interaction import BLOCKS

FACTS, ROWS = "base.json", "base_rows.npy"
POOLED, POOLED_TAIL = "pooled.npy", "pooled_tail.npy"
CHROMA = "chroma"
"""The folder of a generation that embedded Chroma keeps its files in."""
SHARED_FROM = 5_000
"""Passages from which sharing takes less than writing all anew."""
FOLDED_AFTER = 8
"""One part in so many that has changed since the base was built has a new base built: a tail is searched row by row."""


@dataclass(frozen=True, slots=True)
class Base:
    """``rows`` int32 ``(n,)`` is each passage's row in the base, -1 where it stands in the tail; of the base's ``size``
    rows some may be nobody's any more.

    ``collection`` is Chroma's, of the vectors of the base; ``changes`` is how many have been added to it and deleted
    from it since its graph was built.
    """

    rows: NDArray[np.int32]
    size: int
    collection: str
    changes: int = 0

    @classmethod
    def own(cls, size: int, name: str, changes: int = 0) -> Base:
        """Of the generation ``name``, which shares nothing."""
        return cls(np.arange(size, dtype=np.int32), size, name, changes)

    @property
    def tail(self) -> NDArray[np.int64]:
        """The rows of the passages in the tail, in order."""
        return np.flatnonzero(self.rows < 0)

    @property
    def gone(self) -> int:
        """How many rows of the base are nobody's any more."""
        return self.size - int((self.rows >= 0).sum())

    def save(self, folder: Path) -> None:
        """Raises ``OSError``."""
        facts = {"collection": self.collection, "size": self.size, "changes": self.changes}
        (folder / FACTS).write_text(json.dumps(facts), encoding="utf-8")
        np.save(folder / ROWS, self.rows)

    @classmethod
    def load(cls, folder: Path) -> Base:
        """Raises ``OSError`` or ``ValueError``."""
        facts = json.loads((folder / FACTS).read_bytes())
        rows = np.load(folder / ROWS, allow_pickle=False)
        if len(rows) and rows.max() >= facts["size"]:
            raise ValueError("the base and its rows differ")
        return cls(rows, facts["size"], facts["collection"], facts["changes"])


@dataclass(frozen=True, slots=True)
class Pooled:
    """The pooled vectors of a generation as they are stored, in float16: those of its base and of its tail."""

    base: Base
    within: NDArray[np.float16]
    tail: NDArray[np.float16]

    @classmethod
    def load(cls, folder: Path, base: Base) -> Pooled:
        """What of them isn't asked for isn't read. Raises ``OSError`` or ``ValueError``."""
        within = np.load(folder / POOLED, mmap_mode="r", allow_pickle=False)
        has_tail = len(base.tail) > 0
        tail = (
            np.load(folder / POOLED_TAIL, allow_pickle=False)
            if has_tail
            else np.zeros((0, within.shape[1]), np.float16)
        )
        if (len(within), len(tail)) != (base.size, len(base.tail)):
            raise ValueError("the base and its vectors differ")
        return cls(base, within, tail)

    def __len__(self) -> int:
        return len(self.base.rows)

    def of(self, rows: slice) -> NDArray[np.float16]:
        """Those of some passages, in order."""
        found = np.empty((len(self), self.within.shape[1]), dtype=np.float16)[rows]
        wanted = self.base.rows[rows]
        inside = wanted >= 0
        found[inside] = self.within[wanted[inside]]
        found[~inside] = self.tail[np.searchsorted(self.base.tail, np.arange(len(self))[rows][~inside])]
        return found


def is_shared(path: str) -> bool:
    """Whether a file of a generation, by its path inside it, is one that the next may share."""
    return path in (POOLED, f"tokens/{BLOCKS}") or path.startswith(f"{CHROMA}/")
