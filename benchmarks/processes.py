"""Programs that are measured from their start: each prints one JSON object. ``python -m benchmarks.processes``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

QUESTIONS = 60


class ChildError(Exception):
    """A program that didn't end well; the message holds its last words."""


@dataclass(frozen=True, slots=True)
class ColdStart:
    """Seconds from the start of the program: until it is imported, has opened the index, has answered."""

    imported: float
    opened: float
    answered: float
    resident: int
    torch: bool
    """Whether torch was imported on the way."""


@dataclass(frozen=True, slots=True)
class Original:
    """The same weights in sentence-transformers and torch."""

    import_seconds: float
    question_ms: float
    passages_a_second: float


def cold_start(environment: Mapping[str, str]) -> ColdStart:
    """One question in a fresh process. Raises ``ChildError``."""
    began = time.time()
    told = run_child("benchmarks.processes", environment, "cold", str(began))
    return ColdStart(**told)


def original(environment: Mapping[str, str], passages: Path) -> Original:
    """``passages`` is a file of JSON: a list of texts. Raises ``ChildError``."""
    return Original(**run_child("benchmarks.processes", environment, "original", str(passages)))


def run_child(module: str, environment: Mapping[str, str], *arguments: str) -> dict[str, Any]:
    """What ``python -m module arguments`` prints in its last line. Raises ``ChildError``."""
    command = [sys.executable, "-m", module, *arguments]
    ended = subprocess.run(command, env=os.environ | dict(environment), capture_output=True, text=True, check=False)
    if ended.returncode:
        raise ChildError(f"{module} {arguments[0]}: {ended.stderr.strip()[-400:] or ended.returncode}")
    told: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return told


def _cold(began: str) -> dict[str, object]:
    from assistant.bootstrap import open_assistant
    from assistant.settings import load_settings
    from benchmarks.machine import memory_of
    from benchmarks.questions import EVERYDAY, GUIDE

    start = float(began)
    imported = time.time() - start
    with open_assistant(load_settings()) as assistant:
        opened = time.time() - start
        assistant.respond(EVERYDAY[0], history=[], guides=[GUIDE])
        answered = time.time() - start

    memory = memory_of(os.getpid())
    return {
        "imported": imported,
        "opened": opened,
        "answered": answered,
        "resident": memory.resident if memory else 0,
        "torch": "torch" in sys.modules,
    }


def _original(passages: str) -> dict[str, object]:
    from benchmarks.questions import unique
    from index.encoder_facts import packaged_model

    started = time.perf_counter()
    from sentence_transformers import SentenceTransformer

    imported = time.perf_counter() - started
    model = SentenceTransformer(str(packaged_model()), device="cpu", local_files_only=True)
    texts: list[str] = json.loads(Path(passages).read_text(encoding="utf-8"))
    model.encode(texts[:16], show_progress_bar=False)
    times = []
    for question in islice(unique(), QUESTIONS):
        began = time.perf_counter()
        model.encode([question], show_progress_bar=False)
        times.append(time.perf_counter() - began)
    began = time.perf_counter()
    model.encode(texts, batch_size=32, show_progress_bar=False)
    took = time.perf_counter() - began
    return {
        "import_seconds": imported,
        "question_ms": sorted(times)[len(times) // 2] * 1000,
        "passages_a_second": len(texts) / took,
    }


if __name__ == "__main__":
    print(json.dumps({"cold": _cold, "original": _original}[sys.argv[1]](sys.argv[2])))
