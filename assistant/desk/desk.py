"""The desk: what coaches can do, a field a subject."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.desk.coaches import Coaches
from assistant.desk.compare import RoleComparison
from assistant.desk.coverage import CoverageMap
from assistant.desk.packets.desk import Packets
from assistant.desk.search import PassageSearch


@dataclass(frozen=True, slots=True)
class Desk:
    """Made once, in ``assistant/bootstrap.py``; its parts are thread-safe."""

    coaches: Coaches
    passages: PassageSearch
    roles: RoleComparison
    packets: Packets
    coverage: CoverageMap
