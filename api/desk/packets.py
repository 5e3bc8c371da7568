"""The contract of packets over HTTP: what a request may hold, what a response holds, what a check says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AliasPath, BaseModel, Field, StringConstraints, model_validator

from api.schemas.fields import ConversationId, Name, Shown, Strict, attributes_of, without_controls
from assistant.desk.packets.anchors import QuoteState
from assistant.desk.packets.check import CheckedQuote, QuoteCheck
from assistant.desk.packets.sheet import NumberedSource
from assistant.storage.packet_records import Packet, PacketEntry

MAX_TITLE = 200
MAX_TEXT = 10_000
MAX_OFFSET = 10**9

Title = Annotated[str, StringConstraints(max_length=MAX_TITLE), AfterValidator(without_controls)]
Text = Annotated[str, StringConstraints(max_length=MAX_TEXT), AfterValidator(without_controls)]
Owner = Annotated[str, Field(description="The coach who made it; empty where it is everybody's.")]
StateName = Literal["unchanged", "moved", "changed", "gone", "altered"]


class PacketRequest(Strict):
    """A new packet."""

    title: Title
    introduction: Text = ""
    shared: bool = Field(default=False, description="Whether other coaches may read it.")


class PacketChange(Strict):
    """What a packet is to be called, how it begins, who may read it; what isn't there stays."""

    title: Title | None = None
    introduction: Text | None = None
    shared: bool | None = Field(default=None, description="Whether other coaches may read it.")


class ItemRequest(Strict):
    """What to collect: a span of a guide, of the version that it was taken from, an answer, or a comparison."""

    guide: Name | None = None
    version: Name | None = None
    start: Annotated[int, Field(ge=0, le=MAX_OFFSET)] | None = None
    end: Annotated[int, Field(ge=0, le=MAX_OFFSET)] | None = None
    quote: Annotated[str, StringConstraints(max_length=100_000)] | None = Field(
        default=None, description="What the caller takes the span for; refused where the guide says something else."
    )
    message_id: ConversationId | None = None
    roles: list[Name] | None = Field(default=None, description="Of a comparison, two to four.")
    topics: list[Name] | None = Field(default=None, description="Of a comparison.")
    heading: Title = ""
    note: Text = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        span = (self.guide, self.version, self.start, self.end)
        kinds = (span, (self.message_id,), (self.roles, self.topics))
        begun = [kind for kind in kinds if any(part is not None for part in kind)]
        if len(begun) != 1 or any(part is None for part in begun[0]):
            raise ValueError("give guide, version, start and end, or a message_id, or roles and topics")
        return self


class ItemChange(Strict):
    """Another note, another place (from 0); what isn't there stays."""

    note: Text | None = None
    place: Annotated[int, Field(ge=0, le=MAX_OFFSET)] | None = None


class SourceOut(Shown):
    """A quote of a packet; `state` is what has become of it since it was collected."""

    guide: str = Field(validation_alias=AliasPath("quote", "guide"))
    title: str = Field(validation_alias=AliasPath("quote", "title"))
    section: str = Field(validation_alias=AliasPath("quote", "section"))
    version: str = Field(validation_alias=AliasPath("quote", "version"))
    updated: str = Field(validation_alias=AliasPath("quote", "updated"))
    url: str = Field(validation_alias=AliasPath("quote", "url"))
    start: int = Field(validation_alias=AliasPath("quote", "start"))
    end: int = Field(validation_alias=AliasPath("quote", "end"))
    quote: str = Field(validation_alias=AliasPath("quote", "text"))
    sha256: str = Field(validation_alias="digest")
    state: StateName


class ItemOut(BaseModel):
    """Something that was collected."""

    id: str
    kind: Literal["passage", "answer", "comparison"]
    heading: str
    note: str
    added: datetime
    sources: list[SourceOut]


class PacketOut(BaseModel):
    """A packet in a list of packets."""

    id: str
    title: str
    items: int
    created: datetime
    changed: datetime
    owner: Owner
    shared: bool


class PacketsResponse(BaseModel):
    """One's own packets and those that others share, the one that was changed last first."""

    packets: list[PacketOut]


class PacketResponse(BaseModel):
    """All of a packet."""

    id: str
    title: str
    introduction: str
    created: datetime
    changed: datetime
    owner: Owner
    shared: bool
    items: list[ItemOut]


QUOTE_COLUMNS = ("item", "kind", "heading", "note", *SourceOut.model_fields)


def quote_rows(packet: PacketResponse) -> Iterator[list[object]]:
    """A row for each quote of a packet in the order of reading, the items numbered from 1; one for an item without."""
    for place, item in enumerate(packet.items, start=1):
        told = [place, item.kind, item.heading, item.note]
        for source in item.sources:
            yield [*told, *source.model_dump().values()]
        if not item.sources:
            yield [*told, *("" for _ in SourceOut.model_fields)]


def entry_out(entry: PacketEntry) -> PacketOut:
    return PacketOut.model_validate(entry, from_attributes=True)


def packet_out(packet: Packet, sources: dict[str, tuple[NumberedSource, ...]]) -> PacketResponse:
    """A packet with what has become of its quotes, by the items' ids."""
    items = [
        attributes_of(item) | {"heading": item.content.heading, "sources": sources[item.id]} for item in packet.items
    ]
    return PacketResponse.model_validate(attributes_of(packet) | {"items": items}, from_attributes=True)


class CheckedOut(BaseModel):
    """What has become of a quote of a file; `now` is today's text at its place, empty where nothing is near."""

    n: int
    state: StateName
    guide: str
    title: str
    section: str
    version: str
    start: int
    end: int
    quote: str
    recorded: bool = Field(description="Whether `quote` is what the file recorded when it was made, by its digest.")
    now_guide: str
    now_version: str
    now_start: int
    now_end: int
    now: str


class CheckResponse(BaseModel):
    """An exported packet held against today's guides."""

    title: str
    made: date
    as_it_was: bool
    counts: dict[StateName, int]
    quotes: list[CheckedOut]


def check_out(check: QuoteCheck) -> CheckResponse:
    counts = check.counts
    return CheckResponse(
        title=check.title,
        made=check.made,
        as_it_was=check.is_as_it_was,
        counts={state.value: counts[state] for state in QuoteState},
        quotes=[_checked(quote) for quote in check.quotes],
    )


def _checked(quote: CheckedQuote) -> CheckedOut:
    today, guide = quote.today, quote.today.guide
    now = {"now_start": today.start, "now_end": today.end, "now": today.text}
    now |= {"now_guide": guide.slug if guide else "", "now_version": guide.version if guide else ""}
    state = {"state": quote.state, "recorded": quote.is_recorded}
    return CheckedOut.model_validate(attributes_of(quote.carried) | state | now)
