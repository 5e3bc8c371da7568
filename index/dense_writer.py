"""The pooled vectors of a generation that is being built, in Chroma: all anew, or those of the one before with what
has changed. Where the base is shared, they are there."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np

from index.base import Base
from index.cut_passages import CutPassages
from index.earlier import Earlier
from index.types import Vectors
from index.vectors import VectorStores, compact

REBUILT_AFTER = 4
"""One part in so many of a graph that has changed has it built anew: what was deleted still stands in its ways."""


def write_vectors(
    folder: Path, name: str, stores: VectorStores, passages: CutPassages, vectors: Vectors, earlier: Earlier | None
) -> Base:
    """Store a row of ``vectors`` for each of ``passages`` of the generation ``name`` that is built in ``folder``.

    Raises ``StoreError`` or ``OSError``.
    """
    ids, fresh, changes = passages.ids, np.arange(len(passages)), 0
    store = None
    if earlier is not None and (base := earlier.moved) is not None:
        changed = base.changes + base.gone + len(base.tail)
        if changed * REBUILT_AFTER <= len(ids):
            store = stores.continued(folder, name, earlier.before.folder, base.collection)
            there, now = set(store.ids()), set(ids)
            store.remove(sorted(there - now))
            fresh, changes = np.array([row for row, id_ in enumerate(ids) if id_ not in there], dtype=np.int64), changed
    with closing(store or stores.create(folder, name)) as store:
        store.add([ids[row] for row in fresh.tolist()], vectors[fresh])
    compact(folder)
    return Base.own(len(ids), name, changes)
