"""Immutable generations of the index: built beside the live one, checked, published by one atomic step.

``INDEX/current`` names the live generation; ``INDEX/generations/NAME`` holds it. A generation has its name only when it
is whole and sealed (``manifest``), and is never written again, so that readers in other processes see either all of the
old one or all of the new.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter

from corpus.lexicon import Lexicon
from index.base import Base, Pooled
from index.curated import NONE, CuratedIndex
from index.digest import content
from index.errors import HEAL, Damaged, StoreError
from index.guide_table import GuideTable
from index.hold import Hold, is_held
from index.late_interaction import BLOCKS, TAIL, TokenIndex, is_mapped
from index.lexical import LexicalIndex, Postings
from index.manifest import (
    FILE,
    Manifest,
    demand_whole,
    faults_of,
    is_foreign,
    is_whole,
    read_manifest,
)
from index.passage_table import PassageTable
from index.query import WordCounts
from index.types import Vectors
from index.vectors import VectorStore, VectorStores

LEXICON = TypeAdapter(Lexicon)
WORDS = TypeAdapter(WordCounts)
_BLOCKS = f"tokens/{BLOCKS}", f"tokens/{TAIL}"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class Generation:
    """One readable generation, to be closed; ``passages[i]`` is row ``i`` of ``pooled`` and of the word and token
    indexes, and ``lexicon`` the words that the guides were read with, and that questions are to be.

    ``pooled`` has the vectors of ``vectors`` once more: to read rows that are known costs less than to ask for them.
    Guides and passages are made when they are asked for.
    """

    manifest: Manifest
    guides: GuideTable
    passages: PassageTable
    lexicon: Lexicon
    words: WordCounts
    vectors: VectorStore
    pooled: Vectors
    lexical: LexicalIndex
    tokens: TokenIndex
    base: Base
    hold: Hold
    curated: CuratedIndex = NONE

    def nearest(self, pooled: Vectors, k: int) -> dict[int, float]:
        """The ``k`` rows nearest to ``pooled`` (shape ``(dimension,)``), and more, with their cosines.

        Chroma finds those of the base, some of which may be nobody's any more; those of the tail are looked at one by
        one. Raises ``StoreError``.
        """
        rows, tail, asked = self.passages.row_of, self.base.tail, k
        found = self.vectors.nearest(pooled, asked)
        near = {rows[id_]: cosine for id_, cosine in found if id_ in rows}
        while self.base.gone and len(near) < k and len(found) == asked:
            asked *= 2
            found = self.vectors.nearest(pooled, asked)
            near = {rows[id_]: cosine for id_, cosine in found if id_ in rows}
        if len(tail):
            cosines = self.pooled[tail] @ pooled
            best = np.argsort(-cosines, kind="stable")[:k]
            near |= dict(zip(tail[best].tolist(), cosines[best].tolist(), strict=True))
        return near

    def close(self) -> None:
        """Let go of its files."""
        self.vectors.close()
        self.hold.release()


def live_name(index: Path) -> str | None:
    """The published generation's name, or ``None`` where none is. Raises ``StoreError`` where it is no name."""
    try:
        written = content(index / "current")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"the index's file `current` can't be read ({error.strerror}); {HEAL}") from error
    return generation_name(written, "the index")


def generation_name(written: bytes, owner: str) -> str:
    """The name in a file `current`, of ``owner``. Raises ``StoreError`` where it is none."""
    name = written.decode(errors="replace").strip()
    if not _NAME.fullmatch(name):
        raise StoreError(f"{owner}'s file `current` names no generation; {HEAL}")
    return name


def folder_of(index: Path, name: str) -> Path:
    return index / "generations" / name


def open_generation(index: Path, name: str, stores: VectorStores, *, whole: bool = False) -> Generation:
    """Open a generation for reading, once its files are seen to be what was written. Raises ``StoreError``.

    Token blocks that are so many that they are mapped are compared passage by passage as they are read
    (``TokenIndex``), and together by ``compare_mapped``; where ``whole`` is asked for, at once like all others.
    """
    folder = folder_of(index, name)
    with ExitStack() as undo:
        hold = Hold(folder)
        undo.callback(hold.release)
        manifest = read_manifest(folder)
        demand_whole(folder, manifest, later=() if whole else _mapped(folder))
        with as_damage(name):
            base = Base.load(folder)
        vectors = stores.open(folder, base.collection)
        undo.callback(vectors.close)
        with as_damage(name):
            guides = GuideTable.load(folder)
            generation = Generation(
                manifest=manifest,
                guides=guides,
                passages=PassageTable.load(folder / "passages", guides),
                lexicon=LEXICON.validate_json((folder / "lexicon.json").read_bytes()),
                words=WORDS.validate_json((folder / "words.json").read_bytes()),
                vectors=vectors,
                pooled=Pooled.load(folder, base).of(slice(None)).astype(np.float32),
                lexical=LexicalIndex(Postings.load(folder / "lexical")),
                tokens=TokenIndex.load(folder / "tokens", name),
                base=base,
                hold=hold,
                curated=CuratedIndex.load(folder / "curated"),
            )
        _demand_counts(generation)
        undo.pop_all()
    return generation


def _mapped(folder: Path) -> list[str]:
    """The token blocks that are so many that they are mapped."""
    return [path for path in _BLOCKS if is_mapped(folder / path)]


@contextmanager
def as_damage(name: str) -> Iterator[None]:
    """What can't be read of the generation ``name`` is damage."""
    try:
        yield
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else type(error).__name__
        raise Damaged(f"generation {name}: it can't be read ({reason}); {HEAL}") from error


def _demand_counts(generation: Generation) -> None:
    """All parts are of the same passages. Raises ``Damaged``."""
    name, passages = generation.manifest.name, generation.passages
    stored, base = generation.vectors.count(), generation.base
    words = len(generation.lexical.postings.lengths)
    rows = {len(base.rows), len(generation.pooled), len(generation.tokens), words, generation.manifest.passages}
    if rows != {len(passages)} or stored != base.size:
        raise Damaged(f"generation {name}: {len(passages)} passages, but {stored} vectors; {HEAL}")
    within = np.flatnonzero(base.rows >= 0).tolist()
    sample = {passages.ids[row] for row in (within[0], within[len(within) // 2], within[-1])} if within else set()
    if sample - generation.vectors.vectors_of(sorted(sample)).keys():
        raise Damaged(f"generation {name}: its vectors are of other passages; {HEAL}")


def compare_mapped(index: Path, generation: Generation) -> None:
    """Compare what opening has left for later with what was written; ``damage`` of its tokens then tells."""
    manifest = generation.manifest
    folder = folder_of(index, manifest.name)
    fault = next(faults_of(folder, manifest, among=_mapped(folder)), None)
    if fault is not None:
        generation.tokens.damage = Damaged(f"generation {manifest.name}: {fault}; {HEAL}")


def publish(index: Path, name: str) -> None:
    """Make ``name`` the live generation by one atomic rename. Raises ``StoreError``."""
    beside = index / f".current-{os.getpid()}"
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(index / "current")
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise StoreError(f"the index can't be written ({error.strerror}); what was published stays") from error


def whole_generations(index: Path) -> list[str]:
    """All whole generations that are there, the oldest first (their names begin with the time of building)."""
    return [name for name in generation_names(index) if is_whole(folder_of(index, name))]


def prune(index: Path, keep: int, stores: VectorStores) -> None:
    """Delete all but the ``keep`` newest whole generations, and what killed runs have left; never the live one, nor one
    that is being read. To be called by who holds the index's lock.

    Those of other versions of the program count as well, but take no place of one that can be served.
    """
    try:
        live = live_name(index)
    except StoreError:
        live = None
    whole, names = whole_generations(index), generation_names(index)
    foreign = [name for name in names if is_foreign(folder_of(index, name))]
    spared = {*whole[-keep:], *(name for name in names[-keep:] if name in foreign), live}
    for name in names:
        if name not in spared and not is_held(folder_of(index, name)):
            discard(index, name, stores)
    for left in (*(index / "generations").glob(".building-*"), *index.glob(".current-*")):
        if left.is_dir():
            stores.forget(left.name.removeprefix(".building-"))
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def discard(index: Path, name: str, stores: VectorStores) -> None:
    """Delete a generation, its manifest first: what is left of it when this is killed is no generation."""
    folder = folder_of(index, name)
    (folder / FILE).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    stores.forget(name)


def generation_names(index: Path) -> list[str]:
    """All that are there, whole or not, the oldest first."""
    folder = index / "generations"
    there = (path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else ()
    return sorted(name for name in there if _NAME.fullmatch(name))
