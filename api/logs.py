"""Logs as one JSON object a line, with the request that each belongs to, and nothing of what visitors write."""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from contextvars import ContextVar
from datetime import UTC, datetime

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import metrics

HEADER = "X-Request-ID"
NONE = "-"
_GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")
_REQUEST: ContextVar[str] = ContextVar("request_id", default=NONE)

log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """A record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": _REQUEST.get(),
        }
        facts = getattr(record, "facts", None)
        if isinstance(facts, dict):
            told |= facts
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def log_as_json() -> None:
    """From now on every handler of the root writes JSON."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(JsonLines())


class RequestIds:
    """Gives each request an id: the one that a proxy gave it, else a new one; ``access`` logs how each ended.

    Routes are logged by their pattern, because an address may hold the id of a conversation.
    """

    def __init__(self, app: ASGIApp, access: bool = False) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(HEADER.lower().encode(), b"").decode("latin-1")
        request_id = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
        token, began, status = _REQUEST.set(request_id), time.perf_counter(), 0

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        try:
            await self._app(scope, receive, named)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            metrics.REQUESTS.labels(route, str(status)).inc()
            if self._access:
                took = (time.perf_counter() - began) * 1000
                facts = {"method": scope["method"], "route": route, "status": status, "ms": round(took, 1)}
                log.info("request", extra={"facts": facts})
            _REQUEST.reset(token)
