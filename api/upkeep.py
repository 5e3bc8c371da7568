"""What a long-running process does on the side: load new generations of the index, delete old conversations."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

from api.metrics import SWITCHES, degraded
from api.ports import AssistantPort
from api.shared import PROBE_SECONDS, SharedEngine
from assistant.retention import ClockDoubtedError
from assistant.storage.records import StorageDown
from index.errors import IndexingError

REFRESH_SECONDS = 1.0
DAY_SECONDS = 24 * 60 * 60.0
HOUR_SECONDS = 60 * 60.0
"""In which a clock that is wrong is put right, or believed."""

log = logging.getLogger(__name__)


@asynccontextmanager
async def kept_fresh(assistant: AssistantPort, engine: SharedEngine | None = None) -> AsyncIterator[None]:
    """While open, each newly published generation is loaded within about a second."""
    async with _meanwhile(_keep_fresh(assistant, engine)):
        yield


@asynccontextmanager
async def kept_probed(engine: SharedEngine | None) -> AsyncIterator[None]:
    """While open, it is known whether the shared engine answers; its connections are closed at the end."""
    if engine is None:
        yield
        return
    async with _meanwhile(_keep_probing(engine)):
        yield
    await engine.close()


@asynccontextmanager
async def kept_tidy(assistant: AssistantPort, every: float = DAY_SECONDS) -> AsyncIterator[None]:
    """At once, and while open every day, conversations that are too old are deleted."""
    async with _meanwhile(_keep_tidy(assistant, every)):
        yield


@asynccontextmanager
async def _meanwhile(work: Awaitable[None]) -> AsyncIterator[None]:
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep_fresh(assistant: AssistantPort, engine: SharedEngine | None) -> None:
    """A failure is logged, once while it stays the same, and doesn't end this."""
    last = ""
    while True:
        degraded((*assistant.faults, *(engine.faults if engine else ())), assistant.generation)
        await asyncio.sleep(REFRESH_SECONDS)
        [outcome] = await asyncio.gather(asyncio.to_thread(assistant.refresh), return_exceptions=True)
        failure = repr(outcome) if isinstance(outcome, BaseException) else ""
        if isinstance(outcome, BaseException) and failure != last:
            # What an operator can mend is said in one line; anything else is ours, and needs its traceback.
            ours = None if isinstance(outcome, IndexingError) else outcome
            log.error("A new generation could not be loaded; the live one is kept: %s", outcome, exc_info=ours)
            SWITCHES.labels("refused").inc()
        elif outcome is True:
            log.info("A new generation is live")
            SWITCHES.labels("loaded").inc()
        last = failure


async def _keep_probing(engine: SharedEngine) -> None:
    """Its going and its coming back are logged."""
    last = True
    while True:
        answers = await engine.probe()
        if answers != last:
            log.warning("The shared engine %s", "answers again" if answers else f"is down: {engine.faults[0].reason}")
        last = answers
        await asyncio.sleep(PROBE_SECONDS)


async def _keep_tidy(assistant: AssistantPort, every: float) -> None:
    """A failure is logged and doesn't end this."""
    while True:
        [outcome] = await asyncio.gather(asyncio.to_thread(assistant.delete_old), return_exceptions=True)
        doubted = isinstance(outcome, ClockDoubtedError)
        if doubted:
            log.warning("No old conversation is deleted for an hour: %s", outcome)
        elif isinstance(outcome, BaseException):
            ours = None if isinstance(outcome, StorageDown) else outcome
            log.error("Old conversations could not be deleted: %s", outcome, exc_info=ours)
        elif outcome:
            log.info("Deleted %d old conversations", outcome)
        await asyncio.sleep(min(every, HOUR_SECONDS) if doubted else every)
