"""What was asked in vain, question by question: how often, how it went, in which weeks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from assistant.storage.gap_records import InVain, key_of
from assistant.types import Status

DAYS = 7


@dataclass(frozen=True, slots=True)
class AskedInVain:
    """A question with all the times that it was asked in vain.

    ``text`` is as it was asked last, ``weeks`` how often in each week (``week_of``), ``voted_down`` the answers that
    were, ``demo`` whether it was asked by the demo data alone.
    """

    key: str
    text: str
    guides: tuple[str, ...]
    asked: int
    refused: int
    partial: int
    down: int
    unsure: int
    first: datetime
    last: datetime
    weeks: tuple[tuple[int, int], ...]
    voted_down: tuple[str, ...]
    demo: bool


@dataclass(slots=True)
class _Counted:
    first: InVain
    last: InVain
    asked: int = 0
    refused: int = 0
    partial: int = 0
    unsure: int = 0
    weeks: Counter[int] = field(default_factory=Counter)
    down: list[str] = field(default_factory=list)
    demo: bool = True

    def add(self, one: InVain, week: int) -> None:
        self.last = one
        self.asked += 1
        self.refused += one.status is Status.NO_ANSWER
        self.partial += one.status is Status.PARTIAL
        self.unsure += one.unsure
        self.weeks[week] += 1
        self.demo = self.demo and one.demo
        if one.down:
            self.down.append(one.message_id)


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
    found: dict[str, _Counted] = {}
    for one in rows:
        words = one.question, one.guides
        if (key := keys.get(words)) is None:
            key = keys[words] = key_of(*words)
        if (counted := found.get(key)) is None:
            counted = found[key] = _Counted(one, one)
        counted.add(one, week_of(one.when))
    return tuple(
        AskedInVain(
            key=key,
            text=one.last.question,
            guides=one.last.guides,
            asked=one.asked,
            refused=one.refused,
            partial=one.partial,
            down=len(one.down),
            unsure=one.unsure,
            first=one.first.when,
            last=one.last.when,
            weeks=tuple(sorted(one.weeks.items())),
            voted_down=tuple(one.down),
            demo=one.demo,
        )
        for key, one in found.items()
    )


def weekly(questions: Sequence[AskedInVain], weeks: Sequence[int]) -> tuple[int, ...]:
    """How often any of ``questions`` was asked in each of ``weeks``."""
    counted: Counter[int] = Counter()
    for one in questions:
        counted.update(dict(one.weeks))
    return tuple(counted[week] for week in weeks)
