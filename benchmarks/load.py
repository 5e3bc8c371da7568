"""Clients that ask one server at once, and how fast it answers them."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import httpx
import numpy as np

PATIENCE = 60.0


class LoadError(Exception):
    """A server answered with an error, or not at all."""


@dataclass(frozen=True, slots=True)
class Target:
    """A route of a server, and the body that asks a question of it."""

    name: str
    address: str
    body: Callable[[str], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Load:
    """One run. ``latencies`` are in milliseconds; ``statuses`` counts what the answers say of themselves."""

    clients: int
    per_second: float
    latencies: tuple[float, ...]
    statuses: Counter[str]

    def quantile(self, at: float) -> float:
        return float(np.quantile(self.latencies, at))


@dataclass(frozen=True, slots=True)
class Speed:
    """The medians of several runs of one target."""

    target: str
    clients: int
    per_second: float
    p50: float
    p95: float
    statuses: Counter[str]


def put(target: Target, clients: int, seconds: float, questions: Iterator[str]) -> Load:
    """Have ``clients`` ask ``target`` one after the other for ``seconds``, once each at least. Raises ``LoadError``."""
    return asyncio.run(_put(target, clients, seconds, questions))


def speed_of(runs: Sequence[tuple[Target, Load]]) -> Speed:
    """The medians of runs of one target with as many clients."""
    target, first = runs[0]
    loads = [load for _, load in runs]
    return Speed(
        target.name,
        first.clients,
        float(np.median([load.per_second for load in loads])),
        float(np.median([load.quantile(0.5) for load in loads])),
        float(np.median([load.quantile(0.95) for load in loads])),
        sum((load.statuses for load in loads), Counter()),
    )


async def _put(target: Target, clients: int, seconds: float, questions: Iterator[str]) -> Load:
    latencies: list[float] = []
    statuses: Counter[str] = Counter()
    limits = httpx.Limits(max_connections=clients)
    async with httpx.AsyncClient(timeout=PATIENCE, limits=limits) as client:
        started = time.perf_counter()

        async def ask() -> None:
            asked = 0.0
            while not asked or time.perf_counter() - started < seconds:
                asked = time.perf_counter()
                try:
                    response = await client.post(target.address, json=target.body(next(questions)))
                except httpx.HTTPError as error:
                    raise LoadError(f"{target.name}: {error or type(error).__name__}") from error
                latencies.append((time.perf_counter() - asked) * 1000)
                if response.status_code != httpx.codes.OK:
                    raise LoadError(f"{target.name}: {response.status_code} {response.text[:200]}")
                statuses[str(response.json().get("status", "found"))] += 1

        await asyncio.gather(*(ask() for _ in range(clients)))
        took = time.perf_counter() - started
    return Load(clients, len(latencies) / took, tuple(latencies), statuses)
