"""Building a generation beside the live one: written as its passages are embedded, sealed, opened and checked."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.lexicon import Lexicon
from corpus.types import Guide, Passage
from index.curated import NONE, CuratedIndex
from index.dense_writer import write_vectors
from index.earlier import Earlier, runs
from index.errors import StoreError
from index.generation import LEXICON, WORDS, Generation, discard, folder_of, open_generation
from index.guide_table import GuideTable
from index.late_interaction import PassageTokens
from index.lexical import Postings
from index.manifest import Manifest, sealed_files, write_manifest
from index.passage_table import PassageTable
from index.query import WordCounts
from index.room import demand_room
from index.token_form import TokenForm
from index.token_writer import TokenWriter
from index.types import Vectors
from index.vectors import VectorStores

Row = tuple[Vectors, PassageTokens]
"""A passage's pooled vector and its tokens."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a generation holds besides vectors, and what those are: ``digest`` tells it from any other, ``lines`` are
    the ``guides`` as they are written, ``words`` are counted in ``passages``, and tokens are stored in ``form``."""

    encoder: str
    dimension: int
    digest: str
    guides: Sequence[Guide]
    lines: Sequence[bytes]
    passages: Sequence[Passage]
    lexicon: Lexicon
    words: WordCounts
    form: TokenForm
    curated: CuratedIndex = NONE
    fingerprint: str = ""
    split_by: str = ""


def write_generation(
    index: Path,
    name: str,
    stores: VectorStores,
    content: Content,
    rows: Iterable[Row],
    earlier: Earlier | None = None,
) -> Generation:
    """Build and check a generation, without publishing it. On any failure nothing of it is left behind.

    ``rows`` are those of the passages that are not of ``earlier``, in order; they are written as they come, so that few
    are in memory at once.
    """
    building = folder_of(index, f".building-{name}")
    try:
        building.mkdir(parents=True)
        demand_room(index, content.guides, content.passages, content.dimension, content.form)
        _write_texts(building, content, earlier)
        content.curated.save(building / "curated")
        pooled = _written_rows(building, content, rows, earlier)
        write_vectors(building, name, stores, content.passages, pooled, earlier)
        counts = len(content.guides), len(content.passages)
        manifest = Manifest(name, content.encoder, content.fingerprint, content.digest, *counts, (), content.split_by)
        return _sealed(index, building, stores, manifest)
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


def _write_texts(folder: Path, content: Content, earlier: Earlier | None) -> None:
    GuideTable.save(folder, content.guides, content.lines)
    PassageTable.save(folder / "passages", content.passages, content.guides)
    (folder / "lexicon.json").write_bytes(LEXICON.dump_json(content.lexicon))
    (folder / "words.json").write_bytes(WORDS.dump_json(content.words))
    fresh = np.flatnonzero(_origins(content, earlier) < 0).tolist()
    postings = Postings.of({row: content.passages[row].embedded for row in fresh}, len(content.passages))
    if earlier is not None:
        postings = earlier.generation.lexical.postings.moved(earlier.origins, postings)
    postings.save(folder / "lexical")


def _origins(content: Content, earlier: Earlier | None) -> NDArray[np.int64]:
    return earlier.origins if earlier is not None else np.full(len(content.passages), -1)


def _written_rows(folder: Path, content: Content, rows: Iterable[Row], earlier: Earlier | None) -> Vectors:
    """The pooled vectors as they were written."""
    pooled, left = np.empty((len(content.passages), content.dimension), dtype=np.float16), iter(rows)
    origins = _origins(content, earlier)
    with TokenWriter(folder / "tokens", content.form) as tokens:
        for first, last in runs(origins):
            if earlier is None or origins[first] < 0:
                pooled[first], passage = next(left)
                tokens.add(passage)
            else:
                came = slice(int(origins[first]), int(origins[last - 1]) + 1)
                pooled[first:last] = earlier.generation.pooled[came]
                tokens.add(earlier.generation.tokens.stored(came))
    np.save(folder / "pooled.npy", pooled)
    return pooled.astype(np.float32)


def check(generation: Generation) -> None:
    """Passages find themselves by their own vectors. Raises ``StoreError``."""
    ids = generation.passages.ids
    for row in {0, len(ids) // 2, len(ids) - 1}:
        _, cosine = generation.vectors.nearest(generation.pooled[row], 1)[0]
        if cosine < 0.999:
            raise StoreError(f"generation {generation.manifest.name}: passage {ids[row]} doesn't find itself")
