"""Pooled vectors in Chroma, embedded or on a server: the only place that imports chromadb, where it writes or has a
server.

One collection a generation, named by it, written once and then only read.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

import numpy as np

from index.base import CHROMA
from index.embedded_vectors import EmbeddedCollection
from index.errors import HEAL, StoreError
from index.scratch import private_copy
from index.types import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

BATCH = 1000


class VectorStore:
    """The vectors of one generation. To be closed; what isn't is closed when nothing refers to it any more."""

    def __init__(self, collection: Collection | EmbeddedCollection, name: str, close: Callable[[], None]) -> None:
        self._name = name
        self._collection = collection
        self._finalizer = weakref.finalize(self, close)

    def close(self) -> None:
        """Let go of files and memory; nothing can be asked of it afterwards."""
        self._finalizer()

    def demand_open(self) -> None:
        """Raises ``StoreError`` where it is closed."""
        if not self._finalizer.alive:
            raise StoreError(f"generation {self._name} is closed")

    def count(self) -> int:
        with _as_store_error(self._name):
            return self._open().count()

    def nearest(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """The ``k`` passages nearest to ``vector`` (shape ``(dimension,)``): id and cosine, best first."""
        with _as_store_error(self._name):
            found = self._open().query(query_embeddings=vector[None, :], n_results=k, include=["distances"])
        distances = found["distances"] or [[]]
        return [(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], distances[0], strict=True)]

    def vectors_of(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The stored vectors of ``ids``; ids that aren't there are left out."""
        found: dict[str, Vectors] = {}
        for first in range(0, len(ids), BATCH):
            with _as_store_error(self._name):
                rows = self._open().get(ids=list(ids[first : first + BATCH]), include=["embeddings"])
            embeddings = rows["embeddings"] if rows["embeddings"] is not None else []
            found.update(zip(rows["ids"], (np.asarray(row, dtype=np.float32) for row in embeddings), strict=True))
        return found

    def _open(self) -> Collection | EmbeddedCollection:
        self.demand_open()
        return self._collection


class WritableStore(VectorStore):
    """The vectors of a generation that is being built."""

    def __init__(self, collection: Collection, name: str, close: Callable[[], None]) -> None:
        super().__init__(collection, name, close)
        self._written = collection

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Store one vector a passage; rows of ``vectors`` and ``ids`` correspond."""
        for first in range(0, len(ids), BATCH):
            with _as_store_error(self._name, "written, what was published stays"):
                self._open().add(ids=list(ids[first : first + BATCH]), embeddings=vectors[first : first + BATCH])

    def remove(self, ids: Sequence[str]) -> None:
        """Forget the vectors of ``ids``."""
        for first in range(0, len(ids), BATCH):
            with _as_store_error(self._name, "written, what was published stays"):
                self._open().delete(ids=list(ids[first : first + BATCH]))

    def ids(self) -> list[str]:
        """Of all vectors that are there."""
        with _as_store_error(self._name):
            return list(self._open().get(include=[])["ids"])

    def _open(self) -> Collection:
        self.demand_open()
        return self._written


class VectorStores:
    """Where generations keep their vectors: each in a folder of its own, or all on one Chroma server."""

    def __init__(self, chroma_url: object | None = None) -> None:
        """``chroma_url`` is a server's address, as text or as a URL."""
        self._client = _connect(str(chroma_url)) if chroma_url else None

    @property
    def are_embedded(self) -> bool:
        """Whether each is in a folder of its own, where it can be shared and copied."""
        return self._client is None

    def create(self, folder: Path, name: str) -> WritableStore:
        """A new, empty store for the generation that is built in ``folder``. Raises ``StoreError``."""
        self.forget(name)  # of a run that was killed
        with _as_store_error(name, "written, what was published stays"):
            client, close = self._opened(folder / CHROMA)
            collection = client.create_collection(
                _collection(name),
                configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
                embedding_function=None,
            )
            return WritableStore(collection, name, close)

    def continued(self, folder: Path, name: str, before: Path, collection: str) -> WritableStore:
        """A new store for the generation that is built in ``folder``, with the vectors of the one in ``before``, where
        they are ``collection``'s. Raises ``StoreError``."""
        with _as_store_error(name, "written, what was published stays"):
            shutil.copytree(before / CHROMA, folder / CHROMA, copy_function=shutil.copyfile)
            client, close = self._opened(folder / CHROMA)
            copied = client.get_collection(_collection(collection), embedding_function=None)
            copied.modify(name=_collection(name))
            return WritableStore(copied, name, close)

    def open(self, folder: Path, name: str) -> VectorStore:
        """The store in ``folder`` that was created as ``name``, for reading; raises ``StoreError`` where it isn't
        there.

        Chroma writes to its files even when it only reads, so it is given a copy, and those of a generation stay as
        they were sealed.
        """
        with _as_store_error(name), ExitStack() as undo:
            if self._client is None:
                copy, delete = private_copy(folder / CHROMA)
                undo.callback(delete)
                collection = EmbeddedCollection(copy, _collection(name))
                undo.callback(collection.close)
                return VectorStore(collection, name, undo.pop_all().close)
            served = self._client.get_collection(_collection(name), embedding_function=None)
            return VectorStore(served, name, undo.pop_all().close)

    def forget(self, name: str) -> None:
        """Delete a generation's vectors from the server; embedded, they go with their folder."""
        if self._client is not None:
            from chromadb.errors import NotFoundError

            with _as_store_error(name), suppress(NotFoundError):
                self._client.delete_collection(_collection(name))

    def _opened(self, path: Path) -> tuple[ClientAPI, Callable[[], None]]:
        if self._client is not None:
            return self._client, lambda: None
        import chromadb
        from chromadb.config import Settings

        client = cast("Client", chromadb.PersistentClient(str(path), Settings(anonymized_telemetry=False)))
        return client, client.close


def compact(folder: Path) -> None:
    """Give back the room that embedded Chroma has written to and freed. To be called when its store is closed.

    Raises ``OSError``.
    """
    for path in (folder / CHROMA).glob("*.sqlite3"):
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            try:
                database.execute("VACUUM")
            except sqlite3.OperationalError as error:
                raise OSError(errno.ENOSPC, str(error)) from error


def _collection(name: str) -> str:
    return f"guides-{name}"


@contextmanager
def _as_store_error(name: str, done: str = "read") -> Iterator[None]:
    try:
        yield
    except StoreError:
        raise
    except _chroma_errors().NotFoundError as error:
        raise StoreError(f"generation {name}: its vectors are not there; {HEAL}") from error
    except (OSError, _chroma_errors().ChromaError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"Chroma: {type(error).__name__}"
        if "disk is full" in str(error):  # of SQLite's files, which Chroma tells in words
            reason = os.strerror(errno.ENOSPC)
        raise StoreError(f"generation {name}: its vectors can't be {done} ({reason})") from error


def _chroma_errors() -> ModuleType:
    """Imported where there is one."""
    import chromadb.errors

    return chromadb.errors


def _connect(url: str) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    parts = urlsplit(url)
    try:
        return chromadb.HttpClient(
            host=parts.hostname or "localhost",
            port=parts.port or (443 if parts.scheme == "https" else 80),
            ssl=parts.scheme == "https",
            settings=Settings(anonymized_telemetry=False),
        )
    except (_chroma_errors().ChromaError, ValueError, OSError) as error:
        raise StoreError(f"GUIDES_CHROMA_URL={url}: {error}") from error
