"""The pooled vectors of a generation that is being built, in Chroma: all anew, or those of the one before with what
has changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.types import Passage
from index.types import Vectors
from index.vectors import VectorStore, VectorStores, compact

CONTINUED_FROM = 5_000
"""Passages from which copying Chroma's files takes less than adding every vector again."""
REBUILT_AFTER = 4
"""One part in so many of a graph that has changed has it built anew: what was deleted still stands in its ways."""
CHANGES = "vector_changes.json"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A generation whose vectors are carried over: its ``folder`` and the ids of its passages."""

    folder: Path
    ids: Sequence[str]


class DenseWriter:
    """Stores one vector a passage of the generation ``name`` that is built in ``folder``. To be closed."""

    def __init__(
        self, folder: Path, name: str, stores: VectorStores, passages: Sequence[Passage], earlier: Earlier | None
    ) -> None:
        self._folder = folder
        self._changes, self._known = 0, frozenset[str]()
        store = self._continued(name, stores, {passage.id for passage in passages}, earlier) if earlier else None
        self._store: VectorStore = store or stores.create(folder, name)

    def _continued(self, name: str, stores: VectorStores, ids: set[str], earlier: Earlier) -> VectorStore | None:
        before = set(earlier.ids)
        changes = json.loads((earlier.folder / CHANGES).read_bytes()) + len(ids ^ before)
        if len(ids) < CONTINUED_FROM or REBUILT_AFTER * changes > len(ids):
            return None
        store = stores.continued(self._folder, name, earlier.folder)
        if store is not None:
            store.remove(sorted(before - ids))
            self._changes, self._known = changes, frozenset(before & ids)
        return store

    def add(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Rows of ``vectors`` and ``passages`` correspond; those that were carried over are there already."""
        fresh = [at for at, passage in enumerate(passages) if passage.id not in self._known]
        if fresh:
            self._store.add([passages[at] for at in fresh], np.ascontiguousarray(vectors[fresh]))

    def close(self) -> None:
        """Raises ``OSError``."""
        with closing(self._store):
            (self._folder / CHANGES).write_text(json.dumps(self._changes), encoding="utf-8")
        compact(self._folder)
