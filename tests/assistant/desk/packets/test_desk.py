"""Packets over a real database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from assistant.desk.packets.collect import GuideChanged, WantedSpan
from assistant.desk.packets.desk import Packets
from assistant.desk.packets.formats import Format, read_file
from assistant.storage.conversations import Conversations
from assistant.storage.database import Database
from assistant.storage.packet_records import Kind, OthersPacket, UnknownPacket
from assistant.storage.records import UnknownMessage
from assistant.types import Answer, Citation, InvalidRequest, Statement, Status, UnknownGuide
from tests.assistant.desk.packets.examples import TEXT, VERSION, guide, no_comparison

PAY = "A bosun earns €40,000 a year."
START = TEXT.index(PAY)
SPAN = WantedSpan("bosun", VERSION, START, START + len(PAY))


@pytest.fixture
def packets(database_url: str) -> Iterator[Packets]:
    database = Database(database_url)
    yield Packets(database, lambda: (guide(),), no_comparison, lambda: date(2026, 11, 29))
    database.close()


def test_a_packet_is_made_named_listed_and_deleted(packets: Packets) -> None:
    first = packets.create("  For Ana ")
    second = packets.create("")
    assert (first.title, second.title) == ("For Ana", "Untitled packet")
    assert packets.rename(first.id, introduction="Read this.").introduction == "Read this."
    assert [entry.id for entry in packets.entries()] == [first.id, second.id]
    packets.add_passage(second.id, SPAN)
    assert [(entry.id, entry.items) for entry in packets.entries()] == [(second.id, 1), (first.id, 0)]
    packets.delete(second.id)
    assert [entry.id for entry in packets.entries()] == [first.id]
    with pytest.raises(UnknownPacket):
        packets.read(second.id)


def test_items_are_annotated_reordered_and_removed(packets: Packets) -> None:
    id_ = packets.create("p").id
    a, b, c = (packets.add_passage(id_, SPAN, note).id for note in "abc")
    packets.move(id_, c, 0)
    assert [item.id for item in packets.read(id_).items] == [c, a, b]
    packets.move(id_, c, 99)
    assert [item.id for item in packets.read(id_).items] == [a, b, c]
    packets.annotate(id_, b, "noted\0")
    packets.remove(id_, a)
    assert [(item.id, item.note) for item in packets.read(id_).items] == [(b, "noted"), (c, "c")]
    packets.move(id_, b, 1)
    assert [item.id for item in packets.read(id_).items] == [c, b]


def test_a_passage_is_the_guides_own_text_without_white_space_around_it(packets: Packets) -> None:
    id_ = packets.create("p").id
    item = packets.add_passage(id_, WantedSpan("bosun", VERSION, START - 2, START + len(PAY) + 1, quote=PAY), "Ask.")
    (quote,) = item.content.quotes
    assert quote.text == TEXT[quote.start : quote.end] == PAY
    assert (item.kind, item.content.heading, item.note) == (Kind.PASSAGE, "Bosun › Pay", "Ask.")
    assert packets.read(id_).items == (item,)


@pytest.mark.parametrize(
    ("span", "error", "field"),
    [
        (WantedSpan("cook", "v1", 0, 5), UnknownGuide, "guide"),
        (WantedSpan("bosun", "v0", 0, 5), GuideChanged, "version"),
        (WantedSpan("bosun", VERSION, 5, 5), InvalidRequest, "end"),
        (WantedSpan("bosun", VERSION, 5, 7), InvalidRequest, "end"),
        (WantedSpan("bosun", VERSION, 0, len(TEXT) + 1), InvalidRequest, "end"),
        (
            WantedSpan("bosun", VERSION, START, START + len(PAY), "A bosun earns €90,000 a year."),
            InvalidRequest,
            "quote",
        ),
    ],
)
def test_a_span_that_is_not_the_guides_text_is_refused(
    packets: Packets, span: WantedSpan, error: type[InvalidRequest], field: str
) -> None:
    id_ = packets.create("p").id
    with pytest.raises(error) as refused:
        packets.add_passage(id_, span)
    assert refused.value.field == field
    assert packets.read(id_).items == ()


def test_an_answer_is_collected_with_its_statements_and_quotes() -> None:
    kept = Conversations("sqlite://")
    citation = Citation(1, "bosun", "Bosun", "Pay", PAY, START, START + len(PAY), "https://x.test", "p1", VERSION)
    said = Answer(Status.ANSWERED, f"{PAY} [1]", "What does a bosun earn?", 0.9, (Statement(PAY, (1,)),), (citation,))
    chat = Answer(Status.CHITCHAT, "Hello.", "Hi", 1.0)
    ids = [kept.store("q", answer).message_id for answer in (said, chat)]
    packets = Packets(kept.database, lambda: (guide(),), no_comparison, lambda: date(2026, 11, 29))
    id_ = packets.create("p").id
    item = packets.add_answer(id_, ids[0])
    assert (item.content.heading, item.content.quotes[0].text) == ("What does a bosun earn?", PAY)
    exported = packets.export(packets.read(id_), Format.MARKDOWN)
    assert (exported.name, b"23 November 2026" in exported.data) == ("p.md", True)
    assert [quote.quote for quote in read_file(exported.data).manifest.quotes] == [PAY]
    assert packets.check(exported.data).is_as_it_was
    with pytest.raises(InvalidRequest, match="says nothing"):
        packets.add_answer(id_, ids[1])
    for unknown in ("nope", "né", ""):
        with pytest.raises(UnknownMessage):
            packets.add_answer(id_, unknown)
    kept.close()


def test_a_packet_is_its_coachs_until_it_is_shared_and_one_of_nobody_is_everybodys(packets: Packets) -> None:
    ada, bo = packets.of("Ada"), packets.of("Bo")
    id_, common = ada.create("Ada's").id, packets.create("Everybody's").id
    assert [{entry.id for entry in coach.entries()} for coach in (ada, bo, packets)] == [
        {id_, common},
        {common},
        {id_, common},
    ]
    bo.add_passage(common, SPAN)
    with pytest.raises(UnknownPacket):
        bo.add_passage(id_, SPAN)
    ada.share(id_, shared=True)
    assert (bo.read(id_).owner, bo.read(id_).shared) == ("Ada", True)
    for change in (
        lambda: bo.add_passage(id_, SPAN),
        lambda: bo.share(id_, shared=False),
        lambda: bo.rename(id_, "Bo's"),
        lambda: bo.delete(id_),
    ):
        with pytest.raises(OthersPacket, match="Ada"):
            change()
    ada.share(id_, shared=False)
    with pytest.raises(UnknownPacket):
        bo.read(id_)
    assert packets.read(id_).title == "Ada's"


def test_of_several_passages_all_or_none_are_collected(packets: Packets) -> None:
    id_ = packets.create("p").id
    with pytest.raises(GuideChanged):
        packets.add_passages(id_, [SPAN, WantedSpan("bosun", "v0", 0, 5)])
    assert packets.read(id_).items == ()
    packets.add_passages(id_, [SPAN, SPAN], "Ask.")
    assert [item.note for item in packets.read(id_).items] == ["Ask.", ""]


@pytest.mark.parametrize("unknown", ["nope", "", "né", "x" * 200])
def test_an_unknown_packet_or_item_is_said_so(packets: Packets, unknown: str) -> None:
    id_ = packets.create("p").id
    with pytest.raises(UnknownPacket):
        packets.read(unknown)
    with pytest.raises(UnknownPacket):
        packets.add_passage(unknown, SPAN)
    with pytest.raises(UnknownPacket):
        packets.move(id_, unknown, 0)
