"""The pooled vectors of a generation that is being built, in Chroma: all anew, or those of the one before with what
has changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from corpus.types import Passage
from index.earlier import Earlier
from index.types import Vectors
from index.vectors import VectorStores, compact

CONTINUED_FROM = 5_000
"""Passages from which copying Chroma's files takes less than adding every vector again."""
REBUILT_AFTER = 4
"""One part in so many of a graph that has changed has it built anew: what was deleted still stands in its ways."""
CHANGES = "vector_changes.json"


def write_vectors(
    folder: Path,
    name: str,
    stores: VectorStores,
    passages: Sequence[Passage],
    vectors: Vectors,
    earlier: Earlier | None = None,
) -> None:
    """Store a row of ``vectors`` for each of ``passages`` of the generation ``name`` that is built in ``folder``.

    Raises ``StoreError`` or ``OSError``.
    """
    fresh, changes = np.arange(len(passages)), 0
    store = None
    if earlier is not None and (changed := _changes(earlier)) * REBUILT_AFTER <= len(passages) >= CONTINUED_FROM:
        store = stores.continued(folder, name, earlier.folder)
        if store is not None:
            fresh, changes = np.flatnonzero(earlier.origins < 0), changed
            store.remove([passage.id for passage in earlier.left_out])
    with closing(store or stores.create(folder, name)) as store:
        store.add([passages[row] for row in fresh.tolist()], vectors[fresh])
    (folder / CHANGES).write_text(json.dumps(changes), encoding="utf-8")
    compact(folder)


def _changes(earlier: Earlier) -> int:
    """Vectors that have been added and deleted since the graph was built, with those that are to be."""
    fresh = int((earlier.origins < 0).sum())
    return int(json.loads((earlier.folder / CHANGES).read_bytes())) + fresh + len(earlier.left_out)
