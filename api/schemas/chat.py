"""A question and its answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.schemas.fields import ConversationId, Names, QuestionText, Strict, TurnText

MAX_TURNS = 50


class TurnIn(Strict):
    """One earlier message."""

    role: Literal["user", "assistant"]
    content: TurnText


class ChatRequest(Strict):
    """A question, and what it may refer to."""

    message: QuestionText = Field(description="The question.", examples=["How many EMs should a Director manage?"])
    conversation_id: ConversationId | None = Field(default=None, description="The conversation to go on with.")
    history: Annotated[list[TurnIn], Field(max_length=MAX_TURNS)] | None = Field(
        default=None,
        description="Makes the call stateless, even if empty: used instead of the conversation, nothing is stored.",
    )
    guides: Names | None = Field(
        default=None, description="Slugs of the guides to answer from; all of them if not given."
    )
    collections: Names | None = Field(
        default=None, description="Names of the collections to answer from; all of them if not given."
    )
    stream: bool = Field(default=False, description="Answer with server-sent events, statement by statement.")


class StatementOut(BaseModel):
    """One thing that the answer says; ``citations`` are the numbers of those that hold it up."""

    text: str
    citations: list[int]


class CitationOut(BaseModel):
    """``quote == text[start:end]`` of that guide's ``version``, in Unicode code points."""

    n: int
    guide: str
    title: str
    section: str
    quote: str
    start: int
    end: int
    url: str
    page: str = Field(description="This server's own page of the guide, the quote marked; relative to its address.")
    passage_id: str
    version: str


class RelatedOut(BaseModel):
    """A guide to read on."""

    title: str
    url: str


class UsageOut(BaseModel):
    """What a language model read and wrote for an answer; ``cost`` where its prices are set."""

    model: str
    input_tokens: int
    output_tokens: int
    cost: float | None = None


class ChatResponse(BaseModel):
    """An answer; ``answer`` is Markdown with ``[n]`` marks, ``choices`` are what ``clarify`` asks to choose from."""

    conversation_id: str
    message_id: str
    status: Literal["answered", "partial", "clarify", "no_answer", "chitchat"]
    answer: str
    statements: list[StatementOut]
    citations: list[CitationOut]
    confidence: float
    standalone_question: str
    suggestions: list[str]
    choices: list[str]
    related: list[RelatedOut]
    timings_ms: dict[str, float]
    mode: Literal["extractive", "generated"] = Field(
        default="extractive", description="Made of the guides' own sentences, or written by a model and checked."
    )
    usage: UsageOut | None = Field(default=None, description="Of the model; null where none was asked.")
    curated: str | None = Field(
        default=None, description="Id of the curated question that this answers; null where no person has answered it."
    )
    sides: list[str] = Field(
        default=[], description="Titles of the guides whose statements are set side by side, where a question compares."
    )
    notice: str | None = Field(
        default=None, description="What the visitor should know of the reply itself: that it couldn't be stored."
    )
