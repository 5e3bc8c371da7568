"""Building a generation beside the live one: written as its passages are embedded, sealed, opened and checked."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np

from corpus.lexicon import Lexicon
from corpus.types import Guide, Passage
from index.curated import NONE, CuratedIndex
from index.dense_writer import DenseWriter, Earlier
from index.errors import StoreError
from index.generation import LEXICON, WORDS, Generation, discard, folder_of, open_generation
from index.guide_table import GuideTable
from index.late_interaction import PassageTokens
from index.lexical import LexicalIndex
from index.manifest import Manifest, sealed_files, write_manifest
from index.passage_table import PassageTable
from index.query import WordCounts
from index.room import demand_room
from index.token_form import TokenForm
from index.token_writer import TokenWriter
from index.types import Vectors
from index.vectors import BATCH, VectorStores

Row = tuple[Vectors, PassageTokens]
"""A passage's pooled vector and its tokens."""


def write_generation(
    index: Path,
    name: str,
    stores: VectorStores,
    *,
    encoder: str,
    dimension: int,
    digest: str,
    guides: Sequence[Guide],
    passages: Sequence[Passage],
    lexicon: Lexicon,
    rows: Iterable[Row],
    form: TokenForm,
    curated: CuratedIndex = NONE,
    fingerprint: str = "",
    earlier: Earlier | None = None,
) -> Generation:
    """Build and check a generation, without publishing it. On any failure nothing of it is left behind.

    ``rows`` are those of ``passages``, in order; they are written as they come, so that few are in memory at once.
    Passages that are of ``earlier`` too have the vectors that they have there.
    """
    building = folder_of(index, f".building-{name}")
    try:
        building.mkdir(parents=True)
        demand_room(index, guides, passages, dimension, form)
        _write_texts(building, guides, passages, lexicon)
        curated.save(building / "curated")
        dense = DenseWriter(building, name, stores, passages, earlier)
        _write_rows(building, dense, passages, rows, dimension, form)
        counts = len(guides), len(passages)
        return _sealed(index, building, stores, Manifest(name, encoder, fingerprint, digest, *counts, ()))
    except BaseException as error:
        shutil.rmtree(building, ignore_errors=True)
        discard(index, name, stores)
        if isinstance(error, OSError):
            raise StoreError(f"the index can't be written ({error.strerror}); what was published stays") from error
        raise


def _sealed(index: Path, building: Path, stores: VectorStores, manifest: Manifest) -> Generation:
    """What was written, under its own name, opened and checked."""
    write_manifest(building, replace(manifest, files=sealed_files(building)))
    building.rename(folder_of(index, manifest.name))
    generation = open_generation(index, manifest.name, stores)
    with ExitStack() as undo:
        undo.callback(generation.close)
        check(generation)
        undo.pop_all()
    return generation


def _write_texts(folder: Path, guides: Sequence[Guide], passages: Sequence[Passage], lexicon: Lexicon) -> None:
    GuideTable.save(folder, guides)
    PassageTable.save(folder / "passages", passages, guides)
    (folder / "lexicon.json").write_bytes(LEXICON.dump_json(lexicon))
    texts = [passage.embedded for passage in passages]
    (folder / "words.json").write_bytes(WORDS.dump_json(WordCounts.of(texts)))
    LexicalIndex.build(texts).save(folder / "lexical")


def _write_rows(
    folder: Path,
    dense: DenseWriter,
    passages: Sequence[Passage],
    rows: Iterable[Row],
    dimension: int,
    form: TokenForm,
) -> None:
    pooled = np.empty((len(passages), dimension), dtype=np.float16)
    left = iter(rows)
    with closing(dense), TokenWriter(folder / "tokens", form) as tokens:
        for first in range(0, len(passages), BATCH):
            batch = passages[first : first + BATCH]
            vectors = np.empty((len(batch), dimension), dtype=np.float32)
            for at, (vector, stored) in enumerate(islice(left, len(batch))):
                vectors[at] = vector
                tokens.add(stored)
            pooled[first : first + len(batch)] = vectors
            dense.add(batch, vectors)
    np.save(folder / "pooled.npy", pooled)


def check(generation: Generation) -> None:
    """Passages find themselves by their own vectors. Raises ``StoreError``."""
    ids = generation.passages.ids
    for row in {0, len(ids) // 2, len(ids) - 1}:
        _, cosine = generation.vectors.nearest(generation.pooled[row], 1)[0]
        if cosine < 0.999:
            raise StoreError(f"generation {generation.manifest.name}: passage {ids[row]} doesn't find itself")
