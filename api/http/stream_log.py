"""The events of answers under way, kept for a while where all processes read them, so that any resumes any stream.

``guides:stream:NAME`` names who makes the answer NAME, and is there as long as that process says that it lives, and for
a while after the end; ``guides:stream:NAME:MAKER`` holds the events. Two makers never write into one log.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from typing import Any

from api.shared import EngineDown, SharedEngine

MOST = 500
"""Events of an answer; it has some ten."""
LIFE = 600
"""Seconds that a log is kept after its last event."""
LATER = 120
"""Seconds that it is kept after its end: from then on the database replays the answer, where it was stored."""
OWNED = 8
"""Seconds after which a process that doesn't say that it lives is taken for dead."""
_WAIT_MS = 400


@dataclass(frozen=True, slots=True)
class Logged:
    """One event: whose answer it is of, its place, its name and what it says."""

    message_id: str
    number: int
    name: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Log:
    """Where one process logs one answer."""

    name: str
    maker: str

    @property
    def holder(self) -> str:
        return f"guides:stream:{self.name}"

    @property
    def events(self) -> str:
        return f"{self.holder}:{self.maker}"


StreamItem = Logged | BaseException
"""An event, or what failed instead of the next one."""


class Abandoned(Exception):
    """The process that made the answer is gone, and the answer isn't whole."""


class StreamLog:
    """Reads and writes logs. Each method may raise ``EngineDown``."""

    def __init__(self, engine: SharedEngine) -> None:
        self._engine = engine
        self._client = engine.client

    async def claim(self, name: str) -> Log | None:
        """The log of an answer that the caller is to make; ``None`` where another makes it, or has."""
        log = Log(name, secrets.token_hex(8))
        with self._engine.asked():
            return log if await self._client.set(log.holder, log.maker, nx=True, ex=OWNED) else None

    async def alive(self, log: Log) -> None:
        """Say that the answer is still being made."""
        with self._engine.asked():
            if await self._client.get(log.holder) == log.maker:
                await self._client.expire(log.holder, OWNED)

    async def append(self, log: Log, event: Logged) -> None:
        told = json.dumps([event.message_id, event.number, event.name, event.data])
        with self._engine.asked():
            async with self._client.pipeline(transaction=False) as pipe:
                pipe.xadd(log.events, {"event": told}, maxlen=MOST, approximate=True)
                pipe.expire(log.events, LIFE)
                await pipe.execute()

    async def end(self, log: Log) -> None:
        """The answer is whole."""
        with self._engine.asked():
            async with self._client.pipeline(transaction=True) as pipe:
                pipe.xadd(log.events, {"end": "1"}, maxlen=MOST, approximate=True)
                pipe.expire(log.events, LATER)
                pipe.set(log.holder, log.maker, ex=LATER)
                await pipe.execute()

    async def forget(self, log: Log) -> None:
        """The answer failed: whoever asks again has it made anew."""
        with self._engine.asked():
            mine = await self._client.get(log.holder) == log.maker
            await self._client.delete(log.events, *([log.holder] if mine else []))

    async def follow(self, name: str) -> AsyncIterator[Logged]:
        """All events from the first on, as they come, until the end. Raises ``Abandoned``."""
        with self._engine.asked():
            log = Log(name, str(await self._client.get(Log(name, "").holder)))
        after = "0"
        while True:
            with self._engine.asked():
                held = await self._client.get(log.holder) == log.maker
                found: Any = await self._client.xread({log.events: after}, count=100, block=_WAIT_MS if held else None)
            if not found and not held:
                raise Abandoned
            for place, fields in found[0][1] if found else []:
                if "end" in fields:
                    return
                yield Logged(*json.loads(fields["event"]))
                after = place


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
