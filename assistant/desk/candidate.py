"""Guides that aren't published yet: indexed apart, in a folder that is gone afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import StoreError
from index.generation import folder_of, live_name, publish


@contextmanager
def index_apart(index: Path) -> Iterator[Path]:
    """A folder for an index with a copy of the live generation of ``index``, so that only what is new is embedded."""
    with tempfile.TemporaryDirectory(prefix="guides-impact-") as scratch:
        folder = Path(scratch)
        (folder / "encoders").symlink_to((index / "encoders").resolve())
        with suppress(StoreError, OSError):  # without it everything is embedded
            if (name := live_name(index)) is not None:
                shutil.copytree(folder_of(index, name), folder_of(folder, name))
                publish(folder, name)
        yield folder


@contextmanager
def edited(corpus: Path, name: str, text: str) -> Iterator[Path]:
    """A copy of ``corpus`` in which the file ``name`` says ``text``. ``name`` must be a plain file name."""
    with tempfile.TemporaryDirectory(prefix="guides-impact-") as scratch:
        copy = Path(shutil.copytree(corpus, Path(scratch) / "corpus"))
        found = sorted(copy.rglob(name))
        (found[0] if found else copy / name).write_text(text, encoding="utf-8")
        yield copy
