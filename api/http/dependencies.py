"""What the routes are handed."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Protocol, cast

from fastapi import Depends, Header, Request

from api import present
from api.http.answers import Answers
from api.ports import AssistantPort
from api.queue import AnswerQueue
from api.schemas import ChatRequest, ChatResponse
from api.telemetry import Telemetry

LONG_KEY = 16
"""A key of at least so many characters is taken to be random."""


async def _assistant(request: Request) -> AssistantPort:
    return cast(AssistantPort, request.app.state.assistant)


async def _answers(request: Request) -> Answers:
    return cast(Answers, request.app.state.answers)


async def _queue(request: Request) -> AnswerQueue:
    return cast(AnswerQueue, request.app.state.queue)


async def _key(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=r"^[!-~]{1,100}$",
            description="A random value of the client's, one for each message: sent again, the message is not "
            "answered again, but gets the answer that was stored.",
        ),
    ] = None,
) -> str | None:
    """The key; a short one could be another client's too, so it holds for the sender's address only."""
    if idempotency_key is None or len(idempotency_key) >= LONG_KEY or request.client is None:
        return idempotency_key
    return f"{request.client.host} {idempotency_key}"


class WorkOf(Protocol):
    """What answers a request, to be run in a thread; told to whoever listens, and traced where traces are taken."""

    def __call__(self, question: ChatRequest, key: str | None = None) -> partial[ChatResponse]: ...


async def _work_of(request: Request, assistant: Annotated[AssistantPort, Depends(_assistant)]) -> WorkOf:
    telemetry: Telemetry | None = request.app.state.telemetry
    ask = telemetry.chat if telemetry is not None else present.chat

    def work_of(question: ChatRequest, key: str | None = None) -> partial[ChatResponse]:
        return partial(ask, assistant, question, key)

    return work_of


TheAssistant = Annotated[AssistantPort, Depends(_assistant)]
TheAnswers = Annotated[Answers, Depends(_answers)]
TheWork = Annotated[WorkOf, Depends(_work_of)]
TheQueue = Annotated[AnswerQueue, Depends(_queue)]
TheKey = Annotated[str | None, Depends(_key)]
LastEventId = Annotated[
    str | None, Header(description="With the same Idempotency-Key: the last event that arrived; those after it follow.")
]
