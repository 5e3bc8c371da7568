"""An answer as server-sent events: what is sent in which order, and the answers under way."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sse_starlette import EventSourceResponse, JSONServerSentEvent
from starlette.types import Message, Receive

from api.desk import Desk
from api.http.hearing import Hearing
from api.problems import problem_of
from api.schemas import ChatResponse
from assistant.types import AssistantError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds.

    ``patience``: how long a stream waits to begin, so that a request that fails at once still gets an HTTP status;
    ``heartbeat``: between the comments that keep a silent stream open; ``stalled``: how long a client may take to
    read what was sent; ``farewell``: how long answers under way may take when the server stops.
    """

    patience: float = 1.0
    heartbeat: float = 15.0
    stalled: float = 60.0
    farewell: float = 5.0


class Answers:
    """The answers under way. One that has begun is finished and stored, even if the client has gone."""

    def __init__(self, desk: Desk, pace: Pace) -> None:
        self._desk = desk
        self._pace = pace
        self._under_way: set[asyncio.Task[ChatResponse]] = set()

    async def begin(self, work: Callable[[], ChatResponse], receive: Receive) -> asyncio.Task[ChatResponse]:
        """Run ``work`` in a thread when there is a place for it. Raises ``Overloaded`` or ``ClientGone``."""
        task = await self._desk.begin(work, receive)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def as_events(
        self, task: asyncio.Task[ChatResponse], hearing: Hearing, last_event_id: str | None
    ) -> EventSourceResponse:
        """A stream of the answer, after ``last_event_id`` where that is of this answer. Raises what fails early."""
        await hearing.begins(task, self._pace.patience)
        if task.done():
            task.result()
        else:
            task.add_done_callback(_log_failure)
        return EventSourceResponse(
            _sent(task, hearing, last_event_id),
            ping=self._pace.heartbeat,
            sep="\n",
            send_timeout=self._pace.stalled,
            shutdown_event=None,
            shutdown_grace_period=self._pace.farewell,
            client_close_handler_callable=_gone,
        )

    async def settle(self) -> None:
        """Wait, within bounds, until nothing is under way."""
        if self._under_way:
            await asyncio.wait(set(self._under_way), timeout=self._pace.farewell)


def events(response: ChatResponse) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events of an answer, in order, by name. The number of an event is its place here."""
    whole = response.model_dump(mode="json")
    citations = {citation["n"]: citation for citation in whole["citations"]}
    head = ("status", "conversation_id", "message_id", "standalone_question", "confidence")
    yield "status", {name: whole[name] for name in head}
    shown: set[int] = set()
    for index, statement in enumerate(whole["statements"]):
        new = [n for n in dict.fromkeys(statement["citations"]) if n not in shown and n in citations]
        shown.update(new)
        yield "statement", {"index": index, **statement, "quotes": [citations[n] for n in new]}
    yield "citations", {"citations": whole["citations"]}
    yield "done", whole


async def _sent(
    task: asyncio.Task[ChatResponse], hearing: Hearing, last_event_id: str | None
) -> AsyncIterator[JSONServerSentEvent]:
    # Only the waiting is cancelled when the client goes, not what is waited for.
    told = 0
    async for name, data in hearing.events(task):
        if told > _seen(last_event_id, hearing.message_id):
            yield JSONServerSentEvent(data, event=name, id=f"{hearing.message_id}:{told}")
        told += 1
    if (error := task.exception()) is not None:
        yield JSONServerSentEvent(json.loads(bytes(problem_of(error).body)), event="error")
        return
    response = task.result()
    seen = max(_seen(last_event_id, response.message_id), told - 1)
    for number, (name, data) in enumerate(events(response)):
        if number > seen:
            yield JSONServerSentEvent(data, event=name, id=f"{response.message_id}:{number}")


def _seen(last_event_id: str | None, message_id: str) -> int:
    """The number of the last event that the client has; -1 where it has none of this answer."""
    of, _, number = (last_event_id or "").rpartition(":")
    return int(number) if of == message_id and number.isdecimal() and len(number) < 10 else -1


def _log_failure(task: asyncio.Task[ChatResponse]) -> None:
    """The stream has begun, so no handler of the server's sees this."""
    error = None if task.cancelled() else task.exception()
    if error is not None and not isinstance(error, AssistantError):
        log.error("An answer failed after its stream had begun", exc_info=error)


async def _gone(_: Message) -> None:
    log.info("A client went away before the end of its answer")
