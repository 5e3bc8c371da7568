"""What was asked in vain, those who asked the same together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from assistant.storage.records import Unanswered
from assistant.storage.tables import answers, messages
from assistant.types import Status

_IN_VAIN = (Status.NO_ANSWER.value, Status.PARTIAL.value)


def unanswered(connection: Connection, since: datetime | None = None) -> tuple[Unanswered, ...]:
    """What was asked, since ``since``, that no guide answers, or only in part; what is asked most comes first."""
    query = (
        select(answers.c.standalone_question, answers.c.status, answers.c.guides, messages.c.created)
        .join(messages, messages.c.id == answers.c.message_id)
        .where(answers.c.status.in_(_IN_VAIN))
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
