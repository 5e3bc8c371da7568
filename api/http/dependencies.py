"""What the routes are handed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, cast

from fastapi import Depends, Header, Request

from api import present
from api.http.answers import Answers
from api.ports import AssistantPort
from api.queue import AnswerQueue
from api.schemas.chat import ChatRequest, ChatResponse
from api.telemetry import Telemetry

LONG_KEY = 16
"""A key of at least so many characters is taken to be random."""


async def _assistant(request: Request) -> AssistantPort:
    return cast(AssistantPort, request.app.state.assistant)


async def _queue(request: Request) -> AnswerQueue:
    return cast(AnswerQueue, request.app.state.queue)


@dataclass(frozen=True, slots=True)
class Asking:
    """What answers the question of a request. A plain object, because FastAPI works out what a route depends on anew
    for each request, which takes as long as reading the question."""

    answers: Answers
    ask: Callable[..., ChatResponse]
    assistant: AssistantPort

    @classmethod
    def of(cls, sent: Request) -> Asking:
        state = sent.app.state
        telemetry: Telemetry | None = state.telemetry
        return cls(state.answers, telemetry.chat if telemetry is not None else present.chat, state.assistant)

    def work(self, question: ChatRequest, key: str | None = None) -> partial[ChatResponse]:
        """What answers ``question``, to be run in a thread; told to whoever listens, and traced where traces are
        taken."""
        return partial(self.ask, self.assistant, question, key)


def key_of(sent: Request, given: str | None) -> str | None:
    """The key that was ``given``; a short one could be another client's too, so it holds for the sender's address
    only."""
    if given is None or len(given) >= LONG_KEY or sent.client is None:
        return given
    return f"{sent.client.host} {given}"


TheAssistant = Annotated[AssistantPort, Depends(_assistant)]
TheQueue = Annotated[AnswerQueue, Depends(_queue)]
Key = Annotated[
    str | None,
    Header(
        pattern=r"^[!-~]{1,100}$",
        description="A random value of the client's, one for each message: sent again, the message is not "
        "answered again, but gets the answer that was stored.",
    ),
]
LastEventId = Annotated[
    str | None, Header(description="With the same Idempotency-Key: the last event that arrived; those after it follow.")
]
