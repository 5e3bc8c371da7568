"""Packets for programs: collected, changed, exported and checked."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.desk.packets import (
    QUOTE_COLUMNS,
    CheckResponse,
    ItemChange,
    ItemRequest,
    PacketChange,
    PacketRequest,
    PacketResponse,
    PacketsResponse,
    check_out,
    entry_out,
    packet_out,
    quote_rows,
)
from api.http.coach.sign_in import TheCoach
from api.http.coach.tables import csv_response
from api.http.dependencies import TheAssistant
from assistant.desk.packets.collect import WantedSpan
from assistant.desk.packets.desk import Export, Packets
from assistant.desk.packets.formats import Format

router = APIRouter()


def packets_of(assistant: TheAssistant, coach: TheCoach) -> Packets:
    """What the coach who asks may see of the packets."""
    return assistant.desk.packets.of(coach.name)


ThePackets = Annotated[Packets, Depends(packets_of)]

AsFormat = Annotated[Format, Query(alias="format", description="Markdown, Word or PDF.")]
WithCitations = Annotated[
    bool, Query(alias="citations", description="Without: no numbers, sources, addresses or digests.")
]


@router.get("/v1/packets")
def packets(kept: ThePackets) -> PacketsResponse:
    """One's own packets and those that others share, the one that was changed last first."""
    return PacketsResponse(packets=[entry_out(entry) for entry in kept.entries()])


@router.post("/v1/packets", status_code=HTTPStatus.CREATED)
def create(request: PacketRequest, kept: ThePackets) -> PacketResponse:
    """A new packet."""
    made = kept.create(request.title, request.introduction)
    if request.shared:
        kept.share(made.id, shared=True)
    return _packet(kept, made.id)


@router.post("/v1/packets/check")
async def check(request: Request, kept: ThePackets) -> CheckResponse:
    """Hold an exported packet, which is the body, against today's guides."""
    data = await request.body()
    return check_out(await run_in_threadpool(kept.check, data))


@router.get("/v1/packets/{packet_id}")
def packet(packet_id: str, kept: ThePackets) -> PacketResponse:
    """A packet, with what has become of its quotes since they were collected."""
    return _packet(kept, packet_id)


@router.get("/v1/packets/{packet_id}/quotes.csv", response_class=Response)
def quotes_csv(packet_id: str, request: Request, kept: ThePackets) -> Response:
    """The quotes of a packet as CSV, with what has become of each."""
    return csv_response(request, "quotes.csv", QUOTE_COLUMNS, quote_rows(_packet(kept, packet_id)))


@router.patch("/v1/packets/{packet_id}")
def change(packet_id: str, request: PacketChange, kept: ThePackets) -> PacketResponse:
    """Give a packet another title or introduction, let others read it or not."""
    kept.rename(packet_id, request.title, request.introduction)
    if request.shared is not None:
        kept.share(packet_id, shared=request.shared)
    return _packet(kept, packet_id)


@router.delete("/v1/packets/{packet_id}", status_code=HTTPStatus.NO_CONTENT)
def delete(packet_id: str, kept: ThePackets) -> None:
    """Delete a packet with its items."""
    kept.delete(packet_id)


@router.post("/v1/packets/{packet_id}/items", status_code=HTTPStatus.CREATED)
def add(packet_id: str, request: ItemRequest, kept: ThePackets) -> PacketResponse:
    """Collect a span of a guide, which must be its text today, an answer that was given, or a comparison."""
    if request.message_id is not None:
        kept.add_answer(packet_id, request.message_id, request.note, request.heading)
    elif request.roles is not None:
        kept.add_comparison(packet_id, request.roles, request.topics or (), request.note)
    else:
        span = WantedSpan(
            request.guide or "", request.version or "", request.start or 0, request.end or 0, request.quote
        )
        kept.add_passage(packet_id, span, request.note, request.heading)
    return _packet(kept, packet_id)


@router.patch("/v1/packets/{packet_id}/items/{item_id}")
def change_item(packet_id: str, item_id: str, request: ItemChange, kept: ThePackets) -> PacketResponse:
    """Give an item another note or place."""
    if request.note is not None:
        kept.annotate(packet_id, item_id, request.note)
    if request.place is not None:
        kept.move(packet_id, item_id, request.place)
    return _packet(kept, packet_id)


@router.delete("/v1/packets/{packet_id}/items/{item_id}", status_code=HTTPStatus.NO_CONTENT)
def remove_item(packet_id: str, item_id: str, kept: ThePackets) -> None:
    """Take an item out of a packet."""
    kept.remove(packet_id, item_id)


@router.get("/v1/packets/{packet_id}/export", response_class=Response)
def export(
    packet_id: str,
    request: Request,
    kept: ThePackets,
    format: AsFormat = Format.MARKDOWN,
    citations: WithCitations = True,
) -> Response:
    """A packet as a file."""
    return download(kept.export(kept.read(packet_id), format, cited=citations, base=base_of(request)))


def download(made: Export) -> Response:
    """A file that a browser saves under its name."""
    return Response(
        made.data, media_type=made.media_type, headers={"Content-Disposition": f'attachment; filename="{made.name}"'}
    )


def base_of(request: Request) -> str:
    """The address under which the client reaches this service."""
    return str(request.base_url).rstrip("/")


def _packet(kept: Packets, packet_id: str) -> PacketResponse:
    found = kept.read(packet_id)
    return packet_out(found, kept.sources_of(found))
