"""``scale``: what very many passages take: to build, to open, to ask, to change one guide of; in memory and on disk."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.bounded import Bound, bound, forget
from benchmarks.direct import write_directly
from benchmarks.machine import bytes_of, bytes_read, drop_from_cache, memory_of
from benchmarks.processes import run_child
from benchmarks.varied import QuickEncoder, questions, write_corpus
from corpus.lexicon import load_lexicon
from corpus.read import read_corpus
from evals.progress import Progress
from evals.records import PassageRecord
from index.encode import open_encoder
from index.generation import folder_of, live_name
from index.known import known_guides
from index.live import LiveIndex
from index.manifest import read_manifest
from index.search import Searcher
from index.sync import sync
from index.vectors import VectorStores

QUESTIONS = 40
A_RECORD = 16_000
"""Bytes that a record takes at most, as text, in the index and in the next generation."""


class ScaleError(Exception):
    """A size that doesn't fit the disk."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of one search, its question's encoding included: waited, and processor time; and the bytes that were
    read from disk for it."""

    p50: float
    p95: float
    processor: float
    read: float


@dataclass(frozen=True, slots=True)
class Took:
    """What one run took. ``resident`` is the most at once."""

    seconds: float
    processor: float
    resident: int


@dataclass(frozen=True, slots=True)
class Answering:
    """What a process that has only opened the index tells, by how it was asked. ``peak`` is the most memory it held at
    once with the pages of its files; ``None`` where the system doesn't tell."""

    opening: Took
    latencies: dict[str, Latency]
    anonymous: int
    resident: int
    peak: int | None


@dataclass(frozen=True, slots=True)
class Scale:
    """An index of one size. ``runs`` are what was done to build it: the files read, a first ``sync`` with vectors that
    take no time to make, and one after a guide was changed; nothing where it was written directly."""

    passages: int
    guides: int
    runs: dict[str, Took]
    disk: dict[str, int]
    answering: Answering


def measured(
    records: Sequence[PassageRecord],
    number: int,
    folder: Path,
    encoders: Path,
    limit: int | None,
    progress: Progress,
    *,
    direct: bool = False,
) -> Scale:
    """Index so many records with variations in ``folder``, and ask; the process that is asked may take no more than
    ``limit`` bytes. They are written as guides, read and split, and one is changed, unless the index is written
    ``direct``. Raises ``ScaleError``, ``ChildError`` or ``IndexingError``."""
    free, needed = shutil.disk_usage(folder).free, number * 3 * A_RECORD
    if needed > free:
        raise ScaleError(f"{folder}: {needed / 1e9:.1f} GB are needed and {free / 1e9:.1f} GB free")
    index, corpus = folder / "index", folder / "corpus"
    index.mkdir()
    (index / "encoders").symlink_to(encoders.absolute())
    progress("writing", 0, 3)
    if direct:
        encoder = QuickEncoder.like(open_encoder("", encoders), encoders)
        write_directly(index, records, number, encoder, load_lexicon())
        runs = {}
    else:
        write_corpus(corpus, records, number, load_lexicon())
        runs = _built(index, corpus)
    generation = folder_of(index, str(live_name(index)))
    manifest = read_manifest(generation)
    parts = sorted(generation.iterdir())
    disk = {part.name: bytes_of(part) if part.is_dir() else part.stat().st_size for part in parts}
    progress("asking", 1, 3)
    drop_from_cache(generation)
    (folder / "asked.json").write_text(json.dumps(questions(records, QUESTIONS)), encoding="utf-8")
    told = run_child("benchmarks.scale", {}, str(index), "ask", str(folder / "asked.json"), str(limit or 0))
    progress("changing", 2, 3)
    if not direct:
        runs |= _changed(index, corpus)
    progress("changing", 3, 3)
    return Scale(manifest.passages, manifest.guides, runs, disk, _answering(told))


def _built(index: Path, corpus: Path) -> dict[str, Took]:
    told = run_child("benchmarks.scale", {}, str(index), "build", str(corpus))
    return {"files read": Took(**told["reading"]), "indexed, vectors given": Took(**told["synced"])}


def _changed(index: Path, corpus: Path) -> dict[str, Took]:
    guide = corpus / "guide-00000.md"
    guide.write_text(guide.read_text(encoding="utf-8").replace(" the ", " this ", 1), encoding="utf-8")
    return {f"one guide changed: {what}": took for what, took in _built(index, corpus).items()}


def _answering(told: Mapping[str, Any]) -> Answering:
    forget(told["group"])
    latencies = {name: Latency(**latency) for name, latency in told["latencies"].items()}
    return Answering(Took(**told["opening"]), latencies, told["anonymous"], told["resident"], told["peak"])


class _Clock:
    def __init__(self) -> None:
        self._began, self._processor = time.perf_counter(), time.process_time()

    def took(self) -> Took:
        memory = memory_of(os.getpid())
        took = time.perf_counter() - self._began, time.process_time() - self._processor
        return Took(*took, memory.peak if memory else 0)


def _build(index: str, corpus: str) -> dict[str, object]:
    encoders, lexicon = Path(index) / "encoders", load_lexicon()
    encoder = open_encoder("", encoders)
    clock = _Clock()
    read = read_corpus(Path(corpus), lexicon, known=known_guides(Path(index)))
    reading, clock = clock.took(), _Clock()
    quick = QuickEncoder.like(encoder, encoders)
    sync(read, Path(index), quick, VectorStores(), lexicon)
    return {"reading": asdict(reading), "synced": asdict(clock.took())}


def _ask(index: str, asked: str, limit: str) -> dict[str, object]:
    bounded = bound(int(limit)) if int(limit) else Bound(None)
    clock = _Clock()
    live = LiveIndex(Path(index), "", VectorStores(), threads=1)
    live.refresh()
    searcher = live.searcher
    assert searcher is not None  # the index was just written
    opening = clock.took()
    texts: list[str] = json.loads(Path(asked).read_text(encoding="utf-8"))
    guide = searcher.generation.passages.guide(0)
    topic = searcher.generation.passages.topics([0])[0]
    latencies = {
        "cold": _latency(searcher, texts, (), ()),
        "warm": _latency(searcher, texts, (), ()),
        "warm, one guide": _latency(searcher, texts, (guide,), ()),
        "warm, one topic": _latency(searcher, texts, (), (topic,)),
    }
    memory = memory_of(os.getpid())
    return {
        "opening": asdict(opening),
        "latencies": {name: asdict(latency) for name, latency in latencies.items()},
        "anonymous": memory.anonymous if memory else 0,
        "resident": memory.resident if memory else 0,
        "peak": bounded.peak(),
        "group": str(bounded.group or ""),
    }


def _latency(searcher: Searcher, texts: Sequence[str], guides: Sequence[str], topics: Sequence[str]) -> Latency:
    before, waited, used = bytes_read(os.getpid()), [], []
    for text in texts:
        began, processor = time.perf_counter(), time.process_time()
        searcher.search(text, 10, guides, topics)
        waited.append((time.perf_counter() - began) * 1000)
        used.append((time.process_time() - processor) * 1000)
    read = bytes_read(os.getpid()) - before
    return Latency(
        float(np.median(waited)), float(np.quantile(waited, 0.95)), float(np.median(used)), read / len(texts)
    )


if __name__ == "__main__":
    print(json.dumps(_build(sys.argv[1], sys.argv[3]) if sys.argv[2] == "build" else _ask(sys.argv[1], *sys.argv[3:])))
