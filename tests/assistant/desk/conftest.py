"""A corpus of two guides that can be edited and indexed again, and a desk over it with a clock of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from assistant.bootstrap import build_index
from assistant.coaching import asked_again
from assistant.desk.gaps import Gaps
from assistant.served import served
from assistant.settings import Settings, load_settings
from assistant.storage.conversations import Conversations
from assistant.storage.gaps import GapStore
from assistant.storage.records import Feedback, Vote
from assistant.storage.tables import messages
from assistant.types import Answer, Reply, Status
from corpus.types import Guide
from index.live import LiveIndex
from index.vectors import VectorStores

DIRECTOR = """---
title: Director of Engineering
role: Director of Engineering
---

# Director of Engineering

## Team

Three to six Engineering Managers report to a Director. A Director leads several teams through their managers.

## Pay

In Europe a Director earns 120,000 to 180,000 euros a year. Bonuses are a tenth of that.

## Hiring

The panel for a Director has four people: a VP, two peers and a product manager.
"""
VP = """---
title: VP of Engineering
role: VP of Engineering
---

# VP of Engineering

## Work

A VP of Engineering runs the whole engineering organisation and sits with the executives.

## Pay

In Europe a VP earns 180,000 to 260,000 euros a year.
"""
SABBATICAL = "\n## Time off\n\nA Director may take a sabbatical of three months after five years in the job.\n"
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
"""The week after the last closed one begins."""


@dataclass
class Workshop:
    """Guides, their index and the conversations about them."""

    settings: Settings
    conversations: Conversations
    live: LiveIndex
    now: datetime = MONDAY + timedelta(days=2)

    @property
    def gaps(self) -> Gaps:
        return Gaps(GapStore(self.conversations.database), partial(served, self.live), asked_again, lambda: self.now)

    def write(self, name: str, text: str) -> None:
        (self.settings.corpus / name).write_text(text, encoding="utf-8")

    def publish(self) -> None:
        build_index(self.settings)
        self.live.refresh()

    def answer(self, question: str) -> Answer:
        """What the live generation answers."""
        with self.live.leased() as searcher:
            assert searcher is not None
            return asked_again(question, (), searcher)

    def guide(self, slug: str) -> Guide:
        searcher = self.live.searcher
        assert searcher is not None
        return searcher.guides[slug]

    def asked(
        self,
        question: str,
        status: Status = Status.NO_ANSWER,
        confidence: float = 0.1,
        *,
        weeks_ago: int = 0,
        down: bool = False,
        guides: tuple[str, ...] = (),
        curated: str | None = None,
    ) -> Reply:
        """Keep a question as it was answered so many weeks ago."""
        answer = Answer(status, "text", question, confidence, curated=curated)
        return self.kept(question, answer, weeks_ago=weeks_ago, down=down, guides=guides)

    def kept(
        self, question: str, answer: Answer, *, weeks_ago: int = 0, down: bool = False, guides: tuple[str, ...] = ()
    ) -> Reply:
        reply = self.conversations.store(question, answer, guides=guides)
        if down:
            self.conversations.rate(reply.conversation_id, reply.message_id, Feedback(Vote.DOWN))
        with self.conversations.database.writing() as connection:
            mine = messages.c.conversation_id == reply.conversation_id
            then = self.now - timedelta(weeks=weeks_ago)
            connection.execute(update(messages).where(mine).values(created=then))
        return reply


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory, encoders: Path) -> Settings:
    """The two guides, indexed once."""
    folder = tmp_path_factory.mktemp("desk")
    settings = load_settings(corpus=folder / "corpus", index=folder / "index", database_url="sqlite://")
    settings.corpus.mkdir()
    settings.index.mkdir()
    (settings.index / "encoders").symlink_to(encoders)
    for name, text in (("director.md", DIRECTOR), ("vp.md", VP)):
        (settings.corpus / name).write_text(text, encoding="utf-8")
    build_index(settings)
    return settings


@pytest.fixture
def workshops(indexed: Settings, tmp_path: Path) -> Iterator[Callable[[], Workshop]]:
    """Makes workshops over copies of the guides and of their index."""
    with ExitStack() as stack:

        def make() -> Workshop:
            folder = Path(shutil.copytree(indexed.corpus.parent, tmp_path / "desk", symlinks=True))
            url = f"sqlite:///{folder / 'talk.db'}"
            changes = {"corpus": folder / "corpus", "index": folder / "index", "database_url": url}
            settings = indexed.model_copy(update=changes)
            live = LiveIndex(settings.index, settings.encoder, VectorStores(None))
            stack.callback(live.close)
            live.refresh()
            conversations = Conversations(url)
            stack.callback(conversations.close)
            return Workshop(settings, conversations, live)

        yield make


@pytest.fixture
def workshop(workshops: Callable[[], Workshop]) -> Workshop:
    return workshops()
