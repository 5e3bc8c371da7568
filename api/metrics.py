"""What the server counts for Prometheus, beside `assistant/metrics.py`, and where both are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, Info, generate_latest

from assistant.health import INDEX, PARTS, Fault

PATH = "/metrics"
WAITING = Gauge("guides_waiting", "Questions that wait for a place to be answered.")
REFUSED = Counter(
    "guides_refused",
    "Questions that were not answered: the queue was full, the wait too long (late), the client gone.",
    ["reason"],
)
TIMEOUTS = Counter("guides_timeouts", "Connections that were ended for being slow, by what was waited for.", ["part"])
LEFT = Counter("guides_streams_left", "Streams whose client went away before the last event.")
_STAGES = Histogram(
    "guides_stage_seconds",
    "How long the stages of an answer took.",
    ["stage"],
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
)

_INDEX_DEGRADED = Gauge("guides_index_degraded", "1 where the published generation can't be served and another one is.")
_DEGRADED = Gauge("guides_degraded", "1 where a part isn't as it should be; `/readyz` says why.", ["part"])
_GENERATION = Info("guides_index", "The generation that is served.")
SWITCHES = Counter("guides_index_switches", "Newly published generations, by what became of them.", ["outcome"])

REQUESTS = Counter("guides_requests", "Requests, by route and status.", ["route", "status"])

router = APIRouter(include_in_schema=False)


@router.get(PATH)
def metrics() -> Response:
    """What is counted, and what the process takes."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def degraded(faults: Sequence[Fault], generation: str) -> None:
    """What is impaired, and which generation is served."""
    impaired = {fault.part for fault in faults}
    for part in PARTS:
        _DEGRADED.labels(part).set(part in impaired)
    _INDEX_DEGRADED.set(INDEX in impaired)
    _GENERATION.info({"generation": generation})


def took(stages: Mapping[str, float]) -> None:
    """An answer was made, in so many milliseconds a stage; stages are words of the program's."""
    for stage, milliseconds in stages.items():
        _of_stage(stage).observe(milliseconds / 1000)


@lru_cache(maxsize=64)
def _of_stage(stage: str) -> Histogram:
    return _STAGES.labels(stage)
