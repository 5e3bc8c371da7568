"""Coverage for people and programs: as an object, as rows of a table, as a heat map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, Field

from api.desk.words import topic_label
from api.schemas.fields import Shown
from assistant.desk.coverage import ELSE, Coverage, Covered, RoleLine

PAGE, JSON, CSV = "/coach/coverage", "/v1/coverage", "/v1/coverage.csv"
HEADER = ("role", "topic", "passages", "words", "updated", "months", "asked", "answered", "share")
LEVELS = 5
"""Shades of the heat map, beside none."""


class CoverageMeasure(StrEnum):
    """What the heat map shows."""

    PASSAGES = "passages"
    WORDS = "words"
    ASKED = "asked"
    ANSWERED = "answered"
    AGE = "age"


LABELS = {
    CoverageMeasure.PASSAGES: "Passages",
    CoverageMeasure.WORDS: "Words",
    CoverageMeasure.ASKED: "Questions asked",
    CoverageMeasure.ANSWERED: "Share answered",
    CoverageMeasure.AGE: "Months since the update",
}


class CoveredOut(BaseModel):
    """A role and a topic; ``share`` of the questions that were answered, null where none was asked."""

    topic: str = Field(description="Empty for what is on no topic.")
    passages: int
    words: int
    asked: int
    answered: int
    share: float | None


class LineOut(BaseModel):
    """A role; ``months`` since its guide was updated, null where it doesn't say."""

    role: str = Field(description="Empty for questions that name no role.")
    guides: list[str]
    updated: str
    months: int | None
    cells: list[CoveredOut]


class CoverageView(Shown):
    """Roles by topics."""

    index: str = Field(validation_alias="generation")
    topics: list[str]
    lines: list[LineOut]


@dataclass(frozen=True, slots=True)
class Shade:
    """A cell of the heat map: its number in words, how dark it is (0 to ``LEVELS``), and all that is known of it."""

    topic: str
    number: str
    level: int
    about: str


@dataclass(frozen=True, slots=True)
class ShadedLine:
    """A role of the heat map."""

    role: str
    label: str
    updated: str
    shades: tuple[Shade, ...]


def coverage_out(found: Coverage) -> CoverageView:
    """The map as an object."""
    return CoverageView.model_validate(found, from_attributes=True)


def rows(found: Coverage) -> Iterator[tuple[str | int | float | None, ...]]:
    """A row a role and topic."""
    for line in found.lines:
        for cell in line.cells:
            share = None if cell.share is None else round(cell.share, 4)
            dated = (line.updated, line.months) if cell.passages else ("", None)
            yield (line.role, cell.topic, cell.passages, cell.words, *dated, cell.asked, cell.answered, share)


def heading(topic: str) -> str:
    """A topic in words."""
    return "Anything else" if topic == ELSE else topic_label(topic)


def shaded(found: Coverage, measure: CoverageMeasure) -> tuple[ShadedLine, ...]:
    """The heat map of one measure; the most of it is the darkest. A line of which nothing can be said isn't there."""
    values = {
        (line.role, cell.topic): value
        for line in found.lines
        for cell in line.cells
        if (value := value_of(measure, line, cell)) is not None
    }
    most = 1.0 if measure is CoverageMeasure.ANSWERED else max(values.values(), default=0)
    return tuple(
        ShadedLine(
            line.role,
            line.role or "No role named",
            line.updated,
            tuple(_shade(line, cell, measure, values.get((line.role, cell.topic)), most) for cell in line.cells),
        )
        for line in found.lines
        if any((line.role, topic) in values for topic in found.topics)
    )


def value_of(measure: CoverageMeasure, line: RoleLine, cell: Covered) -> float | None:
    """What a cell comes to; ``None`` where it can't be said."""
    if measure is CoverageMeasure.AGE:
        return line.months if cell.passages else None
    if measure is CoverageMeasure.ANSWERED:
        return cell.share
    if measure is CoverageMeasure.ASKED:
        return cell.asked
    return None if not line.guides else cell.words if measure is CoverageMeasure.WORDS else cell.passages


def number(measure: CoverageMeasure, value: float | None) -> str:
    """A value as people read it."""
    if value is None:
        return "–"
    return f"{value:.0%}" if measure is CoverageMeasure.ANSWERED else f"{value:,.0f}"


def _shade(line: RoleLine, cell: Covered, measure: CoverageMeasure, value: float | None, most: float) -> Shade:
    level = 0 if not value or not most else max(1, round(LEVELS * value / most))
    asked = f"{cell.asked} asked"
    share = f"{asked}, {cell.share:.0%} answered" if cell.share is not None else asked
    about = f"{cell.passages} passages, {cell.words} words, {share}"
    return Shade(cell.topic, number(measure, value), level, about)
