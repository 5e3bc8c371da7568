"""A demo data set: invented questions, asked of the guides that are there, over the last weeks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter
from yaml import safe_load

from assistant.desk.gap_types import Ask
from assistant.storage.demo import DemoStore, DemoTurn
from assistant.storage.records import Feedback, Reason, Vote
from assistant.types import InvalidRequest
from index.search import Searcher

QUESTIONS = Path(__file__).with_name("demo.yaml")
_SEED = 14


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ask: list[str]
    times: int
    weeks: int
    guide: str = ""
    votes: list[str] = []


_ENTRIES = TypeAdapter(list[_Entry])


class DemoLoaded(InvalidRequest):
    """There is demo data already."""


def load_demo(store: DemoStore, ask: Ask, searcher: Searcher) -> int:
    """Keep the demo data, answered by ``searcher``'s generation; how many turns it has. Raises ``DemoLoaded``."""
    if store.count():
        raise DemoLoaded("demo", "the demo data is loaded already; take it out with guides demo --remove")
    turns = list(_turns(datetime.now(UTC), ask, searcher))
    store.add(turns)
    return len(turns)


def _turns(now: datetime, ask: Ask, searcher: Searcher) -> Iterator[DemoTurn]:
    """Every asking of the file, the times drawn, always the same ones before ``now``."""
    chance = random.Random(_SEED)
    for entry in _ENTRIES.validate_python(safe_load(QUESTIONS.read_text(encoding="utf-8"))):
        votes = [_opinion(one) for one in entry.votes]
        guides = (entry.guide,) if entry.guide in searcher.guides else ()
        for text in entry.ask:
            answer = ask(text, guides, searcher)
            for _ in range(entry.times):
                when = now - timedelta(seconds=chance.randrange(60, entry.weeks * 7 * 24 * 3600))
                yield DemoTurn(text, guides, answer, when, votes.pop(0) if votes else None)


def _opinion(written: str) -> Feedback:
    """``up``, or ``down REASON: COMMENT``, of which the last two may be left out."""
    kind, _, comment = written.partition(":")
    verdict, _, reason = kind.strip().partition(" ")
    return Feedback(Vote(verdict), Reason(reason) if reason else None, comment.strip())
