"""Rows of one turn: a question, its answer with what it quotes, and a visitor's opinion of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete

from assistant.storage.records import STORED_ANSWER, Feedback, Ids, new_id
from assistant.storage.spans import keep_spans
from assistant.storage.tables import answers, feedback, messages, storable
from assistant.types import Answer

# Made once: what a statement compiles to is found by the statement itself.
_MESSAGE, _ANSWERED = messages.insert(), answers.insert()


def keep_turn(
    connection: Connection,
    question: str,
    answer: Answer,
    *,
    ids: Ids,
    place: int,
    guides: Sequence[str],
    when: datetime,
) -> None:
    """Keep a question at ``place`` of the conversation of ``ids``, and its answer after it."""
    common = {"conversation_id": ids.conversation, "created": when}
    asked = {"id": new_id(), "place": place, "role": "user", "content": storable(question)}
    answered = {"id": ids.message, "place": place + 1, "role": "assistant", "content": storable(answer.text)}
    connection.execute(_MESSAGE, [asked | common, answered | common])
    connection.execute(
        _ANSWERED,
        {
            "message_id": ids.message,
            "status": answer.status.value,
            "standalone_question": storable(answer.standalone_question),
            "confidence": answer.confidence,
            "guides": list(guides),
            "answer": STORED_ANSWER.dump_python(answer, mode="json"),
        },
    )
    keep_spans(connection, ids.message, answer)


def keep_opinion(connection: Connection, message_id: str, opinion: Feedback, when: datetime) -> None:
    """Keep an opinion of an answer, in place of an earlier one."""
    connection.execute(delete(feedback).where(feedback.c.message_id == message_id))
    connection.execute(
        feedback.insert().values(
            message_id=message_id,
            verdict=opinion.verdict.value,
            reason=opinion.reason.value if opinion.reason else None,
            comment=storable(opinion.comment),
            created=when,
        )
    )
