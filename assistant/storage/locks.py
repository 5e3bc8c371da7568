"""Locks by name: who does the same thing waits, who does another doesn't."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Lock:
    lock: threading.Lock = field(default_factory=threading.Lock)
    users: int = 0


class NamedLocks:
    """As many locks as names are in use right now."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: dict[str, _Lock] = {}

    @contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Hold the lock of this name."""
        with self._guard:
            mine = self._locks.setdefault(name, _Lock())
            mine.users += 1
        try:
            with mine.lock:
                yield
        finally:
            with self._guard:
                mine.users -= 1
                if not mine.users:
                    del self._locks[name]

    def __len__(self) -> int:
        return len(self._locks)
