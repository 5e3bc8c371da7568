"""Where questions wait for an answer: few are answered at a time, few wait, none waits long, and none for a client
that has gone. What there is no place for is refused at once, so that those who have one are answered in time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import anyio
from anyio.to_thread import run_sync
from starlette.types import Message, Receive

from api import metrics
from assistant.settings import Settings

Made = TypeVar("Made")

WITHOUT_MODEL, WITH_MODEL = 0.5, 10.0
"""Seconds that a question may wait: a program's answer takes milliseconds, a language model's takes seconds."""


class Overloaded(Exception):
    """There is no place for a question now."""


class Stopping(Exception):
    """The server stops before an answer is whole."""


class ClientGone(Exception):
    """Whoever asked went away before the answer was begun."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """``at_a_time`` answers are made, ``most_waiting`` questions wait, each for ``seconds`` at most."""

    at_a_time: int
    most_waiting: int
    seconds: float


def capacity_of(settings: Settings) -> Capacity:
    """What ``settings`` ask for; an answer that waits for a model takes a place, so there is one for each of these."""
    at_a_time = max(settings.answers, settings.model_concurrency if settings.model else 0)
    seconds = settings.queue_seconds or (WITH_MODEL if settings.model else WITHOUT_MODEL)
    return Capacity(at_a_time, settings.queue, seconds)


class AnswerQueue:
    """The places. Used on one event loop."""

    def __init__(self, capacity: Capacity) -> None:
        self._capacity = capacity
        self._waiting = 0
        self._places = asyncio.Semaphore(capacity.at_a_time)
        # Of its own, so that pages never wait for answers.
        self._threads = anyio.CapacityLimiter(capacity.at_a_time)

    @property
    def is_full(self) -> bool:
        """Whether another question would be refused."""
        return self._places.locked() and self._waiting >= self._capacity.most_waiting

    def refuse(self) -> Overloaded:
        """What to raise, or to answer, where it is full."""
        metrics.REFUSED.labels("full").inc()
        return Overloaded()

    async def begin(self, work: Callable[[], Made], receive: Receive) -> asyncio.Task[Made]:
        """Wait for a place, then run ``work`` in a thread; once begun it goes on, whoever listens.

        ``receive`` tells when the client goes. Raises ``Overloaded`` or ``ClientGone``.
        """
        if self.is_full:
            raise self.refuse()
        if self._places.locked():
            await self._wait(receive)
        else:
            await self._places.acquire()
        task = asyncio.ensure_future(run_sync(work, limiter=self._threads))
        task.add_done_callback(lambda _: self._places.release())
        return task

    async def run(self, work: Callable[[], Made], receive: Receive) -> Made:
        """The same, to the end of ``work``."""
        return await (await self.begin(work, receive))

    async def _wait(self, receive: Receive) -> None:
        place = asyncio.ensure_future(self._places.acquire())
        gone = asyncio.ensure_future(_gone(receive))
        self._waiting += 1
        metrics.WAITING.inc()
        try:
            await asyncio.wait({place, gone}, timeout=self._capacity.seconds, return_when=asyncio.FIRST_COMPLETED)
            if place.done() and not gone.done():
                return
            self._give_back(place)
            metrics.REFUSED.labels("gone" if gone.done() else "late").inc()
            raise ClientGone if gone.done() else Overloaded
        except asyncio.CancelledError:
            self._give_back(place)
            raise
        finally:
            gone.cancel()
            self._waiting -= 1
            metrics.WAITING.dec()

    def _give_back(self, place: asyncio.Task[bool]) -> None:
        """A place that came too late is the next one's; one that hasn't come isn't waited for."""
        if place.done() and not place.cancelled():
            self._places.release()
        place.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def stays() -> Message:
    """Tells of no client that goes, where that isn't to be looked for."""
    await asyncio.Event().wait()
    raise AssertionError
