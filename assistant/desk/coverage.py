"""Roles by topics: how much the guides say, how old it is, how often it is asked, and what share is answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from assistant.served import served
from assistant.storage.asked import AskedCount, AskedCounts
from corpus.days import day_of, months_between
from corpus.lexicon import Lexicon
from corpus.types import Guide, Passage
from index.live import LiveIndex

ELSE = ""
"""The topic, or the role, of what names none."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What the guides to one role say on one topic, and what was asked of it.

    A question that names several roles or topics counts for each.
    """

    topic: str
    passages: int
    words: int
    asked: int
    answered: int

    @property
    def share(self) -> float | None:
        """Of what was asked, how much was answered; ``None`` where nothing was."""
        return self.answered / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role: its guides (slugs), the day that the oldest of them was updated (empty where none says), its cells."""

    role: str
    guides: tuple[str, ...]
    updated: str
    months: int | None
    cells: tuple[Covered, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A line a role, a cell in it a topic, in the order of ``topics``; the last line is what names no role."""

    generation: str
    topics: tuple[str, ...]
    lines: tuple[RoleLine, ...]


class CoverageMap:
    """Over the live index and the conversations. Thread-safe; raises ``NotReady`` and ``StorageDown``."""

    def __init__(self, live: LiveIndex, counts: AskedCounts) -> None:
        self._live, self._counts = live, counts

    def drawn(self, days: int | None = None) -> Coverage:
        """The map, with what was asked in the last ``days``."""
        now = datetime.now(UTC)
        asked = self._counts.since(None if days is None else now - timedelta(days=days))
        with served(self._live) as searcher:
            generation = searcher.generation
            return coverage(
                generation.manifest.name,
                generation.guides,
                generation.passages,
                asked,
                searcher.lexicon,
                now.date(),
            )


def coverage(
    generation: str,
    guides: Sequence[Guide],
    passages: Iterable[Passage],
    asked: Iterable[AskedCount],
    lexicon: Lexicon,
    today: date,
) -> Coverage:
    """The map of these guides and questions."""
    role_of = {guide.slug: guide.role for guide in guides}
    passages_on: defaultdict[tuple[str, str], list[Passage]] = defaultdict(list)
    for passage in passages:
        passages_on[role_of[passage.guide], passage.topic].append(passage)
    counts: defaultdict[tuple[str, str], list[AskedCount]] = defaultdict(list)
    for one in asked:
        for place in _places(one, role_of, lexicon):
            counts[place].append(one)
    used = {topic for _, topic in (*passages_on, *counts)}
    topics = (*(topic for topic in lexicon.topics if topic in used), *sorted(used - {*lexicon.topics, ELSE}), ELSE)
    by_role: defaultdict[str, list[Guide]] = defaultdict(list)
    for guide in guides:
        by_role[guide.role].append(guide)
    lines = [
        _line(role, mine, [_cell(topic, passages_on[role, topic], counts[role, topic]) for topic in topics], today)
        for role, mine in sorted(by_role.items(), key=lambda pair: _rank(pair[1][0]))
    ]
    lines.append(_line(ELSE, [], [_cell(topic, (), counts[ELSE, topic]) for topic in topics], today))
    return Coverage(generation, topics, tuple(lines))


def _rank(guide: Guide) -> tuple[str, int, str]:
    """Families together, the highest level first."""
    return guide.family, -(guide.level or 0), guide.role


def _places(one: AskedCount, role_of: Mapping[str, str], lexicon: Lexicon) -> Iterable[tuple[str, str]]:
    """The roles and topics that a question names, or whose guides it was asked of."""
    known = set(role_of.values())
    roles = [role for role in lexicon.roles_of(one.question) if role in known]
    roles = roles or [role_of[slug] for slug in one.guides if slug in role_of] or [ELSE]
    topics = lexicon.topics_of(one.question) or (ELSE,)
    return {(role, topic) for role in roles for topic in topics}


def _cell(topic: str, passages: Sequence[Passage], asked: Sequence[AskedCount]) -> Covered:
    return Covered(
        topic=topic,
        passages=len(passages),
        words=sum(len(passage.text.split()) for passage in passages),
        asked=sum(one.asked for one in asked),
        answered=sum(one.answered for one in asked),
    )


def _line(role: str, guides: Sequence[Guide], cells: Sequence[Covered], today: date) -> RoleLine:
    days = sorted(day for guide in guides if (day := day_of(guide.updated)) is not None)
    months = months_between(days[0], today) if days else None
    return RoleLine(
        role, tuple(guide.slug for guide in guides), days[0].isoformat() if days else "", months, tuple(cells)
    )
