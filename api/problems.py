"""Every failure as an RFC 9457 problem document, mapped once, by class.

InvalidRequest            422, names the field
  x UnknownGuide          404 where the address names the guide
  x UnknownConversation   404
  x UnknownMessage        404
  x UnknownPacket         404
  x OthersPacket          403
  x GuideChanged          409
  x UnknownGap            404
  x UnknownShare          404
  x KeyReused             422, names the header
  x UnknownModel          404, of the OpenAI-compatible face
NotReady                  503
  x NotReadyYet           with its reason
Overloaded                503, says when to come back
StorageDown               503, of what is about stored conversations
CannotResume              503, says what to leave out
ClientGone                499, which nobody reads
RequestValidationError    422, names each field; 400 where the body isn't JSON
HTTPException             its own status
anything else             500 that says nothing; the server's log has the rest
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount

from api.queue import ClientGone, Overloaded, Stopping
from api.schemas.service import FieldError, Problem
from api.shared import CannotResume
from assistant.desk.gap_types import UnknownGap
from assistant.desk.packets.collect import GuideChanged
from assistant.storage.packet_records import OthersPacket, UnknownPacket
from assistant.storage.records import StorageDown, UnknownMessage, UnknownShare
from assistant.types import InvalidRequest, NotReady, UnknownConversation, UnknownGuide

MEDIA_TYPE = "application/problem+json"
MAX_ERRORS = 10
MAX_SHOWN = 300
RETRY_SECONDS = "2"
CLIENT_GONE = 499
"""nginx's status for it."""

_ROOTS = ("body", "header")


class NotReadyYet(NotReady):
    """The same, with a reason that anybody may read."""


class UnknownModel(InvalidRequest):
    """A model that isn't served; its field is ``model``."""


_REFUSALS: tuple[tuple[type[InvalidRequest], HTTPStatus], ...] = (
    (GuideChanged, HTTPStatus.CONFLICT),
    (OthersPacket, HTTPStatus.FORBIDDEN),
    *(
        (missing, HTTPStatus.NOT_FOUND)
        for missing in (UnknownConversation, UnknownMessage, UnknownShare, UnknownPacket, UnknownGap, UnknownModel)
    ),
)
"""What of requests isn't 422."""
_UNAVAILABLE: Mapping[type[Exception], str] = {
    NotReady: "No generation of the index is loaded yet.",
    Overloaded: f"Too many questions are being answered right now; try again in {RETRY_SECONDS} s.",
    StorageDown: "Conversations can't be reached right now; questions are answered, but nothing is saved.",
    CannotResume: "This stream can't be resumed right now; send the message again without Last-Event-ID.",
    Stopping: "The server stops before this answer is whole; send the message again.",
}
"""What passes by itself, and what is said of it."""
METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")
"""All that a route of ours may be asked with; HEAD is asked as GET."""


class ProblemResponse(JSONResponse):
    """A problem document, with what an exception may know beyond its title."""

    media_type = MEDIA_TYPE

    def __init__(
        self,
        status: int,
        detail: str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.problem = Problem(
            title=HTTPStatus(status).phrase,
            status=status,
            detail=shown(detail) if detail else None,
            field=errors[0].field if errors else None,
            errors=list(errors) or None,
        )
        super().__init__(self.problem.model_dump(exclude_none=True), status_code=status, headers=headers)


def add_handlers(app: FastAPI) -> None:
    """Have ``app`` answer every failure with a problem document."""
    kinds = (InvalidRequest, NotReady, Overloaded, StorageDown, CannotResume, RequestValidationError, HTTPException)
    for kind in (*kinds, Exception):
        app.add_exception_handler(kind, _answered)
    app.add_exception_handler(ClientGone, _unheard)


async def _answered(request: Request, error: Exception) -> ProblemResponse:
    return problem_of(error, request)


async def _unheard(_: Request, error: Exception) -> Response:
    return Response(status_code=CLIENT_GONE)


def problem_of(error: BaseException, request: Request | None = None) -> ProblemResponse:
    """The problem document of what went wrong while a request, where it is still known, was answered."""
    if isinstance(error, InvalidRequest):
        return _invalid(error, in_path=request is not None and "slug" in request.path_params)
    if isinstance(error, RequestValidationError):
        return _unreadable(error)
    if isinstance(error, HTTPException):
        return _http(error, request)
    if (detail := next((said for kind, said in _UNAVAILABLE.items() if isinstance(error, kind)), None)) is not None:
        reason = f" {error}".rstrip() if isinstance(error, NotReadyYet) else ""
        return ProblemResponse(HTTPStatus.SERVICE_UNAVAILABLE, detail + reason, headers={"Retry-After": RETRY_SECONDS})
    return ProblemResponse(HTTPStatus.INTERNAL_SERVER_ERROR)


def field_errors(errors: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    """Pydantic's errors as field and message; what was sent is not repeated."""
    return [FieldError(field=_field(error["loc"]), message=_message(error)) for error in errors[:MAX_ERRORS]]


def summary(errors: Sequence[FieldError]) -> str:
    """All errors in one line."""
    return "; ".join(f"{error.field}: {error.message}" for error in errors)


def shown(text: str) -> str:
    """``text`` cut to a length fit for a message, and certain to be encodable."""
    cut = text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
    return cut.encode("utf-8", "replace").decode("utf-8")


def _invalid(error: InvalidRequest, *, in_path: bool) -> ProblemResponse:
    missing = in_path and isinstance(error, UnknownGuide)
    wrong = FieldError(field="slug" if missing else error.field, message=shown(str(error)))
    status = next((status for kind, status in _REFUSALS if isinstance(error, kind)), HTTPStatus.UNPROCESSABLE_ENTITY)
    return ProblemResponse(HTTPStatus.NOT_FOUND if missing else status, summary([wrong]), errors=[wrong])


def _unreadable(error: RequestValidationError) -> ProblemResponse:
    errors = error.errors()
    if errors and errors[0]["type"] == "json_invalid":
        place = errors[0]["loc"][-1]
        wrong = FieldError(field="body", message=f"not valid JSON at character {place}")
        return ProblemResponse(HTTPStatus.BAD_REQUEST, summary([wrong]), errors=[wrong])
    found = field_errors(errors)
    return ProblemResponse(HTTPStatus.UNPROCESSABLE_ENTITY, summary(found), errors=found)


def _http(error: HTTPException, request: Request | None) -> ProblemResponse:
    if request and error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and (allowed := _methods_at(request)):
        return ProblemResponse(error.status_code, error.detail, headers={"Allow": ", ".join(allowed)})
    too_large = error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    errors = [FieldError(field="body", message=error.detail)] if too_large else []
    return ProblemResponse(error.status_code, error.detail, errors=errors, headers=error.headers)


def _methods_at(request: Request) -> list[str]:
    """All that the path may be asked with; the router names those of the first route only."""
    described = request.app.openapi()["paths"].get(request.url.path)
    if described is not None:  # of a path without parameters; another with one may match it too
        return [method for method in METHODS if method.lower() in described]
    routes = [route for route in request.app.routes if not isinstance(route, Mount)]
    return [
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    ]


def _message(error: Mapping[str, Any]) -> str:
    if error["type"] == "value_error":
        return shown(str(error["ctx"]["error"]) if "error" in error.get("ctx", {}) else str(error["msg"]))
    if tuple(error["loc"]) == ("body",):
        return "must be a JSON object, sent with Content-Type: application/json"
    return shown(str(error["msg"]).replace(" after validation", ""))


def _field(place: Sequence[str | int]) -> str:
    """``("body", "history", 3, "content")`` as ``history[3].content``; the body itself is ``body``."""
    parts = place[1:] if place and place[0] in _ROOTS else place
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")
    return shown(name)[:80] or "body"
