"""One process writes an index at a time; who has to wait says for whom, and doesn't wait for ever."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import Busy, StoreError

PATIENCE = 600.0
"""Seconds that another process that writes the index is waited for."""

log = logging.getLogger(__name__)


@contextmanager
def writing(index: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock of an index. Raises ``Busy`` where another process has held it for ``patience`` seconds, or
    ``StoreError`` where its folder can't be written."""
    lock, holder = FileLock(index / ".lock"), index / ".lock-holder"
    try:
        lock.acquire(timeout=0)
    except Timeout:
        log.warning("The index is being written by %s: waiting for at most %g seconds", _name_in(holder), patience)
        try:
            lock.acquire(timeout=patience)
        except Timeout:
            message = f"the index is still being written by {_name_in(holder)}, after {patience:g} seconds of waiting"
            raise Busy(message) from None
    except OSError as error:
        raise StoreError(f"the index can't be written ({error.strerror}); what was published stays") from error
    try:
        with suppress(OSError):  # of a full disk more is said by who asks for room on it
            # Beside the lock, because who waits for a lock empties its file.
            holder.write_text(
                f"process {os.getpid()} on {socket.gethostname()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
            )
        yield
    finally:
        with suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def _name_in(holder: Path) -> str:
    try:
        return " ".join(holder.read_text(encoding="utf-8", errors="replace").split())[:200] or "another process"
    except OSError:  # it has the lock and hasn't yet said so
        return "another process"
