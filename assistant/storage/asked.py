"""What visitors asked: how often, what came of it, what was in vain, and what a person should look at."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, Text, cast, func, or_, select

from assistant.storage.database import Database
from assistant.storage.records import Unanswered, Vote
from assistant.storage.tables import answers, feedback, messages
from assistant.types import Status

UNSURE = 0.5
"""The confidence under which an answer should be looked at."""
_WITHOUT_ANSWER = (Status.NO_ANSWER.value, Status.PARTIAL.value)
_ABOUT_THE_GUIDES = (*_WITHOUT_ANSWER, Status.ANSWERED.value)


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


def to_look_at(connection: Connection, since: datetime | None = None) -> tuple[AskedQuestion, ...]:
    """What to look at, since ``since``, oldest first.

    A curated answer is there only where it was voted down: a person has looked at that question already.
    """
    query = (
        select(
            answers.c.standalone_question, answers.c.guides, answers.c.answer, messages.c.created, feedback.c.verdict
        )
        .join(messages, messages.c.id == answers.c.message_id)
        .outerjoin(feedback, feedback.c.message_id == answers.c.message_id)
        .where(answers.c.status.in_(_ABOUT_THE_GUIDES))
        .where(
            or_(
                answers.c.status.in_(_WITHOUT_ANSWER),
                answers.c.confidence < UNSURE,
                feedback.c.verdict == Vote.DOWN.value,
            )
        )
        .order_by(messages.c.created)
    )
    rows = connection.execute(query if since is None else query.where(messages.c.created >= since)).all()
    return tuple(
        AskedQuestion(row.standalone_question, row.created, tuple(row.guides))
        for row in rows
        if row.verdict == Vote.DOWN.value or not row.answer.get("curated")
    )


def unanswered(connection: Connection, since: datetime | None = None) -> tuple[Unanswered, ...]:
    """What was asked, since ``since``, that no guide answers, or only in part; what is asked most comes first."""
    query = (
        select(answers.c.standalone_question, answers.c.status, answers.c.guides, messages.c.created)
        .join(messages, messages.c.id == answers.c.message_id)
        .where(answers.c.status.in_(_WITHOUT_ANSWER))
        .order_by(messages.c.created)
    )
    together: dict[str, list[Any]] = {}
    for row in connection.execute(query if since is None else query.where(messages.c.created >= since)):
        together.setdefault(_alike(row.standalone_question), []).append(row)
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


def _alike(question: str) -> str:
    return " ".join(question.casefold().split()).strip(" ?!.")


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
