"""Limits that hold for every request: size of the body, requests a minute of one client."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus

from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.limiting import Limiter
from api.problems import ProblemResponse, problem_of
from api.queue import AnswerQueue
from api.schemas.fields import MAX_MESSAGE

MAX_BODY = 2 * 1024 * 1024
HELD_SECONDS = 0.5
MAX_DRAINED = 16 * 1024 * 1024
ASKED = frozenset({"/v1/chat", "/v1/search", "/v1/chat/completions", "/v1/responses"})
UNLIMITED = frozenset({"/healthz", "/readyz", "/widget.js", "/widget-more.js", "/metrics"})
UNLIMITED_BELOW = "/static/"


log = logging.getLogger(__name__)


class BodyLimit:
    """Refuses a body over ``MAX_BODY`` bytes, whether its length was announced or not.

    The rest of it is read and dropped, up to ``MAX_DRAINED``, so that a client that is still sending gets the
    problem document and not a broken connection.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = 0

        async def limited() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > MAX_BODY:
                await _drain(receive, message)
                detail = f"The body is over {MAX_BODY} bytes; a message may have {MAX_MESSAGE} characters."
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
            return message

        await self._app(scope, limited, send)


class Admission:
    """Refuses a question for which there is no place, before anything is read of it.

    It keeps the refusal back for ``HELD_SECONDS``: clients that ask again as soon as they are refused would otherwise
    take the time that the answers need.
    """

    def __init__(self, app: ASGIApp, queue: AnswerQueue) -> None:
        self._app = app
        self._queue = queue

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in ASKED and scope["method"] == "POST" and self._queue.is_full:
            refused = problem_of(self._queue.refuse())
            await asyncio.sleep(HELD_SECONDS)
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, send)


class HeadAsGet:
    """Answers HEAD as GET, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET"}, receive, without_body)


class LastResort:
    """Answers what nothing else did with a problem document, so that the connection stays open and has our headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            log.exception("A request failed")
            await problem_of(error)(scope, receive, send)


class RateLimit:
    """Refuses a client's requests over the limit; health checks and the files of the pages are not counted."""

    def __init__(self, app: ASGIApp, limiter: Limiter) -> None:
        self._app = app
        self._limiter = limiter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in UNLIMITED or scope["path"].startswith(UNLIMITED_BELOW):
            await self._app(scope, receive, send)
            return
        client = scope.get("client")
        key = str(client[0]) if client else "unknown"
        seconds = await self._limiter.refused_for(key)
        if not seconds:
            await self._app(scope, receive, send)
            return
        detail = f"At most {self._limiter.per_minute} requests a minute; try again in {seconds} s."
        refusal = ProblemResponse(HTTPStatus.TOO_MANY_REQUESTS, detail, headers={"Retry-After": str(seconds)})
        await refusal(scope, receive, send)


async def _drain(receive: Receive, message: Message) -> None:
    drained = 0
    while message.get("more_body") and drained < MAX_DRAINED:
        message = await receive()
        drained += len(message.get("body", b""))
