"""Conversations with their answers and feedback, kept in SQL: SQLite by default, PostgreSQL by its address."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select
from sqlalchemy.exc import IntegrityError

from assistant.storage.database import Database
from assistant.storage.records import (
    STORED_ANSWER,
    Conversation,
    Feedback,
    Ids,
    Reason,
    StoredTurn,
    UnknownMessage,
    Vote,
)
from assistant.storage.tables import answers, conversations, feedback, is_id, messages, shares
from assistant.storage.turns import TurnKey, forget_keys, keep_key, keep_opinion, keep_turn, replayed
from assistant.types import Answer, Reply, Turn, UnknownConversation

log = logging.getLogger(__name__)

_CONVERSATION = conversations.insert()


class Conversations:
    """Reads and writes conversations. Thread-safe; one per process."""

    def __init__(self, url: str) -> None:
        """Connect, and upgrade the database. Raises ``SettingsError`` where it can't be used."""
        self.database = Database(url)

    def turns(self, conversation_id: str, most: int) -> tuple[Turn, ...]:
        """The last ``most`` turns, oldest first. Raises ``UnknownConversation``."""
        newest = (
            select(messages.c.role, messages.c.content)
            .where(messages.c.conversation_id == conversation_id)
            .order_by(messages.c.place.desc())
            .limit(most)
        )
        with self.database.reading() as connection:
            _demand(connection, conversation_id)
            rows = connection.execute(newest).all()
        return tuple(Turn(row.role, row.content) for row in reversed(rows))

    def store(
        self,
        message: str,
        answer: Answer,
        *,
        conversation_id: str | None = None,
        guides: Sequence[str] = (),
        key: TurnKey | None = None,
        ids: Ids | None = None,
    ) -> Reply:
        """Keep a question and its answer, in a new conversation where none is given.

        ``ids`` are those that a listener was told already. Where another request with ``key`` was kept meanwhile,
        its reply is returned and nothing is kept.
        Raises ``UnknownConversation`` or ``KeyReused``.
        """
        ids, now = ids or Ids(conversation_id), datetime.now(UTC)
        try:
            with self.database.writing() as connection:
                if key is not None and (earlier := replayed(connection, key)) is not None:
                    return earlier
                if conversation_id is None:
                    place = 0
                    connection.execute(_CONVERSATION, {"id": ids.conversation, "created": now})
                else:
                    _demand(connection, conversation_id, lock=True)
                    place = _next_place(connection, conversation_id)
                keep_turn(connection, message, answer, ids=ids, place=place, guides=guides, when=now)
                if key is not None:
                    keep_key(connection, key, ids, now)
        except IntegrityError:
            # Another process kept the same request between our look and our write.
            if key is None or (again := self.replay(key)) is None:
                raise
            return again
        return Reply(ids.conversation, ids.message, answer)

    def replay(self, key: TurnKey) -> Reply | None:
        """The reply that was given to a request with this key. Raises ``KeyReused``."""
        with self.database.reading() as connection:
            return replayed(connection, key)

    def read(self, conversation_id: str) -> Conversation:
        """All of a conversation. Raises ``UnknownConversation``."""
        query = (
            select(
                messages, answers.c.answer, feedback.c.verdict, feedback.c.reason, feedback.c.comment, shares.c.token
            )
            .outerjoin(answers, answers.c.message_id == messages.c.id)
            .outerjoin(feedback, feedback.c.message_id == messages.c.id)
            .outerjoin(shares, shares.c.message_id == messages.c.id)
            .where(messages.c.conversation_id == conversation_id)
            .order_by(messages.c.place)
        )
        with self.database.reading() as connection:
            created = _demand(connection, conversation_id)
            rows = connection.execute(query).all()
        return Conversation(conversation_id, created, tuple(_turn(row) for row in rows))

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation with all that belongs to it. Raises ``UnknownConversation``."""
        with self.database.writing() as connection:
            _demand(connection, conversation_id)
            connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
        self._forget()

    def rate(self, conversation_id: str, message_id: str, opinion: Feedback) -> None:
        """Keep an opinion of an answer, in place of an earlier one. Raises ``UnknownMessage``."""
        with self.database.writing() as connection:
            if not is_id(conversation_id) or not is_id(message_id):
                raise UnknownMessage("message_id", "no such answer in that conversation")
            found = connection.execute(
                select(messages.c.id)
                .where(messages.c.id == message_id, messages.c.conversation_id == conversation_id)
                .where(messages.c.role == "assistant")
                .with_for_update()
            ).first()
            if found is None:
                raise UnknownMessage("message_id", "no such answer in that conversation")
            keep_opinion(connection, message_id, opinion, datetime.now(UTC))

    def newest(self, until: datetime) -> datetime | None:
        """When something was said last before ``until``; ``None`` where nothing is kept."""
        query = select(func.max(messages.c.created)).where(messages.c.created <= until)
        with self.database.reading() as connection:
            found: datetime | None = connection.scalar(query)
        return found

    def delete_before(self, moment: datetime) -> int:
        """Delete the conversations in which nothing was said since ``moment``; how many there were."""
        lately = select(messages.c.conversation_id).where(messages.c.created >= moment)
        old = delete(conversations).where(conversations.c.created < moment, conversations.c.id.not_in(lately))
        with self.database.writing() as connection:
            forget_keys(connection)
            count = connection.execute(old).rowcount
        self._forget()
        return count

    def close(self) -> None:
        self.database.close()

    def _forget(self) -> None:
        if not self.database.forget():
            log.warning("Copies of what was deleted may be left in the database's files until they are written anew")


def _demand(connection: Connection, conversation_id: str, *, lock: bool = False) -> datetime:
    """When the conversation began; with ``lock`` no one else adds to it until the transaction ends."""
    query = select(conversations.c.created).where(conversations.c.id == conversation_id)
    created: datetime | None = None
    if is_id(conversation_id):  # anything else could trip the database's driver
        created = connection.scalar(query.with_for_update() if lock else query)
    if created is None:
        raise UnknownConversation("conversation_id", "no such conversation")
    return created


def _next_place(connection: Connection, conversation_id: str) -> int:
    last = select(func.max(messages.c.place)).where(messages.c.conversation_id == conversation_id)
    return (-1 if (found := connection.scalar(last)) is None else found) + 1


def _turn(row: Row[Any]) -> StoredTurn:
    reason = Reason(row.reason) if row.reason else None
    return StoredTurn(
        message_id=row.id,
        role=row.role,
        content=row.content,
        created=row.created,
        answer=STORED_ANSWER.validate_python(row.answer) if row.answer is not None else None,
        feedback=Feedback(Vote(row.verdict), reason, row.comment) if row.verdict else None,
        share=row.token,
    )
