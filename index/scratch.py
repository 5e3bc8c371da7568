"""Private copies of files that a library writes to even when it only reads.

A copy goes with its process; one that a killed process left behind goes when the next copy is made.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

_PREFIX = "guides-vectors-"
_WRITTEN = 300_000
"""Bytes that the library may write into a copy that it only reads."""
_YOUNG = 60.0
"""Seconds in which a folder may have been made and not locked yet."""


def private_copy(
    source: Path, free: Callable[[str], int] = lambda folder: shutil.disk_usage(folder).free
) -> tuple[Path, Callable[[], None]]:
    """A copy of the folder ``source``, and what deletes it. Raises ``OSError``."""
    _sweep()
    needed = _WRITTEN + sum(path.stat().st_size for path in source.rglob("*") if path.is_file())
    if free(tempfile.gettempdir()) < needed:
        raise OSError(errno.ENOSPC, f"the folder for temporary files needs {needed / 1e6:,.1f} MB of room")
    parent = Path(tempfile.mkdtemp(prefix=_PREFIX))
    descriptor = os.open(parent, os.O_RDONLY | os.O_CLOEXEC)

    def delete() -> None:
        shutil.rmtree(parent, ignore_errors=True)
        os.close(descriptor)

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        # The rights aren't copied: those of a read-only index would not let the copy be written.
        copy = parent / source.name
        for path in (source, *sorted(path for path in source.rglob("*") if path.is_dir())):
            (copy / path.relative_to(source)).mkdir()
        for path in source.rglob("*"):
            if path.is_file():
                shutil.copyfile(path, copy / path.relative_to(source))
    except BaseException:
        delete()
        raise
    return copy, delete


def _sweep() -> None:
    """Delete the copies of processes that are gone."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            if folder.stat().st_uid != os.getuid() or time.time() - folder.stat().st_mtime < _YOUNG:
                continue
            descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except OSError:  # gone meanwhile, or none of ours
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # its process is alive
            continue
        finally:
            os.close(descriptor)
