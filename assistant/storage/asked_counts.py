"""How often each question was asked, and what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, Text, cast, func, select

from assistant.storage.database import Database
from assistant.storage.tables import answers, messages
from assistant.types import Status

_ABOUT_THE_GUIDES = (Status.ANSWERED.value, Status.PARTIAL.value, Status.NO_ANSWER.value)


@dataclass(frozen=True, slots=True)
class AskedCount:
    """A question as it stands alone, the guides that its askers had pinned, how often, and how often answered."""

    question: str
    guides: tuple[str, ...]
    asked: int
    answered: int


class AskedCounts:
    """Reads the questions of the conversations. Thread-safe; every method raises ``StorageDown``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def since(self, moment: datetime | None = None) -> tuple[AskedCount, ...]:
        """Every question about the guides, since ``moment``; counted by the database, whatever their number."""
        question, pinned = answers.c.standalone_question, cast(answers.c.guides, Text)
        answered = func.sum((answers.c.status == Status.ANSWERED.value).cast(Integer))
        query = (
            select(question, pinned.label("pinned"), func.count().label("asked"), answered.label("answered"))
            .where(answers.c.status.in_(_ABOUT_THE_GUIDES))
            .group_by(question, pinned)
            .order_by(question, pinned)
        )
        if moment is not None:
            query = query.join(messages, messages.c.id == answers.c.message_id).where(messages.c.created >= moment)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(
            AskedCount(row.standalone_question, tuple(json.loads(row.pinned)), row.asked, int(row.answered))
            for row in rows
        )
