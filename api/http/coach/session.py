"""Signing in and out: the form, and the cookie that it sets."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from api.http.coach.sign_in import (
    COOKIE,
    DESK,
    FAILURES,
    FORM,
    LOCAL_COOKIE,
    address_of,
    is_loopback,
    safe_next,
    signed_in,
    token_of,
    unreachable,
)
from api.http.dependencies import TheAssistant
from api.http.limiting import Limiter
from api.http.origins import sent_by_own_page
from api.http.pages import Pages
from assistant.desk.coaches import LONGEST, SESSION_LIFE
from assistant.storage.records import StorageDown

router = APIRouter(include_in_schema=False)

_WRONG = "That key isn’t known, or it was revoked. Keys begin with “rgk_”."
_PLAIN = "A key is taken over HTTPS only. Open this page under its https:// address."


@router.get(FORM)
async def form(request: Request, assistant: TheAssistant, next: str = DESK) -> Response:
    """The form; whoever is signed in already goes on."""
    wanted = safe_next(next)
    if await signed_in(request, assistant) is not None:
        return RedirectResponse(wanted, HTTPStatus.SEE_OTHER)
    return _form(request, wanted)


@router.post(FORM)
async def sign_in(
    request: Request,
    assistant: TheAssistant,
    key: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = DESK,
) -> Response:
    """Begin a session with a key, and go on; wrong keys are counted, and over the limit none is tried."""
    wanted = safe_next(next)
    if "origin" in request.headers and not sent_by_own_page(request.headers):
        raise HTTPException(HTTPStatus.FORBIDDEN, "Only the desk's own form may sign somebody in.")
    local = is_loopback(request) and _scheme(request) == "http"
    if not local and _scheme(request) == "http":
        return _form(request, wanted, _PLAIN, HTTPStatus.BAD_REQUEST)
    failures: Limiter = request.app.state.failures
    if seconds := await failures.used_up_for(address_of(request)):
        told = f"Too many wrong keys from this address (at most {FAILURES} a minute). Try again in {seconds} seconds."
        page = _form(request, wanted, told, HTTPStatus.TOO_MANY_REQUESTS)
        page.headers["Retry-After"] = str(seconds)
        return page
    try:
        token = await run_in_threadpool(assistant.desk.coaches.sign_in, key.strip()[: LONGEST + 1])
    except StorageDown:
        raise unreachable() from None
    if token is None:
        await failures.refused_for(address_of(request))
        return _form(request, wanted, _WRONG, HTTPStatus.UNAUTHORIZED)
    return _with_cookie(RedirectResponse(wanted, HTTPStatus.SEE_OTHER), token, local)


@router.post(f"{DESK}/sign-out")
async def sign_out(request: Request, assistant: TheAssistant) -> Response:
    """End the session, on the server too, and go back to the form."""
    if "origin" in request.headers and not sent_by_own_page(request.headers):
        raise HTTPException(HTTPStatus.FORBIDDEN, "Only the desk's own pages may sign somebody out.")
    token = token_of(request)
    if token is not None:
        try:
            await run_in_threadpool(assistant.desk.coaches.sign_out, token)
        except StorageDown:
            raise unreachable() from None
    answer = RedirectResponse(FORM, HTTPStatus.SEE_OTHER)
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="strict")
    answer.delete_cookie(LOCAL_COOKIE, httponly=True, samesite="strict")
    return answer


def _form(request: Request, wanted: str, wrong: str = "", status: int = HTTPStatus.OK) -> HTMLResponse:
    pages: Pages = request.app.state.pages
    return pages.html("coach/sign-in.html", {"next": wanted, "wrong": wrong}, status)


def _scheme(request: Request) -> str:
    """That of the page as its browser sees it, which a proxy may not have said; a program's own where there is none."""
    return urlsplit(request.headers.get("origin", "")).scheme or request.url.scheme


def _with_cookie(answer: Response, token: str, local: bool) -> Response:
    answer.set_cookie(
        LOCAL_COOKIE if local else COOKIE,
        token,
        max_age=int(SESSION_LIFE.total_seconds()),
        path="/",
        secure=not local,
        httponly=True,
        samesite="strict",
    )
    return answer
