"""Votes with their reasons beside the answers, for programs at /v1/coach/feedback and as a page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.desk import votes as vote_view
from api.desk.votes import VotesResponse
from api.http.coach.gaps import Offset, Since, Texts
from api.http.coach.page import desk_page
from api.http.coach.sign_in import TheCoach
from api.http.coach.tables import csv_response
from api.http.dependencies import TheAssistant
from api.ports import AssistantPort
from api.schemas import Reason, Vote
from assistant.storage import records
from assistant.storage.votes import VoteView

router = APIRouter()
pages = APIRouter(include_in_schema=False)

PAGE = 20
MAX_VOTES = 1000

TheVerdict = Annotated[Vote | None, Query(description="Only votes of this kind.")]
TheReason = Annotated[Reason | None, Query(description="Only votes for this reason.")]
Limit = Annotated[int, Query(ge=1, le=MAX_VOTES)]


@router.get("/v1/coach/feedback")
def votes(
    assistant: TheAssistant,
    verdict: TheVerdict = None,
    reason: TheReason = None,
    since: Since = None,
    limit: Limit = PAGE,
    offset: Offset = 0,
) -> VotesResponse:
    """What visitors think of the answers, the newest vote first. For coaches."""
    return _votes(assistant, verdict, reason, since, limit, offset)


@router.get("/v1/coach/feedback.csv", response_class=Response)
def votes_csv(
    request: Request,
    assistant: TheAssistant,
    verdict: TheVerdict = None,
    reason: TheReason = None,
    since: Since = None,
    limit: Limit = MAX_VOTES,
    offset: Offset = 0,
    texts: Texts = False,
) -> Response:
    """The same as CSV, without words of visitors and answers unless they are asked for. For coaches."""
    found = _votes(assistant, verdict, reason, since, limit, offset)
    return csv_response(request, "feedback.csv", *vote_view.table(found, texts))


@pages.get("/coach/feedback")
def votes_page(
    request: Request,
    assistant: TheAssistant,
    coach: TheCoach,
    verdict: TheVerdict = None,
    reason: TheReason = None,
    since: Since = None,
    offset: Offset = 0,
) -> HTMLResponse:
    """The votes."""
    asked = {"verdict": verdict, "reason": reason, "since": since}
    values = {
        "found": _votes(assistant, verdict, reason, since, PAGE, offset),
        **asked,
        "offset": offset,
        "page": PAGE,
        "query": urlencode({name: value for name, value in asked.items() if value is not None}),
    }
    return desk_page(request, assistant, coach, "feedback.html", values)


def _votes(
    assistant: AssistantPort,
    verdict: Vote | None,
    reason: Reason | None,
    since: int | None,
    limit: int,
    offset: int,
) -> VotesResponse:
    view = VoteView(
        verdict=records.Vote(verdict) if verdict is not None else None,
        reason=records.Reason(reason) if reason is not None else None,
        since=datetime.now(UTC) - timedelta(days=since) if since is not None else None,
        limit=limit,
        offset=offset,
    )
    return vote_view.votes_response(assistant.desk.votes.page(view))
