"""What the desk's search gives: a view of what was found, with the addresses of every step on."""

from __future__ import annotations

from pydantic import BaseModel, Field


class SpanOut(BaseModel):
    """``text[start:end]`` of the guide, in Unicode code points."""

    start: int
    end: int


class WhyOut(BaseModel):
    """A part of the score; ``adds`` is ``value`` times ``weight``, and all of them make the score."""

    part: str
    about: str
    value: float
    weight: float
    adds: float


class TextOut(SpanOut):
    """A span with its text."""

    text: str


class AroundOut(BaseModel):
    """What the guide says before and after a span."""

    guide: str
    version: str
    before: TextOut
    after: TextOut


class FoundOut(BaseModel):
    """A passage: ``text`` is the guide's ``text[start:end]``, and so are its spans."""

    rank: int
    passage_id: str
    guide: str
    title: str
    role: str
    section: str
    topic: str
    updated: str
    version: str
    start: int
    end: int
    text: str
    url: str = Field(description="The guide's own address, opened at the passage.")
    page: str = Field(description="This server's page of the guide, the passage marked.")
    score: float | None
    why: list[WhyOut]
    highlights: list[SpanOut]
    nearest: SpanOut | None = Field(description="The sentence nearest to the query, where there are several.")
    around_address: str
    around: AroundOut | None = None


class FacetValueOut(BaseModel):
    """A value: what choosing it leaves, whether it is chosen, and the address that changes that."""

    value: str
    label: str
    passages: int
    guides: int
    selected: bool
    address: str


class FacetOut(BaseModel):
    """A facet and its values."""

    facet: str
    label: str
    values: list[FacetValueOut]


class SortOut(BaseModel):
    """An order, whether it is this one, and its address."""

    sort: str
    label: str
    selected: bool
    address: str


class LinksOut(BaseModel):
    """The same in other forms, and the ways on."""

    page: str
    json_: str = Field(serialization_alias="json")
    csv: str
    cleared: str
    next: str | None
    previous: str | None


class SearchView(BaseModel):
    """A page of what was found. ``passages`` and ``guides`` count all of it; ``more`` says that there may be more."""

    query: str
    searched: str
    sort: str
    page: int
    pages: int
    passages: int
    guides: int
    more: bool
    index: str
    index_asked: str
    sorts: list[SortOut]
    facets: list[FacetOut]
    results: list[FoundOut]
    links: LinksOut
