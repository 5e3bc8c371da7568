"""How many requests a client has made: counted by all processes together where they share an engine, else by each."""

from __future__ import annotations

import hashlib
import math
import time

from limits import RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter as SharedLimiter
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.shared import EngineDown, SharedEngine


class Limiter:
    """At most ``per_minute`` requests of a client. Where the engine doesn't answer, this process counts alone."""

    def __init__(self, per_minute: int, engine: SharedEngine | None = None) -> None:
        self.per_minute = per_minute
        self._item = RateLimitItemPerMinute(per_minute)
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._engine = engine
        self._shared = _over(engine) if engine is not None else None

    async def refused_for(self, client: str) -> int:
        """Count a request: 0 where it is within the limit, else the seconds until another is."""
        return await self._asked(client, counted=True)

    async def used_up_for(self, client: str) -> int:
        """The same without counting one."""
        return await self._asked(client, counted=False)

    async def _asked(self, client: str, *, counted: bool) -> int:
        if self._engine is not None and self._shared is not None:
            within = self._shared.hit if counted else self._shared.test
            key = hashlib.sha256(client.encode()).hexdigest()  # the engine needs no visitor's address
            try:
                with self._engine.asked():
                    if await within(self._item, key):
                        return 0
                    return _until((await self._shared.get_window_stats(self._item, key)).reset_time)
            except EngineDown:
                pass
        if (self._own.hit if counted else self._own.test)(self._item, client):
            return 0
        return _until(self._own.get_window_stats(self._item, client).reset_time)


def _over(engine: SharedEngine) -> SharedLimiter:
    pool = engine.client.connection_pool
    storage = RedisStorage(
        f"async+{engine.url}",
        implementation="redispy",
        key_prefix="guides:limit",
        connection_pool=pool,  # type: ignore[arg-type]
    )
    return SharedLimiter(storage)


def _until(moment: float) -> int:
    return max(1, math.ceil(moment - time.time()))
