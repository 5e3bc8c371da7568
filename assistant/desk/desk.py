"""The desk: what coaches can do, a field a subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.desk.coaches import Coaches
from assistant.desk.compare import RoleComparison
from assistant.desk.gaps import Gaps
from assistant.desk.impact import ImpactDesk
from assistant.desk.search import PassageSearch
from assistant.storage.asked import Asked
from assistant.storage.votes import Votes


@dataclass(frozen=True, slots=True)
class Desk:
    """Made once, in ``assistant/bootstrap.py``; its parts are thread-safe."""

    coaches: Coaches
    passages: PassageSearch
    roles: RoleComparison
    gaps: Gaps
    votes: Votes
    entries: Callable[[Sequence[Asked]], str]
    """Curated questions to propose from what was asked, as YAML; empty where none would help, or the guides' files
    aren't here."""
    impact: ImpactDesk
    corpus: Path
    """The folder of the guides' files."""
