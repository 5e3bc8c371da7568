"""Cases in an order that the seed decides, until the time is over; each kind once at least, if there is time."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.torture.cases import CASES, Case
from benchmarks.torture.world import TortureError, World, world_in


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How often a case was tried, how often it failed, and what was wrong the first times."""

    name: str
    tried: int
    failed: int
    faults: tuple[str, ...]


def order(seed: int, cases: Mapping[str, Case] = CASES) -> Iterator[str]:
    """Names of cases without end: all of them shuffled, again and again."""
    chance = random.Random(seed)
    while True:
        yield from chance.sample(sorted(cases), len(cases))


def torture(
    seed: int, seconds: float, encoders: Path, said: Callable[[str], None], cases: Mapping[str, Case] = CASES
) -> tuple[CaseResult, ...]:
    """Set up the world, and do to it what ``seed`` decides for ``seconds``. Raises ``TortureError``."""
    with (
        tempfile.TemporaryDirectory(prefix="guides-torture-") as folder,
        world_in(Path(folder), encoders, seed) as world,
    ):
        return tortured(world, seed, seconds, said, cases)


def tortured(
    world: World, seed: int, seconds: float, said: Callable[[str], None], cases: Mapping[str, Case] = CASES
) -> tuple[CaseResult, ...]:
    """The same, of a world that is there."""
    tried = dict.fromkeys(cases, 0)
    faults: dict[str, list[tuple[str, ...]]] = {name: [] for name in cases}
    deadline = time.monotonic() + seconds
    for name in order(seed, cases):
        if time.monotonic() >= deadline:
            break
        try:
            wrong = tuple(cases[name](world))
        except TortureError as error:
            wrong = (str(error),)
        tried[name] += 1
        if wrong:
            faults[name].append(wrong)
            said(f"{name}: {'; '.join(wrong[:3])}")
    return tuple(
        CaseResult(name, tried[name], len(faults[name]), tuple(one for wrong in faults[name] for one in wrong)[:3])
        for name in cases
    )
