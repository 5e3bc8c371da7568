"""All of the desk, for the application: what is listed here is behind the sign-in, whatever it says itself."""

from __future__ import annotations

from fastapi import FastAPI

from api.http import mcp
from api.http.coach import compare, coverage, feedback, gaps, home, impact, packet_pages, packets, search, session
from api.http.coach.sign_in import COACHES_ONLY, add_sign_in
from api.http.openai import routes as openai

ROUTERS = (
    home.router,
    search.router,
    compare.router,
    packets.router,
    packet_pages.router,
    coverage.router,
    gaps.router,
    gaps.pages,
    feedback.router,
    feedback.pages,
    impact.router,
    impact.pages,
    openai.router,
    mcp.router,
)


def add_desk(app: FastAPI) -> None:
    """Have ``app`` serve the desk; the form that lets one in is all of it that anybody sees."""
    add_sign_in(app)
    app.include_router(session.router)
    for router in ROUTERS:
        app.include_router(router, dependencies=[COACHES_ONLY])
