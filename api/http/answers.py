"""The answers under way: made once, heard by whoever asked, and by whoever comes back for the rest."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.types import Receive

from api.http.endings import Delivery, Farewell
from api.http.stream import Hearing, Pace, sent, told_by
from api.http.stream_log import Abandoned, Log, Recorder, StreamItem, StreamLog
from api.queue import AnswerQueue, ClientGone, Overloaded, stays
from api.schemas.chat import ChatRequest, ChatResponse
from api.shared import CannotResume, EngineDown
from assistant.types import AssistantError

LAST_WORD_SECONDS = 1.0
"""In which who listens is told that the server stops."""
ATTEMPTS = 3
"""How often an answer whose process died is taken up, by whoever waits for it."""

Work = Callable[[Hearing], ChatResponse]

log = logging.getLogger(__name__)


def stream_name(key: str | None, request: ChatRequest) -> str | None:
    """What an answer's log is called: the same for the same request with the same key; ``None`` without a key."""
    return key and hashlib.sha256(json.dumps([key, request.model_dump(mode="json")]).encode()).hexdigest()


class Answers:
    """The answers under way. One that has begun is finished and stored, even if the client has gone."""

    def __init__(self, queue: AnswerQueue, pace: Pace, streams: StreamLog | None = None) -> None:
        self._queue = queue
        self._pace = pace
        self._farewell = Farewell(pace.farewell)
        self._recorder = Recorder(streams) if streams is not None else None
        self._under_way: set[asyncio.Future[Any]] = set()

    async def begin(self, work: Callable[[], ChatResponse], receive: Receive) -> asyncio.Task[ChatResponse]:
        """Run ``work`` in a thread when there is a place for it. Raises ``Overloaded`` or ``ClientGone``."""
        task = await self._queue.begin(work, receive)
        self._note(task)
        return task

    async def stream(
        self, work: Work, receive: Receive, name: str | None, last_event_id: str | None
    ) -> EventSourceResponse:
        """A stream of an answer, after ``last_event_id`` where that is of it; ``name`` tells the answer from others.

        Where processes share a log, what one has begun is followed, not made again. Raises what fails early, or
        ``CannotResume``.
        """
        if self._recorder is None or name is None:
            told = await self._made(work, receive)
            return self._response(told, last_event_id)
        try:
            mine = await self._recorder.streams.claim(name)
        except EngineDown as error:
            if last_event_id is not None:
                raise CannotResume from error
            return self._response(await self._made(work, receive), last_event_id)
        if mine is None:
            return self._response(self._followed(self._recorder, name, work), last_event_id)
        return self._response(await self._made(work, receive, mine), last_event_id)

    async def told(self, work: Work, receive: Receive) -> AsyncIterator[StreamItem]:
        """What an answer tells that is begun here and can't be resumed. Raises what fails early."""
        return self._farewell.bounding(await self._made(work, receive))

    def events(self, sent: AsyncIterator[ServerSentEvent]) -> EventSourceResponse:
        """A stream of events at the server's pace."""
        delivery = Delivery()
        return EventSourceResponse(
            delivery.of(sent),
            ping=self._pace.heartbeat,
            sep="\n",
            send_timeout=self._pace.stalled,
            shutdown_event=self._farewell.begun,
            shutdown_grace_period=self._pace.farewell + LAST_WORD_SECONDS,
            client_close_handler_callable=delivery.gone,
        )

    async def settle(self) -> None:
        """Wait, within bounds, until nothing is under way."""
        if self._under_way:
            await asyncio.wait(set(self._under_way), timeout=self._pace.farewell)

    def _note(self, task: asyncio.Future[Any]) -> None:
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _made(self, work: Work, receive: Receive, mine: Log | None = None) -> AsyncIterator[StreamItem]:
        """What an answer tells that is begun here, and written to the log ``mine``. Raises what fails early."""
        hearing = Hearing()
        try:
            task = await self.begin(partial(work, hearing), receive)
        except BaseException:
            if mine is not None and self._recorder is not None:
                await self._recorder.drop(mine)
            raise
        told = told_by(task, hearing)
        if mine is not None and self._recorder is not None:
            told, recording = self._recorder.record(told, mine)
            self._note(recording)
        await hearing.begins(task, self._pace.patience)
        if task.done():
            if task.exception() is not None and mine is not None and self._recorder is not None:
                await self._recorder.drop(mine)  # before the client, told so, can ask again
            task.result()
        else:
            task.add_done_callback(_log_failure)
        return told

    async def _followed(self, recorder: Recorder, name: str, work: Work) -> AsyncIterator[StreamItem]:
        """What another process tells; where that died, the answer is made here."""
        for _ in range(ATTEMPTS):
            mine = None
            try:
                async for logged in recorder.streams.follow(name):
                    yield logged
                return
            except Abandoned:
                pass
            except EngineDown:
                break
            try:
                mine = await recorder.streams.claim(name)
            except EngineDown:
                break
            if mine is not None:
                async for made in self._taken_up(work, mine):
                    yield made
                return
        yield CannotResume()

    async def _taken_up(self, work: Work, mine: Log) -> AsyncIterator[StreamItem]:
        try:
            told = await self._made(work, stays, mine)  # the stream ends when its client goes
        except (AssistantError, Overloaded, ClientGone) as error:
            yield error
            return
        async for one in told:
            yield one

    def _response(self, told: AsyncIterator[StreamItem], last_event_id: str | None) -> EventSourceResponse:
        return self.events(sent(self._farewell.bounding(told), last_event_id))


def _log_failure(task: asyncio.Task[ChatResponse]) -> None:
    """The stream has begun, so no handler of the server's sees this."""
    error = None if task.cancelled() else task.exception()
    if error is not None and not isinstance(error, AssistantError):
        log.error("An answer failed after its stream had begun", exc_info=error)
