"""``speed``: the product beside the pipeline that most teams write, both served over HTTP."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.bootstrap import build_index, open_assistant
from assistant.settings import Settings
from benchmarks.load import Load, Speed, Target, put, speed_of
from benchmarks.machine import Memory
from benchmarks.processes import ColdStart, Original, cold_start, original
from benchmarks.questions import unique
from benchmarks.serving import serving, starts
from benchmarks.stages import passages_a_second, stages_of_answers, stages_of_search
from benchmarks.systems import PeerSystem, environment_of, peer, peer_target, product, product_targets
from corpus.lexicon import load_lexicon
from corpus.read import read_corpus
from evals.progress import Progress
from index.encode import open_encoder
from index.live import LiveIndex
from index.vectors import VectorStores

CLIENTS = (1, 16)
MOST_FIRST_STARTS = 2
"""A start that exports the encoder and indexes all takes most of a minute, and differs little from another."""


@dataclass(frozen=True, slots=True)
class Start:
    """Median seconds until a server has answered its first question, and its memory after the load."""

    name: str
    ready_after: float
    memory: Memory | None


@dataclass(frozen=True, slots=True)
class Inside:
    """Medians inside one process: milliseconds by stage, texts a second, and the same weights in torch."""

    answer: dict[str, float]
    search: dict[str, float]
    passages_a_second: float
    original: Original
    cold: ColdStart


@dataclass(frozen=True, slots=True)
class Report:
    """``starts`` begins with the product, then the product with nothing indexed, then the peer."""

    starts: tuple[Start, ...]
    product: tuple[Speed, ...]
    peer: tuple[Speed, ...]


@dataclass(frozen=True, slots=True)
class SpeedRatios:
    """How the product's whole answers stand to the peer's: its median time with one client, and its answers a second
    with many, each as a share of the peer's."""

    one_client: float
    many_clients: float


def verdict(report: Report) -> SpeedRatios:
    """What ``report`` comes to."""
    ours = {speed.clients: speed for speed in report.product if speed.target == report.product[0].target}
    theirs = {speed.clients: speed for speed in report.peer}
    few, many = CLIENTS
    return SpeedRatios(ours[few].p50 / theirs[few].p50, ours[many].per_second / theirs[many].per_second)


def compare(settings: Settings, given: PeerSystem | None, seconds: float, repeats: int, progress: Progress) -> Report:
    """Both servers side by side, asked in turn. Raises ``ServingError``, ``LoadError``, ``IndexingError``."""
    build_index(settings)
    guides = read_corpus(settings.corpus, load_lexicon()).guides
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        commands = (
            product(settings.index.absolute(), folder),
            peer(given, guides, settings.index.absolute() / "encoders", folder),
        )
        ready = []
        for done, command in enumerate(commands):
            progress("starting", done, len(commands) + 1)
            ready.append(float(np.median(starts(command, repeats))))
        progress("starting", len(commands), len(commands) + 1)
        ready.append(_first_start(folder, min(repeats, MOST_FIRST_STARTS)))
        progress("starting", len(commands) + 1, len(commands) + 1)
        with serving(commands[0]) as ours, serving(commands[1]) as theirs:
            targets = (*product_targets(ours), peer_target(theirs, commands[1]))
            speeds = _asked(targets, seconds, repeats, progress)
            memories = (ours.memory(), theirs.memory())
    by_name = {command.name: place for place, command in enumerate(commands)}
    told = tuple(Start(name, ready[place], memories[place]) for name, place in by_name.items())
    first = Start("product, nothing indexed or exported", ready[-1], None)
    last = targets[-1].name
    return Report(
        (told[0], first, *told[1:]),
        tuple(speed for speed in speeds if speed.target != last),
        tuple(speed for speed in speeds if speed.target == last),
    )


def inside(settings: Settings, repeats: int, most: int, progress: Progress) -> Inside:
    """What can be seen from inside. Raises ``ChildError`` or ``IndexingError``."""
    build_index(settings)
    with open_assistant(settings) as assistant:
        answer = stages_of_answers(assistant, most)
    progress("inside", 1, 4)
    live = LiveIndex(settings.index, settings.encoder, VectorStores())
    live.refresh()
    searcher = live.searcher
    assert searcher is not None  # the index was just built
    search = stages_of_search(searcher)
    progress("inside", 2, 4)
    texts = [passage.embedded for passage in searcher.generation.passages][:most]
    speed = passages_a_second(open_encoder(settings.encoder, settings.index / "encoders"), texts, repeats)
    environment = environment_of(settings.index.absolute())
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "passages.json"
        file.write_text(json.dumps(texts), encoding="utf-8")
        torch = original(environment, file)
    progress("inside", 3, 4)
    colds = sorted((cold_start(environment) for _ in range(repeats)), key=lambda cold: cold.answered)
    progress("inside", 4, 4)
    return Inside(answer, search, speed, torch, colds[len(colds) // 2])


def _first_start(folder: Path, repeats: int) -> float:
    """Seconds until the product is ready where neither encoder nor index is there yet."""
    found: list[float] = []
    for place in range(repeats):
        found += starts(product(folder / f"index-{place}", folder), 1)
    return float(np.median(found))


def _asked(targets: Sequence[Target], seconds: float, repeats: int, progress: Progress) -> list[Speed]:
    """Every target with as many clients, in turn, so that a busy minute of the machine meets them all."""
    questions = unique()
    runs: dict[tuple[str, int], list[tuple[Target, Load]]] = {}
    total = repeats * len(CLIENTS) * len(targets)
    for target in targets:
        put(target, 1, min(seconds, 1.0), questions)
    for done in range(total):
        target = targets[done % len(targets)]
        clients = CLIENTS[done // len(targets) % len(CLIENTS)]
        runs.setdefault((target.name, clients), []).append((target, put(target, clients, seconds, questions)))
        progress("asking", done + 1, total)
    return [speed_of(loads) for loads in runs.values()]
