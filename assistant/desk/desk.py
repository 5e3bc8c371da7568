"""The desk: what coaches can do, a field a subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.desk.coaches import Coaches
from assistant.desk.compare import RoleComparison
from assistant.desk.coverage import CoverageMap
from assistant.desk.gaps import Gaps
from assistant.desk.impact import ImpactDesk
from assistant.desk.lint.report import PlacedFinding
from assistant.desk.packets.desk import Packets
from assistant.desk.search import PassageSearch
from assistant.storage.asked import AskedQuestion
from assistant.storage.votes import Votes


@dataclass(frozen=True, slots=True)
class Desk:
    """Made once, in ``assistant/bootstrap.py``; its parts are thread-safe."""

    coaches: Coaches
    passages: PassageSearch
    roles: RoleComparison
    packets: Packets
    coverage: CoverageMap
    gaps: Gaps
    votes: Votes
    entries: Callable[[Sequence[AskedQuestion]], str]
    """Curated questions to propose from what was asked, as YAML; empty where none would help, or the guides' files
    aren't here."""
    impact: ImpactDesk
    findings: Callable[[date], tuple[PlacedFinding, ...]]
    """What is wrong with the guides' files as of a day, what visitors ask most about first. Raises ``CorpusError`` or
    ``StorageDown``."""
    corpus: Path
    """The folder of the guides' files."""
