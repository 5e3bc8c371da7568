"""The engine that processes share, Valkey or Redis: asked within bounds, and done without while it doesn't answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from assistant.health import SHARED, Fault
from assistant.settings import SettingsError

if TYPE_CHECKING:
    from redis.asyncio import Redis

PATIENCE = 1.0
"""Seconds that one command may take."""
PAUSE = 1.0
"""Seconds that an engine which has failed isn't asked again."""
PROBE_SECONDS = 2.0


class EngineDown(Exception):
    """The engine doesn't answer, or hasn't just now."""


class CannotResume(Exception):
    """A stream can't be taken up where it was cut, because the engine that would know it doesn't answer."""


class SharedEngine:
    """Connections to the engine. Used on one event loop; connects when it is first asked."""

    def __init__(self, url: str) -> None:
        """Raises ``SettingsError`` where the client isn't installed or the address is none."""
        try:
            from redis.asyncio import Redis
            from redis.asyncio.retry import Retry
            from redis.backoff import NoBackoff
            from redis.exceptions import RedisError
        except ImportError as error:
            raise SettingsError("GUIDES_SHARED_URL: needs the extra `shared` (the package redis)") from error
        self.url = url.replace("valkey", "redis", 1) if url.startswith("valkey") else url
        try:
            self.client: Redis = Redis.from_url(
                self.url,
                decode_responses=True,
                protocol=2,
                socket_timeout=PATIENCE,
                socket_connect_timeout=PATIENCE,
                retry=Retry(NoBackoff(), 0),
            )
        except ValueError as error:
            raise SettingsError(f"GUIDES_SHARED_URL: {error}") from error
        self._errors = (RedisError, OSError, TimeoutError)
        self._down_until = 0.0
        self._reason = ""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Why it is done without; nothing where it answers."""
        if not self._reason:
            return ()
        told = "limits hold for each process alone, streams can't be resumed"
        return (Fault(SHARED, f"the shared engine doesn't answer ({self._reason}): {told}"),)

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Around what is asked of it. Raises ``EngineDown``, at once where it has just failed."""
        if time.monotonic() < self._down_until:
            raise EngineDown
        try:
            yield
        except self._errors as error:
            self._down_until = time.monotonic() + PAUSE
            self._reason = type(error).__name__
            raise EngineDown from error
        self._reason = ""

    async def probe(self) -> bool:
        """Whether it answers."""
        try:
            with self.asked():
                await self.client.ping()
        except EngineDown:
            return False
        return True

    async def close(self) -> None:
        await self.client.aclose()
