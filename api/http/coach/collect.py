"""Into which packet something goes: passages, all of a search, an answer, a comparison. Works without a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import StringConstraints
from starlette.concurrency import run_in_threadpool

from api.desk.packets import MAX_TITLE
from api.desk.search import PAGE, SearchAddress
from api.http.coach.packet_pages import PACKETS, Field, Title, Words, to_packet
from api.http.coach.packets import ThePackets
from api.http.coach.page import desk_page, told_next
from api.http.coach.sign_in import TheCoach, safe_next
from api.http.dependencies import TheAssistant, TheQueue
from api.schemas.fields import MAX_MESSAGE, without_controls
from assistant.desk.coaches import Coach
from assistant.desk.packets.collect import WantedSpan
from assistant.desk.packets.desk import Packets
from assistant.types import InvalidRequest

COLLECT, FOUND = f"{PACKETS}/collect", f"{PACKETS}/collect/found"
MOST = 300
"""Passages that are collected at a time."""
MOST_DIGITS = 9
router = APIRouter(include_in_schema=False)

Span = Annotated[str, StringConstraints(max_length=300)]
Spans = Annotated[Sequence[Span], Query(max_length=MOST)]
FormSpans = Annotated[Sequence[Span], Form(max_length=MOST)]
Question = Annotated[str, Form(max_length=MAX_MESSAGE)]


@router.get(COLLECT)
def choose(
    request: Request,
    assistant: TheAssistant,
    kept: ThePackets,
    coach: TheCoach,
    span: Spans = (),
    message: str = "",
    role: Annotated[list[str] | None, Query()] = None,
    topic: Annotated[list[str] | None, Query()] = None,
    title: Annotated[str, Query(max_length=MAX_TITLE)] = "",
) -> HTMLResponse:
    """Into which packet something goes, which other pages lead here with; ``title`` is proposed for a new one."""
    quotes = [assistant.guide(one.guide).guide.text[one.start : one.end] for one in map(_span, span)]
    compared = ": ".join(", ".join(part) for part in (role, topic) if part)
    what = quotes or [compared or (f"The answer to: {title}" if message and title else "An answer")]
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "title"]
    values = _form(kept, coach, asked=asked, what=what, title=title)
    return desk_page(request, assistant, coach, "packet-collect.html", values)


@router.get(FOUND)
async def choose_found(
    request: Request,
    address: Annotated[SearchAddress, Query()],
    assistant: TheAssistant,
    queue: TheQueue,
    kept: ThePackets,
    coach: TheCoach,
) -> HTMLResponse:
    """The same for all pages of a search, the best ``MOST`` passages of it."""
    wanted = replace(address.wanted(whole=True), limit=MOST)
    results = await queue.run(partial(assistant.desk.passages.search, wanted), request.receive)
    found = [one.passage for one in results.hits]
    spans = [f"{hit.guide.slug}:{hit.guide.version}:{hit.passage.start}:{hit.passage.end}" for hit in results.hits]
    asked = [*(("span", span) for span in spans), ("next", address.at(PAGE))]
    values = await run_in_threadpool(
        partial(_form, kept, coach, asked=asked, what=[one.text for one in found], title=address.q, of=results.passages)
    )
    return desk_page(request, assistant, coach, "packet-collect.html", values)


@router.post(f"{PACKETS}/add")
def add(
    assistant: TheAssistant,
    kept: ThePackets,
    packet: Field = "",
    span: FormSpans = (),
    message: Field = "",
    question: Question = "",
    role: Annotated[list[str] | None, Form()] = None,
    topic: Annotated[list[str] | None, Form()] = None,
    title: Title = "",
    note: Words = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    """Collect passages, an answer (a ``message``, or that to a ``question``) or a comparison, into a new packet where
    none is named; then back to where the coach was, where it is said."""
    spans = [_span(one) for one in span]
    if not (spans or message or question or role):
        raise InvalidRequest("span", "there is nothing to collect")
    id_ = packet or kept.create(without_controls(title)).id
    if message:
        kept.add_answer(id_, message, without_controls(note))
    elif question:
        kept.add_given(id_, assistant.respond(without_controls(question), history=()).answer, without_controls(note))
    elif role:
        kept.add_comparison(id_, role, topic or (), without_controls(note))
    else:
        kept.add_passages(id_, spans, without_controls(note))
    return told_next(RedirectResponse(safe_next(next), HTTPStatus.SEE_OTHER), id_) if next else to_packet(id_)


def _form(
    kept: Packets, coach: Coach, *, asked: Sequence[tuple[str, str]], what: Sequence[str], title: str, of: int = 0
) -> dict[str, object]:
    """What the page shows; ``of`` so many passages these are the first."""
    return {
        "asked": asked,
        "what": what,
        "of": max(of, len(what)),
        "title": without_controls(title)[:MAX_TITLE],
        "packets": [one for one in kept.entries() if one.may_be_changed_by(coach.name)],
    }


def _span(written: str) -> WantedSpan:
    """A passage as the desk's addresses and forms name it. Raises ``InvalidRequest``."""
    guide, version, start, end = [*written.split(":", 3), "", "", ""][:4]
    if not all(part.isdecimal() and len(part) <= MOST_DIGITS for part in (start, end)):
        raise InvalidRequest("span", "must be guide:version:start:end")
    return WantedSpan(guide, version, int(start), int(end))
