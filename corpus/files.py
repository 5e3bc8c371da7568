"""The files of a corpus: found, and read within limits."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from corpus.types import Finding, Severity

MAX_BYTES = 5 * 1024 * 1024
"""A longer file is reported, not read: a hundred times the longest guide, and still read in half a minute."""


class RefusedError(Exception):
    """A file that isn't read; ``code`` is its finding's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def link_outside(path: Path, root: Path) -> Finding | None:
    """What is wrong with a link that leads out of ``root``: whoever can write there could publish any file that the
    program can read. What it leads to isn't said."""
    if not path.is_symlink() or Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
        return None
    message = "it is a link that leads out of the corpus, and isn't read; put the file itself here"
    return Finding(path, 0, Severity.ERROR, "link-outside", message)


def visible_files(folder: Path, findings: list[Finding]) -> Iterator[Path]:
    """Every file below ``folder`` that isn't hidden; folders that can't be opened, or that are links leading out of it,
    are added to ``findings``."""

    def unreadable(error: OSError) -> None:
        message = f"it can't be opened: {error.strerror}"
        findings.append(Finding(Path(error.filename), 0, Severity.ERROR, "unreadable", message))

    for parent, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".") and _is_named(parent, name, findings)]
        findings += filter(None, (link_outside(Path(parent, name), folder) for name in folders))
        yield from (
            Path(parent, name) for name in files if not name.startswith(".") and _is_named(parent, name, findings)
        )


def _is_named(parent: str, name: str, findings: list[Finding]) -> bool:
    """Whether ``name`` is text, which findings, slugs and addresses are made of; else it is among the findings."""
    shown = os.fsencode(name).decode(errors="replace")
    if shown != name:
        message = "its name isn't UTF-8, so that it can't be named; rename it"
        findings.append(Finding(Path(parent, shown), 0, Severity.ERROR, "unreadable", message))
    return shown == name


def content(path: Path, most: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file of at most ``most``. Raises ``RefusedError`` or ``OSError``."""
    # Asked before opening: opening a pipe would wait for a writer for ever.
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise RefusedError("unreadable", "it is not a regular file")
    if status.st_size > most:
        size, bound = (f"{number / 1024**2:.3g} MB" for number in (status.st_size, most))
        raise RefusedError("too-large", f"it is {size} long; at most {bound} are read (GUIDES_MOST_MB)")
    return path.read_bytes()
