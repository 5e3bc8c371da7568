"""An answer as server-sent events: what is sent in which order, and how that is described."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sse_starlette import JSONServerSentEvent

from api.http.stream_log import Logged, StreamItem
from api.problems import problem_of
from api.schemas.chat import ChatResponse, CitationOut, StatementOut
from assistant.types import Citation, Statement, Status

Event = tuple[str, dict[str, Any]]
LEAD = "lead"
"""Of a statement: what stands before it in the answer's text. Not sent as it is."""
_TEXTS = {name: {"type": "string"} for name in ("event", "id", "data")}
STREAMED: dict[str, Any] = {
    "text/event-stream": {
        "schema": {"type": "object", "description": "One event; `data` is JSON.", "properties": _TEXTS}
    }
}
"""The content of a response that is a stream; its schema is that of each event."""


class Hearing:
    """An ``assistant.types.Listener`` of one answer; made on the event loop, told from the answer's thread."""

    def __init__(self) -> None:
        self.message_id = ""
        self._conversation_id = ""
        self._statements = 0
        self._loop = asyncio.get_running_loop()
        self._begun = asyncio.Event()
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()

    def named(self, conversation_id: str, message_id: str) -> None:
        self._conversation_id, self.message_id = conversation_id, message_id

    def opened(self, status: Status, standalone_question: str, confidence: float) -> None:
        head = {
            "status": status.value,
            "conversation_id": self._conversation_id,
            "message_id": self.message_id,
            "standalone_question": standalone_question,
            "confidence": confidence,
        }
        self._tell(("status", head))

    def stated(self, statement: Statement, citations: tuple[Citation, ...]) -> None:
        quotes = [
            CitationOut.model_validate(citation, from_attributes=True).model_dump(mode="json") for citation in citations
        ]
        said = StatementOut.model_validate(statement, from_attributes=True).model_dump(mode="json")
        lead = {} if statement.lead is None else {LEAD: statement.lead}
        self._tell(("statement", {"index": self._statements, **said, "quotes": quotes, **lead}))
        self._statements += 1

    async def begins(self, answer: asyncio.Task[Any], patience: float) -> None:
        """Wait for the first event or the end of ``answer``, for ``patience`` seconds at most."""
        first = asyncio.ensure_future(self._begun.wait())
        await asyncio.wait({answer, first}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        first.cancel()

    async def events(self, answer: asyncio.Task[Any]) -> AsyncIterator[Event]:
        """The events, as they come, until the end of ``answer``."""
        answer.add_done_callback(lambda _: self._events.put_nowait(None))
        while (event := await self._events.get()) is not None:
            yield event

    def _tell(self, event: Event) -> None:
        with suppress(RuntimeError):  # the server has stopped; the answer is finished and stored all the same
            self._loop.call_soon_threadsafe(self._arrive, event)

    def _arrive(self, event: Event) -> None:
        self._events.put_nowait(event)
        self._begun.set()


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


async def told_by(task: asyncio.Task[ChatResponse], hearing: Hearing) -> AsyncIterator[StreamItem]:
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


async def sent(told: AsyncIterator[StreamItem], last_event_id: str | None) -> AsyncIterator[JSONServerSentEvent]:
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
