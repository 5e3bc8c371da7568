"""Coverage: the heat map as a page, and the same as JSON and CSV."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.desk.coverage import (
    CSV,
    HEADER,
    JSON,
    LABELS,
    PAGE,
    CoverageMeasure,
    CoverageView,
    coverage_out,
    heading,
    rows,
    shaded,
)
from api.http.coach.page import desk_page
from api.http.coach.sign_in import TheCoach
from api.http.coach.tables import csv_response
from api.http.dependencies import TheAssistant
from corpus.days import in_words

router = APIRouter(tags=["desk"])

Days = Annotated[int | None, Query(ge=1, le=36500, description="Questions of the last so many days; all without it.")]
PERIODS = (None, 7, 30, 90)


@router.get(PAGE, include_in_schema=False)
def page(
    request: Request,
    assistant: TheAssistant,
    coach: TheCoach,
    measure: CoverageMeasure = CoverageMeasure.PASSAGES,
    days: Days = None,
) -> HTMLResponse:
    """Roles by topics, one measure at a time."""
    found = assistant.desk.coverage.drawn(days)
    values = {
        "lines": shaded(found, measure),
        "topics": [(topic, heading(topic)) for topic in found.topics],
        "measure": measure,
        "measures": LABELS,
        "days": days,
        "periods": PERIODS,
        "twins": {"json": JSON, "csv": CSV},
        "query": f"?days={days}" if days else "",
        "day": in_words,
    }
    return desk_page(request, assistant, coach, "coverage.html", values)


@router.get(JSON)
def as_json(assistant: TheAssistant, days: Days = None) -> CoverageView:
    """Roles by topics: passages, words, age, questions asked, share answered."""
    return coverage_out(assistant.desk.coverage.drawn(days))


@router.get(CSV, response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def as_csv(request: Request, assistant: TheAssistant, days: Days = None) -> Response:
    """The same, a row a role and topic."""
    return csv_response(request, "coverage.csv", HEADER, rows(assistant.desk.coverage.drawn(days)))
