"""Packets as the faces call them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from assistant.desk.compare import Table
from assistant.desk.packets import collect
from assistant.desk.packets.check import QuoteCheck, check_file
from assistant.desk.packets.formats import Format, file_name, write_file
from assistant.desk.packets.sheet import Chapter, NumberedSource, Sheet, sheet_of
from assistant.storage.database import Database
from assistant.storage.packet_records import Content, Kind, Packet, PacketItem
from assistant.storage.packets import PacketStore
from assistant.types import Answer
from corpus.types import Guide

Compare = Callable[[Sequence[str], Sequence[str]], Table]
"""From roles and topics to what their guides say."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file."""

    name: str
    media_type: str
    data: bytes


def unkept(title: str, contents: Sequence[Content]) -> Packet:
    """A packet that is stored nowhere, with a passage's item for each of ``contents``."""
    now = datetime.now(UTC)
    items = tuple(PacketItem(str(n), Kind.PASSAGE, content, "", now) for n, content in enumerate(contents))
    return Packet("", title, "", now, now, items)


class Packets(PacketStore):
    """All packets, or what ``of`` one coach may see of them, over the guides that are served. Thread-safe. Any of it
    may raise ``StorageDown``, and what changes a packet ``OthersPacket``."""

    def __init__(
        self,
        database: Database,
        guides: Callable[[], Sequence[Guide]],
        compare: Compare,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
        coach: str | None = None,
    ) -> None:
        super().__init__(database, coach)
        self._guides, self._compare, self._today = guides, compare, today

    def of(self, coach: str) -> Packets:
        """A coach's own packets and those that others share; what is made is the coach's."""
        return Packets(self._database, self._guides, self._compare, self._today, coach)

    def add_passage(self, packet_id: str, span: collect.WantedSpan, note: str = "", heading: str = "") -> PacketItem:
        """Put a span of a guide at the end of a packet.

        Raises ``UnknownPacket``, ``UnknownGuide``, ``GuideChanged``, ``InvalidRequest`` or ``NotReady``.
        """
        guides = {guide.slug: guide for guide in self._guides()}
        return self.add(packet_id, Kind.PASSAGE, collect.passage_content(span, guides, heading), note)

    def add_passages(self, packet_id: str, spans: Sequence[collect.WantedSpan], note: str = "") -> None:
        """Put several spans at its end but for those that are there, the note to the first; all of them or none.

        Raises as ``add_passage``.
        """
        guides = {guide.slug: guide for guide in self._guides()}
        contents = [collect.passage_content(span, guides) for span in spans]
        if len(contents) > 1:
            there = [item.content.quotes for item in self.read(packet_id).items if item.kind is Kind.PASSAGE]
            contents = [one for one in contents if one.quotes not in there]
        for place, content in enumerate(contents):
            self.add(packet_id, Kind.PASSAGE, content, "" if place else note)

    def add_answer(self, packet_id: str, message_id: str, note: str = "", heading: str = "") -> PacketItem:
        """Put an answer that was given to anybody at the end of a packet.

        Raises ``UnknownPacket``, ``UnknownMessage`` or ``InvalidRequest``.
        """
        return self.add_given(packet_id, self.answer(message_id), note, heading)

    def add_given(self, packet_id: str, given: Answer, note: str = "", heading: str = "") -> PacketItem:
        """Put an answer at the end of a packet. Raises ``UnknownPacket`` or ``InvalidRequest``."""
        return self.add(packet_id, Kind.ANSWER, collect.answer_content(given, heading), note)

    def add_comparison(self, packet_id: str, roles: Sequence[str], topics: Sequence[str], note: str = "") -> PacketItem:
        """Put roles side by side at its end. Raises ``UnknownPacket``, ``InvalidRequest`` or ``NotReady``."""
        content = collect.comparison_content(self._compare(roles, topics))
        return self.add(packet_id, Kind.COMPARISON, content, note)

    def sheet(self, packet: Packet, *, cited: bool = True, base: str = "") -> Sheet:
        """A packet as of today's guides. ``base`` is this service's address. Raises ``NotReady``."""
        return sheet_of(packet, self._guides(), self._today(), cited=cited, base=base)

    def chapters_of(self, packet: Packet) -> Iterator[tuple[PacketItem, Chapter]]:
        """Each item as it is to be read, as of today's guides. Raises ``NotReady``."""
        return zip(packet.items, self.sheet(packet).chapters, strict=True)

    def sources_of(self, packet: Packet) -> dict[str, tuple[NumberedSource, ...]]:
        """What has become of each item's quotes, by the item's id. Raises ``NotReady``."""
        return {
            item.id: sheet_of(
                Packet(packet.id, "", "", packet.created, packet.changed, (item,)), self._guides(), self._today()
            ).sources
            for item in packet.items
        }

    def export(self, packet: Packet, format: Format, *, cited: bool = True, base: str = "") -> Export:
        """A packet as a file. Raises ``NotReady``."""
        data = write_file(self.sheet(packet, cited=cited, base=base), format)
        return Export(file_name(packet.title, format), format.media_type, data)

    def check(self, data: bytes) -> QuoteCheck:
        """What has become of the quotes of an exported file. Raises ``NoPacket`` or ``NotReady``."""
        return check_file(data, self._guides())
