"""Old conversations are deleted, unless the clock may be wrong: one that is a year ahead would delete them all."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

DOUBTED = timedelta(days=1)
"""A clock that is so far ahead of what it should show is looked at again before anything is deleted by it."""
PROVEN = timedelta(hours=1)
"""How long ago something was said that says anything for a clock: what was said by a wrong one agrees with it."""


class ClockDoubtedError(Exception):
    """The clock may be ahead; who asks again later is believed."""


class Dated(Protocol):
    """Conversations as far as their age goes."""

    def newest(self, until: datetime) -> datetime | None:
        """When something was said last, as far as that isn't after ``until``."""

    def delete_before(self, moment: datetime) -> int:
        """Delete those in which nothing was said since; how many there were."""


def _now() -> datetime:
    return datetime.now(UTC)


class Retention:
    """Deletes what is older than ``days``; nothing where that is 0.

    ``steady`` counts seconds whatever the clock does.
    """

    def __init__(
        self,
        conversations: Dated,
        days: int,
        clock: Callable[[], datetime] = _now,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._conversations, self._days, self._clock, self._steady = conversations, days, clock, steady
        self._seen: tuple[datetime, float] | None = None

    def delete_old(self) -> int:
        """How many conversations were deleted. Raises ``ClockDoubtedError`` or ``StorageDown``."""
        if not self._days:
            return 0
        now, steady = self._clock(), self._steady()
        ahead = self._ahead(now, steady)
        self._seen = now, steady
        if ahead > DOUBTED:
            raise ClockDoubtedError(f"the clock is {ahead.days} days ahead of what was seen last, so it may be wrong")
        return self._conversations.delete_before(now - timedelta(days=self._days))

    def _ahead(self, now: datetime, steady: float) -> timedelta:
        """How far the clock is ahead: of the last time that it was looked at, or of what was said last."""
        if self._seen is not None:
            before, then = self._seen
            return now - before - timedelta(seconds=steady - then)
        newest = self._conversations.newest(now - PROVEN)  # a clock that was ahead may have left later ones
        return now - newest if newest is not None else timedelta()
