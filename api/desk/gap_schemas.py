"""What the gaps' routes, pages and commands show."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.schemas.fields import Comment

StandingName = Literal["open", "accepted", "closed", "dismissed", "expired"]
StateName = Literal["open", "accepted", "dismissed", "expired"]
CauseName = Literal["content_missing", "retrieval_failing", "disputed", "no_guide", "off_topic"]
TrendName = Literal["new", "rising", "steady", "falling", "quiet"]
Line = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True, pattern=r"^[^\x00-\x1f]*$")]
MAX_GAPS = 200


class WeekOut(BaseModel):
    """A closed week, as ISO 8601 writes it, and how often a gap was asked about in it."""

    week: str
    asked: int


class ExampleOut(BaseModel):
    """A question of a gap; `answered` is null where it wasn't asked again of the live index yet."""

    question: str
    guides: list[str]
    asked: int
    refused: int
    partial: int
    down: int
    unsure: int
    last: datetime
    answered: bool | None


class NearestOut(BaseModel):
    """The passage nearest to a gap; `text` is the guide's `text[start:end]`."""

    passage_id: str
    guide: str
    title: str
    section: str
    text: str
    start: int
    end: int
    page: str = Field(description="The guide's page here, opened at the passage.")


class GapOut(BaseModel):
    """Questions that ask the same and aren't answered. `guide` and `topic` say where an answer would belong."""

    fingerprint: str
    title: str
    standing: StandingName
    asked: int
    questions: int
    refused: int
    partial: int
    down: int
    unsure: int
    first: datetime
    last: datetime
    weeks: list[WeekOut]
    this_week: int
    trend: TrendName
    cause: CauseName | None
    guide: str
    guide_title: str
    topic: str
    nearest: NearestOut | None
    examples: list[ExampleOut]
    unchecked: int = Field(description="Questions not asked again yet of the live index.")
    demo: bool
    note: str
    decided: datetime | None
    decided_by: str


class GapsResponse(BaseModel):
    """A page of gaps, what is asked most first; `standings` and `unchecked` count all of them."""

    generation: str
    total: int
    standings: dict[StandingName, int]
    unchecked: int
    gaps: list[GapOut]


class DecisionRequest(BaseModel):
    """What a coach decides of a gap. Fields that aren't there stay as they were decided, empty ones become what the
    desk says itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: StateName
    title: Line | None = None
    note: Comment | None = None
    guide: Line | None = None
    topic: Line | None = None


class EntryResponse(BaseModel):
    """Entries for a guide's file of curated questions, as YAML for a person to judge and paste."""

    yaml: str
