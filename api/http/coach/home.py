"""The desk's first page: what there is to do."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.http.coach.page import desk_page
from api.http.coach.sign_in import DESK, TheCoach
from api.http.dependencies import TheAssistant

router = APIRouter(include_in_schema=False)


@router.get(DESK)
async def home(request: Request, assistant: TheAssistant, coach: TheCoach) -> HTMLResponse:
    """What a coach can do here."""
    return desk_page(request, assistant, coach, "home.html")
