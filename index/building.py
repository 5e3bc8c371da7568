"""Building a generation beside the live one: written as its passages are embedded, sealed, opened and checked."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.lexicon import Lexicon
from corpus.types import Guide
from index.base import POOLED, POOLED_TAIL, Base
from index.curated import NONE, CuratedIndex
from index.cut_passages import CutPassages, columns_of
from index.earlier import Earlier, Stored, runs, share
from index.errors import StoreError
from index.generation import LEXICON, WORDS, Generation, discard, folder_of, open_generation
from index.guide_table import GuideTable
from index.late_interaction import PassageTokens
from index.lexical import Postings
from index.manifest import Manifest, sealed_files, write_manifest
from index.query import WordCounts
from index.token_form import TokenForm
from index.token_writer import TokenWriter
from index.types import Vectors
from index.vectors import VectorStores, compact

Row = tuple[Vectors, PassageTokens]
"""A passage's pooled vector and its tokens."""
AT_ONCE = 4096
"""Passages whose tokens are copied together."""
REBUILT_AFTER = 4
"""One part in so many of a graph that has changed has it built anew: what was deleted still stands in its ways."""
_CHROMA = 4
"""A vector takes so many times its bytes in Chroma: in its log, in its graph, and in both while it writes."""
_FLOAT = 4
_TEXT = 8
"""A guide is kept as it is, as passages with their contexts, in sentences and as words."""
_EMPTY = 2_000_000
"""Bytes of a generation of nothing."""
_CHARACTERS = 3
"""A token stands for so many characters at least, on an average of many passages."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a generation holds besides vectors, and what those are: ``digest`` tells it from any other, ``lines`` are
    the ``guides`` as they are written, ``words`` are counted in ``passages``, and tokens are stored in ``form``."""

    encoder: str
    dimension: int
    digest: str
    guides: Sequence[Guide]
    lines: Sequence[bytes]
    passages: CutPassages
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
) -> None:
    """Build and check a generation, without publishing it. On any failure nothing of it is left behind.

    ``rows`` are those of the passages that are not of ``earlier``, in order; they are written as they come, so that few
    are in memory at once. Raises ``StoreError``.
    """
    building = folder_of(index, f".building-{name}")
    try:
        building.mkdir(parents=True)
        _demand_room(index, content, earlier)
        _write_texts(building, content, earlier)
        content.curated.save(building / "curated")
        _write_rows(building, name, stores, content, rows, earlier)
        counts = len(content.guides), len(content.passages)
        manifest = Manifest(name, content.encoder, content.fingerprint, content.digest, *counts, (), content.split_by)
        _seal(index, building, stores, manifest, earlier)
    except BaseException as error:
        shutil.rmtree(building, ignore_errors=True)
        discard(index, name, stores)
        if isinstance(error, OSError):
            raise StoreError(f"the index can't be written ({error.strerror}); what was published stays") from error
        raise


def _seal(index: Path, building: Path, stores: VectorStores, manifest: Manifest, earlier: Earlier | None) -> None:
    """Give what was written its own name, once it is what it should be: opened and checked; what is shared was when
    it was built, and is only compared."""
    shared = earlier is not None and earlier.base is not None
    files = sealed_files(building, earlier.before.shared if earlier is not None and shared else ())
    if earlier is not None:
        earlier.comparison.demand()
    write_manifest(building, replace(manifest, files=files))
    building.rename(folder_of(index, manifest.name))
    if shared:
        Stored.load(index, manifest.name)
        return
    with closing(open_generation(index, manifest.name, stores)) as generation:
        check(generation)


def _write_texts(folder: Path, content: Content, earlier: Earlier | None) -> None:
    GuideTable.save(folder, content.guides, content.lines)
    columns_of(content.passages).save(folder / "passages")
    (folder / "lexicon.json").write_bytes(LEXICON.dump_json(content.lexicon))
    (folder / "words.json").write_bytes(WORDS.dump_json(content.words))
    fresh = np.flatnonzero(_origins(content, earlier) < 0).tolist()
    postings = Postings.of({row: content.passages[row].embedded for row in fresh}, len(content.passages))
    if earlier is not None:
        postings = earlier.before.postings.moved(earlier.origins, postings)
    postings.save(folder / "lexical")


def _origins(content: Content, earlier: Earlier | None) -> NDArray[np.int64]:
    return earlier.origins if earlier is not None else np.full(len(content.passages), -1)


def _write_rows(
    folder: Path,
    name: str,
    stores: VectorStores,
    content: Content,
    rows: Iterable[Row],
    earlier: Earlier | None,
) -> None:
    """Vectors and tokens of all passages; of those in a base that is shared they are there."""
    base = earlier.base if earlier is not None else None
    if earlier is not None and base is not None:
        share(earlier.before.shared, earlier.before.folder, folder)
    pooled = _written_tokens(folder, content, iter(rows), earlier)
    if base is not None:
        np.save(folder / POOLED_TAIL, pooled[base.tail])
    else:
        np.save(folder / POOLED, pooled)
        base = write_vectors(folder, name, stores, content.passages, pooled.astype(np.float32), earlier)
    base.save(folder)


def _written_tokens(
    folder: Path, content: Content, rows: Iterator[Row], earlier: Earlier | None
) -> NDArray[np.float16]:
    """Write the tokens of all passages that aren't in a shared base; their pooled vectors, in the rows of all."""
    base = earlier.base if earlier is not None else None
    pooled = np.empty((len(content.passages), content.dimension), dtype=np.float16)
    origins = _origins(content, earlier)
    shared = base.rows >= 0 if base is not None else np.zeros(len(origins), dtype=np.bool_)
    size = earlier.before.tokens.base_size if earlier is not None and base is not None else None
    with TokenWriter(folder / "tokens", content.form, size) as writer:
        for first, last in runs(origins, shared):
            if earlier is None or origins[first] < 0:
                pooled[first], passage = next(rows)
                writer.add(passage)
                continue
            came = slice(int(origins[first]), int(origins[last - 1]) + 1)
            tokens = earlier.before.tokens
            if shared[first]:
                writer.add_shared(tokens.stored(came, blocks=False), tokens.firsts[came])
            else:
                pooled[first:last] = earlier.before.pooled.of(came)
                for at in range(came.start, came.stop, AT_ONCE):
                    writer.add(tokens.stored(slice(at, min(at + AT_ONCE, came.stop))))
    return pooled


def write_vectors(
    folder: Path, name: str, stores: VectorStores, passages: CutPassages, vectors: Vectors, earlier: Earlier | None
) -> Base:
    """Store a row of ``vectors`` for each of ``passages`` of the generation ``name`` that is built in ``folder``.

    Raises ``StoreError`` or ``OSError``.
    """
    ids, fresh, changes = passages.ids, np.arange(len(passages)), 0
    store = None
    if earlier is not None and (base := earlier.moved) is not None:
        changed = base.changes + base.gone + len(base.tail)
        if changed * REBUILT_AFTER <= len(ids):
            store = stores.continued(folder, name, earlier.before.folder, base.collection)
            there, now = set(store.ids()), set(ids)
            store.remove(sorted(there - now))
            fresh, changes = np.array([row for row, id_ in enumerate(ids) if id_ not in there], dtype=np.int64), changed
    with closing(store or stores.create(folder, name)) as store:
        store.add([ids[row] for row in fresh.tolist()], vectors[fresh])
    compact(folder)
    return Base.own(len(ids), name, changes)


def _demand_room(index: Path, content: Content, earlier: Earlier | None) -> None:
    """Raises ``StoreError`` where the disk of ``index`` has less room than a generation of ``content`` may take.

    What is shared with ``earlier`` isn't written.
    """
    passages = content.passages
    shared = earlier is not None and earlier.base is not None
    fresh = earlier.fresh.tolist() if earlier is not None else range(len(passages))
    tokens = sum(len(passages[row].embedded) for row in fresh) // _CHARACTERS
    if earlier is not None and not shared:
        tokens += earlier.before.tokens.size
    vectors = _CHROMA * _FLOAT * content.dimension * (len(fresh) if shared else len(passages))
    needed = _EMPTY + _TEXT * sum(map(len, content.lines)) + vectors + content.form.width * tokens
    free = shutil.disk_usage(index).free
    if free < needed:
        shown = f"{needed / 1e6:,.0f} MB are needed on its disk, {free / 1e6:,.0f} MB are free"
        raise StoreError(f"the index can't be written: {shown}; what was published stays")


def check(generation: Generation) -> None:
    """Passages find themselves by their own vectors. Raises ``StoreError``."""
    ids = generation.passages.ids
    for row in {0, len(ids) // 2, len(ids) - 1}:
        _, cosine = generation.vectors.nearest(generation.pooled[row], 1)[0]
        if cosine < 0.999:
            raise StoreError(f"generation {generation.manifest.name}: passage {ids[row]} doesn't find itself")
