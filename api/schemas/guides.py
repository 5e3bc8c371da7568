"""Guides, and passages of them that are found."""

from __future__ import annotations

from pydantic import BaseModel, Field

from api.schemas.fields import MAX_HITS, Names, QuestionText, Strict


class SearchRequest(Strict):
    """What to look for."""

    query: QuestionText = Field(examples=["who interviews a Director"])
    k: int = Field(default=10, ge=1, le=MAX_HITS, description="How many passages at most.")
    guides: Names | None = None
    topics: Names | None = None
    collections: Names | None = None


class ScoresOut(BaseModel):
    """The parts of a passage's score."""

    dense: float
    lexical: float
    late: float


class PassageOut(BaseModel):
    """A passage that was found; ``text`` is the guide's ``text[start:end]``."""

    passage_id: str
    guide: str
    title: str
    section: str
    topic: str
    text: str
    start: int
    end: int
    url: str
    score: float
    scores: ScoresOut


class SearchResponse(BaseModel):
    """Passages, best first."""

    passages: list[PassageOut]


class GuideOut(BaseModel):
    """A guide and how many passages it was split into."""

    slug: str
    title: str
    role: str
    collection: str = Field(description="The folder of guides that it belongs to; empty where it is in none.")
    version: str
    url: str
    updated: str
    passages: int
    questions: list[str] = Field(default=[], description="What a visitor may ask it first.")


class SectionOut(BaseModel):
    """A heading with what stands under it: ``text[start:end]``."""

    heading: str
    topic: str
    start: int
    end: int


class GuideText(GuideOut):
    """A guide with its canonical text, which every offset counts in."""

    text: str
    sections: list[SectionOut]


class GuidePart(GuideOut):
    """A guide with its canonical text from ``start`` to ``end``, and the sections that begin or end there."""

    start: int
    end: int
    text: str
    sections: list[SectionOut]


class GuidesResponse(BaseModel):
    """Every guide."""

    guides: list[GuideOut]
