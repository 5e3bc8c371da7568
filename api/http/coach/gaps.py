"""Gaps: what visitors asked in vain, as tasks, for programs at /v1/gaps and as pages at /coach/gaps."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel

from api.desk import gaps as gap_view
from api.desk.gaps import (
    MAX_GAPS,
    DecisionRequest,
    EntryResponse,
    GapOut,
    GapsResponse,
    StandingName,
    StateName,
)
from api.desk.impact import is_file_name
from api.desk.packets import MAX_OFFSET
from api.desk.words import topic_label
from api.http.coach.page import desk_page
from api.http.coach.sign_in import TheCoach, safe_next
from api.http.coach.tables import csv_response
from api.http.dependencies import TheAssistant
from api.ports import AssistantPort
from assistant.desk.gap_types import GapView, Standing

router = APIRouter()
pages = APIRouter(include_in_schema=False)

SLUG = re.compile(r"[\w-]+")
PAGE = 20
ON_A_PAGE = 40
"""Questions that a page asks again at most before it is shown."""
AT_ONCE = 500
"""Questions that are asked again at most when that is asked for."""
DEFAULT: tuple[StandingName, ...] = ("open", "accepted")

Since = Annotated[int | None, Query(ge=1, le=36500, description="Asked in the last so many days.")]
Offset = Annotated[int, Query(ge=0, le=MAX_OFFSET)]
Texts = Annotated[bool, Query(description="Words of visitors and guides too.")]


class GapFilter(BaseModel):
    """Which gaps are asked for."""

    standing: Annotated[list[StandingName] | None, Query(description="Of which standing; else open and accepted.")] = (
        None
    )
    since: Since = None
    limit: Annotated[int, Query(ge=1, le=MAX_GAPS)] = PAGE
    offset: Offset = 0

    @property
    def chosen(self) -> tuple[StandingName, ...]:
        return tuple(self.standing or DEFAULT)

    def found(self, assistant: AssistantPort, ask_again: int = 0) -> GapsResponse:
        view = GapView(tuple(map(Standing, self.chosen)), self.since, self.limit, self.offset)
        return gap_view.gaps_response(assistant.desk.gaps.report(view, ask_again))


class GapQuery(GapFilter):
    """The same, of gaps that may be asked again before."""

    ask_again: Annotated[int, Query(ge=0, le=AT_ONCE, description="Questions that are asked again at most before.")] = 0


class GapTable(GapFilter):
    """The same for a table."""

    limit: Annotated[int, Query(ge=1, le=MAX_GAPS)] = MAX_GAPS
    texts: Texts = False


@router.get("/v1/gaps")
def gaps(assistant: TheAssistant, asked: Annotated[GapQuery, Query()]) -> GapsResponse:
    """What visitors asked in vain, as tasks, what is asked most first. For coaches."""
    return asked.found(assistant, asked.ask_again)


@router.get("/v1/gaps.csv", response_class=Response)
def gaps_csv(request: Request, assistant: TheAssistant, asked: Annotated[GapTable, Query()]) -> Response:
    """The same as CSV, without words of visitors and guides unless they are asked for. For coaches."""
    return csv_response(request, "gaps.csv", *gap_view.table(asked.found(assistant), asked.texts))


@router.get("/v1/gaps/{fingerprint}")
def gap(fingerprint: str, assistant: TheAssistant) -> GapOut:
    """One gap with all of its questions. For coaches."""
    return gap_view.gap_out(assistant.desk.gaps.gap(fingerprint))


@router.post("/v1/gaps/{fingerprint}")
def decide(fingerprint: str, request: DecisionRequest, assistant: TheAssistant, coach: TheCoach) -> GapOut:
    """Accept a gap, dismiss it for good, expire it until it is asked about again, or take that back. For coaches."""
    desk = assistant.desk.gaps
    desk.decide(gap_view.decision(desk.decided(fingerprint), request, coach.name))
    return gap_view.gap_out(assistant.desk.gaps.gap(fingerprint))


@router.post("/v1/gaps/{fingerprint}/ask")
def ask_again(fingerprint: str, assistant: TheAssistant) -> GapOut:
    """Ask all questions of a gap again; where the guides answer them now, it is closed. For coaches."""
    return gap_view.gap_out(assistant.desk.gaps.gap(fingerprint, ask_again=True))


@router.get("/v1/gaps/{fingerprint}/entry")
def entry(fingerprint: str, assistant: TheAssistant) -> EntryResponse:
    """Curated questions to propose from a gap, for a person to judge and paste. For coaches."""
    return EntryResponse(yaml=assistant.desk.entries(assistant.desk.gaps.askings(fingerprint)))


@pages.get("/coach/gaps")
def gaps_page(
    request: Request, assistant: TheAssistant, coach: TheCoach, asked: Annotated[GapFilter, Query()]
) -> HTMLResponse:
    """The tasks."""
    query: dict[str, object] = {"standing": asked.chosen} | ({"since": asked.since} if asked.since else {})
    values = {
        "found": asked.found(assistant, ON_A_PAGE),
        "chosen": asked.chosen,
        "since": asked.since,
        "offset": asked.offset,
        "page": asked.limit,
        "query": urlencode(query, doseq=True),
        "label": topic_label,
    }
    return desk_page(request, assistant, coach, "gaps.html", values)


@pages.post("/coach/gaps")
def ask_all_again(assistant: TheAssistant) -> RedirectResponse:
    """Ask again what the live index wasn't asked yet, up to ``AT_ONCE`` questions."""
    assistant.desk.gaps.report(GapView(limit=1), AT_ONCE)
    return RedirectResponse("/coach/gaps", HTTPStatus.SEE_OTHER)


@pages.get("/coach/gaps/{fingerprint}")
def gap_page(request: Request, fingerprint: str, assistant: TheAssistant, coach: TheCoach) -> HTMLResponse:
    """One task: its questions, what is decided, and what would close it."""
    found = gap_view.gap_out(assistant.desk.gaps.gap(fingerprint))
    entry = assistant.desk.entries(assistant.desk.gaps.askings(fingerprint))
    values = {
        "gap": found,
        "entry": entry,
        "entry_file": gap_view.file_of(entry),
        "guide_file": _file_of(assistant, found.guide),
        "comment": gap_view.comment_of(found),
        "label": topic_label,
        "guides": [one.guide for one in assistant.guides()],
        "topics": assistant.topics(),
    }
    return desk_page(request, assistant, coach, "gap.html", values)


@pages.post("/coach/gaps/{fingerprint}")
def decide_on_page(
    fingerprint: str,
    assistant: TheAssistant,
    coach: TheCoach,
    state: Annotated[StateName, Form()],
    title: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    guide: Annotated[str, Form()] = "",
    topic: Annotated[str, Form()] = "",
    edited: Annotated[bool, Form(description="Whether the fields are there; else they stay.")] = False,
    next: Annotated[str, Form()] = "",
) -> RedirectResponse:
    """The same by a form, of the gap's page or of the list, to which ``next`` leads back."""
    fields = {"title": title, "note": note, "guide": guide, "topic": topic} if edited else {}
    desk, decided = assistant.desk.gaps, DecisionRequest(state=state, **fields)
    desk.decide(gap_view.decision(desk.decided(fingerprint), decided, coach.name))
    return RedirectResponse(safe_next(next) if next else f"/coach/gaps/{fingerprint}", HTTPStatus.SEE_OTHER)


@pages.post("/coach/gaps/{fingerprint}/ask")
def ask_again_on_page(fingerprint: str, assistant: TheAssistant) -> RedirectResponse:
    """The same by a form."""
    assistant.desk.gaps.gap(fingerprint, ask_again=True)
    return RedirectResponse(f"/coach/gaps/{fingerprint}", HTTPStatus.SEE_OTHER)


def _file_of(assistant: AssistantPort, slug: str) -> str:
    """The name of the guide's file, where it is named for its slug; else empty."""
    there = (path.name for path in sorted(assistant.desk.corpus.rglob(f"{slug}.*")) if is_file_name(path.name))
    return next((name for name in there if not name.endswith(".questions.yaml")), "") if SLUG.fullmatch(slug) else ""
