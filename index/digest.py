"""What tells whether a file is the one that was written, and its bytes."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path


def content(path: Path) -> bytes:
    """The bytes of a regular file: a pipe is waited for, and a device read, without end. Raises ``OSError``."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no regular file")
    return path.read_bytes()


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
