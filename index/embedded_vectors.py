"""Embedded Chroma, read through the bindings that its own client stands on.

The client's package takes a quarter of a server's start to import, for what only writing and servers need. Its version
is pinned, and a test holds that both give the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chromadb_rust_bindings as chroma

from index.types import Vectors

_PLACE = "default_tenant", "default_database"
_MOST_OPEN = 16
"""Graphs that are kept in memory; there is one."""


class EmbeddedCollection:
    """The collection ``name`` in ``folder``, which Chroma may write to: of Chroma's ``Collection`` what reads.

    All of it raises Chroma's errors.
    """

    def __init__(self, folder: Path, name: str) -> None:
        database = chroma.SqliteDBConfig(
            url=str(folder / "chroma.sqlite3"),
            hash_type=chroma.MigrationHash.MD5,
            migration_mode=chroma.MigrationMode.Apply,
        )
        self._chroma = chroma.Bindings(False, database, _MOST_OPEN, str(folder))
        self._id = str(self._chroma.get_collection(name, *_PLACE).id)

    def count(self) -> int:
        return int(self._chroma.count(self._id, *_PLACE))

    def get(self, ids: Sequence[str], include: Sequence[str]) -> dict[str, Any]:
        found = self._chroma.get(self._id, list(ids), None, None, 0, None, list(include), *_PLACE)
        return {"ids": found.ids, "embeddings": found.embeddings}

    def query(self, query_embeddings: Vectors, n_results: int, include: Sequence[str]) -> dict[str, Any]:
        asked = query_embeddings.tolist()
        found = self._chroma.query(self._id, None, asked, n_results, None, None, list(include), *_PLACE)
        return {"ids": found.ids, "distances": found.distances}

    def close(self) -> None:
        """Let go of its files."""
        del self._chroma
