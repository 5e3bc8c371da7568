"""A clock that jumps deletes nothing at once, and what is old is deleted all the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from assistant.retention import ClockDoubtedError, Retention

TODAY = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class Kept:
    """Moments at which something was said."""

    said: list[datetime] = field(default_factory=list)

    def newest(self, until: datetime) -> datetime | None:
        return max((one for one in self.said if one <= until), default=None)

    def delete_before(self, moment: datetime) -> int:
        old = [one for one in self.said if one < moment]
        self.said = [one for one in self.said if one >= moment]
        return len(old)


@dataclass
class Times:
    """A clock on the wall, and seconds that nobody can put forward."""

    now: datetime = TODAY
    seconds: float = 0.0

    def passes(self, time: timedelta) -> None:
        self.now += time
        self.seconds += time.total_seconds()


@pytest.fixture
def times() -> Times:
    return Times()


def kept_for_30_days(kept: Kept, times: Times) -> Retention:
    return Retention(kept, 30, lambda: times.now, lambda: times.seconds)


def test_what_is_old_is_deleted_as_days_pass(times: Times) -> None:
    kept = Kept([TODAY - 40 * DAY, TODAY - 20 * DAY, TODAY - DAY / 2])
    retention = kept_for_30_days(kept, times)
    assert retention.delete_old() == 1
    times.passes(11 * DAY)
    assert retention.delete_old() == 1
    assert kept.said == [TODAY - DAY / 2]


def test_a_clock_that_jumps_while_the_server_runs_deletes_nothing_until_it_has_stood_so(times: Times) -> None:
    kept = Kept([TODAY - DAY / 2, TODAY])
    retention = kept_for_30_days(kept, times)
    retention.delete_old()
    times.now += 400 * DAY
    with pytest.raises(ClockDoubtedError, match="400 days ahead"):
        retention.delete_old()
    times.now -= 400 * DAY  # it was put right
    assert retention.delete_old() == 0
    assert kept.said == [TODAY - DAY / 2, TODAY]


def test_a_server_that_starts_long_after_what_was_said_last_waits_before_it_deletes(times: Times) -> None:
    kept = Kept([TODAY - 40 * DAY, TODAY + 4000 * DAY])
    retention = kept_for_30_days(kept, times)
    with pytest.raises(ClockDoubtedError):
        retention.delete_old()
    times.passes(timedelta(hours=1))
    assert retention.delete_old() == 1


def test_what_was_just_said_by_a_wrong_clock_says_nothing_for_it(times: Times) -> None:
    said = [TODAY - 400 * DAY, TODAY - timedelta(minutes=5)]
    kept = Kept(list(said))
    with pytest.raises(ClockDoubtedError, match="400 days ahead"):
        kept_for_30_days(kept, times).delete_old()
    assert kept.said == said


def test_nothing_is_deleted_where_all_is_kept(times: Times) -> None:
    kept = Kept([TODAY - 4000 * DAY])
    assert Retention(kept, 0, lambda: times.now, lambda: times.seconds).delete_old() == 0
    assert kept.said
