"""Writing what an answer tells to the shared log, whether anyone listens here or not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable

from api.http.stream import StreamItem
from api.http.stream_log import OWNED, Log, StreamLog
from api.shared import EngineDown


class Recorder:
    """Logs answers. An engine that doesn't answer costs the log, never the answer."""

    def __init__(self, streams: StreamLog) -> None:
        self.streams = streams

    def record(
        self, told: AsyncIterator[StreamItem], log: Log
    ) -> tuple[AsyncIterator[StreamItem], asyncio.Future[None]]:
        """The same events for who listens here, and the task that hears and logs them."""
        heard: asyncio.Queue[StreamItem | None] = asyncio.Queue()
        return _from(heard), asyncio.ensure_future(self._record(told, log, heard))

    async def drop(self, log: Log) -> None:
        """There will be no answer: whoever asks again has it made anew."""
        await _done(self.streams.forget(log))

    async def _record(self, told: AsyncIterator[StreamItem], log: Log, heard: asyncio.Queue[StreamItem | None]) -> None:
        alive = asyncio.ensure_future(self._stay_alive(log))
        whole = True
        async for one in told:
            heard.put_nowait(one)
            if isinstance(one, BaseException):
                whole = False
            elif whole:  # a log with a gap would be taken for the answer
                whole = await _done(self.streams.append(log, one))
        heard.put_nowait(None)
        alive.cancel()
        await _done(self.streams.end(log) if whole else self.streams.forget(log))

    async def _stay_alive(self, log: Log) -> None:
        while True:
            await asyncio.sleep(OWNED / 4)
            await _done(self.streams.alive(log))


async def _from(heard: asyncio.Queue[StreamItem | None]) -> AsyncIterator[StreamItem]:
    while (one := await heard.get()) is not None:
        yield one


async def _done(write: Awaitable[None]) -> bool:
    try:
        await write
    except EngineDown:
        return False
    return True
