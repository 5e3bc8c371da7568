"""Who may use the desk: whoever sends a coach's key, or a browser that has a session begun with one.

A route of the desk takes ``TheCoach``, or its router has ``dependencies=[COACHES_ONLY]``. Without a coach pages lead
to the form at /coach/sign-in, everything else is 401. Nothing else lets anybody in: no conversation's id, no address.
"""

from __future__ import annotations

from http import HTTPStatus
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import Depends, FastAPI, HTTPException, Request, Security
from fastapi.responses import RedirectResponse, Response
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from api.http.dependencies import TheAssistant
from api.http.limiting import Limiter
from api.http.origins import SAFE_METHODS, sent_by_own_page
from api.ports import AssistantPort
from assistant.desk.coaches import Coach
from assistant.storage.records import StorageDown

DESK = "/coach"
FORM = f"{DESK}/sign-in"
COOKIE, LOCAL_COOKIE = "__Host-coach", "coach"
"""The prefix has browsers demand ``Secure`` and this host; over plain HTTP on this machine they couldn't keep it."""
FAILURES = 10
"""Wrong keys a minute that one address may try."""
_REALM = 'Bearer realm="coaches"'
_NEEDED = "This needs a coach's key, as Authorization: Bearer KEY; the server's operator makes one with guides key new."


_SCHEME = HTTPBearer(
    scheme_name="coachKey",
    description="A coach's key, which the server's operator makes with `guides key new NAME`.",
    auto_error=False,
)
"""For the description of the API; what a header comes to is told in ``coach_of``."""


class SignInNeeded(Exception):
    """A page of the desk was asked for by nobody that is known."""


def add_sign_in(app: FastAPI) -> None:
    """Have ``app`` lead to the form whoever isn't signed in, and count wrong keys."""
    app.state.failures = Limiter(FAILURES, app.state.engine)
    app.add_exception_handler(SignInNeeded, _to_the_form)


async def coach_of(
    request: Request, assistant: TheAssistant, _described: Annotated[object, Security(_SCHEME)] = None
) -> Coach:
    """The coach who sends this. Raises ``SignInNeeded`` for a page, else ``HTTPException`` with 401; 403 where a page
    of another origin sends what changes something; 503 where the database can't be asked."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return await _bearer(request, assistant, key.strip())
    coach = await signed_in(request, assistant)
    if coach is None:
        if _is_page(request):
            raise SignInNeeded
        raise HTTPException(HTTPStatus.UNAUTHORIZED, _NEEDED, {"WWW-Authenticate": _REALM})
    if request.method not in SAFE_METHODS and not sent_by_own_page(request.headers):
        # An origin that GUIDES_ALLOWED_ORIGINS lets ask questions may not act for a coach.
        raise HTTPException(HTTPStatus.FORBIDDEN, "Only the desk's own pages may send this with a coach's session.")
    return coach


TheCoach = Annotated[Coach, Depends(coach_of)]
COACHES_ONLY = Depends(coach_of)


async def signed_in(request: HTTPConnection, assistant: AssistantPort) -> Coach | None:
    """Whose session the browser's cookie is; ``None`` where it has none. Raises ``HTTPException`` with 503."""
    token = token_of(request)
    if token is None:
        return None
    try:
        return await run_in_threadpool(assistant.desk.coaches.of_session, token)
    except StorageDown:
        raise unreachable() from None


def token_of(request: HTTPConnection) -> str | None:
    """The session's token that the browser sends."""
    local = request.cookies.get(LOCAL_COOKIE) if is_loopback(request) else None
    return request.cookies.get(COOKIE) or local or None


def is_loopback(request: HTTPConnection) -> bool:
    """Whether the browser runs on this machine, by the name that it calls the server."""
    host = request.url.hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def address_of(request: HTTPConnection) -> str:
    """Whose wrong keys are counted together."""
    return f"sign-in {request.client.host if request.client else 'unknown'}"


def safe_next(address: str) -> str:
    """``address`` where it is one of the desk's own, else the desk's first page."""
    if any(character <= " " or character == "\\" for character in address):
        return DESK
    try:
        parts = urlsplit(address)
    except ValueError:
        return DESK
    inside = parts.path == DESK or parts.path.startswith(f"{DESK}/")
    return address if inside and not (parts.scheme or parts.netloc) and parts.path != FORM else DESK


def unreachable() -> HTTPException:
    """What is said while sessions and keys can't be looked up."""
    detail = "Keys and sessions can't be looked up right now: the database doesn't answer."
    return HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, detail, {"Retry-After": "2"})


def too_many(seconds: int) -> HTTPException:
    """What is said to an address that has tried too many wrong keys."""
    detail = f"Too many wrong keys from this address; try again in {seconds} s."
    return HTTPException(HTTPStatus.TOO_MANY_REQUESTS, detail, {"Retry-After": str(seconds)})


async def _bearer(request: Request, assistant: AssistantPort, key: str) -> Coach:
    """Whose key it is. A right one is let in whatever else comes from its address, which many may share."""
    try:
        coach = await run_in_threadpool(assistant.desk.coaches.admitted, key)
    except StorageDown:
        raise unreachable() from None
    if coach is not None:
        return coach
    failures: Limiter = request.app.state.failures
    if seconds := await failures.refused_for(address_of(request)):
        raise too_many(seconds)
    headers = {"WWW-Authenticate": f'{_REALM}, error="invalid_token"'}
    raise HTTPException(HTTPStatus.UNAUTHORIZED, "This key isn't known, or was revoked.", headers)


async def _to_the_form(request: Request, _: Exception) -> Response:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    asked = urlencode({"next": wanted}) if request.method in SAFE_METHODS else ""
    return RedirectResponse(f"{FORM}?{asked}" if asked else FORM, HTTPStatus.SEE_OTHER)


def _is_page(request: Request) -> bool:
    return request.url.path == DESK or request.url.path.startswith(f"{DESK}/")
