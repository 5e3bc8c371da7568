"""Votes with their reasons beside the answers, for programs at /v1/coach/feedback and as a page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from api.desk import votes as vote_view
from api.desk.votes import VotesResponse
from api.http.coach.gaps import Offset, Since, Texts
from api.http.coach.page import desk_page
from api.http.coach.sign_in import TheCoach
from api.http.coach.tables import csv_response
from api.http.dependencies import TheAssistant
from api.ports import AssistantPort
from api.schemas.fields import Reason, Vote
from assistant.storage import records
from assistant.storage.votes import VoteView

router = APIRouter()
pages = APIRouter(include_in_schema=False)

PAGE = 20
MAX_VOTES = 1000


class VoteQuery(BaseModel):
    """Which votes are asked for."""

    verdict: Annotated[Vote | None, Query(description="Only votes of this kind.")] = None
    reason: Annotated[Reason | None, Query(description="Only votes for this reason.")] = None
    since: Since = None
    limit: Annotated[int, Query(ge=1, le=MAX_VOTES)] = PAGE
    offset: Offset = 0

    def found(self, assistant: AssistantPort) -> VotesResponse:
        view = VoteView(
            verdict=records.Vote(self.verdict) if self.verdict is not None else None,
            reason=records.Reason(self.reason) if self.reason is not None else None,
            since=datetime.now(UTC) - timedelta(days=self.since) if self.since is not None else None,
            limit=self.limit,
            offset=self.offset,
        )
        return vote_view.votes_response(assistant.desk.votes.page(view))


class VoteTable(VoteQuery):
    """The same for a table."""

    limit: Annotated[int, Query(ge=1, le=MAX_VOTES)] = MAX_VOTES
    texts: Texts = False


@router.get("/v1/coach/feedback")
def votes(assistant: TheAssistant, asked: Annotated[VoteQuery, Query()]) -> VotesResponse:
    """What visitors think of the answers, the newest vote first. For coaches."""
    return asked.found(assistant)


@router.get("/v1/coach/feedback.csv", response_class=Response)
def votes_csv(request: Request, assistant: TheAssistant, asked: Annotated[VoteTable, Query()]) -> Response:
    """The same as CSV, without words of visitors and answers unless they are asked for. For coaches."""
    return csv_response(request, "feedback.csv", *vote_view.table(asked.found(assistant), asked.texts))


@pages.get("/coach/feedback")
def votes_page(
    request: Request, assistant: TheAssistant, coach: TheCoach, asked: Annotated[VoteQuery, Query()]
) -> HTMLResponse:
    """The votes."""
    chosen = asked.model_dump(include={"verdict", "reason", "since"})
    values = {
        "found": asked.found(assistant),
        **chosen,
        "offset": asked.offset,
        "page": asked.limit,
        "query": urlencode({name: value for name, value in chosen.items() if value is not None}),
    }
    return desk_page(request, assistant, coach, "feedback.html", values)
