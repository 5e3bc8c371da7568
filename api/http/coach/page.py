"""A page of the desk: its template with what the frame around it shows."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.http.coach.navigation import TABS
from api.http.pages import Pages
from api.ports import AssistantPort
from assistant.desk.coaches import Coach


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
    frame = {"coach": coach.name, "tabs": TABS, "generation": assistant.generation}
    return pages.html(f"coach/{template}", frame | dict(values or {}), status)
