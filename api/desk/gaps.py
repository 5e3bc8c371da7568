"""What the gaps' routes, pages and commands take and show: from the desk to the contract, and to CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.schemas.fields import Comment, attributes_of
from assistant.desk.gap_types import Gap, GapReport
from assistant.storage.gap_records import Decision, DecisionState

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


COLUMNS = (
    *("fingerprint", "standing", "asked", "questions", "refused", "partial", "down", "unsure", "this_week", "trend"),
    *("cause", "guide", "topic", "first", "last", "unchecked", "demo", "decided_by"),
)
_ENTRY_FILE = re.compile(r"# ([^/:]+\.questions\.yaml):")
"""E.g. "*# director.questions.yaml:* asked 3 x"."""
TAIL = 30
"""Characters of a passage by which its end is found in a file, whose marks the guide's text leaves out."""
TEXTS = ("title", "note", "example", "nearest")
"""Columns with words of visitors, coaches and guides, which are there only where they are asked for."""


def gaps_response(report: GapReport) -> GapsResponse:
    """A page of gaps."""
    return GapsResponse(
        generation=report.generation,
        total=report.total,
        standings={standing.value: count for standing, count in report.standings},
        unchecked=report.unchecked,
        gaps=[gap_out(one) for one in report.gaps],
    )


def gap_out(gap: Gap) -> GapOut:
    """One gap."""
    place = gap.place
    there = {"cause": place.cause, "guide": place.guide, "topic": place.topic, "nearest": place.nearest}
    return GapOut.model_validate(attributes_of(gap) | there | {"guide_title": place.title}, from_attributes=True)


def table(response: GapsResponse, texts: bool) -> tuple[Sequence[str], Iterator[list[object]]]:
    """The heads of the columns, ``TEXTS`` among them where they are wanted, and a row a gap."""
    return (*COLUMNS, *(TEXTS if texts else ())), _rows(response, texts)


def _rows(response: GapsResponse, texts: bool) -> Iterator[list[object]]:
    for gap in response.gaps:
        row: list[object] = [getattr(gap, column) for column in COLUMNS]
        if texts:
            example = gap.examples[0].question if gap.examples else ""
            row += [gap.title, gap.note, example, gap.nearest.text if gap.nearest is not None else ""]
        yield row


def comment_of(gap: GapOut) -> str:
    """What a gap asks, to be answered in a guide's file: a comment there, which readers don't see."""
    asked = "".join(f"- {one.question.replace('--', '—')}\n" for one in gap.examples[:5])
    return f"<!-- To answer here:\n{asked}-->"


def noted(text: str, gap: GapOut) -> str:
    """A guide's file with that comment behind the passage that is nearest, at its end where that isn't found."""
    at = text.find(gap.nearest.text[-TAIL:]) if gap.nearest is not None and gap.nearest.guide == gap.guide else -1
    end = text.find("\n\n", at) if at >= 0 else -1
    before, behind = (text[:end], text[end:]) if end >= 0 else (text.rstrip(), "\n")
    return f"{before}\n\n{comment_of(gap)}{behind}"


def file_of(entry: str) -> str:
    """The file that the first line of a proposed entry names; empty where there is no entry."""
    found = _ENTRY_FILE.match(entry)
    return found[1] if found else ""


def decision(before: Decision, request: DecisionRequest, coach: str) -> Decision:
    """What ``coach`` decides, where ``before`` was decided."""
    given = {name: value for name, value in request if name != "state" and value is not None}
    return replace(before, state=DecisionState(request.state), decided_by=coach, **given)
