"""What visitors asked that a person should look at: not answered, answered in part, unsurely, or voted down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select

from assistant.storage.records import Vote
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
