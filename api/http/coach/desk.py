"""All of the desk, for the application: what is listed here is behind the sign-in, whatever it says itself."""

from __future__ import annotations

from fastapi import FastAPI

from api.http.coach import compare, feedback, gaps, home, impact, search, session
from api.http.coach.sign_in import COACHES_ONLY, add_sign_in

ROUTERS = (
    home.router,
    search.router,
    compare.router,
    *(gaps.router, gaps.pages),
    *(feedback.router, feedback.pages),
    *(impact.router, impact.pages),
)


def add_desk(app: FastAPI) -> None:
    """Have ``app`` serve the desk; the form that lets one in is all of it that anybody sees."""
    add_sign_in(app)
    app.include_router(session.router)
    for router in ROUTERS:
        app.include_router(router, dependencies=[COACHES_ONLY])
