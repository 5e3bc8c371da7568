"""Gaps from the desk to the contract, and to CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from urllib.parse import quote as percent

from api.desk.gap_schemas import DecisionRequest, ExampleOut, GapOut, GapsResponse, NearestOut, WeekOut
from assistant.desk.gap_types import Gap, GapReport, Nearest
from assistant.storage.gap_records import Decision, DecisionState

COLUMNS = (
    *("fingerprint", "standing", "asked", "questions", "refused", "partial", "down", "unsure", "this_week", "trend"),
    *("cause", "guide", "topic", "first", "last", "unchecked", "demo", "decided_by"),
)
_ENTRY_FILE = re.compile(r"# ([^/:]+\.questions\.yaml):")
"""E.g. "*# director.questions.yaml:* asked 3 x"."""
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
    return GapOut(
        fingerprint=gap.fingerprint,
        title=gap.title,
        standing=gap.standing.value,
        asked=gap.asked,
        questions=gap.questions,
        refused=gap.refused,
        partial=gap.partial,
        down=gap.down,
        unsure=gap.unsure,
        first=gap.first,
        last=gap.last,
        weeks=[WeekOut(week=week.name, asked=week.asked) for week in gap.weeks],
        this_week=gap.this_week,
        trend=gap.trend.value,
        cause=place.cause.value if place is not None else None,
        guide=place.guide if place is not None else "",
        guide_title=place.title if place is not None else "",
        topic=place.topic if place is not None else "",
        nearest=_nearest(place.nearest) if place is not None and place.nearest is not None else None,
        examples=[ExampleOut.model_validate(asdict(one) | {"guides": list(one.guides)}) for one in gap.examples],
        unchecked=gap.unchecked,
        demo=gap.demo,
        note=gap.note,
        decided=gap.decided,
        decided_by=gap.decided_by,
    )


def csv_rows(response: GapsResponse, texts: bool) -> Iterator[list[object]]:
    """A row a gap, in the order of ``COLUMNS``, then of ``TEXTS`` where they are wanted."""
    for gap in response.gaps:
        row: list[object] = [getattr(gap, column) for column in COLUMNS]
        if texts:
            example = gap.examples[0].question if gap.examples else ""
            row += [gap.title, gap.note, example, gap.nearest.text if gap.nearest is not None else ""]
        yield row


def file_of(entry: str) -> str:
    """The file that the first line of a proposed entry names; empty where there is no entry."""
    found = _ENTRY_FILE.match(entry)
    return found[1] if found else ""


def decision(before: Decision, request: DecisionRequest, coach: str) -> Decision:
    """What ``coach`` decides, where ``before`` was decided."""
    given = {name: value for name, value in request if name != "state" and value is not None}
    return replace(before, state=DecisionState(request.state), decided_by=coach, **given)


def _nearest(nearest: Nearest) -> NearestOut:
    span = f"start={nearest.start}&end={nearest.end}&version={nearest.version}"
    return NearestOut(
        passage_id=nearest.passage_id,
        guide=nearest.guide,
        title=nearest.title,
        section=nearest.section,
        text=nearest.text,
        start=nearest.start,
        end=nearest.end,
        page=f"/guides/{percent(nearest.guide, safe='')}?{span}#quote",
    )
