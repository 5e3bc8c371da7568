"""``scale``: how long a question takes, and what it takes of memory and disk, over very many passages."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.machine import Memory, bytes_of, bytes_read, drop_from_cache, memory_of
from benchmarks.processes import run_child
from benchmarks.stages import milliseconds, stages_of_search
from benchmarks.synthetic import NAME, Size, questions, write_synthetic
from evals.answers.run import Progress
from index.encode import open_encoder
from index.generation import folder_of
from index.live import LiveIndex
from index.search import Question, Searcher
from index.vectors import VectorStores

QUESTIONS = 40


class ScaleError(Exception):
    """A size that doesn't fit the disk."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds to rank one question, already encoded, and the bytes that were read from disk for it."""

    p50: float
    p95: float
    read: float


@dataclass(frozen=True, slots=True)
class Answering:
    """What a process that has only opened the index tells. ``warm`` are the questions of ``cold`` once more.

    ``opened`` are the bytes before the first question, ``answered`` those after the last.
    """

    seconds_to_open: float
    cold: Latency
    warm: Latency
    opened: Memory
    answered: Memory
    stages: dict[str, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """An index of one size. ``building`` is the memory that writing it took at its height; its token codes stood in
    memory only once for many passages, so that a real build takes the token vectors' bytes besides."""

    size: Size
    seconds_to_write: float
    building: Memory | None
    disk: dict[str, int]
    answering: Answering


def measured(size: Size, folder: Path, encoders: Path, limit: int | None, progress: Progress) -> Scale:
    """Write such an index into ``folder``, and ask it in a process of its own, which may take no more than ``limit``
    bytes of anonymous memory. Raises ``ScaleError``, ``ChildError`` or ``IndexingError``."""
    free = shutil.disk_usage(folder).free
    if size.bytes_needed > free:
        raise ScaleError(f"{folder}: {size.bytes_needed / 1e9:.1f} GB are needed and {free / 1e9:.1f} GB free")
    progress("writing", 0, 1)
    index = folder / "index"
    index.mkdir()
    (index / "encoders").symlink_to(encoders.absolute())
    began = time.perf_counter()
    told = run_child("benchmarks.scale", {}, "write", str(index), json.dumps(asdict(size)))
    took = time.perf_counter() - began
    progress("writing", 1, 1)
    generation = folder_of(index, NAME)
    disk = {
        part.name: bytes_of(part) if part.is_dir() else part.stat().st_size for part in sorted(generation.iterdir())
    }
    drop_from_cache(generation)
    answering = run_child("benchmarks.scale", {}, "ask", str(index), str(limit or 0))
    progress("asking", 1, 1)
    return Scale(
        size,
        took,
        Memory(**told) if told else None,
        disk,
        Answering(
            answering["seconds_to_open"],
            Latency(**answering["cold"]),
            Latency(**answering["warm"]),
            Memory(**answering["opened"]),
            Memory(**answering["answered"]),
            answering["stages"],
        ),
    )


def _write(index: str, size: str) -> dict[str, int]:
    folder = Path(index)
    write_synthetic(folder, Size(**json.loads(size)), open_encoder("", folder / "encoders"))
    memory = memory_of(os.getpid())
    return asdict(memory) if memory else {}


def _ask(index: str, limit: str) -> dict[str, object]:
    if int(limit):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (int(limit), int(limit)))
    began = time.perf_counter()
    live = LiveIndex(Path(index), "", VectorStores())
    live.refresh()
    searcher = live.searcher
    assert searcher is not None  # the index was just written
    took = time.perf_counter() - began
    asked = questions(QUESTIONS, seed=1)
    encoded = [searcher.encode(text) for text in asked]
    opened = memory_of(os.getpid()) or Memory(0, 0, 0)
    cold = _latency(searcher, encoded)
    warm = _latency(searcher, encoded)
    stages = stages_of_search(searcher, asked)
    answered = memory_of(os.getpid()) or Memory(0, 0, 0)
    return {
        "seconds_to_open": took,
        "cold": asdict(cold),
        "warm": asdict(warm),
        "opened": asdict(opened),
        "answered": asdict(answered),
        "stages": stages,
    }


def _latency(searcher: Searcher, encoded: Sequence[Question]) -> Latency:
    before = bytes_read(os.getpid())
    times = list(milliseconds(searcher.rank, encoded))
    read = bytes_read(os.getpid()) - before
    return Latency(float(np.median(times)), float(np.quantile(times, 0.95)), read / len(encoded))


if __name__ == "__main__":
    print(json.dumps({"write": _write, "ask": _ask}[sys.argv[1]](sys.argv[2], sys.argv[3])))
