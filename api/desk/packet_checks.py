"""The contract of a packet's check: what has become of each quote of an exported file."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from api.desk.packets import StateName
from api.schemas.fields import attributes_of
from assistant.desk.packets.anchors import QuoteState
from assistant.desk.packets.check import CheckedQuote, QuoteCheck


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
