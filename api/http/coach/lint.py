"""What is wrong with the guides, what visitors ask most about first: the page, and the same as JSON, CSV and SARIF."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from api.desk import lint as lint_view
from api.desk.lint import LintReport
from api.http.coach.page import desk_page
from api.http.coach.sign_in import TheCoach
from api.http.coach.tables import csv_response
from api.http.dependencies import TheAssistant
from api.ports import AssistantPort
from assistant.desk.lint.codes import CODES
from assistant.desk.lint.report import LintFindings
from assistant.types import InvalidRequest
from corpus.read import CorpusError

PAGE, JSON, CSV, SARIF = "/coach/lint", "/v1/coach/lint", "/v1/coach/lint.csv", "/v1/coach/lint.sarif"
SHOWN = 100
"""Findings that a page shows at most."""

router = APIRouter(tags=["desk"])

Code = Annotated[str, Query(max_length=40, description="Findings of this code only.")]


class SarifResponse(JSONResponse):
    """A log of the Static Analysis Results Interchange Format."""

    media_type = "application/sarif+json"


@router.get(PAGE, include_in_schema=False)
def page(request: Request, assistant: TheAssistant, coach: TheCoach, code: Code = "") -> HTMLResponse:
    """The findings, to read."""
    every = _findings(assistant)
    found = lint_view.lint_report(_of(every, code))
    values = {
        "found": found,
        "code": code,
        "counts": sorted(
            Counter(one.finding.code for one in every.found).items(), key=lambda item: (-item[1], item[0])
        ),
        "meanings": {name: one.meaning for name, one in CODES.items()},
        "shown": SHOWN,
        "twins": {"json": JSON, "csv": CSV, "sarif": SARIF},
        "query": f"?code={quote(code)}" if code else "",
    }
    return desk_page(request, assistant, coach, "lint.html", values)


@router.get(JSON)
def as_json(assistant: TheAssistant, code: Code = "") -> LintReport:
    """What is wrong with the guides: errors first, then what visitors ask most about. For coaches."""
    return lint_view.lint_report(_of(_findings(assistant), code))


@router.get(CSV, response_class=Response, responses={200: {"content": {"text/csv": {}}}})
def as_csv(request: Request, assistant: TheAssistant, code: Code = "") -> Response:
    """The same as a table."""
    report = lint_view.lint_report(_of(_findings(assistant), code))
    return csv_response(request, "findings.csv", lint_view.COLUMNS, lint_view.csv_rows(report))


@router.get(SARIF, response_class=SarifResponse)
def as_sarif(assistant: TheAssistant, code: Code = "") -> SarifResponse:
    """The same as a SARIF 2.1.0 log."""
    return SarifResponse(lint_view.sarif(_of(_findings(assistant), code)))


def _findings(assistant: AssistantPort) -> LintFindings:
    """Raises ``InvalidRequest`` where the guides' files aren't here."""
    try:
        return LintFindings(assistant.desk.findings(datetime.now(UTC).date()))
    except (CorpusError, OSError):
        raise InvalidRequest("corpus", "the guides' files can't be read on this server") from None


def _of(found: LintFindings, code: str) -> LintFindings:
    return LintFindings(tuple(one for one in found.found if code in ("", one.finding.code)))
