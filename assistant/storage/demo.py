"""Demo data: conversations that nobody held, marked as such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select

from assistant.storage.conversations import new_id
from assistant.storage.database import Database
from assistant.storage.records import Feedback
from assistant.storage.spans import keep_spans
from assistant.storage.tables import answers, conversations, demo_conversations, feedback, messages
from assistant.types import Answer

_ANSWER = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class DemoTurn:
    """One invented asking, its answer, and what is voted."""

    question: str
    guides: tuple[str, ...]
    answer: Answer
    when: datetime
    opinion: Feedback | None = None


class DemoStore:
    """Adds and removes demo data. Raises ``StorageDown``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self) -> int:
        """How many conversations are demo data."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(demo_conversations)) or 0

    def add(self, turns: Sequence[DemoTurn]) -> None:
        """Keep each turn as a conversation of its own, all or none."""
        with self._database.writing() as connection:
            for turn in turns:
                id_, message = new_id(), new_id()
                common = {"conversation_id": id_, "created": turn.when}
                asked = {"id": new_id(), "place": 0, "role": "user", "content": turn.question}
                said = {"id": message, "place": 1, "role": "assistant", "content": turn.answer.text}
                connection.execute(conversations.insert().values(id=id_, created=turn.when))
                connection.execute(demo_conversations.insert().values(conversation_id=id_))
                connection.execute(messages.insert(), [asked | common, said | common])
                connection.execute(
                    answers.insert().values(
                        message_id=message,
                        status=turn.answer.status.value,
                        standalone_question=turn.answer.standalone_question,
                        confidence=turn.answer.confidence,
                        guides=list(turn.guides),
                        answer=_ANSWER.dump_python(turn.answer, mode="json"),
                    )
                )
                keep_spans(connection, message, turn.answer)
                if turn.opinion is not None:
                    connection.execute(
                        feedback.insert().values(
                            message_id=message,
                            verdict=turn.opinion.verdict.value,
                            reason=turn.opinion.reason.value if turn.opinion.reason is not None else None,
                            comment=turn.opinion.comment,
                            created=turn.when,
                        )
                    )

    def remove(self) -> int:
        """Delete all demo data with what belongs to it; how many conversations there were."""
        demo = select(demo_conversations.c.conversation_id)
        with self._database.writing() as connection:
            count = connection.execute(delete(conversations).where(conversations.c.id.in_(demo))).rowcount
        self._database.forget()
        return count
