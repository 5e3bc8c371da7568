"""The desk: what coaches can do, a field a subject."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.desk.coaches import Coaches


@dataclass(frozen=True, slots=True)
class Desk:
    """Made once, in ``assistant/bootstrap.py``; its parts are thread-safe."""

    coaches: Coaches
