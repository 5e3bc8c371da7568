"""The pages of packets: a list, each to be put in order, and a file to be checked. All works without a script."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from api.desk.packets import MAX_TEXT, MAX_TITLE, check_out
from api.http.coach.packets import ThePackets, base_of, download
from api.http.coach.page import desk_page
from api.http.coach.sign_in import TheCoach
from api.http.dependencies import TheAssistant
from api.schemas.fields import MAX_MESSAGE, without_controls
from assistant.desk.packets.formats import Format
from assistant.desk.packets.manifest import NoPacket
from assistant.desk.packets.wording import updated
from assistant.types import InvalidRequest

PACKETS = "/coach/packets"
HITS = 8
router = APIRouter(include_in_schema=False)


Title = Annotated[str, Form(max_length=MAX_TITLE)]
Words = Annotated[str, Form(max_length=MAX_TEXT)]
Field = Annotated[str, Form(max_length=200)]


@router.get(PACKETS)
def packets(request: Request, assistant: TheAssistant, kept: ThePackets, coach: TheCoach) -> HTMLResponse:
    """One's own packets and those that others share, a form for a new one, and one for a file to be checked."""
    values = {"packets": kept.entries(), "wrong": ""}
    return desk_page(request, assistant, coach, "packets.html", values)


@router.post(PACKETS)
def create(kept: ThePackets, title: Title = "") -> Response:
    """A new packet, which is shown."""
    return to_packet(kept.create(without_controls(title)).id)


@router.post(f"{PACKETS}/check")
async def check(
    request: Request,
    assistant: TheAssistant,
    kept: ThePackets,
    coach: TheCoach,
    file: Annotated[UploadFile, File()],
) -> HTMLResponse:
    """What has become of an exported file's quotes."""
    data = await file.read()
    try:
        found = await run_in_threadpool(kept.check, data)
    except NoPacket as error:
        values = {"packets": await run_in_threadpool(kept.entries), "wrong": str(error)}
        return desk_page(request, assistant, coach, "packets.html", values, HTTPStatus.UNPROCESSABLE_ENTITY)
    return desk_page(request, assistant, coach, "packet-check.html", {"check": check_out(found)})


@router.get(f"{PACKETS}/{{packet_id}}")
def packet(
    request: Request, assistant: TheAssistant, kept: ThePackets, coach: TheCoach, packet_id: str, q: str = ""
) -> HTMLResponse:
    """A packet, and with ``q`` the answer and the passages that could be added."""
    query, found = without_controls(q)[:MAX_MESSAGE], kept.read(packet_id)
    answer = assistant.respond(query, history=()).answer if query else None
    values = {
        "packet": found,
        "may_change": found.may_be_changed_by(coach.name),
        "chapters": {item.id: chapter for item, chapter in kept.chapters_of(found)},
        "query": query,
        "answer": answer if answer is not None and answer.statements else None,
        "hits": assistant.search(query, k=HITS) if query else (),
        "formats": tuple(Format),
        "updated": updated,
    }
    return desk_page(request, assistant, coach, "packet.html", values)


@router.post(f"{PACKETS}/{{packet_id}}")
def change(kept: ThePackets, packet_id: str, title: Title = "", introduction: Words = "") -> Response:
    """Another title and introduction."""
    kept.rename(packet_id, without_controls(title), without_controls(introduction))
    return to_packet(packet_id)


@router.post(f"{PACKETS}/{{packet_id}}/share")
def share(kept: ThePackets, packet_id: str, shared: Annotated[bool, Form()] = False) -> Response:
    """Let other coaches read a packet, or not any more."""
    kept.share(packet_id, shared=shared)
    return to_packet(packet_id, "#sharing")


@router.post(f"{PACKETS}/{{packet_id}}/delete")
def delete(kept: ThePackets, packet_id: str) -> Response:
    """Delete a packet."""
    kept.delete(packet_id)
    return RedirectResponse(PACKETS, HTTPStatus.SEE_OTHER)


@router.post(f"{PACKETS}/{{packet_id}}/items/{{item_id}}")
def change_item(
    kept: ThePackets,
    packet_id: str,
    item_id: str,
    action: Annotated[str, Form(max_length=10)],
    note: Words = "",
) -> Response:
    """What the buttons of an item do."""
    order = [item.id for item in kept.read(packet_id).items]
    place = order.index(item_id) if item_id in order else 0
    if action == "note":
        kept.annotate(packet_id, item_id, without_controls(note))
    elif action in ("top", "up", "down"):
        kept.move(packet_id, item_id, {"top": 0, "up": max(0, place - 1), "down": place + 1}[action])
    elif action == "remove":
        kept.remove(packet_id, item_id)
        return to_packet(packet_id)
    else:
        raise InvalidRequest("action", "must be note, top, up, down or remove")
    return to_packet(packet_id, f"#item-{item_id}")


@router.get(f"{PACKETS}/{{packet_id}}/export")
def export(request: Request, kept: ThePackets, packet_id: str, format: Format, citations: bool = False) -> Response:
    """A packet as a file. The form's box for citations sends nothing where it isn't ticked."""
    return download(kept.export(kept.read(packet_id), format, cited=citations, base=base_of(request)))


def to_packet(packet_id: str, place: str = "") -> Response:
    """Leads to a packet's page."""
    return RedirectResponse(f"{PACKETS}/{packet_id}{place}", HTTPStatus.SEE_OTHER)
