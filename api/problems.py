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
from api.schemas import FieldError, Problem
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
_REFUSED = ((GuideChanged, HTTPStatus.CONFLICT), (OthersPacket, HTTPStatus.FORBIDDEN))


class NotReadyYet(NotReady):
    """The same, with a reason that anybody may read."""


class UnknownModel(InvalidRequest):
    """A model that isn't served; its field is ``model``."""


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
    app.add_exception_handler(InvalidRequest, _typed(_invalid_request))
    app.add_exception_handler(NotReady, _typed(_not_ready))
    app.add_exception_handler(Overloaded, _typed(_overloaded))
    app.add_exception_handler(StorageDown, _typed(_storage_down))
    app.add_exception_handler(CannotResume, _typed(_cannot_resume))
    app.add_exception_handler(ClientGone, _typed(_client_gone))
    app.add_exception_handler(RequestValidationError, _typed(_validation))
    app.add_exception_handler(HTTPException, _typed(_http))
    app.add_exception_handler(Exception, _typed(_unexpected))


def problem_of(error: BaseException) -> ProblemResponse:
    """The problem document of what went wrong while a request was answered."""
    if isinstance(error, InvalidRequest):
        return _invalid(error)
    if isinstance(error, NotReady):
        return _unready(error)
    if isinstance(error, Overloaded):
        return overloaded()
    if isinstance(error, CannotResume):
        return _lost_stream()
    if isinstance(error, Stopping):
        detail = "The server stops before this answer is whole; send the message again."
        return ProblemResponse(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": RETRY_SECONDS})
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


def _typed(handler: Any) -> Any:
    """Starlette wants handlers of any exception; these take the class that they are registered for."""
    return handler


async def _invalid_request(request: Request, error: InvalidRequest) -> ProblemResponse:
    return _invalid(error, in_path=isinstance(error, UnknownGuide) and "slug" in request.path_params)


def _invalid(error: InvalidRequest, *, in_path: bool = False) -> ProblemResponse:
    missing = in_path or isinstance(
        error, UnknownConversation | UnknownMessage | UnknownShare | UnknownPacket | UnknownGap | UnknownModel
    )
    wrong = FieldError(field="slug" if in_path else error.field, message=shown(str(error)))
    invalid = next((status for kind, status in _REFUSED if isinstance(error, kind)), HTTPStatus.UNPROCESSABLE_ENTITY)
    status = HTTPStatus.NOT_FOUND if missing else invalid
    return ProblemResponse(status, summary([wrong]), errors=[wrong])


async def _not_ready(_: Request, error: NotReady) -> ProblemResponse:
    return _unready(error)


def _unready(error: NotReady) -> ProblemResponse:
    reason = str(error) if isinstance(error, NotReadyYet) else ""
    detail = " ".join(("No generation of the index is loaded yet.", reason)).strip()
    return ProblemResponse(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": RETRY_SECONDS})


def overloaded() -> ProblemResponse:
    """What a question is told for which there is no place."""
    detail = f"Too many questions are being answered right now; try again in {RETRY_SECONDS} s."
    return ProblemResponse(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": RETRY_SECONDS})


async def _overloaded(_: Request, error: Overloaded) -> ProblemResponse:
    return overloaded()


def _lost_stream() -> ProblemResponse:
    detail = "This stream can't be resumed right now; send the message again without Last-Event-ID."
    return ProblemResponse(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": RETRY_SECONDS})


async def _storage_down(_: Request, error: StorageDown) -> ProblemResponse:
    detail = "Conversations can't be reached right now; questions are answered, but nothing is saved."
    return ProblemResponse(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": RETRY_SECONDS})


async def _cannot_resume(_: Request, error: CannotResume) -> ProblemResponse:
    return _lost_stream()


async def _client_gone(_: Request, error: ClientGone) -> Response:
    return Response(status_code=CLIENT_GONE)


async def _validation(_: Request, error: RequestValidationError) -> ProblemResponse:
    errors = error.errors()
    if errors and errors[0]["type"] == "json_invalid":
        place = errors[0]["loc"][-1]
        wrong = FieldError(field="body", message=f"not valid JSON at character {place}")
        return ProblemResponse(HTTPStatus.BAD_REQUEST, summary([wrong]), errors=[wrong])
    found = field_errors(errors)
    return ProblemResponse(HTTPStatus.UNPROCESSABLE_ENTITY, summary(found), errors=found)


async def _http(request: Request, error: HTTPException) -> ProblemResponse:
    allowed = _methods_at(request) if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED else ()
    if allowed:
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


async def _unexpected(_: Request, error: Exception) -> ProblemResponse:
    return ProblemResponse(HTTPStatus.INTERNAL_SERVER_ERROR)


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
