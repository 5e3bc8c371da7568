"""All of the desk, for the application: what is listed here is behind the sign-in, whatever it says itself."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from api.http import mcp
from api.http.coach import (
    collect,
    compare,
    coverage,
    feedback,
    gaps,
    home,
    impact,
    lint,
    packet_pages,
    packets,
    search,
    session,
)
from api.http.coach.sign_in import COACHES_ONLY, add_sign_in
from api.http.openai import routes as openai
from api.http.openai.errors import Failure
from api.problems import MEDIA_TYPE

ROUTERS = (
    home.router,
    search.router,
    compare.router,
    packets.router,
    collect.router,
    packet_pages.router,
    coverage.router,
    gaps.router,
    gaps.pages,
    feedback.router,
    feedback.pages,
    impact.router,
    impact.pages,
    lint.router,
    openai.router,
    mcp.router,
)

UNKNOWN = "No key, or one that isn't known."
ELSEWHERE = "A page of another origin may not act for a coach."
TOO_MANY = "Too many wrong keys from this address."
_PROBLEM: dict[str, Any] = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
_REFUSED = {HTTPStatus.UNAUTHORIZED: UNKNOWN, HTTPStatus.FORBIDDEN: ELSEWHERE, HTTPStatus.TOO_MANY_REQUESTS: TOO_MANY}
REFUSALS: dict[int | str, dict[str, Any]] = {
    status.value: {"description": told, **_PROBLEM} for status, told in _REFUSED.items()
}
"""How the desk refuses, for the description of the API."""
OPENAI_REFUSALS: dict[int | str, dict[str, Any]] = {
    status.value: {"description": told, "model": Failure} for status, told in _REFUSED.items()
}
"""The same in OpenAI's form."""


def add_desk(app: FastAPI) -> None:
    """Have ``app`` serve the desk; the form that lets one in is all of it that anybody sees."""
    add_sign_in(app)
    app.include_router(session.router)
    for router in ROUTERS:
        refusals = OPENAI_REFUSALS if router is openai.router else REFUSALS
        app.include_router(router, dependencies=[COACHES_ONLY], responses=refusals)
