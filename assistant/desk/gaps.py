"""Gaps as tasks: what visitors asked in vain, grouped, placed, decided on, and closed where it is answered."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from assistant.desk.asked import AskedInVain, by_question, week_name, week_of, weekly
from assistant.desk.checking import recheck
from assistant.desk.gap_types import (
    Ask,
    Gap,
    GapExample,
    GapPlace,
    GapReport,
    GapView,
    Leased,
    Progress,
    Standing,
    Trend,
    UnknownGap,
    Week,
    times_of,
)
from assistant.desk.grouping import encoder_of, fingerprints, group
from assistant.desk.placing import placed
from assistant.storage.asked import AskedQuestion
from assistant.storage.gap_records import Check, Decision, DecisionState
from assistant.storage.gaps import GapStore
from index.search import Searcher

WEEKS = 8
"""Closed weeks that are shown."""
BEFORE = 4
"""Weeks whose mean the last closed one is held against."""
RISING, FALLING = 1.5, 0.67
EXAMPLES = 8
PLACES_KEPT = 2000


@dataclass(frozen=True, slots=True)
class _Tasks:
    """All gaps with their questions, and what is known of them."""

    members: dict[str, tuple[AskedInVain, ...]]
    checks: dict[str, Check]
    decisions: dict[str, Decision]
    generation: str

    def check(self, one: AskedInVain) -> Check | None:
        found = self.checks.get(one.key)
        return found if found is not None and found.generation == self.generation else None

    def unchecked(self, members: Sequence[AskedInVain]) -> int:
        return sum(self.check(one) is None for one in members)

    def standing(self, fingerprint: str) -> Standing:
        members, decision = self.members[fingerprint], self.decisions.get(fingerprint)
        state = decision.state if decision is not None else DecisionState.OPEN
        if decision is not None and state is DecisionState.EXPIRED and _last(members) > (decision.decided or _EVER):
            state = DecisionState.OPEN  # it is asked about again
        if state is DecisionState.DISMISSED:
            return Standing.DISMISSED
        if all((check := self.check(one)) is not None and check.answered for one in members):
            return Standing.CLOSED
        return Standing(state.value)


class Gaps:
    """Thread-safe. What asks the store raises ``StorageDown``; what needs a generation ``NotReady``."""

    def __init__(
        self, store: GapStore, leased: Leased, ask: Ask, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store, self._leased, self._ask, self._now = store, leased, ask, now
        self._looking = threading.Lock()
        self._places: dict[tuple[str, str, bool], GapPlace] = {}

    def report(self, view: GapView, most: int = 0, progress: Progress | None = None) -> GapReport:
        """A page of gaps, what is asked most first. Up to ``most`` questions that weren't asked again since the live
        generation was published are asked again before."""
        with self._leased() as searcher:
            tasks = self._tasks(searcher, most, progress)
            since = None if view.days is None else self._now() - timedelta(days=view.days)
            lately = [name for name, members in tasks.members.items() if _last(members) >= (since or _EVER)]
            standings = {name: tasks.standing(name) for name in lately}
            counted = Counter(standings.values())
            wanted = [name for name, standing in standings.items() if standing in view.standings]
            wanted.sort(key=lambda name: (-_asked(tasks.members[name]), name))
            page = wanted[view.offset : view.offset + view.limit]
            return GapReport(
                gaps=tuple(self._gap(name, standings[name], tasks, searcher) for name in page),
                total=len(wanted),
                standings=tuple((standing, counted[standing]) for standing in Standing),
                unchecked=sum(tasks.unchecked(members) for members in tasks.members.values()),
                generation=tasks.generation,
            )

    def gap(self, fingerprint: str, *, ask_again: bool = False) -> Gap:
        """One gap with all of its questions, which are asked again first where wanted. Raises ``UnknownGap``."""
        with self._leased() as searcher:
            tasks = self._tasks(searcher, 0)
            members = _members(tasks, fingerprint)
            if ask_again:
                checks = recheck(members, self._store, self._ask, searcher)
                tasks = replace(tasks, checks=tasks.checks | {one.key: one for one in checks})
            return self._gap(fingerprint, tasks.standing(fingerprint), tasks, searcher, examples=None)

    def decided(self, fingerprint: str) -> Decision:
        """What a coach has decided of a gap before, if anything."""
        return self._store.decisions().get(fingerprint) or Decision(fingerprint)

    def decide(self, decision: Decision) -> None:
        """Keep what a coach has decided. Raises ``UnknownGap``."""
        with self._leased() as searcher:
            _members(self._tasks(searcher, 0), decision.fingerprint)
        self._store.decide(replace(decision, decided=self._now()))

    def askings(self, fingerprint: str) -> tuple[AskedQuestion, ...]:
        """The questions of a gap, each as often as it was asked, as a curated question is proposed from them.

        Raises ``UnknownGap``.
        """
        with self._leased() as searcher:
            members = _members(self._tasks(searcher, 0), fingerprint)
        return tuple(AskedQuestion(one.text, one.last, one.guides) for one in members for _ in range(one.asked))

    def roles(self) -> tuple[str, ...]:
        """The roles that have a guide."""
        with self._leased() as searcher:
            return tuple(sorted(searcher.described))

    def encoder(self) -> str:
        """What the vectors that are kept were made with."""
        with self._leased() as searcher:
            return encoder_of(searcher)

    def _tasks(self, searcher: Searcher, most: int, progress: Progress | None = None) -> _Tasks:
        with self._looking:
            questions = by_question(self._store.in_vain())
            members = dict(fingerprints(group(questions, self._store, searcher, progress), questions))
            tasks = _Tasks(members, self._store.checks(), self._store.decisions(), searcher.generation.manifest.name)
            if not most:
                return tasks
            due = sorted(members, key=lambda name: (-_asked(members[name]), name))
            stale = [one for name in due for one in members[name] if tasks.check(one) is None][:most]
            checks = recheck(stale, self._store, self._ask, searcher, progress)
            return replace(tasks, checks=tasks.checks | {one.key: one for one in checks})

    def _gap(
        self, name: str, standing: Standing, tasks: _Tasks, searcher: Searcher, examples: int | None = EXAMPLES
    ) -> Gap:
        members, decision = tasks.members[name], tasks.decisions.get(name) or Decision(name)
        this = week_of(self._now().date())
        weeks = range(this - WEEKS, this)
        counts = weekly(members, weeks)
        place = self._place(members[0], tasks.check(members[0]), searcher)
        if decision.guide or decision.topic:
            place = replace(place, guide=decision.guide or place.guide, topic=decision.topic or place.topic)
        return Gap(
            fingerprint=name,
            title=decision.title or members[0].text,
            standing=standing,
            **times_of(members),
            questions=len(members),
            first=min(one.first for one in members),
            last=_last(members),
            weeks=tuple(Week(week_name(week), count) for week, count in zip(weeks, counts, strict=True)),
            this_week=sum(weekly(members, [this])),
            trend=trend_of(counts),
            examples=tuple(_example(one, tasks.check(one)) for one in members[:examples]),
            unchecked=tasks.unchecked(members),
            demo=all(one.demo for one in members),
            place=place,
            note=decision.note,
            decided=decision.decided,
            decided_by=decision.decided_by,
        )

    def _place(self, one: AskedInVain, check: Check | None, searcher: Searcher) -> GapPlace:
        """Looked for once a generation."""
        answered = (check is not None and check.answered) or not (one.refused or one.partial)
        key = (searcher.generation.manifest.name, one.key, answered)
        if (place := self._places.get(key)) is None:
            answer = self._ask(one.text, one.guides, searcher) if answered else None
            place = placed(one.text, one.guides, answer, searcher)
            if len(self._places) >= PLACES_KEPT:
                self._places.clear()
            self._places[key] = place
        return place


def trend_of(counts: Sequence[int]) -> Trend:
    """How the last of the closed weeks compares with the mean of those before it."""
    last, before = counts[-1], counts[-1 - BEFORE : -1]
    mean = sum(before) / len(before)
    if not last and not mean:
        return Trend.QUIET
    if not any(counts[:-1]):
        return Trend.NEW
    if last >= mean * RISING and last > mean:
        return Trend.RISING
    return Trend.FALLING if last <= mean * FALLING else Trend.STEADY


_EVER = datetime.min.replace(tzinfo=UTC)


def _members(tasks: _Tasks, fingerprint: str) -> tuple[AskedInVain, ...]:
    if fingerprint not in tasks.members:
        raise UnknownGap("fingerprint", f"no gap {fingerprint[:20]!r}")
    return tasks.members[fingerprint]


def _asked(members: Sequence[AskedInVain]) -> int:
    return sum(one.asked for one in members)


def _last(members: Sequence[AskedInVain]) -> datetime:
    return max(one.last for one in members)


def _example(one: AskedInVain, check: Check | None) -> GapExample:
    return GapExample(
        question=one.text,
        guides=one.guides,
        **times_of([one]),
        last=one.last,
        answered=check.answered if check is not None else None,
    )
