"""Search with facets: the page, and the same as JSON and CSV."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup, escape

from api.desk.packets import MAX_OFFSET
from api.desk.search import CSV, HEADER, JSON, PAGE, SearchAddress, around_out, rows, search
from api.desk.search_view import AroundOut, FoundOut, SearchView, SpanOut
from api.desk.words import topic_label
from api.http.coach.collect import FOUND, MOST
from api.http.coach.page import desk_page
from api.http.coach.sign_in import TheCoach
from api.http.coach.tables import csv_response
from api.http.dependencies import TheAssistant, TheQueue
from api.schemas.fields import Name
from corpus.days import in_words

router = APIRouter(tags=["desk"])

Address = Annotated[SearchAddress, Query()]
_MARK = Markup("<mark>{}</mark>")
_NEAR = Markup('<span class="near">{}</span>')


@router.get(PAGE, include_in_schema=False)
async def page(
    request: Request, address: Address, assistant: TheAssistant, queue: TheQueue, coach: TheCoach
) -> HTMLResponse:
    """What the address asks for, to read."""
    view = await queue.run(partial(search, assistant.desk, address, PAGE), request.receive)
    everything = address.at(FOUND, index="", around="")
    values = {"view": view, "marked": marked, "day": in_words, "topic": topic_label}
    values |= {"everything": everything, "most": MOST}
    return desk_page(request, assistant, coach, "search.html", values)


@router.get(JSON)
async def as_json(request: Request, address: Address, assistant: TheAssistant, queue: TheQueue) -> SearchView:
    """Search all guides, for coaches: facets with counts, exact spans of what was found, each part of the score."""
    return await queue.run(partial(search, assistant.desk, address, JSON), request.receive)


@router.get(CSV, response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def as_csv(request: Request, address: Address, assistant: TheAssistant, queue: TheQueue) -> Response:
    """The same, every page of it, as a table."""
    work = partial(search, assistant.desk, address, JSON, whole=True)
    view = await queue.run(work, request.receive)
    return csv_response(request, "search.csv", HEADER, rows(view))


@router.get("/v1/coach/around")
def around(
    assistant: TheAssistant,
    guide: Annotated[Name, Query(description="Slug of the guide.")],
    start: Annotated[int, Query(ge=0, le=MAX_OFFSET)],
    end: Annotated[int, Query(ge=0, le=MAX_OFFSET)],
) -> AroundOut:
    """What a guide says before and after a span of its text, by whole blocks."""
    return around_out(assistant.desk.passages.around(guide, start, end))


def marked(one: FoundOut) -> Markup:
    """The text of a hit, escaped, with its marks."""
    near = one.nearest
    if near is None:
        return _written(one, one.start, one.end)
    return Markup("").join(
        (
            _written(one, one.start, near.start),
            _NEAR.format(_written(one, near.start, near.end)),
            _written(one, near.end, one.end),
        )
    )


def _written(one: FoundOut, start: int, end: int) -> Markup:
    parts: list[Markup] = []
    at = start
    for first, last in _within(one.highlights, start, end):
        parts += [escape(_text(one, at, first)), _MARK.format(_text(one, first, last))]
        at = last
    return Markup("").join((*parts, escape(_text(one, at, end))))


def _within(spans: Sequence[SpanOut], start: int, end: int) -> list[tuple[int, int]]:
    cut = ((max(span.start, start), min(span.end, end)) for span in spans)
    return [(first, last) for first, last in cut if first < last]


def _text(one: FoundOut, start: int, end: int) -> str:
    return one.text[start - one.start : end - one.start]
