"""An answer as server-sent events: what is sent in which order, and how that is described."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

from sse_starlette import JSONServerSentEvent

from api.http.hearing import LEAD, Hearing
from api.http.stream_log import Logged
from api.problems import problem_of
from api.schemas.chat import ChatResponse

Told = Logged | BaseException
"""An event, or what failed instead of the next one."""


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
    farewell: float = 12.0


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


async def told_by(task: asyncio.Task[ChatResponse], hearing: Hearing) -> AsyncIterator[Told]:
    """The events of an answer as it is made, and what failed, if anything did, as the last one."""
    told = 0
    async for name, data in hearing.events(task):
        yield Logged(hearing.message_id, told, name, data)
        told += 1
    if (error := task.exception()) is not None:
        yield error
        return
    response = task.result()
    for number, (name, data) in enumerate(events(response)):
        if number >= told:
            yield Logged(response.message_id, number, name, data)


async def sent(told: AsyncIterator[Told], last_event_id: str | None) -> AsyncIterator[JSONServerSentEvent]:
    """What is put on the wire: what comes after ``last_event_id``, where that is of this answer."""
    async for one in told:
        if isinstance(one, BaseException):
            yield JSONServerSentEvent(json.loads(bytes(problem_of(one).body)), event="error")
        elif one.number > _seen(last_event_id, one.message_id):
            data = {name: value for name, value in one.data.items() if name != LEAD}
            yield JSONServerSentEvent(data, event=one.name, id=f"{one.message_id}:{one.number}")


def _seen(last_event_id: str | None, message_id: str) -> int:
    """The number of the last event that the client has; -1 where it has none of this answer."""
    of, _, number = (last_event_id or "").rpartition(":")
    return int(number) if of == message_id and number.isdecimal() and len(number) < 10 else -1


_TEXTS = {name: {"type": "string"} for name in ("event", "id", "data")}
STREAMED: dict[str, Any] = {
    "text/event-stream": {
        "schema": {"type": "object", "description": "One event; `data` is JSON.", "properties": _TEXTS}
    }
}
"""The content of a response that is a stream; its schema is that of each event."""
