"""Calls of a language model, within limits: silence, time, attempts, how many at once.

A model runs as a LangChain Runnable on an event loop of its own, so that a call that takes too long is cancelled, its
connection with it. Whatever goes wrong is a ``ModelFailed``.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, stop_before_delay

from assistant.generation.failures import ModelFailed, failure, is_passing, pause
from assistant.generation.markup import Visible
from assistant.generation.types import Prices, Spent
from assistant.types import Usage

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from langchain_core.runnables import Runnable, RunnableConfig

_STOPPED_BY_ITSELF = frozenset({"stop", "end_turn", "stop_sequence", "eos", "eos_token"})
_REFUSED = frozenset({"content_filter", "refusal", "safety"})


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of silence and for the whole, further attempts, calls at a time."""

    silence: float
    whole: float
    retries: int
    concurrency: int


class Stream:
    """A model's answer, read by the thread that asked for it."""

    def __init__(self, spent: Spent, limits: Limits) -> None:
        self.spent, self.limits = spent, limits
        self.began = time.monotonic()
        self.finished = False
        """Whether the model came to an end by itself: not cut off by a limit of length."""
        self._arrived: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._task: Future[None] | None = None
        self.heard = False
        """Whether there was a first word."""

    def follow(self, task: Future[None]) -> None:
        self._task = task
        task.add_done_callback(lambda _: self._arrived.put(None))

    def cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def put(self, text: str) -> None:
        self.heard = True
        self._arrived.put(text)

    def read(self, patience: float | None = None) -> str | None:
        """The next piece of text; ``""`` where none came within ``patience`` seconds, ``None`` at the end.

        Raises ``ModelFailed``.
        """
        try:
            text = self._arrived.get(timeout=patience)
        except queue.Empty:
            return ""
        if text is not None:
            return text
        error = ModelFailed("cancelled") if self._task is None or self._task.cancelled() else self._task.exception()
        if error is not None:
            raise failure(error) from error
        return None


class Model:
    """A chat model. Thread-safe; one per process and model, to be closed."""

    def __init__(
        self,
        name: str,
        runnable: Runnable[Any, BaseMessage],
        limits: Limits,
        prices: Prices | None,
        says_why: bool,
        on_close: Callable[[], Awaitable[None]],
    ) -> None:
        """``says_why``: it always tells why it stopped, so that an end without a reason is a cut stream."""
        self.name, self.limits = name, limits
        self._runnable, self._prices = runnable, prices
        self._says_why, self._on_close = says_why, on_close
        self._loop = asyncio.new_event_loop()
        self._slots = asyncio.Semaphore(self.limits.concurrency)
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"model {name}", daemon=True)
        self._thread.start()

    @contextmanager
    def stream(
        self, messages: Sequence[BaseMessage], name: str, spent: Spent, limits: Limits | None = None
    ) -> Iterator[Stream]:
        """The answer to ``messages``, word by word; cancelled where it isn't read to its end."""
        stream = Stream(spent, limits or self.limits)
        stream.follow(asyncio.run_coroutine_threadsafe(self._run(messages, name, stream), self._loop))
        try:
            yield stream
        finally:
            stream.cancel()

    def ask(self, messages: Sequence[BaseMessage], name: str, spent: Spent) -> str:
        """The whole answer, as soon as another one's first word: nothing is heard before. Raises ``ModelFailed``."""
        pieces, visible = list[str](), Visible()
        limits = replace(self.limits, whole=min(self.limits.whole, self.limits.silence))
        with self.stream(messages, name, spent, limits) as stream:
            while (text := stream.read()) is not None:
                pieces.append(visible.feed(text))
        return "".join(pieces).strip()

    def usage(self, spent: Spent) -> Usage | None:
        """What was spent, with its cost; ``None`` where the provider doesn't count."""
        if not spent.known:
            return None
        cost = None if spent.cost is None else round(spent.cost, 8)
        return Usage(self.name, spent.read, spent.written, cost)

    def close(self) -> None:
        """Cancel what is under way, and end the thread."""
        asyncio.run_coroutine_threadsafe(self._wind_up(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _wind_up(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._on_close()
        await self._loop.shutdown_asyncgens()
        await self._loop.shutdown_default_executor()

    async def _run(self, messages: Sequence[BaseMessage], name: str, stream: Stream) -> None:
        patience = min(stream.limits.silence, stream.limits.whole)
        try:
            async with asyncio.timeout_at(stream.began + patience):
                await self._slots.acquire()
        except TimeoutError as error:
            raise ModelFailed("busy") from error
        try:
            config: RunnableConfig = {"run_name": name, "tags": ["role-guide-assistant"]}
            await self._attempts(lambda: self._runnable.astream(messages, config), stream)
        finally:
            self._slots.release()

    async def _attempts(self, begin: Callable[[], AsyncIterator[BaseMessage]], stream: Stream) -> None:
        """Ask until there is a first word, as often as may be; from then on there is no further attempt."""
        retrying = AsyncRetrying(
            retry=retry_if_exception(lambda error: not stream.heard and is_passing(error)),
            stop=stop_after_attempt(stream.limits.retries + 1) | stop_before_delay(stream.limits.silence),
            wait=pause,
            reraise=True,
        )
        async for attempt in retrying:
            with attempt:
                await self._attempt(begin(), stream)

    async def _attempt(self, chunks: AsyncIterator[BaseMessage], stream: Stream) -> None:
        limits = stream.limits
        deadline, last, why = stream.began + limits.whole, stream.began, ""
        while True:
            until = min(deadline, last + limits.silence)
            try:
                async with asyncio.timeout_at(until):
                    chunk = await anext(chunks, None)
            except TimeoutError as error:
                raise ModelFailed("too slow" if until < last + limits.silence else "silent") from error
            if chunk is None:
                break
            last = time.monotonic()
            stream.spent.add(getattr(chunk, "usage_metadata", None), self._prices)
            why = _why(chunk) or why
            if text := str(chunk.text):
                stream.put(text)
        if why in _REFUSED:
            raise ModelFailed("refused", why)
        if not stream.heard:
            raise ModelFailed("empty answer")
        if not why and self._says_why:
            raise ModelFailed("cut off")
        stream.finished = why in _STOPPED_BY_ITSELF


def _why(chunk: BaseMessage) -> str:
    """Why the model stopped, as far as ``chunk`` says."""
    told = chunk.response_metadata
    return str(told.get("finish_reason") or told.get("stop_reason") or told.get("done_reason") or "").lower()
