"""Whether a client had all of a stream when its connection ended."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

from sse_starlette import ServerSentEvent
from starlette.types import Message

from api import metrics

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
            metrics.left()
            log.info("A client went away before the end of its answer")
