"""The HTTP contract: what a request may hold and what a response holds."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

MAX_MESSAGE = 4000
MAX_TURNS = 50
MAX_TURN = 20_000
MAX_HITS = 100
MAX_COMMENT = 1000

_LINE_END = re.compile(r"\r\n?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_UNSEEN = frozenset({"Cf", "Cn", "Co"})


def without_controls(text: str) -> str:
    """``text`` with ``\\n`` line ends and without control characters, surrounding white space removed."""
    return _CONTROL.sub("", _LINE_END.sub("\n", text)).strip()


def _said(text: str) -> str:
    if _SURROGATE.search(text):
        raise PydanticCustomError("surrogate", "must not hold half of a surrogate pair")
    return without_controls(text)


def _asked(text: str) -> str:
    cleaned = _said(text)
    if all(character.isspace() or unicodedata.category(character) in _UNSEEN for character in cleaned):
        raise PydanticCustomError("blank", "must not be blank")
    if len(cleaned) > MAX_MESSAGE:
        raise PydanticCustomError("too_long", "must be at most {limit} characters", {"limit": MAX_MESSAGE})
    return cleaned


Asked = Annotated[str, AfterValidator(_asked), Field(json_schema_extra={"minLength": 1, "maxLength": MAX_MESSAGE})]
"""A question: control characters are removed, then 1 to 4000 characters remain."""
Said = Annotated[str, StringConstraints(max_length=MAX_TURN), AfterValidator(_said)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
ConversationId = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,100}$")]
Comment = Annotated[str, StringConstraints(max_length=MAX_COMMENT), AfterValidator(_said)]
Verdict = Literal["up", "down"]
Reason = Literal["wrong", "incomplete", "not_in_source", "unclear", "other"]


class _Request(BaseModel):
    """Nothing is coerced, nothing unknown is let by."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TurnIn(_Request):
    """One earlier message."""

    role: Literal["user", "assistant"]
    content: Said


class ChatRequest(_Request):
    """A question, and what it may refer to."""

    message: Asked = Field(description="The question.", examples=["How many EMs should a Director manage?"])
    conversation_id: ConversationId | None = Field(default=None, description="The conversation to go on with.")
    history: Annotated[list[TurnIn], Field(max_length=MAX_TURNS)] | None = Field(
        default=None,
        description="Makes the call stateless, even if empty: used instead of the conversation, nothing is stored.",
    )
    guides: Annotated[list[Name], Field(max_length=MAX_HITS)] | None = Field(
        default=None, description="Slugs of the guides to answer from; all of them if not given."
    )
    collections: Annotated[list[Name], Field(max_length=MAX_HITS)] | None = Field(
        default=None, description="Names of the collections to answer from; all of them if not given."
    )
    stream: bool = Field(default=False, description="Answer with server-sent events, statement by statement.")


class SearchRequest(_Request):
    """What to look for."""

    query: Asked = Field(examples=["who interviews a Director"])
    k: int = Field(default=10, ge=1, le=MAX_HITS, description="How many passages at most.")
    guides: Annotated[list[Name], Field(max_length=MAX_HITS)] | None = None
    topics: Annotated[list[Name], Field(max_length=MAX_HITS)] | None = None
    collections: Annotated[list[Name], Field(max_length=MAX_HITS)] | None = None


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


class FeedbackOut(BaseModel):
    """A visitor's opinion of an answer."""

    verdict: Verdict
    reason: Reason | None = None
    comment: str = ""


class FeedbackRequest(_Request):
    """An opinion of an answer; a later one takes its place."""

    conversation_id: ConversationId
    message_id: ConversationId
    verdict: Verdict
    reason: Reason | None = None
    comment: Comment = ""


class TurnOut(BaseModel):
    """One stored message; ``answer`` and ``feedback`` belong to the assistant's."""

    message_id: str
    role: Literal["user", "assistant"]
    content: str
    created: datetime
    answer: ChatResponse | None
    feedback: FeedbackOut | None
    share: str | None = Field(default=None, description="The token of the answer's link, where it is shared.")


class ConversationResponse(BaseModel):
    """A stored conversation, oldest turn first."""

    conversation_id: str
    created: datetime
    turns: list[TurnOut]


class ShareRequest(_Request):
    """Which answer of the conversation is to have a link."""

    message_id: ConversationId


class ShareOut(BaseModel):
    """A link by which anyone may read an answer, until it is taken back."""

    token: str
    url: str = Field(description="The page of the answer, relative to this server's address.")


class UnansweredOut(BaseModel):
    """A question that no guide answers, or only in part."""

    question: str
    status: Literal["no_answer", "partial"]
    asked: int
    last: datetime
    guides: list[str]


class UnansweredReport(BaseModel):
    """What visitors ask that the guides don't say; what is asked most comes first."""

    unanswered: list[UnansweredOut]


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


class Health(BaseModel):
    """The process is up."""

    status: Literal["ok"]


class Readiness(BaseModel):
    """``degraded`` where a part isn't as it should be: an earlier generation is served, because the published one can't
    be; the index's source can't be followed; answers aren't kept; limits hold for each process alone."""

    status: Literal["ready", "degraded"]
    generation: str | None = Field(default=None, description="The generation of the index that is served.")
    reason: str | None = None


class FieldError(BaseModel):
    """What is wrong with one field of a request."""

    field: str
    message: str


class Problem(BaseModel):
    """RFC 9457; ``field`` and ``errors`` only where a field is at fault."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    field: str | None = None
    errors: list[FieldError] | None = None
