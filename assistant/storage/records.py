"""What is kept of a conversation, as it comes back out of the database."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import TypeAdapter

from assistant.types import Answer, AssistantError, InvalidRequest, Status

STORED_ANSWER = TypeAdapter(Answer)
"""An answer to what is kept of it, and back."""


def new_id() -> str:
    """An id that can't be guessed: 192 random bits."""
    return secrets.token_urlsafe(24)


class Ids:
    """The ids of an answer and of its conversation, a new one where none is given."""

    __slots__ = ("conversation", "message")

    def __init__(self, conversation_id: str | None = None) -> None:
        self.conversation, self.message = conversation_id or new_id(), new_id()


class Vote(StrEnum):
    """A visitor's opinion of an answer."""

    UP = "up"
    DOWN = "down"


class Reason(StrEnum):
    """What a visitor says is wrong with an answer."""

    WRONG = "wrong"
    INCOMPLETE = "incomplete"
    NOT_IN_SOURCE = "not_in_source"
    UNCLEAR = "unclear"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Feedback:
    """An opinion of one answer; a later one takes its place."""

    verdict: Vote
    reason: Reason | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """One message as it was kept. ``answer`` is ``None`` for a question, and for answers of version 0.1.0's first form,
    which kept their text only."""

    message_id: str
    role: Literal["user", "assistant"]
    content: str
    created: datetime
    answer: Answer | None = None
    feedback: Feedback | None = None
    share: str | None = None
    """The token of the link by which anyone may read the answer, where there is one."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """All of one conversation, oldest turn first."""

    id: str
    created: datetime
    turns: tuple[StoredTurn, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """An answer that anyone with its link may read: nothing of its conversation, nor who asked."""

    answer: Answer
    when: datetime


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that the guides didn't answer, or only in part: how often it was asked, and when last.

    ``question`` is the form that stands alone, as the last asker's was understood; it holds no id of a conversation.
    """

    question: str
    status: Status
    asked: int
    last: datetime
    guides: tuple[str, ...]
    """The guides that the askers had pinned; empty where they asked all of them."""


class UnknownMessage(InvalidRequest):
    """No answer with that id in that conversation."""


class UnknownShare(InvalidRequest):
    """A link that was never made, or has been taken back."""


class KeyReused(InvalidRequest):
    """An idempotency key that came before with another request."""


class StorageDown(AssistantError):
    """The database can't be reached, or can't write. Answers go on without it."""

    def __init__(self) -> None:
        super().__init__("the database of conversations can't be reached")
