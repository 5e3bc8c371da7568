"""What a generation is called: when it was built, and the beginning of its digest. The last by name is the newest."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.generation import generation_names

_MOMENT = "%Y%m%dT%H%M%S%f"


def new_name(index: Path, digest: str, now: datetime) -> str:
    """What a generation of this ``digest`` is called: it comes after all that are there, even if the clock was put back
    since, because the newest is the last by name."""
    last = built(max(generation_names(index), default=""))
    now = now if last is None else max(now, last + timedelta(microseconds=1))
    return f"{now:{_MOMENT}}-{digest[:8]}"


def built(name: str) -> datetime | None:
    """When the generation of this name was built, where its name says so."""
    with suppress(ValueError):
        return datetime.strptime(name.partition("-")[0], _MOMENT).replace(tzinfo=UTC)
    return None
