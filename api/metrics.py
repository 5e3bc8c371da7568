"""Counters for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

PATH = "/metrics"

router = APIRouter(include_in_schema=False)


@router.get(PATH)
def metrics() -> Response:
    """What `assistant/metrics.py` counts, and what the process takes."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
