"""What was asked in vain, question by question: how often, how it went, in which weeks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assistant.desk.gap_types import TimesAsked
from assistant.storage.gap_records import InVain, key_of
from assistant.types import Status

DAYS = 7


@dataclass(frozen=True, slots=True)
class AskedInVain(TimesAsked):
    """A question with all the times that it was asked in vain.

    ``text`` is as it was asked last, ``weeks`` how often in each week (``week_of``), ``voted_down`` the answers that
    were, ``demo`` whether it was asked by the demo data alone.
    """

    key: str
    text: str
    guides: tuple[str, ...]
    first: datetime
    last: datetime
    weeks: tuple[tuple[int, int], ...]
    voted_down: tuple[str, ...]
    demo: bool


def week_of(day: date) -> int:
    """The number of the week, Monday to Sunday, that ``day`` is in."""
    return (day.toordinal() - 1) // DAYS


def week_name(week: int) -> str:
    """A week as ISO 8601 writes it."""
    year, number, _ = date.fromordinal(week * DAYS + 1).isocalendar()
    return f"{year}-W{number:02}"


def by_question(rows: Iterable[InVain]) -> tuple[AskedInVain, ...]:
    """``rows``, which are oldest first, each question once; the one that was asked first comes first."""
    keys: dict[tuple[str, tuple[str, ...]], str] = {}
    found: dict[str, list[InVain]] = {}
    for one in rows:
        words = one.question, one.guides
        if words not in keys:
            keys[words] = key_of(*words)
        found.setdefault(keys[words], []).append(one)
    return tuple(_together(key, times) for key, times in found.items())


def _together(key: str, times: Sequence[InVain]) -> AskedInVain:
    first, last = times[0], times[-1]
    down = tuple(one.message_id for one in times if one.down)
    return AskedInVain(
        key=key,
        text=last.question,
        guides=last.guides,
        asked=len(times),
        refused=sum(one.status is Status.NO_ANSWER for one in times),
        partial=sum(one.status is Status.PARTIAL for one in times),
        down=len(down),
        unsure=sum(one.unsure for one in times),
        first=first.when,
        last=last.when,
        weeks=tuple(sorted(Counter(week_of(one.when) for one in times).items())),
        voted_down=down,
        demo=all(one.demo for one in times),
    )


def weekly(questions: Sequence[AskedInVain], weeks: Sequence[int]) -> tuple[int, ...]:
    """How often any of ``questions`` was asked in each of ``weeks``."""
    counted: Counter[int] = Counter()
    for one in questions:
        counted.update(dict(one.weeks))
    return tuple(counted[week] for week in weeks)
