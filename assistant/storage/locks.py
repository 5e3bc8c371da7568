"""Locks by name: who does the same thing waits, who does another doesn't."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakValueDictionary


class NamedLocks:
    """As many locks as names are in use right now."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()

    @contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Hold the lock of this name."""
        with self._guard:
            mine = self._locks.setdefault(name, threading.Lock())
        with mine:
            yield

    def __len__(self) -> int:
        return len(self._locks)
