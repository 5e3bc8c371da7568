"""What visitors asked: how often, what came of it, and what was in vain."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Text, cast, func, select

from assistant.language.tokens import plain
from assistant.storage.database import Store
from assistant.storage.records import Unanswered
from assistant.storage.tables import answers, messages
from assistant.types import Status

UNSURE = 0.5
"""The confidence under which an answer should be looked at."""
IN_VAIN = (Status.NO_ANSWER.value, Status.PARTIAL.value)
ABOUT_THE_GUIDES = (*IN_VAIN, Status.ANSWERED.value)


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as it stands alone, when it was asked, and the guides that the asker had pinned."""

    question: str
    when: datetime
    guides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedCount:
    """A question as it stands alone, the guides that its askers had pinned, how often, and how often answered."""

    question: str
    guides: tuple[str, ...]
    asked: int
    answered: int


class AskedCounts(Store):
    def in_vain(self, moment: datetime | None = None) -> tuple[Unanswered, ...]:
        """What no guide answers, or only in part, since ``moment``; what is asked most comes first."""
        query = (
            select(answers.c.standalone_question, answers.c.status, answers.c.guides, messages.c.created)
            .join(messages, messages.c.id == answers.c.message_id)
            .where(answers.c.status.in_(IN_VAIN))
            .order_by(messages.c.created)
        )
        together: dict[str, list[Any]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(query if moment is None else query.where(messages.c.created >= moment)):
                together.setdefault(plain(row.standalone_question), []).append(row)
        questions = [
            Unanswered(
                question=asked[-1].standalone_question,
                status=Status(asked[-1].status),
                asked=len(asked),
                last=asked[-1].created,
                guides=tuple(sorted({slug for row in asked for slug in row.guides})),
            )
            for asked in together.values()
        ]
        return tuple(sorted(questions, key=lambda one: (one.asked, one.last), reverse=True))

    def since(self, moment: datetime | None = None) -> tuple[AskedCount, ...]:
        """Every question about the guides, since ``moment``; counted by the database, whatever their number."""
        question, pinned = answers.c.standalone_question, cast(answers.c.guides, Text)
        answered = func.sum((answers.c.status == Status.ANSWERED.value).cast(Integer))
        query = (
            select(question, pinned.label("pinned"), func.count().label("asked"), answered.label("answered"))
            .where(answers.c.status.in_(ABOUT_THE_GUIDES))
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
