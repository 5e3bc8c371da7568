"""Pooled vectors in Chroma, embedded or on a server: the only place that imports chromadb.

One collection a generation, named by it, written once and then only read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.types import Where
from chromadb.config import Settings
from chromadb.errors import ChromaError

from corpus.types import Passage
from index.errors import StoreError
from index.types import Vectors

BATCH = 1000


class VectorStore:
    """The vectors of one generation."""

    def __init__(self, client: ClientAPI, name: str) -> None:
        self._client = client
        self._name = name
        self._collection = client.get_or_create_collection(
            f"guides-{name}", configuration={"hnsw": {"space": "cosine", "ef_search": 200}}, embedding_function=None
        )

    def add(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Store one vector a passage; rows of ``vectors`` and ``passages`` correspond."""
        for first in range(0, len(passages), BATCH):
            rows = passages[first : first + BATCH]
            self._collection.add(
                ids=[passage.id for passage in rows],
                embeddings=vectors[first : first + BATCH],
                metadatas=[{"guide": passage.guide, "topic": passage.topic} for passage in rows],
            )

    def count(self) -> int:
        return self._collection.count()

    def nearest(self, vector: Vectors, k: int, guides: Sequence[str] = ()) -> list[tuple[str, float]]:
        """The ``k`` passages nearest to ``vector`` (shape ``(dimension,)``): id and cosine, best first."""
        where = cast(Where, {"guide": {"$in": [*guides]}}) if guides else None
        found = self._collection.query(
            query_embeddings=vector[None, :], n_results=k, where=where, include=["distances"]
        )
        distances = found["distances"] or [[]]
        return [(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], distances[0], strict=True)]

    def vectors_of(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The stored vectors of ``ids``; ids that aren't there are left out."""
        found: dict[str, Vectors] = {}
        for first in range(0, len(ids), BATCH):
            rows = self._collection.get(ids=list(ids[first : first + BATCH]), include=["embeddings"])
            embeddings = rows["embeddings"] if rows["embeddings"] is not None else []
            found.update(zip(rows["ids"], (np.asarray(row, dtype=np.float32) for row in embeddings), strict=True))
        return found

    def drop(self) -> None:
        """Delete the generation's vectors."""
        self._client.delete_collection(f"guides-{self._name}")


class VectorStores:
    """Where generations keep their vectors: each in a folder of its own, or all on one Chroma server."""

    def __init__(self, chroma_url: str | None = None) -> None:
        self._client = _connect(chroma_url) if chroma_url else None

    def open(self, generation: Path, name: str) -> VectorStore:
        """The store of a generation; created where it isn't there. Raises ``StoreError``."""
        try:
            client = self._client or chromadb.PersistentClient(
                str(generation / "chroma"), Settings(anonymized_telemetry=False)
            )
            return VectorStore(client, name)
        except (ChromaError, ValueError, OSError) as error:
            raise StoreError(f"vectors of generation {name}: {error}") from error

    def forget(self, generation: Path, name: str) -> None:
        """Delete a generation's vectors from the server; embedded, they go with their folder."""
        if self._client is not None:
            VectorStore(self._client, name).drop()


def _connect(url: str) -> ClientAPI:
    parts = urlsplit(url)
    try:
        return chromadb.HttpClient(
            host=parts.hostname or "localhost",
            port=parts.port or (443 if parts.scheme == "https" else 80),
            ssl=parts.scheme == "https",
            settings=Settings(anonymized_telemetry=False),
        )
    except (ChromaError, ValueError, OSError) as error:
        raise StoreError(f"GUIDES_CHROMA_URL={url}: {error}") from error
