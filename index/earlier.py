"""The generation that another is built after: what both have in common is carried over, row by row, or linked whole
file by whole file with the digests that these had."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.types import Passage
from index.base import FOLDED_AFTER, SHARED_FROM, Base, Pooled, is_shared
from index.curated import CuratedIndex
from index.cut_passages import CutPassages
from index.errors import HEAL, Damaged
from index.generation import WORDS, as_damage, folder_of
from index.guide_table import GuideTable
from index.hold import Hold
from index.late_interaction import TokenIndex
from index.lexical import Postings
from index.manifest import Manifest, SealedFile, demand_whole, faults_of, read_manifest
from index.passage_table import PassageTable
from index.query import WordCounts


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


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored in a generation, without what only questions need."""

    folder: Path
    manifest: Manifest
    guides: GuideTable
    passages: PassageTable
    words: WordCounts
    postings: Postings
    pooled: Pooled
    tokens: TokenIndex
    curated: CuratedIndex
    base: Base

    @classmethod
    def load(cls, index: Path, name: str) -> Stored:
        """As it is there, not compared with what was written. Raises ``StoreError``."""
        folder = folder_of(index, name)
        manifest = read_manifest(folder)
        with as_damage(name):
            guides, base = GuideTable.load(folder), Base.load(folder)
            stored = cls(
                folder,
                manifest,
                guides,
                PassageTable.load(folder / "passages", guides),
                WORDS.validate_json((folder / "words.json").read_bytes()),
                Postings.load(folder / "lexical"),
                Pooled.load(folder, base),
                TokenIndex.load(folder / "tokens", name, mapped=True),  # of which few are read
                CuratedIndex.load(folder / "curated"),
                base,
            )
        every = (stored.passages, stored.pooled, stored.tokens, stored.postings.lengths, base.rows)
        if {len(one) for one in every} != {manifest.passages}:
            raise Damaged(f"generation {name}: its parts are not of the same passages; {HEAL}")
        return stored

    @property
    def shared(self) -> list[SealedFile]:
        """The files that the next generation may share."""
        return [file for file in self.manifest.files if is_shared(file.path)]


class Before:
    """The generation before, ``stored`` as it was written, and held. To be closed.

    What the next generation may share is still being compared (``comparison``).
    """

    def __init__(self, index: Path, name: str) -> None:
        """Raises ``StoreError``."""
        folder = folder_of(index, name)
        with ExitStack() as undo:
            self._hold = Hold(folder)
            undo.callback(self._hold.release)
            manifest = read_manifest(folder)
            shared = [file.path for file in manifest.files if is_shared(file.path)]
            demand_whole(folder, manifest, later=shared)
            self.comparison = Comparison(folder, manifest, shared)
            self.stored = Stored.load(index, name)
            undo.pop_all()

    def close(self) -> None:
        """Let it be deleted."""
        self._hold.release()


@dataclass(frozen=True, slots=True)
class Earlier:
    """``origins[i]`` is the row in ``before`` of what is now the ``i``-th passage, -1 of one that it hasn't; ``moved``
    is its base with the rows of the next generation, ``None`` where that is made faster without."""

    before: Stored
    comparison: Comparison
    origins: NDArray[np.int64]
    moved: Base | None

    @classmethod
    def of(cls, before: Before, passages: CutPassages, *, embedded: bool) -> Earlier:
        """``embedded`` where vectors are in files of their own, which alone can be shared."""
        table = before.stored.passages
        rows = table.row_of
        origins = passages.sources.copy()
        for at, one in passages.cut.items():
            row = rows.get(one.id, -1)
            if row >= 0 and table.has_sentences(row, one):  # else its tokens are told apart otherwise
                origins[at] = row
        base, moved = before.stored.base, None
        if embedded and len(origins) >= SHARED_FROM:
            moved = replace(base, rows=np.where(origins >= 0, base.rows[origins], np.int32(-1)))
        return cls(before.stored, before.comparison, origins, moved)

    @property
    def base(self) -> Base | None:
        """What the next generation shares with it; ``None`` where all is to be written anew."""
        moved = self.moved
        few = moved is not None and (moved.gone + len(moved.tail)) * FOLDED_AFTER <= len(moved.rows)
        return moved if few else None

    @property
    def fresh(self) -> NDArray[np.int64]:
        """The rows of the passages that it hasn't."""
        return np.flatnonzero(self.origins < 0)

    @property
    def left_out(self) -> list[Passage]:
        """Its passages that are no more."""
        gone = np.setdiff1d(np.arange(len(self.before.passages)), self.origins)
        return [self.before.passages[row] for row in gone.tolist()]


def runs(origins: NDArray[np.int64], shared: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """The rows ``first:last`` that came here together, in order, all of them ``shared`` or none; each that came from
    nowhere by itself."""
    breaks = np.flatnonzero((np.diff(origins) != 1) | (origins[1:] <= 0) | (shared[1:] != shared[:-1])) + 1
    bounds = [0, *breaks.tolist(), len(origins)] if len(origins) else []
    yield from pairwise(bounds)
