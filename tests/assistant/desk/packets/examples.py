"""Guides and packets that are made up, for the tests of packets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from assistant.desk.compare import Table
from assistant.desk.packets.sheet import Sheet, quote_of, sheet_of
from assistant.storage.packet_records import Content, Kind, Packet, PacketItem
from corpus.types import Guide, Section

MOMENT = datetime(2026, 11, 29, 12, tzinfo=UTC)
DAY = date(2026, 11, 29)
VERSION = "9f8e7d6c5b4a"
TEXT = (
    "Bosun\n\nPay\n\nA bosun earns €40,000 a year. Overtime is paid by the hour.\n\n"
    "Crew\n\nSix to ten deckhands report to a bosun:\n\n- they paint\n- they moor\n\nA bosun reports to the chief mate."
)


def no_comparison(roles: Sequence[str], topics: Sequence[str]) -> Table:
    raise AssertionError("nothing is compared here")


def guide(
    text: str = TEXT, slug: str = "bosun", version: str = VERSION, url: str = "https://guides.test/bosun"
) -> Guide:
    sections = tuple(
        Section(heading, (heading,), heading.lower(), text.index(f"\n{heading}\n") + 1, len(text))
        for heading in ("Pay", "Crew")
        if f"\n{heading}\n" in text
    )
    return Guide(slug, "Bosun", "Bosun", text, (), sections, version, url, "2026-11-23")


def item(content: Content, kind: Kind = Kind.PASSAGE, note: str = "", id_: str = "i") -> PacketItem:
    return PacketItem(id_, kind, content, note, MOMENT)


def packet(*items: PacketItem, title: str = "For Ana", introduction: str = "") -> Packet:
    return Packet("p", title, introduction, MOMENT, MOMENT, items)


def quoting(of: Guide, *quotes: str, note: str = "") -> Packet:
    """A packet of an item for each of these quotes."""
    spans = [(of.text.index(quote), of.text.index(quote) + len(quote)) for quote in quotes]
    return packet(*(item(Content("Collected", (quote_of(of, *span),)), note=note) for span in spans))


def sheet(collected: Packet, *guides: Guide, cited: bool = True) -> Sheet:
    return sheet_of(collected, guides, DAY, cited=cited, base="https://desk.test")
