"""Failures in OpenAI's form: what everything else says as a problem document, said so on these paths."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import MEDIA_TYPE, problem_of

PATHS = ("/v1/chat/completions", "/v1/responses", "/v1/models")
_CODES = {
    HTTPStatus.UNAUTHORIZED: "invalid_api_key",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_exceeded",
    HTTPStatus.SERVICE_UNAVAILABLE: "overloaded",
}


class OpenAIError(BaseModel):
    """What went wrong; ``param`` is the field at fault."""

    message: str
    type: str
    param: str | None
    code: str | None


class Failure(BaseModel):
    """The body of a failure."""

    error: OpenAIError


class OpenAIErrors:
    """Translates problem documents on OpenAI's paths, whichever part of the server they come from."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_openai(scope["path"]):
            await self._app(scope, receive, _Translator(send))
        else:
            await self._app(scope, receive, send)


class _Translator:
    """Holds a problem document back until all of it is there; lets everything else by."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if (
            message["type"] == "http.response.start"
            and Headers(raw=message["headers"]).get("content-type") == MEDIA_TYPE
        ):
            self._start = message
            return
        if self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        wrong = wrong_of(json.loads(self._body))
        body = Failure(error=wrong).model_dump_json().encode()
        status = self._start["status"]
        headers = MutableHeaders(raw=list(self._start["headers"]))
        headers["Content-Type"], headers["Content-Length"] = "application/json", str(len(body))
        changed = HTTPStatus.BAD_REQUEST if status == HTTPStatus.UNPROCESSABLE_ENTITY else status
        await self._send({**self._start, "status": int(changed), "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})


def is_openai(path: str) -> bool:
    """Whether ``path`` is one of OpenAI's API."""
    return any(path == one or path.startswith(f"{one}/") for one in PATHS)


def wrong_of(problem: dict[str, Any]) -> OpenAIError:
    """A problem document in OpenAI's words."""
    status = problem["status"]
    field = problem.get("field")
    code = _CODES.get(status)
    if status == HTTPStatus.NOT_FOUND and field == "model":
        code = "model_not_found"
    kind = "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        kind = "requests"
    return OpenAIError(message=problem.get("detail") or problem["title"], type=kind, param=field, code=code)


def failure_of(error: BaseException) -> OpenAIError:
    """What went wrong after a stream had begun."""
    return wrong_of(json.loads(bytes(problem_of(error).body)))
