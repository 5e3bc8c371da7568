"""Counters for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, generate_latest

PATH = "/metrics"

_DEGRADED = Gauge("guides_index_degraded", "1 where the published generation can't be served and another one is.")
_SWITCHES = Counter("guides_index_switches", "Newly published generations, by what became of them.", ["outcome"])

router = APIRouter(include_in_schema=False)


@router.get(PATH)
def metrics() -> Response:
    """What `assistant/metrics.py` counts, and what the process takes."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def degraded(fault: str) -> None:
    """What is served is the published generation, or isn't for this reason."""
    _DEGRADED.set(1 if fault else 0)


def switched(outcome: str) -> None:
    """A new generation was ``loaded`` or ``refused``."""
    _SWITCHES.labels(outcome).inc()
