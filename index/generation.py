"""Immutable generations of the index: built beside the live one, checked, published by one atomic step.

``INDEX/current`` names the live generation; ``INDEX/generations/NAME`` holds it. A published folder is never written
again, so that readers in other processes see either all of the old one or all of the new.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from corpus.lexicon import Lexicon
from corpus.types import Guide, Passage
from index.curated import NONE, CuratedIndex
from index.encode import sha256
from index.errors import StoreError
from index.late_interaction import PassageTokens, TokenIndex
from index.lexical import LexicalIndex
from index.types import Vectors
from index.vectors import VectorStore, VectorStores

FORMAT = 3
"""Raised whenever what stands in a generation changes; another format is rebuilt, not read."""

_GUIDES = TypeAdapter(tuple[Guide, ...])
_LEXICON = TypeAdapter(Lexicon)
_PASSAGES = TypeAdapter(tuple[Passage, ...])


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of. ``checksums`` holds the SHA-256 of every file but Chroma's own."""

    name: str
    format: int
    encoder: str
    digest: str
    guides: int
    passages: int
    checksums: dict[str, str]


@dataclass(frozen=True, slots=True)
class Generation:
    """One readable generation; ``passages[i]`` is row ``i`` of the word and token indexes."""

    manifest: Manifest
    guides: tuple[Guide, ...]
    passages: tuple[Passage, ...]
    lexicon: Lexicon
    """The words that the guides were read with, and that questions are to be."""
    vectors: VectorStore
    lexical: LexicalIndex
    tokens: TokenIndex
    curated: CuratedIndex = NONE


def live_name(index: Path) -> str | None:
    """The published generation's name, or ``None`` where none is."""
    try:
        return (index / "current").read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def folder_of(index: Path, name: str) -> Path:
    return index / "generations" / name


def read_manifest(folder: Path) -> Manifest:
    """Raises ``StoreError`` where the manifest is missing, damaged or of another format."""
    try:
        manifest = Manifest(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(f"{folder}: no readable manifest ({error}); run `guides index`") from error
    if manifest.format != FORMAT:
        raise StoreError(f"{folder}: written by another version (format {manifest.format}); run `guides index`")
    return manifest


def open_generation(index: Path, name: str, stores: VectorStores) -> Generation:
    """Open a generation for reading. Raises ``StoreError``."""
    folder = folder_of(index, name)
    manifest = read_manifest(folder)
    try:
        return Generation(
            manifest=manifest,
            guides=_GUIDES.validate_json((folder / "guides.json").read_bytes()),
            passages=_PASSAGES.validate_json((folder / "passages.json").read_bytes()),
            lexicon=_LEXICON.validate_json((folder / "lexicon.json").read_bytes()),
            vectors=stores.open(folder, name),
            lexical=LexicalIndex.load(folder / "lexical", manifest.passages),
            tokens=TokenIndex.load(folder / "tokens"),
            curated=CuratedIndex.load(folder / "curated"),
        )
    except (OSError, ValueError, ValidationError) as error:
        raise StoreError(f"{folder}: damaged ({str(error).splitlines()[0]}); run `guides index`") from error


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
    vectors: Vectors,
    tokens: Sequence[PassageTokens],
    curated: CuratedIndex = NONE,
) -> Generation:
    """Build and check a generation, without publishing it. On any failure nothing of it is left behind."""
    folder = folder_of(index, name)
    folder.mkdir(parents=True)
    try:
        (folder / "guides.json").write_bytes(_GUIDES.dump_json(tuple(guides)))
        (folder / "passages.json").write_bytes(_PASSAGES.dump_json(tuple(passages)))
        (folder / "lexicon.json").write_bytes(_LEXICON.dump_json(lexicon))
        LexicalIndex.build([passage.embedded for passage in passages]).save(folder / "lexical")
        TokenIndex.save(folder / "tokens", tokens, dimension)
        curated.save(folder / "curated")
        store = stores.open(folder, name)
        store.add(passages, vectors)
        manifest = Manifest(name, FORMAT, encoder, digest, len(guides), len(passages), checksums(folder))
        (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        generation = open_generation(index, name, stores)
        check(generation, vectors)
    except BaseException:
        discard(index, name, stores)
        raise
    return generation


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file that is ours, by its path inside ``folder``."""
    files = sorted(
        path for path in folder.rglob("*") if path.is_file() and "chroma" not in path.relative_to(folder).parts
    )
    return {str(path.relative_to(folder)): sha256(path) for path in files if path.name != "manifest.json"}


def verify(index: Path, name: str) -> None:
    """Compare a generation's files with its manifest. Raises ``StoreError`` naming the first that differs."""
    folder = folder_of(index, name)
    expected = read_manifest(folder).checksums
    actual = checksums(folder)
    for path in sorted(expected.keys() | actual.keys()):
        if expected.get(path) != actual.get(path):
            raise StoreError(f"{folder / path}: not what was written; run `guides index`")


def check(generation: Generation, vectors: Vectors) -> None:
    """Counts agree, and passages find themselves by their own vectors. Raises ``StoreError``."""
    passages = generation.passages
    if not (generation.vectors.count() == len(generation.tokens) == len(passages) == generation.manifest.passages):
        raise StoreError(f"generation {generation.manifest.name}: counts differ")
    for row in {0, len(passages) // 2, len(passages) - 1}:
        _, cosine = generation.vectors.nearest(vectors[row], 1)[0]
        if cosine < 0.999:
            raise StoreError(f"generation {generation.manifest.name}: passage {passages[row].id} doesn't find itself")


def publish(index: Path, name: str) -> None:
    """Make ``name`` the live generation by one atomic rename."""
    beside = index / f".current-{os.getpid()}"
    beside.write_text(name, encoding="utf-8")
    beside.replace(index / "current")


def kept(index: Path) -> list[str]:
    """All generations that are there, the oldest first (their names begin with the time of building)."""
    folder = index / "generations"
    return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def roll_back(index: Path) -> str:
    """Publish the generation before the live one and return its name. Raises ``StoreError`` where none is kept."""
    live = live_name(index)
    earlier = [name for name in kept(index) if live is not None and name < live]
    if not earlier:
        raise StoreError(f"{index}: no earlier generation is kept")
    verify(index, earlier[-1])
    publish(index, earlier[-1])
    return earlier[-1]


def prune(index: Path, keep: int, stores: VectorStores) -> None:
    """Delete all but the ``keep`` newest generations; never the live one."""
    live = live_name(index)
    for name in kept(index)[:-keep]:
        if name != live:
            discard(index, name, stores)


def discard(index: Path, name: str, stores: VectorStores) -> None:
    """Delete a generation."""
    folder = folder_of(index, name)
    stores.forget(folder, name)
    shutil.rmtree(folder, ignore_errors=True)
