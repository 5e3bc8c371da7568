"""The pages of packets: a list, each to be put in order, and a file to be checked. All works without a script."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from api.desk.packets import MAX_OFFSET, MAX_TEXT, MAX_TITLE, check_out
from api.http.coach.packets import base_of, download
from api.http.coach.page import desk_page, told_next
from api.http.coach.sign_in import TheCoach, safe_next
from api.http.dependencies import TheAssistant
from api.schemas import MAX_MESSAGE, without_controls
from assistant.desk.packets.collect import WantedSpan
from assistant.desk.packets.formats import Format
from assistant.desk.packets.manifest import NoPacket
from assistant.desk.packets.wording import updated
from assistant.types import InvalidRequest

PACKETS = "/coach/packets"
HITS = 8
router = APIRouter(include_in_schema=False)

Title = Annotated[str, Form(max_length=MAX_TITLE)]
Words = Annotated[str, Form(max_length=MAX_TEXT)]
Offset = Annotated[int, Form(ge=0, le=MAX_OFFSET)]
Field = Annotated[str, Form(max_length=200)]


@router.get(PACKETS)
def packets(request: Request, assistant: TheAssistant, coach: TheCoach) -> HTMLResponse:
    """All packets, a form for a new one, and one for a file to be checked."""
    values = {"packets": assistant.desk.packets.entries(), "wrong": ""}
    return desk_page(request, assistant, coach, "packets.html", values)


@router.post(PACKETS)
def create(assistant: TheAssistant, title: Title = "") -> Response:
    """A new packet, which is shown."""
    return _to(assistant.desk.packets.create(without_controls(title)).id)


@router.post(f"{PACKETS}/check")
async def check(
    request: Request, assistant: TheAssistant, coach: TheCoach, file: Annotated[UploadFile, File()]
) -> HTMLResponse:
    """What has become of an exported file's quotes."""
    kept, data = assistant.desk.packets, await file.read()
    try:
        found = await run_in_threadpool(kept.check, data)
    except NoPacket as error:
        values = {"packets": await run_in_threadpool(kept.entries), "wrong": str(error)}
        return desk_page(request, assistant, coach, "packets.html", values, HTTPStatus.UNPROCESSABLE_ENTITY)
    return desk_page(request, assistant, coach, "packet-check.html", {"check": check_out(found)})


@router.get(f"{PACKETS}/collect")
def choose(
    request: Request,
    assistant: TheAssistant,
    coach: TheCoach,
    guide: str = "",
    start: Annotated[int, Query(ge=0, le=MAX_OFFSET)] = 0,
    end: Annotated[int, Query(ge=0, le=MAX_OFFSET)] = 0,
    message: str = "",
    role: Annotated[list[str] | None, Query()] = None,
) -> HTMLResponse:
    """Into which packet something goes, which other pages lead here with."""
    if guide:
        what = assistant.guide(guide).guide.text[start:end]
    else:
        what = ", ".join(role) if role else "An answer" if message else ""
    values = {"asked": request.query_params.multi_items(), "what": what, "packets": assistant.desk.packets.entries()}
    return desk_page(request, assistant, coach, "packet-collect.html", values)


@router.post(f"{PACKETS}/add")
def add(
    request: Request,
    assistant: TheAssistant,
    packet: Field = "",
    guide: Field = "",
    version: Field = "",
    start: Offset = 0,
    end: Offset = 0,
    message: Field = "",
    role: Annotated[list[str] | None, Form()] = None,
    topic: Annotated[list[str] | None, Form()] = None,
    title: Title = "",
    note: Words = "",
    next: Annotated[str, Form()] = "",
) -> Response:
    """Collect a span, an answer or a comparison, into a new packet where none is named; then back to where the coach
    was, where it is said."""
    kept = assistant.desk.packets
    id_ = packet or kept.create(without_controls(title)).id
    if message:
        kept.add_answer(id_, message, without_controls(note))
    elif role:
        kept.add_comparison(id_, role, topic or (), without_controls(note))
    else:
        kept.add_passage(id_, WantedSpan(guide, version, start, end), without_controls(note))
    return told_next(RedirectResponse(safe_next(next), HTTPStatus.SEE_OTHER), id_) if next else _to(id_)


@router.get(f"{PACKETS}/{{packet_id}}")
def packet(request: Request, assistant: TheAssistant, coach: TheCoach, packet_id: str, q: str = "") -> HTMLResponse:
    """A packet, and with ``q`` the passages that could be added."""
    kept, query = assistant.desk.packets, without_controls(q)[:MAX_MESSAGE]
    found = kept.read(packet_id)
    values = {
        "packet": found,
        "sources": kept.sources_of(found),
        "query": query,
        "hits": assistant.search(query, k=HITS) if query else (),
        "formats": tuple(Format),
        "updated": updated,
    }
    return desk_page(request, assistant, coach, "packet.html", values)


@router.post(f"{PACKETS}/{{packet_id}}")
def change(assistant: TheAssistant, packet_id: str, title: Title = "", introduction: Words = "") -> Response:
    """Another title and introduction."""
    assistant.desk.packets.rename(packet_id, without_controls(title), without_controls(introduction))
    return _to(packet_id)


@router.post(f"{PACKETS}/{{packet_id}}/delete")
def delete(assistant: TheAssistant, packet_id: str) -> Response:
    """Delete a packet."""
    assistant.desk.packets.delete(packet_id)
    return RedirectResponse(PACKETS, HTTPStatus.SEE_OTHER)


@router.post(f"{PACKETS}/{{packet_id}}/items/{{item_id}}")
def change_item(
    assistant: TheAssistant,
    packet_id: str,
    item_id: str,
    action: Annotated[str, Form(max_length=10)],
    note: Words = "",
) -> Response:
    """What the buttons of an item do."""
    kept = assistant.desk.packets
    order = [item.id for item in kept.read(packet_id).items]
    place = order.index(item_id) if item_id in order else 0
    if action == "note":
        kept.annotate(packet_id, item_id, without_controls(note))
    elif action in ("up", "down"):
        kept.move(packet_id, item_id, max(0, place + (1 if action == "down" else -1)))
    elif action == "remove":
        kept.remove(packet_id, item_id)
        return _to(packet_id)
    else:
        raise InvalidRequest("action", "must be note, up, down or remove")
    return _to(packet_id, f"#item-{item_id}")


@router.get(f"{PACKETS}/{{packet_id}}/export")
def export(
    request: Request, assistant: TheAssistant, packet_id: str, format: Format, citations: bool = False
) -> Response:
    """A packet as a file. The form's box for citations sends nothing where it isn't ticked."""
    kept = assistant.desk.packets
    return download(kept.export(kept.read(packet_id), format, cited=citations, base=base_of(request)))


def _to(packet_id: str, place: str = "") -> Response:
    return RedirectResponse(f"{PACKETS}/{packet_id}{place}", HTTPStatus.SEE_OTHER)
