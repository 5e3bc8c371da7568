"""Roles side by side: the page, and the same as JSON and CSV."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.desk.compare import (
    CSV,
    HEADER,
    JSON,
    PAGE,
    CellOut,
    CompareAddress,
    CompareRequest,
    CompareView,
    compare,
    rows,
)
from api.desk.words import topic_label
from api.http.coach.page import desk_page
from api.http.coach.sign_in import TheCoach
from api.http.coach.tables import csv_response
from api.http.dependencies import TheAssistant, TheQueue
from api.queue import AnswerQueue
from assistant.desk.desk import Desk
from assistant.types import InvalidRequest

router = APIRouter(tags=["desk"])

Address = Annotated[CompareAddress, Query()]


@router.get(PAGE, include_in_schema=False)
async def page(
    request: Request, address: Address, assistant: TheAssistant, queue: TheQueue, coach: TheCoach
) -> HTMLResponse:
    """What can be compared, and the comparison where enough is chosen."""
    desk = assistant.desk
    view, wrong = None, ""
    if address.roles or address.topics:
        try:
            view = await _view(request, queue, desk, address.roles, address.topics)
        except InvalidRequest as error:
            wrong = f"{error.field.capitalize()}: {error}."
    offer = desk.roles.offer()
    values = {
        "offer": offer,
        "roles": address.roles,
        "topics": address.topics,
        "own": ", ".join(topic for topic in address.topics if topic not in offer.topics),
        "view": view,
        "wrong": wrong,
        "index_asked": address.index,
        "label": topic_label,
        "conflicting": _conflicting,
        "twins": {"page": address.at(PAGE, offer.generation), "json": address.at(JSON, offer.generation)}
        | {"csv": address.at(CSV, offer.generation)},
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return desk_page(request, assistant, coach, "compare.html", values, status)


@router.post(JSON)
async def compared(sent: Request, request: CompareRequest, assistant: TheAssistant, queue: TheQueue) -> CompareView:
    """Compare two to four roles over topics, for coaches: each cell quoted, not said, or conflicting."""
    return await _view(sent, queue, assistant.desk, request.roles, request.topics)


@router.get(JSON)
async def as_json(sent: Request, address: Address, assistant: TheAssistant, queue: TheQueue) -> CompareView:
    """The same by an address that can be kept."""
    return await _view(sent, queue, assistant.desk, address.roles, address.topics)


@router.get(CSV, response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def as_csv(sent: Request, address: Address, assistant: TheAssistant, queue: TheQueue) -> Response:
    """The same as a table, a row a statement."""
    view = await _view(sent, queue, assistant.desk, address.roles, address.topics)
    return csv_response(sent, "compare.csv", HEADER, rows(view))


async def _view(sent: Request, queue: AnswerQueue, desk: Desk, roles: list[str], topics: list[str]) -> CompareView:
    return await queue.run(partial(compare, desk, roles, topics), sent.receive)


def _conflicting(cell: CellOut) -> set[int]:
    return {number for pair in cell.conflicts for number in pair}
