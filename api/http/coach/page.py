"""A page of the desk: its template with what the frame around it shows, and the tabs that lead to the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from api.http.coach.sign_in import DESK
from api.http.pages import Pages
from api.ports import AssistantPort
from assistant.desk.coaches import Coach
from assistant.storage.packet_records import Packet, UnknownPacket
from assistant.storage.records import StorageDown


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the desk: ``key`` is what its template sets as ``here``, ``about`` what one does there."""

    key: str
    label: str
    address: str
    about: str


TABS: tuple[Tab, ...] = (
    Tab("search", "Search", "/coach/search", "All that the guides say on something, by role, topic and date."),
    Tab("compare", "Compare", "/coach/compare", "Two to four roles side by side, in the guides’ words."),
    Tab("packets", "Packets", "/coach/packets", "Collect passages and answers, and export them with their sources."),
    Tab(
        "coverage",
        "Coverage",
        "/coach/coverage",
        "What the guides say on each role and topic, and what is asked.",
    ),
    Tab("gaps", "Gaps", "/coach/gaps", "What visitors asked in vain, as tasks that close when they are answered."),
    Tab("feedback", "Feedback", "/coach/feedback", "What visitors think of the answers, beside them."),
    Tab("lint", "Findings", "/coach/lint", "What is wrong with the guides, what visitors ask most about first."),
    Tab(
        "impact",
        "Impact",
        "/coach/impact",
        "What an edited guide means for past answers, before it is published.",
    ),
)


COLLECTED = "collected"
"""A cookie with the packet that something was collected into, until the next page has said so."""


def desk_page(
    request: Request,
    assistant: AssistantPort,
    coach: Coach,
    template: str,
    values: Mapping[str, Any] | None = None,
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    """``templates/coach/TEMPLATE``, which extends ``coach/frame.html``; what it is given is escaped."""
    pages: Pages = request.app.state.pages
    collected = _collected(request, assistant, coach)
    frame = {
        "coach": coach.name,
        "tabs": TABS,
        "generation": assistant.generation,
        "published": published,
        "collected": collected,
    }
    shown = pages.html(f"coach/{template}", frame | dict(values or {}), status)
    if COLLECTED in request.cookies:
        shown.delete_cookie(COLLECTED, path=DESK)
    return shown


def published(generation: str) -> str:
    """When an index was published, which its name begins with; in words."""
    try:
        when = datetime.strptime(generation.partition("-")[0][:15], "%Y%m%dT%H%M%S")
    except ValueError:
        return f"Index {generation}"
    return f"Guides as of {when.day} {when:%B %Y, %H:%M} UTC"


def told_next(response: Response, packet_id: str) -> Response:
    """``response``, after which the next page says into which packet something was collected."""
    response.set_cookie(COLLECTED, packet_id, max_age=60, path=DESK, httponly=True, samesite="strict")
    return response


def _collected(request: Request, assistant: AssistantPort, coach: Coach) -> Packet | None:
    """The packet that something was just collected into."""
    if COLLECTED not in request.cookies:
        return None
    try:
        return assistant.desk.packets.of(coach.name).read(request.cookies[COLLECTED])
    except (StorageDown, UnknownPacket):
        return None
