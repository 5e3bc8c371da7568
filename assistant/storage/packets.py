"""Packets in SQL: what coaches have collected, item by item, in their order."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Row, delete, func, or_, select, true, update

from assistant.storage.database import Database, Store
from assistant.storage.packet_records import (
    Content,
    Kind,
    OthersPacket,
    Packet,
    PacketEntry,
    PacketItem,
    UnknownPacket,
)
from assistant.storage.records import STORED_ANSWER, UnknownMessage
from assistant.storage.tables import answers, is_id, packet_items, packets, storable
from assistant.types import Answer

UNTITLED = "Untitled packet"
_CONTENT = TypeAdapter(Content)


class PacketStore(Store):
    """Reads and writes packets, of one coach and those that others share, or of all. Thread-safe; on the database of
    the conversations. What changes a packet raises ``OthersPacket`` where it may only be read."""

    def __init__(self, database: Database, coach: str | None = None) -> None:
        super().__init__(database)
        self._coach = coach

    def create(self, title: str, introduction: str = "") -> Packet:
        """A new packet without items."""
        now = datetime.now(UTC)
        row = {"id": _new_id(), "title": _title(title), "introduction": storable(introduction)}
        owner = self._coach or ""
        with self._database.writing() as connection:
            connection.execute(packets.insert().values(created=now, changed=now, owner=owner, **row))
        return Packet(row["id"], row["title"], row["introduction"], now, now, owner=owner)

    def entries(self) -> tuple[PacketEntry, ...]:
        """All packets, the one that was changed last first."""
        count = (
            select(packet_items.c.packet_id, func.count().label("number")).group_by(packet_items.c.packet_id).subquery()
        )
        query = (
            select(packets, func.coalesce(count.c.number, 0).label("number"))
            .outerjoin(count, count.c.packet_id == packets.c.id)
            .where(_seen(self._coach))
            .order_by(packets.c.changed.desc(), packets.c.id)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(
            PacketEntry(row.id, row.title, row.number, row.created, row.changed, row.owner, row.shared) for row in rows
        )

    def read(self, packet_id: str) -> Packet:
        """All of a packet. Raises ``UnknownPacket``."""
        with self._database.reading() as connection:
            return _read(connection, packet_id, self._coach)

    def rename(self, packet_id: str, title: str | None = None, introduction: str | None = None) -> Packet:
        """Give it another title, or other words to begin with. Raises ``UnknownPacket``."""
        values = {} if title is None else {"title": _title(title)}
        values |= {} if introduction is None else {"introduction": storable(introduction)}
        with self._database.writing() as connection:
            _touch(connection, packet_id, self._coach, **values)
            return _read(connection, packet_id, self._coach)

    def share(self, packet_id: str, *, shared: bool) -> None:
        """Let other coaches read it, or not any more. Raises ``UnknownPacket``."""
        with self._database.writing() as connection:
            _touch(connection, packet_id, self._coach)
            connection.execute(update(packets).where(packets.c.id == packet_id).values(shared=shared))

    def delete(self, packet_id: str) -> None:
        """Delete a packet with its items. Raises ``UnknownPacket``."""
        with self._database.writing() as connection:
            _touch(connection, packet_id, self._coach)
            connection.execute(delete(packets).where(packets.c.id == packet_id))
        self._database.forget()

    def add(self, packet_id: str, kind: Kind, content: Content, note: str = "") -> PacketItem:
        """Put something at its end. Raises ``UnknownPacket``."""
        item = PacketItem(_new_id(), kind, content, storable(note), datetime.now(UTC))
        with self._database.writing() as connection:
            _touch(connection, packet_id, self._coach)
            last = select(func.max(packet_items.c.place)).where(packet_items.c.packet_id == packet_id)
            place = (-1 if (found := connection.scalar(last)) is None else found) + 1
            connection.execute(
                packet_items.insert().values(
                    id=item.id,
                    packet_id=packet_id,
                    place=place,
                    kind=kind.value,
                    note=item.note,
                    content=_CONTENT.dump_python(content, mode="json"),
                    added=item.added,
                )
            )
        return item

    def annotate(self, packet_id: str, item_id: str, note: str) -> None:
        """Put a note to an item, in place of an earlier one. Raises ``UnknownPacket``."""
        with self._database.writing() as connection:
            _demand_item(connection, packet_id, item_id, self._coach)
            connection.execute(update(packet_items).where(packet_items.c.id == item_id).values(note=storable(note)))

    def move(self, packet_id: str, item_id: str, place: int) -> None:
        """Put an item at a place, from 0; past the end is the end. Raises ``UnknownPacket``."""
        with self._database.writing() as connection:
            _demand_item(connection, packet_id, item_id, self._coach)
            order = [other for other in _order(connection, packet_id) if other != item_id]
            order.insert(place, item_id)
            _number(connection, order)

    def remove(self, packet_id: str, item_id: str) -> None:
        """Take an item out. Raises ``UnknownPacket``."""
        with self._database.writing() as connection:
            _demand_item(connection, packet_id, item_id, self._coach)
            connection.execute(delete(packet_items).where(packet_items.c.id == item_id))
            _number(connection, _order(connection, packet_id))
        self._database.forget()

    def answer(self, message_id: str) -> Answer:
        """The answer that was stored under this id. Raises ``UnknownMessage``."""
        found: Any = None
        if is_id(message_id):
            with self._database.reading() as connection:
                found = connection.scalar(select(answers.c.answer).where(answers.c.message_id == message_id))
        if found is None:
            raise UnknownMessage("message_id", "no such answer is stored")
        return STORED_ANSWER.validate_python(found)


def _title(given: str) -> str:
    return storable(given.strip()) or UNTITLED


def _new_id() -> str:
    """128 random bits, in letters and digits only: a coach types it after a command."""
    return secrets.token_hex(16)


def _seen(coach: str | None) -> ColumnElement[bool]:
    """Which packets a coach may read."""
    return true() if coach is None else or_(_own(coach), packets.c.shared)


def _own(coach: str | None) -> ColumnElement[bool]:
    """Which packets a coach may change."""
    return true() if coach is None else packets.c.owner.in_(("", coach))


def _touch(connection: Connection, packet_id: str, coach: str | None, **values: str) -> None:
    """Changed now; until the transaction ends no one else changes it. Raises ``UnknownPacket`` or ``OthersPacket``."""
    if is_id(packet_id):  # anything else could trip the database's driver
        change = update(packets).where(packets.c.id == packet_id, _own(coach))
        if connection.execute(change.values(changed=datetime.now(UTC), **values)).rowcount:
            return
        owner = connection.scalar(select(packets.c.owner).where(packets.c.id == packet_id, _seen(coach)))
        if owner is not None:
            raise OthersPacket("packet_id", f"it is {owner}'s, who lets others read it")
    raise UnknownPacket("packet_id", "no such packet")


def _demand_item(connection: Connection, packet_id: str, item_id: str, coach: str | None) -> None:
    """The packet is changed, if it has that item. Raises ``UnknownPacket`` or ``OthersPacket``."""
    _touch(connection, packet_id, coach)
    if item_id not in _order(connection, packet_id):
        raise UnknownPacket("item_id", "no such item in that packet")


def _order(connection: Connection, packet_id: str) -> list[str]:
    query = select(packet_items.c.id).where(packet_items.c.packet_id == packet_id).order_by(packet_items.c.place)
    return list(connection.scalars(query))


def _number(connection: Connection, order: Sequence[str]) -> None:
    for place, item_id in enumerate(order):
        connection.execute(update(packet_items).where(packet_items.c.id == item_id).values(place=place))


def _read(connection: Connection, packet_id: str, coach: str | None) -> Packet:
    row = None
    if is_id(packet_id):
        row = connection.execute(select(packets).where(packets.c.id == packet_id, _seen(coach))).first()
    if row is None:
        raise UnknownPacket("packet_id", "no such packet")
    query = select(packet_items).where(packet_items.c.packet_id == packet_id).order_by(packet_items.c.place)
    items = tuple(_item(one) for one in connection.execute(query))
    return Packet(row.id, row.title, row.introduction, row.created, row.changed, items, row.owner, row.shared)


def _item(row: Row[Any]) -> PacketItem:
    return PacketItem(row.id, Kind(row.kind), _CONTENT.validate_python(row.content), row.note, row.added)
