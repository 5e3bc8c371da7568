"""Stored conversations, opinions of answers, links to them, and what was asked in vain."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.schemas.chat import ChatResponse
from api.schemas.fields import Comment, ConversationId, Reason, Strict, Verdict


class FeedbackOut(BaseModel):
    """A visitor's opinion of an answer."""

    verdict: Verdict
    reason: Reason | None = None
    comment: str = ""


class FeedbackRequest(Strict):
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


class ShareRequest(Strict):
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
