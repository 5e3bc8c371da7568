"""Who reads a generation holds it, so that no process deletes it: a shared lock on its manifest.

The lock is the operating system's (``flock``), so it ends with the process however that ends. It needs no right to
write, so a read-only index can be held as well.
"""

from __future__ import annotations

import fcntl
import os
import weakref
from pathlib import Path

from index.errors import HEAL, Damaged
from index.manifest import FILE

_HOW = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK  # a pipe in its place isn't waited for


class Hold:
    """A generation that isn't deleted as long as this is held. Raises ``Damaged`` where it isn't there."""

    def __init__(self, folder: Path) -> None:
        try:
            descriptor = os.open(folder / FILE, _HOW)
        except OSError as error:
            raise Damaged(f"generation {folder.name}: its manifest can't be read ({error.strerror}); {HEAL}") from error
        self._release = weakref.finalize(self, os.close, descriptor)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as error:
            self.release()
            raise Damaged(f"generation {folder.name}: it is being deleted; {HEAL}") from error

    def release(self) -> None:
        self._release()


def is_held(folder: Path) -> bool:
    """Whether anyone reads the generation, in this process or another."""
    try:
        descriptor = os.open(folder / FILE, _HOW)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
