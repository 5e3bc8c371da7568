"""Files that a generation has in common with the one before: linked, not copied, with the digests that they had."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from index.errors import HEAL, Damaged
from index.manifest import Manifest, SealedFile, faults_of


def share(files: Iterable[SealedFile], before: Path, folder: Path) -> None:
    """Have ``files`` of the generation in ``before`` in ``folder`` too. Raises ``OSError``."""
    for file in files:
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(before / file.path, target)
        except OSError:  # not every file system has links, and some allow few
            shutil.copyfile(before / file.path, target)


class Comparison:
    """Files of a generation that are compared with what was written, by a thread of its own: their digests are carried
    over, so that what was damaged would be found damaged in the next generation too, but should not get there."""

    def __init__(self, folder: Path, manifest: Manifest, among: Sequence[str]) -> None:
        self._name = manifest.name
        thread = ThreadPoolExecutor(1)
        self._fault = thread.submit(lambda: next(faults_of(folder, manifest, among=among), None))
        thread.shutdown(wait=False)  # it ends by itself

    def demand(self) -> None:
        """Wait for the end. Raises ``Damaged`` where a file isn't what was written."""
        if (fault := self._fault.result()) is not None:
            raise Damaged(f"generation {self._name}: {fault}; {HEAL}")
