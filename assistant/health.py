"""What isn't as it should be while the service goes on; operators see it at `/readyz` and `/metrics`."""

from __future__ import annotations

from dataclasses import dataclass

INDEX, SOURCE, CONVERSATIONS, SHARED = "index", "source", "conversations", "shared"
PARTS = (INDEX, SOURCE, CONVERSATIONS, SHARED)


@dataclass(frozen=True, slots=True)
class Fault:
    """A part that is impaired, one of ``PARTS``, and why: a line without addresses or paths, which anybody may read."""

    part: str
    reason: str
