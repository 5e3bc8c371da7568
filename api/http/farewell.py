"""When the server stops, answers have a while to get whole; who listens to a stream hears where that isn't enough."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import anyio

from api.http.stream import Told
from api.queue import Stopping


class Farewell:
    """``begun`` is set when the server is told to stop; from then on answers have ``seconds``. Of one event loop."""

    def __init__(self, seconds: float) -> None:
        self.begun = anyio.Event()
        self.seconds = seconds

    async def bounding(self, told: AsyncIterator[Told]) -> AsyncIterator[Told]:
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


async def _next(told: AsyncIterator[Told]) -> Told | None:
    return await anext(told, None)
