"""How streams end: whether a client had all of one, and what it hears when the server stops."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import anyio
from sse_starlette import ServerSentEvent
from starlette.types import Message

from api import metrics
from api.http.stream_log import StreamItem
from api.queue import Stopping


class Farewell:
    """``begun`` is set when the server is told to stop; from then on answers have ``seconds``. Of one event loop."""

    def __init__(self, seconds: float) -> None:
        self.begun = anyio.Event()
        self.seconds = seconds

    async def bounding(self, told: AsyncIterator[StreamItem]) -> AsyncIterator[StreamItem]:
        """What is told until the end, or ``Stopping`` where that doesn't come in time."""
        over = asyncio.ensure_future(self._over())
        try:
            while True:
                coming = asyncio.ensure_future(_next(told))
                await asyncio.wait({coming, over}, return_when=asyncio.FIRST_COMPLETED)
                if not coming.done():
                    coming.cancel()
                    yield Stopping()
                    return
                if (one := coming.result()) is None:
                    return
                yield one
        finally:
            over.cancel()

    async def _over(self) -> None:
        await self.begun.wait()
        await asyncio.sleep(self.seconds)


async def _next(told: AsyncIterator[StreamItem]) -> StreamItem | None:
    return await anext(told, None)


LAST = frozenset({"done", "error"})
"""Events after which there is nothing to wait for, so that clients hang up."""

log = logging.getLogger(__name__)


class Delivery:
    """One stream on its way. The end of a response is told as a disconnect too, so events are watched."""

    def __init__(self) -> None:
        self._whole = False

    async def of(self, events: AsyncIterator[ServerSentEvent]) -> AsyncIterator[ServerSentEvent]:
        """The same events."""
        async for event in events:
            yield event
            self._whole = self._whole or event.event in LAST
        self._whole = True

    async def gone(self, _: Message) -> None:
        """The connection has ended, or the response has: note a client that missed something."""
        if not self._whole:
            metrics.LEFT.inc()
            log.info("A client went away before the end of its answer")
