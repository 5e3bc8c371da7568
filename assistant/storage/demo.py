"""Demo data: conversations that nobody held, marked as such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from assistant.storage.database import Store
from assistant.storage.records import Feedback, Ids
from assistant.storage.tables import conversations, demo_conversations
from assistant.storage.turns import keep_opinion, keep_turn
from assistant.types import Answer


@dataclass(frozen=True, slots=True)
class DemoTurn:
    """One invented asking, its answer, and what is voted."""

    question: str
    guides: tuple[str, ...]
    answer: Answer
    when: datetime
    opinion: Feedback | None = None


class DemoStore(Store):
    def count(self) -> int:
        """How many conversations are demo data."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(demo_conversations)) or 0

    def add(self, turns: Sequence[DemoTurn]) -> None:
        """Keep each turn as a conversation of its own, all or none."""
        with self._database.writing() as connection:
            for turn in turns:
                ids = Ids()
                connection.execute(conversations.insert().values(id=ids.conversation, created=turn.when))
                connection.execute(demo_conversations.insert().values(conversation_id=ids.conversation))
                keep_turn(connection, turn.question, turn.answer, ids=ids, place=0, guides=turn.guides, when=turn.when)
                if turn.opinion is not None:
                    keep_opinion(connection, ids.message, turn.opinion, turn.when)

    def remove(self) -> int:
        """Delete all demo data with what belongs to it; how many conversations there were."""
        demo = select(demo_conversations.c.conversation_id)
        with self._database.writing() as connection:
            count = connection.execute(delete(conversations).where(conversations.c.id.in_(demo))).rowcount
        self._database.forget()
        return count
