"""What tells whether a file is the one that was written, and whether code is the one that it was written by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

SENTENCES_BY = "nupunkt"
"""The package that finds sentences."""


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def splitting_code() -> str:
    """A digest of what cuts guides into passages: the modules of ``corpus`` and their data, and the package that finds
    sentences. Where it is another, passages of a guide that is the same may be others."""
    digest = hashlib.sha256(version(SENTENCES_BY).encode())
    for file in _code(files("corpus")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _code(folder: Traversable) -> Iterator[Traversable]:
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        if path.is_dir() and path.name != "guides":
            yield from _code(path)
        elif path.name.endswith((".py", ".yaml")):
            yield path
