"""Gaps as the desk shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from assistant.types import Answer, InvalidRequest, guide_page
from index.search import Searcher

Ask = Callable[[str, tuple[str, ...], Searcher], Answer]
"""A question, as it stands alone, asked of a generation, within the guides that are named and there (all where none
is)."""

Leased = Callable[[], AbstractContextManager[Searcher]]
"""The live generation, until the end. Raises ``NotReady``."""

Progress = Callable[[str, int, int], None]
"""Called as ``progress(stage, done, total)``."""


class Standing(StrEnum):
    """Where a gap stands: what a coach has decided, or ``CLOSED`` where all that was asked is answered now."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    DISMISSED = "dismissed"
    EXPIRED = "expired"


class Cause(StrEnum):
    """Why a question isn't answered, as far as asking again with the nearest passages at hand can tell."""

    CONTENT_MISSING = "content_missing"
    """No passage answers it, not even one looked at by itself."""
    RETRIEVAL_FAILING = "retrieval_failing"
    """A passage answers it when looked at by itself, and yet the question isn't answered."""
    DISPUTED = "disputed"
    """It is answered, and visitors voted the answer down, or it is unsure."""
    NO_GUIDE = "no_guide"
    """It names a role that no guide is about."""
    OFF_TOPIC = "off_topic"
    """The guides speak of nothing like it."""


class Trend(StrEnum):
    """The last closed week beside the mean of the four before it."""

    NEW = "new"
    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"
    QUIET = "quiet"
    """Not asked in any of the five."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week, as ISO 8601 writes it, and how often a gap was asked about in it."""

    week: str
    asked: int


@dataclass(frozen=True, slots=True)
class TimesAsked:
    """How often something was asked, and how often refused, answered in part, voted down, answered unsurely."""

    asked: int
    refused: int
    partial: int
    down: int
    unsure: int


def times_of(members: Iterable[TimesAsked]) -> dict[str, int]:
    """Those of all ``members`` together, by their names."""
    every = tuple(members)
    return {field.name: sum(getattr(one, field.name) for one in every) for field in fields(TimesAsked)}


@dataclass(frozen=True, slots=True)
class GapExample(TimesAsked):
    """A question of a gap; ``answered`` is ``None`` where it wasn't asked again of the live generation yet."""

    question: str
    guides: tuple[str, ...]
    last: datetime
    answered: bool | None


@dataclass(frozen=True, slots=True)
class Nearest:
    """The passage that is nearest to a gap: exact text of its guide."""

    passage_id: str
    guide: str
    title: str
    section: str
    text: str
    start: int
    end: int
    version: str

    @property
    def page(self) -> str:
        return guide_page(self.guide, self.start, self.end, self.version)


@dataclass(frozen=True, slots=True)
class GapPlace:
    """Where an answer would belong, why there is none, and what is nearest. ``guide`` is a slug, empty where there is
    none."""

    guide: str
    title: str
    topic: str
    cause: Cause
    nearest: Nearest | None


@dataclass(frozen=True, slots=True)
class Gap(TimesAsked):
    """One task: questions that ask the same and aren't answered.

    ``asked`` counts askings, ``questions`` different wordings. ``weeks`` are closed ones, oldest first; what was asked
    since the last of them is ``this_week``. ``unchecked`` wordings weren't asked again of the live generation yet.
    """

    fingerprint: str
    title: str
    standing: Standing
    questions: int
    first: datetime
    last: datetime
    weeks: tuple[Week, ...]
    this_week: int
    trend: Trend
    examples: tuple[GapExample, ...]
    unchecked: int
    demo: bool
    place: GapPlace
    note: str
    decided: datetime | None
    decided_by: str


@dataclass(frozen=True, slots=True)
class GapReport:
    """A page of gaps; ``standings`` counts all of them, ``unchecked`` the wordings still to be asked again."""

    gaps: tuple[Gap, ...]
    total: int
    standings: tuple[tuple[Standing, int], ...]
    unchecked: int
    generation: str


@dataclass(frozen=True, slots=True)
class GapView:
    """Which gaps are wanted: of these ``standings``, asked about in the last ``days``, a page of them."""

    standings: tuple[Standing, ...] = (Standing.OPEN, Standing.ACCEPTED)
    days: int | None = None
    limit: int = 20
    offset: int = 0


class UnknownGap(InvalidRequest):
    """No gap has that fingerprint."""
