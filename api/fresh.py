"""Keeping a long-running process on the newest generation of the index."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.ports import AssistantPort

REFRESH_SECONDS = 1.0

log = logging.getLogger(__name__)


@asynccontextmanager
async def kept_fresh(assistant: AssistantPort) -> AsyncIterator[None]:
    """While open, each newly published generation is loaded within about a second."""
    task = asyncio.create_task(_keep_fresh(assistant))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep_fresh(assistant: AssistantPort) -> None:
    """A failure is logged, once while it stays the same, and doesn't end this."""
    last = ""
    while True:
        await asyncio.sleep(REFRESH_SECONDS)
        [outcome] = await asyncio.gather(asyncio.to_thread(assistant.refresh), return_exceptions=True)
        failure = repr(outcome) if isinstance(outcome, BaseException) else ""
        if isinstance(outcome, BaseException) and failure != last:
            log.error("A new generation could not be loaded; the live one is kept", exc_info=outcome)
        elif outcome is True:
            log.info("A new generation is live")
        last = failure
