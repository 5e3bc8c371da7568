"""What is kept of a packet, as it comes back out of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.types import InvalidRequest


class Kind(StrEnum):
    """What was collected."""

    PASSAGE = "passage"
    ANSWER = "answer"
    COMPARISON = "comparison"


@dataclass(frozen=True, slots=True)
class PacketQuote:
    """Exact text of a guide, as it stood when it was collected: ``text == guide.text[start:end]`` of ``version``."""

    guide: str
    title: str
    section: str
    version: str
    updated: str
    url: str
    """The guide's page, opened at the quote; begins with "/" where the guide has no address of its own."""
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class PacketStatement:
    """One thing that an item says, and which of the item's quotes (from 0) hold it up."""

    text: str
    quotes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PacketCell:
    """What a comparison says of one role and one topic; ``remark`` in our words, where nothing is said, or in what the
    quotes differ."""

    said: tuple[PacketStatement, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class PacketRow:
    """One topic of a comparison, a cell for each of its columns."""

    label: str
    cells: tuple[PacketCell, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What an item holds. A comparison has ``columns`` and ``rows``, everything else ``said``."""

    heading: str
    quotes: tuple[PacketQuote, ...]
    said: tuple[PacketStatement, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[PacketRow, ...] = ()


@dataclass(frozen=True, slots=True)
class PacketItem:
    """Something that was collected; ``note`` is the coach's own."""

    id: str
    kind: Kind
    content: Content
    note: str
    added: datetime


@dataclass(frozen=True, slots=True)
class PacketEntry:
    """A packet in a list of packets. ``owner`` is the coach who made it, empty where it is everybody's; where it is
    ``shared`` the others may read it."""

    id: str
    title: str
    items: int
    created: datetime
    changed: datetime
    owner: str = ""
    shared: bool = False

    def may_be_changed_by(self, coach: str) -> bool:
        return self.owner in ("", coach)


@dataclass(frozen=True, slots=True)
class Packet:
    """What a coach has collected for somebody, in the coach's order. ``owner`` and ``shared`` are as in a list."""

    id: str
    title: str
    introduction: str
    created: datetime
    changed: datetime
    items: tuple[PacketItem, ...] = ()
    owner: str = ""
    shared: bool = False

    def may_be_changed_by(self, coach: str) -> bool:
        return self.owner in ("", coach)


class UnknownPacket(InvalidRequest):
    """No packet, or no item of it, with that id that this coach may read."""


class OthersPacket(InvalidRequest):
    """It is another coach's, who lets others read it."""
